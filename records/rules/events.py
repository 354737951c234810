"""One event, several people: what may be carried from one text to the next, and what may not.

Each person has a text of their own. Nothing of one may stand in another's: so only the short
answers on when, where and how are carried, and of those present only staff and professionals.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from people.models import Contact, Person
from records.catalogue import Problem, RecordType
from records.rules.supervision import SUPERVISION

# All of these are chosen or are times, but for who was there. No free text is carried.
_TIMES = ("event_at", "event_ended_at", "start_end")
_CHOICES = ("contact_channel", "direction", "place", "author_took_part")
_PEOPLE = ("contact_made_by", "people_present", "information_provider")
# Whose home it is differs from person to person.
_HOMES = ("Person's home", "Someone else's home")
CARRIED = (*_TIMES, *_CHOICES, *_PEOPLE)


def is_of_one_person(record_type: RecordType) -> bool:
    """Say whether the words of a kind of record are said of nobody else, as in supervision."""
    return record_type.key == SUPERVISION


def carried(
    record_type: RecordType,
    values: Mapping[str, Any],
    *,
    professionals: Mapping[str, Contact],
    people: Sequence[Person],
) -> dict[str, Any]:
    """Return the answers that the texts about the other people of the event begin with.

    ``professionals`` are the professional contacts among those who may be named, by key. What names
    one of ``people``, by name or reference, is left out. So is why a time is not known.
    """
    found: dict[str, Any] = {}
    for name in CARRIED:
        answer = values.get(name)
        if name in _PEOPLE:
            answer = _professional(answer or [], professionals)
        elif name in _TIMES and isinstance(answer, Mapping) and "on" in answer:
            answer = answer["on"]
        elif name == "place" and not _is_same_place(record_type, name, answer):
            answer = None
        if answer not in (None, "", []) and not named_in(texts_in(answer), people):
            found[name] = answer
    return found


def _professional(
    answer: Iterable[Mapping[str, str]], professionals: Mapping[str, Contact]
) -> list[dict[str, str]]:
    kept = []
    for ref in answer:
        if ref.get("kind") == "staff":
            kept.append(dict(ref))
        elif contact := professionals.get(ref.get("key", "")):
            role = contact.role or contact.relationship
            about = ", ".join(part for part in (role, contact.organisation) if part)
            kept.append({"kind": "other", "key": "", "name": contact.name, "role": about})
    return kept


def _is_same_place(record_type: RecordType, name: str, answer: Any) -> bool:
    return answer not in _HOMES and any(
        answer in asked.choice_values
        for section in record_type.sections
        for asked in section.fields
        if asked.name == name and asked.choice_values
    )


def warnings(
    values: Mapping[str, Any],
    statements: Iterable[Mapping[str, Any]],
    actions: Iterable[Mapping[str, Any]],
    *,
    people: Sequence[Person],
) -> list[Problem]:
    """Return a piece of advice for each answer that names another person of the same event."""
    answers = [(name, [value]) for name, value in values.items()]
    answers += [(row["field"], [row["text"], row.get("details")]) for row in statements]
    answers += [("actions", [row.get("text"), row.get("owner_name")]) for row in actions]
    found: dict[tuple[str, str], Problem] = {}
    for name, parts in answers:
        for words in named_in(texts_in(parts), people):
            message = (
                f"This names “{words}”, whose text of this event is their own. "
                "Say “another person” unless the name is needed here."
            )
            found[name, words] = Problem(name.removesuffix("__reason"), message, severity="advice")
    return list(found.values())


def named_in(texts: Iterable[str], people: Sequence[Person]) -> list[str]:
    """Return the full names and references of ``people`` that stand in the texts."""
    plain = [_plain(text) for text in texts]
    return [
        words
        for person in people
        for words in _called(person)
        if any(re.search(rf"(?<!\w){re.escape(_plain(words))}(?!\w)", text) for text in plain)
    ]


def _called(person: Person) -> list[str]:
    names = dict.fromkeys(
        name.strip()
        for name in (
            person.legal_name,
            person.preferred_name,
            f"{person.preferred_name.split(' ')[0]} {person.family_name}",
            f"{person.given_names.split(' ')[0]} {person.family_name}",
        )
    )
    full = [name for name in names if len(name.split()) > 1]
    return full + [each for each in (person.council_reference, person.nhs_number) if each]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text of an answer, however deep it lies."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from texts_in(each)
