"""Files: what is accepted, who may open it, and how it is sent."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from records import accepted_files, actions, files
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import Attachment, Draft
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values, typed_for

PDF = b"%PDF-1.7\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20


def word(*names: str) -> bytes:
    """A document of Word, or something packed like one."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names or ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_as"),
    [
        (PDF, "letter.exe", "application/pdf", "letter.pdf"),
        (PNG, "../../etc/plan.png", "image/png", "plan.png"),
        (JPEG, "a b.JPEG", "image/jpeg", "a b.jpg"),
        (word(), "x.docx", accepted_files._WORD, "x.docx"),
        (b"Dear Win,\r\n", "note.txt", "text/plain", "note.txt"),
        (b"From: a@example.org\r\nSubject: x\r\n\r\nHi", "m.eml", "message/rfc822", "m.eml"),
    ],
)
def test_a_file_is_what_its_content_says(content, name, media_type, kept_as):
    accepted = accepted_files.accept(content, filename=name)

    assert (accepted.media_type, accepted.filename) == (media_type, kept_as)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "is empty"),
        (b"MZ\x90\x00", "letter.pdf", "not a kind that can be kept"),
        (b"<!doctype html><script>", "a.txt", "not a kind that can be kept"),
        (b"<svg xmlns=", "a.png", "not a kind that can be kept"),
        (word("a.txt"), "a.docx", "not a kind that can be kept"),
        (word("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", "kind"),
        (b"PK\x03\x04broken", "a.docx", "not a kind that can be kept"),
        (b"GIF89a", "a.gif", "not a kind that can be kept"),
        (b"\xff\xfe\x00a", "a.txt", "not a kind that can be kept"),
        (PDF + b"x" * accepted_files.LARGEST, "a.pdf", "larger than 20 MB"),
    ],
)
def test_anything_else_is_refused_with_a_reason(content, name, words):
    with pytest.raises(accepted_files.FileRefused, match=words):
        accepted_files.accept(content, filename=name)


@pytest.fixture
def person(db):
    return make_person(team=make_team())


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker


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
