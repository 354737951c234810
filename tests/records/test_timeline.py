"""The pages of a timeline: places in it, filters with counts, on paper, as known, summed up."""

import re
import uuid
from datetime import date

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions
from records.models import Action, Attachment, EntryVersion, Statement
from records.queries import TimelineFilters, facets, timeline
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_action, make_entries, make_entry, note_values

pytestmark = pytest.mark.django_db
NAMES = ("fact", "opinion", "person_words")


@pytest.fixture
def person():
    return make_person(preferred_name="Ama")


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    return worker


@pytest.fixture
def team_mate(person):
    """Somebody who may open the person, and no restricted entry by somebody else."""
    team = make_team()
    allocate(person, team=team)
    return make_staff(team=team)


def url(name, person):
    return reverse(f"records:{name}", args=[person.key])


def link(page, rel):
    found = re.search(rf'rel="{rel}" href="(\?[^"]+)"', page.text)
    return found and found[1].replace("&amp;", "&")


def keys(page):
    return re.findall(r'id="entry-(\w+)"', page.text)


def attach(entry, **fields):
    return Attachment.objects.create(
        person=entry.person,
        entry=entry,
        field="files",
        title="Letter from the surgery",
        filename="letter.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="x",
        added_by=entry.author,
        added_at=clock.now(),
        **fields,
    )


def correct(entry, **fields):
    """Give an entry a second version, as quick and unsigned as its first."""
    return EntryVersion.objects.create(
        **{"entry": entry, "number": 2, "values": {}, "signed_by": entry.author}
        | {"signed_at": clock.now(), "reason": "Not so", "digest": "0" * 64}
        | fields
    )


# --- Places


@pytest.mark.parametrize(("role", "most"), [(Role.PRACTITIONER, 15), (Role.MANAGER, 16)])
def test_a_page_takes_the_same_few_queries_at_any_depth(client, person, role, most):
    viewer = make_staff(role)
    worker = make_worker_of(person, line_manager=viewer)
    if role == Role.PRACTITIONER:
        viewer = worker
    client.force_login(viewer)

    def asked(query=""):
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("timeline", person) + query).status_code == 200
        keeping = ("SAVEPOINT", "RELEASE")
        return sum(not each["sql"].startswith(keeping) for each in found.captured_queries)

    make_action(make_entries(person, 1, statements=NAMES)[0])
    asked()
    short = asked()
    for entry in make_entries(person, 60, statements=NAMES)[:9]:
        make_action(entry)
        attach(entry)
    deepest = link(client.get(url("timeline", person)), "next")

    assert short == asked() == asked(deepest) <= most


def test_one_goes_back_up_the_way_one_came(client, person, worker):
    make_entries(person, 60)
    first = client.get(url("timeline", person))
    second = client.get(url("timeline", person) + link(first, "next"))
    third = client.get(url("timeline", person) + link(second, "next"))

    back = client.get(url("timeline", person) + link(third, "prev"))
    top = client.get(url("timeline", person) + link(back, "prev"))

    assert [len(keys(page)) for page in (first, second, third)] == [25, 25, 10]
    assert keys(back) == keys(second)
    assert keys(top) == keys(first)
    assert link(top, "prev") is None
    assert link(third, "next") is None


def test_a_month_is_jumped_to_and_the_filters_stay(client, person, worker):
    later, inside, before = (
        make_entries(person, event_at=clock.at_time(day, 12), has_decision=True)[0]
        for day in (date(2024, 4, 1), date(2024, 3, 31), date(2023, 12, 31))
    )
    make_entries(person, event_at=clock.at_time(date(2024, 3, 30), 12))

    march = client.get(url("timeline", person), {"year": 2024, "month": 3, "decisions": "on"})
    year = client.get(url("timeline", person), {"year": 2023})

    assert keys(march) == [inside.key, before.key]
    assert "decisions=on" in link(march, "prev")
    assert keys(client.get(url("timeline", person) + link(march, "prev"))) == [
        later.key,
        inside.key,
        before.key,
    ]
    assert keys(year) == [before.key]
    assert list(year.context["jump"]["years"]) == [2024, 2023]


@pytest.mark.parametrize("view", ["compact", "full"])
def test_how_much_is_shown_is_remembered(client, person, worker, view):
    make_entries(person, text="What was said.", summary="In one line")

    client.get(url("timeline", person), {"view": view})
    page = client.get(url("timeline", person))

    assert ("What was said." in page.text) is (view == "full")
    assert ("timeline--compact" in page.text) is (view == "compact")


@pytest.mark.parametrize("view", ["compact", "full"])
def test_each_entry_is_a_step_for_the_keys_that_go_from_one_to_the_next(
    client, person, worker, view
):
    make_entries(person, 3)

    page = lxml.html.fromstring(client.get(url("timeline", person), {"view": view}).text)

    steps = page.xpath("//main//a[@data-step]/@href")
    assert steps == page.xpath("//main//a[contains(@class, 'entry__link')]/@href")
    assert len(steps) == 3


# --- Filters


def test_each_filter_of_statements_files_and_role_leaves_what_fits(person, worker):
    plain, opinion, told, filed, carer = (
        make_entries(person, **fields)[0]
        for fields in (
            {"statements": ["fact"]},
            {"statements": ["opinion"]},
            {"statements": ["fact"]},
            {},
            {"record_as": "CARER"},
        )
    )
    Statement.objects.create(
        version=told.versions.get(),
        field="statements",
        position=1,
        kind="fact",
        text="She fell.",
        details={"source": "Third party"},
    )
    attach(filed)
    attach(plain, taken_off_at=clock.now())

    def shown(**chosen):
        page = timeline(worker, person, filters=TimelineFilters(**chosen))
        return [row.entry for row in page.rows]

    assert shown(statement="opinion") == [opinion]
    assert shown(source="Third party") == [told]
    assert shown(files=True) == [filed]
    assert shown(record_as="CARER") == [carer]
    assert shown(statement="fact", source="Third party") == [told]


def test_a_statement_that_was_corrected_away_is_found_no_more(person, worker):
    entry = make_entries(person, statements=["opinion"])[0]
    correct(entry)

    chosen = TimelineFilters(statement="opinion")

    assert timeline(worker, person, filters=chosen).rows == []
    assert facets(worker, person, TimelineFilters()).statements == {}


def test_each_count_is_what_its_choice_leaves(person, worker):
    for number, fields in enumerate(
        (
            {"has_decision": True, "statements": ["fact", "fact"]},
            {"has_decision": True, "is_significant": True, "type_key": "phone_call"},
            {"type_key": "safeguarding_plan", "record_as": "CARER", "statements": ["opinion"]},
        )
    ):
        make_entries(person, number + 1, **fields)
    attach(make_entries(person)[0])

    def left(**chosen):
        return len(timeline(worker, person, filters=TimelineFilters(**chosen)).rows)

    for chosen in ({}, {"decisions": True}, {"type": "phone_call"}):
        found = facets(worker, person, TimelineFilters(**chosen))
        assert found.total == left(**chosen)
        for name, count in found.flags.items():
            assert count == left(**chosen | {name: True}), name
        for name, counts in (
            ("type", found.types),
            ("group", found.groups),
            ("statement", found.statements),
            ("record_as", found.record_as),
        ):
            others = {key: value for key, value in chosen.items() if key not in ("type", name)}
            if name in ("type", "group") or "type" not in chosen:
                for value, count in counts.items():
                    assert count == left(**others | {name: value}), (name, value)
        assert sum(count for _, _, count in found.authors) == left(**chosen)


def test_a_restricted_entry_is_in_no_count_for_who_may_not_open_it(person, team_mate):
    hidden = make_entries(
        person,
        sensitivity="RESTRICTED",
        type_key="safeguarding_concern",
        has_decision=True,
        statements=["opinion"],
    )[0]
    attach(hidden)

    found = facets(team_mate, person, TimelineFilters())

    assert (found.total, found.types, found.authors, found.statements) == (0, {}, [], {})
    assert set(found.flags.values()) | set(found.record_as.values()) == {0}
    assert facets(hidden.author, person, TimelineFilters()).flags["decisions"] == 1


def test_the_filters_one_press_away_say_what_they_would_find(client, person, worker):
    make_entries(person, 2, author=worker, has_decision=True)
    make_entries(person, type_key="phone_call", author=worker)

    def offered(**chosen):
        shown = client.get(url("timeline", person), chosen)
        assert "With a decision (" in shown.text or "decisions" in chosen
        return [each["label"] for each in shown.context["quick"]]

    assert {"With a decision (2)", "With a file (0)"} <= set(offered())
    assert "With a decision (0)" in offered(type="phone_call")
    assert not [each for each in offered(decisions="on") if "decision" in each]


def test_the_page_of_filters_offers_what_is_there_with_counts(client, person, worker):
    make_entries(person, 2, author=worker, has_decision=True)
    make_entries(person, type_key="phone_call", author=make_staff(name="Ros Hale"))

    page = client.get(url("filters", person), {"decisions": "on"}).text

    assert "Case note (2)" in page
    assert "Telephone call" not in page
    assert "Fola Adeyemi (2)" in page
    assert "Ros Hale" not in page
    assert "With a decision (2)" in page
    assert re.search(r'name="decisions"[^>]*checked', page)
    assert Event.objects.get().verb == "records.filters_opened"


def test_a_chosen_filter_is_a_chip_that_takes_it_away(client, person, worker):
    make_entries(person, 2, author=worker, has_decision=True)

    page = client.get(
        url("timeline", person), {"decisions": "on", "author": worker.staff_number, "view": "full"}
    )

    assert [chip["label"] for chip in page.context["chips"]] == [
        "Written by Fola Adeyemi",
        "With a decision",
    ]
    without = client.get(url("timeline", person) + page.context["chips"][0]["without"])
    assert [chip["label"] for chip in without.context["chips"]] == ["With a decision"]


@pytest.mark.parametrize("typed", ["27/3/2026", "27 March 2026", "27.3.2026", "2026-03-27"])
def test_a_day_is_filtered_by_in_the_british_order(client, person, worker, typed):
    make_entries(person)

    page = client.get(url("timeline", person), {"since": typed})

    assert [chip["label"] for chip in page.context["chips"]] == ["From 27 March 2026"]
    assert 'type="date"' not in client.get(url("filters", person), {"since": typed}).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"since": "yesterday"}, "From: enter a real date, like 27/3/2026"),
        ({"since": "2026-02-30"}, "From: enter a real date, like 27/3/2026"),
        ({"since": "0001-01-01"}, "Enter a date after 1900"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The last day must not be before the"),
        ({"type": "no such type"}, "Choose a type of record from the list"),
        ({"author": "\x00"}, "Choose who wrote it from the list"),
        ({"statement": "x" * 10_000}, "Choose a kind of statement from the list"),
    ],
)
def test_a_wrong_filter_is_asked_again_with_what_was_typed(client, person, worker, typed, message):
    make_entries(person)

    page = client.get(url("timeline", person), typed | {"decisions": "on"})

    assert page.status_code == 200
    assert message in page.text
    assert "There is a problem" in page.text
    printed = client.get(url("print-timeline", person), typed)
    assert message in printed.text
    assert "rows" not in printed.context
    assert page.context["form"]["decisions"].value() is True
    for name, value in typed.items():
        assert page.context["form"][name].value() == value


def test_nothing_that_fits_is_said_so(client, person, worker):
    make_entries(person)

    page = client.get(url("timeline", person), {"files": "on"})

    assert "Nothing fits" in page.text
    assert keys(page) == []


def test_one_comes_back_from_an_entry_to_the_same_place(client, person, worker):
    entry = make_entry(person=person, by=worker)
    client.get(url("timeline", person), {"author": worker.staff_number})

    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    other = make_person()
    allocate(other, worker)
    elsewhere = make_entry(person=other, by=worker)

    assert f"{url('timeline', person)}?author={worker.staff_number}" in page
    assert (
        "author=" not in client.get(reverse("records:entry", args=[other.key, elsewhere.key])).text
    )


# --- On paper


def test_printing_shows_whose_record_it_is_and_is_an_event_of_its_own(client, person, worker):
    entry, other = make_entries(person, has_decision=True)[0], make_entries(person)[0]

    page = client.get(url("print-timeline", person), {"decisions": "on"})

    assert keys(page) == [entry.key]
    assert "Ama" in page.text
    assert person.council_reference in page.text
    assert "by Fola Adeyemi" in page.text
    assert "1 entry: With a decision" in " ".join(page.text.split())
    event = Event.objects.get()
    assert (event.verb, event.shown) == ("records.timeline_printed", ["timeline", entry.key])
    assert other.key not in page.text


# --- As known


def known(client, person, at, **more):
    local = clock.local(at)
    asked = {"on": local.date().isoformat(), "time": f"{local:%H:%M}"} | more
    return client.get(url("as-known", person), asked)


def test_as_known_shows_what_had_been_written_and_nothing_later(client, person, worker):
    hour = clock.add_hours
    start = hour(clock.now(), -100)

    def on_day_of(instant):
        on = clock.day_of(instant).isoformat()
        return {"event_at": {"on": on, "time_not_known": "Not noted"}}

    day = on_day_of(start)
    entry = make_entry(person=person, by=worker, at=start, values=note_values(**day))
    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        values=note_values(discussion="He was cold.", **day),
        statements=[],
        reason="I mixed up two visits",
        at=hour(start, 10),
    )
    actions.add_to_entry(
        entry=entry, by=worker, kind="MORE_DETAIL", text="The boiler is old.", at=hour(start, 20)
    )
    later = make_entry(
        person=person,
        by=worker,
        at=hour(start, 30),
        values=note_values(discussion="A later note", **on_day_of(hour(start, 30))),
    )

    def texts(after):
        page = known(client, person, hour(start, after)).text
        return [
            words in page
            for words in ("He was warm.", "He was cold.", "The boiler is old.", "A later note")
        ]

    assert texts(-1) == [False, False, False, False]
    assert texts(1) == [True, False, False, False]
    assert texts(11) == [False, True, False, False]
    assert texts(21) == [False, True, True, False]
    assert texts(31) == [False, True, True, True]
    assert later.key not in known(client, person, hour(start, 21)).text
    event = Event.objects.order_by("pk").last()
    assert event.verb == "records.known_then_opened"
    assert event.shown[0].startswith("as known ")


def test_as_known_an_action_that_was_closed_later_is_open(client, person, worker):
    start = clock.add_hours(clock.now(), -24 * 20)
    due = clock.add_days(clock.day_of(start), 2)
    day = {"event_at": {"on": clock.day_of(start).isoformat(), "time_not_known": "Not noted"}}
    make_entry(
        person=person,
        by=worker,
        at=start,
        values=note_values(**day),
        actions=[
            {
                "text": "Ring the surgery",
                "owner_name": "Jo Bloggs",
                "due_on": due,
                "priority": "ROUTINE",
            }
        ],
    )
    Action.objects.update(
        status="DONE", outcome="Rang", closed_on=clock.add_days(due, 3), closed_by=worker
    )

    def shown(days):
        page = known(client, person, clock.add_hours(start, 24 * days))
        return [(row["done"], row["late"]) for row in page.context["rows"][0]["actions"]]

    assert shown(1) == [(False, "")]
    assert shown(3) == [(False, "1 day late")]
    assert shown(7) == [(True, "")]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"on": ""}, "Enter the day"),
        ({"on": "soon"}, "Day: enter a real date"),
        ({"on": "9998-01-01"}, "Enter a day that is not in the future"),
        ({"on": "1066-10-14"}, "Enter a date after 1900"),
        ({"on": "2026-01-01", "time": "25:00"}, "Enter a real time"),
        ({"on": "\x00", "time": "\x00"}, "Day: enter a real date"),
    ],
)
def test_a_moment_that_cannot_be_is_asked_again(client, person, worker, asked, message):
    entry = make_entries(person)[0]

    page = client.get(url("as-known", person), asked)

    assert page.status_code == 200
    assert message in page.text
    assert entry.key not in page.text


def test_a_time_later_today_is_in_the_future(client, person, worker):
    page = known(client, person, clock.add_hours(clock.now(), 1))

    assert "not in the future" in page.text


def test_as_known_keeps_a_restricted_entry_closed(client, person, team_mate):
    hidden = make_entries(person, sensitivity="RESTRICTED", text="The secret")[0]
    client.force_login(team_mate)

    page = known(client, person, clock.now())

    assert "Restricted record." in page.text
    assert "The secret" not in page.text
    assert hidden.key not in page.text


def test_as_known_pages_through_the_same_moment(client, person, worker):
    make_entries(person, 30)

    page = known(client, person, clock.now())
    second = client.get(url("as-known", person) + link(page, "next"))

    assert [len(keys(page)), len(keys(second))] == [25, 5]
    assert "As known on" in second.text
