"""A record as it was known at an instant: nothing that was written, found or taken off since."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people.models import Person
from records import actions
from records.models import Action, Attachment, Entry, EntryLink
from records.queries import timeline
from records.queries.known import address_of
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_entry, note_values, small
from ui import formats

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    return clock.add_hours(clock.now(), -100)


@pytest.fixture
def manager(person):
    return make_worker_of(person, Role.MANAGER)


@pytest.fixture
def sign(person, worker, start):
    """Sign a note that happened on the first day."""

    def signed(*, hours=0, on=None, agreed=(), **values):
        return make_entry(
            person=on or person,
            by=worker,
            at=clock.add_hours(start, hours),
            values=noted(start, **values),
            actions=list(agreed),
        )

    return signed


def noted(start, **values):
    day = {"on": clock.day_of(start).isoformat(), "time_not_known": "Not noted"}
    return note_values(**{"event_at": day} | values)


def correct(entry, start, *, hours, statements=(), **values):
    return actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=noted(start, **values),
        statements=list(statements),
        gaps=small(statements),
        reason="I mixed up two visits",
        at=clock.add_hours(start, hours),
    )


def attach(entry, title):
    return Attachment.objects.create(
        person=entry.person,
        entry=entry,
        field="attachments",
        title=title,
        filename="letter.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="x",
        added_by=entry.author,
        added_at=entry.signed_at,
    )


@pytest.fixture
def known(client, person, start):
    """Read the record as known some hours after the first day began."""

    def read(hours, *, of=None):
        at = clock.local(clock.add_hours(start, hours))
        asked = {"on": at.date().isoformat(), "time": f"{at:%H:%M}"}
        return client.get(reverse("records:as-known", args=[(of or person).key]), asked)

    return read


def words(page):
    """The timeline of a page, in words."""
    text = re.sub(r"<[^>]+>", " ", page.text.split('class="timeline"')[-1].split("</main>")[0])
    return " ".join(text.split())


def only_row(page):
    (row,) = page.context["rows"]
    return row


# --- Files


def remove_file(entry, file, *, by, at):
    asked = actions.ask_to_remove(
        entry=entry,
        attachment=file,
        reason="It is about a neighbour.",
        authority="Decision 12",
        by=by,
        at=at,
    )
    second = make_worker_of(entry.person, Role.MANAGER)
    return actions.agree_to_removal(removal=asked, by=second, at=at)


def test_files_are_those_of_the_version_known_then(known, sign, start):
    entry = sign()
    first = attach(entry, "Letter from the surgery")
    correct(entry, start, hours=10, attachments=[first.key])
    second = attach(entry, "Letter from the bank")
    correct(entry, start, hours=20, attachments=[second.key])

    assert only_row(known(1))["files"] == []
    assert only_row(known(11))["files"] == ["Letter from the surgery"]
    assert only_row(known(21))["files"] == ["Letter from the bank"]


def test_a_file_removed_since_is_named_neither_by_title_nor_by_why(known, sign, start, manager):
    entry = sign()
    file = attach(entry, "Letter from the surgery")
    correct(entry, start, hours=10, attachments=[file.key])
    remove_file(entry, file, by=manager, at=clock.add_hours(start, 30))

    before, between, after = (words(known(hours)) for hours in (5, 20, 40))

    assert "A file" not in before
    assert "A file stood here then. It was removed later and is not shown again." in between
    assert "A file was removed on" in after
    assert "Decision 12" in after
    for text in (before, between):
        assert "Decision 12" not in text
        assert "surgery" not in text


# --- What stands out


def test_the_mark_is_the_one_that_stood_then(known, sign, worker, start):
    entry = sign()
    for hours, significant in ((10, True), (20, False), (30, True)):
        at = clock.add_hours(start, hours)
        if significant:
            actions.mark_significant(entry=entry, by=worker, reason="He moved", at=at)
        else:
            actions.take_mark_off(entry=entry, by=worker, at=at)

    marks = [only_row(known(hours))["significant"] for hours in (5, 15, 25, 35)]

    assert marks == [False, True, False, True]


def test_a_mark_from_the_beginning_stands_until_it_was_taken_off(known, sign, worker, start):
    entry, other = sign(), sign(hours=1)
    Entry.objects.update(is_significant=True)
    at = clock.add_hours(start, 10)
    actions.take_mark_off(entry=entry, by=worker, at=at)

    def marked(hours):
        return {row["anchor"] for row in known(hours).context["rows"] if row["significant"]}

    assert marked(5) == {f"entry-{entry.key}", f"entry-{other.key}"}
    assert marked(15) == {f"entry-{other.key}"}


def test_a_mark_made_before_two_records_were_made_one_is_put_back_too(
    known, sign, worker, person, start
):
    entry = sign()
    at = clock.add_hours(start, 10)
    actions.mark_significant(entry=entry, by=worker, reason="He moved", at=at)
    kept = make_person()
    allocate(kept, worker)
    Person.objects.filter(pk=person.pk).update(merged_into=kept)
    Entry.objects.update(person=kept, signed_for=person.key)

    assert not only_row(known(5, of=kept))["significant"]
    assert only_row(known(15, of=kept))["significant"]


DECIDED = {
    "field": "statements",
    "kind": "decision",
    "text": "Two visits a week from Monday.",
    "details": {
        "decided_by": [{"kind": "other", "name": "Ros Hale", "role": "Team manager"}],
        "decider_role": "Team manager",
        "reason": "It keeps her safe on the stairs at night.",
        "impact": "Two visits a week from Monday.",
    },
}


def test_a_decision_that_a_correction_brought_was_none_before(known, sign, start):
    entry = sign()
    said = {**DECIDED["details"], "decided_on": clock.day_of(start).isoformat()}
    correct(entry, start, hours=10, statements=[DECIDED | {"details": said}])

    then, now = only_row(known(5)), only_row(known(15))

    assert (then["decision"], then["shape"]) == (False, "dot")
    assert (now["decision"], now["shape"]) == (True, "square")


def questions(read):
    with CaptureQueriesContext(connection) as found:
        read()
    return sum("SAVEPOINT" not in each["sql"] for each in found.captured_queries)


def test_a_longer_page_asks_no_more(known, sign, worker, start):
    def asked():
        return questions(lambda: known(50))

    sign()
    one = asked()
    for hours in range(1, 4):
        entry = sign(hours=hours)
        at = clock.add_hours(start, 60)
        actions.mark_significant(entry=entry, by=worker, reason="He moved", at=at)

    assert asked() == one <= 15


def on(start, days):
    day = clock.add_days(clock.day_of(start), days).isoformat()
    return {"on": day, "time_not_known": "Not noted"}


def test_the_order_is_that_of_the_days_known_then(known, sign, worker, person, start):
    late = {"late_reason": "I wrote it from notes"}
    first, other = sign(), sign(event_at=on(start, -1), **late)
    correct(first, start, hours=10, event_at=on(start, -40), **late)

    def read(hours):
        """Return the entries page by page, to the oldest and back again, and from when on."""
        at = clock.add_hours(start, hours)
        asked = {"known_at": at, "per_page": 1}
        newest = timeline(worker, person, **asked)
        oldest = timeline(worker, person, before=newest.older, **asked)
        again = timeline(worker, person, after=oldest.newer, **asked)
        pages = (newest, oldest, again)
        since = known(hours).context["extent"].first_on
        return [page.rows[0].entry for page in pages], since

    assert read(5) == ([first, other, first], clock.add_days(clock.day_of(start), -1))
    assert read(15) == ([other, first, other], clock.add_days(clock.day_of(start), -40))


def test_what_stands_for_an_entry_has_its_day_of_then(known, entry_known, sign, move, start):
    entry = sign()
    correct(entry, start, hours=10, event_at=on(start, -40), late_reason="From notes")
    move(entry, hours=20)

    for hours, days in ((5, 0), (15, -40)):
        day = clock.add_days(clock.day_of(start), days)
        assert clock.day_of(only_row(known(hours))["event_at"]) == day
        assert entry_known(entry, hours).context["day"] == day


def test_a_link_is_named_by_the_day_known_then(known, entry_known, sign, start):
    entry, later = sign(), sign(hours=1)
    EntryLink.objects.create(source=later, target=entry, kind=EntryLink.Kind.FOLLOWS)
    late = {"late_reason": "I wrote it from notes"}
    correct(later, start, hours=10, event_at=on(start, -40), **late)
    days = [clock.add_days(clock.day_of(start), count) for count in (0, -40)]

    for day, hours in zip(days, (5, 15), strict=True):
        name = f"Case note, {formats.day_and_month(day)}"
        assert f"Followed by: {name}" in words(known(hours))
        assert f"Followed by: {name}" in told(entry_known(entry, hours))


# --- Entries that were moved or removed since


STOOD = "An entry stood here then."
MOVED = f"{STOOD} It was found to belong to another record and is not shown."


@pytest.fixture
def right(worker):
    """Whose record an entry belongs on; the same worker reads both."""
    right = make_person(given_names="Grace", family_name="Mensah")
    allocate(right, worker)
    return right


@pytest.fixture
def move(right, manager, start):
    def moved(entry, *, hours):
        at = clock.add_hours(start, hours)
        asked = actions.ask_to_move(
            entry=entry, to=right, reason="Two records were open.", by=entry.author, at=at
        )
        return actions.agree_to_removal(removal=asked, by=manager, at=at).became

    return moved


def test_where_an_entry_was_wrong_a_stub_says_so_and_no_more(known, sign, move):
    entry = sign(discussion="She told me of her neighbour.")
    sign(hours=1)
    move(entry, hours=10)

    before, after = known(5), known(15)

    assert MOVED in words(before)
    assert "An entry was written on this record by mistake" in words(after)
    assert STOOD not in words(after)
    assert (before.context["counted"], after.context["counted"]) == ("2 entries", "1 entry")
    for page in (before, after):
        assert "neighbour" not in page.text
        assert entry.key not in page.text


def test_where_it_belongs_it_is_shown_from_its_move_on(known, sign, move, right):
    moved = move(sign(discussion="She told me of her neighbour."), hours=10)

    before, after = known(5, of=right), known(15, of=right)

    assert before.context["rows"] == []
    assert "Nothing had been written" in before.text
    assert moved.key not in before.text
    assert after.context["counted"] == "1 entry"
    assert "She told me of her neighbour." in words(after)


def test_an_entry_removed_since_is_a_stub_without_the_reason(known, sign, manager, person, start):
    entry, at = sign(discussion="She told me of her neighbour."), clock.add_hours(start, 10)
    asked = actions.ask_to_remove(
        entry=entry, reason="Unlawful.", authority="Decision 12", by=manager, at=at
    )
    actions.agree_to_removal(removal=asked, by=make_worker_of(person, Role.MANAGER), at=at)

    before, after = known(5), known(15)

    assert f"{STOOD} It was removed later and is not shown again." in words(before)
    assert "Decision 12" not in words(before)
    assert "Decision 12" in words(after)
    assert (before.context["extent"].count, after.context["extent"].count) == (1, 0)
    assert "neighbour" not in before.text + after.text


def test_nothing_is_said_of_a_link_with_an_entry_that_came_later(
    known, sign, move, right, worker, start
):
    here = sign(on=right)
    moved = move(sign(), hours=10)
    EntryLink.objects.create(source=moved, target=here, kind=EntryLink.Kind.BELONGS_WITH)

    assert "Belongs with" not in words(known(5, of=right))
    assert "Belongs with" in words(known(15, of=right))


# --- One entry


@pytest.fixture
def entry_known(client, start):
    """Read one entry as known some hours after the first day began."""

    def read(entry, hours):
        return client.get(address_of(entry.person, entry.key, clock.add_hours(start, hours)))

    return read


def told(page):
    """The page of an entry in words, from its heading to what stands beside it."""
    text = re.sub(r"<[^>]+>", " ", page.text.split('class="then"')[-1].split("</main>")[0])
    return " ".join(text.split())


def test_the_timeline_leads_to_the_entry_as_known_then(client, known, sign, start):
    entry = sign(discussion="He was warm.")
    correct(entry, start, hours=10, discussion="He was cold.")

    page = client.get(only_row(known(5))["url"])

    assert "He was warm." in told(page)
    assert "He was cold." not in page.text
    assert f"{reverse('records:as-known', args=[entry.person.key])}?on=" in page.text
    event = Event.objects.order_by("pk").last()
    assert (event.verb, event.target) == ("records.entry_known_then_opened", entry.key)
    assert event.shown[0].startswith("as known ")


def test_an_entry_as_known_has_nothing_that_came_later(entry_known, sign, worker, start):
    def hour(count):
        return clock.add_hours(start, count)

    entry = sign(discussion="He was warm.")
    correct(entry, start, hours=10, discussion="He was cold.")
    add = {"entry": entry, "by": worker, "kind": "MORE_DETAIL"}
    actions.add_to_entry(**add, text="The boiler is old.", at=hour(20))
    actions.mark_significant(entry=entry, by=worker, reason="He moved", at=hour(30))
    day = clock.day_of(hour(40)).isoformat()
    later = sign(hours=40, event_at={"on": day, "time_not_known": "Not noted"})
    EntryLink.objects.create(source=later, target=entry, kind=EntryLink.Kind.FOLLOWS)

    def said(hours):
        text = told(entry_known(entry, hours))
        words = ("He was cold.", "The boiler is old.", "Significant", "Followed by", "Corrected")
        return [each in text for each in words]

    assert said(5) == [False, False, False, False, False]
    assert said(15) == [True, False, False, False, True]
    assert said(25) == [True, True, False, False, True]
    assert said(35) == [True, True, True, False, True]
    assert said(45) == [True, True, True, True, True]


def test_nothing_on_it_changes_anything(entry_known, sign, worker, start):
    entry = agreed(sign, worker, start)
    page = entry_known(entry, 1)
    main = page.text.split("<main")[-1].split("</main>")[0]

    assert 'method="post"' not in main
    for name in ("correct-entry", "add-to-entry", "mark-significant", "compare"):
        assert reverse(f"records:{name}", args=[entry.person.key, entry.key]) not in main
    for action in Action.objects.all():
        assert action.key not in main


def agreed(sign, worker, start):
    due = clock.add_days(clock.day_of(start), 1)
    return sign(
        agreed=[{"text": "Ring the surgery", "owner": worker, "due_on": due, "priority": "ROUTINE"}]
    )


def test_an_action_is_whose_it_was_then_by_when_and_how_it_stood(
    known, entry_known, sign, worker, start
):
    worker.name = "Fola Adeyemi"
    worker.save()
    entry = agreed(sign, worker, start)
    action = Action.objects.get()
    other = make_worker_of(entry.person, name="Ben Price")
    moved_to = clock.add_days(action.due_on, 9)
    by = {"action": action, "by": worker, "reason": "I am away"}
    actions.hand_over_action(**by, owner=other, at=clock.add_hours(start, 10))
    action.refresh_from_db()
    actions.move_action(**by, due_on=moved_to, at=clock.add_hours(start, 20))
    Action.objects.update(
        status="DONE", outcome="Rang", closed_on=clock.day_of(clock.add_hours(start, 40))
    )

    def stood(hours):
        (row,) = only_row(known(hours))["actions"]
        page = entry_known(entry, hours)
        (same,) = [
            action
            for section in page.context["shown"].sections
            for answered in section.rows
            for action in answered.actions
        ]
        assert same.owner.startswith(row["owner"])
        assert (same.due_on, same.done, same.late) == (row["due_on"], row["done"], row["late"])
        assert ("Rang" in told(page)) == row["done"]
        return row["owner"], row["due_on"], row["done"]

    due = clock.add_days(clock.day_of(start), 1)
    assert stood(5) == ("Fola Adeyemi", due, False)
    assert stood(15) == ("Ben Price", due, False)
    assert stood(25) == ("Ben Price", moved_to, False)
    assert stood(70) == ("Ben Price", moved_to, True)


def test_when_it_happened_in_which_role_and_who_told_are_those_of_the_version(
    known, entry_known, sign, person, start
):
    Person.objects.filter(pk=person.pk).update(is_carer=True)
    person.refresh_from_db()
    other_day = clock.add_days(clock.day_of(start), -9)
    number = make_staff(name="Ana Clarke").staff_number
    ana = {"kind": "staff", "key": number, "name": "Ana Clarke", "role": "Social worker"}
    entry = sign(record_as="Person with care and support needs", note_about="Heat")
    correct(
        entry,
        start,
        hours=10,
        event_at={"on": other_day.isoformat(), "time_not_known": "Not noted"},
        record_as="Carer",
        information_provider=[ana],
        provider_reason="I was not there",
        author_took_part=False,
        note_about="Cold",
        late_reason="I wrote it from notes",
    )

    then, now = only_row(known(5)), only_row(known(15))

    assert then["event_at"]["on"] == clock.day_of(start)
    assert now["event_at"]["on"] == other_day
    assert (then["as_carer"], now["as_carer"]) == (False, True)
    assert (then["told_by"], now["told_by"]) == ("", "Ana Clarke")
    assert (then["headline"], now["headline"]) == ("Heat", "Cold")
    pages = [entry_known(entry, hours) for hours in (5, 15)]
    assert [page.context["event_at"]["on"] for page in pages] == [clock.day_of(start), other_day]
    assert ["Ana Clarke" in told(page) for page in pages] == [False, True]


def test_an_entry_with_much_beside_it_asks_few_questions(known, entry_known, sign, worker, start):
    entry = agreed(sign, worker, start)
    add = {"entry": entry, "by": worker, "kind": "MORE_DETAIL", "at": clock.add_hours(start, 1)}

    def grow(number):
        correct(entry, start, hours=2 + number, discussion=f"Said again, {number}.")
        actions.add_to_entry(**add, text=f"More, {number}.")
        other = agreed(sign, worker, start)
        EntryLink.objects.create(source=other, target=entry, kind=EntryLink.Kind.FOLLOWS)
        attach(other, "A letter")

    pages = (lambda: known(50), lambda: entry_known(entry, 50))
    grow(1)
    few = [questions(page) for page in pages]
    for number in range(2, 5):
        grow(number)

    assert [questions(page) for page in pages] == few
    # One of them asks what else happened, what came of requests, of reviews, and of a notebook.
    assert max(few) <= 19


def test_files_of_an_entry_as_known(entry_known, sign, start, manager):
    entry = sign()
    file = attach(entry, "Letter from the surgery")
    correct(entry, start, hours=10, attachments=[file.key])
    kept = attach(entry, "Letter from the bank")
    correct(entry, start, hours=20, attachments=[file.key, kept.key])
    remove_file(entry, file, by=manager, at=clock.add_hours(start, 30))

    texts = [told(entry_known(entry, hours)) for hours in (5, 15, 25, 35)]

    stone = "A file stood here then. It was removed later and is not shown again."
    assert [stone in text for text in texts] == [False, True, True, False]
    assert ["bank" in text for text in texts] == [False, False, True, True]
    assert ["Decision 12" in text for text in texts] == [False, False, False, True]
    assert not any("surgery" in text for text in texts)


def test_an_entry_that_was_moved_is_no_entry_of_either_record_at_the_wrong_time(
    entry_known, sign, move, right
):
    entry = sign(discussion="She told me of her neighbour.", hours=2)
    moved = move(entry, hours=10)

    assert "did not stand on this record yet" in told(entry_known(moved, 5))
    assert "She told me of her neighbour." in told(entry_known(moved, 15))
    assert MOVED in entry_known(entry, 5).text
    assert "on this record by mistake" in entry_known(entry, 15).text
    assert entry_known(entry, 1).status_code == 404
    for hours in (5, 15):
        assert "neighbour" not in entry_known(entry, hours).text


def test_an_entry_that_was_not_signed_yet_says_so(entry_known, sign):
    entry = sign(hours=10, discussion="He was warm.")

    page = entry_known(entry, 5)

    assert "did not stand on this record yet" in page.text
    assert "He was warm." not in page.text


@pytest.mark.parametrize("asked", [{}, {"on": "soon"}, {"on": "9998-01-01"}, {"on": "\x00"}])
def test_an_entry_asks_for_a_moment_that_can_be(client, sign, asked):
    entry = sign(discussion="He was warm.")

    page = client.get(reverse("records:entry-as-known", args=[entry.person.key, entry.key]), asked)

    assert page.status_code == 200
    assert "Show the entry as known then" in page.text
    assert "He was warm." not in page.text
    assert not asked or "There is a problem" in page.text


def test_a_restricted_entry_as_known_is_not_found(client, entry_known, sign, person):
    entry = sign(sensitivity="Restricted to named people")
    team = make_team()
    allocate(person, team=team)
    client.force_login(make_staff(team=team))

    assert entry_known(entry, 5).status_code == 404
    asked = reverse("records:entry-as-known", args=[person.key, entry.key])
    assert client.get(asked).status_code == 404
