"""How much of the record is with somebody who leaves. Numbers only; restricted people uncounted."""

from datetime import date

from django.db.models import Exists, OuterRef

import clock
from accounts.models import User
from people.standing import restrictions_at
from records.models import Action, Draft, GuidanceRequest, PlannedVisit
from records.rules.interpreters import not_arranged


def _restricted() -> Exists:
    return Exists(restrictions_at(clock.now()).filter(person=OuterRef("person")))


def open_actions(user: User) -> int:
    """Count what somebody has still to do."""
    found = Action.objects.filter(owner=user, status=Action.Status.OPEN, entry__taken_off_at=None)
    return found.filter(~_restricted()).count()


def interpreters(user: User) -> int:
    """Count the planned visits for which somebody has an interpreter to book."""
    to_book = PlannedVisit.Interpreter.TO_BOOK
    return (
        not_arranged().filter(~_restricted(), interpreter_owner=user, interpreter=to_book).count()
    )


def unsigned_drafts(user: User) -> int:
    """Count what somebody has begun to write and not signed."""
    return Draft.objects.filter(~_restricted(), author=user, set_aside_at=None).count()


def drafts_begun(before: date) -> int:
    """Count what anybody began to write before a day, and has not signed."""
    begun = Draft.objects.filter(started_at__lt=clock.at_time(before, 0), set_aside_at=None)
    return begun.filter(~_restricted()).count()


def questions(user: User) -> int:
    """Count the questions that somebody was asked and has not answered."""
    return GuidanceRequest.objects.filter(
        ~_restricted(), asked_of=user, answered_at=None, withdrawn_at=None
    ).count()
