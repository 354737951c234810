"""What others say of an entry: the provider's confirmation, guidance, that it was read."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models.draft import Draft
from records.models.entry import Entry


class Confirmation(models.Model):
    """What the provider of information says of an entry that somebody else wrote from it.

    Asked for by the entry itself: one whose provider has not answered is waiting.
    """

    class Answer(models.TextChoices):
        CONFIRMED = "CONFIRMED", "Confirmed"
        CORRECTED = "CORRECTED", "Corrected"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="confirmations")
    version_number = models.PositiveSmallIntegerField()
    provider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    text = models.TextField(blank=True, help_text="What should be put right, in their words.")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "version_number"], name="a_provider_answers_each_version_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="CONFIRMED") | ~Q(text=""), name="a_correction_says_what"
            ),
        ]

    def __str__(self):
        return f"confirmation {self.pk}"


class GuidanceRequest(models.Model):
    """A question to a manager, asked while writing or from a signed entry.

    Answered by a record of guidance that the manager signs in their own name.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guidance_requests")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="guidance_requests"
    )
    draft = models.ForeignKey(
        Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="guidance_requests"
    )
    question = models.TextField()
    is_urgent = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="guidance_asked")
    asked_at = models.DateTimeField()
    answer = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="answers_request"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("asked_of")), name="nobody_guides_themselves"
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at__isnull=True)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="an_answer_has_its_time",
            ),
        ]

    def __str__(self):
        return self.key


class ReportRead(models.Model):
    """Somebody has read what a colleague filed, or taken on what was written out of hours."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why several were marked at once."
    )

    class Meta:
        ordering = ["read_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "reader"], name="a_worker_reads_a_report_once"
            ),
        ]

    def __str__(self):
        return f"reading {self.pk}"
