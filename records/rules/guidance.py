"""Questions to managers: whom one may ask, and what follows once the note is signed."""

from accounts.models import User
from accounts.roles import Role
from people import access
from people.access import Permission
from people.models import Person
from people.queries import running_allocations
from records.models import Draft, Entry, EntryLink, GuidanceRequest

GUIDANCE = "manager_guidance"


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
        EntryLink.objects.get_or_create(
            source=answer, target=question.entry, kind=EntryLink.Kind.BELONGS_WITH
        )
