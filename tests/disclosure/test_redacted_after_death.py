"""The record of somebody who has died is redacted for whoever may have it, on a ground kept."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from disclosure import making
from disclosure.models import Redaction, SubjectRequest
from disclosure.redacting import actions as redacting
from disclosure.requests import actions, letters, queries
from tests.disclosure.factories import (
    make_officer,
    make_ready,
    make_redaction,
    make_request,
    make_signed,
    make_step,
)
from tests.disclosure.test_making import squeezed, text_of
from tests.disclosure.test_redaction import remove_all, row_of
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db
GROUND = {"choice": "AGREED", "words": "Grant of 1 May, and her letter of 3 May"}


@pytest.fixture
def person():
    return make_person(
        preferred_name="Ama Okafor",
        died_on=clock.add_days(clock.today(), -90),
        death_precision="KNOWN",
        death_source="NHS record",
    )


@pytest.fixture
def asked(person, officer):
    return make_request(
        person, officer, kind="AFTER_DEATH", made_by="EXECUTOR", asker="Ana Clarke, executor"
    )


def lacking(asked):
    return [each.words for each in queries.dossier_of(asked).lacks]


@pytest.mark.parametrize("who", ["SELF", "ATTORNEY", "DEPUTY", "SOLICITOR"])
def test_what_others_were_allowed_for_them_ended_with_their_death(client, person, officer, who):
    client.force_login(officer)
    today = clock.today()
    said = {
        "submission": str(uuid.uuid4()),
        "kind": "AFTER_DEATH",
        "words": "Her file",
        "made_by": who,
        "asker": "Ana Clarke",
        "how": "LETTER",
        "received_on_day": today.day,
        "received_on_month": today.month,
        "received_on_year": today.year,
    }
    address = reverse("disclosure:register-request", args=[person.key])

    assert client.post(address, said).status_code == 400
    assert client.post(address, said | {"made_by": "EXECUTOR"}).status_code == 302
    assert SubjectRequest.objects.get().made_by == "EXECUTOR"


def test_it_lacks_a_ground_and_how_confidence_was_weighed(asked, officer):
    assert "on what ground they ask" in lacking(asked)
    assert "how the confidence that goes on after death was weighed" in lacking(asked)
    assert not any("by what authority" in each for each in lacking(asked))
    make_step(asked, officer, "CONFIDE", choice="NOTHING")
    make_step(asked, officer, "GROUND", choice="NONE")
    assert "a ground on which they may have anything of it" in lacking(asked)

    make_step(asked, officer, "GROUND", **GROUND)
    assert not any("ground" in each for each in lacking(asked))

    make_step(asked, officer, "CONFIDE", choice="ALL")
    assert "a ground on which they may have anything of it" in lacking(asked)


def test_it_is_redacted_on_that_ground_and_the_copy_says_so(client, person, officer, asked):
    second = make_officer(person)
    entry = make_signed(person, values={"discussion": "Zqvx998qz told in confidence"})
    make_signed(person, values={"discussion": "Kept words"})
    client.force_login(officer)
    page = client.get(reverse("disclosure:request", args=[person.key, asked.key])).text
    begin = reverse("disclosure:redactions", args=[person.key]) + f"?request={asked.key}"
    assert begin in page
    given = {"submission": str(uuid.uuid4()), "purpose": "ESTATE", "recipient": "Ana Clarke"}
    client.post(begin, given)
    case = Redaction.objects.get()
    redacting.decide_whole(
        row=row_of(case, entry),
        by=officer,
        whole="WITHHOLD",
        reason="CONFIDENCE",
        because="Hers",
    )
    remove_all(case, officer)
    with pytest.raises(ValidationError, match="on what ground they ask"):
        redacting.send_to_check(redaction=case, by=officer)
    for kind, said in (("GROUND", GROUND), ("CONFIDE", {"choice": "SOME", "words": "One call"})):
        actions.take_step(asked, kind=kind, by=officer, on=clock.today(), **said)
    redacting.send_to_check(redaction=case, by=officer)
    redacting.answer_check(redaction=case, by=second, agrees=True)
    case.refresh_from_db()

    export = redacting.make_redacted_copy(redaction=case, by=officer, submission=uuid.uuid4())
    making.make_copy(export.key, export.attempt)

    export.refresh_from_db()
    assert (export.failed_because, export.after_death) == ("", "AGREED")
    assert export.after_death_seen == GROUND["words"]
    text = text_of(export)
    assert "Zqvx998qz" not in text
    assert squeezed("Kept words") in text
    assert squeezed("Confidentiality goes on after death") in text
    assert squeezed("Written agreement of the personal representative") in text


def test_the_letter_claims_no_right_that_there_is_not(person, officer, asked):
    make_step(asked, officer, "GROUND", **GROUND)
    copy = make_ready(person, officer, request=asked, purpose="ESTATE")
    stands = queries.dossier_of(asked).stands

    letter = letters.letter_of(
        stands, copy, by=officer, on=clock.today(), words="", is_general=False
    )

    said = letters.html_of(letter)
    assert "Local Government and Social Care Ombudsman" in said
    assert "written agreement of the personal representative" in said
    for wrong in ("Information Commissioner", "put right what is wrong"):
        assert wrong not in said


def test_a_request_of_the_living_is_not_answered_from_it(person, officer):
    living = make_request(person, officer)

    with pytest.raises(ValidationError, match="asks for no such copy"):
        make_redaction(person, officer, request=living)
