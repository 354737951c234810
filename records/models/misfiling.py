"""What readers report of entries that do not belong on the record where they stand."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.keys import new_key
from records.models.entry import Entry


class Misfiling(models.Model):
    """A reader's report that an entry is on the wrong record, or should not be held at all.

    Moves nothing: who may, asks for the move or removal, and a second person agrees. It ends when
    that is done, or when a manager says why the entry stays.
    """

    class Kind(models.TextChoices):
        WRONG_RECORD = "WRONG_RECORD", "It is on the wrong record"
        NOT_TO_HOLD = "NOT_TO_HOLD", "It should not be held"

    class State(models.TextChoices):
        OPEN = "OPEN", "Waiting"
        TAKEN_OFF = "TAKEN_OFF", "Taken off the record"
        STAYS = "STAYS", "Stays where it is"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="misfilings")
    kind = models.CharField(max_length=15, choices=Kind)
    reason = models.TextField()
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="Why the entry stays where it is.")

    class Meta:
        ordering = ["reported_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_at__isnull=True)
                | (~Q(state="OPEN") & Q(answered_at__isnull=False)),
                name="a_misfiling_is_answered_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="STAYS") | ~Q(answer=""), name="what_stays_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="STAYS") | ~Q(answered_by=F("reported_by")),
                name="nobody_answers_their_own_report",
            ),
            models.UniqueConstraint(
                fields=["entry", "reported_by"],
                condition=Q(state="OPEN"),
                name="a_reader_reports_once_at_a_time",
            ),
        ]

    def __str__(self):
        return self.key
