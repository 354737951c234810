"""Entries taken off a record: what was asked, by whom, who agreed, and what stands in its place."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models.attachment import Attachment
from records.models.entry import Entry


class Removal(models.Model):
    """A request to move an entry to the right person, or to remove an entry or one of its files.

    Two people do it: one asks, another agrees or refuses. Once done, the entry is a tombstone on
    the record where it stood: its date, the reason and the authority, and nothing of its content.
    """

    class Kind(models.TextChoices):
        MOVE = "MOVE", "Move to another person"
        REMOVE = "REMOVE", "Remove"

    class State(models.TextChoices):
        ASKED = "ASKED", "Waiting for a second person"
        DONE = "DONE", "Done"
        REFUSED = "REFUSED", "Refused"

    class Meant(models.TextChoices):
        RIGHT = "RIGHT", "The person it is moved to: the wrong record was open"
        WRITTEN = "WRITTEN", "The person whose name stands there: they keep it, as a name"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="removals")
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="removals"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.TextField()
    authority = models.TextField(
        blank=True, help_text="What allows a removal: a decision, an order, a granted request."
    )
    moved_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meant = models.CharField(
        max_length=10,
        choices=Meant,
        blank=True,
        help_text="Who is meant where a moved entry names the person on whose record it stood.",
    )
    became = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="moved_here_by"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True)
    destroyed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When what the entry said was destroyed; it is under seal until then.",
    )

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="a_removal_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(kind="MOVE") | Q(moved_to__isnull=False), name="a_move_says_where"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state="DONE", attachment__isnull=True),
                name="an_entry_is_removed_once",
            ),
        ]

    def __str__(self):
        return self.key


class Unsealing(models.Model):
    """That somebody opened what a removed entry said, why, and for how long they could read it.

    Written once and never changed. It is theirs alone: anybody else says why for themselves.
    """

    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, related_name="unsealings")
    reason = models.TextField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_unsealing_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")), name="an_unsealing_lasts_a_time"
            ),
        ]

    def __str__(self):
        return f"unsealing {self.pk}"
