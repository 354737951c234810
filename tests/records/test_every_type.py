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
from records.rules import readiness
from records.shown import presentation
from records.signed.digests import is_whole
from tests import assurance
from tests.disclosure.factories import make_export, make_signed
from tests.people.factories import make_person
from tests.records.factories import make_writer, sent_back, typed_for

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


def _signed(client, key):
    """Fill a form in, check and sign it; return what was typed and the entry."""
    person = make_person()
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

    _corrected(client, entry, typed)

    assert [each.number for each in entry.versions.order_by("number")] == [1, 2]
    shown = client.get(reverse("records:entry", args=[entry.person.key, entry.key]))
    assert "The clock had stopped" in shown.text


def _corrected(client, entry, typed):
    """Correct an entry through its form: why its time is not known, all else as it was."""
    token = new_token(
        person=entry.person,
        record_type=catalogue().get(entry.type_key),
        user=entry.author,
        corrects=entry,
    )
    said = {"correction-kind": "Something I wrote was wrong", "correction-detail": "I misread it"}
    posted = typed | said | {"event_at_why": ["The clock had stopped"]}
    posted |= {"form_token": token.sealed(), "draft_version": "0", "act": "check"}
    answer = client.post(
        reverse("records:correct-entry", args=[entry.person.key, entry.key]), posted
    )
    assert answer.status_code == 302, answer.context["form"].mistakes
    page = client.get(answer.url)
    draft = Draft.objects.get(key=token.key)
    given = {"draft_version": draft.version, "signed_version": "1"}
    signed = client.post(answer.url, given | _reasons(page))
    assert signed.status_code == 302, signed.context["check"].mistakes


@pytest.mark.parametrize(
    "types",
    [TYPES[::16], pytest.param(TYPES, marks=pytest.mark.assurance)],
    ids=["a few", "every"],
)
def test_every_answer_of_every_type_is_in_one_finished_copy(settings, tmp_path, types):
    settings.MEDIA_ROOT = tmp_path / "files"
    person, wanted = make_person(), []
    for record_type in map(catalogue().get, types):
        writer = make_writer(person, record_type)
        form = entry_form(record_type, person, writer, as_posted(typed_for(record_type)))
        assert form.is_valid(), form.mistakes
        answered = form.answered()
        entry = make_signed(
            person,
            author=writer,
            type_key=record_type.key,
            type_version=record_type.version,
            values={"direction": None, "reason_for_call": None} | answered.values,
            said=[
                {"field": row["field"], "kind": row["kind"], "text": row["text"]}
                for row in answered.statements
            ],
        )
        version = entry.versions.get()
        read = _everything_in(presentation.present(version))
        wanted += [record_type.title, *(text for text in read if text)]
        wanted += _texts_in_rows(record_type, version.values)
    export = make_export(person)

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
            "Each type is filled in, kept, checked, signed and read in every run of the tests; it",
            "is corrected through its form, and all stand in one finished PDF, in this one. Every",
            "required answer and every condition is tried both ways in every run",
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


SAMPLE = ["visit_face_to_face", "phone_call", "case_note", "decision_record", "manager_guidance"]


@pytest.mark.parametrize("key", SAMPLE)
def test_each_required_answer_that_is_missing_is_said(key):
    person = make_person()
    record_type = catalogue().get(key)
    writer = make_writer(person, record_type)
    typed = typed_for(record_type)
    typed.pop("voice_missing_reason", None)
    required = [
        asked
        for section in form_sections(record_type)
        for asked in section.fields
        if asked.required
        and asked.required_if is None
        and asked.show_if is None
        and not asked.needs_fact
    ]
    assert len(required) >= 5

    for asked in required:
        # The main text may be written as statements, so it is missing where these are too.
        gone = {asked.name, kinds.MAIN_STATEMENTS if asked.name == kinds.MAIN_TEXT else asked.name}
        left = {
            name: texts
            for name, texts in typed.items()
            if not name.startswith(tuple(f"{each}{end}" for each in gone for end in "_-"))
            and name not in gone
        }
        found = _fields_in_the_way(record_type, person, writer, left)
        assert asked.name in found, asked.name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (each.key, asked.name)
        for each in catalogue().types
        for section in form_sections(each)
        for asked in section.fields
        if asked.show_if is not None and asked.name in each.own_fields and asked.required
    ],
)
def test_a_question_is_asked_only_while_its_condition_holds(key, name):
    person = make_person()
    record_type = catalogue().get(key)
    writer = make_writer(person, record_type)
    fields = fields_by_name(record_type)
    condition = fields[name].show_if
    hides = next(v for v in fields[condition.field].choice_values if v not in condition.values)
    typed = {
        typed_name: texts
        for typed_name, texts in typed_for(record_type).items()
        if not typed_name.startswith((f"{name}_", f"{name}-"))
        and typed_name != name
        # What says why the person's voice is missing excuses each question that asks for it.
        and typed_name != "voice_missing_reason"
    }

    shown = typed | {condition.field: [condition.values[0]]}
    hidden = typed | {condition.field: [hides]}

    assert name in _fields_in_the_way(record_type, person, writer, shown)
    assert name not in _fields_in_the_way(record_type, person, writer, hidden)


def _fields_in_the_way(record_type, person, writer, typed) -> set[str]:
    form = entry_form(record_type, person, writer, as_posted(typed))
    assert form.is_valid(), form.mistakes
    answered = form.answered()
    found = readiness.problems(
        record_type,
        person=person,
        values=answered.values,
        statements=answered.statements,
        actions=answered.actions,
    )
    return {readiness.field_of(each) for each in found}
