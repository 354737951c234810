"""However long the lists on it, a page asks the database the same few questions."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages.table import PAGES, address_of
from tests.pages.world import World

pytestmark = pytest.mark.django_db

CEILING = 16
# Pages that may ask more, and why.
MORE = {
    # Each of twenty lines is counted by the code of the page that it opens.
    "managing": 20,
    # What was found, the passages to show of it, and what else may have been meant.
    "records:found-in-record": 24,
    # All that is known of the person, whether they were told of the privacy notice that stands, and
    # in which languages there is one.
    "people:about": 19,
    # Who looks like the person, open to the viewer or not, and what was asked about each.
    "people:merge": 19,
    # What each table holds of the one and of the other.
    "people:merge-with": 21,
    "people:merged": 21,
    "records:found-in-notes": 19,
    # A form knows the person, those around them, with a record or without, the staff, and the
    # earlier records; here it holds an answer besides. Whom it offers with a record is logged. What
    # the council says of this kind of record stands beside it.
    "records:write": 19,
    "records:edit-draft": 20,
    # A form likewise, what the council decided about the recording checks, and the earlier texts
    # that this one may have been copied from, with their statements; what else stands on the
    # record, and whose record may have been meant.
    "records:check-draft": 26,
    # A form likewise, and three texts of one entry, each with its statements and actions.
    "records:compare-newest": 27,
    # And what was begun of a correction before.
    "records:correct-entry": 22,
    # The whole record is counted, with all that stands in it; the format that is needed; and what
    # may be shared with each of those around the person; and the decisions that let it be shared;
    # and the requests that it may answer.
    "disclosure:ask": 32,
    # One that did not go is looked at again: to whom it goes, why they may have it, and what the
    # record says of the address now.
    "disclosure:letter": 28,
    # Who is around the person, who is named in the record, and what was weighed of each.
    "disclosure:request": 27,
    "disclosure:request-step": 27,
    # What was shared, and by itself which copies were downloaded and not said to be delivered.
    "disclosure:sharing-log": 18,
    # The record as a copy holds it, each table asked once, what was decided about it, the people
    # who are weighed, its files, and the decisions that let it be shared; of an entry also who is
    # named in the words of its files, and how often the same words stand undecided in the copy.
    "disclosure:redaction": 83,
    "disclosure:redaction-list": 66,
    "disclosure:redact-entry": 55,
    # Each tie between staff and a person is a table, asked for everybody at once.
    "governance:who-can-open": 25,
    # The checklist of the record, the register of paper, and what was typed before.
    "oversight:offer-transfer": 18,
    "oversight:close": 17,
    # The caseload of each colleague too, and which interpreters are still to be booked.
    "oversight:answer-transfer": 24,
    # What was asked, all that would go along, and what was typed before.
    "records:removal": 17,
    # An entry whole, as it stood, with who may open it and who did: it is opened rarely.
    "records:unseal": 23,
    # A record with all that stands in it, and everybody around the person, to replace their names;
    # whom its answers name; and whom the auditor manages, of whose work it may hold none.
    "oversight:audit-record": 30,
    # Two auditors' grades, who may settle them and who follows them up: each asks how they stand.
    "oversight:audit-outcome": 19,
    # The agenda looks at the work with each person: entries, actions, reviews, drafts, findings,
    # questions to managers, restrictions; and each form on the page gives back what was typed.
    "oversight:session": 28,
    # An entry whole, what reviewers said of it and of its sentences, the queue, and two forms. In
    # the first hour of a day the entry is of the day before, and the holidays are asked for too.
    "oversight:review": 18,
    # Whom they may open is asked once, and not within each of twenty lists.
    "home, a manager": 17,
    # What was recorded, what is left open, how long the schedule keeps each part, and what of it
    # was verified.
    "people:death": 18,
    # Each fact that a time can begin from is a table; and until when it was decided to keep it.
    "retention:kept": 24,
    # Each fact that a time can begin from is a table, asked once for all whom the list shows.
    "retention:due": 21,
    # The same twice, for what the viewer may read and for the whole; what stands in the way; and
    # everything that would go, which the database follows by itself; and offers to an archive;
    # what makes it longer, and what was decided of it; and breaches of data that are open.
    "retention:review": 64,
    # The same of one entry; what stands in the way, of which each kind of fact is a table.
    "retention:part": 27,
    # What is left with somebody, of which each app counts its own.
    "staff:leaving": 21,
}
MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def test_every_page_asks_few_questions_and_no_more_when_its_lists_are_longer(client):
    world = World()
    _asked(client, world, "home")  # what a process reads once

    few = {name: _asked(client, world, name) for name in PAGES}
    for _ in range(2):
        world.grow()
    many = {name: _asked(client, world, name) for name in PAGES}

    assert {name: few[name] for name in PAGES if few[name] > MORE.get(name, CEILING)} == {}
    # Fewer is well: what was found is enough, or what a page offers instead of it is not asked for.
    assert {name: (few[name], many[name]) for name in PAGES if many[name] > few[name]} == {}


def _asked(client: Client, world: World, name: str) -> int:
    """Return how many questions a page asks, those of the session and of the log among them."""
    client.logout()
    who, _ = PAGES[name]
    if who:
        client.force_login(getattr(world, who))
    address = address_of(client, world, name)
    with CaptureQueriesContext(connection) as found:
        response = client.get(address)
        if response.streaming:
            response.getvalue()
    assert response.status_code in (200, 302), f"{name} answers {response.status_code}"
    return sum(not each["sql"].startswith(MARKS) for each in found.captured_queries)
