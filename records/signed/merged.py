"""What an entry keeps when its record is merged into another: for whom it was signed."""

from people.merging.references import Moved
from records.models import Entry


def keep_signed_for(moved: Moved) -> None:
    """Let the digest of an entry go on covering the record on which it was signed."""
    if moved.reference.model is Entry:
        first = Entry.objects.filter(pk__in=moved.rows, signed_for="").order_by("pk")
        moved.change(Entry, "signed_for", [each.pk for each in first], "", moved.gone.key)
