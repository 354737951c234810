"""What search knows of an entry: all of its words as they stand now, and not those before."""

import re
import uuid
from io import StringIO

import pytest
from django.contrib.postgres.search import SearchQuery
from django.core.management import CommandError, call_command

import clock
from audit.models import Event
from records import actions
from records.models import Action, Attachment, Entry, SearchText
from records.search import index_entry
from records.search.index import entries_without_words
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entries, make_entry, note_values

pytestmark = pytest.mark.django_db


def is_found(entry: Entry, words: str) -> bool:
    query = SearchQuery(words, config="english", search_type="websearch")
    return SearchText.objects.filter(entry=entry, words=query).exists()


def attach(entry: Entry, **fields) -> Attachment:
    fields = {
        "field": "attachments",
        "title": "Letter from the surgery",
        "filename": "letter.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "sha256": "0" * 64,
        "stored_as": "x",
        "added_by": entry.author,
        "added_at": clock.now(),
    } | fields
    return Attachment.objects.create(person=entry.person, entry=entry, **fields)


def test_every_kind_of_word_is_found_once_signed():
    statements = [
        {"field": "statements", "kind": "opinion", "text": "She is lonely.",
         "details": {"rationale": "Nobody visits her in the week."}},
        {"field": "persons_own_words", "kind": "person_words", "text": "I miss my dahlias.",
         "details": {"speaker": [{"name": "Ama Okafor"}], "how_communicated": "Speech",
                     "original_words": "Mae hiraeth arna i."}},
    ]  # fmt: skip
    todo = {
        "text": "Ring the surgery",
        "owner_name": "Jo Bloggs",
        "due_on": clock.today(),
        "priority": Action.Priority.ROUTINE,
    }

    entry = make_entry(
        values=note_values(discussion="The boiler was mended."),
        statements=statements,
        actions=[todo],
        summary="Warm again",
    )

    for words in (
        "boiler",
        "mending",
        "lonely",
        "visits",
        "dahlias",
        "hiraeth",
        "surgery",
        "warm",
        "note",
    ):
        assert is_found(entry, words), words
    assert not is_found(entry, "radiator")
    assert SearchText.objects.get(entry=entry).person == entry.person


def test_a_match_in_the_heading_counts_more_than_one_in_the_text():
    entry = make_entry(values=note_values(discussion="The boiler was mended."), summary="Gas")

    words = SearchText.objects.get(entry=entry).words
    weight = dict(re.findall(r"'(\w+)':\d+([A-C]?)", words))

    assert (weight["gas"], weight["boiler"]) == ("A", "C")


def test_a_correction_takes_its_words_in_and_the_old_ones_out():
    entry = make_entry(values=note_values(discussion="She fell in Leeds."))

    actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=note_values(discussion="She fell in Bradford."),
        statements=[],
        reason="It was another town",
    )

    assert is_found(entry, "Bradford")
    assert not is_found(entry, "Leeds")


def test_what_is_added_later_and_what_became_of_an_action_are_found():
    entry = make_entry()
    action = Action.objects.create(
        person=entry.person,
        entry=entry,
        text="Order a commode",
        owner=entry.author,
        due_on=clock.today(),
    )

    actions.add_to_entry(
        entry=entry, by=entry.author, kind="MORE_DETAIL", text="A neighbour called Petrov came."
    )
    actions.close_action(action=action, by=entry.author, status="DONE", outcome="Delivered by van")

    assert is_found(entry, "petrov")
    assert is_found(entry, "commode")
    assert is_found(entry, "van")


def test_words_of_a_file_are_found_until_the_file_is_removed():
    entry = make_entry(values=note_values(attachments=[]))
    file = attach(entry, text="Prescribed warfarin.")
    version = entry.versions.get()
    actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values={**version.values, "attachments": [file.key]},
        statements=[],
        reason="The letter was left off",
    )
    assert is_found(entry, "warfarin")

    file.taken_off_at = clock.now()
    file.save()
    index_entry(entry)

    assert not is_found(entry, "warfarin")


def test_a_removed_entry_is_not_known_and_not_missed():
    entry = make_entry()
    entry.taken_off_at = clock.now()
    entry.save()

    index_entry(entry)

    assert not SearchText.objects.exists()
    assert not entries_without_words().exists()


def test_accents_and_capitals_make_no_difference():
    entry = make_entry(values=note_values(discussion="SIÂN rang about Zoë and Łukasz."))

    assert all(is_found(entry, words) for words in ("sian", "zoe", "lukasz"))


@pytest.mark.parametrize(
    "text",
    ["x" * 5000, "مرحبا بالعالم " * 50, "<b>&amp;</b> ' \" \\ %s", "👩‍🦽 " * 200, "a-b-c/" * 3000],
)
def test_no_text_keeps_an_entry_from_being_signed(text):
    entry = make_entry(values=note_values(discussion=text))

    assert SearchText.objects.filter(entry=entry).exists()


def test_more_different_words_than_an_index_holds_are_cut_off():
    person = make_person()
    entry = make_entry(person=person, by=make_worker_of(person))
    file = attach(entry, text=" ".join(f"w{number:07}" for number in range(150_000)))
    version = entry.versions.get()

    actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values={**version.values, "attachments": [file.key]},
        statements=[],
        reason="The letter was left off",
    )

    assert is_found(entry, "w0000001")
    assert is_found(entry, "heating")


def test_entries_that_search_does_not_know_are_named():
    known, (unknown,) = make_entry(), make_entries(make_person())

    assert known not in entries_without_words()
    assert list(entries_without_words()) == [unknown]


def test_the_command_names_what_is_missing_and_makes_it():
    known = make_entry()
    before = SearchText.objects.get(entry=known)
    make_entries(make_person(), 3)

    with pytest.raises(CommandError, match="does not know every entry"):
        call_command("index_search")
    assert SearchText.objects.count() == 1
    output = StringIO()
    call_command("index_search", commit=True, stdout=output)

    assert output.getvalue().startswith("3 of 3, up to entry number")
    assert SearchText.objects.count() == 4
    call_command("index_search", stdout=output)
    assert SearchText.objects.get(entry=known).words == before.words
    assert Event.objects.filter(verb="records.search_indexed", actor="index_search").count() == 1


def test_every_row_is_made_anew_from_where_it_was_stopped():
    first, second = make_entry(), make_entry()
    SearchText.objects.update(words="", spellings=[])

    call_command("index_search", commit=True, again=True, after=first.pk, stdout=StringIO())

    assert not is_found(first, "heating")
    assert is_found(second, "heating")
