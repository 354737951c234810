"""The same words in many places of a copy: decided about at once, once somebody saw how many."""

from collections import Counter
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from disclosure.contents import ABOUT
from disclosure.models import RedactedEntry, Redaction, RedactionMark
from disclosure.redacting import queries
from disclosure.redacting.actions import keep_answers
from disclosure.redacting.applying import standing
from disclosure.redacting.opening import CHANGED, opened
from records.queries import entry_is_open

_UNDECIDED = RedactionMark.Decision.UNDECIDED


def undecided_by_words(viewer: User, redaction: Redaction) -> Counter[str]:
    """Count the marks of a copy that nobody decided about, by the digest of their words.

    Those of entries that are withheld whole, or closed to ``viewer``, do not count.
    """
    is_open = entry_is_open(viewer, entry="of__entry__", person="of__redaction__person")
    rows = RedactionMark.objects.filter(
        Q(of__entry=None) | is_open,
        of__redaction=redaction,
        decision=_UNDECIDED,
        replaced_at=None,
    ).exclude(of__whole=RedactedEntry.Whole.WITHHOLD)
    return Counter(rows.order_by().values_list("said", flat=True))


@transaction.atomic
def decide_alike(
    *,
    mark: RedactionMark,
    by: User,
    answer: str,
    reason: str,
    because: str,
    at: datetime | None = None,
) -> int:
    """Decide alike about every mark of the same words that is undecided; return how many.

    Those in entries that ``by`` may not open stay, and so do those that changed since.
    """
    redaction, decision, at = opened(mark.of.redaction, by, at)
    parts = {part.key: part for part in queries.parts_of(by, redaction, at=at)}
    rows = redaction.entries.select_related("entry", "redaction__person")
    decided = 0
    for row in rows.prefetch_related("marks"):
        part = parts.get(row.entry.key if row.entry else ABOUT)
        if part is None or part.digest != row.digest or row.is_withheld:
            continue
        same = [
            each.key
            for each in standing(row)
            if each.said == mark.said and each.decision == _UNDECIDED
        ]
        if same:
            answers = dict.fromkeys(same, (answer, reason, because))
            keep_answers(row, by, answers, decision, at)
            decided += len(same)
    if not decided:
        raise ValidationError(CHANGED)
    return decided
