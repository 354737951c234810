"""That a person has died: how it is known, what was looked at, and what is left to do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

import clock
from accounts.models import Team, User
from people.keys import new_key
from people.models.fact import Fact
from people.models.person import Person, death_in_words
from people.models.roles import PersonRole


class Death(Fact):
    """A death as it was told, and the second source that confirms it.

    ``since`` is the day of it, estimated or known. One that was recorded in error stays, marked so.
    """

    class Source(models.TextChoices):
        CERTIFICATE = "CERTIFICATE", "Death certificate seen"
        REGISTRAR = "REGISTRAR", "Registrar, or Tell Us Once"
        NHS = "NHS", "NHS record"
        CORONER = "CORONER", "Coroner"
        FAMILY = "FAMILY", "Family or friend"
        PROVIDER = "PROVIDER", "Care home or care provider"
        HEALTH = "HEALTH", "Hospital or GP"
        POLICE = "POLICE", "Police"
        OTHER = "OTHER", "Somebody else"

    class Concern(models.TextChoices):
        ABUSE = "ABUSE", "It may be linked to abuse or neglect"
        POLICE = "POLICE", "It may be linked to contact with the police"
        CORONER = "CORONER", "A coroner is looking at it, or will"

    class Hold(models.TextChoices):
        ASKED = "ASKED", "Yes, hold the record"
        NOT_ASKED = "NOT_ASKED", "No"

    # What confirms a death by itself; whatever else was told is confirmed by one of these.
    CONFIRMING = (Source.CERTIFICATE, Source.REGISTRAR, Source.NHS, Source.CORONER)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deaths")
    precision = models.CharField(max_length=10, choices=Person.DeathPrecision)
    source = models.CharField(max_length=12, choices=Source)
    concerns = ArrayField(
        models.CharField(max_length=10, choices=Concern), default=list, blank=True
    )
    hold = models.CharField(max_length=10, choices=Hold, blank=True)
    hold_because = models.CharField(max_length=500, blank=True)
    confirmed_source = models.CharField(max_length=12, choices=Source, blank=True)
    confirmed_how = models.CharField(max_length=250, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_role = models.ForeignKey(
        PersonRole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Their part as a carer, which ended with them.",
    )
    mistake_because = models.CharField(max_length=500, blank=True)
    mistake_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mistake_at = models.DateTimeField(null=True, blank=True)

    called = "Death"

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(precision="UNKNOWN", since__isnull=True)
                | (~Q(precision="UNKNOWN") & Q(since__isnull=False)),
                name="a_known_death_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(confirmed_source=""),
                name="a_confirmed_death_has_its_source",
            ),
            models.CheckConstraint(
                condition=Q(is_mistake=False) | ~Q(mistake_because=""),
                name="a_death_recorded_in_error_says_why",
            ),
            models.CheckConstraint(
                condition=Q(concerns__len=0) | ~Q(hold=""),
                name="a_hold_was_offered_where_it_may_be_needed",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def words(self) -> str:
        """When they died, as far as it is known."""
        return death_in_words(self.since, self.precision)

    @property
    def title(self) -> str:
        """What the page of changes calls it."""
        return self.called

    @property
    def is_confirmed(self) -> bool:
        """Say whether a source that counts has confirmed it."""
        return self.confirmed_at is not None

    @property
    def concerns_shown(self) -> list[str]:
        """What it may be linked to, in words."""
        return [str(self.Concern(each).label) for each in self.concerns]


class DeathTask(models.Model):
    """Something that somebody does because a person died: on their record, or on that of another.

    What is raised, for whom and by when is data: ``people/after_death.toml``.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN", "To do"
        DONE = "DONE", "Done"
        NOT_NEEDED = "NOT_NEEDED", "Not needed"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    death = models.ForeignKey(Death, on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="death_tasks")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=150)
    worker = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="death_tasks"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(
        max_length=30, blank=True, help_text="Everybody in this role, where it is for them."
    )
    due_on = models.DateField()
    raised_at = models.DateTimeField(default=clock.now)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    said = models.CharField(max_length=500, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["worker", "due_on"],
                condition=Q(status="OPEN"),
                name="death_task_to_do",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN") | (~Q(said="") & Q(closed_at__isnull=False)),
                name="a_closed_death_task_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(worker__isnull=False) | Q(team__isnull=False) | ~Q(role=""),
                name="a_death_task_is_for_somebody",
            ),
        ]

    def __str__(self):
        return self.key
