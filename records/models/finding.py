"""What the coach said of signed words, and what their writer answered."""

from django.db import models
from django.db.models import Q

from records.models.entry import EntryVersion


class Finding(models.Model):
    """One point about the words of a signed version, as its writer was shown it.

    A reason says why the words stay as they are: a point that must be put right is not signed over
    without one, unless the record is to be finished later. Written with the signature, for ever;
    no digest covers it, because it is said of the words and is not among them.
    """

    class Level(models.TextChoices):
        ADVICE = "advice", "Worth a look"
        WARNING = "warning", "Look again"
        MUST_FIX = "must-fix", "To put right"

    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveSmallIntegerField(help_text="The most useful first.")
    check_key = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=Level)
    place = models.CharField(
        max_length=120, blank=True, help_text="The question it is in, or a statement's row."
    )
    start = models.PositiveIntegerField(default=0, help_text="Where in the text; 0 to 0 for all.")
    end = models.PositiveIntegerField(default=0)
    words = models.TextField(blank=True, help_text="The words that it is about.")
    also = models.PositiveIntegerField(default=0, help_text="Further places of the same words.")
    message = models.TextField()
    reason = models.TextField(blank=True, help_text="Why the words stay as they are.")
    is_unhelpful = models.BooleanField(
        default=False, help_text="The writer said that it does not help."
    )
    source = models.CharField(
        max_length=16, blank=True, help_text="The key of the earlier entry that reads the same."
    )

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(
                fields=["check_key"], condition=Q(is_unhelpful=True), name="findings_of_no_help"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="findings_of_a_version_in_order"
            ),
        ]

    def __str__(self):
        return f"finding {self.pk}"
