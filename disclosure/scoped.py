"""Which entries a copy is asked to hold, as stored: of a copy, and of one that is redacted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from records.models import Entry


class Scoped(models.Model):
    """What is asked of the entries of a copy: ``disclosure/scope.py`` says which are in it."""

    since = models.DateField(
        null=True, blank=True, help_text="The first day whose entries are copied: none, any."
    )
    until = models.DateField(
        null=True, blank=True, help_text="The last day whose entries are copied: none, any."
    )
    types = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="The types of record that are copied: empty, all.",
    )
    statement_kinds = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Entries are copied that have a statement of one of these: empty, all.",
    )
    entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one entry that is copied.",
    )
    known_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The instant as of which the record is copied: none, as is.",
    )

    class Meta:
        abstract = True
