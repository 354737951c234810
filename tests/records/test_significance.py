"""Why an entry stands out: asked for, limited, looked at again, taken off, and told as it was."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.models import SettingChange
from audit.models import Event
from records import actions, queries
from records.models import Chronology, Entry, SignificantMark
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

REASON = "She can stay at home"


@pytest.fixture
def most_of_five():
    SettingChange.objects.create(
        key="significant.most_of_a_person",
        old=20,
        new=5,
        reason="Agreed",
        changed_by=make_staff(),
        changed_at=clock.now(),
    )


@pytest.fixture
def team_mate(person):
    team = make_team()
    allocate(person, team=team)
    return make_staff(team=team)


def url(name, person, *rest):
    return reverse(f"records:{name}", args=[person.key, *rest])


def post(client, entry, **typed):
    return client.post(url("mark-significant", entry.person, entry.key), typed, follow=True)


def day(name, on):
    return {f"{name}_{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def mark(entry, by, reason=REASON, **given):
    return actions.mark_significant(entry=entry, by=by, reason=reason, **given)


def verbs(entry):
    marks = Event.objects.filter(target=entry.key, verb__contains="_mark")
    return [verb.removeprefix("records.entry_") for verb in marks.values_list("verb", flat=True)]


# --- Saying why


def test_a_mark_asks_why_and_keeps_the_day_that_was_typed(client, person, worker):
    (entry,) = make_entries(person)

    page = post(client, entry, reason="", **day("review_on", clock.add_days(clock.today(), 9)))

    assert "Enter why it stands out" in page.text
    assert f'value="{clock.add_days(clock.today(), 9).day}"' in page.text
    entry.refresh_from_db()
    assert not entry.is_significant


def test_the_day_that_is_offered_is_the_councils_own(client, person, worker):
    (entry,) = make_entries(person)
    SettingChange.objects.create(
        key="significant.review_months",
        old=6,
        new=3,
        reason="Agreed",
        changed_by=worker,
        changed_at=clock.now(),
    )

    form = client.get(url("mark-significant", person, entry.key)).context["form"]

    assert form["review_on"].initial == clock.add_months(clock.today(), 3)


def test_a_day_that_is_over_is_refused_and_the_reason_kept(client, person, worker):
    (entry,) = make_entries(person)

    page = post(client, entry, reason=REASON, **day("review_on", clock.today()))

    assert "Enter a day after today, or leave it blank" in page.text
    assert REASON in page.text
    assert not SignificantMark.objects.exists()


def test_the_reason_is_read_wherever_the_entry_stands_out(client, person, worker):
    (entry,) = make_entries(person)
    again = clock.add_days(clock.today(), 30)

    shown = post(client, entry, reason=REASON, **day("review_on", again)).text
    chronology = Chronology.objects.create(
        person=person, title="A", purpose="B", made_by=worker, made_at=clock.now()
    )
    timeline = client.get(url("timeline", person)).text
    compact = client.get(url("timeline", person), {"view": "compact"}).text
    picking = client.get(url("pick-entries", person, chronology.key)).text

    for page in (shown, timeline, compact, picking):
        assert REASON in page
    for page in (shown, timeline, picking):
        assert f"ooked at again on {again.day} {again:%b %Y}" in page
    assert verbs(entry) == ["marked_significant"]


def test_what_always_stands_out_needs_no_day(client, person, worker):
    (entry,) = make_entries(person)

    page = post(client, entry, reason="Her husband died")

    assert "Always stands out" in page.text
    assert queries.marks_to_look_at(worker).count() == 0


def test_an_old_mark_stands_and_says_that_nobody_asked(client, person, worker):
    (entry,) = make_entries(person, is_significant=True)

    page = client.get(url("entry", person, entry.key)).text
    timeline = client.get(url("timeline", person)).text

    assert "No reason was asked then" in page
    assert "no reason was asked then" in timeline


def test_what_stands_out_by_its_kind_says_so(client, person, worker):
    (entry,) = make_entries(person, type_key="chronology_event", is_significant=True)

    assert "By its kind of record" in client.get(url("entry", person, entry.key)).text
    assert "Stands out" not in client.get(url("timeline", person)).text


def test_the_same_form_sent_twice_is_one_mark(person, worker):
    (entry,) = make_entries(person)
    for _ in range(2):
        mark(entry, worker)

    assert SignificantMark.objects.count() == 1
    assert verbs(entry) == ["marked_significant"]


def test_only_who_may_open_the_entry_and_write_marks_it(person, team_mate):
    (hidden,) = make_entries(person, sensitivity="RESTRICTED")
    (entry,) = make_entries(person)

    for closed, by in ((hidden, team_mate), (entry, make_staff())):
        with pytest.raises(PermissionDenied):
            mark(closed, by)


# --- As many as there may be


def test_a_full_record_says_what_could_come_off_and_takes_it_off_there(
    client, person, worker, most_of_five
):
    marked = make_entries(person, 5)
    for number, each in enumerate(marked):
        mark(each, worker, f"Reason {number}")
    (entry,) = make_entries(person)

    asked = client.get(url("mark-significant", person, entry.key))
    refused = post(client, entry, reason=REASON)
    page = post(client, entry, reason=REASON, instead_of=[marked[3].key])

    assert all(f"Reason {number}" in asked.text for number in range(5))
    assert "Choose at least one to take the mark off" in refused.text
    assert REASON in refused.text
    assert page.redirect_chain[-1][0] == url("entry", person, entry.key)
    standing = SignificantMark.objects.standing()
    assert {each.reason for each in standing} == {REASON, *(f"Reason {n}" for n in (0, 1, 2, 4))}
    marked[3].refresh_from_db()
    assert not marked[3].is_significant
    assert verbs(marked[3]) == ["marked_significant", "mark_taken_off"]


def test_one_that_is_to_be_looked_at_again_is_offered_first(person, worker):
    older, due = make_entries(person, 1, event_at=clock.add_hours(clock.now(), -90)), None
    (due,) = make_entries(person)
    mark(older[0], worker)
    mark(due, worker, review_on=clock.add_days(clock.today(), 1))
    SignificantMark.objects.filter(entry=due).update(review_on=clock.today())

    assert list(queries.marked_by_hand(worker, person)) == [due, older[0]]


def test_what_is_closed_to_whoever_marks_neither_counts_nor_is_named(
    client, person, team_mate, most_of_five
):
    client.force_login(team_mate)
    keeper = make_worker_of(person)
    for hidden in make_entries(person, 5, sensitivity="RESTRICTED", author=keeper):
        mark(hidden, keeper, "A secret")
    (entry,) = make_entries(person)

    page = client.get(url("mark-significant", person, entry.key))
    mark(entry, team_mate)

    assert "instead_of" not in page.context["form"].fields
    assert "A secret" not in page.text


def test_a_kind_of_record_that_stands_out_counts_once_somebody_says_why(
    person, worker, most_of_five
):
    entries = make_entries(person, 6, type_key="chronology_event", is_significant=True)
    assert queries.marked_by_hand(worker, person).count() == 0

    for each in entries[:5]:
        mark(each, worker)
    with pytest.raises(ValidationError, match="Choose 1 other"):
        mark(entries[5], worker)


def test_a_mark_of_a_full_record_can_be_looked_at_again(person, worker, most_of_five):
    entries = make_entries(person, 5)
    for each in entries:
        mark(each, worker)

    mark(entries[0], worker, "Still so")

    assert entries[0].marks.standing().get().reason == "Still so"


# --- Looking again


def test_a_mark_is_due_with_the_persons_worker_and_links_to_its_review(
    client, person, worker, team_mate
):
    soon, due, gone = make_entries(person, 3)
    for each in (soon, due, gone):
        mark(each, worker, review_on=clock.add_days(clock.today(), 3))
    SignificantMark.objects.exclude(entry=soon).update(review_on=clock.today())
    Entry.objects.filter(pk=gone.pk).update(taken_off_at=clock.now())
    stranger = make_person()
    (elsewhere,) = make_entries(stranger)
    mark(elsewhere, make_worker_of(stranger))
    SignificantMark.objects.filter(entry=elsewhere).update(review_on=clock.today())

    page = client.get(reverse("home")).text

    assert url("mark-significant", person, due.key) in page
    assert queries.marks_to_look_at(team_mate).count() == 0
    for other in (soon, gone, elsewhere):
        assert other.key not in page


def test_nobody_is_asked_of_somebody_who_died(person, worker):
    (entry,) = make_entries(person)
    mark(entry, worker)
    SignificantMark.objects.update(review_on=clock.today())
    assert queries.marks_to_look_at(worker).count() == 1

    person.died_on = clock.today()
    person.death_precision = "KNOWN"
    person.save()

    assert queries.marks_to_look_at(worker).count() == 0


def test_looking_again_keeps_what_was_said_before(client, person, worker):
    (entry,) = make_entries(person)
    mark(entry, worker, review_on=clock.add_days(clock.today(), 3))

    asked = client.get(url("mark-significant", person, entry.key))
    page = post(client, entry, reason="Still so")

    assert REASON in asked.text
    assert "It still stands out" in asked.text
    assert "Still so" in page.text
    assert REASON not in page.text
    assert [each.reason for each in entry.marks.all()] == [REASON, "Still so"]
    assert verbs(entry) == ["marked_significant", "mark_reviewed"]


def test_a_mark_that_is_taken_off_ends_its_reason(client, person, worker):
    (entry,) = make_entries(person)
    mark(entry, worker)

    client.post(url("take-mark-off", person, entry.key))

    assert not SignificantMark.objects.standing().exists()
    assert REASON not in client.get(url("entry", person, entry.key)).text


# --- As it was


def test_the_reason_is_the_one_that_stood_then(client, person, worker):
    start = clock.add_hours(clock.now(), -100)
    (entry,) = make_entries(person, event_at=start)
    mark(entry, worker, "First", at=clock.add_hours(start, 10))
    mark(entry, worker, "Second", at=clock.add_hours(start, 20))
    actions.take_mark_off(entry=entry, by=worker, at=clock.add_hours(start, 30))

    def said(hours):
        at = clock.local(clock.add_hours(start, hours))
        asked = {"on": at.date().isoformat(), "time": f"{at:%H:%M}"}
        pages = (
            client.get(url("as-known", person), asked).text,
            client.get(url("entry-as-known", person, entry.key), asked).text,
        )
        return [{each for each in ("First", "Second") if each in page} for page in pages]

    assert [said(hours) for hours in (5, 15, 25, 35)] == [
        [set(), set()],
        [{"First"}, {"First"}],
        [{"Second"}, {"Second"}],
        [set(), set()],
    ]


def test_a_reason_given_later_to_a_kind_that_stands_out_leaves_it_marked_before(
    client, person, worker
):
    start = clock.add_hours(clock.now(), -100)
    entry = make_entries(person, type_key="chronology_event", is_significant=True, event_at=start)[
        0
    ]
    mark(entry, worker, at=clock.add_hours(start, 20))

    at = clock.local(clock.add_hours(start, 10))
    page = client.get(url("as-known", person), {"on": at.date().isoformat(), "time": f"{at:%H:%M}"})

    (row,) = page.context["rows"]
    assert row["significant"]
    assert REASON not in page.text


def test_the_mark_moves_along_when_two_records_become_one(person, worker):
    (entry,) = make_entries(person)
    mark(entry, worker)
    kept = make_person()
    allocate(kept, worker)
    Entry.objects.update(person=kept, signed_for=person.key)

    assert list(queries.marked_by_hand(worker, kept)) == [entry]
