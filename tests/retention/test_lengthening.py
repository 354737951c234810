"""What makes a record be kept longer and no answer of it says: recorded, counted, taken back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from audit.models import Event
from retention import actions, destroying, reckoning, rules
from retention.facts import facts_of
from retention.models import Due, Lengthening
from retention.rules import reckoned_of
from retention.schedule import LONGER_BY, schedule
from retention.telling import sentence
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person, make_worker_of
from tests.retention.test_destroying import agreed, old_record
from tests.retention.test_kept import written

pytestmark = pytest.mark.django_db
UNTIL = date(2051, 4, 1)
TRUST = "safeguarding_position_of_trust"


def lengthen(person, **given) -> Lengthening:
    given = {
        "class_key": TRUST,
        "until": UNTIL,
        "reason": "They are 67 on that day",
        "by": make_officer(person),
    } | given
    return actions.lengthen(person=person, **given)


def review_page(person):
    return reverse("retention:review", args=[person.key])


def test_every_circumstance_of_the_schedule_says_who_sees_to_it():
    said = {each.key: each.longer_by for each in schedule().classes.values() if each.longer_if}

    assert set(said.values()) <= set(LONGER_BY)
    assert {each.key for each in schedule().lengthened_by_officers} == {TRUST, "subject_access"}
    assert all(each.longer_if for each in schedule().lengthened_by_officers)


def test_it_is_kept_until_the_end_of_that_day_and_the_sentence_says_so():
    person = make_person()
    written(person, date(2026, 4, 1))

    lengthen(person)

    assert facts_of([person.pk])[person.pk].lengthened == ((TRUST, UNTIL),)
    assert reckoned_of(person).due == date(2051, 4, 2)
    assert sentence(reckoned_of(person), on=date(2026, 5, 1)) == (
        "This record will be due for review on 2 April 2051, as a records officer recorded why it "
        "is kept until 1 April 2051 (Allegation about a person in a position of trust), unless it "
        "is held because of a claim, an inquiry, a complaint or a request."
    )


def test_a_later_day_of_the_entries_wins():
    person = make_person()
    written(person, date(2026, 4, 1))

    lengthen(person, until=date(2030, 1, 1))

    assert reckoned_of(person).due == date(2034, 4, 2)


def test_it_stops_a_destruction_that_was_agreed(settings, tmp_path):
    settings.SEAL_FOLDER = str(tmp_path)
    person = old_record()
    plan = agreed(person)
    assert rules.in_the_way(person) == []

    lengthen(person, class_key="subject_access", until=clock.add_years(clock.today(), 6))

    assert rules.in_the_way(person) == ["Its time has not come."]
    assert destroying.do_what_is_due() == []
    plan.refresh_from_db()
    assert plan.state == "STOPPED"
    reckoning.reckon_all()
    assert Due.objects.get(person=person).class_key == "subject_access"


def test_an_officer_records_it_and_another_takes_it_back_with_a_reason(client):
    person = make_person()
    written(person, date(2026, 4, 1))
    client.force_login(make_officer(person, name="Helen Marsh"))
    said = {
        "do": "lengthen",
        "lengthen-class_key": TRUST,
        "lengthen-reason": "They are 67 on that day",
        "lengthen-until_day": 1,
        "lengthen-until_month": 4,
    }

    refused = client.post(review_page(person), said | {"lengthen-until_year": 2001})
    assert (refused.status_code, "Enter a day after today" in refused.text) == (400, True)
    assert "They are 67 on that day" in refused.text
    done = client.post(review_page(person), said | {"lengthen-until_year": 2051})
    assert done.status_code == 302

    row = Lengthening.objects.get()
    for page in (review_page(person), reverse("retention:kept", args=[person.key])):
        text = client.get(page).text
        assert "due for review on 2 April 2051" in text
        assert "They are 67 on that day" in text
        assert "recorded by Helen Marsh" in text
    second = make_officer(person, name="Owen Castell")
    client.force_login(second)
    back = {"do": "shorten", "shorten-lengthening": row.key, "shorten-reason": "Born in 1990"}
    assert client.post(review_page(person), back | {"shorten-reason": ""}).status_code == 400
    assert client.post(review_page(person), back).status_code == 302

    row.refresh_from_db()
    assert (row.ended_by, row.ended_because) == (second, "Born in 1990")
    text = client.get(review_page(person)).text
    assert "due for review on 2 April 2034" in text
    assert "taken back by Owen Castell" in text
    assert client.post(review_page(person), back).status_code == 400
    events = Event.objects.filter(target=row.key).order_by("pk").values_list("verb", flat=True)
    assert list(events) == ["retention.lengthened", "retention.lengthening_ended"]


def test_others_read_until_when_and_nothing_of_what_is_closed_to_them(client):
    person = make_person()
    written(person, date(2026, 4, 1), type_key="case_note")
    lengthen(person)
    client.force_login(make_worker_of(person))

    page = client.get(reverse("retention:kept", args=[person.key])).text

    assert "due for review on 2 April 2034" in page
    assert "It may be kept for longer than this says" in page
    for words in ("They are 67 on that day", "position of trust", "2051"):
        assert words not in page


def test_who_reads_such_an_entry_reads_until_when(client):
    person = make_person()
    alleged = [{"kind": "staff", "key": "S1", "name": "Jo Bloggs", "role": "carer from an agency"}]
    values = {"person_alleged": alleged}
    written(person, date(2026, 4, 1), type_key="safeguarding_concern", values=values)
    lengthen(person)
    client.force_login(make_worker_of(person))

    page = client.get(reverse("retention:kept", args=[person.key])).text

    assert "kept until 1 April 2051" in page
    assert "They are 67 on that day" not in page


def test_nobody_else_records_it_nor_for_another_class_or_time():
    person = make_person()
    written(person, date(2026, 4, 1))

    with pytest.raises(PermissionDenied):
        lengthen(person, by=make_worker_of(person))
    with pytest.raises(PermissionDenied):
        lengthen(person, by=make_staff())
    with pytest.raises(KeyError):
        lengthen(person, class_key="asc_general")
    for until in (clock.today(), clock.add_years(clock.today(), 71)):
        with pytest.raises(ValidationError, match="Enter a day after today"):
            lengthen(person, until=until)
    row = lengthen(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lengthening.objects.filter(pk=row.pk).update(ended_at=clock.now())
