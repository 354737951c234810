"""What somebody is writing: not a record yet, but personal data, and never silently destroyed."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.models import Person
from records.catalogue import RecordType, catalogue


class Draft(models.Model):
    """One unsigned form, as typed: every value of the form, whether valid or not.

    It is an entry to be, of a kind, or the words of a small form on a ``page``: an addition, a
    question, a reason. ``page`` says which page and form (records/rules/kept_pages.py).

    ``key`` is given to the form before anything is saved, so that a first save sent twice makes
    one draft. ``version`` rises with each save; a save that names an older one is kept as a
    draft of its own. Private to its author (ruling 12).
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    type_key = models.CharField(max_length=60, blank=True)
    type_version = models.PositiveSmallIntegerField(default=1)
    page = models.JSONField(
        null=True,
        blank=True,
        help_text="The page and form that words of a small form belong to; none for an entry.",
    )
    beside = models.ForeignKey(
        "records.Entry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="unsent_beside",
        help_text="The entry that the page is about.",
    )
    typed = models.JSONField(default=dict, help_text="Form field name to the list of its values.")
    corrects = models.ForeignKey(
        "records.Entry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction_drafts",
    )
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    copy_of = models.UUIDField(
        null=True,
        blank=True,
        help_text="The draft this text came from, when two tabs wrote at once.",
    )
    unplaced = models.JSONField(
        default=list,
        blank=True,
        help_text="Answers of the kind it was before that have no question now: label and text.",
    )
    before_signing = models.JSONField(
        default=dict,
        blank=True,
        help_text="What was typed on the page before signing: the reasons, by name of their field.",
    )
    event = models.UUIDField(
        null=True,
        blank=True,
        help_text="Shared by the drafts of one event about several people. Shown to nobody.",
    )
    provided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who wrote it first, once their manager has adopted it.",
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_aside_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["author", "-saved_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=True) & ~Q(type_key="")
                | Q(page__isnull=False, type_key="", corrects__isnull=True),
                name="a_draft_is_an_entry_or_of_a_page",
            ),
        ]

    def __str__(self):
        return str(self.key)

    @property
    def record_type(self) -> RecordType:
        """The kind that it is of; ``KeyError`` for the words of a page."""
        return catalogue().pinned(self.type_key, self.type_version)

    @property
    def title(self) -> str:
        """What kind of record it will be, or what was being typed."""
        if self.page is not None:
            return self.page["title"]
        title = self.record_type.title
        return f"Correction of: {title}" if self.corrects_id else title
