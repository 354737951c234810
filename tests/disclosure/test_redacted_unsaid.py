"""A redacted copy that says only that something was left out, where to say why would do harm."""

import uuid

import pytest
from django.urls import reverse

from disclosure.models import Redaction
from disclosure.redacting import actions
from disclosure.redacting.reasons import UNSAID, reasons
from records import files
from records.models import Entry
from tests.disclosure.factories import find_out_all, make_redaction, make_signed, weigh_all
from tests.disclosure.test_annex import attach
from tests.disclosure.test_making import made, squeezed, text_of
from tests.disclosure.test_redaction import remove_all, row_of
from tests.records.papers import pdf

pytestmark = pytest.mark.django_db

WHY = "He reads what she is sent"


@pytest.fixture
def case(person, officer):
    """Words, a file and two entries that do not leave, for reasons that tell on somebody."""
    entry = make_signed(person, said=[{"text": "Efua drinks", "about_someone_else": True}])
    attach(entry, "A letter", pdf(), "application/pdf")
    harmful = make_signed(person)
    case = make_redaction(person, officer)
    row = row_of(case, harmful)
    actions.decide_whole(
        row=row, by=officer, whole="WITHHOLD", reason="SERIOUS_HARM", because="Dr Osei says so"
    )
    remove_all(case, officer)
    weigh_all(case.request, officer)
    find_out_all(case, officer)
    return case


@pytest.mark.parametrize("made_as", ["PDF", "HTML", "TEXT", "JSON"])
def test_one_wording_stands_in_every_place_of_every_format(person, officer, second, case, made_as):
    actions.send_to_check(redaction=case, by=officer, no_reasons_because=WHY)
    actions.answer_check(redaction=case, by=second, agrees=True)

    export = actions.make_redacted_copy(
        redaction=case, by=officer, submission=uuid.uuid4(), made_as=made_as
    )
    make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED)

    content = files.read(made(export).stored_as)
    said = text_of(export) if made_as == "PDF" else squeezed(content.decode())
    for each in reasons().values():
        assert squeezed(each.meaning) not in said
        assert squeezed(f"Withheld: {each.short}") not in said
    assert squeezed("[removed:") not in said
    assert squeezed("restricted to named people") not in said
    assert squeezed("Restricted entries") not in said
    assert squeezed("[removed]") in said
    assert squeezed(UNSAID.withheld) in said
    assert squeezed(WHY) not in said


def test_it_is_chosen_with_a_reason_that_staff_alone_read(client, person, officer, case):
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    client.force_login(officer)
    form = {"act": "send", "says": "GENERAL"}

    refused = client.post(here, form)
    assert refused.status_code == 400
    assert "Enter what harm that would do, and to whom" in refused.text
    assert client.post(here, form | {"says__reason": WHY}).status_code == 302

    case.refresh_from_db()
    assert (case.state, case.no_reasons_because) == (Redaction.State.CHECKING, WHY)
    assert WHY in client.get(here).text
    row = case.entries.filter(marks__isnull=False, entry__isnull=False).first()
    part = client.get(
        reverse("disclosure:redact-entry", args=[person.key, case.key, row.entry.key])
    )
    assert "[removed]" in part.text
    assert "[removed: about another person]" not in part.text
    listed = client.get(reverse("disclosure:redaction-list", args=[person.key, case.key])).text
    assert "About another person" in listed
    assert "Could cause serious harm" in listed


def test_looked_at_again_it_gives_its_reasons_once_that_is_chosen(client, person, officer, case):
    actions.send_to_check(redaction=case, by=officer, no_reasons_because=WHY)
    actions.look_again(redaction=case, by=officer)
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    client.force_login(officer)
    assert WHY in client.get(here).text

    client.post(here, {"act": "send", "says": "REASONS"})

    case.refresh_from_db()
    assert (case.state, case.no_reasons_because) == (Redaction.State.CHECKING, "")
