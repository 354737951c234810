"""An entry holds the person's own words only if the person spoke them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from records.catalogue import catalogue, fields_by_name
from records.forms.entry import entry_form
from records.forms.typed import as_posted
from records.models import Entry
from records.search.passages import passages_of
from tests.records.factories import make_entry, spoken_by, typed_for
from ui.statements import shown

pytestmark = pytest.mark.django_db

SON = {"kind": "other", "key": "", "name": "Kofi", "role": "son"}


def words(*speakers, **more):
    return {
        "field": "persons_own_words",
        "kind": "person_words",
        "text": "I know my way home.",
        "details": {"speaker": list(speakers), "how_communicated": "Speech"},
        **more,
    }


@pytest.fixture
def entries(person, worker):
    """Return entries by who spoke in them."""

    def signed(*statements):
        return make_entry(person=person, by=worker, statements=list(statements), finish_later=True)

    me = spoken_by(person)
    return {
        "the person": signed(words(me)),
        "both, in turn": signed(words(SON), words(me)),
        "a son": signed(words(SON)),
        "both, at once": signed(words(me, SON)),
        "nobody known": signed(words()),
        "the person, of another": signed(words(me, about_someone_else=True)),
        "nobody": signed(words(me, kind="views")),
    }


def marked():
    return set(Entry.objects.filter(has_own_words=True))


COUNTED = {"the person", "both, in turn", "the person, of another"}


def test_only_what_the_person_said_counts(entries):
    assert marked() == {entries[name] for name in COUNTED}


def test_the_tag_and_the_filter_go_by_it(client, entries, person, worker):
    client.force_login(worker)
    address = reverse("records:timeline", args=[person.key])

    page = client.get(address, {"own_words": "on", "view": "compact"}).text

    found = {name for name, entry in entries.items() if entry.key in page.partition("<article")[2]}
    assert found == COUNTED
    assert client.get(address, {"view": "compact"}).text.count("<span>own words</span>") == 3


def test_entries_of_before_are_counted_again_and_back(entries):
    first, second = (
        import_module(f"records.migrations.{name}")
        for name in ("0017_own_words_are_the_persons", "0018_words_about_another_are_own_words")
    )
    right = marked()
    with connection.schema_editor() as editor:
        first.anybodys(apps, editor)
        assert marked() == set(entries.values()) - {entries["nobody"]}
        first.only_the_persons(apps, editor)
        assert marked() == right - {entries["the person, of another"]}
        second.those_of_another_too(apps, editor)
    assert marked() == right


def test_the_summary_quotes_nothing_that_they_said_of_another(client, person, worker):
    me = spoken_by(person)
    of_another = words(me, text="My son takes my money.", about_someone_else=True)
    statements = [of_another, words(me, text="I want to stay.")]
    make_entry(person=person, by=worker, statements=statements, finish_later=True)
    client.force_login(worker)

    page = client.get(reverse("records:timeline", args=[person.key])).text
    summary, record = page[: page.index("<article")], page[page.index("<article") :]

    assert "I want to stay." in summary
    assert "takes my money" not in summary
    assert "takes my money" in record


def problems(worker, person, corrects=None, **said):
    typed = typed_for(catalogue().get("case_note")) | {
        "persons_own_words-0-kind": ["person_words"],
        "persons_own_words-0-text": ["I know my way home."],
        "persons_own_words-0-how_communicated": ["Speech"],
        "persons_own_words-0-speaker_other": [],
        **{f"persons_own_words-0-{name}": words for name, words in said.items()},
    }
    note = catalogue().get("case_note")
    form = entry_form(note, person, worker, data=as_posted(typed), corrects=corrects)
    form.is_valid()
    return form.rows["persons_own_words"].forms[0].errors.get("speaker")


def test_words_have_one_speaker_though_the_person_is_ticked_beforehand(person, worker):
    me, son = [f"person:{person.key}"], ["Kofi, son"]

    assert problems(worker, person, speaker=me) is None
    assert problems(worker, person, speaker_other=son) is None
    both = problems(worker, person, speaker=me, speaker_other=son)
    assert both[0].startswith("Choose one person: who said these words.")
    assert problems(worker, person, speaker_other=["Kofi, son\nAma, niece"]) == both


def test_what_was_signed_with_two_speakers_is_corrected_as_it_stands(person, worker, entries):
    me, son = [f"person:{person.key}"], ["Kofi, son"]
    said = {"speaker": me, "speaker_other": son}

    assert problems(worker, person, entries["both, at once"], **said) is None
    assert problems(worker, person, entries["the person"], **said) is not None


def test_words_of_a_relative_are_called_theirs_where_they_are_found(entries):
    where = {each.where for each in passages_of(entries["a son"]) if "know my way" in each.text}
    assert where == {"Words of Kofi (son)"}
    assert {each.where for each in passages_of(entries["the person"]) if "know" in each.text} == {
        "Own words"
    }


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("Welsh", "first said in"),
        ("British Sign Language", "first said in"),
        ("Gad lonydd i mi, da chi", "first said as"),
        ("Hakka (Meixian)", "original language"),
    ],
)
def test_a_language_and_words_in_it_are_not_called_the_same(given, label):
    said = {"kind": "person_words", "text": "Leave me be.", "original_language": given}

    assert (label, given) in shown(said).lines


def test_nobody_is_asked_why_a_voice_is_missing_where_the_person_comments():
    asked = fields_by_name(catalogue().get("person_comment"))

    assert "voice_missing_reason" not in asked
    assert "voice_missing_reason" in fields_by_name(catalogue().get("case_note"))
