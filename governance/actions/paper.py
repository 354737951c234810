"""The register of paper: what there is, who has it, and what became of it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from accounts.roles import Role
from audit import log
from governance import paper
from governance.actions.breaches import report_breach
from governance.models import PaperItem, PaperStep
from people import access
from people.access import Permission
from people.models import Person
from people.saved import save


@transaction.atomic
def register_paper(
    *, person: Person, by: User, at: datetime | None = None, **said: Any
) -> PaperItem:
    """Put a file or bundle about a person on the register."""
    at = at or clock.now()
    decision = access.decide(by, Permission.VIEW, person, at=at).require()
    item = save(PaperItem(person=person, registered_by=by, registered_at=at, **said))
    log.record(
        "governance.paper_registered", by=by, about=person, target=item, because=decision, at=at
    )
    return item


@transaction.atomic
def issue_notebook(
    *, to: User, called: str, place: str, by: User, at: datetime | None = None
) -> PaperItem:
    """Give a notebook to a member of staff. Raises ``PermissionDenied``."""
    at = at or clock.now()
    if not by.has_role(Role.MANAGER, Role.RECORDS_OFFICER):
        raise PermissionDenied("Managers and records officers give out notebooks.")
    item = save(
        PaperItem(
            called=called,
            place=place,
            state=PaperItem.State.IN_USE,
            held_by=to,
            due_on=paper.pages_due(on=clock.day_of(at)),
            registered_by=by,
            registered_at=at,
        )
    )
    log.record("governance.notebook_issued", by=by, target=item, at=at)
    return item


@transaction.atomic
def take_paper_step(
    item: PaperItem,
    *,
    kind: str,
    words: str,
    by: User,
    choice: str = "",
    place: str = "",
    holds_others: bool | None = None,
    key_holders: str = "",
    no_legal_effect: bool | None = None,
    given_to: str = "",
    happened_on: date | None = None,
    due_on: date | None = None,
    second: User | None = None,
    at: datetime | None = None,
) -> PaperStep:
    """Keep what was done with paper. Paper that is lost is reported as a breach at the same moment.

    Raises ``PermissionDenied`` if it is not theirs to do, or not now; ``ValidationError``.
    """
    at = at or clock.now()
    today = clock.day_of(at)
    item = PaperItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    asked = paper.step_kinds()[kind]
    decision = None
    if item.person is not None:
        decision = access.decide(by, Permission.VIEW, item.person, at=at).require()
    elif not paper.open_to(by).filter(pk=item.pk).exists():
        raise PermissionDenied("Whoever has a notebook, and their managers, say what became of it.")
    if not paper.may_take(by, item, asked):
        raise PermissionDenied("This is not yours to say, or not now.")
    if asked.choices and choice not in asked.choices:
        raise ValidationError({"choice": "Choose one of the answers"})
    if "second" in asked.needs and second is None:
        raise ValidationError({"second": "Choose who else was there"})
    if second == by:
        raise ValidationError({"second": "Choose somebody else than you"})
    if happened_on is not None and happened_on > today:
        raise ValidationError({"happened_on": "The day must not be in the future"})
    if kind == "DESTROYED" and not item.is_notebook and not no_legal_effect:
        raise ValidationError({"no_legal_effect": "What has legal effect is given back, or kept"})
    if "due_on" in asked.needs:
        due_on = due_on or paper.due_back(on=today)
        if due_on < today:
            raise ValidationError({"due_on": "The day must not be in the past"})
    breach = _lost(item, words, by, at) if kind == "LOST" else ""
    step = save(
        PaperStep(
            item=item,
            kind=kind,
            choice=choice,
            words=words.strip(),
            place=place.strip(),
            holds_others=holds_others if "holds_others" in asked.needs else None,
            no_legal_effect=no_legal_effect,
            given_to=given_to.strip(),
            due_on=due_on,
            second=second,
            breach=breach,
            happened_on=happened_on or today,
            added_by=by,
            added_at=at,
        )
    )
    item.key_holders = key_holders.strip() or item.key_holders
    _change(item, step, asked, by)
    log.record(
        "governance.paper_step_taken",
        by=by,
        about=item.person,
        target=item,
        because=decision,
        shown=[kind],
        at=at,
    )
    return step


def _change(item: PaperItem, step: PaperStep, asked: paper.StepKind, by: User) -> None:
    item.state = asked.becomes or item.state
    match step.kind:
        case "OUT":
            item.held_by, item.due_on = by, step.due_on
            item.is_original_out = step.choice == "ORIGINAL"
            item.manager_knows = by.line_manager_id is None
        case "KNOWN":
            item.manager_knows = True
        case "LONGER":
            item.due_on, item.manager_knows = step.due_on, by.line_manager_id is None
        case "PAGES" if item.state == PaperItem.State.IN_USE:
            item.due_on = paper.pages_due(on=step.happened_on)
        case "FULL":
            item.due_on = paper.due_back(on=step.happened_on)
        case "HANDED_BACK":
            item.held_by, item.due_on = by, None
        case "TURNED_UP":
            item.state = paper.before_it_was_lost(item)
            if item.state != PaperItem.State.BACK:
                item.due_on = paper.pages_due(on=step.happened_on)
        case "COPY_GONE" if item.state == PaperItem.State.OUT and not item.is_original_out:
            item.state = PaperItem.State.IN
        case "SCANNED":
            item.scanned_by = by
        case "VERIFIED":
            item.is_verified = True
    if item.state in ("IN", "DESTROYED", "GIVEN_BACK"):
        item.due_on, item.is_original_out, item.manager_knows = None, False, True
        if not item.is_notebook:
            item.held_by = None
    if step.place and step.kind != "OUT":
        item.place = step.place
    save(item)


def _lost(item: PaperItem, words: str, by: User, at: datetime) -> str:
    """Report the loss, and return the key of the breach."""
    whose = item.person
    breach = report_breach(
        by=by,
        people=[whose] if whose else (),
        kind="LOST",
        what=words,
        whose=_whose(item),
        at=at,
    )
    return breach.key


def _whose(item: PaperItem) -> str:
    if item.is_notebook:
        return "A notebook: notes about several people"
    taken = item.steps.filter(kind="OUT").last() if item.state == PaperItem.State.OUT else None
    if taken and taken.holds_others:
        return "Paper about one person, with other people’s data in it"
    return "Paper about one person"
