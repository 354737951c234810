"""Facts about a person: changed by their pages, kept with their history, and kept back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import ChangeEntry, Event, EventDetail
from people import actions
from people.keeping import NOT_SAID, Told
from people.models import (
    Address,
    CommunicationNeed,
    ContactPoint,
    Detail,
    DetailsChange,
    KeptBack,
    Name,
    Person,
)
from people.queries import changes_of, find_people, format_needed
from people.questions import questions
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    make_detail,
    make_name,
    make_person,
    make_referral,
    make_worker_of,
)
from tests.people.test_views import ask_for, guarded_pages

pytestmark = pytest.mark.django_db

HOW = {"told_by": "Ama herself", "checked_how": "Said at the visit"}


def post(client, name, *args, **data):
    return client.post(reverse(f"people:{name}", args=args), HOW | data)


def test_a_changed_address_stays_in_the_history_with_its_dates_and_who_changed_it(client):
    person = make_person()
    worker = make_worker_of(person, name="Fola Adeyemi")
    old = Address.objects.create(
        person=person, lines="1 Example Row", postcode="ZZ1 4PL", since=date(2020, 1, 1)
    )
    client.force_login(worker)

    response = post(
        client,
        "change-fact",
        person.key,
        "addresses",
        old.key,
        kind="HOME",
        lines="2 Example Row",
        postcode="ZZ1 4PM",
        safety="SAFE",
        why="CHANGED",
        since_day="3",
        since_month="5",
        since_year="2026",
    )

    assert response.status_code == 302, response.text
    old.refresh_from_db()
    assert old.until == date(2026, 5, 3)
    page = client.get(reverse("people:area", args=[person.key, "addresses"])).text
    assert page.index("2 Example Row") < page.index("Before") < page.index("1 Example Row")
    changes = client.get(reverse("people:changes", args=[person.key])).text
    for words in ("1 Example Row", "2 Example Row", "Fola Adeyemi", "Ama herself", "at the visit"):
        assert words in changes
    assert find_people(worker, "ZZ1 4PL")[0] == []
    assert len(find_people(worker, "ZZ1 4PM")[0]) == 1


def test_what_is_typed_wrongly_is_asked_for_again_and_kept(client):
    person = make_person()
    client.force_login(make_worker_of(person))

    response = client.post(
        reverse("people:add-fact", args=[person.key, "reach"]),
        {"kind": "MOBILE", "value": "07700 900123", "safety": "AT_TIMES", "since_day": "40"},
    )

    assert response.status_code == 200
    for words in ("Enter when or how it is safe", "Enter who told us", "07700 900123"):
        assert words in response.text
    assert ContactPoint.objects.count() == 0


@pytest.mark.parametrize("area", ["names", "communication", "reach", "addresses", "kept-back"])
def test_every_form_answers_bad_input_with_words(client, area):
    person = make_person()
    client.force_login(make_worker_of(person))
    address = reverse("people:add-fact", args=[person.key, area])

    for posted in ({}, {"kind": "x\x00", "value": "a\x00b", "lines": "\x00", "entry": "../x"}):
        response = client.post(address, posted)

        assert response.status_code == 200
        assert "There is a problem" in response.text
    assert client.get(reverse("people:area", args=[person.key, "nothing"])).status_code == 404


def test_two_people_who_change_the_same_fact_do_not_both_win():
    person = make_person()
    worker = make_worker_of(person)
    old = Address.objects.create(person=person, lines="1 Example Row")
    twice = [Address(person=person, lines=f"{n} Example Row") for n in (2, 3)]

    actions.record_fact(twice[0], by=worker, told=NOT_SAID, replaces=old)

    with pytest.raises(ValidationError, match="Somebody else changed this"):
        actions.record_fact(twice[1], by=worker, told=NOT_SAID, replaces=old)


def test_one_way_to_reach_somebody_is_preferred():
    person = make_person()
    worker = make_worker_of(person)

    for value in ("07700 900123", "07700 900124"):
        actions.record_fact(
            ContactPoint(person=person, kind="MOBILE", value=value, is_preferred=True),
            by=worker,
            told=NOT_SAID,
        )

    assert [each.value for each in person.contact_points.filter(is_preferred=True)] == [
        "07700 900124"
    ]


def test_not_asked_and_prefers_not_to_say_are_kept_apart_from_nothing(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    block = reverse("people:block", args=[person.key, "equality"])

    response = client.post(
        block,
        HOW
        | {
            "q-ethnic_group": "Any other White background",
            "w-ethnic_group": "Turkish Cypriot",
            "q-religion": "=PREFERS_NOT",
            "q-sexual_orientation": "=NOT_ASKED",
        },
    )

    assert response.status_code == 302
    assert {row.question: row.words for row in person.details.all()} == {
        "ethnic_group": "Any other White background: “Turkish Cypriot”",
        "religion": "Prefers not to say",
        "sexual_orientation": "Not asked",
    }
    given = {
        "q-ethnic_group": "Any other White background",
        "w-ethnic_group": "Turkish Cypriot",
        "q-religion": "No religion",
        "q-sexual_orientation": "=NOT_ASKED",
    }
    client.post(block, HOW | given)
    assert person.details.filter(until=None).count() == 3
    assert person.details.get(question="religion", until=None).answer == "No religion"
    assert DetailsChange.objects.filter(what="Ethnic group").count() == 1


def test_ethnic_groups_are_the_nineteen_of_the_standard():
    groups = questions()["ethnic_group"].groups

    assert [len(choices) for _, choices in groups] == [5, 3, 4, 5, 2]


def test_who_this_is_is_put_right_with_what_it_was(client):
    person = make_person(nhs_number="9990000018")
    client.force_login(make_worker_of(person))
    given = {
        "pronouns": "they/them",
        "birth_precision": "ESTIMATED",
        "born_on_day": "1",
        "born_on_month": "7",
        "born_on_year": "1951",
        "nhs_number": "999 000 0018",
        "nhs_status": "VERIFIED",
        "why": "Read wrongly",
    }

    wrong = post(client, "identity", person.key, **given | {"nhs_number": "9990000019"})
    right = post(client, "identity", person.key, **given)

    assert "check digit" in wrong.text
    assert right.status_code == 302, right.text
    changes = {row.what: (row.was, row.became) for row in DetailsChange.objects.all()}
    assert changes["Date of birth"] == ("3 May 1950", "1 July 1951")
    assert changes["Pronouns"] == ("", "they/them")
    assert "about 1 July 1951" in client.get(reverse("people:about", args=[person.key])).text


def test_an_nhs_number_that_somebody_else_has_is_refused_with_words(client):
    make_person(nhs_number="9990000018")
    person = make_person()
    client.force_login(make_worker_of(person))

    response = post(
        client,
        "identity",
        person.key,
        birth_precision="UNKNOWN",
        nhs_number="9990000018",
        nhs_status="VERIFIED",
        why="Given",
    )

    assert response.status_code == 200
    assert "There is a problem" in response.text


def test_a_second_part_is_asked_for_and_dated_and_has_its_own_retention(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)

    response = post(
        client,
        "role",
        person.key,
        since_day="3",
        since_month="5",
        since_year="2026",
        reason="Asked for a carer's assessment",
    )

    assert response.status_code == 302, response.text
    person.refresh_from_db()
    role = person.roles.get()
    assert (person.is_both, role.kind, role.retention, role.since, role.told_by) == (
        True,
        "CARER",
        "carer_general",
        date(2026, 5, 3),
        "Ama herself",
    )
    with pytest.raises(ValidationError, match="that already"):
        actions.take_on_role(person=person, kind="CARER", reason="x", by=worker, told=NOT_SAID)
    assert client.get(reverse("people:role", args=[person.key])).status_code == 404


def test_a_code_is_shown_on_request_only_and_each_showing_is_an_event(client):
    person = make_person()
    code = KeptBack.objects.create(person=person, kind="KEY_SAFE", value="Zz4071", where="Porch")
    client.force_login(make_worker_of(person))
    show = reverse("people:show-fact", args=[person.key, "kept-back", code.key])

    asked = client.get(show)
    shown = client.post(show)

    assert "Zz4071" not in asked.text
    assert "Zz4071" in shown.text
    event = Event.objects.get(verb="people.kept_back_shown")
    assert (event.subjects, event.target) == ([person.key], code.key)


def test_who_does_not_work_with_the_person_says_why_they_need_the_code(client):
    team = make_team()
    person = make_person(team=team)
    code = KeptBack.objects.create(person=person, kind="KEY_SAFE", value="Zz4071")
    client.force_login(make_staff(team=team))
    show = reverse("people:show-fact", args=[person.key, "kept-back", code.key])

    without = client.post(show)
    given = client.post(show, {"reason": "Ambulance at the door"})

    assert "Zz4071" not in without.text
    assert "Enter why" in without.text
    assert "Zz4071" in given.text
    assert EventDetail.objects.filter(fields={"reason": "Ambulance at the door"}).count() == 1


def test_an_auditor_is_never_shown_a_code(client):
    person = make_person()
    code = KeptBack.objects.create(person=person, kind="KEY_SAFE", value="Zz4071")
    auditor = make_staff(Role.AUDITOR)
    make_referral(person, auditor)
    actions.give_reason(person=person, by=auditor, basis="AUDIT", words="In this month's sample")
    client.force_login(auditor)

    about = client.get(reverse("people:about", args=[person.key]))
    show = client.post(
        reverse("people:show-fact", args=[person.key, "kept-back", code.key]), {"reason": "Why"}
    )

    assert about.status_code == 200
    assert show.status_code == 403
    assert "Zz4071" not in about.text + show.text


def test_a_protected_name_is_for_those_who_are_named_and_no_trace_to_others(client):
    person = make_person()
    worker = make_worker_of(person)
    name = make_name(person, given_names="Zzprotected", is_protected=True)
    names = reverse("people:area", args=[person.key, "names"])
    show = reverse("people:show-fact", args=[person.key, "names", name.key])
    client.force_login(worker)

    unnamed = client.get(names), client.post(show, {"reason": "Court order"})
    actions.let_see_protected_names(
        person=person,
        user=worker,
        reason="Court order",
        expires_at=clock.add_hours(clock.now(), 24),
        by=make_manager_of(worker),
    )
    named = client.get(names), client.post(show, {}), client.post(show, {"reason": "Court order"})

    assert [each.status_code for each in unnamed] == [200, 404]
    assert "rotected name" not in unnamed[0].text
    assert ["Zzprotected" in each.text for each in named] == [False, False, True]


def test_a_former_name_is_protected_with_a_reason_and_is_gone_from_the_page(client):
    person = make_person()
    name = make_name(person, given_names="Zzformer")
    client.force_login(make_worker_of(person))
    names = reverse("people:area", args=[person.key, "names"])
    protect = reverse("people:protect-name", args=[person.key, name.key])

    before = client.get(names)
    asked = client.post(protect, {"reason": ""})
    done = client.post(protect, {"reason": "Asked for after gender recognition"}, follow=True)

    assert ["Zzformer" in each.text for each in (before, asked, done)] == [True, True, False]
    assert client.get(protect).status_code == 404


def make_manager_of(worker):
    manager = make_staff(Role.MANAGER)
    worker.line_manager = manager
    worker.save()
    return manager


def test_nothing_kept_back_stands_on_any_page_but_the_former_name_on_its_own(client):
    person = make_person()
    worker = make_worker_of(person, Role.PRACTITIONER, Role.MANAGER)
    actions.name_person(
        person=person, kind=Name.Kind.LEGAL, given_names="Esi", family_name="Zzprotected",
        by=worker, told=Told(by="Esi", checked="Seen"),
    )  # fmt: skip
    actions.name_person(
        person=person, kind=Name.Kind.LEGAL, given_names="Esi", family_name="Zzformer",
        by=worker, told=Told(by="Esi", checked="Seen"), before="PROTECT",
    )  # fmt: skip
    actions.name_person(
        person=person, kind=Name.Kind.LEGAL, given_names="Esi", family_name="Boateng",
        by=worker, told=Told(by="Esi", checked="Seen"),
    )  # fmt: skip
    for fact in (
        Address(person=person, kind="SAFE", lines="Zzsafe House", postcode="ZZ9 9ZZ"),
        KeptBack(person=person, kind="BANK", value="Zzbank"),
        KeptBack(person=person, kind="KEY_SAFE", value="Zzcode"),
    ):
        actions.record_fact(fact, by=worker, told=Told(by="Esi", checked="Seen"))
    make_detail(person, "gender_identity", "Zzidentity")
    make_detail(person, "sexual_orientation", "Zzorientation")
    client.force_login(worker)

    said = {}
    areas = ("names", "addresses", "kept-back", "reach", "communication")
    for pattern in guarded_pages():
        pattern = pattern.replace("<slug:block_key>", "equality")
        for area in areas if "<slug:area_key>" in pattern else ("",):
            answer = ask_for(client, pattern.replace("<slug:area_key>", area), person.key)
            body = getattr(answer, "content", b"").decode()
            said[pattern, area] = {word for word in SECRETS if word in body + str(answer.headers)}
    for address in ("/", "/people/mine/", "/people/find/"):
        said[address] = {word for word in SECRETS if word in client.get(address).text}
    for words in ("Zzformer", "Zzprotected", "ZZ9 9ZZ", "Boateng"):
        found = client.post("/people/find/", {"words": words}, follow=True)
        held = found.text.replace(f'value="{words}"', "").replace(words, "")
        said["find", words] = {word for word in SECRETS if word in held}
        assert (person.key in found.text) == (words == "Boateng")

    own_page = ("people/<slug:person_key>/details/<slug:area_key>/", "names")
    assert said.pop(own_page) == {"Zzformer"}
    assert {where: words for where, words in said.items() if words} == {}
    # Only what somebody searched for stands in the details, of that search.
    details = EventDetail.objects.exclude(fields__has_key="words").values()
    logged = str([*ChangeEntry.objects.values(), *details])
    assert [word for word in SECRETS if word in logged] == []


SECRETS = ("Zzformer", "Zzprotected", "Zzsafe", "Zzbank", "Zzcode", "Zzidentity", "Zzorientation")


def test_changes_name_nothing_that_is_kept_back_and_hide_protected_names_whole():
    person = make_person()
    worker = make_worker_of(person)
    name = Name(person=person, kind="FORMER", given_names="Zzprotected", is_protected=True)
    for fact in (name, Address(person=person, kind="SAFE", lines="Zzsafe House")):
        actions.record_fact(fact, by=worker, told=NOT_SAID)

    (change,) = changes_of(worker, person)

    assert (change.row.what, change.became) == ("Safe address", "Kept back: shown on request")


def test_the_format_of_letters_follows_the_need():
    person = make_person()
    worker = make_worker_of(person)
    none = format_needed(person)

    for kind, need in (("TIME", "More time"), ("LARGE_PRINT", "Large print, 18 point")):
        actions.record_fact(
            CommunicationNeed(person=person, kind=kind, need=need), by=worker, told=NOT_SAID
        )

    assert none is None
    assert format_needed(person).need == "Large print, 18 point"


def test_the_details_are_shown_in_few_queries_however_many_there_are(
    client, django_assert_max_num_queries
):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    for number in range(6):
        for fact in (
            Address(person=person, lines=f"{number} Example Row"),
            ContactPoint(person=person, kind="MOBILE", value=f"07700 90012{number}"),
            CommunicationNeed(person=person, need=f"Need {number}"),
        ):
            actions.record_fact(fact, by=worker, told=Told(by="Ama", checked="Seen"))

    for address in ("about", "changes"):
        with django_assert_max_num_queries(24):
            assert client.get(reverse(f"people:{address}", args=[person.key])).status_code == 200


def test_nobody_without_a_basis_changes_a_fact():
    person = make_person()
    stranger = make_staff()

    with pytest.raises(PermissionDenied):
        actions.record_fact(Address(person=person, lines="x"), by=stranger, told=NOT_SAID)
    with pytest.raises(PermissionDenied):
        actions.answer_questions(person=person, answers={}, by=stranger, told=NOT_SAID)
    assert (Address.objects.count(), Detail.objects.count()) == (0, 0)


def test_capacity_is_never_a_flag_on_a_person():
    words = [field.name for model in (Person, Detail) for field in model._meta.get_fields()]

    assert [name for name in [*words, *questions()] if "capacity" in name] == []
