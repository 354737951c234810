"""What the coach is told beside the words: other records, files, and whose record may be meant."""

import pytest

from people.models import Conflict
from records.models import Entry
from records.quality import COACH, checks
from records.rules import coached
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_contact,
    make_person,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_entry, note_values
from tests.records.test_coached import checked, sign

pytestmark = pytest.mark.django_db
HIT = "She told me that he hit her on the arm."
WARD = "I saw Mrs Ward today. Mrs Ward was in bed. Her bed had been moved."


def said(client, person, worker, text):
    """The checks of which the page before signing speaks, by key, for a note of some words."""
    page = checked(client, person, worker, {"discussion": [text]})
    return {each.finding.check: each for each in page.context["coaching"].said}


def a_concern(person, *, by=None, **changed):
    """A signed concern about harm, as if it had been written on its own form."""
    entry = make_entry(person=person, by=by or make_worker_of(person))
    Entry.objects.filter(pk=entry.pk).update(type_key="safeguarding_concern", **changed)
    return entry


def test_every_check_says_who_speaks_of_it():
    told = [each.told_by for each in checks().values()]

    assert set(told) == {"coach", "form", "lists"}
    spoken = set(coached.told_by_coach())
    assert spoken >= {key for key, each in checks().items() if each.told_by == COACH}
    # That there is an answer is asked by the form; whether it says enough, by the coach.
    assert {checks()[key].category for key in spoken if checks()[key].told_by == "form"} == {
        "statements",
        "decisions",
        "actions",
    }
    assert told.count("coach") == 46


def test_signs_of_harm_are_asked_about_until_a_concern_is_raised(client, person, worker):
    assert "safeguarding_not_raised" in said(client, person, worker, HIT)

    a_concern(person)

    assert "safeguarding_not_raised" not in said(client, person, worker, HIT)


def test_a_concern_that_the_writer_may_not_open_is_as_if_it_were_not_there(client, person):
    team = make_team()
    allocate(person, team=team)
    team_mate = make_staff(team=team)
    a_concern(person, sensitivity="RESTRICTED")
    client.force_login(team_mate)
    assert "safeguarding_not_raised" in said(client, person, team_mate, HIT)


def test_words_about_a_file_are_asked_about_where_there_is_none(client, person, worker):
    found = said(client, person, worker, "The letter from the surgery is attached to this note.")
    assert found["attachment_missing"].words


def test_what_the_coach_says_of_the_whole_record_leads_to_a_question(client, person, worker):
    page = checked(client, person, worker, {"discussion": ["Rang."], "statements-0-text": [""]})
    (thin,) = [
        each for each in page.context["coaching"].said if each.finding.check == "content_too_thin"
    ]
    assert thin.target
    assert f"#{thin.target}" in page.content.decode()


def test_somebody_else_whom_the_writer_works_with_may_have_been_meant(client, person, worker):
    allocate(make_person(given_names="Joan", family_name="Ward"), worker)

    page = checked(client, person, worker, {"discussion": [WARD]})

    (asked,) = page.context["coaching"].to_put_right
    assert asked.finding.check == "wrong_record"
    assert "Ward" in asked.says
    again = sign(client, page)
    assert again.status_code == 200
    assert Entry.objects.count() == 0
    given = {f"coach-{asked.key}-reason": "They share the house; this is about both beds."}
    assert sign(client, page, **given).status_code == 302
    row = Entry.objects.get().versions.get().findings.get(check_key="wrong_record")
    assert row.reason == "They share the house; this is about both beds."


@pytest.mark.parametrize("kept_from", ["nobody", "restricted", "conflict", "around"])
def test_nobody_is_said_to_have_a_record_whom_the_writer_does_not_work_with(
    client, person, worker, kept_from
):
    ward = make_person(given_names="Joan", family_name="Ward")
    if kept_from != "nobody":
        allocate(ward, worker)
    if kept_from == "restricted":
        restrict(ward, make_staff())
    if kept_from == "conflict":
        declare_conflict(ward, worker)
        assert Conflict.objects.count() == 1
    if kept_from == "around":
        make_contact(person, name="Joan Ward")

    assert "wrong_record" not in said(client, person, worker, WARD)


def test_words_of_guidance_are_asked_about_until_the_manager_has_recorded_it(
    client, person, worker
):
    words = "My manager advised me to wait until the letter from the surgery has come."
    assert "manager_guidance_unconfirmed" in said(client, person, worker, words)

    entry = make_entry(person=person, by=make_worker_of(person), values=note_values())
    Entry.objects.filter(pk=entry.pk).update(type_key="manager_guidance")

    assert "manager_guidance_unconfirmed" not in said(client, person, worker, words)
