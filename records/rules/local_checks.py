"""What the council decided about the checks of the coach, as it stands now."""

from collections.abc import Iterable

from records.models import CheckChange
from records.quality import Local, OwnWords, checks


def decided() -> list[CheckChange]:
    """Return what holds of each check and of each of the council's words, in one question."""
    rows = CheckChange.objects.order_by("check_key", "phrase", "-id")
    return [each for each in rows.distinct("check_key", "phrase") if each.check_key in checks()]


def local_checks(rows: Iterable[CheckChange] | None = None) -> Local:
    """Return it as the coach is told."""
    found = decided() if rows is None else list(rows)
    own = [each for each in found if not each.phrase]
    return Local(
        off=frozenset(each.check_key for each in own if not each.is_on),
        messages={each.check_key: each.says for each in own if each.says},
        words=tuple(
            OwnWords(each.check_key, each.phrase, each.says)
            for each in found
            if each.phrase and each.is_on
        ),
    )
