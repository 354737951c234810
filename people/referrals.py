"""The reasons that somebody else must ask for first: a sampled record, a referred question.

Ruling 2: an auditor opens what is sampled, and the Caldicott Guardian what they are asked about.
"""

import re
from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.live_tasks import live_tasks
from people.models import AccessReason, Person, Referral
from people.standing import referrals_at

Basis = Referral.Basis
# Who is asked, for each; and who asks.
NEEDED = {Basis.AUDIT: Role.AUDITOR, Basis.CALDICOTT: Role.CALDICOTT_GUARDIAN}
ASKS = {
    Basis.AUDIT: (Role.MANAGER, Role.RECORDS_OFFICER),
    Basis.CALDICOTT: (Role.PRACTITIONER, Role.MANAGER, Role.RECORDS_OFFICER),
}
# The reason that rests on something live, and the one for which its reference is typed: whoever
# looks at the access finds it by that.
LIVE, TYPED = AccessReason.Basis.REQUEST, AccessReason.Basis.QUALITY
ASKERS = (Role.PRACTITIONER, Role.MANAGER, Role.RECORDS_OFFICER)
OVERSEES = (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER)


def live(user: User, person: Person, *, at: datetime | None = None) -> QuerySet[Referral]:
    """Return what asks ``user`` to look at this record now."""
    return referrals_at(at or clock.now()).filter(user=user, person=person)


def reasons_open_to(user: User, person: Person, *, at: datetime | None = None) -> list[str]:
    """Return the reasons that ``user`` may state for this record."""
    open_ones = access.reasons_open_to(user, at=at)
    if LIVE in open_ones and not live_tasks(user, person):
        open_ones.remove(LIVE)
    if not set(open_ones) & set(NEEDED):
        return open_ones
    asked = set(live(user, person, at=at).values_list("basis", flat=True))
    return [each for each in open_ones if each not in NEEDED or each in asked]


def says_what_asks(reference: str) -> bool:
    """Say whether it names what is to be put right: a number, or who asked and when, in words."""
    words = re.findall(r"\w+", reference)
    return any(each.isdigit() for each in reference) or sum(len(each) > 1 for each in words) > 2


def people_to_say_why_of(user: User, people: Collection[Person]) -> set[int]:
    """Return the numbers of those whose record ``user`` may state a reason for, as it stands."""
    reasons = set(access.reasons_open_to(user))
    if reasons - set(NEEDED):
        return {person.pk for person in people}
    if not reasons:
        return set()
    asked = referrals_at(clock.now()).filter(user=user, person__in=people, basis__in=reasons)
    return set(asked.values_list("person", flat=True))


def may_end(by: User, referral: Referral) -> bool:
    """Say whether ``by`` may end it: who asked, who is asked, or who oversees."""
    return by.pk in (referral.asked_by_id, referral.user_id) or by.has_role(*OVERSEES)
