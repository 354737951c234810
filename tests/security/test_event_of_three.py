"""One event about three people: whoever may open one of them meets no word of the others.

A walk over every page that each viewer can come to, with what they may search, print and copy.
"""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from records.models import Entry
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_ready, say_why, words_of_copy
from tests.people.factories import allocate
from tests.records.test_events import NAMES, SECRETS, pages_of, signed_event, three
from tests.security import crawl

__all__ = ["three"]
pytestmark = pytest.mark.django_db
# Information governance sees the whole log; that is what the role is for.
OF_THE_WHOLE_COUNCIL = ("/log/", "/moved-entries/", "/my-access/")
# It also sees whose records somebody can open: their index cards, and no word of a record.
CARDS_OF_THE_WHOLE_COUNCIL = re.compile(r"/staff/\w+/access/")


@pytest.fixture
def viewers(client, three):
    """A practitioner, their manager and a records officer, each with a basis for one person."""
    worker, people = three
    entries = signed_event(client, worker, people)
    client.logout()
    found = []
    for role, person in zip(
        (Role.PRACTITIONER, Role.MANAGER, Role.RECORDS_OFFICER), people, strict=True
    ):
        viewer = make_staff(role, name=f"Viewer {role}")
        if role == Role.PRACTITIONER:
            allocate(person, viewer)
        elif role == Role.MANAGER:
            allocate(person, make_staff(line_manager=viewer))
        else:
            say_why(person, viewer)
        found.append((viewer, person))
    return found, people, entries


def starts(person, entry):
    yield "/"
    yield from pages_of(person, entry)
    for name in (
        "records:filters",
        "records:as-known",
        "records:search-record",
        "records:chronologies",
        "records:person-decisions",
        "disclosure:copies",
        "disclosure:ask",
        "governance:who-has-looked",
    ):
        yield reverse(name, args=[person.key])
    for name in ("records:compare", "records:entry-as-known"):
        yield reverse(name, args=[person.key, entry.key])
    yield reverse("session")


@pytest.mark.parametrize(
    ("each_view", "types", "at_least"),
    [(1, 1, 75), pytest.param(3, 2, 150, marks=pytest.mark.assurance)],
    ids=["quick", "whole"],
)
def test_each_viewer_of_one_meets_no_word_of_the_others(
    client, viewers, each_view, types, at_least
):
    found, people, entries = viewers
    looked_at = 0
    for viewer, person in found:
        client.force_login(viewer)
        entry = next(each for each in entries if each.person_id == person.pk)
        hidden = words_of(others := [each for each in people if each != person], entries)
        on_a_card = {word for each in others for word in card_of(each)}
        pages: dict[str, str] = {}

        def look(path, answer, pages=pages):
            if not path.startswith(OF_THE_WHOLE_COUNCIL):
                pages[path] = answer.content.decode()

        walked = crawl.Found()
        begin = list(starts(person, entry))
        crawl.walk(
            client, viewer.name, walked, starts=begin, each=each_view, types=types, look=look
        )
        for words in [SECRETS[person.family_name], *(SECRETS[each.family_name] for each in others)]:
            for name, given in (("search-record", [person.key]), ("search-notes", [])):
                answer = client.post(
                    reverse(f"records:{name}", args=given), {"words": words}, follow=True
                )
                # What was asked for stands in its box; it is the viewer's own.
                pages[f"{name} {words}"] = answer.content.decode().replace(words, "")
                if words != SECRETS[person.family_name]:
                    assert entry.key not in answer.text
        if viewer.has_role(Role.RECORDS_OFFICER):
            make_ready(person, viewer)
        pages["copy"] = words_of_copy(person)
        assert walked.trouble == []
        assert any(SECRETS[person.family_name] in page for page in pages.values())
        leaks = {
            (path, word)
            for path, page in pages.items()
            for word in hidden - (on_a_card if shows_cards(viewer, path) else set())
            if word in page
        }
        assert leaks == set(), viewer.name
        looked_at += len(pages)
    assert looked_at > at_least
    assert Entry.objects.count() == len(NAMES)


def shows_cards(viewer, path):
    """Say whether a page tells information governance whose records somebody can open."""
    return viewer.has_role(Role.RECORDS_OFFICER) and CARDS_OF_THE_WHOLE_COUNCIL.match(path)


def card_of(person):
    """Return the words of an index card, which whoever may find the person may read."""
    return {person.family_name, person.given_names, person.key, person.council_reference}


def words_of(others, entries):
    """Return every word that would tell of the others, or that there were others at all."""
    words = {str(entries[0].event)}
    for other in others:
        words |= card_of(other)
        words |= {SECRETS[other.family_name]}
        words |= {each.key for each in entries if each.person_id == other.pk}
    return words
