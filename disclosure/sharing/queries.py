"""The sharing log: decisions to share or not, copies that left, and what was asked back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

import clock
from accounts.models import User
from disclosure.letters import queries as letter_queries
from disclosure.models import Export, Letter, Recall
from people import access
from people.access import Permission
from people.models import Contact, Person
from people.naming import TITLES, folded
from records import queries as record_queries
from records.models import Entry
from records.rules import marks
from records.signed.digests import code_of
from ui import formats

KIND = "information_sharing_decision"
COPY, DECISION, LETTER = "copy", "decision", "letter"
_MUST_NOT = "Must not"
_NOT_SHARED = ("We did not share", "Asked to share, decided not to")
_NOT_SAFE = "Not safe to"


@dataclass(frozen=True)
class Decided:
    """A signed decision to share, or not to, as its latest version says."""

    entry: Entry
    values: dict[str, Any]
    is_kept_from_person: bool = False

    @property
    def was_shared(self) -> bool:
        """Say whether something was shared by it."""
        return self.values.get("direction") not in _NOT_SHARED

    @property
    def lets_share(self) -> bool:
        """Say whether a copy may leave by it."""
        return self.was_shared and not self.answer("must_should_may_not").startswith(_MUST_NOT)

    @property
    def is_told(self) -> bool:
        """Say whether nothing speaks against telling the person of it."""
        unsafe = self.answer("told_person_of_decision") == _NOT_SAFE
        return not (unsafe or self.is_kept_from_person)

    @property
    def with_whom(self) -> str:
        """Who has it, or would have."""
        return "; ".join(filter(None, (formats.person_with_role(each) for each in self._named)))

    @property
    def contacts(self) -> list[str]:
        """The keys of those among them who stand on the record as contacts."""
        return [each["key"] for each in self._named if each and each.get("kind") == "contact"]

    def why_not_with(self, said: str, key: str = "") -> str:
        """Return why nothing is shared by it with whom some words name; blank if it may be.

        ``key``: of somebody around the person. One that names nobody is about anybody.
        """
        named = [each for each in self._named if each]
        if not named or any(_means(each, said, key) for each in named):
            return ""
        return f"The decision of {self.day} is about sharing with {self.with_whom}"

    @property
    def _named(self) -> list[Any]:
        given = self.values.get("with_whom")
        return given if isinstance(given, list) else [given]

    @property
    def day(self) -> str:
        """The day of the decision."""
        return formats.day_and_month(clock.day_of(self.entry.event_at))

    @property
    def basis(self) -> str:
        """Which of the four applies, and the lawful basis."""
        lawful = "; ".join(self.values.get("lawful_basis") or ())
        said = (
            self.answer("must_should_may_not"),
            lawful,
            self.answer("special_category_condition"),
        )
        return ". ".join(each for each in said if each)

    @property
    def agreement(self) -> str:
        """Whether the person agreed, or why it was shared all the same."""
        return self.answer("person_agreement")

    @property
    def described(self) -> str:
        """Its day, with whom, and which of the four applies, on one line."""
        what, _, _ = self.answer("must_should_may_not").partition(":")
        return f"{self.day}: {self.with_whom} ({what.lower()})" if what else self.day

    def answer(self, name: str) -> str:
        """Return a choice, with the reason given for it."""
        said = str(self.values.get(name) or "")
        reason = str(self.values.get(f"{name}__reason") or "")
        return f"{said.partition(' (say why)')[0]}: {reason}" if reason else said


@dataclass(frozen=True)
class Shared:
    """One line of the log: what, with whom, on what basis, how, and whether it was asked back."""

    kind: str
    key: str
    at: datetime
    what: str
    with_whom: str
    basis: str
    agreement: str = ""
    how: str = ""
    decided_by: str = ""
    caldicott: str = ""
    sha256: str = ""
    check_code: str = ""
    was_shared: bool = True
    is_told: bool = True
    is_own: bool = False
    decision: Decided | None = None
    recalls: list[Recall] = field(default_factory=list)
    opens: str = ""

    @property
    def is_asked_back(self) -> bool:
        """Say whether it was asked back and that is still to be answered."""
        return any(each.is_open for each in self.recalls)

    @property
    def back(self) -> str:
        """When it was asked back and what came of it; blank if it was not."""
        return "; ".join(
            f"{formats.day_and_month(clock.day_of(each.asked_at))}: "
            + (each.get_outcome_display().lower() if each.outcome else "not answered yet")
            for each in self.recalls
        )


def _means(named: Any, said: str, key: str) -> bool:
    """Say whether whom a decision names is who has that key.

    Where one of them has none: whether some words name them, or where they work as a contact.
    """
    if isinstance(named, str):
        named = {"name": named.partition(",")[0]}
    contact = Contact.objects.select_related("record").filter(key=named.get("key")).first()
    if key and named.get("key"):
        record = contact.record if contact else None
        return key in (named["key"], record and record.key)
    words, works_at = _words_in(said), contact.organisation if contact else ""
    return any(found and found <= words for found in map(_words_in, (named["name"], works_at)))


def _words_in(text: str) -> set[str]:
    """Return the words of a name as they are compared, without titles."""
    return set(re.findall(r"[^\W_]+(?:'[^\W_]+)*", folded(text))) - TITLES


def decisions_to_share(viewer: User, person: Person) -> list[Decided]:
    """Return the decisions of a record that ``viewer`` may open, newest first.

    Asks nothing about the person: for callers that have asked ``access``.
    """
    entries = (
        Entry.objects.standing()
        .filter(record_queries.entry_is_open(viewer, entry=""), person=person, type_key=KIND)
        .select_related("author")
        .prefetch_related("versions")
        .order_by("-event_at", "-pk")
    )
    found = []
    for entry in entries:
        version = max(entry.versions.all(), key=lambda each: each.number)
        found.append(Decided(entry, version.values, marks.is_kept_from_person(version)))
    return found


def log_of(viewer: User, person: Person) -> list[Shared]:
    """Return what was shared and what was not, newest first.

    Copies are told to those who may make them. Raises ``PermissionDenied`` if ``viewer`` may not
    open this record.
    """
    access.decide(viewer, Permission.VIEW, person).require()
    decisions = decisions_to_share(viewer, person)
    copies: list[Export] = []
    if access.decide(viewer, Permission.EXPORT, person).allowed:
        copies = list(copies_that_left(person))
    letters = list(letter_queries.sent_about(viewer, person))
    entries = [each.entry.pk for each in decisions] + [each.entry_id for each in letters]
    recalls = Recall.objects.filter(
        Q(entry__in=entries) | Q(export__in=[each.pk for each in copies])
    ).select_related("asked_by", "outcome_by")
    by_what: dict[tuple[str, int], list[Recall]] = {}
    for each in recalls:
        of = (COPY, each.export_id) if each.export_id else (DECISION, each.entry_id)
        by_what.setdefault(of, []).append(each)
    by_entry = {each.entry.pk: each for each in decisions}
    rows = [_decision(each, by_what.get((DECISION, each.entry.pk), [])) for each in decisions]
    rows += [_copy(each, by_entry, by_what.get((COPY, each.pk), [])) for each in copies]
    rows += [
        _letter(each, by_entry, by_what.get((DECISION, each.entry_id), [])) for each in letters
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def copies_that_left(person: Person):
    """Return the copies of which it was said that somebody outside the council has them."""
    return person.exports.filter(delivered_on__isnull=False).select_related("asked_by")


def shared_as(viewer: User, person: Person, export: Export) -> Shared:
    """Return what the log says of one copy, or will once it was delivered."""
    by_entry = {each.entry.pk: each for each in decisions_to_share(viewer, person)}
    return _copy(export, by_entry, list(export.recalls.select_related("asked_by", "outcome_by")))


def told_to_person(viewer: User, person: Person, *, with_held_back: bool) -> list[Shared]:
    """Return what a copy for the person tells of what was shared with others, oldest first.

    Not what the person may not be told, unless what is held back was asked for.
    """
    copies = copies_that_left(person).exclude(purpose=Export.Purpose.PERSON)
    if not copies.exists() and not letter_queries.sent_about(viewer, person).exists():
        return []
    rows = [
        row
        for row in log_of(viewer, person)
        if row.kind in (COPY, LETTER) and not row.is_own and (row.is_told or with_held_back)
    ]
    return rows[::-1]


def _decision(decided: Decided, recalls: list[Recall]) -> Shared:
    return Shared(
        kind=DECISION,
        key=decided.entry.key,
        at=decided.entry.event_at,
        what=str(decided.values.get("what") or ""),
        with_whom=decided.with_whom,
        basis=decided.basis,
        agreement=decided.agreement,
        how=decided.answer("how"),
        decided_by=formats.people_names(decided.values.get("decided_by")),
        caldicott=decided.answer("caldicott_asked"),
        was_shared=decided.was_shared,
        is_told=decided.is_told,
        recalls=recalls,
    )


def _copy(export: Export, decisions: dict[int, Decided], recalls: list[Recall]) -> Shared:
    decided = decisions.get(export.decision_id or 0)
    basis = decided.basis if decided else export.shared_because or export.get_purpose_display()
    if export.decision_id and decided is None:
        basis = "A decision that is restricted to named people"
    return Shared(
        kind=COPY,
        key=export.key,
        at=export.finished_at,
        what=f"Copy {export.key}, {formats.counted(export.entries_total, 'entry', 'entries')}",
        with_whom=export.recipient,
        basis=basis,
        agreement=decided.agreement if decided else export.despite_because,
        how=_delivered(export),
        decided_by=export.asked_by.described,
        sha256=export.sha256,
        check_code=export.check_code,
        is_own=export.purpose == Export.Purpose.PERSON,
        is_told=not export.decision_id or (decided is not None and decided.is_told),
        decision=decided,
        recalls=recalls,
    )


def _delivered(export: Export) -> str:
    if export.delivered_on is None:
        return ""
    return f"Delivered on {formats.day_and_month(export.delivered_on)}: {export.delivered_how}"


def _letter(letter: Letter, decisions: dict[int, Decided], recalls: list[Recall]) -> Shared:
    decided = decisions.get(letter.decision_id or 0)
    what = "Email" if letter.is_email else "Letter"
    return Shared(
        kind=LETTER,
        key=letter.entry.key if letter.entry else letter.key,
        at=letter.sent_at or letter.written_at,
        what=f"{what}: {letter.subject}{_with_files(letter)}",
        with_whom=letter.to_described,
        basis=decided.basis if decided else letter.basis or "Sent to the person",
        agreement=decided.agreement if decided else letter.despite_because,
        how=letter.route or letter.posted_how,
        decided_by=letter.written_by.described,
        sha256=letter.sha256,
        check_code=code_of(letter.sha256),
        is_own=letter.is_own,
        is_told=not letter.decision_id or (decided is not None and decided.is_told),
        decision=decided,
        recalls=recalls,
        opens=letter.key,
    )


def _with_files(letter: Letter) -> str:
    number = len(letter.enclosed)
    return f", with {formats.counted(number, 'file')} of the record" if number else ""


def one_of(rows: Iterable[Shared], kind: str, key: str) -> Shared | None:
    """Return one line of the log that says that something was shared."""
    found = (row for row in rows if (row.kind, row.key) == (kind, key) and row.was_shared)
    return next(found, None)
