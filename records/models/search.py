"""What search looks through: one row an entry, made again when the entry changes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from people.models import Person
from records.models.entry import Entry


class SearchText(models.Model):
    """The words of one entry and its files, stemmed. Never shown: snippets come from the entry."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="search_text"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = SearchVectorField()
    spellings = ArrayField(
        models.TextField(),
        default=list,
        help_text="The different words as they are written, to answer a misspelling from.",
    )

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_words")]

    def __str__(self):
        return f"words of {self.entry_id}"
