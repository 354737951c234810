"""A decision that says otherwise than what was weighed is shown, and needs a reason."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from disclosure.models import Redaction
from disclosure.redacting import actions as redacting
from disclosure.redacting import queries, shown
from disclosure.redacting.against import against_weighed
from disclosure.redacting.applying import standing
from disclosure.requests import actions, weighing
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer, make_redaction, make_signed
from tests.disclosure.test_redaction import remove_all, row_of
from tests.people.factories import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(person):
    return make_officer(person)


@pytest.fixture
def entry(person):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    return make_signed(person, values={"discussion": "Efua rang."})


@pytest.fixture
def case(person, officer, entry):
    return make_redaction(person, officer)


def weigh(case, by, outcome):
    (whom,) = [each.key for each in weighing.others_of(case.person)]
    said = {"choice": "UNASKED", "outcome": outcome, "words": "Weighed.", "on": clock.today()}
    actions.weigh(case.request, by=by, whom=[whom], **said)


def decide(case, entry, by, decision, because=""):
    row = row_of(case, entry)
    answers = {mark.key: (decision, mark.reason, because) for mark in row.marks.all()}
    redacting.decide_marks(row=row, by=by, answers=answers)
    redacting.finish_entry(row=row_of(case, entry), by=by)


def found(case, officer):
    parts, people = queries.parts_of(officer, case), queries.weighed_for(case)
    rows = against_weighed(case.person, people, parts, queries.progress_of(case, parts))
    return [(each.words, each.what, each.because) for each in rows]


def test_a_name_of_somebody_withheld_that_stays_needs_a_reason_said_since(
    client, person, officer, entry, case
):
    remove_all(case, officer)
    decide(case, entry, officer, "KEEP", "She knows")
    weigh(case, officer, "HOLD")
    assert found(case, officer) == [("Efua", "withheld, and these words stay", "")]
    with pytest.raises(ValidationError, match="in 1 place why words stay"):
        redacting.send_to_check(redaction=case, by=officer)
    client.force_login(officer)
    beside = client.get(shown.address_of(person, case, entry.key)).text
    assert "Otherwise than weighed" in beside
    assert "say why they stay" in beside

    decide(case, entry, officer, "KEEP", "Efua was there when it was written")
    redacting.send_to_check(redaction=case, by=officer)

    second = make_officer(person)
    client.force_login(second)
    here = reverse("disclosure:redaction", args=[person.key, case.key])
    page = client.get(here)
    assert "Decided otherwise than was weighed" in page.text
    assert "Efua was there when it was written" in page.text
    client.post(here, {"act": "agree", "comment": ""})
    case.refresh_from_db()
    assert case.state == Redaction.State.CHECKING
    client.post(here, {"act": "agree", "comment": "They met that day"})
    case.refresh_from_db()
    assert case.state == Redaction.State.AGREED
    assert "They met that day" in client.get(here).text


def test_the_reason_that_stood_before_counts_once_it_is_said_again(
    client, person, officer, entry, case
):
    remove_all(case, officer)
    decide(case, entry, officer, "KEEP", "She knows")
    weigh(case, officer, "HOLD")
    client.force_login(officer)
    here = shown.address_of(person, case, entry.key)
    (mark,) = client.get(here).context["marks"]
    assert (mark.form["decision"].value(), mark.form["because"].value()) == ("KEEP", "")
    key = mark.mark.key
    answer = {"act": "decide", f"{key}-decision": "KEEP", f"{key}-reason": mark.mark.reason}

    refused = client.post(here, answer)
    assert "Enter why these words are kept" in refused.text
    assert found(case, officer) == [("Efua", "withheld, and these words stay", "")]
    client.post(here, {**answer, f"{key}-because": "She knows"})

    assert found(case, officer) == [("Efua", "withheld, and these words stay", "She knows")]
    (mark,) = client.get(here).context["marks"]
    assert mark.form["because"].value() == "She knows"
    redacting.finish_entry(row=row_of(case, entry), by=officer)
    redacting.send_to_check(redaction=case, by=officer)


def test_words_that_nobody_marked_are_shown_as_they_stand(person, officer):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    entry = make_signed(person, values={"discussion": "Efua (has a key) rang."})
    case = make_redaction(person, officer)
    remove_all(case, officer)
    row = row_of(case, entry)
    path = row.marks.first().path
    row.marks.update(replaced_at=clock.now())
    redacting.add_mark(row=row, by=officer, path=path, words="a key", reason="WHO_OTHER")
    weigh(case, officer, "HOLD")

    (words,) = [words for words, *_ in found(case, officer)]

    assert words == "Efua (has a key)"


def test_a_name_of_somebody_given_that_goes_needs_the_reason_of_the_second_officer(
    person, officer, entry, case
):
    weigh(case, officer, "GIVE")
    remove_all(case, officer)
    assert ("Efua", "given, and these words go", "") in found(case, officer)
    redacting.send_to_check(redaction=case, by=officer)
    second = make_officer(person)

    with pytest.raises(ValidationError, match="why it is right"):
        redacting.answer_check(redaction=case, by=second, agrees=True)
    redacting.answer_check(redaction=case, by=second, agrees=True, comment="Her son was there")

    case.refresh_from_db()
    assert case.state == Redaction.State.AGREED


def test_what_goes_for_an_exemption_or_was_decided_as_weighed_is_no_contradiction(
    officer, entry, case
):
    weigh(case, officer, "HOLD")
    remove_all(case, officer)
    assert found(case, officer) == []
    weigh(case, officer, "GIVE")
    for row in case.entries.all():
        row.marks.update(reason="SERIOUS_HARM")

    assert found(case, officer) == []


def test_words_that_nobody_marked_are_found_and_marked_on_looking_again(officer, entry, case):
    make_staff(name="Fola Mensah")
    remove_all(case, officer)
    row_of(case, entry).marks.update(replaced_at=clock.now())
    weigh(case, officer, "HOLD")
    assert found(case, officer) == [("Efua", "withheld, and nobody decided about these words", "")]
    with pytest.raises(ValidationError, match="in 1 place"):
        redacting.send_to_check(redaction=case, by=officer)

    redacting.look_again(redaction=case, by=officer)

    assert [mark.decision for mark in standing(row_of(case, entry))] == ["UNDECIDED"]
    assert found(case, officer) == []


def test_own_words_and_entries_that_are_withheld_whole_are_no_contradiction(person, officer):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    mine = {"kind": "person_words", "text": "I like Efua"}
    entry = make_signed(person, said=[mine])
    whole = make_signed(person, values={"discussion": "Efua rang."})
    case = make_redaction(person, officer)
    weigh(case, officer, "HOLD")
    remove_all(case, officer)
    row_of(case, whole).marks.update(replaced_at=clock.now())
    assert len(found(case, officer)) == 1

    redacting.decide_whole(
        row=row_of(case, whole), by=officer, whole="WITHHOLD", reason="OTHER_PERSON", because="All"
    )

    assert found(case, officer) == []
    assert row_of(case, entry).done_at


def test_what_somebody_given_told_goes_without_blame_and_that_they_told_it_stays(
    client, person, officer
):
    efua = make_contact(person, name="Efua Mensah", kind="FRIEND")
    who = {"kind": "contact", "key": efua.key, "name": efua.name, "role": "Friend"}
    said = "Efua Mensah says that the gate sticks"
    details = {"source": "Third party", "source_person": [who]}
    entry = make_signed(person, said=[{"text": said, "details": details}])
    case = make_redaction(person, officer)
    weigh(case, officer, "GIVE")
    client.force_login(officer)

    marks = client.get(shown.address_of(person, case, entry.key)).context["marks"]

    told = next(each for each in marks if each.words.startswith("told by Efua Mensah"))
    whole = next(each for each in marks if each.words == said)
    assert (told.begins_with["decision"], whole.begins_with["decision"]) == ("KEEP", "")
    remove_all(case, officer)
    blamed = {words for words, _, _ in found(case, officer)}
    assert (told.words in blamed, said in blamed) == (True, False)
