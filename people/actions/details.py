"""Answers to questions about a person: what matters, language, equality."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access, keeping
from people.access import Permission
from people.keeping import Told
from people.models import Detail, Person

ANSWERED = Detail.Outcome.ANSWERED


@dataclass(frozen=True)
class Answer:
    """What came of asking one question."""

    outcome: str = ANSWERED
    answer: str = ""
    own_words: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was written: the question stays as it was before anyone asked."""
        return self.outcome == ANSWERED and not (self.answer or self.own_words)


@transaction.atomic
def answer_questions(
    *,
    person: Person,
    answers: Mapping[str, Answer],
    by: User,
    told: Told,
    since: date | None = None,
    at: datetime | None = None,
) -> list[Detail]:
    """Keep the answers that differ from the current ones, which end. An empty one only ends."""
    at = at or clock.now()
    decision = access.decide(by, Permission.WRITE, person, at=at).require()
    keeping.lock(person)
    day = since or clock.day_of(at)
    current = {
        row.question: row
        for row in Detail.objects.filter(
            person=person, question__in=answers, until__isnull=True, is_mistake=False
        )
    }
    changed = []
    for question, answer in answers.items():
        old = current.get(question)
        stands = Answer(old.outcome, old.answer, old.own_words) if old else Answer()
        if answer == stands:
            continue
        if old is not None:
            keeping.end(old, max(day, old.since or day))
        new = None
        if not answer.is_empty:
            new = Detail(
                person=person,
                question=question,
                outcome=answer.outcome,
                answer=answer.answer,
                own_words=answer.own_words,
                since=day,
            )
            keeping.keep(new, by=by, told=told, at=at)
            changed.append(new)
        keeping.note_change(
            person,
            what=Detail(question=question).title,
            was=old,
            became=new,
            told=told,
            by=by,
            at=at,
        )
    log.record(
        "people.fact_recorded",
        by=by,
        about=person,
        target=person,
        because=decision,
        shown=sorted(answers),
        at=at,
    )
    return changed
