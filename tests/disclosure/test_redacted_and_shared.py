"""A redacted copy for others rests on a decision to share, as every copy does."""

import io
import uuid

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from disclosure import making
from disclosure.models import Export
from disclosure.redacting import actions
from people.models import CommunicationNeed
from records import files
from tests.disclosure.factories import (
    make_decision,
    make_officer,
    make_redaction,
    make_request,
    make_signed,
)
from tests.disclosure.test_making import squeezed, text_of
from tests.disclosure.test_redaction import checked, remove_all
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db


def ready(officer, **fields):
    """A redaction of the record of the one person, decided and checked."""
    person = fields.pop("person")
    case = make_redaction(person, officer, **fields)
    remove_all(case, officer)
    checked(case, officer, make_officer(person))
    return case


def make(case, officer, **fields):
    return actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4(), **fields)


def test_a_redacted_copy_for_others_asks_which_decision_lets_it_be_shared(client):
    person = make_person()
    officer = make_officer(person)
    decided = make_decision(person, values={"reason": "Zqsecret asked for it"})
    case = ready(officer, person=person, purpose="COUNCIL", recipient="Dr Noor Ali, North Tyne")
    with pytest.raises(ValidationError, match="by which decision"):
        make(case, officer)
    client.force_login(officer)
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    form = {"act": "make", "made_as": "PDF", "submission": str(uuid.uuid4())}

    refused = client.post(here, form)
    assert refused.status_code == 400
    assert "Select which decision lets it be shared" in refused.text
    assert "Dr Noor Ali" in refused.text
    assert client.post(here, form | {"decision": decided.key}).status_code == 302

    export = Export.objects.get()
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    assert (export.failed_because, export.decision) == ("", decided)
    assert squeezed("Why it may be shared By a decision to share, of") in text_of(export)


def test_a_decision_about_another_lets_no_redacted_copy_be_made(client):
    person = make_person()
    officer = make_officer(person)
    decided = make_decision(person)
    case = ready(officer, person=person, purpose="COURT", recipient="The court")
    with pytest.raises(ValidationError, match="sharing with Dr Noor Ali"):
        make(case, officer, decision=decided)
    client.force_login(officer)
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    form = {"act": "make", "made_as": "PDF", "submission": str(uuid.uuid4())}

    refused = client.post(here, form | {"decision": decided.key})

    assert refused.status_code == 400
    assert "is about sharing with Dr Noor Ali" in refused.text
    assert not Export.objects.exists()


def test_a_redacted_copy_is_locked_and_in_large_print_as_a_whole_one_is(client):
    person = make_person()
    officer = make_officer(person)
    make_signed(person)
    CommunicationNeed.objects.create(person=person, kind="LARGE_PRINT", need="18 point")
    case = ready(officer, person=person)
    client.force_login(officer)
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    form = {"act": "make", "made_as": "PDF", "submission": str(uuid.uuid4()), "is_locked": "on"}

    small = client.post(here, form | {"print_size": "16"})
    not_locked = client.post(here, form | {"made_as": "HTML", "print_size": "24"})
    assert client.post(here, form | {"print_size": "24"}).status_code == 302

    assert "Select 18 point or more: it is what they need" in small.text
    assert "Take this out, or select PDF" in not_locked.text
    export = Export.objects.get()
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    assert (export.failed_because, export.print_size) == ("", 24)
    content = files.read(export.stored_as)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    with pikepdf.open(io.BytesIO(content), password=export.password) as opened:
        assert len(opened.pages) > 1


def test_without_a_decision_the_basis_is_kept_and_not_printed():
    person = make_person()
    officer = make_officer(person)
    make_signed(person)
    case = ready(officer, person=person, purpose="COURT", recipient="The court")

    export = make(case, officer, shared_because="Order about Zqsecret")

    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    assert export.failed_because == ""
    assert export.shared_because == "Order about Zqsecret"
    assert "Zqsecret" not in text_of(export)


def test_what_answers_the_persons_own_request_asks_for_none():
    person = make_person()
    officer = make_officer(person)
    make_signed(person)
    asked = [
        make_request(person, officer),
        make_request(person, officer, made_by="SOLICITOR", asker="Sol Grey, of Grey and Grey"),
    ]
    own, other = (ready(officer, person=person, purpose="COUNCIL", request=each) for each in asked)

    assert make(own, officer).decision is None
    with pytest.raises(ValidationError, match="by which decision"):
        make(other, officer)
