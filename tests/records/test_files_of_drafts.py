"""Files of a draft: sent by a page or a button, described, and what an e-mail among them offers."""

import io
import shutil
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions, files
from records.catalogue import catalogue
from records.files import accepted as accepted_files
from records.files import examining, pictures_kept
from records.forms.token import new_token
from records.models import Attachment, Draft, Entry
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import describe, make_entry, note_values, typed_for
from tests.records.papers import mail, pdf, picture, word
from tests.security.clamd import EICAR, scanner

BODY = "Win fell  on Tuesday.\r\n\r\n  She says “no fuss”.\r\nFrom: Ana <ana@clarke.example>\r\n"
THREAD = (
    "Thank you.\r\n\r\n-----Original Message-----\r\nFrom: Ana Clarke <ana@clarke.example>\r\n"
    "Sent: 1 September 2026 09:10\r\nTo: Dr Sorsby\r\n\r\nMum fell on Tuesday.\r\n"
)


@pytest.fixture
def person(db):
    return make_person(team=make_team())


def begin(client, person, worker, *sent: tuple[str, bytes], key="case_note", field="attachments"):
    """Send files with the first save of a note; returns the answer."""
    token = new_token(person=person, record_type=catalogue().get(key), user=worker)
    uploads = [SimpleUploadedFile(name, content) for name, content in sent]
    typed = {} if key != "case_note" else typed_for(catalogue().get(key))
    data = typed | {
        "form_token": token.sealed(),
        "draft_version": "0",
        "act": "attach",
        f"{field}-file": uploads,
    }
    return client.post(
        reverse("records:write", args=[person.key, key]), data, headers={"Accept": "text/html"}
    )


def go_on(client, draft, **typed):
    """Press a button on the page of a draft."""
    token = new_token(
        person=draft.person,
        record_type=catalogue().get(draft.type_key),
        user=draft.author,
        draft=draft.key,
        corrects=draft.corrects,
    )
    data = draft.typed | {"form_token": token.sealed(), "draft_version": draft.version} | typed
    return client.post(reverse("records:edit-draft", args=[draft.person.key, draft.key]), data)


def signed_with(person, worker, content: bytes, name: str) -> Attachment:
    """A file of a signed entry."""
    record_type = catalogue().get("case_note")
    token = new_token(person=person, record_type=record_type, user=worker)
    draft = actions.save_draft(
        person=person, by=worker, key=token.key, record_type=record_type, typed={}, version=0
    )
    kept = actions.attach_file(
        draft=draft, by=worker, field="attachments", content=content, filename=name
    )
    describe(kept)
    make_entry(
        person=person,
        by=worker,
        submission=draft.key,
        values=note_values(attachments=[kept.key]),
    )
    kept.refresh_from_db()
    return kept


def test_several_files_are_kept_and_one_that_is_refused_loses_none(client, person, worker):
    page = begin(client, person, worker, ("a.pdf", pdf()), ("b.exe", b"MZ\0"), ("c.png", picture()))

    assert sorted(each.filename for each in Attachment.objects.all()) == ["a.pdf", "c.png"]
    assert page.context["desk"].mistakes[0]["text"].startswith("“b.exe” is not")
    assert Draft.objects.get().typed["note_about"] == ["Short answer to note_about"]


def test_a_page_that_sends_a_file_is_told_what_became_of_it(client, person, worker):
    token = new_token(person=person, record_type=catalogue().get("case_note"), user=worker)

    answer = client.post(
        reverse("records:write", args=[person.key, "case_note"]),
        {
            "form_token": token.sealed(),
            "draft_version": "0",
            "act": "attach",
            "attachments-file": SimpleUploadedFile("a.pdf", pdf()),
        },
        headers={"Accept": "application/json"},
    ).json()

    kept = Attachment.objects.get()
    assert (answer["saved"], answer["version"], answer["refused"]) == (True, 1, {})
    assert f'data-file="{kept.key}"' in answer["html"]["attachments"]


def test_words_inside_are_kept_for_search(client, person, worker):
    begin(client, person, worker, ("a.pdf", pdf("Her hip is healing")), ("b.docx", word("Tea")))

    found = [each.text for each in Attachment.objects.order_by("filename")]
    assert "Her hip is healing" in found[0]
    assert found[1] == "Tea"


def test_a_file_is_described_where_it_stands(client, person, worker):
    begin(client, person, worker, ("a.png", picture()))
    kept, draft = Attachment.objects.get(), Draft.objects.get()

    go_on(
        client,
        draft,
        act="save",
        **{
            f"file-{kept.key}-title": "Night notes",
            f"file-{kept.key}-source": "Ana Clarke",
            f"file-{kept.key}-dated_on_day": "3",
            f"file-{kept.key}-dated_on_month": "9",
            f"file-{kept.key}-dated_on_year": "2026",
            f"file-{kept.key}-handwriting": "illegible",
            f"file-{kept.key}-signed": "true",
            f"file-{kept.key}-typed": "Up at two, back by three.",
        },
    )

    kept.refresh_from_db()
    assert (kept.title, kept.source, kept.dated_on.isoformat()) == (
        "Night notes",
        "Ana Clarke",
        "2026-09-03",
    )
    assert (kept.is_legible, kept.is_signed_and_dated) == (False, True)
    assert kept.text == "Up at two, back by three."


def test_handwriting_that_cannot_be_read_asks_for_a_typed_version(client, person, worker):
    begin(client, person, worker, ("a.png", picture()))
    kept, draft = Attachment.objects.get(), Draft.objects.get()
    asked = {
        f"file-{kept.key}-title": "Night notes",
        f"file-{kept.key}-handwriting": "illegible",
    }

    page = go_on(client, draft, act="check", **asked)

    said = [each["text"] for each in page.context["desk"].mistakes]
    assert "Enter a typed version of what cannot be read" in said
    assert "Select whether it is signed and dated by the writer" in said


def test_an_email_fills_in_what_is_blank_and_nothing_else(client, person, worker):
    begin(client, person, worker, ("m.eml", mail(BODY)), key="email_received")
    draft = Draft.objects.get()
    draft.typed = {"subject": ["My own words"]}
    draft.save()

    go_on(client, draft, fill_from=Attachment.objects.get().key)

    draft.refresh_from_db()
    assert draft.typed["subject"] == ["My own words"]
    assert draft.typed["body_as_received"] == [BODY.replace("\r\n", "\n")]
    assert draft.typed["sender_other"] == ["Dr Sorsby <sorsby@surgery.example>"]
    assert (draft.typed["event_at_day"], draft.typed["event_at_time"]) == (["3"], ["14:05"])


def test_an_email_is_read_to_heading_thread_and_parties(client, person, worker):
    begin(
        client,
        person,
        worker,
        ("m.eml", mail(THREAD, Cc="Jo <j@x.example>")),
        key="email_received",
    )

    email = Attachment.objects.get().email
    assert email["from"] == "Dr Sorsby <sorsby@surgery.example>"
    assert (email["cc"], email["message_id"]) == (["Jo <j@x.example>"], "<one@surgery.example>")
    assert [(each["from"], each["sent"]) for each in email["thread"]] == [
        ("Ana Clarke <ana@clarke.example>", "1 September 2026 09:10")
    ]
    assert "Ana Clarke <ana@clarke.example>" in email["parties"]


def test_a_file_inside_an_email_is_added_by_itself(client, person, worker):
    begin(client, person, worker, ("m.eml", mail(files={"plan.pdf": pdf()})), key="email_received")
    outer, draft = Attachment.objects.get(), Draft.objects.get()

    go_on(client, draft, take_out=f"{outer.key}:0")
    go_on(client, draft, take_out=f"{outer.key}:7")

    inner = Attachment.objects.exclude(pk=outer.pk).get()
    assert (inner.filename, inner.source) == ("plan.pdf", "Dr Sorsby <sorsby@surgery.example>")
    assert files.read(inner.stored_as) == pdf()


def test_pages_are_shown_as_pictures_that_hold_nothing_else(client, person, worker):
    kept = signed_with(person, worker, pdf("Her hip is healing"), "a.pdf")

    page = client.get(reverse("records:look-at-file", args=[person.key, kept.key]))
    sent = client.get(reverse("records:file-page", args=[person.key, kept.key, 1, "large"]))

    assert "Her hip is healing" in page.text
    assert sent.headers["Content-Type"] == "image/png"
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    with Image.open(io.BytesIO(sent.content)) as opened:
        assert opened.width == 1100


@pytest.mark.parametrize("address", [(9, "large"), (1, "huge"), (0, "small")])
def test_there_is_no_picture_of_a_page_that_is_not_there(client, person, worker, address):
    kept = signed_with(person, worker, pdf(), "a.pdf")

    sent = client.get(reverse("records:file-page", args=[person.key, kept.key, *address]))

    assert sent.status_code == 404


def routes(person, kept):
    return [
        reverse("records:file", args=[person.key, kept.key]),
        reverse("records:file-page", args=[person.key, kept.key, 1, "small"]),
    ]


def test_a_file_that_waits_for_the_scanner_opens_once_it_is_clean(client, person, worker, settings):
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    kept = signed_with(person, worker, pdf(), "a.pdf")
    look = reverse("records:look-at-file", args=[person.key, kept.key])

    assert "gave no answer" in client.get(look).text
    assert [client.get(each).status_code for each in routes(person, kept)] == [404, 404]
    with scanner() as settings.CLAMD:
        client.post(reverse("records:scan-file", args=[person.key, kept.key]))

    assert [client.get(each).status_code for each in routes(person, kept)] == [200, 200]


def test_a_virus_that_is_found_late_closes_the_file(client, person, worker, settings):
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    kept = signed_with(person, worker, EICAR, "a.txt")

    with scanner() as settings.CLAMD:
        client.post(reverse("records:scan-file", args=[person.key, kept.key]))

    kept.refresh_from_db()
    assert kept.scan == Attachment.Scan.FOUND
    assert client.get(routes(person, kept)[0]).status_code == 404


def test_a_file_that_was_taken_off_the_record_is_shown_by_no_page(client, person, worker):
    kept = signed_with(person, worker, pdf(), "a.pdf")
    look = reverse("records:look-at-file", args=[person.key, kept.key])
    every = [look, *routes(person, kept)]
    assert [client.get(each).status_code for each in every] == [200, 200, 200]

    with transaction.atomic():
        Attachment.objects.update(taken_off_at=kept.added_at)
        assert [client.get(each).status_code for each in every] == [404, 404, 404]
        transaction.set_rollback(True)

    Entry.objects.update(taken_off_at=kept.added_at)
    assert [client.get(each).status_code for each in every] == [404, 404, 404]


def test_a_file_that_was_signed_meanwhile_is_neither_destroyed_nor_described(person, worker):
    note = catalogue().get("case_note")
    draft = actions.save_draft(
        person=person, by=worker, key=uuid.uuid4(), record_type=note, typed={}, version=0
    )
    file = actions.attach_file(
        draft=draft, by=worker, field="attachments", content=b"Hello", filename="a.txt"
    )
    describe(file)
    opened = Attachment.objects.select_related("draft").get(pk=file.pk)
    values = note_values(attachments=[file.key])
    entry = make_entry(person=person, by=worker, submission=draft.key, values=values)

    with pytest.raises(PermissionDenied):
        actions.take_off_file(attachment=opened, by=worker)
    with pytest.raises(PermissionDenied):
        actions.describe_file(attachment=opened, by=worker, said={"title": "Another"})
    assert entry.attachments.get().title == "a"


def signed_while(monkeypatch, person, worker, draft):
    """Have the draft signed by another window while a file that was sent is looked at."""
    accept = accepted_files.accept

    def slowly(content, *, filename):
        if Draft.objects.filter(pk=draft.pk).exists():
            ring = [ACTION | {"owner": worker}]
            make_entry(person=person, by=worker, submission=draft.key, actions=ring)
        return accept(content, filename=filename)

    monkeypatch.setattr(accepted_files, "accept", slowly)


ACTION = {"text": "Ring the surgery", "due_on": clock.today(), "priority": "ROUTINE"}


def note_draft(person, worker):
    typed = typed_for(catalogue().get("case_note"))
    return actions.save_draft(
        person=person,
        by=worker,
        key=uuid.uuid4(),
        record_type=catalogue().get("case_note"),
        typed=typed,
        version=0,
    )


def test_a_file_that_comes_while_its_draft_is_signed_is_kept_for_the_signed_entry(
    client, person, worker, monkeypatch
):
    draft = note_draft(person, worker)
    signed_while(monkeypatch, person, worker, draft)

    page = go_on(
        client, draft, act="attach", **{"attachments-file": SimpleUploadedFile("a.txt", b"Hello")}
    )

    entry, kept = Entry.objects.get(), Attachment.objects.get()
    assert (kept.draft.corrects, kept.entry) == (entry, None)
    shown = client.get(page.url)
    assert "This was signed while “a.txt” was being added. The file is kept" in shown.text
    assert "Short answer to note_about" in shown.text
    desk = shown.context["desk"]
    why = {"correction-kind": kind_of(desk), "correction-detail": "The letter came late."}
    describe(kept)
    go_on(client, kept.draft, act="check", **why)
    address = reverse("records:check-draft", args=[person.key, kept.draft.key])
    client.post(address, {"draft_version": Draft.objects.get().version})

    kept.refresh_from_db()
    assert kept.entry == entry
    assert [row.status for row in entry.actions.all()] == ["OPEN"]


def kind_of(desk):
    """The first reason for a correction."""
    return desk.correction.fields["kind"].choices[0][0]


def test_a_page_that_sends_such_a_file_is_told_where_it_is(client, person, worker, monkeypatch):
    draft = note_draft(person, worker)
    signed_while(monkeypatch, person, worker, draft)
    token = new_token(
        person=person, record_type=catalogue().get("case_note"), user=worker, draft=draft.key
    )

    answer = client.post(
        reverse("records:edit-draft", args=[person.key, draft.key]),
        draft.typed
        | {
            "form_token": token.sealed(),
            "draft_version": "1",
            "act": "attach",
            "attachments-file": SimpleUploadedFile("a.txt", b"Hello"),
        },
        headers={"Accept": "application/json"},
    ).json()

    kept = Attachment.objects.get()
    assert str(kept.draft.key) in answer["late"]["url"]
    assert not answer["saved"]


def test_a_file_that_came_after_the_last_look_is_not_lost_with_the_draft(person, worker):
    draft = note_draft(person, worker)
    kept = actions.attach_file(
        draft=draft, by=worker, field="attachments", content=b"Hello", filename="a.txt"
    )

    entry = make_entry(person=person, by=worker, submission=draft.key)

    kept.refresh_from_db()
    assert (kept.entry, kept.draft.corrects) == (None, entry)


def test_a_file_whose_draft_was_thrown_away_is_refused_in_words(person, worker):
    draft = note_draft(person, worker)
    opened = Draft.objects.get(pk=draft.pk)
    actions.throw_away_draft(draft=draft, by=worker)

    with pytest.raises(accepted_files.FileRefused, match="thrown away meanwhile"):
        actions.attach_file(
            draft=opened, by=worker, field="attachments", content=b"Hello", filename="a.txt"
        )


def kept_pictures():
    """Every file under the folder of pictures."""
    folder = Path(settings.MEDIA_ROOT) / pictures_kept.FOLDER
    return [each for each in folder.rglob("*") if each.is_file()]


@pytest.fixture
def no_pictures():
    shutil.rmtree(Path(settings.MEDIA_ROOT) / pictures_kept.FOLDER, ignore_errors=True)


def test_a_picture_is_made_once_and_asked_for_each_time(
    client, person, worker, monkeypatch, no_pictures
):
    kept = signed_with(person, worker, pdf("Her hip is healing"), "a.pdf")
    address = reverse("records:file-page", args=[person.key, kept.key, 1, "small"])
    first = client.get(address)
    seen = Event.objects.filter(verb="records.file_page_shown").count()
    monkeypatch.setattr(examining, "page", None)

    again = client.get(address)

    assert again.content == first.content
    assert Event.objects.filter(verb="records.file_page_shown").count() == seen + 1
    (at_rest,) = kept_pictures()
    assert b"\x89PNG" not in at_rest.read_bytes()
    assert kept.sha256 not in str(at_rest)
    client.force_login(make_staff())
    assert client.get(address).status_code != 200


def test_a_picture_that_was_damaged_is_made_anew(client, person, worker, no_pictures):
    kept = signed_with(person, worker, pdf(), "a.pdf")
    address = reverse("records:file-page", args=[person.key, kept.key, 1, "small"])
    first = client.get(address)
    (at_rest,) = kept_pictures()
    at_rest.write_bytes(b"Nonsense")

    assert client.get(address).content == first.content
    assert len(kept_pictures()) == 1


def test_pictures_go_with_the_file(
    client, person, worker, no_pictures, django_capture_on_commit_callbacks
):
    begin(client, person, worker, ("a.pdf", pdf()))
    kept = Attachment.objects.get()
    client.get(reverse("records:file-page", args=[person.key, kept.key, 1, "small"]))
    assert len(kept_pictures()) == 1

    with django_capture_on_commit_callbacks(execute=True):
        actions.take_off_file(attachment=kept, by=worker)

    assert kept_pictures() == []


def test_pictures_go_when_a_file_is_sealed(
    client, person, worker, no_pictures, django_capture_on_commit_callbacks
):
    kept = signed_with(person, worker, pdf(), "a.pdf")
    client.get(reverse("records:file-page", args=[person.key, kept.key, 1, "small"]))
    managers = [make_worker_of(person, Role.MANAGER) for _ in range(2)]
    asked = actions.ask_to_remove(
        entry=kept.entry, attachment=kept, reason="Not hers.", authority="Rule 4", by=managers[0]
    )

    with django_capture_on_commit_callbacks(execute=True):
        actions.agree_to_removal(removal=asked, by=managers[1])

    assert kept_pictures() == []
