"""Who may decide that a record is destroyed, and what stands in the way of it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.apps import apps
from django.db.models import QuerySet

import clock
from accounts import local
from accounts.models import User
from accounts.roles import Role
from people import access
from people.access import Decision, Outcome, Permission
from people.models import Allocation, Authority, Death, Merge, Person
from people.models.fact import Fact
from records.ending import requests_of, still_open
from records.models import Draft, Entry, Removal
from records.rules import two_people
from retention import over, reach
from retention.clocks import Reckoned, reckon
from retention.facts import facts_of
from retention.holding import is_held
from retention.keeping import kept_until
from retention.models import ArchiveOffer, Batch, Destruction, Hold
from retention.policy import in_force

_MERGED = "This record was merged into another, and goes with that one."
_NOT_YET = "Its time has not come."
_WHO = "A records officer decides this, with a second one."
_LONGEST_LINE = 12


def may_decide(by: User, person: Person, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may keep a record longer, or propose that it is destroyed."""
    if not by.has_role(Role.RECORDS_OFFICER):
        return _not(_WHO)
    decision = access.decide(by, Permission.EXPORT, person, at=at)
    if decision.allowed and _wrote_most(by, person):
        return _not("You wrote most of this record. Somebody else decides about it.")
    if decision.allowed and Allocation.objects.filter(person=person, worker=by).exists():
        return _not("You worked with this person. Somebody else decides about the record.")
    return decision


def may_answer(by: User, plan: Destruction, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may be the second person."""
    return _is_no_second(by, plan) or may_take_back(by, plan, at=at)


def may_decide_by_class(by: User) -> Decision:
    """Say whether ``by`` may propose that what is kept by class is destroyed."""
    if not by.has_role(Role.RECORDS_OFFICER):
        return _not(_WHO)
    return Decision(Outcome.ALLOWED, "ROLE", "Records officers decide about what is over.")


def may_answer_batch(by: User, batch: Batch, free: Iterable[over.Row]) -> Decision:
    """Say whether ``by`` may be the second person for what is kept by class.

    ``free``: what of it may go now.
    """
    if no_second := _is_no_second(by, batch):
        return no_second
    if is_about(by, free):
        return _not("Some of this is about you. Another records officer agrees or refuses.")
    return may_decide_by_class(by)


def is_about(user: User, rows: Iterable[over.Row]) -> bool:
    """Say whether any row of what is kept by class is about a member of staff."""
    return any(user.pk in row.staff for row in rows)


def thought_over(at: datetime) -> datetime:
    """Return when the time to think is over for what is agreed now."""
    days = local.settings_value("retention.cooling_days")
    return clock.at_time(clock.add_days(clock.day_of(at), days + 1), 0)


def _is_no_second(by: User, plan: Destruction | Batch) -> Decision | None:
    if plan.proposed_by_id == by.pk:
        return _not("You proposed this. Another records officer agrees or refuses.")
    if local.is_on("retention.approvers_not_in_line") and _in_one_line(by, plan.proposed_by):
        return _not("One of you manages the other. Another records officer agrees or refuses.")
    return None


def may_take_back(by: User, plan: Destruction, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may decide about what a plan is about: a record, or a part of one."""
    if plan.person is None:
        return _not("It was decided otherwise.")
    if plan.removal is not None:
        return may_decide_of_part(by, plan.removal, at=at)
    return may_decide(by, plan.person, at=at)


def may_decide_of_part(by: User, removal: Removal, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may propose, or agree, that what was taken off a record is destroyed."""
    if removal.entry.author_id == by.pk:
        return _not("You wrote this entry. Somebody else decides about it.")
    if not two_people.may_see(by, removal, at=at):
        return _not("This entry is restricted. Whoever may open it decides about it.")
    return may_decide(by, removal.entry.person, at=at)


def why_not_offered(
    person: Person, *, at: datetime | None = None, reckoned: Reckoned | None = None
) -> list[str]:
    """Return, in sentences, why a record may not be offered to an archive now."""
    today = clock.day_of(at or clock.now())
    due, found = (reckoned or reckoned_of(person, on=today)).due, []
    if person.merged_into_id is not None:
        found.append(_MERGED)
    if due is None or due > today:
        found.append(_NOT_YET)
    if open_offer(person) is not None:
        found.append("It is offered to an archive already.")
    if _standing(person).filter(removal=None).exists():
        found.append("It is proposed to destroy this record. Refuse or withdraw that first.")
    return found


def open_offer(person: Person) -> ArchiveOffer | None:
    """Return the offer to an archive that waits for its answer, or to be handed over."""
    return ArchiveOffer.objects.filter(person=person, state__in=ArchiveOffer.OPEN).first()


def _archive_comes_first(person: Person, reckoned: Reckoned) -> list[str]:
    """Return why an archive has its say before the record is destroyed."""
    offers = list(ArchiveOffer.objects.filter(person=person))
    if any(each.state == ArchiveOffer.State.OFFERED for each in offers):
        return ["It is offered to an archive, which has not answered."]
    if any(each.state == ArchiveOffer.State.ACCEPTED for each in offers):
        return ["An archive takes it, and it was not handed over."]
    settled = any(each.state in ArchiveOffer.SETTLED for each in offers)
    if not settled and reckoned.is_for_archive:
        return ["The schedule says that it is offered to an archive before anything else."]
    return []


def _not(because: str) -> Decision:
    return Decision(Outcome.DENIED, "NOT_SECOND", because)


def _wrote_most(by: User, person: Person) -> bool:
    entries = Entry.objects.filter(person=person)
    return entries.filter(author=by).count() * 2 > entries.count()


def _in_one_line(one: User, other: User) -> bool:
    return one.pk in _managers_of(other) or other.pk in _managers_of(one)


def _managers_of(user: User) -> Iterable[int]:
    found: list[int] = []
    above = user.line_manager
    while above is not None and above.pk not in found and len(found) < _LONGEST_LINE:
        found.append(above.pk)
        above = above.line_manager
    return found


def reckoned_of(person: Person, *, on: date | None = None) -> Reckoned:
    """Return the clocks of a whole record, whoever may read it, as the schedule is on a day."""
    return reckon(facts_of([person.pk])[person.pk], in_force(on).classes)


def in_the_way(
    person: Person, *, at: datetime | None = None, reckoned: Reckoned | None = None
) -> list[str]:
    """Return, in sentences, why a record may not be destroyed now; nothing if it may.

    A page that has its clocks ``reckoned`` already hands them over.
    """
    today = clock.day_of(at or clock.now())
    reckoned = reckoned or reckoned_of(person, on=today)
    due, found = reckoned.due, []
    if person.merged_into_id is not None:
        found.append(_MERGED)
    if is_held(person):
        found.append("The record is held.")
    if due is None:
        found.append("No day can be worked out for this record.")
    elif due > today:
        found.append(_NOT_YET)
    until = kept_until(person)
    if until is not None and until > today:
        found.append("It was decided to keep it for longer.")
    found += _archive_comes_first(person, reckoned)
    if Draft.objects.filter(person=person, set_aside_at=None).exists():
        found.append("Somebody has begun to write on it: a draft is not signed.")
    if _death_asks_for_a_hold(person):
        found.append("A hold was asked for when the death was recorded, and none was placed.")
    if Authority.objects.filter(relationship__other=person).exclude(person=person).exists():
        found.append("A power or order on somebody else's record names this record.")
    if Removal.objects.filter(moved_to=person).exclude(entry__person=person).exists():
        found.append("An entry was moved here from a record that still says so.")
    if _standing(person).exclude(removal=None).exists():
        found.append("A part of it is to be destroyed first.")
    if Merge.objects.filter(state=Merge.State.ASKED, kept=person).exists():
        found.append("Somebody has asked for it to be made one with another record.")
    return found + still_open(person)


def in_the_way_of(plan: Destruction, *, at: datetime | None = None) -> list[str]:
    """Return, in sentences, why what a plan is about may not be destroyed now."""
    if plan.person is None:
        return ["It was decided otherwise."]
    removal = plan.removal
    if removal:
        found = in_the_way_of_part(removal, ground=plan.ground)
    else:
        found = in_the_way(plan.person, at=at)
    if changed := reach.changed_since(plan.reaches, reach.reached(plan.person, removal)):
        found.append(f"The record has changed since: {', '.join(changed).lower()}.")
    return found


def in_the_way_of_batch(free: Iterable[over.Row]) -> list[str]:
    """Return, in a sentence, why nothing of a batch may go now, of which ``free`` may."""
    return [] if free else ["All of it is held, or is not over any more."]


def in_the_way_of_part(removal: Removal, *, ground: str = Destruction.Ground.ERASURE) -> list[str]:
    """Return why what was taken off a record may not be destroyed before the rest of it.

    An open request to erase is no reason where that is the ``ground``, as it may be until somebody
    has said which it is.
    """
    person, found = removal.entry.person, []
    if not is_under_seal(removal):
        found.append("Only what two people took off the record, and was not destroyed, can be.")
    if person.merged_into_id is not None:
        found.append(_MERGED)
    if is_held(person):
        found.append("The record is held.")
    asked = [each for each in requests_of([person.pk]) if each.ended_on is None]
    if any(not (each.is_to_erase and ground == Destruction.Ground.ERASURE) for each in asked):
        found.append("A request or a complaint about the record waits for an answer.")
    if _standing(person).filter(removal=None).exists():
        found.append("It is proposed to destroy the whole record.")
    found += [
        f"{model.called}: the record still says what this entry told."
        " Say first that it was a mistake, or tell it anew from elsewhere."
        for model in _FACTS
        if model.objects.standing().filter(source_entry=removal.entry.key).exists()
    ]
    return found


def is_under_seal(removal: Removal) -> bool:
    """Say whether a whole entry was taken off by two people, and what it said is still kept."""
    done = removal.state == Removal.State.DONE and removal.entry.taken_off_at is not None
    return done and removal.attachment_id is None and removal.destroyed_at is None


def _standing(person: Person) -> QuerySet[Destruction]:
    return Destruction.objects.filter(person=person, state__in=Destruction.STANDING)


_FACTS = [model for model in apps.get_models() if issubclass(model, Fact)]


def _death_asks_for_a_hold(person: Person) -> bool:
    asked = Death.objects.standing().filter(person=person, hold=Death.Hold.ASKED)
    return asked.exists() and not Hold.objects.filter(person=person).exists()
