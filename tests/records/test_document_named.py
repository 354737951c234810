"""A statement that is known from a document names the document."""

import re

import pytest
from django.urls import reverse

import clock
from records.catalogue import catalogue, fields_by_name
from records.models import Attachment, Draft, Entry
from records.rules import readiness
from tests.records.factories import make_entry, note_values, sent_back, statement_typed, typed_for
from tests.records.test_writing import NOTE, autosave, post, token_for

pytestmark = pytest.mark.django_db


def typed(*, type_key=NOTE, **details):
    row = statement_typed("statements", "fact", "The dose was halved.")
    given = {f"statements-0-{name}": [text] for name, text in details.items()}
    return typed_for(catalogue().get(type_key)) | row | given


def sign(client, person, draft):
    address = reverse("records:check-draft", args=[person.key, draft.key])
    return client.post(address, {"draft_version": draft.version})


def test_a_draft_is_kept_and_asked_before_signing(client, person, worker):
    token = token_for(person, worker)
    unnamed = typed(source="Document", source_detail="Page 2")

    assert autosave(client, person, token, unnamed).status_code == 200
    answer = post(client, person, token, unnamed, version=1)
    draft = Draft.objects.get(key=token.key)
    page = answer if answer.status_code == 200 else client.get(answer.url)
    assert "enter which document" in page.text
    assert sign(client, person, draft).status_code == 200
    assert not Entry.objects.exists()

    post(
        client,
        person,
        token,
        unnamed | {"statements-0-source_document": ["GP letter, 3 May"]},
        version=draft.version,
    )
    draft.refresh_from_db()
    assert sign(client, person, draft).status_code == 302
    entry = Entry.objects.get()
    for name in ("entry", "print-entry"):
        shown = client.get(reverse(f"records:{name}", args=[person.key, entry.key])).text
        assert "a document: GP letter, 3 May, Page 2" in shown


def test_a_record_of_a_document_names_it_beforehand_and_no_other_source(client, person, worker):
    page = client.get(reverse("records:write", args=[person.key, "letter_received"]))
    row = page.context["desk"].form.rows["statements"].empty_form

    assert row["source"].value().value == "Document"
    assert row["source_document"].value() == "The letter received"

    token = token_for(person, worker)
    post(client, person, token, typed(source="First-hand", source_document="The letter received"))
    sign(client, person, Draft.objects.get(key=token.key))
    said = Entry.objects.get().versions.get().statements.get(field="statements")
    assert said.details == {"source": "First-hand"}


def test_what_was_signed_before_this_was_asked_stays_valid(client, person, worker, monkeypatch):
    old = {
        "field": "statements",
        "kind": "fact",
        "text": "The dose was halved.",
        "details": {"source": "Document"},
    }
    with monkeypatch.context() as then:
        then.setattr(readiness, "statement_problems", lambda row, **kind: [])
        entry = make_entry(
            person=person, by=worker, values=note_values(note_about="The dose"), statements=[old]
        )
    assert "a document" in client.get(reverse("records:entry", args=[person.key, entry.key])).text

    assert correct(client, entry, note_about="The tablets").status_code == 302
    assert entry.versions.count() == 2
    refused = correct(client, entry, **{"statements-0-text": "The dose was doubled."})
    assert "enter which document" in refused.text
    assert entry.versions.count() == 2


def correct(client, entry, **changed):
    why = {"correction-kind": "Something I wrote was wrong", "correction-detail": "I misread it"}
    address = reverse("records:correct-entry", args=[entry.person.key, entry.key])
    page = client.get(address)
    checked = client.post(
        page.context["desk"].action, sent_back(page) | why | changed | {"act": "check"}
    )
    if checked.status_code == 200:
        return checked
    draft = Draft.objects.get()
    given = {"draft_version": draft.version}
    return client.post(checked.url, given)


def test_the_main_text_names_its_document_and_a_record_of_one_does_not(client, person, worker):
    token = token_for(person, worker)
    unnamed = {"source": ["Document or record"], "source_document": [""]}
    post(client, person, token, typed(source="First-hand") | unnamed)
    draft = Draft.objects.get(key=token.key)
    refused = sign(client, person, draft)

    assert "enter which document or record" in refused.text.lower()
    letter = fields_by_name(catalogue().get("letter_received"))
    assert "source_document" not in letter


def test_an_entry_that_is_to_be_finished_is_asked_for_all_of_it(client, person, worker):
    lacking = {
        "field": "statements",
        "kind": "fact",
        "text": "He copes.",
        "details": {"source": "Document"},
    }
    entry = make_entry(
        person=person,
        by=worker,
        values=note_values(note_about="The dose", sensitivity=""),
        statements=[lacking],
        finish_later=True,
    )

    correct(client, entry, note_about="The tablets", sensitivity="Normal")

    entry.refresh_from_db()
    assert (entry.versions.count(), entry.finish_later) == (2, True)


def test_a_file_that_stands_on_the_form_is_offered_by_its_name(client, person, worker):
    token = token_for(person, worker)
    post(client, person, token, typed(source="First-hand"), act="save")
    draft = Draft.objects.get(key=token.key)
    address = reverse("records:edit-draft", args=[person.key, draft.key])
    assert '<option value="GP letter">' not in client.get(address).text
    Attachment.objects.create(
        person=person,
        draft=draft,
        field="attachments",
        title="GP letter",
        filename="letter.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as="letter",
        added_by=worker,
        added_at=clock.now(),
    )

    page = client.get(address).text

    assert '<datalist id="attached-files"><option value="GP letter">' in page
    for name in ("source_document", "statements-0-source_document"):
        control = re.search(f'<input[^>]*name="{name}"[^>]*>', page)[0]
        assert 'list="attached-files"' in control
