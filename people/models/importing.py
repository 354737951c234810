"""Where records that were moved in came from: the file, and the row of the other system."""

from django.db import models

from accounts.models import User
from people.keys import new_key
from people.models.person import Person


class Import(models.Model):
    """One file of another system that was brought in: when, by whom, and what it did."""

    class Kind(models.TextChoices):
        PEOPLE = "PEOPLE", "People"
        RELATIONSHIPS = "RELATIONSHIPS", "Relationships"
        INVOLVEMENTS = "INVOLVEMENTS", "Involvements"
        ALLOCATIONS = "ALLOCATIONS", "Allocations"
        ENTRIES = "ENTRIES", "Entries"
        FILES = "FILES", "Files"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=15, choices=Kind)
    source = models.CharField(max_length=40, help_text="The other system, as mappings call it.")
    source_title = models.CharField(max_length=80, help_text="The other system, as pages call it.")
    filename = models.CharField(max_length=150)
    file_digest = models.CharField(max_length=64)
    mapping_digest = models.CharField(max_length=64)
    is_per_row = models.BooleanField(
        default=False, help_text="Rows without mistakes came in though others had some."
    )
    lines = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    report = models.CharField(max_length=100, blank=True, help_text="The stored report.")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-id"]

    def __str__(self):
        return self.key


class Imported(models.Model):
    """What one row of another system became here. It is how the same row is known again.

    ``marks`` has four figures for each column of its kind, so that a row that was changed over
    there can be told apart column by column without keeping what it said.
    """

    kind = models.CharField(max_length=15, choices=Import.Kind)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=100)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="imported")
    row = models.BigIntegerField(help_text="The number of the row that it became.")
    digest = models.CharField(max_length=32)
    marks = models.CharField(max_length=200)
    brought_in = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="rows", db_index=False
    )
    line = models.PositiveIntegerField(help_text="Where it stood in the file.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "source_id"], name="a_row_of_another_system_comes_once"
            )
        ]

    def __str__(self):
        return f"imported {self.pk}"
