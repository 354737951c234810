"""What a record says of other people is weighed for each of them before anything leaves."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from disclosure.models import RedactionMark, RequestStep
from disclosure.redacting import actions as redacting
from disclosure.redacting import queries as redaction_queries
from disclosure.redacting.decided_files import Answer, decide_files
from disclosure.requests import actions, letters, queries, weighing
from disclosure.scope import Scope
from tests.accounts.factories import make_staff
from tests.disclosure.factories import (
    make_officer,
    make_ready,
    make_redaction,
    make_request,
    make_signed,
    make_step,
    weigh_all,
)
from tests.disclosure.test_annex import attach
from tests.disclosure.test_redaction import remove_all, row_of
from tests.people.factories import make_contact, make_person, make_relationship, restrict
from tests.records.papers import pdf

pytestmark = pytest.mark.django_db
TYPED = {"kind": "other", "key": "", "name": "Jo Reed", "role": "neighbour at number 4"}


@pytest.fixture
def officer(person):
    return make_officer(person)


@pytest.fixture
def asked(person, officer):
    return make_request(person, officer)


@pytest.fixture
def daughter(person):
    found = make_person(given_names="Adaeze", family_name="Okafor")
    make_relationship(person, found)
    return found


def weigh(asked, by, *whom, **said):
    given = {"choice": "GIVEN", "outcome": "GIVE", "words": "She said so.", "on": clock.today()}
    return actions.weigh(asked, by=by, whom=whom, **given | said)


def unweighed_in(case, officer):
    people, parts = redaction_queries.weighed_for(case), redaction_queries.parts_of(officer, case)
    progress = redaction_queries.progress_of(case, parts)
    return redaction_queries.unweighed_in(case.person, people, parts, progress)


def names(rows):
    return [each.other.name for each in rows]


def test_everybody_who_is_not_there_by_their_work_is_listed_by_name(person, asked, daughter):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    make_contact(person, name="Long Gone", kind="FAMILY", ended_on=clock.today())
    make_contact(person, name="Dr Iqbal Shah", kind="PROFESSIONAL")
    make_contact(person, name="Speak Up", kind="ADVOCATE")
    make_staff(name="Fola Adeyemi")
    hidden = make_person(given_names="Zz", family_name="Hidden")
    make_relationship(person, hidden)
    restrict(hidden, make_staff(), owner=make_staff())
    for known in ("Fola Adeyemi", "efua  mensah", "Dr Iqbal Shah"):
        ref = {"kind": "other", "key": "", "name": known, "role": ""}
        make_signed(person, values={"who_was_present": [ref]})
    make_signed(person, values={"who_was_present": [TYPED]})
    make_signed(person, said=[{"text": "Told", "details": {"source_person": TYPED}}])
    secret = {**TYPED, "name": "Of a closed entry"}
    make_signed(person, sensitivity="RESTRICTED", values={"who_was_present": [secret]})

    found = queries.dossier_of(asked).weighed

    assert sorted(names(found)) == ["Adaeze Okafor", "Efua Mensah", "Jo Reed", "Long Gone"]
    described = {each.other.described for each in found}
    assert {"Adaeze Okafor, daughter", "Jo Reed, neighbour at number 4"} <= described


def test_the_page_of_a_request_reads_no_entry(client, person, officer, asked):
    make_signed(person, values={"who_was_present": [TYPED]})
    client.force_login(officer)

    with CaptureQueriesContext(connection) as found:
        page = client.get(reverse("disclosure:request", args=[person.key, asked.key]))

    assert "Jo Reed, neighbour at number 4" in page.text
    of_entries = [each["sql"] for each in found if 'FROM "records_entryversion"' in each["sql"]]
    assert [sql.count("jsonb_path_query") for sql in of_entries] == [2]


def test_one_step_weighs_one_of_them_and_the_rest_is_still_to_do(person, officer, asked, daughter):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    weigh(asked, officer, daughter.key)

    dossier = queries.dossier_of(asked)

    assert names(dossier.unweighed) == ["Efua Mensah"]
    lack = next(each for each in dossier.lacks if each.step == "THIRD")
    assert lack.words.endswith("is given: Efua Mensah")
    step = RequestStep.objects.get()
    assert (step.whom, step.about) == (daughter.key, "Adaeze Okafor, daughter")


def test_an_answer_that_is_awaited_weighs_nobody(officer, asked, daughter):
    with pytest.raises(ValidationError, match="no answer is awaited"):
        weigh(asked, officer, daughter.key, outcome="WAIT")
    weigh(asked, officer, daughter.key, choice="ASKED", outcome="WAIT")
    assert names(queries.dossier_of(asked).unweighed) == ["Adaeze Okafor"]

    weigh(asked, officer, daughter.key, choice="REFUSED", outcome="HOLD")

    (found,) = queries.dossier_of(asked).weighed
    assert found.is_done
    assert "they did not agree" in found.in_words


def test_only_those_who_work_there_are_weighed_together(person, officer, asked, daughter):
    other = make_contact(person, name="Jo Reed", kind="FRIEND")
    with pytest.raises(ValidationError, match="by themselves"):
        weigh(asked, officer, daughter.key, other.key)
    with pytest.raises(ValidationError, match="Select whom"):
        weigh(asked, officer, "somebody-elses-key")

    weigh(asked, officer, daughter.key, other.key, choice="WORK")

    assert queries.dossier_of(asked).unweighed == []


def test_who_is_not_listed_is_weighed_by_what_is_said_of_them(officer, asked):
    weigh(asked, officer, about="An anonymous caller", choice="ASKED", outcome="WAIT")
    assert names(queries.dossier_of(asked).unweighed) == ["An anonymous caller"]

    weigh(asked, officer, about="an anonymous caller", choice="UNASKED", outcome="HOLD")

    assert queries.dossier_of(asked).unweighed == []


def test_nobody_else_cannot_be_said_while_there_is_somebody(client, person, officer, asked):
    client.force_login(officer)
    address = reverse("disclosure:request-step", args=[person.key, asked.key, "nobody"])
    assert client.get(address).status_code == 200

    make_contact(person, name="Efua Mensah", kind="FRIEND")

    assert "It names other people" in client.get(address, follow=True).text


def test_the_page_lists_them_and_leads_to_the_step_for_each(client, person, officer, asked):
    friend = make_contact(person, name="Efua Mensah", kind="FRIEND")
    client.force_login(officer)
    here = reverse("disclosure:request", args=[person.key, asked.key])
    step = reverse("disclosure:request-step", args=[person.key, asked.key, "third"])
    today = clock.today()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}

    page = client.get(here).text
    form = client.get(f"{step}?whom={friend.key}").context["form"]
    typed = {"choice": "REFUSED", "outcome": "HOLD", "words": "She wants it kept", **day}
    refused = client.post(step, typed)
    client.post(step, typed | {"whom": [friend.key]})

    assert f"{step}?whom={friend.key}" in page
    assert "To be weighed" in page
    assert form["whom"].value() == [friend.key]
    assert refused.status_code == 400
    assert "Select whom it is about" in refused.text
    after = client.get(here).text
    assert "To be weighed" not in after
    assert "They did not agree" in after


def test_a_redacted_copy_waits_for_everybody_whom_it_names(person, officer, second, daughter):
    make_signed(person)
    case = make_redaction(person, officer)
    remove_all(case, officer)

    with pytest.raises(ValidationError, match="what it says of Adaeze Okafor"):
        redacting.send_to_check(redaction=case, by=officer)
    weigh(case.request, officer, daughter.key, choice="UNASKED", outcome="NOTHING")
    with pytest.raises(ValidationError, match="Adaeze Okafor"):  # but something does
        redacting.send_to_check(redaction=case, by=officer)
    weigh(case.request, officer, daughter.key)
    redacting.send_to_check(redaction=case, by=officer)
    weigh(case.request, officer, daughter.key, choice="ASKED", outcome="WAIT")
    with pytest.raises(ValidationError, match="Adaeze Okafor"):
        redacting.answer_check(redaction=case, by=second, agrees=True)


def test_a_copy_of_some_entries_waits_only_for_those_whom_they_name(person, officer, daughter):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    entry = make_signed(person, values={"discussion": "Efua rang. Okafor is her name."})
    case = make_redaction(person, officer, scope=Scope(entry=entry))
    remove_all(case, officer)

    assert names(unweighed_in(case, officer)) == ["Efua Mensah"]


def test_a_complete_copy_is_not_agreed_while_somebody_waits_or_is_withheld(
    person, officer, second, asked, daughter
):
    copy = make_ready(person, officer, request=asked)
    check = {"kind": "CHECK", "choice": "AGREE", "export": copy, "words": "Read", "by": second}
    with pytest.raises(ValidationError, match="weigh first what it says of Adaeze"):
        actions.take_step(asked, on=clock.today(), **check)
    weigh(asked, officer, daughter.key, choice="REFUSED", outcome="HOLD")
    with pytest.raises(ValidationError, match="Redact one"):
        actions.take_step(asked, on=clock.today(), **check)

    weigh(asked, officer, daughter.key)
    actions.take_step(asked, on=clock.today(), **check)

    assert queries.dossier_of(asked).may_leave == [copy]


@pytest.mark.parametrize("kind", ["LETTER", "SEND"])
def test_what_is_withheld_once_it_was_checked_does_not_leave(
    person, officer, second, asked, daughter, kind
):
    copy = make_ready(person, officer, request=asked)
    weigh(asked, officer, daughter.key)
    for each, said in {
        "IDENTITY": {"choice": "KNOWN"},
        "SCOPE": {},
        "SEARCH": {"choice": "RECORD", "outcome": "FOUND"},
        "LETTER": {"export": copy},
    }.items():
        make_step(asked, officer, each, **said)
    check = {"kind": "CHECK", "choice": "AGREE", "export": copy, "words": "Read", "by": second}
    actions.take_step(asked, on=clock.today(), **check)
    weigh(asked, officer, daughter.key, choice="REFUSED", outcome="HOLD")
    choice = {"LETTER": "REASONS", "SEND": "HAND"}[kind]

    with pytest.raises(ValidationError, match="Redact one"):
        actions.take_step(
            asked,
            kind=kind,
            choice=choice,
            export=copy,
            words="Home",
            on=clock.today(),
            by=officer,
        )

    copy.refresh_from_db()
    assert copy.delivered_on is None


def test_a_key_in_an_address_says_no_name(person, asked):
    make_signed(person, values={"who_was_present": [TYPED]})

    (found,) = queries.dossier_of(asked).weighed

    assert len(found.other.key) == 32
    assert "reed" not in found.other.key


def test_the_words_of_a_file_that_may_go_are_weighed_as_well(person, officer):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    entry = make_signed(person)
    words = "Efua Mensah wrote.\fOf the clock."
    file = attach(entry, "A letter", pdf(), "application/pdf", pages=2, text=words)
    case = make_redaction(person, officer, scope=Scope(entry=entry))

    def waiting(answer):
        decide_files(row=row_of(case, entry), by=officer, answers={file.key: answer})
        return names(unweighed_in(case, officer))

    assert waiting(Answer("LEAVE_OUT", "OTHER_PERSON")) == []
    assert waiting(Answer("SOME", "OTHER_PERSON", pages="2")) == []
    assert waiting(Answer("SOME", "OTHER_PERSON", pages="1")) == ["Efua Mensah"]
    assert waiting(Answer("GIVE")) == ["Efua Mensah"]


def test_delivering_it_on_the_request_delivers_the_copy(person, officer, second, asked):
    copy = make_ready(person, officer, request=asked)
    for kind, said in {
        "IDENTITY": {"choice": "KNOWN"},
        "SCOPE": {},
        "SEARCH": {"choice": "RECORD", "outcome": "FOUND"},
        "NOBODY": {},
        "LETTER": {"export": copy},
    }.items():
        make_step(asked, officer, kind, **said)
    make_step(asked, second, "CHECK", choice="AGREE", export=copy)

    actions.take_step(
        asked,
        kind="SEND",
        choice="HAND",
        export=copy,
        words="Home",
        on=clock.today(),
        by=officer,
    )

    copy.refresh_from_db()
    assert (copy.delivered_on, copy.delivered_how) == (clock.today(), "By hand")


def test_what_was_weighed_stands_beside_a_name_and_is_proposed(client, person, officer, daughter):
    make_contact(person, name="Efua Mensah", kind="FRIEND")
    entry = make_signed(person, values={"discussion": "Adaeze rang, and Efua did not. Zoe wrote."})
    make_contact(person, name="Zoe Ray", kind="FRIEND")
    case = make_redaction(person, officer)
    weigh(case.request, officer, daughter.key)
    (other,) = [each for each in weighing.others_of(person) if each.name == "Efua Mensah"]
    weigh(case.request, officer, other.key, choice="REFUSED", outcome="HOLD", words="She said no.")
    client.force_login(officer)
    here = reverse("disclosure:redact-entry", args=[person.key, case.key, entry.key])

    page = client.get(here)
    begins = {each.words: each.begins_with["decision"] for each in page.context["marks"]}
    client.post(here, {"act": "as-proposed"})

    assert begins == {"Adaeze": "KEEP", "Efua": "REMOVE", "Zoe": ""}
    assert "They agreed (" in page.text
    assert "She said no." in page.text
    assert "Not weighed yet" in page.text
    marks = RedactionMark.objects.filter(of=row_of(case, entry)).order_by("start")
    assert [each.decision for each in marks] == ["KEEP", "REMOVE", "REMOVE"]
    assert marks[0].because.startswith(f"Weighed on {case.request.reference}. Adaeze Okafor: they")


def test_the_letter_does_not_say_of_everybody_that_they_have_not_agreed(person, officer, daughter):
    make_signed(person, said=[{"text": "Adaeze drinks", "about_someone_else": True}])
    case = make_redaction(person, officer)
    weigh(case.request, officer, daughter.key, outcome="PART")
    remove_all(case, officer)
    copy = make_ready(person, officer, request=case.request, redaction=case)
    stands = queries.dossier_of(case.request).stands

    letter = letters.letter_of(
        stands, copy, by=officer, on=clock.today(), words="", is_general=False
    )

    said = letters.html_of(letter)
    assert "has not agreed" not in said
    assert "was weighed for each person" in said


def test_a_purpose_goes_with_what_was_asked(person, officer, asked):
    with pytest.raises(ValidationError, match="asks for no such copy"):
        make_redaction(person, officer, request=asked, purpose="POLICE")
    shared = make_request(person, officer, kind="SHARE", made_by="OTHER", asker="PC Lee")

    case = make_redaction(person, officer, request=shared, purpose="POLICE")

    assert case.purpose == "POLICE"


def test_the_person_does_not_ask_as_somebody_else(person, officer):
    said = {"how": "PHONE", "words": "The notes", "received_on": clock.today()}

    with pytest.raises(ValidationError, match="a right to a copy of their own"):
        actions.register_request(
            person=person,
            by=officer,
            submission=uuid.uuid4(),
            kind="SHARE",
            made_by="SELF",
            asker="",
            **said,
        )


def test_everybody_who_is_weighed_at_once_stays_weighed(person, officer, asked, daughter):
    weigh_all(asked, officer)

    assert queries.dossier_of(asked).unweighed == []


def test_an_apostrophe_names_them_straight_or_curly():
    who = weighing.Weighed(weighing.Other("", "Sean O’Brien", "neighbour"), None)

    assert who.is_named_in("Mr O'Brien rang")
    assert not who.is_named_in("Mrs O'Brien rang", but={"o'brien"})


NOTHING = {"choice": "UNASKED", "outcome": "NOTHING"}


def agree_to(copy, by):
    check = {"kind": "CHECK", "choice": "AGREE", "export": copy, "words": "Read"}
    return actions.take_step(copy.request, by=by, on=clock.today(), **check)


@pytest.mark.parametrize("stands_in", ["page", "entry", "file"])
def test_a_complete_copy_that_names_somebody_does_not_say_nothing_of_them(
    person, officer, second, asked, stands_in
):
    entry = make_signed(person)
    whom, about = (), "Efua Mensah"
    if stands_in == "page":
        whom, about = (make_contact(person, name="Efua Mensah", kind="FRIEND").key,), ""
    elif stands_in == "entry":
        make_signed(person, values={"discussion": "Efua rang."})
    else:
        attach(entry, "A letter", pdf(), "application/pdf", pages=1, text="Mensah was there")
    copy = make_ready(person, officer, request=asked)
    weigh(asked, officer, *whom, about=about, **NOTHING)

    with pytest.raises(ValidationError, match="it names Efua Mensah"):
        agree_to(copy, second)

    weigh(asked, officer, *whom, about=about)
    agree_to(copy, second)
    assert queries.dossier_of(asked).may_leave == [copy]


def test_who_stands_in_no_copy_may_be_said_not_to(person, officer, second, asked):
    make_signed(person)
    weigh(asked, officer, about="Efua Mensah", **NOTHING)
    copy = make_ready(person, officer, request=asked)

    agree_to(copy, second)

    assert queries.dossier_of(asked).may_leave == [copy]


@pytest.mark.parametrize("is_redacted", [False, True])
def test_who_came_to_the_record_after_the_check_is_looked_for_in_the_copy(
    person, officer, second, asked, is_redacted
):
    make_signed(person, values={"discussion": "Efua rang."})
    if is_redacted:
        case = make_redaction(person, officer, request=asked)
        remove_all(case, officer)
        redacting.send_to_check(redaction=case, by=officer)
        redacting.answer_check(redaction=case, by=second, agrees=True)
    copy = make_ready(person, officer, request=asked, redaction=case if is_redacted else None)
    if not is_redacted:
        agree_to(copy, second)
    friend = make_contact(person, name="Efua Mensah", kind="FRIEND")

    with pytest.raises(ValidationError, match="names Efua Mensah"):
        weigh(asked, officer, friend.key, **NOTHING)

    step = {"whom": friend.key, "about": "Efua Mensah", **NOTHING}
    make_step(asked, officer, "THIRD", **step)
    assert queries.dossier_of(asked).may_leave == [copy]
    letter = {"choice": "REASONS", "export": copy, "words": "Dear Ama", "on": clock.today()}
    with pytest.raises(ValidationError, match="it names Efua Mensah"):
        actions.take_step(asked, kind="LETTER", by=officer, **letter)
