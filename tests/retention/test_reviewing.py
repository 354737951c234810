"""What officers decide about a record whose time has come, and which records are listed."""

import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse, reverse_lazy

import clock
from accounts.models import SettingChange
from accounts.roles import Role
from audit.models import Event
from people.models import AccessReason
from retention import actions, also, certificates, destroying, queries, reckoning, rules
from retention.models import ArchiveOffer, Destruction, Due, Hold, KeptLonger
from retention.schedule import schedule
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer, make_signed
from tests.people.factories import (
    allocate,
    make_involvement,
    make_merged,
    make_person,
    make_worker_of,
    restrict,
)
from tests.retention.test_destroying import begin_draft, hold, old_record
from ui import formats

pytestmark = pytest.mark.django_db
LOOKED = ["claims", "safeguarding", "people", "paper", "archive"]
LOOKED += [f"also-{row.class_key}" for row in also.rows() if row.look]
ELSEWHERE = list(schedule().elsewhere)


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    settings.SEAL_FOLDER = str(tmp_path)


def page_of(person):
    return reverse("retention:review", args=[person.key])


def propose(person, by=None) -> Destruction:
    by = by or make_officer(person)
    return actions.propose_destruction(person=person, reason="Nothing needs it", by=by)


def test_one_officer_proposes_another_agrees_and_the_record_says_so(client):
    person = old_record()
    first, second = make_officer(person), make_officer(person)
    client.force_login(first)
    words = {"propose-reason": "Nothing needs it", "propose-looked": LOOKED}
    words["propose-elsewhere"] = ELSEWHERE

    assert client.post(page_of(person), {"do": "propose", **words}).status_code == 302
    own = client.post(page_of(person), {"do": "agree", "agree-answer": "Looked"})
    assert own.status_code == 400
    client.force_login(second)
    agree = {"do": "agree", "agree-answer": "Looked at the claims"}
    assert client.post(page_of(person), agree).status_code == 302

    plan = Destruction.objects.get()
    day = clock.add_days(clock.today(), 15)
    assert (plan.state, clock.day_of(plan.not_before)) == ("AGREED", day)
    kept = client.get(reverse("retention:kept", args=[person.key])).content.decode()
    assert "This record will be destroyed on" in kept
    assert f"Will be destroyed on {formats.day_and_month(day)}" in kept
    client.force_login(make_worker_of(person))
    top = client.get(reverse("people:about", args=[person.key])).text
    assert f"Will be destroyed on {formats.day_and_month(day)}" in top


def destroyed(plan: Destruction, by) -> str:
    """The certificate of a plan, as ``by`` reads it, once the day has come."""
    actions.agree_destruction(plan, answer="Looked", by=by)
    Destruction.objects.filter(pk=plan.pk).update(not_before=clock.now())
    certificate = destroying.destroy(plan.key)
    client = Client()
    client.force_login(by)
    return client.get(reverse("retention:certificate", args=[certificate.key])).text


def test_what_was_looked_at_and_seen_to_elsewhere_is_kept_with_who_and_when(client):
    person = old_record()
    first, second = make_officer(person, name="Helen Marsh"), make_officer(person)
    client.force_login(first)
    words = {"propose-reason": "Nothing needs it", "propose-looked": LOOKED}
    client.post(page_of(person), {"do": "propose", **words, "propose-elsewhere": ELSEWHERE})

    told = Event.objects.get(verb="retention.destruction_proposed")
    plan = Destruction.objects.get()
    assert (told.actor, told.target) == (first.staff_number, plan.key)
    assert told.shown == [f"looked:{key}" for key in LOOKED] + [
        f"elsewhere:{key}" for key in ELSEWHERE
    ]
    today = formats.day_and_month(clock.today())
    page = destroyed(plan, by=second)
    assert f"seen to by Helen Marsh on {today} before it was destroyed" in page
    assert all(words in page for words in schedule().elsewhere.values())


@pytest.mark.parametrize("ticked", [["email"], []])
def test_the_certificate_says_what_was_seen_to_and_nothing_else(ticked):
    person = old_record()
    plan = actions.propose_destruction(
        person=person, reason="Nothing needs it", elsewhere=ticked, by=make_officer(person)
    )

    page = destroyed(plan, by=make_officer(person))

    named = [key for key, words in schedule().elsewhere.items() if words in page]
    assert named == ticked
    assert ("seen to by" in page) == bool(ticked)


def test_what_was_not_looked_at_is_asked_for_and_what_was_typed_stays(client):
    person = old_record()
    client.force_login(make_officer(person))
    words = {"do": "propose", "propose-reason": "Nothing needs it"}
    some = {"propose-looked": LOOKED[:-1], "propose-elsewhere": ELSEWHERE}
    others = {"propose-looked": LOOKED, "propose-elsewhere": ELSEWHERE[1:]}

    for given, asks in ((some, "Look at each of these first"), (others, "See to each of these")):
        page = client.post(page_of(person), words | given)
        assert page.status_code == 400
        assert asks in page.text
        assert "Nothing needs it" in page.text
    assert not Destruction.objects.exists()


def test_whoever_worked_with_somebody_decides_nothing_about_their_record():
    person = old_record()
    once, now = make_officer(person), make_officer(person)
    allocate(person, once, ends_on=clock.add_days(clock.today(), -30))
    allocate(person, now)

    for worker in (once, now):
        with pytest.raises(PermissionDenied, match="You worked with this person"):
            propose(person, by=worker)
    plan = propose(person)
    with pytest.raises(PermissionDenied, match="You worked with this person"):
        actions.agree_destruction(plan, answer="Looked", by=once)


def test_nobody_agrees_to_their_own_nor_with_whom_they_manage():
    person = old_record()
    lead = make_officer(person)
    member = make_officer(person, line_manager=lead)
    plan = propose(person, by=member)

    for by in (member, lead):
        with pytest.raises(PermissionDenied):
            actions.agree_destruction(plan, answer="Looked", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.update(answered_by=member)

    SettingChange.objects.create(
        key="retention.approvers_not_in_line",
        old=1,
        new=0,
        reason="There are two of us",
        changed_by=lead,
        changed_at=clock.now(),
    )
    assert actions.agree_destruction(plan, answer="Looked", by=lead).state == "AGREED"


def test_who_wrote_most_of_a_record_does_not_decide_about_it():
    person = make_person()
    writer = make_officer(person)
    day = clock.at_time(clock.add_years(clock.today(), -10), 10)
    make_signed(person, event_at=day, signed_at=day, author=writer)

    with pytest.raises(PermissionDenied, match="You wrote most"):
        propose(person, by=writer)


def test_either_takes_it_back_and_a_refusal_says_why():
    person = old_record()
    first, second = make_officer(person), make_officer(person)
    refused = actions.refuse_destruction(propose(person, first), answer="A claim", by=second)
    taken = actions.withdraw_destruction(propose(person, first), reason="A call", by=second)

    assert (refused.state, taken.state) == ("REFUSED", "WITHDRAWN")
    with pytest.raises(ValidationError, match="decided this already"):
        actions.agree_destruction(refused, answer="Looked", by=second)
    assert destroying.do_what_is_due() == []


def test_a_record_that_is_held_or_not_due_or_drafted_on_cannot_be_proposed():
    held, young = old_record(), make_person()
    hold(held, by=make_officer(held))
    make_involvement(person=young, state="CLOSED", closed_on=clock.add_years(clock.today(), -2))

    with pytest.raises(ValidationError, match="is held"):
        propose(held)
    with pytest.raises(ValidationError, match="Its time has not come"):
        propose(young)


def test_what_was_proposed_is_not_agreed_once_the_record_has_changed():
    person = old_record()
    plan = propose(person)
    day = clock.at_time(clock.add_years(clock.today(), -10), 9)
    make_signed(person, event_at=day, signed_at=day)

    with pytest.raises(ValidationError, match="has changed since: entries"):
        actions.agree_destruction(plan, answer="Looked", by=make_officer(person))


def test_a_record_is_kept_longer_and_comes_back_on_its_day():
    person = old_record()
    officer = make_officer(person)
    reckoning.reckon_all()
    day = clock.add_days(clock.today(), 30)

    actions.keep_longer(person=person, reason="A book is written", review_on=day, by=officer)

    assert list(queries.due(officer, on=clock.today())) == []
    assert [row.person for row in queries.due(officer, on=day)] == [person]
    with pytest.raises(ValidationError, match="keep it for longer"):
        propose(person)


def keep(person, days, officer):
    day = clock.add_days(clock.today(), days)
    actions.keep_longer(person=person, reason="A book is written", review_on=day, by=officer)
    return day


def test_a_record_comes_back_on_the_day_that_was_decided_last():
    person = old_record()
    officer = make_officer(person)
    reckoning.reckon_all()
    keep(person, 300, officer)
    day = keep(person, 30, officer)

    assert list(queries.due(officer, on=clock.add_days(day, -1))) == []
    assert [row.person for row in queries.due(officer, on=day)] == [person]
    assert "It was decided to keep it for longer." in rules.in_the_way(person)
    assert rules.in_the_way(person, at=clock.at_time(day, 9)) == []


def test_what_was_decided_of_a_merged_record_holds_until_the_two_are_decided_about():
    kept, gone = old_record(), old_record()
    officer = make_officer(kept)
    keep(kept, 5, officer)
    later = keep(gone, 60, make_officer(gone))
    offer_open = ArchiveOffer.objects.create(
        person=gone,
        archive="Northmere Record Office",
        reason="One of the first",
        offered_on=clock.today(),
        offered_by=officer,
        offered_at=clock.now(),
    )
    make_merged(kept, gone)
    kept.refresh_from_db()
    reckoning.reckon_all()

    assert "It was decided to keep it for longer." in rules.in_the_way(kept)
    assert next(iter(queries.decided_before(kept))).review_on == later
    offer_open.refresh_from_db()
    assert offer_open.person == kept
    ArchiveOffer.objects.update(state="WITHDRAWN")
    assert list(queries.due(officer, on=clock.add_days(later, -1))) == []
    day = keep(kept, 10, officer)
    assert [row.person for row in queries.due(officer, on=day)] == [kept]


def test_the_page_says_until_when_it_is_kept_and_officers_why(client):
    person = old_record()
    officer, worker = make_officer(person), make_worker_of(person)
    day = keep(person, 60, officer)
    said = f"It was decided to keep it until {formats.day_and_month(day)}"

    for viewer, reads in ((worker, False), (officer, True)):
        client.force_login(viewer)
        shown = client.get(reverse("retention:kept", args=[person.key])).text
        assert (said in shown, "A book is written" in shown) == (True, reads)


def test_the_list_is_what_an_oracle_of_days_and_holds_says():
    dice, today = random.Random(8), clock.today()
    officer, expected = make_officer(), set()
    for _ in range(60):
        person = make_person()
        closed = clock.add_days(clock.add_years(today, -8), dice.choice([-400, -2, -1, 0, 1, 400]))
        make_involvement(person=person, state="CLOSED", closed_on=closed)
        is_open, is_held, is_kept, is_hidden = (dice.random() < 0.2 for _ in range(4))
        if is_open:
            make_involvement(person=person, role="CARER")
        if is_held:
            hold(person, by=make_officer(person))
        if is_kept:
            KeptLonger.objects.create(
                person=person,
                reason="A book",
                review_on=clock.add_days(today, 5),
                decided_by=officer,
                decided_at=clock.now(),
            )
        if is_hidden:
            restrict(person)
        anniversary = date(closed.year + 8, closed.month, closed.day)
        if anniversary < today and not (is_open or is_held or is_kept or is_hidden):
            expected.add(person.pk)
    reckoning.reckon_all()

    rows, more = queries.page_of(queries.due(officer, on=today), page=1, on=today)

    assert {row.person.pk for row in rows} == expected
    assert (len(expected) > 5, more, Hold.objects.exists()) == (True, False, True)


def due_in(days: int, **fields):
    """A record that comes to its review so many days from today."""
    person = make_person(**fields)
    day = clock.add_days(clock.today(), days - 1)
    make_involvement(person=person, state="CLOSED", closed_on=clock.add_years(day, -8))
    return person


def test_notice_is_given_for_ninety_days_and_no_more(client):
    now, first, last, after = [due_in(days) for days in (0, 1, 90, 95)]
    held, kept, back = due_in(40), due_in(-50), due_in(-50)
    officer, today = make_officer(), clock.today()
    hold(held, by=make_officer(held))
    for person, days in ((kept, 200), (back, 30)):
        actions.keep_longer(
            person=person,
            reason="A book is written",
            review_on=clock.add_days(today, days),
            by=make_officer(person),
        )
    reckoning.reckon_all()
    client.force_login(officer)

    page = client.get(reverse("retention:due"), {"show": "soon"})

    assert [row.person for row in page.context["rows"]] == [first, back, last]
    assert page.context["by_class"] == [("Adult social care record", 3)]
    assert "kept until then" in page.text
    listed = [row.person for row in client.get(reverse("retention:due")).context["rows"]]
    assert listed == [now]
    assert after not in listed


def test_what_waits_for_more_than_a_month_is_marked_and_told_higher_up(client):
    today = clock.today()
    days = (clock.add_months(today, -1) - today).days
    for each in (days - 3, days, days + 4):
        due_in(each)
    reckoning.reckon_all()
    officer, protector = make_officer(), make_staff(Role.DATA_PROTECTION_OFFICER)

    client.force_login(officer)
    rows = client.get(reverse("retention:due")).context["rows"]
    assert [row.is_late for row in rows] == [True, True, False]
    assert "2 of them more than a month late" in client.get("/").text
    client.force_login(protector)
    told = client.get("/").text
    assert "2 records due for review for more than a month" in told
    client.force_login(make_staff(Role.AUDITOR))
    assert "due for review" not in client.get("/").text


def test_a_record_is_late_from_the_day_until_which_it_was_kept():
    person, officer, today = due_in(-100), make_officer(), clock.today()
    KeptLonger.objects.create(
        person=person,
        reason="A book",
        review_on=clock.add_days(today, -5),
        decided_by=officer,
        decided_at=clock.now(),
    )
    reckoning.reckon_all()

    (row,), _ = queries.page_of(queries.due(officer, on=today), page=1, on=today)

    assert (row.is_late, row.comes_on) == (False, clock.add_days(today, -5))
    assert list(queries.late(officer, on=today)) == []


def test_a_stale_list_shows_nobody_who_came_back():
    person = old_record()
    reckoning.reckon_all()
    make_involvement(person=person, role="CARER")
    officer, today = make_officer(), clock.today()

    assert Due.objects.get().due_on <= today
    assert queries.page_of(queries.due(officer, on=today), page=1, on=today)[0] == []


def test_whoever_asks_by_name_and_date_of_birth_is_answered_and_nothing_says_the_name(client):
    person = old_record(given_names="Zoë", family_name="O’Brien", born_on=date(1942, 3, 14))
    person.names.create(kind="FORMER", given_names="Zoë", family_name="Hale")
    person.names.create(kind="FORMER", given_names="Zeno", family_name="Hale", is_protected=True)
    other = old_record(given_names="Zoë", family_name="O’Brien", born_on=date(1950, 1, 1))
    agreed = propose(person)
    destroyed(agreed, by=make_officer(person))
    certificate = certificates.Certificate.objects.get()
    assert "Brien" not in certificate.body
    client.force_login(make_officer(other))

    def answer(name, born_on=person.born_on):
        day = {"born_on_day": born_on.day, "born_on_month": born_on.month}
        page = reverse("retention:certificates")
        return client.post(page, {"name": name, **day, "born_on_year": born_on.year})

    address = reverse("retention:certificate", args=[certificate.key])
    for name in ("zoe o'brien", "Zoë  Hale"):
        assert address in answer(name).text
    for name, born_on in (("Zoe O'Brien", other.born_on), ("Zeno Hale", person.born_on)):
        page = answer(name, born_on).text
        assert (address in page, "No certificate is of this name" in page) == (False, True)
    refused = client.post(reverse("retention:certificates"), {"name": "Zoe"})
    assert (refused.status_code, "Enter when they were born" in refused.text) == (400, True)


def test_a_record_of_the_name_alone_is_shown_apart_as_perhaps_somebody_else(client):
    born_on = date(1942, 3, 14)
    known, estimated = (
        old_record(given_names="Zoë", family_name="Hale", born_on=born_on, birth_precision=how)
        for how in ("KNOWN", "ESTIMATED")
    )
    for each in (estimated, known):
        destroyed(propose(each), by=make_officer(each))
    of_name, of_both = certificates.Certificate.objects.order_by("number")
    client.force_login(make_officer())

    def answer(year):
        day = {"born_on_day": 14, "born_on_month": 3, "born_on_year": year}
        page = client.post(reverse("retention:certificates"), {"name": "Zoe Hale", **day})
        both, _, alone = page.text.partition("A record of this name without a date of birth")
        addresses = [reverse("retention:certificate", args=[c.key]) for c in (of_both, of_name)]
        return [[address in part for address in addresses] for part in (both, alone)]

    assert answer(1942) == [[True, False], [False, True]]
    assert answer(1950) == [[False, False], [False, True]]


def test_certificates_are_found_by_reference_and_by_check_code(client):
    whole, other = (
        certificates.issue(
            plan=f"plan {number}",
            subjects=[f"key {number}"],
            said={
                "council": "Northmere",
                "reference": f"P0900{number}",
                "proposed_by": {"name": "Helen Marsh"},
                "agreed_by": {"name": "Ruth Penhallow"},
            },
            destroyed_at=clock.now(),
        )
        for number in (1, 2)
    )
    officer = make_officer()
    client.force_login(officer)

    def found(words):
        page = client.get(reverse("retention:certificates"), {"words": words})
        return [each["row"] for each in page.context["rows"]]

    assert found("") == [other, whole]
    assert found(" p09001 ") == found(whole.digest.upper()) == [whole]
    for words in ("P0900", "P09003", "Helen Marsh", '"', "\\", "%", "x" * 101):
        assert found(words) == ([other, whole] if len(words) > 100 else []), words
    told = Event.objects.filter(actor=officer.staff_number, verb="retention.certificates_listed")
    assert "P0900" not in str(list(told.values("shown", "target", "subjects")))


def test_others_are_told_whom_to_ask(client):
    person = old_record()
    client.force_login(make_officer())

    assert client.get(reverse("retention:due")).status_code == 200
    assert client.get(page_of(person)).status_code == 302


# --- Several at once ----------------------------------------------------------------------------


TOGETHER = reverse_lazy("retention:together")


def opened(officer, *people):
    """Let an officer have opened some records today, and said why."""
    for person in people:
        AccessReason.objects.create(
            person=person,
            user=officer,
            basis=AccessReason.Basis.REQUEST,
            words="Its time is over",
            given_at=clock.now(),
            expires_at=clock.add_hours(clock.now(), 1),
        )
    return officer


def old_contact(**given):
    """Somebody who asked once, had no service, and whose time is over."""
    person = make_person(**given)
    day = clock.add_years(clock.today(), -5)
    make_signed(
        person,
        type_key="contact_referral_outcome",
        event_at=clock.at_time(day, 10),
        signed_at=clock.at_time(day, 11),
    )
    return person


def propose_all(client, people, **given):
    words = {"records": [person.key for person in people], "reason": "No service came of it"}
    return client.post(TOGETHER, words | {"looked": LOOKED, "elsewhere": ELSEWHERE} | given)


def test_several_contacts_are_proposed_by_name_and_agreed_but_for_one(client):
    people, by_itself = [old_contact() for _ in range(3)], old_record()
    reckoning.reckon_all()
    first, second = (opened(make_officer(by_itself), *people) for _ in range(2))
    client.force_login(first)
    page = client.get(TOGETHER)
    assert set(page.context["people"]) == {person.key for person in people}
    assert all(person.council_reference in page.text for person in people)

    assert propose_all(client, people).status_code == 302
    kept = {f"looked:{key}" for key in LOOKED} | {f"elsewhere:{key}" for key in ELSEWHERE}
    proposed = Event.objects.filter(verb="retention.destruction_proposed")
    assert [set(event.shown) for event in proposed] == [kept] * 3
    assert client.get(TOGETHER).context["people"] == {}
    assert client.get(TOGETHER, {"show": "answer"}).context["people"] == {}
    client.force_login(second)
    agreed = {"records": [person.key for person in people[1:]], "answer": "Looked at each"}
    assert client.post(f"{TOGETHER}?show=answer", agreed).status_code == 302

    states = dict(Destruction.objects.values_list("person", "state"))
    assert states == {people[0].pk: "PROPOSED", people[1].pk: "AGREED", people[2].pk: "AGREED"}
    told = Event.objects.filter(verb="retention.destruction_agreed")
    assert sorted(told.values_list("subjects", flat=True)) == sorted([p.key] for p in people[1:])


def test_only_what_was_opened_today_can_be_selected(client):
    one, other = old_contact(), old_contact()
    reckoning.reckon_all()
    client.force_login(opened(make_officer(), one))

    page = client.get(TOGETHER)

    assert page.context["to_open"] == [other]
    assert page_of(other) in page.text
    assert propose_all(client, [one, other]).status_code == 400
    assert propose_all(client, [one]).status_code == 302


def test_one_that_cannot_go_is_named_and_none_is_proposed(client):
    people = [old_contact(), old_contact(preferred_name="Bee Marlow")]
    reckoning.reckon_all()
    client.force_login(opened(make_officer(), *people))
    begin_draft(people[1])

    page = propose_all(client, people)

    assert page.status_code == 400
    assert "Bee Marlow: Somebody has begun to write on it" in page.text
    assert "No service came of it" in page.text
    assert not Destruction.objects.exists()


def test_what_wants_a_look_of_its_own_cannot_be_slipped_in(client):
    person, plain = old_record(), old_contact()
    reckoning.reckon_all()
    officer = opened(make_officer(), person, plain)
    client.force_login(officer)

    page = propose_all(client, [person, plain])

    assert page.status_code == 400
    assert "not on this list any more" in page.text
    with pytest.raises(ValidationError, match="by itself"):
        actions.propose_together(people=[person], reason="Old", by=officer)
    assert not Destruction.objects.exists()


def test_nobody_agrees_together_to_what_they_proposed_or_was_decided_meanwhile():
    people = [old_contact(), old_contact()]
    first, second = (opened(make_officer(), *people) for _ in range(2))
    plans = actions.propose_together(people=people, reason="Old", by=first)

    with pytest.raises(ValidationError, match="You proposed this"):
        actions.agree_together(plans=plans, answer="Looked", by=first)
    actions.refuse_destruction(plans[0], answer="A claim", by=second)
    with pytest.raises(ValidationError, match="decided this already"):
        actions.agree_together(plans=plans, answer="Looked", by=second)

    assert sorted(Destruction.objects.values_list("state", flat=True)) == ["PROPOSED", "REFUSED"]


def test_no_more_than_a_hundred_go_at_once():
    with pytest.raises(ValidationError, match="at most 100"):
        actions.propose_together(people=[make_person()] * 101, reason="Old", by=make_officer())
