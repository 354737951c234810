"""A copy of some entries alone: which go in, what is said of the rest, and what never mixes."""

import uuid

import pytest
from django.urls import reverse

import clock
from audit.models import Event
from disclosure import contents, making
from disclosure.exchange.writing import record_of
from disclosure.models import Export
from disclosure.queries import CLOSED
from disclosure.scope import NOT_THE_DAYS, NOT_THE_KIND, NOT_THE_TYPE, ONE_ENTRY
from records.models import Entry, EntryLink
from tests.disclosure.factories import (
    NO_REQUEST,
    make_export,
    make_officer,
    make_signed,
    words_of_copy,
)
from tests.disclosure.test_making import made, squeezed, text_of
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db

START = clock.add_hours(clock.now(), -100 * 24)


def day(number):
    """The instant that many days after the first entry."""
    return clock.add_hours(START, 24 * number)


@pytest.fixture
def record(person):
    """Four entries, ten days apart: two calls, a letter, and one that is restricted."""
    opinion = [{"kind": "opinion", "text": "She copes well"}]
    return [
        make_signed(person, event_at=day(0), values={"discussion": "Of the first day"}),
        make_signed(
            person, event_at=day(10), values={"discussion": "Of the second day"}, said=opinion
        ),
        make_signed(
            person,
            event_at=day(20),
            type_key="letter_sent",
            values={"summary_of_content": "Of the third day"},
        ),
        make_signed(
            person,
            event_at=day(30),
            values={"discussion": "Of the last day"},
            sensitivity=Entry.Sensitivity.RESTRICTED,
        ),
    ]


# The entries of ``record`` that are in each, by their number, and why another is not.
SCOPES = {
    "days": ({"since": clock.day_of(day(5)), "until": clock.day_of(day(15))}, {1}, NOT_THE_DAYS),
    "from": ({"since": clock.day_of(day(10))}, {1, 2}, NOT_THE_DAYS),
    "up to": ({"until": clock.day_of(day(10))}, {0, 1}, NOT_THE_DAYS),
    "types": ({"types": ["letter_sent"]}, {2}, NOT_THE_TYPE),
    "kinds": ({"statement_kinds": ["opinion", "fact"]}, {1}, NOT_THE_KIND),
}


@pytest.mark.parametrize("name", SCOPES)
def test_what_is_in_the_scope_goes_in_whole_and_every_other_entry_is_accounted_for(
    person, record, name
):
    scope, inside, why = SCOPES[name]

    copy = contents.collect(make_export(person, **scope), at=clock.now())

    anchors = {f"entry-{record[number].key}" for number in inside}
    assert copy.anchors == anchors
    assert copy.accounted == len(record)
    assert {line.anchor for line in copy.account if line.anchor} == anchors
    assert all(line.anchor or line.left_out for line in copy.account)
    assert why in " ".join(line.left_out for line in copy.account)
    assert (copy.about, copy.also_left_out) == ((), ())


def test_the_cover_says_the_scope_in_words_and_each_page_that_it_is_a_part(person, record):
    words = words_of_copy(person, since=clock.day_of(day(5)), types=["phone_call"])

    first = f"{clock.day_of(day(5)):%-d %B %Y}"
    assert f"Entries from {first} on, of these types of record: Telephone call. 2 entries" in words
    assert "1 entry is left out." in words  # the restricted one
    assert "What is known of Ama Okafor beside the entries is not in it." in words
    assert "This is a part of the record" in words
    copy = contents.collect(make_export(person, since=clock.day_of(day(5))), at=clock.now())
    assert copy.cover.who.endswith(" · part of the record")


def test_one_entry_leaves_with_what_stands_beside_it_and_one_line_on_the_rest(person, record):
    make_signed(person, event_at=day(21))
    comment = make_signed(
        person,
        event_at=day(40),
        type_key="person_comment",
        said=[{"kind": "person_words", "text": "I was crying.", "field": "persons_own_words"}],
    )
    EntryLink.objects.create(
        source=comment,
        target=record[1],
        kind=EntryLink.Kind.COMMENTS_ON,
        version=comment.versions.get(),
    )

    copy = contents.collect(make_export(person, entry=record[1]), at=clock.now())

    assert copy.anchors == {f"entry-{record[1].key}"}
    assert [(line.entries, line.left_out) for line in copy.account if line.left_out] == [
        (1, ONE_ENTRY),
        (2, f"2 entries. {ONE_ENTRY}"),
        (1, CLOSED),
        (1, ONE_ENTRY),
    ]
    assert [each.text for each in copy.months[0].entries[0].beside] == ["I was crying."]
    assert copy.cover.scope.startswith("One entry, of ")


def test_what_a_scope_leaves_out_stands_nowhere_in_the_finished_copy(person, record):
    export = made(make_export(person, until=clock.day_of(day(5))))

    found = text_of(export)
    assert squeezed("Of the first day") in found
    for words in ("Of the second day", "Of the third day", "Of the last day", "She copes well"):
        assert squeezed(words) not in found
    assert export.entries_total == 1
    assert record_of(export) is None


def test_nothing_is_made_where_the_scope_has_become_empty(person, record):
    export = make_export(person, entry=record[3])

    making.make_copy(export.key, 1)

    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert export.failed_because == str(contents.NothingToCopy())


def asked(**fields):
    given = {
        "submission": str(uuid.uuid4()),
        "purpose": "PERSON",
        "recipient": "Ama Okafor, by hand",
        **NO_REQUEST,
    }
    return given | fields


def test_the_form_asks_for_a_scope_and_the_log_and_the_list_keep_it(client, person, record):
    client.force_login(make_officer(person))
    address = reverse("disclosure:ask", args=[person.key])

    page = client.get(address).text
    since = f"{clock.day_of(day(5)):%d/%m/%Y}"
    client.post(
        address, asked(entries="SOME", since=since, types=["phone_call"], kinds=["opinion"])
    )

    assert "Telephone call (2 entries)" in page
    assert "Opinion (1 entry)" in page
    export = Export.objects.get()
    assert (export.since, export.types, export.statement_kinds) == (
        clock.day_of(day(5)),
        ["phone_call"],
        ["opinion"],
    )
    shown = Event.objects.get(verb="disclosure.export_asked").shown
    assert {f"since:{export.since}", "type:phone_call", "statements:opinion"} <= set(shown)
    listed = client.get(reverse("disclosure:copies", args=[person.key])).text
    assert "of these types of record: Telephone call" in listed


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"entries": "SOME"}, "Choose days, types or kinds, or select all of them"),
        ({"since": "1/2/2024"}, "Select “Some”, or take out what you chose below it"),
        (
            {"entries": "SOME", "since": "1/2/2024", "until": "1/1/2024"},
            "The last day must not be before the first",
        ),
        ({"entries": "SOME", "since": "soon"}, "enter a real date"),
        ({"entries": "SOME", "until": "1/2/1999"}, "No entry that would go into the copy is in"),
    ],
)
def test_an_empty_or_wrong_scope_is_said_and_what_was_typed_stays(
    client, person, record, fields, message
):
    client.force_login(make_officer(person))

    page = client.post(reverse("disclosure:ask", args=[person.key]), asked(**fields)).text

    assert message in page
    for value in fields.values():
        assert f'value="{value}"' in page
    assert 'value="Ama Okafor, by hand"' in page
    assert not Export.objects.exists()


def test_the_page_of_an_entry_leads_to_a_copy_of_it_for_those_who_may_make_one(
    client, person, record
):
    client.force_login(make_officer(person))
    address = reverse("disclosure:ask", args=[person.key]) + f"?entry={record[1].key}"

    page = client.get(reverse("records:entry", args=[person.key, record[1].key])).text
    form = client.get(address).text
    client.post(address, asked())

    assert address in page
    assert "Copy of one entry" in form
    assert "Which entries go in?" not in form
    assert Export.objects.get().entry == record[1]


def test_an_entry_of_somebody_else_is_not_copied(client, person):
    other = make_signed(make_person())
    client.force_login(make_officer(person))

    address = reverse("disclosure:ask", args=[person.key]) + f"?entry={other.key}"

    assert client.get(address).status_code == 404
