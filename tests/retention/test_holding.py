"""A hold of every record that meets conditions: whom it holds, and what pages say of it."""

import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

import clock
from disclosure.requests.data import request_kinds
from people.models import Death, Involvement, Person, PersonRole
from records.catalogue.conditions import fields_in
from records.models import Entry
from retention import actions, also, holding, over, queries, reckoning, rules
from retention.models import Hold, Lengthening
from retention.schedule import schedule
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_officer, make_request, make_signed
from tests.people.factories import (
    make_address,
    make_contact,
    make_detail,
    make_involvement,
    make_person,
    make_worker_of,
    restrict,
)
from tests.retention.test_destroying import old_record
from tests.retention.test_kept import make_deputy

pytestmark = pytest.mark.django_db
DAYS = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 6, 30), date(2020, 7, 1)]


def hold_all(**conditions) -> Hold:
    given = {
        "kind": "INQUIRY",
        "reason": "An inquiry into falls",
        "authority": "Notice of 3 May",
        "review_on": clock.add_days(clock.today(), 90),
        "by": make_officer(),
    } | conditions
    return actions.hold_many(**given)


def entry_of(person, day, **given) -> Entry:
    at = clock.at_time(day, 0)
    return make_signed(person, event_at=at, signed_at=at, **given)


def test_whom_conditions_meet_is_what_an_oracle_says():
    dice = random.Random(8)
    writers, teams = [make_staff() for _ in range(2)], [make_team() for _ in range(2)]
    types = ["case_note", "safeguarding_concern"]
    people = [make_person() for _ in range(14)]
    for person in people:
        PersonRole.objects.filter(person=person).delete()
        for _ in range(dice.randrange(3)):
            entry = entry_of(person, dice.choice(DAYS), author=dice.choice(writers))
            Entry.objects.filter(pk=entry.pk).update(type_key=dice.choice(types))
        if dice.random() < 0.5:
            closed = dice.choice([None, *DAYS])
            make_involvement(
                person=person,
                team=dice.choice(teams),
                state="CLOSED" if closed else "CONTACT",
                opened_at=clock.at_time(DAYS[0], 0),
                closed_on=closed,
            )
        if dice.random() < 0.5:
            make_contact(person, organisation=dice.choice(["Alder House Ltd", "Beech Care"]))
        if dice.random() < 0.5:
            lines = dice.choice(["Flat 2, Alder House, Mill Lane", "1 Mill Lane"])
            make_address(person, lines=lines, kind=dice.choice(["HOME", "SAFE"]))
    asked = [
        {
            "kept_class": dice.choice(["", "safeguarding_adult"]),
            "writer": dice.choice([None, *writers]),
            "team": dice.choice([None, *teams]),
            "organisation": dice.choice(["", "ALDER house"]),
            "since": dice.choice([None, *DAYS[1:3]]),
            "until": dice.choice([None, *DAYS[1:3]]),
        }
        for _ in range(60)
    ]

    for each in asked:
        if each["since"] and each["until"] and each["since"] > each["until"]:
            continue  # no form takes these
        hold = Hold(**each, type_keys=holding.types_of(each["kept_class"]))
        expected = [person for person in people if _meets(person, **each)]
        assert list(holding.held_by(make_officer(), hold)) == expected, each


def _meets(person, *, kept_class, writer, team, organisation, since, until) -> bool:
    """Say the same by reading every row of the person."""
    first, last = since or date.min, until or date.max
    of_entries = bool(kept_class or writer) or (team is None and bool(since or until))
    entries = [
        each
        for each in Entry.objects.filter(person=person)
        if (not kept_class or each.type_key in holding.types_of(kept_class))
        and (writer is None or each.author == writer)
        and first <= clock.day_of(each.event_at) <= last
    ]
    times = [
        each
        for each in Involvement.objects.filter(person=person, team=team)
        if team and clock.day_of(each.opened_at) <= last and (each.closed_on or last) >= first
    ]
    around = [each.organisation.lower() for each in person.contacts.all()]
    around += [each.lines.lower() for each in person.addresses.exclude(kind="SAFE")]
    return (
        (bool(entries) or not of_entries)
        and (bool(times) or team is None)
        and (not organisation or any(organisation.lower() in each for each in around))
    )


def asked(kind):
    return lambda person: make_request(person, make_officer(person), kind=kind)


def told_of_inquest(person):
    given = {"since": date(2026, 6, 1), "precision": "KNOWN", "source": "CORONER"}
    Death.objects.create(person=person, concerns=["CORONER"], hold="NOT_ASKED", **given)


def in_law(words):
    return lambda person: make_detail(person, "legal_summary", words)


def answered(type_key, **values):
    return lambda person: make_signed(person, type_key=type_key, values=values)


def recorded_by_officer(person):
    Lengthening.objects.create(
        person=person,
        class_key="safeguarding_position_of_trust",
        until=date(2051, 4, 1),
        reason="They are 67 on that day",
        recorded_by=make_officer(),
        recorded_at=clock.now(),
    )


def alleges(**ref):
    named = [{"key": "", "name": "Jo Bloggs", "role": "", **ref}]
    return answered("safeguarding_concern", person_alleged=named)


def alleges_of_nurse(person):
    nurse = make_contact(person, kind="PROFESSIONAL")
    alleges(kind="contact", key=nurse.key)(person)


@pytest.mark.parametrize(
    ("kept_class", "comes_to_be"),
    [
        ("mental_health_s117", in_law("Was under Guardianship until 2019")),
        ("mental_health_s117", answered("legal_document", document_kind="Guardianship")),
        ("care_experienced_child", in_law("Two care leavers of this council")),
        ("safeguarding_position_of_trust", alleges(kind="staff")),
        ("safeguarding_position_of_trust", alleges(kind="other", role="Volunteer driver")),
        ("safeguarding_position_of_trust", lambda person: alleges_of_nurse(person)),
        ("safeguarding_position_of_trust", recorded_by_officer),
        ("safeguarding_adults_review", told_of_inquest),
        ("deputyship_appointeeship", lambda person: make_deputy(person, "Northmere Council")),
        ("mental_capacity_dols", lambda person: make_deputy(person, "Hale and Sons")),
        (
            "mental_capacity_dols",
            answered("legal_document", document_kind="Court of Protection order"),
        ),
        ("safeguarding_adult", answered("anonymous_concern", risk_now="Possibly")),
        ("subject_access", asked("ACCESS")),
        ("complaint", asked("CARE")),
    ],
)
def test_a_hold_by_class_holds_whatever_says_that_a_record_is_in_it(kept_class, comes_to_be):
    person, other = old_record(), old_record()
    make_detail(other, "legal_summary", "Was an apprentice of a guardianshipwright")
    answered("legal_document", document_kind="Tenancy or licence")(other)
    hold = hold_all(kept_class=kept_class)
    assert not holding.is_held(person)

    comes_to_be(person)

    assert holding.is_held(person)
    assert list(holding.held_by(make_officer(), hold)) == [person]


def test_a_concern_about_family_is_not_held_as_one_about_a_position_of_trust():
    person = old_record()
    daughter = make_contact(person, kind="FAMILY")
    alleges(kind="contact", key=daughter.key, role="unpaid carer")(person)
    hold_all(kept_class="safeguarding_position_of_trust")

    assert not holding.is_held(person)


def details_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
            " WHERE relname = 'people_detail'"
        )
        return cursor.fetchone()[0]


def test_whether_one_record_is_held_by_class_is_asked_of_it_alone():
    people = [old_record() for _ in range(4)]
    for each in people:
        in_law("Was under Guardianship until 2019")(each)
    hold_all(kept_class="mental_health_s117")
    with connection.cursor() as cursor:  # else tables as small as these are read whole
        cursor.execute("SET LOCAL enable_seqscan = off")
    before = details_read()

    assert holding.is_held(people[0])

    assert details_read() - before == 1


def test_of_a_class_that_the_record_says_days_and_writer_are_of_any_entry():
    person, writer = make_person(), make_staff()
    entry_of(person, DAYS[1], author=writer)
    in_law("Care leaver")(person)
    of_class = {"kept_class": "care_experienced_child"}

    def held(**conditions):
        hold = hold_all(**of_class, **conditions)
        return list(holding.held_by(make_officer(), hold)) == [person]

    assert held(writer=writer, since=DAYS[1], until=DAYS[2])
    assert not held(writer=make_staff())
    assert not held(since=DAYS[2])


def test_of_a_complaint_the_days_are_of_when_it_came():
    person, officer = make_person(), make_officer()
    make_request(person, officer, kind="DATA", received_on=DAYS[1])

    def held(**conditions):
        hold = hold_all(kept_class="complaint", **conditions)
        return list(holding.held_by(make_officer(), hold)) == [person]

    assert held(since=DAYS[1], until=DAYS[1])
    assert held(writer=officer)
    assert not held(until=DAYS[0])
    assert not held(writer=make_staff())


def test_the_database_knows_the_same_of_each_class_as_the_schedule_and_the_register():
    said = set()
    for row in also.rows():
        if row.authority:
            said.add((row.class_key, "authority", "", "", row.authority.kinds))
        if row.detail:
            said.add((row.class_key, "detail", "", row.detail.question, row.detail.words))
        if row.concerns:
            said.add((row.class_key, "death", "", "", row.concerns))
        for each in row.entries:
            asked = list(fields_in(each.where)) if each.where else [("", ())]
            said |= {
                (row.class_key, "entry", each.type, name, tuple(compared))
                for name, compared in asked
                if not each.names
            }
            if names := each.names:
                for what, answers in (
                    ("kind", names.kinds),
                    ("around", names.around),
                    ("words", names.words),
                ):
                    said.add((row.class_key, what, each.type, names.field, answers))
    for key in {kind.kept for kind in request_kinds().values()}:
        kinds = tuple(kind.key for kind in request_kinds().values() if kind.kept == key)
        said.add((key, "request", "", "", kinds))
    with connection.cursor() as cursor:
        cursor.execute("SELECT class, what, of_type, question, answers FROM retention_says()")
        rows = {(*row, tuple(answers)) for *row, answers in cursor.fetchall()}

    assert rows == said


def test_every_class_can_be_met_or_is_refused(client):
    client.force_login(make_officer())
    says = {row.class_key for row in also.rows()} | {kind.kept for kind in request_kinds().values()}
    for key in schedule().classes:
        met = holding.types_of(key) or key in says or over.goes_by(key) in ("class", "log")
        assert bool(met) != bool(holding.why_not_by(key)), key

    with pytest.raises(ValidationError, match="would hold nothing"):
        hold_all(kept_class="paper_original")
    page = client.post(reverse("retention:hold-many"), {"do": "count", "kept_class": "draft"})
    assert (page.status_code, "would hold nothing" in page.text) == (400, True)


def test_days_alone_hold_every_record_with_an_entry_in_them_where_both_are_said(client):
    person, other = make_person(), make_person()
    entry_of(person, DAYS[1])
    entry_of(other, DAYS[3])
    officer = make_officer()

    hold = hold_all(since=DAYS[1], until=DAYS[2])

    assert list(holding.held_by(officer, hold)) == [person]
    assert (holding.is_held(person), holding.is_held(other)) == (True, False)
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        hold_all(since=DAYS[1])
    client.force_login(officer)
    day = {"since_day": 1, "since_month": 1, "since_year": 2020}
    page = client.post(reverse("retention:hold-many"), {"do": "count", **day})
    assert "or both days" in page.text
    until = {"until_day": 30, "until_month": 6, "until_year": 2020}
    page = client.post(reverse("retention:hold-many"), {"do": "count", **day, **until})
    assert "or both days" not in page.text


def waiting(client) -> list[str]:
    return client.get(reverse("home")).context["inquiries"]


def test_each_public_inquiry_is_held_or_answered_with_a_reason_and_asked_for_until_then(client):
    names = [each.name for each in schedule().inquiries.values()]
    placer, other = make_officer(), make_officer()
    client.force_login(placer)
    assert waiting(client) == names
    holds, many = reverse("retention:holds"), reverse("retention:hold-many")
    assert client.get(holds).text.count("Nobody has said") == len(names)

    form = client.get(many, {"inquiry": "covid_19"}).context["form"]
    given = {"authority": "Letter of 3 May", "do": "place", **form.initial}
    review_on = clock.add_days(clock.today(), 90)
    for name, day in (
        ("since", given.pop("since")),
        ("until", given.pop("until")),
        ("review_on", review_on),
    ):
        given |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    assert client.post(many, given).status_code == 302
    why = reverse("retention:verify", args=["inquiry", "grooming_gangs"])
    assert client.post(why, {"read": ""}).status_code == 400
    client.post(why, {"read": "Nothing of this council is asked for"})

    assert waiting(client) == names[:1]
    shown = client.get(holds).text
    assert [shown.count(words) for words in ("Nobody has said", "Nothing is held", ">Held<")] == [
        1,
        1,
        0,
    ]
    assert "Nothing of this council is asked for" in shown
    hold = Hold.objects.get(inquiry="covid_19")
    assert (hold.since, hold.until) == (date(2020, 1, 1), date(2022, 7, 31))
    actions.end_hold(hold, reason="It has reported", by=other)
    shown = client.get(holds).text
    assert "Held no longer" in shown
    assert "It has reported" in shown
    assert waiting(client) == names[:1]


def test_a_record_that_comes_to_meet_the_conditions_is_held_from_then_on():
    team, person = make_team(), old_record()
    hold_all(team=team)
    assert rules.in_the_way(person) == []

    Involvement.objects.filter(person=person).update(team=team)

    assert rules.in_the_way(person) == ["The record is held."]
    reckoning.reckon_all()
    assert list(queries.due(make_officer(), on=clock.today())) == []


def test_what_was_merged_into_a_record_holds_it_too():
    team, kept, gone = make_team(), old_record(), old_record()
    Involvement.objects.filter(person=gone).update(team=team)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    hold = hold_all(team=team)

    assert holding.is_held(kept)
    assert holding.holds_of(kept) == [hold]


def test_it_is_counted_placed_shown_and_ended_by_another(client):
    team = make_team(name="Northgate Adults")
    person, hidden = old_record(given_names="Abena"), old_record(given_names="Yaa")
    Involvement.objects.update(team=team)
    restrict(hidden)
    first, second = make_officer(person), make_officer()
    client.force_login(first)
    day = clock.add_days(clock.today(), 90)
    typed = {
        "team": team.key,
        "kind": "INQUIRY",
        "reason": "An inquiry into falls",
        "authority": "Notice of 3 May",
        "review_on_day": day.day,
        "review_on_month": day.month,
        "review_on_year": day.year,
    }

    counted = client.post(reverse("retention:hold-many"), typed | {"do": "count"})
    assert "1 record would be held now" in counted.text
    assert not Hold.objects.exists()
    placed = client.post(reverse("retention:hold-many"), typed | {"do": "place"}, follow=True)

    assert "with which Northgate Adults worked" in placed.text
    assert ("Abena" in placed.text, "Yaa" in placed.text) == (True, False)
    assert "Northgate Adults" in client.get(reverse("retention:holds")).text
    own = client.get(reverse("retention:hold", args=[person.key])).text
    assert "An inquiry into falls" in own
    assert "It is over" not in own
    hold = Hold.objects.get()
    page = reverse("retention:hold-of-many", args=[hold.key])
    assert client.post(page, {"do": "end", "end-reason": "Over"}).status_code == 400
    client.force_login(second)
    assert client.post(page, {"do": "end", "end-reason": "Over"}).status_code == 302
    assert not holding.is_held(person)


def test_staff_are_told_that_it_is_held_and_not_why(client):
    person, team = old_record(), make_team()
    Involvement.objects.filter(person=person).update(team=team)
    hold_all(team=team)
    client.force_login(make_worker_of(person))

    page = client.get(reverse("retention:kept", args=[person.key])).text

    assert "but it is held" in page
    assert "An inquiry into falls" not in page


def test_it_needs_a_condition_and_an_officer(client):
    client.force_login(make_officer())
    page = client.post(reverse("retention:hold-many"), {"do": "count", "reason": "Falls"})
    assert "Choose a class, a team or a colleague" in page.text
    assert "Falls" in page.text

    with pytest.raises(PermissionDenied):
        hold_all(team=make_team(), by=make_staff())
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        hold_all()
