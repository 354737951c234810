"""The coach on the page before signing: a few suggestions, none of them in the way."""

import pytest

from records.models import Entry
from tests.records.factories import statement_typed
from tests.records.test_second_look import checked

pytestmark = pytest.mark.django_db
POOR = "He is wheelchair-bound. Prior to lunch I saw Mr X. It was decided to close the case!"


def said(page):
    return [each["words"] for each in page.context["coached"]]


def test_the_page_suggests_and_leads_to_the_question(client, person, worker):
    page = checked(client, person, worker, {"discussion": [POOR]})
    assert {"wheelchair-bound", "Mr X", "Prior to"} <= set(said(page))
    shown = page.content.decode()
    assert "About the words" in shown
    assert shown.count("“Prior to”") == 1
    assert "More suggestions about the words" in shown
    assert all(each["target"] for each in page.context["coached"])


def test_no_suggestion_stands_in_the_way_of_signing(client, person, worker):
    page = checked(client, person, worker, {"discussion": [POOR]})
    signed = client.post(page.request["PATH_INFO"], {"draft_version": "1"})
    assert signed.status_code == 302
    assert Entry.objects.get().versions.get().values["discussion"] == POOR


def test_the_persons_own_words_are_never_looked_at(client, person, worker):
    words = statement_typed("persons_own_words", "person_words", POOR)
    page = checked(client, person, worker, words)
    assert not set(said(page)) & {"wheelchair-bound", "Mr X", "Prior to"}
