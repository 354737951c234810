"""The pages on which a record is read, and an action closed."""

import re
import uuid

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight.actions import return_entry
from records import actions
from records.models import Action
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of, restrict
from tests.records.factories import make_action, make_entries, make_entry, note_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(preferred_name="Ama")


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi", line_manager=make_staff(Role.MANAGER))
    client.force_login(worker)
    return worker


@pytest.fixture
def team_mate(person):
    team = make_team()
    allocate(person, team=team)
    return make_staff(team=team)


def url(name, person, *more):
    return reverse(f"records:{name}", args=[person.key, *more])


# --- The timeline


def test_the_timeline_leads_from_page_to_page_through_everything(client, person, worker):
    entries = make_entries(person, 95)
    address, read = url("timeline", person), []

    while address:
        page = client.get(address).text
        read += re.findall(r'href="[^"]*/entries/(\w+)/"', page)
        older = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = older and url("timeline", person) + older[1].replace("&amp;", "&")

    assert len(read) == len(set(read)) == 95
    assert set(read) == {entry.key for entry in entries}


def test_a_filter_stays_on_the_next_page(client, person, worker):
    make_entries(person, 41, has_decision=True)
    make_entries(person, 41)

    first = client.get(url("timeline", person), {"decisions": "on"})
    older = re.search(r'rel="next" href="(\?[^"]+)"', first.text)[1].replace("&amp;", "&")
    second = client.get(url("timeline", person) + older)

    assert len(first.context["rows"]) == 25
    assert len(second.context["rows"]) == 16
    assert second.context["page"].older == ""


@pytest.mark.parametrize(
    "query",
    [
        {"before": "999999999999.000000-1"},
        {"before": "-999999999999.000000-1"},
        {"before": "1.000000-999999999999999999"},
        {"before": "'; DROP TABLE records_entry --"},
        {"before": "\x00"},
        {"before": "x" * 10_000},
        {"since": "yesterday"},
        {"since": "9999-12-31", "until": "0001-01-01"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"group": "no such group", "author": "nobody"},
        {"author": "\x00", "group": "\x00", "since": "\x00"},
        {"decisions": ["on", "off"], "page": "2"},
    ],
)
def test_no_address_breaks_the_timeline(client, person, worker, query):
    make_entries(person)

    assert client.get(url("timeline", person), query).status_code == 200


def test_a_forged_cursor_is_left_out(client, person, worker):
    make_entries(person, 2)

    response = client.get(url("timeline", person), {"before": "999999999999.000000-1"})

    assert len(response.context["rows"]) == 2


def test_the_event_names_the_entries_that_were_shown_and_no_stub(client, person, team_mate):
    entry = make_entries(person)[0]
    make_entries(person, sensitivity="RESTRICTED")
    client.force_login(team_mate)

    client.get(url("timeline", person))

    assert Event.objects.get().shown == ["timeline", entry.key, "what else happened"]


def test_a_stub_says_the_day_and_whom_to_ask_and_nothing_of_the_entry(client, person, team_mate):
    author = make_worker_of(person, name="Ros Hale")
    day = clock.add_days(clock.today(), -10)
    hidden = make_entries(
        person,
        author=author,
        type_key="safeguarding_concern",
        sensitivity="RESTRICTED",
        event_at=clock.at_time(day, 12),
        text="The secret",
        summary="The secret line",
        is_significant=True,
        has_decision=True,
    )[0]
    make_action(hidden, text="The secret task")
    client.force_login(team_mate)

    response = client.get(url("timeline", person))

    stub = re.search(r'<article class="entry.*?</article>', response.text, re.DOTALL)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", stub).split())
    assert words == f"{day.day} {day:%b %Y} Restricted record. Ask Ros Hale or their manager."
    assert "secret" not in response.text
    assert hidden.key not in response.text


def test_a_whole_page_costs_as_much_with_30_entries_as_with_one(
    client, person, worker, django_assert_num_queries
):
    def more(count):
        for entry in make_entries(person, count, statements=("fact", "person_words")):
            make_action(entry, owner=make_staff(team=make_team()))
        make_entries(person, count, sensitivity="RESTRICTED")

    more(1)
    client.get(url("timeline", person))

    with django_assert_num_queries(18):
        client.get(url("timeline", person))
    more(14)
    with django_assert_num_queries(18):
        assert len(client.get(url("timeline", person)).context["rows"]) == 25


# --- One entry


def test_an_entry_shows_its_words_and_every_version_before(client, person, worker):
    entry = make_entry(person=person, by=worker)
    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        values={**entry.versions.get().values, "discussion": "He was cold."},
        statements=[],
        reason="I mixed up two visits",
    )
    actions.add_to_entry(entry=entry, by=worker, kind="MORE_DETAIL", text="The boiler is old.")

    page = client.get(url("entry", person, entry.key)).text

    now, before = page.split("Version 1, as signed")
    assert "He was cold." in now
    assert "I mixed up two visits" in now
    assert "The boiler is old." in now
    assert "taken out" in now
    assert "The heating works again. He was warm." in before
    event = Event.objects.order_by("pk").last()
    assert (event.verb, event.target, event.subjects) == (
        "records.entry_opened",
        entry.key,
        [person.key],
    )


def test_an_entry_of_somebody_else_is_not_found_under_this_person(client, person, worker):
    entry = make_entries(make_person())[0]

    assert client.get(url("entry", person, entry.key)).status_code == 404
    event = Event.objects.get()
    assert (event.verb, event.subjects) == ("accounts.page_withheld", [person.key])


def test_a_restricted_entry_answers_as_one_that_is_not_there(client, person, team_mate):
    hidden = make_entries(person, sensitivity="RESTRICTED")[0]
    client.force_login(team_mate)

    restricted = client.get(url("entry", person, hidden.key))
    unknown = client.get(url("entry", person, "AAAAAAAAAAAAAAAA"))

    assert (restricted.status_code, restricted.text) == (404, unknown.text)


def test_a_managers_comment_is_for_the_writer_and_for_those_who_review(client, person, worker):
    entry = make_entry(person=person, by=worker)
    manager = make_staff(Role.MANAGER)
    worker.line_manager = manager
    worker.save()
    return_entry(entry=entry, by=manager, version_number=1, comment="Say who was there")
    other_manager = make_staff(Role.MANAGER)
    manager.line_manager = other_manager
    manager.save()

    def sees(viewer):
        client.force_login(viewer)
        response = client.get(url("entry", person, entry.key))
        assert response.status_code == 200
        return "Say who was there" in response.text

    assert [sees(worker), sees(manager), sees(other_manager)] == [True, True, True]
    assert not sees(make_worker_of(person))


def test_an_entry_costs_as_much_with_three_versions_as_with_one(
    client, person, worker, django_assert_num_queries
):
    entry = make_entry(person=person, by=worker)
    client.get(url("entry", person, entry.key))

    for number in range(3):
        with django_assert_num_queries(19):
            client.get(url("entry", person, entry.key))
        actions.correct_entry(
            entry=entry,
            by=worker,
            submission=uuid.uuid4(),
            values=note_values(discussion=f"It was {number}."),
            statements=[],
            reason="I mixed up two visits",
        )
        make_action(entry, owner=make_staff(team=make_team()))


# --- Actions


def test_an_entry_is_marked_as_significant_and_the_mark_taken_off(client, person, worker):
    entry = make_entry(person=person, by=worker)
    significant = {"significant": "on"}

    page = client.post(
        url("mark-significant", person, entry.key), {"reason": "He can stay at home"}, follow=True
    )
    found = client.get(url("timeline", person), significant)

    assert "Take the mark off" in page.text
    assert url("entry", person, entry.key) in found.text
    assert len(found.context["rows"]) == 1

    client.post(url("take-mark-off", person, entry.key))

    assert client.get(url("timeline", person), significant).context["rows"] == []
    marked = Event.objects.filter(verb__contains="mark", subjects=[person.key]).order_by("pk")
    assert list(marked.values_list("verb", flat=True)) == [
        "records.entry_marked_significant",
        "records.entry_mark_taken_off",
    ]


@pytest.fixture
def action(person, worker):
    return make_action(make_entries(person)[0], owner=worker)


def test_an_action_is_closed_with_what_happened(client, person, worker, action):
    response = client.post(
        url("close-action", person, action.key), {"status": "DONE", "outcome": " They rang back "}
    )

    action.refresh_from_db()
    assert response.url == url("entry", person, action.entry.key)
    assert (action.status, action.outcome, action.closed_on, action.closed_by) == (
        "DONE",
        "They rang back",
        clock.today(),
        worker,
    )
    assert Event.objects.get().verb == "records.action_closed"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"outcome": "They rang back"}, "Select what became of it"),
        ({"status": "DONE", "outcome": "   "}, "Enter what happened"),
        ({"status": "DONE", "outcome": "They \x00 rang"}, "a hidden character"),
        ({"status": "OPEN", "outcome": "They rang"}, "Select a valid choice."),
        ({"status": "DONE", "outcome": "A" * 251}, "must be 250 characters or fewer"),
    ],
)
def test_a_mistake_keeps_an_action_open_and_the_words_typed(client, person, action, typed, message):
    response = client.post(url("close-action", person, action.key), typed)

    assert message in response.text
    assert response.context["form"]["outcome"].value() == typed["outcome"]
    action.refresh_from_db()
    assert action.status == "OPEN"


def test_an_action_closed_meanwhile_is_not_closed_again(client, person, worker, action):
    colleague = make_worker_of(person)
    actions.close_action(action=action, by=colleague, status="DONE", outcome="I rang them")

    response = client.post(
        url("close-action", person, action.key), {"status": "NOT_NEEDED", "outcome": "Moved"}
    )

    assert response.status_code == 200
    assert f"{colleague.name} closed this action already" in response.text
    assert "I rang them" in response.text
    assert Action.objects.get().outcome == "I rang them"


def test_an_action_of_somebody_else_or_of_a_restricted_entry_is_not_found(
    client, person, team_mate
):
    elsewhere = make_action(make_entries(make_person())[0])
    hidden = make_action(make_entries(person, sensitivity="RESTRICTED")[0])
    client.force_login(team_mate)

    for action in (elsewhere, hidden):
        address = url("close-action", person, action.key)
        assert client.get(address).status_code == 404
        typed = {"status": "DONE", "outcome": "They rang back"}
        assert client.post(address, typed).status_code == 404
    assert set(Action.objects.values_list("status", flat=True)) == {"OPEN"}


def test_my_actions_are_listed_with_how_late_they_are(client, person, worker):
    entry = make_entries(person)[0]
    make_action(entry, owner=worker, due_on=clock.add_days(clock.today(), -2))
    make_action(entry, owner=worker, text="Order a rail")

    response = client.get("/actions/")

    assert [row["late"] for row in response.context["actions"]] == ["2 days late", ""]
    event = Event.objects.get()
    assert (event.verb, event.subjects) == ("records.actions_listed", [person.key])


def test_an_entry_says_how_late_its_open_actions_are(client, person, worker):
    entry = make_entries(person)[0]
    overdue = make_action(entry, owner=worker, due_on=clock.add_days(clock.today(), -3))

    assert "3 days late" in client.get(url("entry", person, entry.key)).text
    overdue.status, overdue.outcome = Action.Status.DONE, "Rang"
    overdue.closed_on = clock.today()
    overdue.save()
    assert "days late" not in client.get(url("entry", person, entry.key)).text


def test_actions_for_people_who_became_restricted_are_gone(client, person, worker):
    make_action(make_entries(person)[0], owner=worker)
    restrict(person)

    assert "Ama" not in client.get("/actions/").text
    assert not Event.objects.exists()


# --- The catalogue


@pytest.mark.parametrize("words", ["", "note", "no such words", "\x00", "x" * 10_000, "<script>"])
def test_no_words_break_the_catalogue(client, worker, words):
    response = client.get("/record-types/", {"q": words})

    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_a_type_has_a_page_and_an_unknown_one_has_none(client, worker):
    assert client.get("/record-types/case_note/").status_code == 200
    assert client.get("/record-types/no_such_type/").status_code == 404


def test_the_owner_of_an_action_closes_it_though_its_entry_is_restricted(client, person, team_mate):
    entry = make_entries(person, sensitivity="RESTRICTED")[0]
    action = entry.actions.create(
        person=person, text="Ring the bank", owner=team_mate, due_on=clock.today()
    )
    client.force_login(team_mate)

    page = client.get(url("close-action", person, action.key))
    answer = client.post(
        url("close-action", person, action.key), {"status": "DONE", "outcome": "Card stopped"}
    )

    assert page.status_code == 200
    assert entry.key not in page.text
    assert answer.url == reverse("records:my-actions")
    action.refresh_from_db()
    assert action.status == "DONE"
