"""Two texts of one form: shown side by side, and made one without losing a word."""

import uuid

import pytest
from django.urls import reverse

from audit.models import Event
from records import actions
from records.catalogue import catalogue
from records.drafting import joining
from records.models import Draft
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, statement_typed, typed_for

pytestmark = pytest.mark.django_db
NOTE = catalogue().get("case_note")


def save(person, by, *, key=None, version=0, **typed):
    return actions.save_draft(
        person=person,
        by=by,
        key=key or uuid.uuid4(),
        record_type=NOTE,
        typed=typed_for(NOTE) | typed,
        version=version,
    )


def two_texts(person, worker):
    one = save(
        person, worker, discussion=["The first text."], **statement_typed("statements", "fact", "A")
    )
    two = save(
        person,
        worker,
        key=one.key,
        version=9,
        discussion=["The second text."],
        note_about=["Another"],
        **statement_typed("statements", "fact", "B"),
    )
    assert two.copy_of == one.key
    return one, two


def test_both_texts_are_shown_and_both_are_kept_in_one_draft(client):
    person = make_person()
    worker = make_worker_of(person)
    one, two = two_texts(person, worker)
    client.force_login(worker)
    address = reverse("records:compare-drafts", args=[person.key, two.key])
    assert address in client.get("/drafts/").text

    page = client.get(address)
    assert "The first text." in page.text
    assert "The second text." in page.text
    choices = {
        "keep_discussion": "both",
        "keep_statements": "both",
        "keep_note_about": "other",
        "this_version": two.version,
        "other_version": one.version,
    }
    response = client.post(address, choices)

    assert response.status_code == 302, page.context["form"].errors
    draft = Draft.objects.get()
    assert draft.key == two.key
    assert draft.typed["discussion"] == ["The second text.\n\nThe first text."]
    assert draft.typed["note_about"] == ["Short answer to note_about"]
    texts = {draft.typed[f"statements-{row}-text"][0] for row in (0, 1)}
    assert texts == {"A", "B"}
    assert Event.objects.filter(verb="records.drafts_joined").count() == 1


def test_nothing_is_joined_when_either_was_changed_meanwhile(client):
    person = make_person()
    worker = make_worker_of(person)
    one, two = two_texts(person, worker)
    client.force_login(worker)
    address = reverse("records:compare-drafts", args=[person.key, two.key])
    asked = client.get(address).context["form"].asked
    choices = {field.html_name: "this" for _, field in asked}
    save(person, worker, key=one.key, version=1, discussion=["Written meanwhile."])

    client.post(address, choices | {"this_version": 1, "other_version": 1})

    texts = set(Draft.objects.values_list("typed__discussion__0", flat=True))
    assert texts == {"The second text.", "Written meanwhile."}


@pytest.mark.parametrize("sent", [{}, {"this_version": "\x00", "keep_discussion": "neither"}])
def test_what_was_not_chosen_is_asked_for(client, sent):
    person = make_person()
    worker = make_worker_of(person)
    _, two = two_texts(person, worker)
    client.force_login(worker)

    response = client.post(reverse("records:compare-drafts", args=[person.key, two.key]), sent)

    assert response.status_code == 200
    assert "Choose which to keep" in response.text
    assert Draft.objects.count() == 2


def test_the_other_text_may_be_signed_or_gone(client):
    person = make_person()
    worker = make_worker_of(person)
    entry = make_entry(person=person, by=worker)
    client.force_login(worker)
    late = save(person, worker, key=entry.submission, version=1, discussion=["Came too late."])
    address = reverse("records:compare-drafts", args=[person.key, late.key])

    page = client.get(address)
    assert reverse("records:entry", args=[person.key, entry.key]) in page.text
    assert "Came too late." in page.text
    late.copy_of = uuid.uuid4()
    late.save()
    assert "not there any more" in client.get(address).text


def test_a_draft_of_a_colleague_is_not_compared(client):
    person = make_person()
    worker = make_worker_of(person)
    _, two = two_texts(person, worker)
    client.force_login(make_worker_of(person))

    response = client.get(reverse("records:compare-drafts", args=[person.key, two.key]))

    assert response.status_code == 404


def test_a_row_that_both_have_stands_once_and_numbers_may_have_gaps():
    this = statement_typed("statements", "fact", "A", row=0)
    this |= statement_typed("statements", "fact", "B", row=4)
    other = statement_typed("statements", "fact", "A", row=0)
    other |= statement_typed("statements", "fact", "C", row=1)

    typed = joining.joined(NOTE, this, other, {"statements": "both"})

    rows = {name: texts[0] for name, texts in typed.items() if name.endswith("-text")}
    assert rows == {"statements-0-text": "A", "statements-4-text": "B", "statements-5-text": "C"}


@pytest.mark.parametrize(("one", "two"), [("9", "10"), ("10", "9"), ("9", "9")])
def test_of_two_corrections_the_older_version_read_counts(one, two):
    typed = typed_for(NOTE)

    kept = joining.joined(
        NOTE, typed | {"read_version": [one]}, typed | {"read_version": [two]}, {}
    )

    assert kept["read_version"] == ["9"]
