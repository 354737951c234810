"""The guidance library: the council's own words, what staff said to them, and links looked at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User


class LocalGuidance(models.Model):
    """How the council does something: the words of one page from a day on. The last one holds.

    ``page`` is the key of a kind of record, of a topic of the product, or of a page of the
    council's own. Without words, the page says what comes with the product, which its owner keeps
    an eye on; one of the council's own says nothing any more.
    """

    page = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    groups = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Groups of kinds of record beside which a page of the council's own is named.",
    )
    text = models.TextField(blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    must_be_read = models.BooleanField(
        default=False, help_text="All staff are asked to say that they have read these words."
    )
    reason = models.CharField(max_length=500)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["page", "-id"], name="guidance_as_it_stands")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="changed_guidance_says_why"),
        ]
        verbose_name_plural = "local guidance"

    def __str__(self):
        return f"local guidance {self.pk}"


class LinkLook(models.Model):
    """How a link of the library answered when it was last looked at. One row for each address."""

    url = models.URLField(max_length=500, unique=True)
    failure = models.CharField(
        max_length=200, blank=True, help_text="What came instead of a page; nothing if it came."
    )
    failing_since = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failure="", failing_since__isnull=True)
                | (~Q(failure="") & Q(failing_since__isnull=False)),
                name="link_fails_since_a_day",
            ),
        ]

    def __str__(self):
        return f"look at {self.url}"


class GuidanceAnswer(models.Model):
    """What a member of staff said to the words of a page. Written once for each of the two.

    It holds for as long as the page has these words: new words are answered anew.
    """

    class Said(models.TextChoices):
        READ = "READ", "I have read this"
        PUT_AWAY = "PUT_AWAY", "Do not show me this change any more"

    wording = models.ForeignKey(LocalGuidance, on_delete=models.PROTECT, related_name="answers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=10, choices=Said)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wording", "user", "said"], name="guidance_is_answered_once"
            ),
        ]

    def __str__(self):
        return f"answer to guidance {self.pk}"
