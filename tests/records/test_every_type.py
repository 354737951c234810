"""Every type of the catalogue can be filled in, kept, checked, signed, read, corrected, copied."""

import re

import pypdfium2
import pytest
from django.urls import reverse

from disclosure import making
from records import files
from records.catalogue import catalogue, fields_by_name, form_sections
from records.catalogue import definitions as kinds
from records.forms.entry import entry_form
from records.forms.token import new_token
from records.forms.typed import as_posted
from records.models import Draft, Entry
from records.rules.own_words import TYPING_ERROR, WORD_FOR_WORD
from records.shown import presentation
from records.signed.digests import is_whole
from tests import assurance
from tests.disclosure.factories import make_export, make_officer
from tests.people.factories import make_person
from tests.records.factories import make_writer, put_on_entry_list, sent_back, typed_for

pytestmark = pytest.mark.django_db
TYPES = [each.key for each in catalogue().types]


@pytest.mark.parametrize("key", TYPES)
def test_every_question_has_a_control_of_its_own_kind(key):
    person = make_person()
    record_type = catalogue().get(key)

    form = entry_form(record_type, person, make_writer(person, record_type))

    plain = {name for name, made in form.fields.items() if type(made).__name__ == "ShortTextField"}
    asked = {each.name for section in form_sections(record_type) for each in section.fields}
    short = {name for name in asked if fields_by_name(record_type)[name].kind == kinds.SHORT_TEXT}
    assert plain <= short
    assert asked - {"record_as"} == {*form.fields, *form.rows, *form.file_forms} - {"record_as"}


@pytest.mark.parametrize("key", TYPES)
def test_a_filled_form_is_kept_checked_signed_and_read(client, key):
    typed, entry = _signed(client, key)

    version = entry.versions.get()
    assert is_whole(version)
    shown = presentation.present(version)
    assert shown.title == catalogue().get(key).title
    read = _everything_in(shown)
    for texts in typed.values():
        for text in texts:
            if "answer to" in text and text.split("answer to ")[1].split(".")[0] in version.values:
                assert text in read
    for row in version.statements.all():
        assert row.text in read
    for text in _texts_in_rows(catalogue().get(key), version.values):
        assert text in read
    assert not Draft.objects.filter(key=entry.submission).exists()


def _signed(client, key, person=None):
    """Fill a form in, check and sign it; return what was typed and the entry."""
    person = person or make_person()
    record_type = catalogue().get(key)
    writer = make_writer(person, record_type)
    client.force_login(writer)
    token = new_token(person=person, record_type=record_type, user=writer)
    typed = typed_for(record_type)
    response = client.post(
        reverse("records:write", args=[person.key, key]),
        typed | {"form_token": token.sealed(), "draft_version": "0", "act": "check"},
    )
    draft = Draft.objects.get(key=token.key)
    assert {name: draft.typed[name] for name in typed} == typed
    assert response.status_code == 302, _mistakes(record_type, person, writer, draft)
    check = reverse("records:check-draft", args=[person.key, draft.key])
    assert response.url == check
    page = client.get(check)
    assert page.status_code == 200
    response = client.post(check, {"draft_version": draft.version} | _reasons(page))
    assert response.status_code == 302, page.context["check"].mistakes
    entry = Entry.objects.get(submission=token.key)
    assert entry.author == writer
    return typed, entry


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(key, marks=[] if number % 8 == 0 else pytest.mark.assurance)
        for number, key in enumerate(TYPES)
    ],
)
def test_a_signed_entry_is_corrected_through_its_form(client, key):
    typed, entry = _signed(client, key)
    address = reverse("records:correct-entry", args=[entry.person.key, entry.key])
    untouched = client.post(address, sent_back(client.get(address)) | {"act": "check"})
    assert untouched.context["desk"].refusal.startswith("Nothing is different")
    assert not Draft.objects.exists()

    first = entry.versions.get()
    words = _own_words(first)
    right = {name: [f"{typed[name][0]} Put right at {name}."] for name in words}
    kind = TYPING_ERROR if set(words) & set(WORD_FOR_WORD) else "Something I wrote was wrong"

    _corrected(client, entry, typed | right, kind)

    first.refresh_from_db()
    second = entry.versions.get(number=2)
    assert is_whole(first)
    assert is_whole(second)
    read, before = (_everything_in(presentation.present(each)) for each in (second, first))
    shown = client.get(reverse("records:entry", args=[entry.person.key, entry.key]))
    assert "The clock had stopped" in shown.text
    for name in words:
        assert typed[name][0] in before
        assert right[name][0] in read
        assert f"Put right at {name}." in shown.text
    changed = {name.split("-")[0] for name in words} | {"event_at"}
    copies = {sets.field for sets in catalogue().get(key).sets if sets.copy in changed}
    assert {name for name, value in second.values.items() if value != first.values.get(name)} == (
        changed | copies
    ) & second.values.keys()


def _own_words(version):
    """Name, as typed, one of each sort of words in the type's own questions.

    That is a text, a cell of a row and a statement, as far as the type asks for them. What is
    kept word for word is only named where there is nothing else.
    """
    found = {}
    said = {row.field: row.kind for row in version.statements.all()}
    for name, asked in catalogue().get(version.entry.type_key).own_fields.items():
        if asked.kind in kinds.TEXTS and name in version.values and name not in WORD_FOR_WORD:
            found.setdefault(kinds.SHORT_TEXT, name)
        if asked.kind == kinds.STATEMENTS and said.get(name, "person_words") != "person_words":
            found.setdefault(asked.kind, f"{name}-0-text")
        for row in version.values.get(name, [])[:1] if asked.kind == kinds.ROWS else ():
            words = [each.name for each in asked.typed_columns if each.kind in kinds.TEXTS]
            cells = [f"{name}-0-{each}" for each in words if each in row]
            found |= {kinds.ROWS: found.get(kinds.ROWS, cells[0])} if cells else {}
    kept = [name for name in WORD_FOR_WORD if name in version.values]
    assert found or kept
    return list(found.values()) or kept


def _corrected(client, entry, typed, kind):
    """Correct an entry through its form: why its time is not known, and what is typed."""
    token = new_token(
        person=entry.person,
        record_type=catalogue().get(entry.type_key),
        user=entry.author,
        corrects=entry,
    )
    said = {"correction-kind": kind, "correction-detail": "I misread it"}
    posted = typed | said | {"event_at_why": ["The clock had stopped"]}
    posted |= {"form_token": token.sealed(), "draft_version": "0", "act": "check"}
    answer = client.post(
        reverse("records:correct-entry", args=[entry.person.key, entry.key]), posted
    )
    assert answer.status_code == 302, (
        answer.context["desk"].refusal or answer.context["desk"].form.mistakes
    )
    page = client.get(answer.url)
    draft = Draft.objects.get(key=token.key)
    given = {"draft_version": draft.version}
    signed = client.post(answer.url, given | _reasons(page))
    assert signed.status_code == 302, signed.context["check"].mistakes


@pytest.mark.parametrize(
    "types",
    [TYPES[::16], pytest.param(TYPES, marks=pytest.mark.assurance)],
    ids=["a few", "every"],
)
def test_every_answer_of_every_type_is_in_one_finished_copy(client, settings, tmp_path, types):
    settings.MEDIA_ROOT = tmp_path / "files"
    person, wanted = make_person(), []
    officer = make_officer(person)
    for record_type in map(catalogue().get, types):
        _, entry = _signed(client, record_type.key, person)
        version = entry.versions.get()
        read = _everything_in(presentation.present(version))
        wanted += [record_type.title, *(text for text in read if text)]
        wanted += _texts_in_rows(record_type, version.values)
        if entry.sensitivity == Entry.Sensitivity.RESTRICTED:
            put_on_entry_list(entry, officer)
    export = make_export(
        person, asked_by=officer, includes_restricted=True, restricted_because="The court asks"
    )

    making.make_copy(export.key, export.attempt)

    export.refresh_from_db()
    assert export.failed_because == ""
    document = pypdfium2.PdfDocument(files.read(export.stored_as))
    printed = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    printed = _squeezed(printed)
    assert len(wanted) > 20 * len(types)
    assert sorted({text for text in wanted if _squeezed(text) not in printed}) == []
    assurance.write(
        "every-type",
        "Every type of record: a run of the campaign",
        [
            "Each type is filled in, kept, checked, signed and read in every run of the tests. In",
            "this one the words of each are corrected through its form too, and what was signed",
            "through the forms stands in one finished PDF. Every required answer and every",
            "condition, those of the columns of rows too, is tried both ways in every run",
            "(`tests/records/catalogue`).",
            "",
            "| Types | Texts looked for in the PDF | Not found |",
            "|---|---|---|",
            f"| {len(types)} | {len(wanted):,} | 0 |",
        ],
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe-]+", "", text)


def _reasons(page):
    """Say why each answer that may be left is left: what the first choices do not make ask."""
    given = {}
    for each in page.context["check"].may_explain:
        given[f"{each.gap.prefix}-reason"] = each.gap.fields["reason"].choices[1][0]
        given[f"{each.gap.prefix}-detail"] = "Explained in the test."
    if page.context["check"].must_answer:
        given["finish_later"] = "on"
    return given


def _mistakes(record_type, person, writer, draft):
    form = entry_form(record_type, person, writer, as_posted(draft.typed))
    return form.is_valid() or form.mistakes


def _everything_in(shown) -> list[str]:
    rows = [*shown.header, *(row for section in shown.sections for row in section.rows)]
    texts = [row.text for row in rows]
    texts += [cell.text for row in rows for each in row.items for cell in each.cells]
    return texts + [each["text"] for row in rows for each in row.statements]


def _texts_in_rows(record_type, values):
    """Every text typed in a row; there is one in each column of words that is asked."""
    words = (kinds.SHORT_TEXT, kinds.LONG_TEXT)
    asked = [each for each in fields_by_name(record_type).values() if each.columns]
    found = [
        row[column.name]
        for each in asked
        for row in values.get(each.name, [])
        for column in each.columns
        if column.kind in words and column.name in row
    ]
    assert bool(found) == any(each.name in values for each in asked)
    return found
