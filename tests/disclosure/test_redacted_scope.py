"""A redacted copy of some entries: those alone are looked at, decided, checked and made."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from audit.models import Event
from disclosure.contents import ABOUT
from disclosure.models import Redaction
from disclosure.redacting import actions, applying, queries
from disclosure.scope import NOT_THE_DAYS, Scope
from people.models import Contact
from records.models import Entry, EntryLink
from tests.disclosure.factories import (
    make_officer,
    make_redaction,
    make_request,
    make_signed,
    sign_version,
)
from tests.disclosure.test_making import squeezed, text_of
from tests.disclosure.test_redaction import checked, made, marked, remove_all, row_of
from tests.people.factories import make_contact, make_person

pytestmark = pytest.mark.django_db
FIRST = clock.at_time(clock.add_days(clock.today(), -60), 12)


def day(number):
    return clock.add_hours(FIRST, 24 * number)


@pytest.fixture
def person():
    person = make_person(preferred_name="Ama Okafor")
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY)
    return person


@pytest.fixture
def record(person):
    """Three entries, ten days apart: two calls and a letter, each of which names her sister."""
    said = [{"kind": "opinion", "text": "Efua copes well"}]
    return [
        make_signed(person, event_at=day(0), values={"discussion": "Efua on the first day"}),
        make_signed(
            person, event_at=day(10), values={"discussion": "Efua on the second day"}, said=said
        ),
        make_signed(
            person,
            event_at=day(20),
            type_key="letter_sent",
            values={"summary_of_content": "Efua on the third day"},
        ),
    ]


@pytest.fixture
def second(person):
    return make_officer(person)


SCOPES = {
    "days": (lambda record: Scope(since=clock.day_of(day(5)), until=clock.day_of(day(15))), {1}),
    "types": (lambda record: Scope(types=("phone_call",)), {0, 1}),
    "kinds": (lambda record: Scope(kinds=("opinion",)), {1}),
    "one": (lambda record: Scope(entry=record[2]), {2}),
}


@pytest.mark.parametrize("name", SCOPES)
def test_only_what_is_in_the_scope_is_looked_at_checked_and_made(
    person, record, officer, second, name
):
    scope, inside = SCOPES[name]
    EntryLink.objects.create(
        source=record[1],
        target=record[2],
        kind=EntryLink.Kind.FOLLOWS,
        version=record[1].versions.get(),
    )

    case = make_redaction(person, officer, scope=scope(record))
    keys = {row.entry.key if row.entry else ABOUT for row in case.entries.all()}
    parts = queries.parts_of(second, case)
    words = {words for words, _, _ in marked(case, officer)}
    remove_all(case, officer)
    checked(case, officer, second)
    export = made(case, officer)

    assert keys == {ABOUT, *(record[number].key for number in inside)}
    assert {part.key for part in parts} == keys
    assert words == {"Efua"}
    assert queries.parts_not_in(case, parts) == []
    assert (export.failed_because, export.entries_total) == ("", len(inside))
    found = text_of(export)
    for number, which in enumerate(("first", "second", "third")):
        assert (squeezed(f"on the {which} day") in found) == (number in inside)
    assert "Efua" not in found


def test_the_end_says_what_is_out_of_scope_and_the_cover_does_not_call_that_restricted(
    person, record, officer, second
):
    case = make_redaction(person, officer, scope=Scope(since=clock.day_of(day(5))))
    remove_all(case, officer)
    checked(case, officer, second)
    export = made(case, officer)
    closed = make_signed(person, event_at=day(11), sensitivity=Entry.Sensitivity.RESTRICTED)

    copy = applying.redacted(export, at=clock.now())

    left_out = [line.left_out for line in copy.account if line.left_out]
    assert left_out[0] == NOT_THE_DAYS
    assert copy.accounted == len(record) + 1
    assert not any(closed.key in line.anchor for line in copy.account)
    assert copy.cover.restricted == "1 is left out."
    assert copy.cover.withheld == ""
    assert copy.cover.scope.endswith(
        "1 entry is left out for this. What is known of Ama Okafor beside the entries is not in it."
    )
    assert "Each entry that is in it is whole" not in text_of(export)


def test_what_is_signed_outside_of_the_scope_later_asks_for_no_new_look(
    person, record, officer, second
):
    case = make_redaction(person, officer, scope=Scope(types=("phone_call",)))
    remove_all(case, officer)
    checked(case, officer, second)
    make_signed(person, type_key="letter_sent", values={"summary_of_content": "Later"})

    assert made(case, officer).failed_because == ""
    make_signed(person, values={"discussion": "Later, by telephone"})
    assert len(queries.parts_not_in(case, queries.parts_of(officer, case))) == 1


def test_an_entry_that_leaves_the_scope_is_accounted_for_by_that_and_not_as_withheld(
    person, record, officer, second
):
    case = make_redaction(person, officer, scope=Scope(kinds=("opinion", "fact")))
    make_signed(person, event_at=day(12), said=[{"text": "It rains"}])
    sign_version(record[1], values={"discussion": "No opinion"}, reason="Not mine")
    actions.look_again(redaction=case, by=officer)
    for part in queries.parts_of(officer, case):
        actions.finish_entry(row=queries.row_of(case, part.key), by=officer)
    checked(case, officer, second)

    copy = applying.redacted(made(case, officer), at=clock.now())

    assert copy.cover.withheld == ""
    assert copy.cover.counted[0] == "1 entry"


def test_a_redacted_copy_can_be_of_the_record_as_known_on_a_day(person, record, officer, second):
    known_at = clock.now()
    sign_version(record[0], values={"discussion": "Efua was not there"}, reason="Wrong")
    make_signed(person, signed_at=clock.now(), values={"discussion": "Of later"})

    case = make_redaction(person, officer, known_at=known_at)
    remove_all(case, officer)
    checked(case, officer, second)
    export = made(case, officer)

    found = text_of(export)
    assert export.failed_because == ""
    assert export.known_at == known_at
    assert squeezed("on the first day") in found
    assert squeezed("was not there") not in found
    assert squeezed("Of later") not in found
    assert "Efua" not in found


def test_who_may_open_nothing_of_the_scope_cannot_check_it(person, record, officer, second):
    entry = make_signed(person, author=officer, sensitivity=Entry.Sensitivity.RESTRICTED)
    case = make_redaction(person, officer, scope=Scope(entry=entry))
    actions.decide_whole(
        row=row_of(case, entry), by=officer, whole="GIVE", because="It is about them alone"
    )
    remove_all(case, officer)
    actions.send_to_check(redaction=case, by=officer)

    assert queries.parts_of(second, case) == []
    with pytest.raises(PermissionDenied, match="may not open"):
        actions.answer_check(redaction=case, by=second, agrees=True)


def asked(**fields):
    given = {
        "submission": str(uuid.uuid4()),
        "purpose": "PERSON",
        "recipient": "Ama Okafor, by hand",
    }
    return given | fields


def begin(person, officer):
    request = make_request(person, officer)
    return reverse("disclosure:redactions", args=[person.key]) + f"?request={request.key}"


def test_the_form_asks_for_a_scope_and_pages_and_the_log_say_it(client, person, record, officer):
    client.force_login(officer)
    address = begin(person, officer)
    since = f"{clock.day_of(day(5)):%d/%m/%Y}"

    page = client.get(address).text
    fields = asked(entries="SOME", since=since, types=["phone_call"])
    shown = client.post(address, fields, follow=True).text

    case = Redaction.objects.get()
    assert "Telephone call (2 entries)" in page
    assert (case.since, case.types) == (clock.day_of(day(5)), ["phone_call"])
    what = f"Entries from {case.since:%-d %B %Y} on, of these types of record: Telephone call"
    assert what in shown
    assert what in client.get(address).text
    event = Event.objects.get(verb="disclosure.redaction_begun")
    assert {f"since:{case.since}", "type:phone_call", "parts:2"} <= set(event.shown)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"entries": "SOME"}, "Choose days, types or kinds, or select all of them"),
        ({"entries": "SOME", "until": "1/2/1999"}, "No entry that would go into the copy is in"),
        ({"known_on": "1/2/2999"}, "Enter a day that is not in the future"),
    ],
)
def test_a_wrong_scope_is_said_and_what_was_typed_stays(
    client, person, record, officer, fields, message
):
    client.force_login(officer)

    page = client.post(begin(person, officer), asked(**fields)).text

    assert message in page
    assert 'value="Ama Okafor, by hand"' in page
    assert not Redaction.objects.exists()


def test_one_entry_is_redacted_from_the_page_of_its_copy(client, person, record, officer):
    client.force_login(officer)
    address = reverse("disclosure:redactions", args=[person.key]) + f"?entry={record[1].key}"
    ask = reverse("disclosure:ask", args=[person.key]) + f"?entry={record[1].key}"

    page = client.get(ask).text
    client.post(f"{begin(person, officer)}&entry={record[1].key}", asked())
    other = client.get(address.replace(record[1].key, make_signed(make_person()).key))

    assert address in page
    assert Redaction.objects.get().entry == record[1]
    assert other.status_code == 404
