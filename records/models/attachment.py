"""Files that came with an entry: scans, letters, reports."""

from django.db import models

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models.draft import Draft
from records.models.entry import Entry


class Attachment(models.Model):
    """One file, stored encrypted, with what it is and where it came from.

    Belongs to a draft until that is signed, then to the entry.
    """

    class Scan(models.TextChoices):
        NOT_SCANNED = "NOT_SCANNED", "Not scanned for viruses"
        CLEAN = "CLEAN", "Scanned: nothing found"
        WAITING = "WAITING", "Waiting to be scanned"
        FOUND = "FOUND", "A virus was found in it"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attachments")
    draft = models.ForeignKey(
        Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    field = models.CharField(max_length=60)
    title = models.CharField(max_length=150)
    source = models.CharField(max_length=150, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    filename = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received_as = models.CharField(
        max_length=100, blank=True, help_text="What it was before it was made safe to keep."
    )
    received_sha256 = models.CharField(
        max_length=64, blank=True, help_text="The digest of what was sent, if it was changed."
    )
    stored_as = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True, help_text="The words in it, so that search finds them.")
    email = models.JSONField(
        default=dict, blank=True, help_text="Of a saved e-mail: sender, recipients, subject, date."
    )
    has_handwriting = models.BooleanField(
        null=True, blank=True, help_text="As its writer says; none until they have said."
    )
    is_legible = models.BooleanField(null=True, blank=True)
    is_signed_and_dated = models.BooleanField(null=True, blank=True)
    scan = models.CharField(max_length=15, choices=Scan, default=Scan.NOT_SCANNED)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    taken_off_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was removed from the record."
    )

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self):
        return self.key

    @property
    def is_held_back(self) -> bool:
        """Say whether nobody may open it: not scanned where files are, or a virus was found."""
        return self.scan in (self.Scan.WAITING, self.Scan.FOUND)

    @property
    def is_email(self) -> bool:
        """Say whether it is a saved e-mail."""
        return self.media_type in ("message/rfc822", "application/vnd.ms-outlook")

    @property
    def has_pages(self) -> bool:
        """Say whether it can be shown as pictures."""
        return self.media_type == "application/pdf" or self.media_type.startswith("image/")
