"""Deciding beside the words: each mark under its line, and the same words everywhere at once."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit.models import Event
from disclosure.models import RedactionMark
from disclosure.redacting import queries, shown
from disclosure.redacting.alike import decide_alike, undecided_by_words
from people.models import Contact
from records.models import Entry
from tests.disclosure.factories import make_officer, make_redaction, make_signed
from tests.people.factories import make_contact, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    person = make_person(preferred_name="Ama Okafor")
    make_contact(person, name="Efua", kind=Contact.Kind.FAMILY)
    return person


@pytest.fixture
def officer(person, client):
    officer = make_officer(person)
    client.force_login(officer)
    return officer


@pytest.fixture
def entries(person):
    """Two entries that name her sister, one of them in two of its five lines."""
    lines = "It rained.\nEfua rang.\nShe was out.\nShe was home.\nEfua came, and Efua left."
    return [
        make_signed(person, values={"discussion": lines}),
        make_signed(person, values={"discussion": "Efua again"}),
    ]


def here(case, entry):
    return reverse("disclosure:redact-entry", args=[case.person.key, case.key, entry.key])


def test_each_mark_stands_with_its_line_and_what_is_between_stays_together(
    person, officer, entries
):
    case = make_redaction(person, officer)
    part = next(each for each in queries.parts_of(officer, case) if each.key == entries[0].key)

    texts, marks = shown.texts_of(part, queries.row_of(case, entries[0].key))

    (text,) = [each for each in texts if "It rained" in each.piece.text]
    said = ["".join(each.text for each in lines.stretches) for lines in text.lines]
    assert said == [
        "It rained.\n",
        "Efua rang.\n",
        "She was out.\nShe was home.\n",
        "Efua came, and Efua left.",
    ]
    assert [len(lines.marks) for lines in text.lines] == [0, 1, 0, 2]
    assert "".join(said) == text.piece.text
    assert [each.number for each in marks] == list(range(1, len(marks) + 1))


def test_the_same_words_are_decided_about_everywhere_once_their_number_was_seen(
    client, person, officer, entries
):
    case = make_redaction(person, officer)
    first = RedactionMark.objects.filter(of__entry=entries[1]).get()
    number = undecided_by_words(officer, case)[first.said]
    assert number >= 4
    page = here(case, entries[1])
    assert f"Decide about these words in all {number} places" in client.get(page).text

    asked = client.get(f"{page}?same={first.key}")
    assert f"in {number} places of this copy that nobody decided about" in asked.text
    refused = client.post(f"{page}?same={first.key}", {"act": "alike", "alike-decision": "KEEP"})
    assert refused.status_code == 400
    given = {"alike-decision": "KEEP", "alike-reason": "WHO_OTHER", "alike-because": "She agreed"}
    done = client.post(f"{page}?same={first.key}", {"act": "alike", **given}, follow=True)

    assert f"Your decision is kept in {number} places." in done.text
    assert undecided_by_words(officer, case)[first.said] == 0
    kept = RedactionMark.objects.filter(said=first.said, decision="KEEP", because="She agreed")
    assert (kept.count(), {each.decided_by for each in kept}) == (number, {officer})
    decided = Event.objects.filter(verb="disclosure.redaction_decided")
    assert {f"entry:{each.key}" for each in entries} <= {each.shown[0] for each in decided}


def test_what_is_closed_or_decided_before_stays_as_it_is(person, officer, entries):
    case = make_redaction(person, officer)
    mark = RedactionMark.objects.filter(of__entry=entries[1]).get()
    before = undecided_by_words(officer, case)[mark.said]
    Entry.objects.filter(pk=entries[0].pk).update(sensitivity=Entry.Sensitivity.RESTRICTED)

    decide_alike(mark=mark, by=officer, answer="REMOVE", reason=mark.reason, because="")

    left = RedactionMark.objects.filter(of__entry=entries[0], decision="UNDECIDED")
    assert (before, undecided_by_words(officer, case)[mark.said]) == (5, 0)
    assert left.exists()
    with pytest.raises(ValidationError, match="changed"):
        decide_alike(mark=mark, by=officer, answer="REMOVE", reason=mark.reason, because="")


def test_the_form_of_a_mark_stands_under_its_words(client, person, officer, entries):
    case = make_redaction(person, officer)

    page = client.get(here(case, entries[0])).text

    first, last = page.index('id="mark-1"'), page.index("She was out.")
    assert page.index("Efua") < first < last
