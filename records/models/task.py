"""What somebody said they would do, and whether it was done."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models.entry import Entry


class Action(models.Model):
    """What, who, by when. Agreed in a signed entry; closed with an outcome.

    ``owner`` and ``due_on`` are as they stand now; its entry's version keeps them as signed.
    """

    class Priority(models.TextChoices):
        SAME_DAY = "SAME_DAY", "Same day"
        FIVE_DAYS = "FIVE_DAYS", "Within 5 working days"
        ROUTINE = "ROUTINE", "Routine"

    class Status(models.TextChoices):
        OPEN = "OPEN", "Open"
        DONE = "DONE", "Done"
        NOT_NEEDED = "NOT_NEEDED", "Not needed"

    class Kind(models.TextChoices):
        AGREED = "AGREED", "Agreed"
        TIME_LIMIT = "TIME_LIMIT", "Time limit"
        REVIEW = "REVIEW", "Review"
        DATE = "DATE", "Date to keep"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="actions")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="actions")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(
        max_length=10,
        choices=Kind,
        default=Kind.AGREED,
        help_text="Agreed by somebody, or counted by the product from what the entry says.",
    )
    about = models.CharField(
        max_length=60, blank=True, help_text="What a counted one is about; empty for agreed ones."
    )
    text = models.CharField(max_length=250)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    owner_name = models.CharField(
        max_length=150, blank=True, help_text="Who, when it is someone outside the council's staff."
    )
    due_on = models.DateField()
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.ROUTINE)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    outcome = models.CharField(max_length=250, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["owner", "status", "due_on"]),
            models.Index(fields=["due_on"], condition=Q(status="OPEN"), name="actions_still_open"),
            models.Index(
                fields=["person", "about"],
                condition=Q(status="OPEN") & ~Q(kind="AGREED"),
                name="actions_counted_for_a_person",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "about"], condition=~Q(kind="AGREED"), name="counted_once_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(kind="AGREED") | ~Q(about=""), name="a_counted_action_says_of_what"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_name=""), name="an_action_has_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(status="OPEN") | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="a_closed_action_says_what_happened",
            ),
        ]

    def __str__(self):
        return self.key


class ActionChange(models.Model):
    """An action given to somebody else, or moved to another day: what it became, and why."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="changes")
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_name = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()
    reason = models.CharField(max_length=250)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_changed_action_says_why")
        ]

    def __str__(self):
        return f"change {self.pk}"
