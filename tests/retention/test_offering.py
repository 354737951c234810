"""A record that is due is offered to an archive: nothing is destroyed until that is settled."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from audit.models import Event
from retention import actions, destroying, queries, reckoning, rules
from retention.models import ArchiveOffer, Certificate, Destruction, ScheduleChange
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person, make_worker_of
from tests.retention.test_destroying import agreed, old_record

pytestmark = pytest.mark.django_db
TODAY = clock.today()
HAND = {"handed_over": "A PDF on a disc", "receipt": "D/NM/2026/14"}


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    settings.SEAL_FOLDER = str(tmp_path)


def offer(person, by=None, **given):
    words = {"archive": "Northmere Record Office", "reason": "One of the first direct payments"}
    given = {"offered_on": TODAY, **words, **given}
    return actions.offer_to_archive(person=person, by=by or make_officer(person), **given)


def answered(row, says="ACCEPTED", by=None, **given):
    given = {"answer": "The archivist wrote", "answered_on": TODAY, **given}
    by = by or make_officer(row.person)
    return actions.keep_answer_of_archive(row, says=says, by=by, **given)


def handed(row, by=None, **given):
    by = by or make_officer(row.person)
    return actions.keep_handing_over(row, by=by, **{"handed_over_on": TODAY, **HAND, **given})


def propose(person):
    return actions.propose_destruction(
        person=person, reason="Nothing needs it", by=make_officer(person)
    )


def sent(day, name, prefix):
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{prefix}-{name}_{part}": value for part, value in parts.items()}


def test_on_the_page_it_is_offered_answered_and_handed_over(client):
    person = old_record()
    officer = make_officer(person)
    client.force_login(officer)
    page = reverse("retention:review", args=[person.key])
    steps = [
        {
            "do": "offer",
            "offer-archive": "Northmere Record Office",
            "offer-reason": "One of the first",
            **sent(TODAY, "offered_on", "offer"),
        },
        {
            "do": "archive",
            "archive-says": "ACCEPTED",
            "archive-answer": "Closed for 84 years",
            **sent(TODAY, "answered_on", "archive"),
        },
        {
            "do": "hand",
            "hand-handed_over": "A PDF on a disc",
            "hand-receipt": "D/NM/2026/14",
            **sent(TODAY, "handed_over_on", "hand"),
        },
    ]
    headings = []

    for step in steps:
        assert client.post(page, step).status_code == 302
        headings.append(client.get(page).text)

    assert "is offered to Northmere Record Office" in headings[0]
    assert "Propose that it is destroyed" not in headings[0] + headings[1]
    assert "Northmere Record Office takes this record" in headings[1]
    assert "D/NM/2026/14" in headings[2]
    assert "Propose that it is destroyed" in headings[2]
    verbs = ["archive_offered", "archive_answered", "archive_given"]
    events = Event.objects.filter(verb__startswith="retention.archive").order_by("pk")
    assert [each.verb for each in events] == [f"retention.{verb}" for verb in verbs]
    assert {each.actor for each in events} == {officer.staff_number}


def test_what_is_missing_stands_at_the_form_that_was_sent(client):
    person = old_record()
    client.force_login(make_officer(person))

    page = client.post(
        reverse("retention:review", args=[person.key]),
        {"do": "offer", "offer-archive": "Northmere Record Office"},
    )

    assert page.status_code == 400
    assert "Enter why the archive may want it" in page.text
    assert 'value="Northmere Record Office"' in page.text
    assert "Enter why it is kept for longer" not in page.text


def test_nothing_is_destroyed_while_an_offer_is_open():
    person = old_record()
    row = offer(person)

    with pytest.raises(ValidationError, match="has not answered"):
        propose(person)
    answered(row)
    with pytest.raises(ValidationError, match="was not handed over"):
        propose(person)
    plan = agreed(person)
    assert destroying.do_what_is_due() == []
    plan.refresh_from_db()

    assert plan.state == "STOPPED"
    assert "was not handed over" in plan.ended_because


def test_what_was_handed_over_goes_on_to_two_people_and_the_certificate_says_where_it_is():
    person = old_record()
    handed(answered(offer(person)))

    plan = actions.agree_destruction(
        propose(person), answer="Looked at the receipt", by=make_officer(person)
    )
    Destruction.objects.filter(pk=plan.pk).update(not_before=clock.now())
    destroying.do_what_is_due()

    said = json.loads(Certificate.objects.get().body)
    assert said["archives"] == [
        {
            "archive": "Northmere Record Office",
            "day": TODAY.isoformat(),
            "receipt": "D/NM/2026/14",
        }
    ]
    assert not ArchiveOffer.objects.exists()


def test_what_was_declined_goes_back_to_be_decided():
    person = old_record()
    officer = make_officer(person)
    reckoning.reckon_all()
    row = offer(person)
    away = list(queries.due(officer, on=TODAY)), queries.open_offers(officer)

    answered(row, "DECLINED")

    assert away == ([], [row])
    assert [each.person for each in queries.due(officer, on=TODAY)] == [person]
    assert queries.open_offers(officer) == []
    assert propose(person).state == "PROPOSED"


def test_an_offer_that_is_taken_back_leaves_the_record_as_it_was():
    person = old_record()
    row = answered(offer(person))

    actions.take_offer_back(row, reason="A brother objects", by=make_officer(person))

    assert offer(person).state == "OFFERED"
    with pytest.raises(ValidationError, match="seen to this already"):
        handed(row)
    with pytest.raises(ValidationError, match="seen to this already"):
        answered(row)


def test_only_a_record_that_is_due_is_offered_and_only_once():
    person, young = old_record(), make_person()
    planned = old_record()
    propose(planned)
    offer(person)

    for whom, why in (
        (young, "time has not come"),
        (person, "offered to an archive already"),
        (planned, "proposed to destroy"),
    ):
        with pytest.raises(ValidationError, match=why):
            offer(whom)
    with pytest.raises(ValidationError, match="offered to an archive"):
        actions.keep_longer(
            person=person,
            reason="A book",
            review_on=clock.add_days(TODAY, 9),
            by=make_officer(person),
        )


def test_days_follow_each_other():
    person = old_record()
    later, earlier = clock.add_days(TODAY, 1), clock.add_days(TODAY, -1)

    with pytest.raises(ValidationError, match="today or in the past"):
        offer(person, offered_on=later)
    row = offer(person)
    with pytest.raises(ValidationError, match="on which it was offered"):
        answered(row, answered_on=earlier)
    row = answered(row)
    with pytest.raises(ValidationError, match="on which the archive took it"):
        handed(row, handed_over_on=earlier)
    assert handed(row).state == "HANDED_OVER"


def test_it_is_for_records_officers_who_may_open_it():
    person = old_record()
    row = offer(person)

    for by in (make_worker_of(person), make_officer()):
        with pytest.raises(PermissionDenied):
            answered(row, by=by)
    assert answered(row).state == "ACCEPTED"


def test_the_database_refuses_an_answer_without_words_and_a_copy_without_a_receipt():
    row = answered(offer(old_record()))

    for wrong in ({"answer": ""}, {"state": "HANDED_OVER"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ArchiveOffer.objects.update(**wrong)
    row.refresh_from_db()
    assert row.state == "ACCEPTED"


def test_a_class_that_is_for_the_archive_is_offered_first():
    person, officer = old_record(), make_officer()
    ScheduleChange.objects.create(
        class_key=rules.reckoned_of(person).decides.kept.key,
        length=8,
        length_if_died=8,
        disposal="archive",
        basis="The council's own decision",
        authority="verified",
        reason="Wanted by the record office",
        starts_on=TODAY,
        state="IN_FORCE",
        asked_by=officer,
        asked_at=clock.now(),
        worked_out_at=clock.now(),
        decided_by=officer,
        decided_at=clock.now(),
    )

    with pytest.raises(ValidationError, match="before anything else"):
        propose(person)
    answered(offer(person), "DECLINED")
    assert propose(person).state == "PROPOSED"
