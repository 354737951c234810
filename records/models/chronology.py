"""Chronologies: entries picked from a record, each with what it meant, for a court or a review."""

from django.db import models

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models.entry import Entry


class Chronology(models.Model):
    """A list of chosen entries about one person. Once frozen it never changes again."""

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="chronologies")
    title = models.CharField(max_length=150)
    purpose = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name_plural = "chronologies"

    def __str__(self):
        return self.key


class ChronologyLine(models.Model):
    """One picked entry: the version it was picked from, and its impact in the picker's words."""

    chronology = models.ForeignKey(Chronology, on_delete=models.PROTECT, related_name="lines")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="chronology_lines")
    version_number = models.PositiveSmallIntegerField()
    event = models.TextField(help_text="What happened, in one or two sentences.")
    impact = models.TextField(blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["entry__event_at", "entry_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["chronology", "entry"], name="an_entry_stands_once_in_a_chronology"
            ),
        ]

    def __str__(self):
        return f"line {self.pk}"
