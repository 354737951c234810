"""Events told in sentences, exactly as they are read."""

import re
from datetime import date
from pathlib import Path

import pytest

import clock
from accounts.roles import Role
from audit import log
from audit.queries import Filters, events
from governance.sentences import BASES, tell
from people import access, actions, emergencies, restrictions
from people.access import Permission
from people.models import Allocation
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, declare_conflict, make_person, make_worker_of, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_staff(Role.RECORDS_OFFICER)


def told(viewer):
    return [sentence for day in tell(viewer, events(Filters())) for sentence in day.sentences]


def make_fola(person, **fields):
    return make_worker_of(person, name="Fola Adeyemi", team=make_team("Northgate Adults"), **fields)


def test_who_did_what_and_why_they_could(officer):
    person = make_person()
    worker = make_fola(person)
    decision = access.decide(worker, Permission.VIEW, person)
    log.record("records.timeline_opened", by=worker, about=person, because=decision)

    (sentence,) = told(officer)

    assert sentence.who == "Fola Adeyemi, social worker, Northgate Adults"
    assert sentence.did == "opened the record"
    assert sentence.why == "they are the allocated worker"
    assert (sentence.people, sentence.refused) == ([person], False)
    assert (sentence.kind_label, sentence.words, sentence.what) == ("Opened", "", "")


def test_an_entry_is_named_by_its_kind_and_day(officer):
    person = make_person()
    entry = make_entries(person, event_at=clock.at_time(clock.today().replace(day=1), 12))[0]
    log.record("records.entry_opened", by=make_fola(person), about=person, target=entry)

    (sentence,) = told(officer)

    assert sentence.what == f"Case note of 1 {clock.today():%B %Y}"


def test_a_restricted_entry_is_named_by_its_day_alone_for_those_who_may_not_open_it():
    person, team = make_person(), make_team()
    allocate(person, team=team)
    entry = make_entries(
        person,
        type_key="safeguarding_concern",
        sensitivity="RESTRICTED",
        event_at=clock.at_time(clock.today().replace(day=1), 12),
    )[0]
    worker = make_fola(person)
    log.record("records.entry_opened", by=worker, about=person, target=entry)

    day = f"1 {clock.today():%B %Y}"
    assert [each.what for each in told(make_staff(team=team))] == [f"Restricted record of {day}"]
    assert [each.what for each in told(worker)] == [f"Safeguarding concern of {day}"]


def test_a_reason_and_search_words_are_quoted(officer):
    person = make_person()
    log.record(
        "people.reason_given", by=officer, about=person, detail={"words": "Request of 3 May"}
    )

    assert [(each.did, each.words) for each in told(officer)] == [
        ("gave a reason for opening the record", "Request of 3 May")
    ]


def test_the_words_of_a_stated_reason_stand_with_each_look_while_it_held(officer):
    person, other, by = make_person(), make_person(), make_staff(Role.RECORDS_OFFICER)
    colleague = make_staff(Role.RECORDS_OFFICER)
    for user, whose, words in (
        (by, person, "The name is wrong"),
        (by, other, "The name of another is wrong"),
        (colleague, person, "Of a colleague"),
    ):
        actions.give_reason(person=whose, by=user, basis="QUALITY", reference="R 12", words=words)
    later = clock.add_days(clock.now(), 2)
    decision = access.decide(by, Permission.VIEW, person)
    for at in (clock.now(), later):
        log.record("records.timeline_opened", by=by, about=person, because=decision, at=at)
    log.record("people.people_listed", by=by, subjects=[person, other], because=decision)

    def words_to(viewer):
        return [each.words for each in told(viewer) if each.did.startswith(("opened", "was"))]

    assert decision.basis == "REASON"
    assert words_to(officer) == ["", "", "The name is wrong"]
    restrict(person)
    assert "The name is wrong" not in words_to(officer)


def test_of_restricted_people_there_is_no_trace_for_those_not_listed(officer):
    shown, hidden = make_person(), make_person(given_names="Kofi")
    listed = make_staff(Role.RECORDS_OFFICER)
    restrict(hidden, listed)
    entry = make_entries(hidden)[0]
    log.record(
        "people.people_searched",
        by=listed,
        subjects=[shown, hidden],
        detail={"words": "Kofi Okafor"},
    )
    log.record("records.entry_opened", by=listed, about=hidden, target=entry)
    log.record(
        "people.reason_given", by=listed, about=hidden, detail={"words": "Call from Kofi's mother"}
    )

    def seen_by(viewer):
        return [(each.people, each.words, each.what) for each in told(viewer)]

    assert seen_by(officer) == [([shown], "", "")]
    assert [row[0] for row in seen_by(listed)] == [[hidden], [hidden], [shown, hidden]]
    assert "Call from Kofi's mother" in seen_by(listed)[0]


@pytest.mark.parametrize(
    ("by", "who"),
    [(None, "Someone who had not signed in"), (log.Service("loader"), "The system (loader)")],
)
def test_those_who_are_not_staff_have_words_too(officer, by, who):
    log.record("accounts.sign_in_failed", by=by)

    assert [(each.who, each.refused) for each in told(officer)] == [(who, True)]


def test_sentences_stand_under_their_english_day_the_newest_first(officer):
    person = make_person()
    june, july = date(2026, 6, 30), date(2026, 7, 1)
    log.record("people.person_added", by=officer, about=person, at=clock.at_time(june, 23, 59))
    log.record("people.person_changed", by=officer, about=person, at=clock.at_time(july, 0, 1))

    days = tell(officer, events(Filters()))

    assert [(day.on, [each.did for each in day.sentences]) for day in days] == [
        (july, ["changed details of the person"]),
        (june, ["added the person"]),
    ]


def test_every_basis_of_a_decision_has_words():
    deciding = (access, emergencies, restrictions)
    source = "".join(Path(each.__file__).read_text(encoding="utf-8") for each in deciding)

    named = set(re.findall(r"(?:Outcome\.\w+|outcome),\s*\"([A-Z_]+)\"", source))

    assert len(named) > 5
    assert named | set(Allocation.Role) == set(BASES)


def test_fifty_events_ask_as_often_as_one(officer, django_assert_num_queries):
    person, team = make_person(), make_team()
    allocate(person, team=team)
    viewer = make_staff(team=team)

    def more(count):
        for entry in make_entries(person, count, sensitivity="RESTRICTED"):
            log.record("records.entry_opened", by=entry.author, about=person, target=entry)

    more(1)
    with django_assert_num_queries(5):
        told(viewer)
    for _ in range(5):
        more(2)
    with django_assert_num_queries(5):
        assert len(told(viewer)) == 11


def test_a_conflict_of_interest_closes_the_log_about_that_record_too(officer):
    person = make_person()
    log.record("records.timeline_opened", by=make_staff(), about=person)
    assert told(officer) != []

    declare_conflict(person, officer)

    assert told(officer) == []


def test_whom_staff_declared_is_told_to_them_their_manager_and_records_officers(officer):
    manager = make_staff(Role.MANAGER)
    user = make_staff(line_manager=manager)
    actions.declare(
        user=user,
        by=user,
        kind="RELATIVE",
        family_name="O'Brien",
        words="My aunt",
        asked_to_look="Her address",
    )

    for reads in (user, manager, officer):
        assert told(reads)[0].words == "O'Brien · My aunt · Her address"
    for role in (Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN, Role.MANAGER):
        (sentence,) = told(make_staff(role))
        assert sentence.words == ""
