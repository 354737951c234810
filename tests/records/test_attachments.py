"""Files: what is accepted, who may open it, and how it is sent."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from records import actions, files
from records.boxed import MOST_PAGES
from records.catalogue import catalogue
from records.files import accepted as accepted_files
from records.forms.token import new_token
from records.models import Attachment, Draft
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import describe, make_entry, note_values, typed_for
from tests.records.papers import mail, pdf, pdf_with, picture, word

PDF = pdf()
PNG = picture()
JPEG = picture("JPEG")


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_as"),
    [
        (PDF, "letter.exe", "application/pdf", "letter.pdf"),
        (PNG, "../../etc/plan.png", "image/png", "plan.png"),
        (JPEG, "a b.JPEG", "image/jpeg", "a b.jpg"),
        (word(), "x.docx", accepted_files.WORD, "x.docx"),
        (b"Dear Win,\r\n", "note.txt", "text/plain", "note.txt"),
        (mail(), "m.eml", "message/rfc822", "m.eml"),
    ],
)
def test_a_file_is_what_its_content_says(content, name, media_type, kept_as):
    accepted = accepted_files.accept(content, filename=name)

    assert (accepted.media_type, accepted.filename) == (media_type, kept_as)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(accepted_files.FileRefused, match="larger than 20 MB"):
        accepted_files.accept(PDF + b"x" * accepted_files.LARGEST, filename="a.pdf")


@pytest.fixture
def person(db):
    return make_person(team=make_team())


def send(client, person, worker, content: bytes, name: str, act: str = "attach"):
    token = new_token(person=person, record_type=catalogue().get("case_note"), user=worker)
    typed = typed_for(catalogue().get("case_note")) | {
        "form_token": token.sealed(),
        "draft_version": "0",
        "act": act,
        "attachments-title": "A letter",
        "attachments-source": "Dr Sorsby",
        "attachments-file": SimpleUploadedFile(name, content),
    }
    return client.post(reverse("records:write", args=[person.key, "case_note"]), typed)


def test_a_file_is_kept_encrypted_with_the_draft(client, person, worker):
    response = send(client, person, worker, PDF, "letter.pdf")

    kept = Attachment.objects.get()
    page = client.get(response.url)
    assert (kept.title, kept.source, kept.filename) == ("A letter", "Dr Sorsby", "letter.pdf")
    assert files.read(kept.stored_as) == PDF
    assert "A letter" in page.text


def test_a_file_that_cannot_be_kept_is_refused_and_the_text_stays(client, person, worker):
    page = send(client, person, worker, b"MZ\x90\x00", "letter.pdf", act="check")

    assert page.status_code == 200
    assert any(
        "not a kind that can be kept" in each["text"] for each in page.context["desk"].mistakes
    )
    assert Draft.objects.get().typed["note_about"] == ["Short answer to note_about"]
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("voice.mp3", b"ID3\x04\x00\x00\x00\x00\x00#" + bytes(64)),
        ("signed.mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)),
        ("voice.wav", b"RIFF$\x00\x00\x00WAVEfmt " + bytes(64)),
    ],
    ids=["mp3", "mp4", "wav"],
)
def test_a_recording_is_refused_with_what_to_do_instead(name, content):
    with pytest.raises(accepted_files.FileRefused, match="word for word as the person’s own words"):
        accepted_files.accept(content, filename=name)


def test_a_pdf_of_too_many_pages_is_refused_and_all_else_stays(client, person, worker):
    def grow(opened):
        for _ in range(MOST_PAGES):
            opened.add_blank_page()

    begun = send(client, person, worker, PDF, "letter.pdf")
    draft = Draft.objects.get()
    token = new_token(
        person=person, record_type=catalogue().get("case_note"), user=worker, draft=draft.key
    )
    page = client.post(
        begun.url,
        draft.typed
        | {
            "form_token": token.sealed(),
            "draft_version": draft.version,
            "act": "attach",
            "note_about": "What was typed since",
            "attachments-file": SimpleUploadedFile("bundle.pdf", pdf_with(grow)),
        },
    )

    assert page.status_code == 200
    assert "has more than 1,000 pages or parts. Split it" in page.text
    assert Draft.objects.get().typed["note_about"] == ["What was typed since"]
    assert "What was typed since" in page.text
    assert Attachment.objects.get().filename == "letter.pdf"


def test_a_file_is_taken_off_again(client, person, worker, django_capture_on_commit_callbacks):
    send(client, person, worker, PDF, "letter.pdf")
    kept, draft = Attachment.objects.get(), Draft.objects.get()
    token = new_token(
        person=person, record_type=catalogue().get("case_note"), user=worker, draft=draft.key
    )

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("records:edit-draft", args=[person.key, draft.key]),
            draft.typed
            | {"form_token": token.sealed(), "draft_version": "1", "take_off": kept.key},
        )

    assert Attachment.objects.count() == 0
    with pytest.raises(FileNotFoundError):
        files.read(kept.stored_as)


def test_a_file_is_sent_to_be_saved_and_never_run(client, person, worker):
    send(client, person, worker, b"hello", "note.txt")
    kept = Attachment.objects.get()

    response = client.get(reverse("records:file", args=[person.key, kept.key]))

    assert response.content == b"hello"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_file_of_a_draft_is_open_to_nobody_else(client, person, worker):
    send(client, person, worker, PDF, "letter.pdf")
    client.force_login(make_worker_of(person))

    response = client.get(reverse("records:file", args=[person.key, Attachment.objects.get().key]))

    assert response.status_code == 404


def test_a_file_of_a_restricted_entry_is_open_only_to_those_who_may_open_it(client, person, worker):
    key = uuid.uuid4()
    draft = actions.save_draft(
        person=person,
        by=worker,
        key=key,
        record_type=catalogue().get("case_note"),
        typed={},
        version=0,
    )
    kept = actions.attach_file(
        draft=draft, by=worker, field="attachments", content=PDF, filename="letter.pdf"
    )
    describe(kept)
    make_entry(
        person=person,
        by=worker,
        submission=key,
        values=note_values(attachments=[kept.key], sensitivity="Restricted to named people"),
    )
    address = reverse("records:file", args=[person.key, kept.key])
    colleague = make_staff(team=person.team)

    assert client.get(address).status_code == 200
    client.force_login(colleague)
    assert client.get(reverse("records:timeline", args=[person.key])).status_code == 200
    assert client.get(address).status_code == 404
