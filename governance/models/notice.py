"""What the privacy notice said, version by version: about nobody."""

from django.db import models
from django.urls import reverse

import clock
from accounts.models import User
from ui import formats


class NoticeVersion(models.Model):
    """One version of the privacy notice, all that it said, and since when it stood."""

    version = models.CharField(max_length=20, unique=True)
    said = models.JSONField()
    first_at = models.DateTimeField()

    class Meta:
        ordering = ["-first_at", "-id"]

    def __str__(self):
        return self.version

    @property
    def in_words(self) -> str:
        """Since when it stood."""
        return (
            f"It stands here as it was kept, from {formats.long_date(clock.local(self.first_at))}."
        )

    @property
    def slug(self) -> str:
        """The version as it stands in an address."""
        return self.version.replace(" ", "-")

    @property
    def address(self) -> str:
        """Where anybody reads it."""
        return reverse("privacy-version", args=[self.slug])


class NoticeAgain(models.Model):
    """That people who were told of an earlier notice are told again of this one, and why."""

    notice = models.OneToOneField(NoticeVersion, on_delete=models.PROTECT, related_name="again")
    reason = models.TextField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-said_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="telling_again_has_a_reason"
            )
        ]

    def __str__(self):
        return f"{self.notice_id} again"
