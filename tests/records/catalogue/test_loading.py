import pytest

from records.catalogue import CatalogueError, catalogue, digest, digests, load
from records.catalogue.digests import path_of
from records.catalogue.faults import faults
from tests.records.catalogue.examples import TYPES


@pytest.fixture
def note(tmp_path):
    """The file of the case note in a folder of its own, free to be spoiled."""
    path = tmp_path / "case_note" / "v1.toml"
    path.parent.mkdir()
    path.write_text(path_of(catalogue().get("case_note")).read_text(encoding="utf-8"))
    return path


def _spoil(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_all_64_types_are_published():
    assert len(TYPES) == 64


def test_a_good_file_is_read(note):
    assert load(note).title == "Case note"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("group =", "gruop =", "the file has no group"),
        (
            "label = \"Note\"",
            "label = \"Note\"\nshow_when = {}",
            "field discussion has a key that is not known: show_when",
        ),
        (
            "kind = \"long_text\"",
            "kind = \"rich_text\"",
            "field discussion has a kind that is not known: rich_text",
        ),
        ("version = 1", "version = 2", "the file is not where its key and version say"),
        ("version = 1", "version = true", "the file has a version of the wrong kind"),
        ("flags = []", "flags = [\"urgent\"]", "the file has a flag that is not known: urgent"),
    ],
)  # fmt: skip
def test_a_file_that_holds_anything_unexpected_is_refused_by_name(note, old, new, words):
    _spoil(note, old, new)

    with pytest.raises(CatalogueError) as refused:
        load(note)

    assert str(refused.value) == f"case_note/v1.toml: {words}"


def test_the_catalogue_has_no_faults():
    assert list(faults(catalogue())) == []


@pytest.mark.parametrize(
    ("key", "old", "new", "words"),
    [
        (
            "details_update",
            'in = ["Name", "Name to be known by"]}',
            'in = ["Nmae"]}',
            "changes column name_handling is shown when what is Nmae, which cannot be chosen",
        ),
        (
            "needs_assessment",
            'each = "outcome"',
            'each = "now"',
            "outcomes has a row for each now, which is no column with choices",
        ),
        (
            "decision_record",
            "at_least = 2",
            "at_least = 61",
            "options_considered has a least or a most of rows that cannot be kept",
        ),
        (
            "financial_statement",
            'row = "amount"\n',
            "",
            "amounts has columns, or a word for a row, where there should be none, or lacks them",
        ),
        (
            "risk_assessment",
            'name = "severity"\nkind',
            'name = "hazard"\nkind',
            "risks has two columns of one name",
        ),
        (
            "transition_plan_review",
            'where = {field = "state", equals = "Late"}}}\nmust',
            'where = {field = "state", equals = "Later"}}}\nmust',
            "rule late_step_has_an_action compares state with Later, which cannot be chosen",
        ),
        (
            "transition_plan_review",
            'when = {rows = {field = "steps_done", where',
            'when = {rows = {field = "people_present", where',
            "rule late_step_has_an_action looks at the rows of people_present, which is not "
            "answered in rows",
        ),
        (
            "case_note",
            'required = "Enter the note"',
            'required = "The note is missing"',
            "discussion asks in words that do not start with Enter, Select or Add: "
            "The note is missing",
        ),
        (
            "text_message",
            '{value = "Personal phone (say why)", reason = "Say why a personal phone was used"}',
            '"Personal phone (say why)"',
            "device has a choice that asks for more and does not say what: "
            "Personal phone (say why)",
        ),
        (
            "case_note",
            'name = "why_case_note"',
            'name = "note_about"',
            "asks note_about twice",
        ),
    ],
)  # fmt: skip
def test_a_fault_between_fields_is_found(tmp_path, key, old, new, words):
    from records.catalogue.index import Catalogue

    published = path_of(catalogue().get(key))
    path = tmp_path / key / published.name
    path.parent.mkdir()
    path.write_text(published.read_text(encoding="utf-8"))
    _spoil(path, old, new)
    spoiled = load(path)
    known = Catalogue(
        header=catalogue().header, versions={(key, spoiled.version): spoiled}, types=(spoiled,)
    )

    assert f"{key}: {words}" in list(faults(known))


def test_the_published_files_are_those_written_down():
    assert digests.current() == digests.locked(), "run manage.py lock_catalogue --commit"


def test_the_digest_follows_the_content(monkeypatch, note):
    record_type = catalogue().get("case_note")
    before = digest(record_type)
    monkeypatch.setattr(digests, "path_of", lambda _: note)
    same = digest(record_type)
    _spoil(note, "Case note", "Case notes")

    assert same == before
    assert digest(record_type) != before
