"""Files of the record that go with a letter: offered, looked over, sent and counted."""

import pytest
from django.core import mail
from django.urls import reverse

from audit.models import Event
from disclosure.letters import enclosing, sending
from disclosure.letters.models import Letter
from disclosure.sharing.queries import log_of
from records import files
from records.models import Attachment, Entry
from tests.disclosure.factories import make_signed, sign_version
from tests.disclosure.test_annex import WORD, attach
from tests.disclosure.test_letters import WORDS, begin, findings_of, typed, url, write
from tests.people.factories import (
    make_address,
    make_contact_point,
    make_person,
    make_worker_of,
)
from tests.records.papers import pdf, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    return worker


@pytest.fixture
def email(person):
    return make_contact_point(person, kind="EMAIL", value="ama@example.org")


@pytest.fixture
def plan(person):
    named = {"filename": "Plan of Win Clarke.PDF", "pages": 1}
    return attach(make_signed(person), "Care plan", pdf("Dear Win,"), "application/pdf", **named)


def test_files_that_were_chosen_go_with_an_email_and_are_counted(
    client, person, worker, email, plan
):
    other = attach(plan.entry, "A form", word(), WORD, filename="Win Clarke.docx")
    looked = client.post(
        begin(person), typed(client, person, address=email, enclosed=[plan.key, other.key])
    )
    assert "Care plan (opens in a new tab)" in looked.text
    letter = write(client, person, address=email, enclosed=[plan.key, other.key])

    sending.send(letter.key, letter.attempt)

    (sent,) = mail.outbox
    assert [(each[0], each[2]) for each in sent.attachments] == [
        ("file-1.pdf", "application/pdf"),
        ("file-2.docx", WORD),
    ]
    assert sent.attachments[0][1] == pdf("Dear Win,")
    assert "With this email: Care plan; A form." in sent.body
    letter.refresh_from_db()
    assert log_of(worker, person)[0].what.endswith("meeting you, with 2 files of the record")
    panel = client.get(reverse("records:entry", args=[person.key, letter.entry.key])).text
    assert "With it went: Care plan; A form." in panel
    event = Event.objects.get(verb="disclosure.letter_sent")
    assert {f"file:{plan.key}", f"file:{other.key}"} <= set(event.shown)
    assert "Files that went with it" in client.get(url("letter", person, letter.key)).text


def test_words_about_a_file_that_goes_with_it_are_not_pointed_out(
    client, person, worker, email, plan
):
    said = {"address": email, "body": f"{WORDS} Please find enclosed your care plan."}
    without = client.post(begin(person), typed(client, person, **said)).context["coaching"]
    assert "attachment_missing" in {each.finding.check for each in without.to_explain}

    rows = findings_of(write(client, person, **said, enclosed=[plan.key]))

    assert "attachment_missing" not in {row.check_key for row in rows.values()}


def test_only_what_the_writer_may_send_is_offered(client, person, worker, email, plan):
    restricted = {"sensitivity": Entry.Sensitivity.RESTRICTED, "author": worker}
    attach(make_signed(person, **restricted), "Secret", pdf(), "application/pdf")
    attach(plan.entry, "Not scanned", pdf(), "application/pdf", scan="WAITING")
    attach(make_signed(make_person()), "Of another", pdf(), "application/pdf")

    page = client.get(begin(person))

    offered = [words for _, words in page.context["form"].fields["enclosed"].choices]
    assert len(offered) == 1
    assert offered[0].startswith("Care plan (PDF), came with Telephone call")
    wrong = client.post(begin(person), typed(client, person, address=email, enclosed=["x"]))
    assert "Select files from the list" in wrong.text


def test_what_is_private_or_too_large_is_said_before_it_goes(
    client, person, worker, email, plan, monkeypatch
):
    flagged = make_signed(person, said=[{"text": "He drinks", "about_someone_else": True}])
    sign_version(flagged, values={"discussion": "A clock"}, reason="Not his")
    hidden = make_signed(person, values={"not_to_share_with_person": "Yes"})
    private = attach(flagged, "A statement", pdf(), "application/pdf")
    kept = attach(hidden, "A warning", pdf(), "application/pdf")
    monkeypatch.setattr(enclosing, "AT_MOST", plan.size)

    looked = client.post(
        begin(person),
        typed(
            client,
            person,
            address=email,
            enclosed=[plan.key, private.key, kept.key],
            route="Ordinary email (no personal details)",
        ),
    ).context["looked"]

    assert "“A statement” came with what is private to somebody else" in str(looked.warnings)
    assert "Files of the record go by ordinary email" in str(looked.warnings)
    assert "“A warning” came with what is not to be shown to them" in str(looked.stops)
    assert "The files are too large for an email" in str(looked.stops)


@pytest.mark.parametrize(
    ("is_taken_off", "why"),
    [(True, "may not go with it any more"), (False, "is missing from the store")],
)
def test_an_email_whose_file_cannot_go_does_not_go(
    client, person, worker, email, plan, is_taken_off, why
):
    letter = write(client, person, address=email, enclosed=[plan.key])
    if is_taken_off:
        Attachment.objects.filter(pk=plan.pk).update(taken_off_at=letter.written_at)
    else:
        files.remove(plan.stored_as)

    sending.send(letter.key, letter.attempt)

    letter.refresh_from_db()
    assert letter.state == Letter.State.FAILED
    assert why in letter.failed_because
    assert mail.outbox == []


def test_a_letter_on_paper_names_them_and_its_writer_prints_them(client, person, worker, plan):
    address = make_address(person)
    letter = write(client, person, goes="POST", address=address, enclosed=[plan.key])

    page = client.get(url("letter", person, letter.key)).text

    assert [each["title"] for each in letter.enclosed] == ["Care plan"]
    assert "Print them as well, and put them in." in page
