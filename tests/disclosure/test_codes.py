"""A check code, compared with the record: what has it, and whether that is as it was signed."""

import pytest
from django.urls import reverse

import clock
from audit.models import Event
from records.actions import begin_chronology, freeze_chronology, pick_entries
from records.models import Entry, EntryVersion
from records.signed.digests import code_of
from tests.disclosure.factories import (
    make_letter,
    make_officer,
    make_ready,
    make_signed,
    sign_version,
)
from tests.disclosure.test_annex import attach
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(person):
    return make_worker_of(person, name="Fola Adeyemi")


def check(client, person, user, code):
    client.force_login(user)
    return client.post(reverse("disclosure:check-code", args=[person.key]), {"code": code})


def test_a_code_leads_to_what_was_signed_and_says_whether_it_stands(client, person, worker):
    entry = make_signed(person, author=worker)
    first = entry.versions.get()
    code = code_of(first.digest)

    shown = check(client, person, worker, code.lower().replace(" ", "")).text
    assert "It is as it was signed by Fola Adeyemi" in shown
    assert "corrected" not in shown
    sign_version(entry, values={"discussion": "Right"}, reason="Another day", at=clock.now())
    assert "It was corrected on" in check(client, person, worker, code).text
    (event, _) = Event.objects.filter(verb="disclosure.code_checked").order_by("pk")
    assert event.subjects == [person.key]


def test_what_is_not_what_was_signed_is_said(client, person, worker):
    entry = make_signed(person, author=worker)
    digest = entry.versions.get().digest
    other = make_signed(person, author=worker, values={"discussion": "Other"})
    version = other.versions.get()
    wrong = {"values": {}, "digest": "ab" * 32, "reason": "Another day", "signed_by": worker}
    EntryVersion.objects.create(entry=other, number=2, signed_at=version.signed_at, **wrong)

    assert "It is as it was" in check(client, person, worker, digest).text
    shown = check(client, person, worker, "ab" * 8).text
    assert "What is stored is not what was signed" in shown
    assert "Tell those who run the service" in shown


def test_a_code_of_another_record_or_of_what_is_closed_finds_nothing(client, person):
    officer = make_officer(person)
    elsewhere = make_signed(make_person()).versions.get().digest
    closed = make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED).versions.get().digest

    for digest in (elsewhere, closed, "0" * 16):
        shown = check(client, person, officer, code_of(digest))
        assert (shown.status_code, shown.context["found"]) == (200, [])
        assert "Nothing of this record that you may open" in shown.text


def test_chronologies_and_for_officers_copies_have_codes_too(client, person, worker):
    chronology = begin_chronology(person=person, by=worker, title="Falls", purpose="For the court")
    pick_entries(chronology=chronology, by=worker, entries=[make_signed(person)])
    freeze_chronology(chronology=chronology, by=worker)
    chronology.refresh_from_db()
    officer = make_officer(person)
    made = make_ready(person, officer, recipient="Dr Noor Ali")

    assert "It is as it was frozen" in check(client, person, worker, chronology.digest).text
    assert check(client, person, worker, made.check_code).context["found"] == []
    assert "for Dr Noor Ali" in check(client, person, officer, made.check_code).text


def test_files_and_letters_have_codes_too_where_their_entry_is_open(client, person, worker):
    file = attach(make_signed(person), "A plan", b"A plan of hers", "application/pdf")
    secret = make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED)
    closed = attach(secret, "A secret", b"A secret", "application/pdf")
    sent = make_letter(
        person,
        worker,
        state="SENT",
        failed_because="",
        sent_at=clock.now(),
        entry=make_signed(person),
        sha256="ab" * 32,
    )

    assert "File: A plan" in check(client, person, worker, code_of(file.sha256)).text
    officer = make_officer(person)
    assert check(client, person, officer, code_of(closed.sha256)).context["found"] == []
    assert sent.subject in check(client, person, worker, code_of(sent.sha256)).text


@pytest.mark.parametrize("wrong", ["", "9F3A", "9F3A 12C4 77AB 01DG", "0" * 65])
def test_what_is_no_code_is_said(client, person, worker, wrong):
    shown = check(client, person, worker, wrong)

    assert shown.status_code == 400
    assert "Enter" in str(shown.context["form"].errors)
