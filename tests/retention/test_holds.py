import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from audit.models import Event
from people.models import AccessReason
from records import actions as record_actions
from records import files
from records.catalogue import catalogue
from records.files.accepted import FileRefused
from records.models import Draft
from retention import actions
from retention.models import Hold
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person, make_worker_of, restrict
from tests.records.factories import typed_for

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


NOTE = "case_note"


def draft_of(worker, person, **given) -> Draft:
    given = {"key": uuid.uuid4(), "typed": typed_for(catalogue().get(NOTE)), "version": 0} | given
    return record_actions.save_draft(
        person=person, by=worker, record_type=catalogue().get(NOTE), **given
    )


def attached_to(draft, by, name="a.txt"):
    return record_actions.attach_file(
        draft=draft, by=by, field="attachments", content=b"Hello", filename=name
    )


@pytest.mark.parametrize("held", [True, False])
def test_a_draft_that_is_thrown_away_while_the_record_is_held_is_set_aside_with_its_files(
    client, held, django_capture_on_commit_callbacks
):
    person = make_person()
    worker = make_worker_of(person)
    draft = draft_of(worker, person)
    file = attached_to(draft, worker)
    if held:
        place(person, officer_for(person))
    client.force_login(worker)
    address = reverse("records:throw-away", args=[person.key, draft.key])

    asked = client.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(address, follow=True).text

    assert ("nothing of it is destroyed" in asked) == held
    assert ("is set aside and not destroyed" in page) == held
    assert ("Draft thrown away." in page) != held
    aside = list(Draft.objects.filter(set_aside_by=worker))
    assert [each.typed for each in aside] == ([draft.typed] if held else [])
    assert [list(each.attachments.all()) for each in aside] == ([[file]] if held else [])
    if held:
        assert files.read(file.stored_as) == b"Hello"
    verb = "records.draft_kept_by_hold" if held else "records.draft_thrown_away"
    assert Event.objects.filter(verb=verb, target=str(draft.key)).exists()
    assert client.post(address).url == reverse("records:drafts")  # sent twice


def test_nothing_comes_to_a_draft_that_was_set_aside_by_an_older_page():
    person = make_person()
    worker = make_worker_of(person)
    draft = draft_of(worker, person)
    place(person, officer_for(person))
    assert record_actions.throw_away_draft(draft=draft, by=worker)

    again = draft_of(worker, person, key=draft.key, version=1)
    with pytest.raises(FileRefused):
        attached_to(Draft.objects.get(set_aside_by=worker), worker)
    assert not record_actions.throw_away_draft(
        draft=Draft.objects.get(set_aside_by=worker), by=worker
    )

    assert (again.copy_of, again.set_aside_at) == (draft.key, None)
    assert Draft.objects.filter(person=person).count() == 2


def test_a_file_that_is_taken_off_a_draft_while_the_record_is_held_is_set_aside(
    django_capture_on_commit_callbacks,
):
    person = make_person()
    worker = make_worker_of(person)
    draft = draft_of(worker, person)
    file = attached_to(draft, worker)
    place(person, officer_for(person))

    with django_capture_on_commit_callbacks(execute=True):
        assert record_actions.take_off_file(attachment=file, by=worker)

    assert not draft.attachments.exists()
    aside = Draft.objects.get(set_aside_by=worker)
    assert (list(aside.attachments.all()), aside.typed) == ([file], {})
    assert files.read(file.stored_as) == b"Hello"
