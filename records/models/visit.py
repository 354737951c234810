"""What somebody plans to do with a person, and the record that came of it."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from people.models import Death, Person
from records.models.entry import Entry
from records.models.task import Action


class PlannedVisit(models.Model):
    """A visit, or another meeting, that is planned: when, who goes, where and what for.

    It stays planned until a record says what came of it, or it is cancelled with a reason.
    """

    class How(models.TextChoices):
        VISIT = "VISIT", "Visit"
        OFFICE = "OFFICE", "At our office"
        VIDEO = "VIDEO", "Video call"
        PHONE = "PHONE", "Phone call"

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HAPPENED = "HAPPENED", "Recorded"
        MISSED = "MISSED", "Did not happen"
        CANCELLED = "CANCELLED", "Cancelled"

    class Interpreter(models.TextChoices):
        TO_BOOK = "TO_BOOK", "To be booked"
        BOOKED = "BOOKED", "Booked"
        NOT_NEEDED = "NOT_NEEDED", "Not needed this time"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="planned_visits")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="planned_visits")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    how = models.CharField(max_length=10, choices=How, default=How.VISIT)
    place = models.CharField(max_length=250, blank=True)
    purpose = models.CharField(max_length=250)
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_visits"
    )
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_visits"
    )
    said = models.CharField(
        max_length=250, blank=True, help_text="Why it was cancelled, or was moved to another time."
    )

    interpreter = models.CharField(
        max_length=10, choices=Interpreter, blank=True, help_text="How far booking one has got."
    )
    interpreter_for = models.CharField(
        max_length=150, blank=True, help_text="Which one: the language, or British Sign Language."
    )
    interpreter_owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interpreters_to_book",
        help_text="Who books it.",
    )
    interpreter_due_on = models.DateField(null=True, blank=True, help_text="By when it is booked.")
    interpreter_said = models.CharField(
        max_length=250, blank=True, help_text="Who comes, from which service, or why nobody."
    )
    interpreter_settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    interpreter_settled_at = models.DateTimeField(null=True, blank=True)

    stopped_by = models.ForeignKey(
        Death,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stopped_visits",
        help_text="The death for which it was cancelled.",
    )

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(
                fields=["worker", "starts_at"],
                condition=Q(status="PLANNED"),
                name="visit_still_planned",
            ),
            models.Index(fields=["person", "starts_at"], name="visits_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["HAPPENED", "MISSED"], entry__isnull=False)
                | (Q(status__in=["PLANNED", "CANCELLED"], entry__isnull=True)),
                name="a_visit_that_took_place_has_its_record",
            ),
            models.CheckConstraint(
                condition=~Q(status="CANCELLED") | ~Q(said=""), name="a_cancelled_visit_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(interpreter="TO_BOOK")
                | Q(interpreter_owner__isnull=False, interpreter_due_on__isnull=False),
                name="an_interpreter_to_book_has_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(interpreter__in=["BOOKED", "NOT_NEEDED"])
                | (~Q(interpreter_said="") & Q(interpreter_settled_at__isnull=False)),
                name="a_settled_interpreter_says_how",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_arranged(self) -> bool:
        """Say whether somebody said what was arranged, or that nobody is needed this time."""
        return self.interpreter in (self.Interpreter.BOOKED, self.Interpreter.NOT_NEEDED)
