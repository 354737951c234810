"""What is decided about each piece of a copy that somebody redacts: who, when and why."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from disclosure.requests.models import SubjectRequest
from disclosure.scoped import Scoped
from people.keys import new_key
from people.models import Person
from records.models import Attachment, Chronology, Entry


class Redaction(Scoped):
    """One copy-to-be of a person's record, of which it is decided what may not leave."""

    class State(models.TextChoices):
        DECIDING = "DECIDING", "Being decided"
        CHECKING = "CHECKING", "Waits for a second officer"
        AGREED = "AGREED", "Checked"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="redactions")
    request = models.ForeignKey(
        SubjectRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="redactions",
        help_text="What it answers, if somebody asked for it.",
    )
    chronology = models.ForeignKey(
        Chronology,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The frozen chronology that is redacted, instead of the record.",
    )
    openers_list = models.CharField(
        max_length=16,
        blank=True,
        help_text="The released list of who opened the record that goes in: blank if none does.",
    )
    purpose = models.CharField(max_length=15)
    recipient = models.CharField(max_length=250)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DECIDING)
    sent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(
        max_length=900, blank=True, help_text="What the second officer said, last."
    )
    no_reasons_because = models.CharField(
        max_length=500,
        blank=True,
        help_text="Why the copy says only that something was left out: blank if it says why.",
    )

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="AGREED")
                | (
                    Q(answered_by__isnull=False, sent_by__isnull=False)
                    & ~Q(answered_by=F("sent_by"))
                ),
                name="redactions_are_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=True)
                | Q(since__isnull=True, until__isnull=True, types=[], statement_kinds=[]),
                name="one_entry_is_redacted_alone",
            ),
            models.CheckConstraint(
                condition=Q(chronology__isnull=True)
                | Q(
                    since__isnull=True,
                    until__isnull=True,
                    types=[],
                    statement_kinds=[],
                    entry__isnull=True,
                    known_at__isnull=True,
                    openers_list="",
                ),
                name="a_chronology_is_redacted_alone",
            ),
            models.CheckConstraint(
                condition=Q(openers_list="") | Q(purpose="PERSON"),
                name="a_redacted_list_of_openers_is_for_the_person",
            ),
        ]

    def __str__(self):
        return self.key


class RedactedEntry(models.Model):
    """One entry of the copy, or without an entry the pages beside them: what becomes of it.

    ``digest`` is of every word that was looked at. ``proposed`` is why the first pass would
    withhold it whole.
    """

    class Whole(models.TextChoices):
        GIVE = "GIVE", "It goes into the copy"
        WITHHOLD = "WITHHOLD", "It is withheld"

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="entries")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)
    proposed = models.CharField(max_length=20, blank=True)
    whole = models.CharField(max_length=10, choices=Whole, blank=True)
    whole_reason = models.CharField(max_length=20, blank=True)
    whole_because = models.CharField(max_length=500, blank=True)
    whole_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    whole_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entry__event_at", "entry_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["redaction", "entry"],
                nulls_distinct=False,
                name="an_entry_is_decided_once_a_copy",
            ),
            models.CheckConstraint(
                condition=~Q(whole="WITHHOLD") | ~Q(whole_reason=""),
                name="a_withheld_entry_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"redacted entry {self.pk}"

    @property
    def is_withheld(self) -> bool:
        """Say whether nothing of it goes into the copy."""
        return self.whole == self.Whole.WITHHOLD


class RedactionMark(models.Model):
    """Some words of one piece of text that may not leave, proposed and decided.

    ``said`` is a digest of the words: they themselves are not kept twice. A mark whose entry
    changed is ``replaced``: it stays, and counts no more.
    """

    class Decision(models.TextChoices):
        UNDECIDED = "UNDECIDED", "To decide"
        REMOVE = "REMOVE", "Removed"
        KEEP = "KEEP", "Kept"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    of = models.ForeignKey(RedactedEntry, on_delete=models.PROTECT, related_name="marks")
    path = models.CharField(max_length=200, help_text="Where the text stands in the entry.")
    label = models.CharField(max_length=300, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    said = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=20)
    found_by = models.CharField(max_length=30, blank=True, help_text="The rule, if one found it.")
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.UNDECIDED)
    because = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_mark_marks_words"),
            models.CheckConstraint(
                condition=Q(decision="UNDECIDED") | Q(decided_by__isnull=False),
                name="a_mark_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decision="KEEP") | ~Q(because=""), name="what_is_kept_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(found_by="") | Q(proposed_by__isnull=False),
                name="a_mark_is_proposed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.key


class RedactedFile(models.Model):
    """Whether one file of an entry may go; where some of its pages may, those alone do."""

    class Decision(models.TextChoices):
        GIVE = "GIVE", "It may go"
        SOME = "SOME", "Some of its pages may go"
        LEAVE_OUT = "LEAVE_OUT", "It is left out"

    of = models.ForeignKey(RedactedEntry, on_delete=models.PROTECT, related_name="files")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    pages = models.TextField(blank=True, help_text="Which of its pages may go, where some may.")
    reason = models.CharField(max_length=20, blank=True)
    because = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["attachment_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "attachment"], name="a_file_is_decided_once_a_copy"
            ),
            models.CheckConstraint(
                condition=Q(decision="GIVE") | ~Q(reason=""), name="a_file_left_out_has_a_reason"
            ),
            models.CheckConstraint(
                condition=(Q(decision="SOME") & ~Q(pages="")) | (~Q(decision="SOME") & Q(pages="")),
                name="some_pages_of_a_file_are_named",
            ),
        ]

    def __str__(self):
        return f"redacted file {self.pk}"

    @property
    def is_given(self) -> bool:
        """Say whether it may go into the copy, or some of it."""
        return self.decision != self.Decision.LEAVE_OUT

    @property
    def page_numbers(self) -> tuple[int, ...]:
        """The pages that may go, where some may."""
        return tuple(int(each) for each in self.pages.split(",")) if self.pages else ()
