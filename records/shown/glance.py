"""The summary at the top of a record: sentences put together from it, each with its source.

Nothing is written here that is not in the record, and nothing comes from an entry that the viewer
may not open. Each sentence says how old it is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

import clock
from accounts.models import User
from people.models import Person
from records import queries
from records.models import Action, Entry
from records.queries import glance as kinds
from records.rules.confirming import who_told
from ui import formats

_NEXT_AT_MOST = 4
_WORDS_AT_MOST = 240
_SPACE = re.compile(r"\s+")
# On the page of the record, the list of every open action.
ALL_ACTIONS = "#next"
# The answers of a risk assessment, from the least.
_LIKELIHOOD = ("Rare", "Possible", "Likely", "Almost certain")
_SEVERITY = ("Minor", "Moderate", "Serious", "Could be fatal")


@dataclass(frozen=True)
class Sentence:
    """One thing to know, where it comes from and how old that is.

    Words of the person stand in quotation marks as they were said; ``goes_on`` if there are more.
    """

    text: str
    source: str
    url: str
    on: date | None = None
    age: str = ""
    own_words: bool = False
    goes_on: bool = False
    attention: bool = False


@dataclass(frozen=True)
class Part:
    """Sentences under one heading."""

    title: str
    sentences: list[Sentence]


def at_a_glance(
    viewer: User, person: Person, banner: Mapping[str, Any], *, to_do: list[Action]
) -> list[Part]:
    """Return the summary of ``person`` for ``viewer``; parts with nothing to say are left out.

    ``banner`` is the frame's, ``to_do`` the open actions that the viewer may know of.
    """
    today = clock.today()
    found = queries.sources_for_summary(viewer, person, today=today)
    writer = _Writer(person, today)
    if person.has_died:
        parts = [
            Part(f"What mattered to {person.name}", writer.what_matters(banner, found)),
            Part("Alerts and risks", writer.risks(banner, found)),
            Part("The plan there was", writer.plan(found)),
            Part("Last contact", writer.contact(found)),
            Part("Decisions to look at again", writer.decisions(found)),
            Part("To do", writer.to_do(to_do)),
        ]
        return [part for part in parts if part.sentences]
    parts = [
        Part("How to communicate", writer.communication(banner)),
        Part(f"What matters to {person.name}", writer.what_matters(banner, found)),
        Part("Alerts and risks", writer.risks(banner, found)),
        Part("Plan", writer.plan(found)),
        Part("Last contact", writer.contact(found)),
        Part("Decisions to look at again", writer.decisions(found)),
        Part("To do", writer.to_do(to_do)),
        Part("Next dates", writer.next_dates(banner, found, to_do)),
    ]
    return [part for part in parts if part.sentences]


class _Writer:
    """Writes the sentences about one person on one day."""

    def __init__(self, person: Person, today: date) -> None:
        self.person, self.today = person, today
        self.about = reverse("people:about", args=[person.key])

    def communication(self, banner: Mapping[str, Any]) -> list[Sentence]:
        if not banner["communication"]:
            return []
        return [self._from_about(" · ".join(banner["communication"]), banner["asked_on"])]

    def what_matters(self, banner: Mapping[str, Any], found: kinds.Sources) -> list[Sentence]:
        sentences = []
        if banner["what_matters"]:
            said, goes_on = _quoted([banner["what_matters"]])
            since = banner["what_matters_since"]
            sentences.append(self._from_about(said, since, own_words=True, goes_on=goes_on))
        entry = next((each for each in found.entries if each.words), None)
        if entry is not None:
            said, goes_on = _quoted(entry.words)
            sentences.append(self._from(entry, said, own_words=True, goes_on=goes_on))
        return sentences

    def risks(self, banner: Mapping[str, Any], found: kinds.Sources) -> list[Sentence]:
        sentences = [
            self._from_about(alert["title"], alert["raised_on"], attention=bool(alert["tone"]))
            for alert in banner["alerts"]
        ]
        concern, outcome = found.latest(kinds.CONCERNS), found.latest(kinds.OUTCOMES)
        if concern is not None and (outcome is None or outcome.event_at < concern.event_at):
            text = "Safeguarding concern, no outcome of an enquiry since"
            sentences.append(self._from(concern, text, attention=True))
        sentences += [self._from(each, _risk(each)) for each in found.all_of(kinds.RISKS)]
        return sentences

    def plan(self, found: kinds.Sources) -> list[Sentence]:
        plan = found.latest(kinds.PLANS)
        return (
            [self._from(plan, plan.summary or plan.record_type.title)] if plan is not None else []
        )

    def contact(self, found: kinds.Sources) -> list[Sentence]:
        met, heard = found.latest(kinds.MEETINGS), found.latest(kinds.CONTACTS)
        sentences = []
        if met is not None:
            sentences.append(self._from(met, _seen_by(met)))
        if heard is not None and heard != met:
            sentences.append(self._from(heard, heard.summary or heard.record_type.title))
        return sentences

    def decisions(self, found: kinds.Sources) -> list[Sentence]:
        return [
            self._from(
                entry,
                f"{_short(due['text'] or entry.summary or entry.record_type.title)} "
                f"Review due {formats.day_and_month(due['review_on'])}",
                attention=due["review_on"] < self.today.isoformat(),
            )
            for entry in found.entries
            for due in entry.due
        ]

    def to_do(self, actions: list[Action]) -> list[Sentence]:
        if not actions:
            return []
        late = sum(1 for each in actions if each.due_on < self.today)
        words = formats.counted(len(actions), "open action")
        words += f", {late} late" if late else ""
        first = actions[0]
        due = f"{first.text} (due {formats.short_date(first.due_on)})"
        if len(actions) == 1:
            return [self._from(first.entry, f"{words}: {due}", attention=bool(late))]
        oldest = formats.ago(min(clock.day_of(each.entry.event_at) for each in actions), self.today)
        every = Sentence(
            text=words,
            source="All open actions",
            url=ALL_ACTIONS,
            age=f"the oldest from {oldest}",
            attention=bool(late),
        )
        return [
            every,
            self._from(first.entry, f"First: {due}", attention=first.due_on < self.today),
        ]

    def next_dates(
        self, banner: Mapping[str, Any], found: kinds.Sources, to_do: list[Action]
    ) -> list[Sentence]:
        dated: list[tuple[date, str, Entry | date]] = [
            (alert["review_on"], f"Alert looked at again: {alert['title']}", alert["raised_on"])
            for alert in banner["alerts"]
        ]
        planned = [found.latest(kinds.REVIEWS), found.latest(kinds.PLANS)]
        newest = max(filter(None, planned), key=lambda each: each.event_at, default=None)
        if newest is not None and (on := _next_review(newest)) is not None:
            dated.append((on, "Plan reviewed", newest))
        dated += [(each.due_on, each.text, each.entry) for each in to_do[1:]]
        return [
            self._next(on, text, source)
            for on, text, source in sorted(dated, key=lambda each: each[0])[:_NEXT_AT_MOST]
        ]

    def _next(self, on: date, text: str, source: Entry | date) -> Sentence:
        words = f"{formats.short_date(on)}: {text}"
        late = on < self.today
        if isinstance(source, Entry):
            return self._from(source, words, attention=late)
        return self._from_about(words, source, attention=late)

    def _from(self, entry: Entry, text: str, **how: bool) -> Sentence:
        on = clock.day_of(entry.event_at)
        return Sentence(
            text=text,
            source=entry.record_type.title,
            url=reverse("records:entry", args=[self.person.key, entry.key]),
            on=on,
            age=formats.ago(on, self.today),
            **how,
        )

    def _from_about(self, text: str, on: date | None, **how: bool) -> Sentence:
        age = formats.ago(on, self.today) if on else "not dated"
        return Sentence(text=text, source="About", url=self.about, on=on, age=age, **how)


def _seen_by(entry: Any) -> str:
    """Say who saw the person: the colleague who told of it, where its writer was not there."""
    answers = entry.answers or {}
    if told := who_told(entry, answers):
        return f"Last seen by {formats.person_with_role(told)}"
    if answers.get("author_took_part") is False:
        return f"Last seen, as {entry.written_by} wrote; by whom is not recorded"
    return f"Last seen by {entry.written_by}"


def _risk(entry: Any) -> str:
    answers = entry.answers or {}
    text = _short(str(answers.get("activity") or entry.summary or entry.record_type.title))
    worst = max(answers.get("risks") or [], key=_gravity, default={})
    rated = [
        f"{word} {str(worst[name]).lower()}"
        for name, word in (("likelihood", "likelihood"), ("severity", "seriousness"))
        if worst.get(name)
    ]
    return f"{text} ({'; '.join(rated)})" if rated else text


def _gravity(risk: Mapping[str, Any]) -> tuple[int, int]:
    """Return how grave a risk is, how serious before how likely."""
    return _place(_SEVERITY, risk.get("severity")), _place(_LIKELIHOOD, risk.get("likelihood"))


def _place(scale: tuple[str, ...], answer: Any) -> int:
    return scale.index(answer) if answer in scale else -1


def _next_review(entry: Any) -> date | None:
    answers = entry.answers or {}
    found: Iterable[Any] = (answers.get(name) for name in ("next_review", "review_on"))
    for value in found:
        day = formats.as_day_or_moment(value) if isinstance(value, str) else None
        if day is not None:
            return day
    return None


def _quoted(words: list[str]) -> tuple[str, bool]:
    """Return words of the person in quotation marks, and whether they go on.

    The first that fit are shown whole. Otherwise the first are cut at their end alone, between two
    words; where that would leave little, they are shown whole.
    """
    whole = next((each for each in words if len(each) <= _WORDS_AT_MOST), None)
    if whole is None:
        spaces = [match.start() for match in _SPACE.finditer(words[0][: _WORDS_AT_MOST + 1])]
        if spaces and spaces[-1] >= _WORDS_AT_MOST // 2:
            return f"“{words[0][: spaces[-1]]}”", True
        whole = words[0]
    return formats.quote_words(whole), False


def _short(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _WORDS_AT_MOST:
        return text
    return text[:_WORDS_AT_MOST].rsplit(" ", 1)[0] + " …"
