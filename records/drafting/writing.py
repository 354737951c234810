"""What writing needs to read: types offered, a draft of one's own, a signed version to correct."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.text import Truncator

import clock
from accounts import local
from accounts.models import User
from people.inlined import inline, settle
from people.models import Person
from records import queries
from records.catalogue import Group, RecordType, catalogue, followers, question_naming
from records.catalogue.definitions import MAIN_TEXT, TEXTS
from records.catalogue.outcomes import outcome_reviews
from records.drafting.meeting import READ
from records.forms.grounds import as_chosen
from records.models import Draft, Entry, EntryVersion, Statement
from records.queries.grounds import POINTS_TO
from records.queries.links import name_of
from records.rules import authorship, unsigned
from records.signed.corrected_actions import as_agreed, as_initial
from ui.formats import counted

COMMON = (
    "visit_face_to_face",
    "phone_call",
    "case_note",
    "email_received",
    "email_sent",
    "decision_record",
    "manager_guidance",
)
COMMON_SHOWN = 6
_FIRST_WORDS = 14
# What the words of a statement, an action or a small form are typed into.
_WORDS = ("text", "reason", "question", "comment")


@dataclass(frozen=True)
class Offered:
    """The types somebody may choose from: common ones, then by group, then those of others."""

    common: list[RecordType]
    groups: list[tuple[Group, list[RecordType]]]
    others: list[tuple[RecordType, str]]
    found: int


@dataclass(frozen=True)
class DraftAge:
    """How old a draft is, and how much it wants to be finished."""

    days: int
    words: str
    tone: str = ""

    @property
    def is_unfinished(self) -> bool:
        """Say whether it is old enough to be called an unfinished account."""
        return self.tone == "danger"


@dataclass(frozen=True)
class ListedDraft:
    """A draft as lists show it."""

    draft: Draft
    title: str
    age: DraftAge
    corrects: str = ""
    beside: str = ""
    texts: list[queries.EventText] = field(default_factory=list)

    @property
    def begins(self) -> str:
        """The first words typed, by which its writer tells it from others of its kind."""
        return begins(self.draft)


def types_for(user: User, words: str = "") -> Offered:
    """Return the types that ``user`` may write, and those that others write; by words if given."""
    known = catalogue()
    found = list(known.search(words)) if words else list(known.types)
    mine = [each for each in found if authorship.may_author(user, each)]
    by_group = defaultdict(list)
    for each in mine:
        by_group[each.group].append(each)
    common = [each for key in COMMON for each in mine if each.key == key][:COMMON_SHOWN]
    groups = [(group, by_group[group.key]) for group in known.groups if by_group[group.key]]
    return Offered(
        common=[] if words else common,
        groups=groups,
        others=[(each, authorship.authors_in_words(each)) for each in found if each not in mine],
        found=len(mine),
    )


def naming(record_type: RecordType, earlier: Entry) -> dict[str, Any]:
    """Return the answer by which a record of some type names an earlier one."""
    kind = earlier.record_type
    asked = question_naming(record_type, kind)
    reference = {"kind": "entry", "key": earlier.key, "name": "", "role": ""}
    return {asked.name: [reference]} if asked is not None else {}


def outcomes_begun(user: User, person: Person, record_type: RecordType) -> dict[str, Any]:
    """Return the rows with which a review begins: one for each outcome of what it reviews."""
    review = outcome_reviews().get(record_type.key)
    found = queries.outcomes_to_review(user, person, record_type.key) if review else []
    return {review.rows: [{review.outcome: text} for text in found]} if review and found else {}


def what_follows(user: User, entry: Entry) -> list[RecordType]:
    """Return the kinds of record that ``user`` may write after an entry of this kind."""
    kinds = followers(entry.type_key)
    return [each for each in kinds if authorship.may_author(user, each)]


def draft_of(user: User, person: Person, key: uuid.UUID) -> Draft | None:
    """Return a draft of the user's own about a person.

    None too for a correction of an entry that the user may not open any more: beside what was
    typed stands what is signed.
    """
    draft = queries.drafts_about(user, person).filter(key=key).first()
    if draft is not None:
        draft.person = person
    if draft is not None and draft.corrects and not queries.may_open(user, draft.corrects):
        return None
    return draft


def unsent_of(user: User, person: Person, key: uuid.UUID) -> Draft | None:
    """Return words of a small form of the user's own; none beside an entry closed to them now."""
    draft = queries.unsent_about(user, person).filter(key=key).first()
    if draft is not None and draft.beside and not queries.may_open(user, draft.beside):
        return None
    return draft


def listed(draft: Draft) -> ListedDraft:
    """Return a draft with its kind and age in words."""
    record_type = catalogue().get(draft.type_key, draft.type_version)
    title = record_type.title if record_type else draft.type_key
    return ListedDraft(
        draft=draft,
        title=draft.title if draft.page is not None else title,
        age=age_of(draft.started_at),
        corrects=name_of(draft.corrects) if draft.corrects_id else "",
        beside=name_of(draft.beside) if draft.beside_id else "",
    )


def begins(draft: Draft) -> str:
    """Return the first words typed: what it is about, or where its text begins."""
    record_type = catalogue().get(draft.type_key, draft.type_version)
    own = record_type.own_fields.values() if record_type else ()
    names = [each.name for each in own if each.kind in TEXTS] + [MAIN_TEXT]
    names += [name for name in draft.typed if name.endswith(_WORDS)]
    said = (" ".join(draft.typed.get(name) or []) for name in names)
    words = next((line for text in said if (line := " ".join(text.split()))), "")
    return Truncator(words).words(_FIRST_WORDS, truncate=" …")


def age_of(begun: datetime) -> DraftAge:
    """Return the age of a draft begun at that instant, marked as the council's settings say.

    Nothing is ever destroyed for its age: in the end it is called an unfinished account.
    """
    days = (clock.today() - clock.day_of(begun)).days
    if days >= local.settings_value("drafts.unfinished_days"):
        return DraftAge(days, f"Unfinished account, {counted(days, 'day')}", "danger")
    if days >= local.settings_value("drafts.warned_days"):
        return DraftAge(days, f"{counted(days, 'day')} old", "warn")
    if days >= local.settings_value("drafts.noted_days"):
        return DraftAge(days, f"{counted(days, 'day')} old", "info")
    recent = {0: "begun today", 1: "begun yesterday"}
    return DraftAge(days, recent.get(max(days, 0), f"begun {days} days ago"))


def left_and_others(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Part drafts into those left unsigned, the oldest first, and the others as they came."""
    every = list(drafts)
    left = [each for each in every if unsigned.is_left(each.started_at)]
    return sorted(left, key=lambda each: each.started_at), [e for e in every if e not in left]


def other_texts(
    draft: Draft, texts: Mapping[uuid.UUID, list[queries.EventText]]
) -> list[queries.EventText]:
    """Return the texts of the same event about others, for the writer's own lists."""
    if draft.event is None:
        return []
    return [each for each in texts.get(draft.event, []) if each.person.pk != draft.person_id]


def signed_as_initial(entry: Entry, number: int | None = None) -> dict[str, Any]:
    """Return the latest signed version, or an earlier one, as the starting values of its form.

    Among them stands which version it is: what is typed over it says that it was read.
    """
    numbered = entry.versions.order_by("-number")
    if number is not None:
        numbered = numbered.filter(number__lte=number)
    versions = inline(numbered, "statements", Statement.objects.all())
    version = versions.first()
    settle(version, "statements")
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    numbers: dict[tuple[str, int], int] = {}
    said = list(version.statements.all())
    for row in said:
        numbers[row.field, row.position] = sum(1 for field, _ in numbers if field == row.field)
    for row in said:
        rows[row.field].append(
            {
                **row.details,
                **{name: as_chosen(row.details.get(name) or [], numbers) for name in POINTS_TO},
                "kind": row.kind,
                "text": row.text,
                "about_someone_else": row.about_someone_else,
            }
        )
    agreed = as_initial(entry) if number is None else as_agreed(entry, version)
    return {**version.values, **rows, "actions": agreed, READ: version.number}


def version_read(draft: Draft, newest: EntryVersion) -> int:
    """Return the number of the signed version that a correction began from.

    A draft that does not say was begun on the one that stood then.
    """
    said = (draft.typed.get(READ) or [""])[0]
    if said.isascii() and said.isdecimal() and len(said) < 6:
        return max(1, min(int(said), newest.number))
    stood = draft.corrects.versions.filter(signed_at__lte=draft.started_at).order_by("-number")
    return stood.values_list("number", flat=True).first() or 1


def newest_and_read(draft: Draft) -> tuple[EntryVersion, int]:
    """Return the newest signed version of what a draft corrects, and the number of the one read."""
    newest = draft.corrects.versions.select_related("signed_by").order_by("-number")[0]
    return newest, version_read(draft, newest)


def newer_than_read(draft: Draft) -> EntryVersion | None:
    """Return the newest version that a correction did not begin from, if there is one."""
    if draft.corrects is None:
        return None
    newest, read = newest_and_read(draft)
    return newest if newest.number > read else None


def disposition(filename: str) -> str:
    """Return the header that makes a browser save a file under its own name."""
    plain = filename.encode("ascii", "replace").decode().replace("?", "_").replace('"', "'")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"
