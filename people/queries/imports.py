"""What came from another system: which files, and who was known there by which number."""

from django.db.models import QuerySet

from people.models import Import, Imported, Person


def known_elsewhere(person: Person) -> QuerySet[Imported]:
    """Return by which numbers other systems knew a person whose record may be opened."""
    found = person.imported.filter(kind=Import.Kind.PEOPLE).select_related("brought_in")
    return found.order_by("pk")


def imports_done() -> QuerySet[Import]:
    """Return the files that were brought in, newest first, and those that stopped half way."""
    return Import.objects.select_related("begun_by")


def import_with_report(key: str) -> Import | None:
    """Return one file that has a report, or nothing."""
    return Import.objects.filter(key=key.replace("\x00", "")).exclude(report="").first()
