"""What the coach said of a version, kept with it and with what its writer answered.

Part of an action: whoever calls it asks for permission before and writes the event after.
"""

from collections.abc import Sequence

from records.models import EntryVersion, Finding
from records.quality import Finding as Found
from records.rules.coached import Answer, Answers, key_of


def write_findings(version: EntryVersion, found: Sequence[Found], answers: Answers) -> None:
    """Keep the findings of one version, in one statement."""
    Finding.objects.bulk_create(
        Finding(
            version=version,
            position=position,
            check_key=each.check,
            level=each.severity,
            place=each.place[:120],
            start=each.start,
            end=each.end,
            words=each.words,
            also=each.also,
            message=each.message,
            reason=answer.reason.strip(),
            is_unhelpful=answer.is_unhelpful,
            source=str(each.values.get("entry", "")),
        )
        for position, each in enumerate(found)
        for answer in [answers.get(key_of(each), Answer())]
    )
