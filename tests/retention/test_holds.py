import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from people.models import AccessReason
from retention import actions
from retention.models import Hold
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person, make_worker_of, restrict

pytestmark = pytest.mark.django_db


def officer_for(person):
    officer = make_officer()
    AccessReason.objects.create(
        person=person,
        user=officer,
        basis=AccessReason.Basis.REQUEST,
        words="A claim",
        given_at=clock.now(),
        expires_at=clock.add_hours(clock.now(), 8),
    )
    return officer


def place(person, by, **given):
    given = {
        "kind": "LITIGATION",
        "reason": "A fall in 2025",
        "authority": "Letter of 3 May",
        "review_on": clock.add_days(clock.today(), 90),
    } | given
    return actions.place_hold(person=person, by=by, **given)


def hold_page(person):
    return reverse("retention:hold", args=[person.key])


def typed(prefix, **given):
    day = clock.add_days(clock.today(), 90)
    given = {
        "review_on_day": day.day,
        "review_on_month": day.month,
        "review_on_year": day.year,
    } | given
    return {f"{prefix}-{name}": value for name, value in given.items()}


def test_a_hold_is_placed_shown_looked_at_and_ended_by_another(client):
    person = make_person()
    first, second = officer_for(person), officer_for(person)
    client.force_login(first)
    words = {"kind": "COMPLAINT", "reason": "A missed visit", "authority": "Ombudsman"}

    client.post(hold_page(person), {"do": "place", **typed("place", **words)})

    hold = Hold.objects.get()
    assert "A missed visit" in client.get(hold_page(person)).content.decode()
    client.force_login(second)
    look = {"do": "look", "hold": hold.key, **typed(f"l-{hold.key}", reason="Not decided")}
    assert client.post(hold_page(person), look).status_code == 302
    over = {"do": "end", "hold": hold.key, f"e-{hold.key}-reason": "Decided"}
    assert client.post(hold_page(person), over).status_code == 302
    hold.refresh_from_db()
    assert (hold.ended_by, hold.ended_because) == (second, "Decided")
    assert client.post(hold_page(person), over).status_code == 400


def test_who_placed_it_does_not_end_it():
    person = make_person()
    officer = officer_for(person)
    hold = place(person, officer)

    with pytest.raises(ValidationError, match="Another records officer"):
        actions.end_hold(hold, reason="Over", by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.update(ended_by=officer, ended_at=clock.now(), ended_because="Over")


@pytest.mark.parametrize("days", [0, 367])
def test_a_hold_is_looked_at_within_a_year(days):
    person = make_person()

    with pytest.raises(ValidationError):
        place(person, officer_for(person), review_on=clock.add_days(clock.today(), days))


def test_what_is_wrong_is_said_and_what_was_typed_stays(client):
    person = make_person()
    client.force_login(officer_for(person))

    page = client.post(hold_page(person), {"do": "place", "place-reason": "A missed visit"})

    assert page.status_code == 400
    assert "Select why the record is held" in page.content.decode()
    assert "A missed visit" in page.content.decode()


def test_others_see_that_it_is_held_and_not_why(client):
    person = make_person()
    place(person, officer_for(person))
    worker = make_worker_of(person)
    client.force_login(worker)

    page = client.get(reverse("retention:kept", args=[person.key])).content.decode()

    assert "This record is held" in page
    assert "A fall in 2025" not in page
    assert client.get(hold_page(person)).status_code == 403
    with pytest.raises(PermissionDenied):
        place(person, worker)


def test_the_list_has_the_first_to_look_at_on_top_and_nobody_hidden(client):
    people = [make_person(given_names=name) for name in ("Abena", "Efua", "Yaa")]
    officer = officer_for(people[0])
    for days, person in zip((50, 20, 30), people, strict=True):
        place(person, officer_for(person), review_on=clock.add_days(clock.today(), days))
    restrict(people[2])
    client.force_login(officer)

    page = client.get(reverse("retention:holds")).content.decode()

    assert 0 < page.index("Efua") < page.index("Abena")
    assert "Yaa" not in page
    assert client.get(reverse("retention:holds"), {"page": "x"}).status_code == 200
