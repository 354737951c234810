"""The paragraphs of the main text, made typed statements: word for word, nothing lost."""

import pytest
from django.urls import reverse

import clock
from people.models import Person
from records.catalogue.definitions import MOST_ROWS
from records.forms.paragraphs import taken_from
from records.forms.typed import as_posted
from records.models import Draft, Entry, Statement
from tests.people.factories import make_person
from tests.records.factories import event_typed, sent_back

pytestmark = pytest.mark.django_db
RAIL = "The stairs have no rail.\n  Two treads are loose. "
STEEP = "\tThey are steep, I think."
TEXT = f"\n{RAIL}\n \t\n\n{STEEP}\n\n"


@pytest.fixture
def person() -> Person:
    return make_person()


def pressed(client, page, button="all", **changes):
    """The page that answers the button under the main text."""
    sent = sent_back(page) | {"discussion": [TEXT]} | changes
    return client.post(page.context["desk"].action, sent | {"by_paragraph": [button]})


def begun(client, person, type_key="case_note"):
    return client.get(reverse("records:write", args=[person.key, type_key]))


def on_page(page):
    """The main text and the statements on a page, as a browser would send them."""
    sent = sent_back(page)
    rows = int(sent["statements-TOTAL_FORMS"][0])
    return sent["discussion"], [
        (sent[f"statements-{n}-kind"][0], sent[f"statements-{n}-text"][0]) for n in range(rows)
    ]


def test_each_paragraph_stands_as_a_statement_whose_kind_is_still_to_be_chosen(
    client, person, worker
):
    page = pressed(client, begun(client, person))

    draft = Draft.objects.get()
    assert on_page(page) == ([""], [("", RAIL), ("", STEEP)])
    assert draft.typed["discussion"] == [TEXT]
    assert (
        client.get(page.context["desk"].action).context["desk"].form["discussion"].value() == TEXT
    )
    kinds = [row.fields["kind"].widget for row in page.context["desk"].form.rows["statements"]]
    assert ["autofocus" in each.attrs for each in kinds] == [True, False]
    assert "2 paragraphs stand as statements below" in page.text


def test_a_button_of_a_kind_takes_the_first_paragraph_and_the_page_goes_on_at_the_text(
    client, person, worker
):
    page = pressed(client, begun(client, person), "fact")
    assert on_page(page) == ([f"{STEEP}\n\n"], [("fact", RAIL)])
    assert "autofocus" in page.context["desk"].form.fields["discussion"].widget.attrs

    left = sent_back(page)["discussion"]
    page = pressed(client, page, "opinion", discussion=left)
    assert on_page(page) == ([""], [("fact", RAIL), ("opinion", STEEP)])


def test_paragraphs_follow_the_statements_that_stand_there_already(client, person, worker):
    one = {"statements-0-kind": ["fact"], "statements-0-text": ["It rained."]}
    page = pressed(client, begun(client, person), **one, **{"statements-TOTAL_FORMS": ["1"]})

    assert on_page(page)[1] == [("fact", "It rained."), ("", RAIL), ("", STEEP)]


def test_a_note_written_wholly_as_statements_is_signed_once_each_has_its_kind(
    client, person, worker
):
    page = pressed(client, begun(client, person), note_about=["Stairs"])
    action = page.context["desk"].action
    typed = sent_back(page) | event_typed(clock.today()) | {"act": ["check"]}

    refused = client.post(action, typed)
    assert "Choose what kind of statement it is" in refused.text
    kinds = {"statements-0-kind": ["fact"], "statements-1-kind": ["observation"]}
    typed |= {"draft_version": [str(Draft.objects.get().version)]} | kinds
    checked = client.post(action, typed)
    assert checked.status_code == 302
    client.post(checked.url, {"draft_version": Draft.objects.get().version})
    said = Statement.objects.filter(version__entry=Entry.objects.get()).order_by("pk")
    assert [(each.kind, each.text) for each in said] == [("fact", RAIL), ("observation", STEEP)]


def test_of_two_windows_the_older_takes_nothing_from_the_newer(client, person, worker):
    page = begun(client, person)
    newer = sent_back(page) | {"discussion": ["Newer."], "act": ["guidance"]}
    client.post(page.context["desk"].action, newer)

    shown = pressed(client, page)

    kept = Draft.objects.exclude(copy_of=None).get()
    assert Draft.objects.get(copy_of=None).typed["discussion"] == ["Newer."]
    assert kept.typed["discussion"] == [TEXT]
    assert shown.context["desk"].action == reverse(
        "records:edit-draft", args=[person.key, kept.key]
    )
    assert on_page(shown)[1] == [("", RAIL), ("", STEEP)]


def test_as_many_are_taken_as_there_is_room_for_and_the_rest_stays_as_it_is():
    lines = [f"Line {n}." for n in range(5)]
    typed = {"discussion": ["\n\n".join(lines) + "\n"]}
    full = {"statements-TOTAL_FORMS": [str(MOST_ROWS - 2)]}

    left, taken = taken_from(as_posted(typed | full))

    assert taken == lines[:2]
    assert left["discussion"] == "Line 2.\n\nLine 3.\n\nLine 4.\n"


def test_the_button_stands_wherever_both_are_asked(client, person, worker):
    visit = begun(client, person, "visit_face_to_face")
    event = begun(client, person, "chronology_event")

    assert 'name="by_paragraph"' in visit.text
    assert event.status_code == 200
    assert 'name="by_paragraph"' not in event.text
