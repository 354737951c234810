"""Drafts whose reader has changed, or whose page sends what no key can be."""

import uuid

import pytest
from django.urls import reverse

from records import actions
from records.catalogue import catalogue
from records.models import Draft
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values, typed_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["check-draft", "edit-draft"])
def test_a_correction_begun_shows_nothing_of_an_entry_closed_to_its_writer_since(client, page):
    person = make_person(team=make_team())
    worker, colleague = make_worker_of(person), make_staff(team=person.team)
    entry = make_entry(person=person, by=worker)
    note = catalogue().get("case_note")
    reason = {"correction-kind": ["Something was missing"], "correction-detail": ["A word."]}
    draft = actions.save_draft(
        person=person,
        by=colleague,
        key=uuid.uuid4(),
        record_type=note,
        typed=typed_for(note) | reason,
        version=0,
        corrects=entry,
    )
    address = reverse(f"records:{page}", args=[person.key, draft.key])
    client.force_login(colleague)
    assert client.get(address).status_code == 200
    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        values=note_values(
            sensitivity="Restricted to named people", discussion="Her brother is feared."
        ),
        statements=[],
        reason="Restricted to protect her",
    )

    response = client.get(address)

    assert response.status_code == 404
    assert "feared" not in response.text
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_forged_file_to_take_off_loses_nothing_typed(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    address = reverse("records:write", args=[person.key, "case_note"])
    token = client.get(address).context["desk"].token

    response = client.post(
        address, {"form_token": token, "discussion": "She slept.", "take_off": "\x00"}
    )

    assert response.status_code == 302
    assert Draft.objects.get().typed["discussion"] == ["She slept."]


def test_a_draft_that_was_thrown_away_is_made_anew_by_no_older_window():
    person = make_person()
    worker, key = make_worker_of(person), uuid.uuid4()

    def save(text, version):
        return actions.save_draft(
            person=person,
            by=worker,
            key=key,
            record_type=catalogue().get("case_note"),
            typed={"discussion": [text]},
            version=version,
        )

    actions.throw_away_draft(draft=save("Thrown away", 0), by=worker)
    for text, version in [("One window", 1), ("Another window", 1), ("A third, never saved", 0)]:
        assert save(text, version).key != key

    texts = {each.typed["discussion"][0] for each in Draft.objects.filter(copy_of=key)}
    assert texts == {"One window", "Another window", "A third, never saved"}


@pytest.mark.parametrize("gone", ["thrown away", "signed"])
@pytest.mark.parametrize("versions", [(1, 1), (2, 1), (0, 1)])
def test_two_pages_of_a_draft_that_is_gone_overwrite_neither(gone, versions):
    person = make_person()
    worker, note, key = make_worker_of(person), catalogue().get("case_note"), uuid.uuid4()
    entry = make_entry(person=person, by=worker)

    def save(text, version):
        return actions.save_draft(
            person=person,
            by=worker,
            key=key,
            record_type=note,
            typed={"discussion": [text]},
            version=version,
            corrects=entry,
        )

    draft = save("First", 0)
    if gone == "signed":
        actions.correct_entry(
            entry=entry,
            by=worker,
            submission=key,
            values=note_values(discussion="First"),
            statements=[],
            reason="I misread it",
        )
    else:
        actions.throw_away_draft(draft=draft, by=worker)
    save("Of one page", versions[0])
    save("Of the other", versions[1])
    again = save("Of the other", versions[1])

    kept = [each.typed["discussion"] for each in Draft.objects.order_by("pk")]
    assert kept == [["Of one page"], ["Of the other"]]
    assert again.copy_of == key
