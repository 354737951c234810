"""Which files of another system were brought in: for whoever runs the system."""

from django.db.models import QuerySet

from people.models import Import


def imports_done() -> QuerySet[Import]:
    """Return the files that were brought in, newest first, and those that stopped half way."""
    return Import.objects.select_related("begun_by")


def import_with_report(key: str) -> Import | None:
    """Return one file that has a report, or nothing."""
    return Import.objects.filter(key=key.replace("\x00", "")).exclude(report="").first()
