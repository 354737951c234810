"""Who opened the record, as a part of its copy."""

import html
import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from audit import log
from audit.models import Event
from disclosure import actions, contents, making
from disclosure.models import Export
from disclosure.pdf.layout import html_of
from governance import actions as governance
from people.access import Decision, Outcome
from tests.accounts.factories import make_staff
from tests.disclosure.factories import (
    NO_REQUEST,
    make_export,
    make_officer,
    make_signed,
    words_of_copy,
)
from tests.disclosure.test_making import squeezed, text_of
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(person, client):
    officer = make_officer(person, name="Helen Marsh")
    client.force_login(officer)
    return officer


@pytest.fixture
def workers(person):
    workers = [
        make_worker_of(person, name=name, job_title="Social worker")
        for name in ("Fola Adeyemi", "Marcus Webb")
    ]
    for worker in workers:
        because = Decision(Outcome.ALLOWED, "WORKER", "")
        log.record("people.about_opened", by=worker, about=person, because=because)
    log.record("people.people_listed", by=make_staff(name="Only Listed"), subjects=[person])
    return workers


def prepare(person, officer):
    since = clock.add_days(clock.today(), -30)
    return governance.prepare_access_list(
        person=person, since=since, until=clock.today(), by=officer
    )


def release(made, person, officer):
    return governance.release_access_list(made, person=person, checked="Read it all.", by=officer)


@pytest.fixture
def released(person, officer, workers):
    made = prepare(person, officer)
    asked = governance.ask_to_withhold(
        made, person=person, by=officer, staff_number=workers[1].staff_number, reason="A threat."
    )
    governance.answer_withholding(asked, person=person, agree=True, by=make_officer(person))
    release(made, person, officer)
    made.refresh_from_db()
    return made


def ask(client, person, **fields):
    given = {"submission": str(uuid.uuid4()), "purpose": "PERSON", "recipient": "Ama, by hand"}
    given |= NO_REQUEST
    return client.post(reverse("disclosure:ask", args=[person.key]), given | fields)


def test_a_copy_says_who_opened_the_record_as_it_was_released(person, officer, released):
    make_signed(person)
    log.record("people.about_opened", by=make_staff(name="Came Later"), about=person)
    export = make_export(person, asked_by=officer, openers_list=released.key)

    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()

    assert (export.state, export.failed_because) == ("READY", "")
    text = text_of(export)
    for words in (
        "Who opened this record",
        "Fola Adeyemi, social worker",
        "your worker",
        "opened the page about the person",
        "A member of staff whose name is left out",
        "2 lines on who opened the record",
    ):
        assert squeezed(words) in text
    for name in ("MarcusWebb", "CameLater", "OnlyListed"):
        assert name not in text
    made = Event.objects.get(verb="disclosure.export_made")
    assert "openings:2" in made.shown


def test_why_somebody_could_who_is_not_named_stays_out(person, officer, released):
    export = make_export(person, asked_by=officer, openers_list=released.key)

    openers = contents.collect(export, at=clock.now()).openers

    why = {each.who: each.why for each in openers.openings}
    assert why == {
        "Fola Adeyemi, social worker": "your worker",
        "A member of staff whose name is left out": "",
    }


def test_what_staff_are_called_is_escaped(person, officer, released):
    released.lines[0]["who"] = "<b>Fola</b> & Co"
    released.save()
    export = make_export(person, asked_by=officer, openers_list=released.key)

    laid_out = html_of(contents.collect(export, at=clock.now()))

    assert "<b>Fola" not in laid_out
    assert "<b>Fola</b> & Co" in html.unescape(laid_out)


def test_a_copy_says_nothing_of_it_unless_asked(person, officer, released):
    words = words_of_copy(person, asked_by=officer)

    assert "Who opened this record" not in words
    assert "Fola Adeyemi" not in re.sub(r"The council’s involvement.*", "", words)


def test_a_list_is_offered_once_it_is_released(client, person, officer, workers):
    address = reverse("disclosure:ask", args=[person.key])
    made = prepare(person, officer)
    assert "who has opened the record?" not in client.get(address).text
    assert ask(client, person, openers_list=made.key).status_code == 302
    assert Export.objects.get().openers_list == ""

    release(made, person, officer)
    page = client.get(address)
    answer = ask(client, person, openers_list=made.key)

    assert "(2 lines on who opened the record)" in page.text
    assert Export.objects.filter(openers_list=made.key).exists()
    asked = Event.objects.filter(verb="disclosure.export_asked").latest("pk")
    assert f"openers:{made.key}" in asked.shown
    assert "Included, from " in client.get(answer.url).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"purpose": "COURT"}, "this copy is not for the person"),
        ({"part": "CARER"}, "the list is of the whole record"),
        ({"openers_list": "another"}, "Select a valid choice"),
    ],
)
def test_a_list_goes_to_the_person_with_the_whole_record(
    client, person, officer, released, fields, words
):
    make_signed(person)
    make_signed(person, record_as="CARER")

    page = ask(client, person, **({"openers_list": released.key} | fields))

    assert page.status_code == 200
    assert words in page.text
    assert "Ama, by hand" in page.text
    assert not Export.objects.exists()


def test_the_list_of_another_record_goes_into_no_copy(person, officer, released):
    other = make_person()

    with pytest.raises(PermissionDenied, match="once it is released"):
        actions.ask_for_copy(
            person=other,
            by=make_officer(other),
            submission=uuid.uuid4(),
            purpose="PERSON",
            recipient="By hand",
            openers_list=released.key,
        )
