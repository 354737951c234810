"""One period of the council's involvement with one person in one role, from contact to closing."""

from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from people.keys import new_key
from people.models.person import Person


class Risk(models.TextChoices):
    """What may happen while somebody waits."""

    HIGH = "HIGH", "High"
    MEDIUM = "MEDIUM", "Medium"
    LOW = "LOW", "Low"


class Involvement(models.Model):
    """A period of involvement in one role. One that comes back is a new period that follows it.

    How it came to stand as it does is in ``InvolvementChange``; who worked with the person, in the
    allocations of the period.
    """

    class Role(models.TextChoices):
        NEEDS = "NEEDS", "Person with care and support needs"
        CARER = "CARER", "Carer"

    class State(models.TextChoices):
        CONTACT = "CONTACT", "Waiting for triage"
        TRIAGED = "TRIAGED", "Waiting for a worker"
        WAITING = "WAITING", "On the waiting list"
        ALLOCATED = "ALLOCATED", "Allocated"
        ACTIVE = "ACTIVE", "Active"
        CLOSING = "CLOSING", "Closing"
        CLOSED = "CLOSED", "Closed"

    class Urgency(models.TextChoices):
        SAME_DAY = "SAME_DAY", "Same day"
        TWO_DAYS = "TWO_DAYS", "Within 2 working days"
        FIVE_DAYS = "FIVE_DAYS", "Within 5 working days"
        ROUTINE = "ROUTINE", "Routine"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=10, choices=Role, default=Role.NEEDS)
    state = models.CharField(max_length=10, choices=State, default=State.CONTACT)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    opened_at = models.DateTimeField()
    urgency = models.CharField(max_length=10, choices=Urgency, blank=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements"
    )
    manager = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waits_since = models.DateField(null=True, blank=True)
    waits_for = models.TextField(blank=True, help_text="Why the person waits for a worker.")
    risk = models.CharField(max_length=10, choices=Risk, blank=True)
    risk_while_waiting = models.TextField(blank=True)
    check_every = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Working days between checks."
    )
    next_check_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(
                fields=["state", "team"],
                condition=~Q(state="CLOSED"),
                name="involvement_still_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=~Q(state="CLOSED"),
                name="one_open_involvement_in_each_role",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_on__isnull=False)
                | (~Q(state="CLOSED") & Q(closed_on__isnull=True)),
                name="closed_involvement_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="WAITING")
                | (
                    Q(manager__isnull=False, next_check_on__isnull=False, waits_since__isnull=False)
                    & ~Q(risk="")
                ),
                name="who_waits_has_a_manager_and_a_next_check",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ALLOCATED", "ACTIVE", "CLOSING"]) | Q(team__isnull=False),
                name="allocated_involvement_has_a_team",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_open(self) -> bool:
        """Say whether the council is involved still."""
        return self.state != self.State.CLOSED


class InvolvementChange(models.Model):
    """One step of an involvement: what it became, who did it, when and why. Written once."""

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="changes")
    step = models.CharField(max_length=350)
    was = models.CharField(max_length=10, choices=Involvement.State, blank=True)
    became = models.CharField(max_length=10, choices=Involvement.State)
    reason = models.TextField()
    told = models.TextField(blank=True, help_text="What the person was told or asked, or why not.")
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_step_says_why"),
        ]

    def __str__(self):
        return f"step {self.pk}"


class WaitingCheck(models.Model):
    """Somebody looked at how a person who waits is doing. Written once."""

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="checks")
    found = models.TextField()
    spoke_with = models.TextField(help_text="How the person was asked, or why they were not.")
    risk = models.CharField(max_length=10, choices=Risk)
    next_check_on = models.DateField()
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["checked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(found="") & ~Q(spoke_with=""), name="a_check_says_what_was_found"
            ),
        ]

    def __str__(self):
        return f"check {self.pk}"


class TransferOffer(models.Model):
    """An involvement offered to another team or worker. Until it is accepted, nothing moves."""

    class State(models.TextChoices):
        OFFERED = "OFFERED", "Waiting for an answer"
        ACCEPTED = "ACCEPTED", "Accepted"
        SENT_BACK = "SENT_BACK", "Sent back"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="transfers")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer_by = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["involvement"],
                condition=Q(state="OFFERED"),
                name="one_transfer_offered_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_offer_says_why"),
            models.CheckConstraint(
                condition=~Q(state__in=["SENT_BACK", "WITHDRAWN"]) | ~Q(answer=""),
                name="an_offer_sent_back_says_why",
            ),
        ]

    def __str__(self):
        return self.key
