"""An entry holds the person's own words only if the person spoke them, for themselves."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from records.models import Entry
from tests.records.factories import make_entry, spoken_by

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


def test_only_what_the_person_said_for_themselves_counts(entries):
    assert marked() == {entries["the person"], entries["both, in turn"]}


def test_the_tag_and_the_filter_go_by_it(client, entries, person, worker):
    client.force_login(worker)
    address = reverse("records:timeline", args=[person.key])

    page = client.get(address, {"own_words": "on", "view": "compact"}).text

    found = {name for name, entry in entries.items() if entry.key in page.partition("<article")[2]}
    assert found == {"the person", "both, in turn"}
    assert client.get(address, {"view": "compact"}).text.count("<span>own words</span>") == 2


def test_entries_of_before_are_counted_again_and_back(entries):
    migration = import_module("records.migrations.0017_own_words_are_the_persons")
    right = marked()
    with connection.schema_editor() as editor:
        migration.anybodys(apps, editor)
        assert marked() == set(entries.values()) - {entries["nobody"]}
        migration.only_the_persons(apps, editor)
    assert marked() == right
