"""What the privacy notice said, version by version: about nobody."""

from datetime import datetime

from django.db import models
from django.urls import reverse

import clock
from accounts.models import User
from ui import formats, languages


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
    def stood_from(self) -> datetime:
        """Since when anybody could read it: since it was published, or kept before any was."""
        return min((each.published_at for each in self.published.all()), default=self.first_at)

    @property
    def in_words(self) -> str:
        """Since when it stood."""
        return f"It stands here as it was, from {formats.long_date(clock.local(self.stood_from))}."

    @property
    def slug(self) -> str:
        """The version as it stands in an address."""
        return self.version.replace(" ", "-")

    @property
    def address(self) -> str:
        """Where anybody reads it."""
        return reverse("privacy-version", args=[self.slug])


class NoticePublished(models.Model):
    """That somebody checked a version of the notice, and that it stands from then on."""

    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="published")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "-id"]

    def __str__(self):
        return f"{self.notice_id} published"


class NoticeTranslation(models.Model):
    """A version of the notice in another language, as somebody translated it.

    Where a language was added twice to a version, the last one counts.
    """

    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="translations")
    tag = models.CharField(max_length=10, help_text="The language, as a page says it: cy.")
    called = models.CharField(max_length=60, help_text="The language by its own name.")
    said = models.JSONField(help_text="Its title, its note on itself, and each part.")
    translated_by = models.CharField(max_length=150)
    translated_on = models.DateField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["tag", "-added_at", "-id"]

    def __str__(self):
        return f"{self.notice_id} {self.tag}"

    @property
    def address(self) -> str:
        """Where anybody reads it."""
        return reverse("privacy-translation", args=[self.notice.slug, self.tag])

    @property
    def language(self) -> str:
        """The language by its English name."""
        return languages.name_of(self.tag)


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
