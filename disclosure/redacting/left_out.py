"""For which exemptions something is left out of a copy."""

from disclosure.models import RedactedEntry, RedactedFile, Redaction, RedactionMark
from disclosure.redacting.reasons import reasons


def exemptions_of(redaction: Redaction) -> list[str]:
    """Return the keys of the exemptions for which it leaves out words, files or whole entries."""
    withheld = redaction.entries.filter(whole=RedactedEntry.Whole.WITHHOLD)
    given = redaction.entries.exclude(whole=RedactedEntry.Whole.WITHHOLD)
    removed = RedactionMark.objects.filter(
        of__in=given, decision=RedactionMark.Decision.REMOVE, replaced_at=None
    )
    files = RedactedFile.objects.filter(of__in=given)
    used = set(
        withheld.order_by()
        .values_list("whole_reason", flat=True)
        .union(
            removed.order_by().values_list("reason", flat=True),
            files.order_by().values_list("reason", flat=True),
        )
    )
    return [each.exemption for each in reasons().values() if each.exemption and each.code in used]
