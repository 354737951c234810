"""Words typed in a form that is about no record: kept while they are typed."""

import uuid

from django.db import models

from accounts.models import User


class KeptWords(models.Model):
    """What somebody typed in one form and has not sent. Private to them; gone once it is sent.

    ``place`` says which form: the name of the page, its keys, and the part. Words about a person's
    record are a draft of that record instead (``records.Draft``).
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    typed = models.JSONField(help_text="Form field name to the list of its values.")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["user", "place"])]
        verbose_name_plural = "kept words"

    def __str__(self):
        return str(self.key)
