"""Copies of a record that leave, and the job that makes each."""

import uuid
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from disclosure.letters.models import Letter
from disclosure.redacting.models import RedactedEntry, RedactedFile, Redaction, RedactionMark
from disclosure.requests.models import RequestStep, SubjectRequest
from disclosure.scoped import Scoped
from disclosure.sharing.models import Recall, SharedWith
from people.keys import new_key
from people.models import Person
from people.sealed import SealedLine
from records.models import Chronology, Entry
from records.signed.digests import code_of

__all__ = [
    "Export",
    "Letter",
    "Recall",
    "RedactedEntry",
    "RedactedFile",
    "Redaction",
    "RedactionMark",
    "RequestStep",
    "SharedWith",
    "SubjectRequest",
]


class Export(Scoped):
    """One copy of a person's record: asked for, made in the background, downloaded.

    ``submission`` is the form's own: a form sent twice asks for one copy. ``attempt`` rises each
    time that the copy is tried again, so that a job left over from before changes nothing.
    ``shared_because`` of one for the person themselves says why it answers no request.
    """

    class Purpose(models.TextChoices):
        PERSON = "PERSON", "For the person, or someone acting for them"
        ESTATE = "ESTATE", "For a personal representative, or someone with a claim"
        COURT = "COURT", "For a court or tribunal"
        OMBUDSMAN = "OMBUDSMAN", "For the Ombudsman or a regulator"
        COUNCIL = "COUNCIL", "For another council or the NHS"
        PROVIDER = "PROVIDER", "For a provider of care or support"
        POLICE = "POLICE", "For the police, or others who look into a crime or a danger"
        FAMILY = "FAMILY", "For family, or somebody else around the person"
        INTERNAL = "INTERNAL", "For use in the council"

    # Who has no right of their own to it, so that somebody decides whether it is shared.
    SHARED = (
        Purpose.COURT,
        Purpose.OMBUDSMAN,
        Purpose.COUNCIL,
        Purpose.PROVIDER,
        Purpose.POLICE,
        Purpose.FAMILY,
    )

    class AfterDeath(models.TextChoices):
        """What allows a copy of the record of somebody who has died: there is no right to one."""

        AGREED = "AGREED", "Written agreement of the personal representative"
        ORDER = "ORDER", "Order of a court"
        HEALTH = "HEALTH", "Access to Health Records Act 1990, for health records alone"
        DUTY = "DUTY", "Another duty in law, such as a coroner’s or a safeguarding adults review"
        WORK = "WORK", "Work of the council: the copy does not leave it"

    class Part(models.TextChoices):
        """In which role the record is about them, of somebody who has needs and is a carer."""

        PERSON = Entry.RecordAs.PERSON.value, "As a person with care and support needs"
        CARER = Entry.RecordAs.CARER.value, "As a carer"

    class MadeAs(models.TextChoices):
        PDF = "PDF", "PDF, to read or print"
        ARCHIVE = "ARCHIVE", "PDF to be kept for decades (PDF/A)"
        HTML = "HTML", "One web page (HTML), to read on a screen"
        TEXT = "TEXT", "Plain text, for any software"
        JSON = "JSON", "For another system (JSON)"

    # What stays out of a copy, where nobody can say: it was made before that was noted.
    NOT_NOTED = "Not noted"

    # In which files of entries can stand as pages.
    PAGED = (MadeAs.PDF, MadeAs.ARCHIVE)

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting to start"
        RUNNING = "RUNNING", "Being made"
        READY = "READY", "Ready"
        FAILED = "FAILED", "Could not be made"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField()
    chronology = models.ForeignKey(
        Chronology,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The frozen chronology that is copied, instead of the whole record.",
    )
    part = models.CharField(
        max_length=10,
        choices=Part,
        blank=True,
        help_text="The part that is copied alone: blank if both are.",
    )
    openers_list = models.CharField(
        max_length=16,
        blank=True,
        help_text="The released list of who opened the record that goes in: blank if none does.",
    )
    redaction = models.ForeignKey(
        Redaction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exports",
        help_text="What was decided may not leave: none, if the copy is complete.",
    )
    request = models.ForeignKey(
        SubjectRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exports",
        help_text="What it answers, if somebody asked for it.",
    )
    purpose = models.CharField(max_length=15, choices=Purpose)
    recipient = models.CharField(max_length=250)
    agreed = models.CharField(
        max_length=900,
        blank=True,
        help_text="Who around the person may have it, and what may be shared with them by then.",
    )
    despite_because = models.CharField(
        max_length=500, blank=True, help_text="Why they have it, where that was not agreed."
    )
    decision = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The signed decision by which it is shared with somebody else.",
    )
    shared_because = models.CharField(
        max_length=500, blank=True, help_text="On what basis, where no decision is recorded."
    )
    includes_restricted = models.BooleanField(default=False)
    restricted_because = models.CharField(max_length=500, blank=True)
    restricted_inside = ArrayField(
        models.CharField(max_length=16),
        default=list,
        blank=True,
        help_text="The keys of the restricted entries that it holds, since it was made.",
    )
    restricted_agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    restricted_agreed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a second officer agreed that they leave in it."
    )
    restricted_agreed_because = models.CharField(max_length=500, blank=True)
    includes_about_others = models.BooleanField(
        default=False, help_text="Entries marked as private to somebody else go in."
    )
    about_others_because = models.CharField(max_length=500, blank=True)
    withheld = models.CharField(
        max_length=500,
        blank=True,
        help_text="What stays out of a complete copy for a request, and nobody decided that.",
    )
    made_as = models.CharField(max_length=10, choices=MadeAs, default=MadeAs.PDF)
    is_locked = models.BooleanField(default=False, help_text="It opens with a password alone.")
    with_files = models.BooleanField(
        default=False, help_text="Pictures and PDFs that came with entries stand in it as pages."
    )
    password = SealedLine(
        max_length=400, blank=True, help_text="Until it was shown, once; then it is gone."
    )
    password_shown_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    password_shown_at = models.DateTimeField(null=True, blank=True)
    print_size = models.PositiveSmallIntegerField(
        default=0, help_text="Points, where the print is large; 0 is ordinary print."
    )
    format_needed = models.CharField(
        max_length=120, blank=True, help_text="The need for a format that this copy does not meet."
    )
    format_met_by = models.CharField(
        max_length=500, blank=True, help_text="How that need is met all the same."
    )
    arrange_by = models.DateField(
        null=True, blank=True, help_text="By when somebody arranges a format that we cannot make."
    )
    arranged_at = models.DateTimeField(null=True, blank=True)
    arranged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    arranged_how = models.CharField(max_length=500, blank=True)
    after_death = models.CharField(
        max_length=10, choices=AfterDeath, blank=True, help_text="The basis, of who has died."
    )
    after_death_seen = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=1)
    entries_total = models.PositiveIntegerField(default=0)
    entries_done = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=60, blank=True)
    laid_out_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when its pages are laid out, for the time left."
    )
    not_laid_out = models.PositiveIntegerField(
        default=0, help_text="Entries that stand in it by their headings alone."
    )
    stopped = models.PositiveSmallIntegerField(
        default=0, help_text="How often the worker that made it was stopped meanwhile."
    )
    moved_at = models.DateTimeField(help_text="When the job last said how far it is.")
    failed_because = models.CharField(max_length=250, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    file_deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="When its file was deleted, as the schedule says."
    )
    delivered_on = models.DateField(
        null=True, blank=True, help_text="The day on which somebody outside the council had it."
    )
    delivered_how = models.CharField(max_length=500, blank=True)
    delivered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(fields=["person", "-asked_at"]),
            models.Index(
                fields=["arrange_by"],
                condition=Q(arrange_by__isnull=False, arranged_at__isnull=True),
                name="format_to_arrange",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(includes_restricted=False) | ~Q(restricted_because=""),
                name="restricted_entries_leave_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(restricted_agreed_at__isnull=True)
                | (
                    Q(restricted_agreed_by__isnull=False)
                    & ~Q(restricted_agreed_because="")
                    & ~Q(restricted_agreed_by=F("asked_by"))
                ),
                name="restricted_entries_leave_by_two",
            ),
            models.CheckConstraint(
                condition=Q(includes_about_others=False) | ~Q(about_others_because=""),
                name="what_is_about_others_leaves_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True)
                | (~Q(delivered_how="") & Q(delivered_by__isnull=False)),
                name="a_delivered_copy_says_how",
            ),
            models.CheckConstraint(
                condition=Q(chronology__isnull=True) | Q(part=""),
                name="a_chronology_is_copied_whole",
            ),
            models.CheckConstraint(
                condition=Q(known_at__isnull=True) | Q(chronology__isnull=True, openers_list=""),
                name="as_known_is_of_the_entries_alone",
            ),
            models.CheckConstraint(
                condition=Q(redaction__isnull=True) | Q(part=""),
                name="a_redacted_copy_is_of_both_parts",
            ),
            models.CheckConstraint(
                condition=Q(
                    since__isnull=True,
                    until__isnull=True,
                    types=[],
                    statement_kinds=[],
                    entry__isnull=True,
                )
                | Q(chronology__isnull=True, openers_list=""),
                name="some_entries_are_copied_alone",
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=True)
                | Q(since__isnull=True, until__isnull=True, types=[], statement_kinds=[], part=""),
                name="one_entry_is_copied_whole",
            ),
            models.CheckConstraint(
                condition=Q(openers_list="")
                | Q(purpose="PERSON", chronology__isnull=True, part=""),
                name="the_person_is_told_who_opened_it",
            ),
            models.CheckConstraint(
                condition=Q(is_locked=False) | Q(made_as="PDF"),
                name="a_pdf_is_locked_and_nothing_else",
            ),
            models.CheckConstraint(
                condition=Q(with_files=False) | Q(made_as__in=("PDF", "ARCHIVE")),
                name="files_are_pages_of_a_pdf",
            ),
            models.CheckConstraint(
                condition=Q(password="") | Q(is_locked=True, password_shown_at__isnull=True),
                name="a_password_is_shown_once",
            ),
            models.CheckConstraint(
                condition=Q(format_needed="") | ~Q(format_met_by=""),
                name="a_format_not_met_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(arranged_at__isnull=True) | ~Q(arranged_how=""),
                name="an_arranged_format_says_how",
            ),
            models.CheckConstraint(
                condition=Q(after_death="") | ~Q(after_death_seen=""),
                name="a_basis_after_death_was_seen",
            ),
            models.CheckConstraint(
                condition=~Q(state="READY") | (~Q(stored_as="") & ~Q(sha256="")),
                name="a_ready_copy_is_stored",
            ),
            models.CheckConstraint(
                condition=~Q(state="FAILED") | ~Q(failed_because=""),
                name="a_failed_copy_says_why",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def may_be_delivered(self) -> bool:
        """Say whether it may go to somebody outside the council, who does not have it yet."""
        is_made = self.state == self.State.READY and self.delivered_on is None
        return self.leaves and is_made and not self.awaits_second

    @property
    def leaves(self) -> bool:
        """Say whether it is made for somebody outside the council."""
        return self.purpose != self.Purpose.INTERNAL

    @property
    def awaits_second(self) -> bool:
        """Say whether a second officer has still to agree that its restricted entries leave.

        One who checks a redaction, or a copy on the request that it answers, agrees there. What was
        delivered has left.
        """
        if not self.restricted_inside or self.restricted_agreed_at or self.delivered_on:
            return False
        return self.awaits_check if self.request_id else self.leaves and not self.redaction_id

    @property
    def awaits_check(self) -> bool:
        """Say whether, complete and made for a request, it has still to be checked there."""
        if not self.leaves or self.request_id is None or self.redaction_id:
            return False
        return not self.was_agreed(RequestStep.objects.filter(kind="CHECK", export=self))

    def was_agreed(self, checks: Iterable[RequestStep]) -> bool:
        """Say whether the last of some checks, in order, that is of this copy agreed to it."""
        choices = [each.choice for each in checks if each.export_id == self.pk]
        return choices[-1:] == ["AGREE"]

    @property
    def check_code(self) -> str:
        """The beginning of the digest, short enough to read out."""
        return code_of(self.sha256)
