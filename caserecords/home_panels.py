"""What waits for somebody at the front door and with allocation: panels of the home page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from accounts.roles import WORKS_WITH_PEOPLE, Role
from people import queries
from people.models import Allocation, ContactAbout, Involvement, Person, TransferOffer
from people.queries import Aged


@dataclass(frozen=True)
class AllocationPanels:
    """Contacts to read, who has still to be told their worker, transfers, who waits, contacts."""

    # The first five are questions, which the page puts together with others.
    to_read: Iterable[ContactAbout] = ()
    to_introduce: Iterable[Allocation] = ()
    offers: Iterable[TransferOffer] = ()
    sent_back: Iterable[TransferOffer] = ()
    closings: Iterable[Involvement] = ()
    waiting: list[Aged] = field(default_factory=list)
    to_match: list[Aged] = field(default_factory=list)
    to_triage: list[Aged] = field(default_factory=list)

    @property
    def questions(self) -> list[Iterable[Any]]:
        """What is still to be read from the database."""
        return [self.to_read, self.to_introduce, self.offers, self.sent_back, self.closings]

    @property
    def checks(self) -> list[Aged]:
        """Those waiting on whom somebody should have checked by now."""
        return [each for each in self.waiting if each.is_late]

    @property
    def waits_longest(self) -> Aged:
        """Whoever has waited longest: the list itself begins with the highest risk."""
        return min(self.waiting, key=lambda each: each.row.waits_since)

    @property
    def late_at_front_door(self) -> int:
        """How many contacts should have been looked at by now."""
        return sum(each.is_late for each in [*self.to_match, *self.to_triage])

    @property
    def people(self) -> Iterator[Person]:
        """Everyone who is named in a panel."""
        yield from (each.involvement.person for each in self.to_read)
        yield from (each.person for each in self.to_introduce)
        yield from (each.involvement.person for each in [*self.offers, *self.sent_back])
        yield from (each.person for each in self.closings)
        yield from (each.row.person for each in self.checks)


def allocation_panels(viewer: User) -> AllocationPanels:
    """Return the panels for ``viewer``; nothing is asked for roles that have none."""
    if not viewer.has_role(*WORKS_WITH_PEOPLE):
        return AllocationPanels()
    manages, at_the_door = viewer.has_role(Role.MANAGER), queries.works_at_front_door(viewer)
    return AllocationPanels(
        to_read=queries.contacts_to_read(viewer),
        to_introduce=queries.to_introduce(viewer),
        offers=queries.offers_to_answer(viewer) if manages else (),
        sent_back=queries.offers_sent_back(viewer),
        closings=queries.closings_to_see_to(viewer),
        waiting=queries.waiting(viewer) if manages else [],
        to_match=queries.to_match(viewer) if at_the_door else [],
        to_triage=queries.to_triage(viewer) if at_the_door else [],
    )
