"""What the figures of recording count: which records, and which of them could have been better.

Each is a question about records as they now stand, so that one that is put right is counted no
more. What the checks found comes with the newest version of an entry.
"""

from collections.abc import Iterable, Sized
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery

from oversight.models import Review
from records.catalogue import catalogue
from records.models import EntryVersion, Finding
from records.quality import checks

# A share of fewer records than this, or of one writer alone, would tell of somebody.
FEWEST = 5
WRITERS = 2


def is_enough(many: int, whose: Sized) -> bool:
    """Say whether there are so many, of so many people, that nobody is told of."""
    return many >= FEWEST and len(whose) >= WRITERS


@dataclass(frozen=True)
class Indicator:
    """One figure: ``found`` of ``among``, each the name of a flag that ``flags`` reads."""

    key: str
    title: str
    among: str
    found: str
    says: str


INDICATORS = {
    each.key: each
    for each in (
        Indicator("late", "Written late", "all", "is_late", "signed after the time limit"),
        Indicator(
            "voice",
            "The person’s words are missing",
            "asks_voice",
            "has_no_voice",
            "of kinds that ask for their words have none",
        ),
        Indicator(
            "opinions",
            "Opinions without reasons",
            "all",
            "opinion",
            "have an opinion with no reason",
        ),
        Indicator(
            "decisions",
            "Decisions that are not complete",
            "decides",
            "decision",
            "with a decision leave out who, why or what it means",
        ),
        Indicator(
            "words",
            "Jargon and unexplained short forms",
            "all",
            "jargon",
            "have words that the person may not know",
        ),
        Indicator(
            "returned",
            "Returned by a reviewer",
            "was_reviewed",
            "was_returned",
            "that were reviewed were returned",
        ),
        Indicator(
            "corrected",
            "Corrected after signing",
            "all",
            "is_corrected",
            "were corrected after they were signed",
        ),
    )
}
# The figure whose tables also say how many days pass between an event and the signature.
DAYS = "late"
_CHECK = "check-"
_CHECKS = {
    "opinions": ("opinion_without_rationale", "opinion_in_text"),
    "decisions": (
        "decision_without_reason",
        "decision_without_impact",
        "decision_without_decider",
    ),
    "words": ("jargon", "acronym_unexplained"),
}


def indicator_of_check(key: str) -> Indicator:
    """Return the figure of one recording check: the records in whose words it found something."""
    title = checks()[key].title
    return Indicator(f"{_CHECK}{key}", title, "all", _CHECK + key, f"have “{title}” in their words")


def indicator_of(key: str) -> Indicator | None:
    """Return a figure by its key, or that of a check."""
    check = key.removeprefix(_CHECK)
    if key != check and check in checks():
        return indicator_of_check(check)
    return INDICATORS.get(key)


def flags(*found: str) -> dict[str, ExpressionWrapper]:
    """Return what each flag asks of an entry, those of checks only where ``found`` names them."""
    voice = [each.key for each in catalogue().types if each.person_voice_required]
    reviews = Review.objects.filter(entry=OuterRef("pk"))
    asked = {
        "all": Q(pk__isnull=False),
        "is_late": Q(days_late__gt=0),
        "asks_voice": Q(type_key__in=voice),
        "has_no_voice": Q(type_key__in=voice, has_own_words=False),
        "opinion": _newest_has(_CHECKS["opinions"]),
        "decides": Q(has_decision=True),
        "decision": Q(has_decision=True) & _newest_has(_CHECKS["decisions"]),
        "jargon": _newest_has(_CHECKS["words"]),
        "was_reviewed": Q(Exists(reviews)),
        "was_returned": Q(Exists(reviews.filter(state=Review.State.RETURNED))),
        "is_corrected": Q(Exists(EntryVersion.objects.filter(entry=OuterRef("pk"), number__gt=1))),
    }
    for each in found:
        if each.startswith(_CHECK):
            asked[each] = _newest_has([each.removeprefix(_CHECK)])
    return {
        f"flag_{name}": ExpressionWrapper(what, output_field=BooleanField())
        for name, what in asked.items()
    }


def _keys_of(key: str) -> tuple[str, ...]:
    return (key.removeprefix(_CHECK),) if key.startswith(_CHECK) else _CHECKS.get(key, ())


def says_put_right(key: str) -> bool:
    """Say whether it is known what was found first and is not any more: each version keeps it."""
    return bool(_keys_of(key))


def put_right(key: str) -> Q:
    """Return which entries had what an indicator finds when first signed, and have it no more."""
    keys = _keys_of(key)
    if not keys:
        return Q(pk__in=[])
    had = Finding.objects.filter(version__entry=OuterRef("pk"), check_key__in=keys)
    return Q(Exists(had)) & ~_newest_has(keys)


def _newest_has(keys: Iterable[str]) -> Q:
    newest = EntryVersion.objects.filter(entry=OuterRef("version__entry")).order_by("-number")
    return Q(
        Exists(
            Finding.objects.filter(
                version__entry=OuterRef("pk"),
                version=Subquery(newest.values("pk")[:1]),
                check_key__in=list(keys),
            )
        )
    )
