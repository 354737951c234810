"""What answers a request leaves nothing out for an exemption whose test was never recorded."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from disclosure.models import Export, RedactedEntry, Redaction
from disclosure.redacting import actions
from disclosure.requests import queries as request_queries
from tests.disclosure.factories import (
    make_officer,
    make_ready,
    make_redaction,
    make_request,
    make_signed,
    make_step,
)
from tests.disclosure.test_redaction import checked, remove_all, row_of

pytestmark = pytest.mark.django_db

HARM = "that the exemption “Serious harm, of social work data” was tested and applies"
ADVICE = "what the data protection officer advised on “Serious harm, of social work data”"


@pytest.fixture
def officer(person):
    return make_officer(person)


@pytest.fixture
def asked(person, officer):
    return make_request(person, officer)


def withheld(person, officer, reason, **fields):
    """A redaction, read through, that withholds one of two entries for ``reason``."""
    entry = make_signed(person)
    make_signed(person)
    case = make_redaction(person, officer, **fields)
    actions.decide_whole(
        row=row_of(case, entry), by=officer, whole="WITHHOLD", reason=reason, because="Weighed"
    )
    remove_all(case, officer)
    return case, entry


def find_out(asked, officer, key, outcome="APPLIES"):
    make_step(asked, officer, "EXEMPT", choice=key, outcome=outcome, about="Dr Osei, today")


def advise(asked, officer, key):
    make_step(asked, officer, "ADVICE", choice=key)


def test_serious_harm_waits_for_its_test_and_for_advice(person, officer, second, asked):
    case, _ = withheld(person, officer, "SERIOUS_HARM", request=asked)

    with pytest.raises(ValidationError) as refused:
        actions.send_to_check(redaction=case, by=officer)
    assert HARM in refused.value.messages[0]
    assert ADVICE in refused.value.messages[0]
    assert asked.reference in refused.value.messages[0]

    find_out(asked, officer, "HEALTH")
    with pytest.raises(ValidationError, match="Serious harm, of social work data"):
        actions.send_to_check(redaction=case, by=officer)
    find_out(asked, officer, "SERIOUS_HARM")
    with pytest.raises(ValidationError, match="data protection officer advised"):
        actions.send_to_check(redaction=case, by=officer)
    advise(asked, officer, "HEALTH")
    with pytest.raises(ValidationError, match="data protection officer advised"):
        actions.send_to_check(redaction=case, by=officer)
    advise(asked, officer, "SERIOUS_HARM")
    actions.send_to_check(redaction=case, by=officer)
    actions.answer_check(redaction=case, by=second, agrees=True)
    case.refresh_from_db()
    assert case.state == Redaction.State.AGREED


@pytest.mark.parametrize(
    ("reason", "exemption"),
    [
        ("HEALTH", "HEALTH"),
        ("CRIME", "CRIME"),
        ("LEGAL_ADVICE", "PRIVILEGE"),
        ("COURT", "COURT"),
        ("EXPECTED", "EXPECTED"),
    ],
)
def test_each_exemption_waits_for_its_own_test_and_advice(
    person, officer, asked, reason, exemption
):
    case, _ = withheld(person, officer, reason, request=asked)
    with pytest.raises(ValidationError, match="was tested and applies"):
        actions.send_to_check(redaction=case, by=officer)
    find_out(asked, officer, exemption)
    with pytest.raises(ValidationError, match="officer advised"):
        actions.send_to_check(redaction=case, by=officer)
    advise(asked, officer, exemption)

    actions.send_to_check(redaction=case, by=officer)

    case.refresh_from_db()
    assert case.state == Redaction.State.CHECKING


def test_words_removed_for_it_wait_too_and_words_kept_do_not(person, officer, asked):
    entry = make_signed(person, values={"discussion": "A gun in the shed"})
    case = make_redaction(person, officer, request=asked)
    path = next(
        piece.path
        for part in actions.queries.parts_of(officer, case, only=entry.key)
        for piece in part.pieces
        if "gun" in piece.text
    )
    actions.add_mark(row=row_of(case, entry), by=officer, path=path, words="gun", reason="CRIME")
    remove_all(case, officer)
    with pytest.raises(ValidationError, match="“Crime”"):
        actions.send_to_check(redaction=case, by=officer)
    mark = row_of(case, entry).marks.get(reason="CRIME")

    actions.decide_marks(
        row=row_of(case, entry), by=officer, answers={mark.key: ("KEEP", "CRIME", "They know it")}
    )
    actions.send_to_check(redaction=case, by=officer)

    case.refresh_from_db()
    assert case.state == Redaction.State.CHECKING


def test_a_reason_that_is_no_exemption_waits_for_no_test(person, officer, asked):
    case, _ = withheld(person, officer, "OTHER_PERSON", request=asked)

    actions.send_to_check(redaction=case, by=officer)

    case.refresh_from_db()
    assert case.state == Redaction.State.CHECKING


def test_what_is_shared_with_others_has_its_exemptions_tested_too(person, officer):
    case, _ = withheld(person, officer, "LEGAL_ADVICE", purpose="POLICE")

    with pytest.raises(ValidationError, match="Legal professional privilege"):
        actions.send_to_check(redaction=case, by=officer)


def test_without_a_request_nothing_is_checked(client, person, officer):
    case, _ = withheld(person, officer, "OTHER_PERSON")
    Redaction.objects.update(request=None)
    case.refresh_from_db()
    client.force_login(officer)

    page = client.get(reverse("disclosure:redaction", args=[person.key, case.key])).text

    assert "It answers no request" in page
    assert "Send it to be checked" not in page
    with pytest.raises(ValidationError, match="answers no request"):
        actions.send_to_check(redaction=case, by=officer)


def test_an_exemption_found_not_to_apply_since_stops_the_answer_and_the_copy(
    person, officer, second, asked
):
    advise(asked, officer, "CRIME")
    find_out(asked, officer, "CRIME")
    case, _ = withheld(person, officer, "CRIME", request=asked)
    checked(case, officer, second)
    make_ready(person, officer, request=asked, redaction=case)
    crime = "that the exemption “Crime” was tested and applies"
    assert crime not in [each.words for each in request_queries.dossier_of(asked).lacks]

    find_out(asked, officer, "CRIME", outcome="NOT")

    (lack,) = [each for each in request_queries.dossier_of(asked).lacks if each.words == crime]
    assert lack.step == "EXEMPT"
    with pytest.raises(ValidationError, match="“Crime”"):
        actions.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())


def test_only_the_copy_that_the_letter_is_about_counts(person, officer, second, asked):
    case, _ = withheld(person, officer, "CRIME")
    make_ready(person, officer, request=asked, redaction=case)
    other = make_ready(person, officer, request=asked)
    assert "“Crime”" in str(request_queries.dossier_of(asked).lacks)

    make_step(asked, officer, "LETTER", export=other)

    assert "“Crime”" not in str(request_queries.dossier_of(asked).lacks)


def test_the_page_says_what_to_record_and_where_and_keeps_what_the_checker_typed(
    client, person, officer, second, asked
):
    case, entry = withheld(person, officer, "SERIOUS_HARM", request=asked)
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    client.force_login(officer)
    page = client.get(here).text
    assert HARM in page
    assert reverse("disclosure:request-step", args=[person.key, asked.key, "exempt"]) in page
    assert reverse("disclosure:request-step", args=[person.key, asked.key, "advice"]) in page
    assert "Send it to be checked" not in page
    send = {"act": "send", "says": "REASONS"}
    assert HARM in client.post(here, send).text
    assert RedactedEntry.objects.get(redaction=case, entry=entry).whole_because == "Weighed"

    find_out(asked, officer, "SERIOUS_HARM")
    advise(asked, officer, "SERIOUS_HARM")
    assert "Send it to be checked" in client.get(here).text
    client.post(here, send)
    find_out(asked, officer, "SERIOUS_HARM", outcome="NOT")
    client.force_login(second)
    answer = client.post(here, {"act": "agree", "comment": "All of it was read"})

    assert answer.status_code == 400
    assert HARM in answer.text
    assert "All of it was read" in answer.text
    case.refresh_from_db()
    assert case.state == Redaction.State.CHECKING
    assert not Export.objects.exists()
