"""A filter of statements shows those statements, and says how much of each entry it hides."""

import pytest
from django.urls import reverse

from records.queries import TimelineFilters, facets, timeline
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

FACT = {
    "details": {"source_detail": "Measured"},
    "field": "statements",
    "kind": "fact",
    "text": "The step is 20 cm high.",
}
TOLD = FACT | {"text": "She fell in May.", "details": {"source": "Third party"}}
OPINION = FACT | {"kind": "opinion", "text": "The step is not safe."}
SPEAKER = [{"kind": "person", "key": "", "name": "Ama", "role": ""}]
WORDS = FACT | {"kind": "person_words", "text": "I can manage it.", "details": {"speaker": SPEAKER}}
DECISION = FACT | {"kind": "decision", "text": "A rail is fitted."}


@pytest.fixture
def page(client, person, worker):
    """Return the timeline under a filter, of one entry with every kind of statement."""
    values = note_values(discussion="We went through the house.")
    said = [FACT, TOLD, OPINION, WORDS, DECISION]
    make_entry(person=person, by=worker, values=values, statements=said, finish_later=True)

    def shown(**filters):
        return client.get(reverse("records:timeline", args=[person.key]), filters).text

    return shown


def texts(page):
    said = [each["text"] for each in (FACT, TOLD, OPINION, WORDS, DECISION)]
    # What is known at a glance stands above, whatever is asked for.
    _, _, entries = page.partition("<article")
    return [text for text in [*said, "We went through the house."] if text in entries]


def test_only_facts_are_shown_and_the_rest_is_said_to_be_hidden(page):
    facts = page(statement="fact")

    assert texts(facts) == [FACT["text"], TOLD["text"]]
    assert "3 other statements and the rest of the entry are hidden by the filter." in facts
    assert len(texts(page())) == 6
    assert "hidden by the filter" not in page()


def test_only_the_persons_words_are_shown(page, person, worker):
    sons = WORDS | {"details": {"speaker": [{"kind": "other", "name": "Kofi"}]}}
    make_entry(
        person=person,
        by=worker,
        statements=[sons | {"text": "She cannot."}, WORDS],
        finish_later=True,
    )

    shown = page(own_words="on")

    assert texts(shown) == [WORDS["text"]]
    assert "She cannot." not in shown.partition("<article")[2]
    assert "She cannot." in page(statement="person_words").partition("<article")[2]


def test_first_hand_is_also_what_the_entry_says_of_itself(page):
    first_hand = page(source="First-hand")

    assert TOLD["text"] not in first_hand
    assert "1 other statement is hidden by the filter." in first_hand
    assert len(texts(first_hand)) == 5
    assert texts(page(source="Third party")) == [TOLD["text"]]
    assert texts(page(source="Third party", statement="fact")) == [TOLD["text"]]
    assert texts(page(source="Document")) == []


def test_the_headings_alone_hide_no_filter(page):
    assert texts(page(statement="fact", view="compact")) == [FACT["text"], TOLD["text"]]


def test_the_paper_shows_no_more_than_the_page(page, client, person):
    printed = client.get(reverse("records:print-timeline", args=[person.key]), {"own_words": "on"})

    assert texts(printed.text) == [WORDS["text"]]


def test_each_source_counts_what_it_finds(person, worker):
    make_entry(person=person, by=worker)
    make_entry(
        person=person,
        by=worker,
        values=note_values(source="Document or record", source_document="Diary"),
    )

    counts = facets(worker, person, TimelineFilters()).sources

    assert counts == {"First-hand": 1, "Document": 1}
    for source, count in counts.items():
        assert len(timeline(worker, person, filters=TimelineFilters(source=source)).rows) == count
