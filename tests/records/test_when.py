"""When it happened is asked once: the start of a visit is the time of the event."""

import pytest
from django.urls import reverse

import clock
from records.catalogue import Problem, catalogue
from records.drafting import writing
from records.drafting.changing_kind import change_of
from records.forms.entry import entry_form
from records.forms.typed import as_posted
from records.models import Entry
from tests.records.factories import event_typed, typed_for
from tests.records.test_writing import post, token_for

pytestmark = pytest.mark.django_db
VISIT = "visit_face_to_face"
UNKNOWN = {"event_at_time_not_known": ["yes"], "event_at_why": ["Nobody looked"]}


@pytest.fixture
def day():
    return clock.add_working_days(clock.today(), -1)


def typed_at(day, **times):
    """A visit typed whole, with the boxes of its time as given."""
    none = {"event_at_time_not_known": [], "event_at_why": [], "start_end_minutes": []}
    return typed_for(catalogue().get(VISIT)) | event_typed(day) | none | times


def form_of(person, worker, typed=None, **given):
    data = as_posted(typed) if typed is not None else None
    return entry_form(catalogue().get(VISIT), person, worker, data=data, **given)


def values_signed(client, person, worker, typed):
    token = token_for(person, worker, VISIT)
    post(client, person, token, typed, type_key=VISIT)
    client.post(reverse("records:check-draft", args=[person.key, token.key]), {"draft_version": 1})
    return Entry.objects.get().versions.get().values


@pytest.mark.parametrize(
    ("times", "lasted"),
    [
        ({"start_end_start": ["9am"], "start_end_end": ["10.15"]}, ("09:00", "10:15")),
        ({"start_end_start": ["9am"], "start_end_minutes": ["40"]}, 40),
        ({"event_at_time": ["9am"], "start_end_minutes": ["40"]}, 40),
    ],
)
def test_the_start_is_the_time_it_happened(client, person, worker, day, times, lasted):
    values = values_signed(client, person, worker, typed_at(day, **times))

    kept = {"minutes": lasted}
    if isinstance(lasted, tuple):
        kept = dict(zip(("start", "end"), lasted, strict=True))
    assert (values["event_at"], values["start_end"]) == (f"{day.isoformat()}T09:00", kept)
    assert clock.local(Entry.objects.get().event_at).isoformat()[:16] == values["event_at"]


def test_a_time_that_is_not_known_keeps_its_reason(client, person, worker, day):
    times = UNKNOWN | {"start_end_minutes": ["40"]}
    values = values_signed(client, person, worker, typed_at(day, **times))

    assert values["event_at"] == {"on": day.isoformat(), "time_not_known": "Nobody looked"}
    assert values["start_end"] == {"minutes": 40}


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ({}, "Start and end time: enter the start time, or tick that it is not known"),
        (
            UNKNOWN | {"start_end_start": ["9am"], "start_end_end": ["10am"]},
            "Enter the start time, or tick that it is not known, not both",
        ),
        (
            UNKNOWN | {"event_at_why": [""]},
            "Start and end time: say why the time is not known",
        ),
    ],
)
def test_what_is_wrong_with_the_time_is_said_where_it_is_put_right(
    person, worker, day, times, message
):
    form = form_of(person, worker, typed_at(day, **times))

    form.is_valid()

    mistakes = {each["text"]: each["target"] for each in form.mistakes}
    assert message in mistakes, mistakes
    wrong = "id_event_at_why" if "say why" in message else "id_start_end_start"
    assert mistakes[message] == wrong
    form = form_of(person, worker, typed_at(day, **times))
    problem = Problem("event_at", "Enter the date and time it happened")
    assert [each["text"] for each in form.summary.with_problems([problem])] == [message]


def test_the_page_asks_the_time_in_one_place(client, person, worker):
    page = client.get(reverse("records:write", args=[person.key, VISIT]))

    first = page.context["desk"].form.sections[0]
    assert [each.name for each in first.items[:2]] == ["event_at", "start_end"]
    assert 'name="event_at_time"' not in page.text
    asked = page.text.split('name="start_end_start"')
    assert 'name="event_at_time_not_known"' not in asked[0]
    assert "Start time not known" in asked[1]
    assert 'name="start_end_start"' in page.text


def test_a_correction_begins_with_the_time_as_signed(client, person, worker, day):
    times = {"start_end_start": ["9am"], "start_end_minutes": ["40"]}
    values_signed(client, person, worker, typed_at(day, **times))
    entry = Entry.objects.get()

    form = form_of(person, worker, initial=writing.signed_as_initial(entry))

    assert form["start_end"].field.widget.raw(form["start_end"].value()) == {
        "start": "09:00",
        "end": "",
        "minutes": "40",
    }
    assert not form["event_at"].field.widget.asks_time


def test_a_time_that_was_once_signed_apart_is_still_asked_apart(person, worker, day):
    given = {
        "event_at": f"{day.isoformat()}T08:50",
        "start_end": {"start": "09:00", "end": "09:30"},
    }

    assert form_of(person, worker, initial=given)["event_at"].field.widget.asks_time


def test_another_kind_of_record_takes_the_start_as_its_time(day):
    typed = typed_at(day, start_end_start=["9am"], start_end_end=["10am"])

    change = change_of(typed, catalogue().get(VISIT), catalogue().get("phone_call"))

    assert change.typed["event_at_time"] == ["9am"]


def test_what_ended_on_the_same_day_needs_no_day_of_its_own(person, worker, day):
    call = catalogue().get("phone_call")
    typed = typed_for(call) | event_typed(day) | UNKNOWN
    typed |= {f"event_ended_at_{part}": [] for part in ("day", "month", "year")}
    typed |= {"event_ended_at_time": ["10.40"]}
    form = entry_form(call, person, worker, data=as_posted(typed))

    assert form.is_valid()
    assert form.answered().values["event_ended_at"] == f"{day.isoformat()}T10:40"
