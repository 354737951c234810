"""What goes into a copy and what stays out, before it is laid out."""

import re
from datetime import date

import pytest
from django.utils.html import strip_tags

import clock
from disclosure import contents, queries
from disclosure.pdf.layout import html_of
from people import access
from people.models import Involvement, InvolvementChange, Restriction, TransferOffer
from records.models import Entry, EntryLink, GuidanceRequest
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import (
    make_export,
    make_officer,
    make_request,
    make_signed,
    sign_version,
)
from tests.people.factories import (
    make_alert,
    make_involvement,
    make_person,
    make_worker_of,
    put_on_list,
    restrict,
)
from tests.records.factories import make_visit

pytestmark = pytest.mark.django_db


def squeezed(text):
    return re.sub(r"\s+", "", text)


def words_of(export):
    """The words of the copy, without its tags and spaces."""
    html = html_of(contents.collect(export, at=clock.now()))
    return squeezed(strip_tags(html[html.index("</style>") :]))


def test_what_was_corrected_stands_beside_what_it_said_before():
    person = make_person()
    entry = make_signed(person, values={"discussion": "She was at bridge", "number_used": "0114"})
    sign_version(
        entry,
        values={"direction": "Incoming", "discussion": "She was at choir"},
        said=[{"text": "A fact that was forgotten", "field": "other"}],
        reason="I mixed up two afternoons",
    )
    later = make_signed(person, event_at=clock.add_hours(entry.event_at, 48))
    EntryLink.objects.create(source=later, target=entry, kind=EntryLink.Kind.CORRECTS)

    text = words_of(make_export(person))

    words = ["She was at choir", "She was at bridge", "I mixed up two afternoons", "0114"]
    words += ["A fact that was forgotten", "Corrected by: ", "Corrects: "]
    assert [each for each in words if squeezed(each) not in text] == []


def test_a_managers_answer_stands_with_the_question_unless_it_stays_out():
    person = make_person()
    note = make_signed(person)
    answer = make_signed(person, values={"advice": "Leave it off for two weeks"})
    asked_at = clock.add_hours(clock.now(), -3)
    GuidanceRequest.objects.create(
        person=person, entry=note, question="May the sensor come off?", asked_at=asked_at,
        asked_by=make_staff(name="Fola Adeyemi"), asked_of=make_staff(name="Ros Hale"),
        answer=answer, answered_at=clock.add_hours(asked_at, 2),
    )  # fmt: skip

    with_answer = words_of(make_export(person))
    Entry.objects.filter(pk=answer.pk).update(sensitivity="RESTRICTED")
    without = words_of(make_export(person))

    said = squeezed("May the sensor come off? Fola Adeyemi asked Ros Hale. Ros Hale answered on")
    assert said in with_answer
    assert squeezed("after 2 hours: Leave it off for two weeks.") in with_answer
    assert "Leaveitoff" not in without
    assert squeezed("after 2 hours, in an entry that is not in this copy") in without


def test_a_missing_answer_stands_with_its_reason():
    person = make_person()
    gaps = {"identity_checked": {"reason": "The person was away", "detail": "at bridge"}}
    make_signed(person, gaps=gaps)

    text = words_of(make_export(person))

    assert squeezed("Not answered: The person was away: at bridge") in text


@pytest.mark.parametrize("included", [False, True])
def test_restricted_entries_leave_only_when_included_and_the_account_says_so(included):
    person = make_person()
    officer = make_officer(person)
    hidden = {"sensitivity": Entry.Sensitivity.RESTRICTED}
    make_signed(person)
    make_signed(person, author=officer, values={"discussion": "Mine and restricted"}, **hidden)
    make_signed(person, values={"discussion": "Closed to the officer"}, **hidden)

    export = make_export(
        person,
        asked_by=officer,
        includes_restricted=included,
        restricted_because="Court order" if included else "",
    )

    text = words_of(export)
    assert (squeezed("Mine and restricted") in text) == included
    assert squeezed("Closed to the officer") not in text
    assert squeezed("The record has 3 entries") in text
    assert text.count(squeezed("Left out.")) == (1 if included else 2)


@pytest.mark.parametrize("included", [False, True])
def test_what_is_marked_as_not_to_be_shown_leaves_only_when_included(included):
    person = make_person()
    officer = make_officer(person)
    marked = {"not_to_share_with_person": "Yes: given in confidence by someone else"}
    make_signed(person, values={"discussion": "Told in confidence"} | marked)
    make_signed(person, values={"third_party_flag": "Yes, marked in the text"})
    about_others = {"includes_about_others": included}
    if included:
        about_others |= {"about_others_because": "They agreed on 3 May"}

    counted = queries.contents_of(officer, person)
    text = words_of(
        make_export(
            person,
            asked_by=officer,
            includes_restricted=included,
            restricted_because="The officer decided" if included else "",
            **about_others,
        )
    )

    assert (counted.held_back, counted.about_others, counted.all_entries) == (1, 1, 2)
    assert (squeezed("Told in confidence") in text) == included
    assert (squeezed("held back for a records officer") in text) != included
    assert (squeezed("1 entry is left out, which hold") in text) != included
    assert (squeezed("A redacted copy can give the rest of it") in text) != included


def test_what_stays_out_of_a_complete_copy_for_a_request_is_counted(person, officer):
    hidden = {"sensitivity": Entry.Sensitivity.RESTRICTED}
    mine = make_signed(person, author=officer, **hidden)
    for fields in (
        hidden,
        {"values": {"not_to_share_with_person": "Yes"}},
        {"values": {"third_party_flag": "Yes, marked"}},
        {"values": {"third_party_flag": "Yes, marked"}},
    ):
        make_signed(person, **fields)
    given = make_signed(person)
    make_alert(person)
    asked = make_request(person, officer)
    because = {"restricted_because": "Asked for", "about_others_because": "They agreed"}

    def withheld(**fields):
        export = make_export(person, asked_by=officer, **{"request": asked} | fields)
        return contents.withheld_in(export, contents.collect(export, at=clock.now()))

    closed = "1 restricted entry that whoever made it may not open"
    assert withheld().split("; ") == [
        "1 restricted entry",
        closed,
        "1 entry that is held back",
        "2 entries with private matters of others",
        "1 alert of which they were not told",
    ]
    assert withheld(includes_restricted=True, includes_about_others=True, **because) == closed
    assert withheld(entry=given) == ""
    assert withheld(entry=mine, includes_restricted=True, **because) == ""
    assert withheld(request=None) == ""


@pytest.mark.parametrize("in_a_statement", [False, True])
def test_what_was_marked_before_a_correction_stays_out(in_a_statement):
    person = make_person()
    officer = make_officer(person)
    first = {"values": {"discussion": "Of his sister", "third_party_flag": "Yes, marked"}}
    if in_a_statement:
        first = {"said": [{"text": "Of his sister", "about_someone_else": True}]}
    entry = make_signed(person, **first)
    sign_version(entry, values={"discussion": "A clock"}, reason="Not his")

    text = words_of(make_export(person, asked_by=officer))

    assert queries.contents_of(officer, person).about_others == 1
    assert squeezed("Of his sister") not in text
    assert squeezed("A redacted copy can give the rest of it") in text
    internal = words_of(make_export(person, asked_by=officer, purpose="INTERNAL"))
    assert squeezed("Of his sister") in internal


def test_what_is_left_out_for_two_reasons_is_offered_for_each():
    person = make_person()
    officer = make_officer(person)
    both = {"not_to_share_with_person": "Yes", "third_party_flag": "Yes, marked in the text"}
    make_signed(person, values=both)
    make_signed(person)

    counted = queries.contents_of(officer, person)

    assert (counted.entries, counted.held_back, counted.about_others) == (1, 1, 1)
    assert counted.all_entries == 2


@pytest.mark.parametrize("included", [False, True])
def test_an_alert_of_which_the_person_was_not_told_leaves_only_when_included(included):
    person = make_person()
    officer = make_officer(person)
    secret = {"person_told": "NOT_TOLD", "not_told_because": "Her son reads her letters"}
    make_alert(person, title="Dog in the yard", person_told="TOLD")
    make_alert(person, title="Said by the sister", kind="CONFIDENTIAL", **secret)
    make_alert(person, title="Nobody said whether")
    make_alert(
        person,
        title="Told at last",
        told_on=clock.today(),
        told_how="By her worker",
        told_by=officer,
        **secret | {"person_told": "TOLD"},
    )
    make_alert(person, title="Feared once", ended_on=date(2020, 1, 1), **secret)

    counted = queries.contents_of(officer, person)
    text = words_of(
        make_export(
            person,
            asked_by=officer,
            includes_restricted=included,
            restricted_because="The officer decided" if included else "",
        )
    )

    assert (counted.alerts_held_back, counted.left_out_unless_asked) == (3, 3)
    assert squeezed("Dog in the yard") in text
    assert squeezed("By her worker. Not told at first because: Her son reads her letters") in text
    for words in ("Said by the sister", "Nobody said whether", "Feared once"):
        assert (squeezed(words) in text) == included, words
    assert (squeezed("3 alerts were held back") in text) != included


def test_an_entry_whose_words_were_changed_after_signing_is_marked():
    person = make_person()
    entry = make_signed(person)
    Entry.objects.filter(pk=entry.pk).update(type_key="case_note")

    text = words_of(make_export(person))

    assert squeezed("What is stored is not what was signed") in text


@pytest.fixture
def both():
    """Somebody with needs and a caring role, with an entry, a visit and an involvement of each."""
    person = make_person(is_carer=True)
    for part, role, words in (
        (Entry.RecordAs.PERSON, Involvement.Role.NEEDS, "Her own bathing"),
        (Entry.RecordAs.CARER, Involvement.Role.CARER, "Nights with her husband"),
    ):
        make_signed(person, values={"discussion": words}, record_as=part)
        involvement = make_involvement(person=person, role=role)
        InvolvementChange.objects.create(
            involvement=involvement, step="Opened", reason=f"Asked about: {words}",
            became=involvement.state, changed_at=clock.now(),
        )  # fmt: skip
    make_visit(person, make_staff(), purpose="No record says in which role")
    return person


@pytest.mark.parametrize(
    ("part", "inside", "outside", "because"),
    [
        ("CARER", "Nights with her husband", "Her own bathing", "a person with care and support"),
        ("PERSON", "Her own bathing", "Nights with her husband", "as a carer"),
    ],
)
def test_one_part_is_copied_alone_and_what_stays_out_is_accounted_for(
    both, part, inside, outside, because
):
    make_signed(both, sensitivity=Entry.Sensitivity.RESTRICTED, record_as="CARER")

    text = words_of(make_export(both, part=part))

    assert text.count(squeezed(inside)) >= 2
    assert squeezed(outside) not in text
    assert squeezed(f"It is about them as {because.removeprefix('as ')}") in text
    assert squeezed("alone. 1 entry is left out, because") in text
    assert squeezed("1 entry is left out. How to read this") in text
    assert squeezed("The record has 3 entries. 1 is in this copy") in text
    assert squeezed("No record says in which role") not in text
    assert squeezed("1 planned visit left out: tied to no entry of this copy.") in text
    assert squeezed("1 involvement left out: about the other part.") in text
    assert squeezed("questions to managers left out") not in text


@pytest.mark.parametrize("is_listed", [True, False])
def test_the_words_of_a_restricted_part_are_in_copies_for_its_list_alone(both, is_listed):
    officer = make_officer(both)
    worker, other = make_worker_of(both), make_staff()
    restriction = restrict(both)
    Restriction.objects.filter(pk=restriction.pk).update(part="CARER")
    if is_listed:
        put_on_list(both, officer, codename=access.PART_LISTS["CARER"])
    carer = Involvement.objects.get(role="CARER")
    TransferOffer.objects.create(
        involvement=carer, team=make_team(), reason="Nights are too much", answer="Not in our area",
        state="SENT_BACK", offered_by=worker, offered_at=clock.now(), answer_by=clock.today(),
        answered_by=other, answered_at=clock.now(),
    )  # fmt: skip

    text = words_of(make_export(both, asked_by=officer))

    words = ("Asked about: Nights with her husband", "Nights are too much", "Not in our area")
    assert [squeezed(each) in text for each in words] == [is_listed] * 3
    said = squeezed("The words of 1 involvement left out: restricted to named people.")
    assert (said in text) is not is_listed
    assert squeezed("Asked about: Her own bathing") in text


def test_a_copy_of_both_parts_leaves_nothing_out_for_it(both):
    text = words_of(make_export(both))

    for words in ("Her own bathing", "Nights with her husband", "No record says in which role"):
        assert squeezed(words) in text
    assert squeezed("Which part of the record") not in text
    assert squeezed("because they are about the other part") not in text
    assert squeezed("Left out beside entries") not in text
