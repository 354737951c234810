"""A copy of a record as it was known at an instant: what the timeline of that instant shows."""

import re
import uuid

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from disclosure.models import Export
from records import actions
from records.models import Action, Attachment
from tests.disclosure.factories import make_officer, words_of_copy
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    return clock.add_hours(clock.now(), -100)


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def worker(person):
    return make_worker_of(person)


def noted(start, **values):
    day = {"on": clock.day_of(start).isoformat(), "time_not_known": "Not noted"}
    return note_values(**{"event_at": day} | values)


def correct(entry, start, *, hours, **values):
    actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=noted(start, **values),
        statements=[],
        reason="I mixed up two visits",
        at=clock.add_hours(start, hours),
    )


def take_off(entry, *, at, attachment=None, to=None):
    """Have two managers move an entry, or remove it or one of its files."""
    one, other = (make_worker_of(entry.person, Role.MANAGER) for _ in range(2))
    asked = {"entry": entry, "reason": "Not for this record.", "by": one, "at": at}
    if to is not None:
        removal = actions.ask_to_move(**asked, to=to)
    else:
        removal = actions.ask_to_remove(**asked, attachment=attachment, authority="Decision 12")
    return actions.agree_to_removal(removal=removal, by=other, at=at).became


@pytest.fixture
def record(person, worker, start):
    """A record in which something happens every ten hours."""

    def hour(count):
        return clock.add_hours(start, count)

    due = clock.add_days(clock.day_of(start), 20)
    task = {"text": "Ring the surgery", "owner": worker, "due_on": due, "priority": "ROUTINE"}
    entry = make_entry(
        person=person, by=worker, at=start, values=noted(start), actions=[task], summary="Heating"
    )
    file = Attachment.objects.create(
        person=person,
        entry=entry,
        field="attachments",
        title="Letter from the surgery",
        filename="letter.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="x",
        added_by=worker,
        added_at=start,
    )
    correct(entry, start, hours=10, discussion="He was cold.", attachments=[file.key])
    actions.add_to_entry(
        entry=entry, by=worker, kind="MORE_DETAIL", text="The boiler is old.", at=hour(20)
    )
    other = make_worker_of(person, name="Ben Price")
    actions.hand_over_action(
        action=Action.objects.get(), by=worker, owner=other, reason="I am away", at=hour(30)
    )
    take_off(entry, at=hour(40), attachment=file)
    gone = make_entry(
        person=person,
        by=worker,
        at=hour(1),
        values=noted(start, discussion="She told me of her neighbour."),
    )
    take_off(gone, at=hour(50), to=make_person(given_names="Grace"))
    day = clock.day_of(hour(60)).isoformat()
    late = {"on": day, "time_not_known": "Not noted"}
    make_entry(
        person=person,
        by=worker,
        at=hour(60),
        values=noted(start, event_at=late, discussion="A later note."),
    )


PROBES = (
    "The heating works again.",
    "He was cold.",
    "The boiler is old.",
    "Ben Price",
    "A file stood here then.",
    "A file was removed on",
    "Decision 12",
    "Letter from the surgery",
    "An entry stood here then.",
    "An entry was written on this record by mistake.",
    "She told me of her neighbour.",
    "A later note.",
)


def test_the_copy_agrees_with_the_timeline_of_the_same_moment(
    client, record, person, worker, start
):
    client.force_login(worker)
    told = []
    for hours in (-1, 5, 15, 25, 35, 45, 55, 65):
        then = clock.local(clock.add_hours(start, hours))
        at = clock.local(clock.end_of_minute(then.date(), then.hour, then.minute))
        # Copies tell of the work with somebody on pages of its own.
        asked = {"on": at.date().isoformat(), "time": f"{at:%H:%M}", "feed": "entries"}
        page = client.get(reverse("records:as-known", args=[person.key]), asked).text
        shown = re.sub(r"<[^>]+>", " ", page.split('class="timeline"')[-1].split("</main>")[0])
        shown, copied = " ".join(shown.split()), words_of_copy(person, known_at=at)
        found = [[words in text for words in PROBES] for text in (shown, copied)]
        assert found[0] == found[1], hours
        told.append(found[0])

    assert [sum(each) for each in told] == [0, 2, 4, 5, 6, 7, 7, 8]


def test_the_copy_says_as_known_when_and_has_nothing_of_today_beside_it(record, person, start):
    at = clock.local(clock.add_hours(start, 15))

    words = words_of_copy(person, known_at=at)

    assert "As known on" in words
    assert "as it was known then" in words
    assert "The record had, as known on" in words
    for title in ("Who this is", f"About {person.name}", "How to communicate"):
        assert title not in words
        assert title in words_of_copy(person) or title == "How to communicate"


def test_what_is_not_to_be_shown_since_is_held_back_from_the_copy(person, worker, start):
    entry = make_entry(person=person, by=worker, at=start, values=noted(start))
    correct(entry, start, hours=10, not_to_share_with_person="Yes", not_to_share_reason="Harm")
    at = clock.add_hours(start, 5)

    assert "He was warm." not in words_of_copy(person, known_at=at)
    assert "held back for a records officer" in words_of_copy(person, known_at=at)
    said = {"includes_restricted": True, "restricted_because": "The court asks"}
    assert "He was warm." in words_of_copy(person, known_at=at, **said)


# --- Asking for one


@pytest.fixture
def officer(client, person):
    officer = make_officer(person)
    client.force_login(officer)
    return officer


def ask(client, person, **given):
    given = {
        "submission": uuid.uuid4(),
        "purpose": "COURT",
        "recipient": "The court, by post",
        "decision": "NONE",
        "decision__reason": "The order of 3 May",
        "print_size": "0",
    } | given
    return client.post(reverse("disclosure:ask", args=[person.key]), given, follow=True)


def test_a_copy_is_asked_for_as_known_at_a_minute(client, person, worker, officer, start):
    make_entry(person=person, by=worker, at=start, values=noted(start))
    at = clock.local(clock.add_hours(start, 5))

    page = ask(client, person, known_on=at.date().isoformat(), known_time=f"{at:%H:%M}")

    export = Export.objects.get()
    assert clock.local(export.known_at).replace(second=0, microsecond=0) == at.replace(
        second=0, microsecond=0
    )
    assert export.known_at.second == 59
    assert "The whole record, as known on" in page.text


def test_a_copy_is_of_the_record_as_it_is_unless_asked(client, person, worker, officer):
    make_entry(person=person, by=worker)

    ask(client, person)

    assert Export.objects.get().known_at is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"known_on": "soon"}, "As known on which day: enter a real date"),
        ({"known_on": "9998-01-01"}, "Enter a day that is not in the future"),
        ({"known_on": "1066-10-14"}, "Enter a date after 1900"),
        ({"known_on": "2026-01-01", "known_time": "25:00"}, "Enter a real time"),
        ({"known_time": "10:00"}, "Enter the day, or take the time out"),
        ({"known_on": "\x00", "known_time": "\x00"}, "As known on which day: enter a real date"),
    ],
)
def test_a_moment_that_cannot_be_is_asked_again(client, person, worker, officer, given, message):
    make_entry(person=person, by=worker)

    page = ask(client, person, **given)

    assert message in page.text
    assert "The court, by post" in page.text
    assert not Export.objects.exists()
