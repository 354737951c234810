"""Questions to managers: whom one may ask, what an answer asks, and what follows its signature."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.access import Permission
from people.models import Person
from people.queries import running_allocations
from records.drafting.references import staff_reference
from records.models import Draft, Entry, EntryLink, GuidanceRequest

GUIDANCE = "manager_guidance"

# An answer given here is written and read here: who asked, what, when and how is known already.
_ASKED_OF_AN_ANSWER = frozenset({
    "instruction_or_advice", "advice", "reason", "law_or_policy", "agreed_by_when", "actions",
    "attachments", "third_party_flag", "not_to_share_with_person", "sensitivity",
})  # fmt: skip


@dataclass(frozen=True)
class Answering:
    """What a form asks that answers ``question``, and what is known beforehand."""

    question: GuidanceRequest
    at: datetime

    def asks(self, name: str) -> bool:
        """Say whether a question of the form is asked."""
        return name in _ASKED_OF_AN_ANSWER

    @property
    def settled(self) -> dict[str, Any]:
        """The answers that nobody is asked for. It happens when it is signed."""
        return {
            "event_at": clock.local(self.at).strftime("%Y-%m-%dT%H:%M"),
            "contact_channel": "Not a contact",
            "author_took_part": True,
            "source": "First-hand: I saw, heard or did it",
            "asked_by": [staff_reference(self.question.asked_by)],
            "question": self.question.question,
            "given_how": "Message",
        }


def managers_for(asker: User, person: Person) -> list[User]:
    """Return whom ``asker`` may ask about ``person``: their line manager first.

    Then those who manage the person's team or workers; each may open the record.
    """
    running = list(running_allocations(person).select_related("worker__line_manager", "team__lead"))
    named = [asker.line_manager, person.team.lead if person.team else None]
    named += [row.team.lead for row in running]
    named += [row.worker.line_manager for row in running if row.worker]
    found = {user.pk: user for user in named if user is not None and user.pk != asker.pk}
    return [
        user
        for user in found.values()
        if user.has_role(Role.MANAGER) and access.decide(user, Permission.VIEW, person).allowed
    ]


def follow_draft(draft: Draft, entry: Entry) -> None:
    """Let the questions asked in a draft stand with the entry it became. Part of an action."""
    for question in draft.guidance_requests.select_related("answer"):
        question.draft, question.entry = None, entry
        question.save(update_fields=["draft", "entry"])
        if question.answer is not None:
            link_answer(question, question.answer)


def link_answer(question: GuidanceRequest, answer: Entry) -> None:
    """Say on both entries that the answer belongs with what was asked about."""
    if question.entry is not None and question.entry_id != answer.pk:
        link = {"source": answer, "target": question.entry}
        if not EntryLink.objects.filter(**link).exists():
            EntryLink.objects.create(**link, kind=EntryLink.Kind.BELONGS_WITH)
