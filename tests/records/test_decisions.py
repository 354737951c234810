"""Decisions as objects: registered on signing, found across the council, looked at again."""

import csv
import io
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions, queries
from records.catalogue import catalogue
from records.models import Decision, Entry
from records.signed import register
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of, restrict
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db
REASON = "It keeps her safe on the stairs at night."


def url(name, person, *keys):
    return reverse(f"records:{name}", args=[person.key, *keys])


@pytest.fixture
def person():
    return make_person(team=make_team("Northgate Adults"))


@pytest.fixture
def worker(person):
    return make_worker_of(person, name="Fola Adeyemi", team=person.team)


def decided(text="Two visits a week", *, by=None, review_on=None, **details):
    said = {
        "decided_by": [
            {"kind": "staff", "key": by.staff_number, "name": by.name, "role": by.job_title}
            if by
            else {"kind": "other", "key": "", "name": "Ros Hale", "role": "team manager"}
        ],
        "decider_role": "Team manager",
        "decided_on": "2026-03-02T10:00",
        "reason": REASON,
        "impact": "Two visits a week from Monday.",
    }
    if review_on:
        said["review_on"] = review_on.isoformat()
    return {"field": "statements", "kind": "decision", "text": text, "details": said | details}


def note_with(person, worker, *statements, **fields):
    return make_entry(person=person, by=worker, statements=list(statements), **fields)


def test_signing_registers_each_decision(person, worker):
    review = clock.add_days(clock.today(), 30)

    entry = note_with(
        person, worker, decided(by=worker, review_on=review), decided("No day service")
    )

    first, second = entry.decisions.order_by("pk")
    assert (first.decided_by, first.review_on) == (worker, review)
    assert first.decided_on.isoformat() == "2026-03-02"
    assert (second.decided_by, second.review_on) == (None, None)
    assert first.is_current
    assert second.is_current


def test_a_correction_makes_new_rows_and_keeps_the_old_ones(person, worker):
    review = clock.add_days(clock.today(), 30)
    entry = note_with(person, worker, decided(by=worker, review_on=review))
    actions.review_decision(
        decision=entry.decisions.get(), by=worker, text="It still helps.", review_on=None
    )

    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        values=note_values(),
        statements=[
            decided(
                by=worker,
                review_on=review,
                reason="It keeps her safe on the steps of the back door.",
            )
        ],
        reason="The reason was wrong",
    )

    old, new = entry.decisions.order_by("pk")
    assert (old.is_current, new.is_current) == (False, True)
    assert (new.review_on, new.reviewed_on) == (None, clock.today())


def test_the_page_of_a_person_says_who_why_and_what_it_means(client, person, worker):
    note_with(person, worker, decided())
    client.force_login(worker)

    page = client.get(url("person-decisions", person))

    for words in ("Two visits a week", "Ros Hale", "It keeps her safe", "from Monday"):
        assert words in page.text
    assert Event.objects.filter(verb="records.decisions_opened").exists()


def test_an_entry_leads_to_the_register_and_back(client, person, worker):
    entry = note_with(person, worker, decided())
    client.force_login(worker)

    assert url("person-decisions", person) in client.get(url("entry", person, entry.key)).text
    assert url("entry", person, entry.key) in client.get(url("person-decisions", person)).text


def register_of(client, viewer, **query):
    client.force_login(viewer)
    return client.get(reverse("records:decisions"), query)


def texts(page):
    return [row.text for row in page.context["rows"]]


def test_the_register_has_only_what_the_viewer_may_open(client, person, worker):
    manager = make_staff(Role.MANAGER, team=person.team)
    note_with(person, worker, decided("Seen"))
    closed = note_with(person, worker, decided("Of a restricted entry"))
    Entry.objects.filter(pk=closed.pk).update(sensitivity=Entry.Sensitivity.RESTRICTED)
    hidden = make_person(team=person.team)
    other = make_worker_of(hidden)
    note_with(hidden, other, decided("Of a restricted person"))
    restrict(hidden, other)
    gone = note_with(person, worker, decided("Taken off"))
    Entry.objects.filter(pk=gone.pk).update(taken_off_at=clock.now())
    elsewhere = make_person()
    note_with(elsewhere, make_worker_of(elsewhere), decided("Of another team"))

    assert texts(register_of(client, manager)) == ["Seen"]
    assert register_of(client, worker).status_code == 403


def test_the_register_is_filtered(client, person, worker):
    manager = make_staff(Role.MANAGER, team=person.team)
    late = clock.add_days(clock.today(), -3)
    note_with(person, worker, decided("Late", by=worker, review_on=late))
    note_with(person, worker, decided("Later", decided_on="2026-04-02T10:00"))

    def found(**query):
        return texts(register_of(client, manager, **query))

    assert found() == ["Later", "Late"]
    assert found(overdue="on") == ["Late"]
    assert found(decider=worker.staff_number) == ["Late"]
    assert found(since="2026-04-01") == ["Later"]
    assert found(until="2026-04-01") == ["Late"]
    assert found(team=person.team.key) == ["Later", "Late"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "notadate"}, ["From: enter a real date, like 27/3/2026"]),
        ({"until": "0001-01-01"}, ["Enter a date after 1900"]),
        (
            {"since": "2026-03-02", "until": "2026-03-01"},
            ["The last day must not be before the first"],
        ),
        (
            {"decider": "x\x00y", "team": "nowhere"},
            ["Choose who decided from the list", "Choose a team from the list"],
        ),
    ],
)
def test_a_wrong_filter_of_the_register_is_said_and_nothing_is_listed(
    client, person, worker, query, said
):
    manager = make_staff(Role.MANAGER, team=person.team)
    note_with(person, worker, decided("Two visits a day"))

    page = register_of(client, manager, **query)
    sheet = client.get(reverse("records:decisions-sheet"), query, follow=True)

    for answer in (page, sheet):
        assert "There is a problem" in answer.text
        assert "Two visits a day" not in answer.text
        assert [text for texts in answer.context["form"].errors.values() for text in texts] == said


def test_the_register_takes_as_many_queries_for_many_as_for_one(
    client, person, worker, django_assert_max_num_queries
):
    manager = make_staff(Role.MANAGER, team=person.team)
    note_with(person, worker, *[decided(f"Number {number}") for number in range(30)])
    client.force_login(manager)

    with django_assert_max_num_queries(17):
        page = client.get(reverse("records:decisions"))

    assert len(page.context["rows"]) == 25


def test_managers_take_the_register_away_and_no_cell_is_a_formula(client, person, worker):
    manager = make_staff(Role.MANAGER, team=person.team)
    note_with(
        person, worker, decided('=HYPERLINK("http://x")', impact=" +1 visit each week from Monday")
    )
    client.force_login(manager)

    answer = client.get(reverse("records:decisions-sheet"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert rows[0]["Decision"] == '\'=HYPERLINK("http://x")'
    assert rows[0]["Effect on the person"] == "' +1 visit each week from Monday"
    event = Event.objects.get(verb="records.decisions_taken_away")
    assert (event.kind, event.subjects) == ("EXPORT", [person.key])


def test_auditors_do_not_take_the_register_away(client):
    client.force_login(make_staff(Role.AUDITOR))

    assert client.get(reverse("records:decisions-sheet")).status_code == 403


def test_the_decider_is_told_when_a_decision_is_due_for_another_look(client, person, worker):
    entry = note_with(person, worker, decided(by=worker, review_on=clock.today()))
    client.force_login(worker)

    home = client.get("/")
    answer = client.post(
        url("review-decision", person, entry.decisions.get().key),
        {"text": "The visits still help."},
    )
    after = client.get("/")

    assert "Decisions to look at again" in home.text
    assert answer.status_code == 302
    assert "Decisions to look at again" not in after.text
    assert "The visits still help." in entry.additions.get().text
    assert entry.decisions.get().reviewed_on == clock.today()


def test_a_look_without_words_or_with_a_past_day_is_not_kept(client, person, worker):
    decision = note_with(person, worker, decided(by=worker)).decisions.get()
    client.force_login(worker)
    address = url("review-decision", person, decision.key)
    past = {"review_on_day": "1", "review_on_month": "3", "review_on_year": "2026"}

    assert "Enter what you found" in client.post(address, {}).text
    assert "The next date must be after today" in client.post(address, {"text": "So"} | past).text
    assert client.get(url("review-decision", person, "nothing")).status_code == 404
    decision.refresh_from_db()
    assert decision.reviewed_on is None


def test_a_corrected_decision_is_not_looked_at_again(person, worker):
    decision = note_with(person, worker, decided()).decisions.get()
    Decision.objects.filter(pk=decision.pk).update(is_current=False)

    with pytest.raises(ValidationError):
        actions.review_decision(decision=decision, by=worker, text="So", review_on=None)


def test_an_entry_that_is_a_decision_is_registered_and_stands_in_the_summary(
    client, person, worker
):
    said = {
        "decision_title": "Two more visits a week",
        "decided_by": [
            {"kind": "staff", "key": worker.staff_number, "name": worker.name, "role": "Worker"}
        ],
        "decided_at": f"{clock.today().isoformat()}T00:01",
        "review_date": clock.today().isoformat(),
    }
    entry = make_entry(
        person=person,
        by=worker,
        type_key="decision_record",
        values=note_values(**said),
        finish_later=True,
    )
    client.force_login(worker)

    assert client.get(url("timeline", person)).status_code == 200
    assert "Two more visits a week" in client.get(url("person-decisions", person)).text
    assert entry.decisions.get().review_on == clock.today()


@pytest.mark.parametrize(
    ("type_key", "said", "words"),
    [
        (
            "anonymous_concern",
            {"outcome": "Visit or contact made", "how_received": "Phone"},
            "Visit or contact made",
        ),
        ("transition_plan", {"support_from_18": "A flat with help"}, "A flat with help"),
    ],
)
def test_a_type_that_must_hold_a_decision_is_registered_as_its_writers(
    client, person, worker, type_key, said, words
):
    make_entry(
        person=person,
        by=worker,
        type_key=type_key,
        values=note_values(**said),
        finish_later=True,
    )
    client.force_login(worker)

    page = client.get(url("person-decisions", person)).text

    assert words in page
    assert worker.name in page


def test_the_register_says_options_and_how_views_were_weighed(client, person, worker):
    more = {
        "options_considered": "Doing nothing; a stair lift.",
        "views_considered": "She wants to stay upstairs.",
        "views_weighed": "It decided between two safe ways.",
        "law_or_policy": "Care Act 2014, section 18",
    }
    note_with(person, worker, decided("Two visits", **more))
    client.force_login(worker)

    page = client.get(url("person-decisions", person)).text

    for words in more.values():
        assert words in page


def test_the_register_quotes_the_person_of_an_entry_that_is_a_decision(client, person, worker):
    options = [
        {"option": "A lift", "for": "Safe", "against": "", "persons_view": "", "chosen": True},
        {"option": "Nothing", "for": "", "against": "Unsafe", "persons_view": "", "chosen": False},
    ]
    said = {"decision_title": "A lift", "options_considered": options}
    said["decided_by"] = decided(by=worker)["details"]["decided_by"]
    quoted = {
        "field": "views_considered",
        "kind": "person_words",
        "text": "I sleep upstairs.",
        "details": {
            "speaker": [{"kind": "other", "key": "", "name": "Ama", "role": ""}],
            "how_communicated": "Speech",
        },
    }
    make_entry(
        person=person,
        by=worker,
        type_key="decision_record",
        values=note_values(**said),
        statements=[quoted],
        finish_later=True,
    )
    client.force_login(worker)

    page = client.get(url("person-decisions", person)).text

    assert "I sleep upstairs." in page
    assert "A lift (chosen); Nothing" in page


def test_a_decision_of_somebody_outside_or_gone_is_looked_at_by_the_persons_worker(person, worker):
    review = clock.add_days(clock.today(), 3)
    left = make_staff(is_active=False)
    note_with(person, worker, decided("By an outsider", review_on=review))
    note_with(person, worker, decided("By a leaver", by=left, review_on=review))
    note_with(person, worker, decided("By a colleague", by=make_staff(), review_on=review))
    other = make_worker_of(make_person())

    found = queries.registered(queries.decisions_to_look_at(worker))

    assert {row.text for row in found} == {"By an outsider", "By a leaver"}
    assert not queries.decisions_to_look_at(other).exists()


def test_the_register_reads_only_answers_to_questions_that_are_asked():
    asked = {name for each in catalogue().types for name in each.own_fields}

    assert {name for names in register.WORDS.values() for name in names} - asked == set()
