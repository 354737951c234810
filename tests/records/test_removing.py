"""Two people take an entry off a record: moved to the right one, or removed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import clock
from accounts.roles import Role
from audit.models import Event
from people.actions import give_reason
from records import actions, queries
from records.models import (
    Addition,
    Draft,
    Entry,
    EntryLink,
    GuidanceRequest,
    Removal,
    SearchText,
)
from records.rules import two_people
from records.signed.digests import is_whole
from tests.accounts.factories import make_staff
from tests.people.factories import (
    declare_conflict,
    make_person,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_action, make_entry, note_values

pytestmark = pytest.mark.django_db

REASON, AUTHORITY = "Written while two records were open.", "Decision of 3 May"


@pytest.fixture
def wrong():
    return make_person(given_names="Ama")


@pytest.fixture
def right():
    return make_person(given_names="Grace", family_name="Mensah")


@pytest.fixture
def writer(wrong):
    return make_worker_of(wrong)


@pytest.fixture
def manager(wrong):
    return make_worker_of(wrong, Role.MANAGER)


def named(person):
    """A person as an answer names whom its record is about."""
    return {"kind": "person", "key": person.key, "name": person.name, "role": ""}


@pytest.fixture
def entry(wrong, writer):
    return make_entry(
        person=wrong,
        by=writer,
        statements=[
            {
                "field": "statements",
                "kind": "person_words",
                "text": "Gad lonydd i mi.",
                "details": {
                    "speaker": [{"kind": "person", "key": wrong.key, "name": wrong.name}],
                    "how_communicated": "Speech",
                },
            }
        ],
    )


@pytest.fixture
def asked(entry, right, writer):
    return actions.ask_to_move(entry=entry, to=right, reason=REASON, meant="RIGHT", by=writer)


def test_a_move_takes_two_people_and_the_entry_stands_on_the_right_record(
    asked, entry, wrong, right, writer, manager
):
    done = actions.agree_to_removal(removal=asked, by=manager)

    new, old = done.became, Entry.objects.get(pk=entry.pk)
    assert (new.person, new.author, new.signed_at, new.event_at) == (
        right,
        writer,
        entry.signed_at,
        entry.event_at,
    )
    assert new.versions.get().values == entry.versions.get().values
    assert new.versions.get().statements.get().text == "Gad lonydd i mi."
    assert new.versions.get().statements.get().details["speaker"][0]["name"] == right.name
    assert new.has_own_words
    assert is_whole(new.versions.get())
    assert is_whole(old.versions.get())
    assert old.taken_off_at is not None
    assert queries.entry_for(writer, wrong, entry.key) is None
    assert queries.entry_for(make_worker_of(right), right, new.key) == new


def test_a_move_asks_who_is_meant_where_the_entry_names_the_person(entry, right, writer):
    with pytest.raises(ValidationError, match="Say who is meant where the entry names"):
        actions.ask_to_move(entry=entry, to=right, reason=REASON, by=writer)

    assert not Removal.objects.exists()


def test_who_really_spoke_keeps_their_name_and_becomes_nobody_else(
    entry, wrong, right, writer, manager
):
    asked = actions.ask_to_move(entry=entry, to=right, reason=REASON, meant="WRITTEN", by=writer)

    new = actions.agree_to_removal(removal=asked, by=manager).became
    version = new.versions.get()

    speaker = version.statements.get().details["speaker"][0]
    assert (speaker["kind"], speaker["key"], speaker["name"]) == ("other", "", wrong.name)
    assert is_whole(version)
    assert not new.has_own_words


def test_who_came_to_be_named_after_the_request_is_nobody_else_either(
    wrong, right, writer, manager
):
    plain = make_entry(person=wrong, by=writer)
    asked = actions.ask_to_move(entry=plain, to=right, reason=REASON, by=writer)
    actions.correct_entry(
        entry=plain,
        by=writer,
        submission=plain.submission,
        values=note_values(people_present=[named(wrong)]),
        statements=[],
        reason="He was there.",
    )

    new = actions.agree_to_removal(removal=asked, by=manager).became

    present = new.versions.get(number=2).values["people_present"]
    assert [(each["kind"], each["name"]) for each in present] == [("other", wrong.name)]


def test_corrections_additions_files_and_actions_go_along(asked, entry, right, writer, manager):
    actions.correct_entry(
        entry=entry,
        by=writer,
        submission=entry.submission,
        values=note_values(discussion="He was cold."),
        statements=[],
        reason="The person asked for the change. He read it.",
    )
    actions.add_to_entry(
        entry=entry, by=manager, kind=Addition.Kind.MORE_DETAIL, text="The boiler is new."
    )
    beside = {"entry": entry, "by": writer}
    comment = actions.add_to_entry(kind="PERSON_COMMENT", text="No.", said_by="Ama", **beside)
    actions.add_to_entry(kind="REPLY", text="We shall ask.", answers=comment, **beside)
    action = make_action(entry, owner=writer)

    new = actions.agree_to_removal(removal=asked, by=manager).became

    assert [version.number for version in new.versions.all()] == [1, 2]
    assert all(is_whole(version) for version in new.versions.all())
    added = {each.text: each for each in new.additions.all()}
    assert list(added) == ["The boiler is new.", "No.", "We shall ask."]
    assert added["We shall ask."].answers == added["No."]
    action.refresh_from_db()
    assert (action.entry, action.person) == (new, right)


def test_search_finds_it_on_the_right_record_alone(asked, entry, right, manager):
    assert SearchText.objects.get().person != right

    new = actions.agree_to_removal(removal=asked, by=manager).became

    assert [(row.entry_id, row.person) for row in SearchText.objects.all()] == [(new.pk, right)]


def test_a_correction_that_somebody_is_writing_goes_along(asked, entry, right, writer, manager):
    draft = Draft.objects.create(
        person=entry.person,
        author=writer,
        type_key="case_note",
        corrects=entry,
        started_at=clock.now(),
        saved_at=clock.now(),
        typed={"discussion": ["He was cold."]},
    )

    new = actions.agree_to_removal(removal=asked, by=manager).became

    draft.refresh_from_db()
    assert (draft.person, draft.corrects, draft.typed) == (
        right,
        new,
        {"discussion": ["He was cold."]},
    )


def test_entries_that_belong_together_are_linked_again_when_both_have_moved(
    asked, entry, right, wrong, writer, manager
):
    other = make_entry(person=wrong, by=writer)
    EntryLink.objects.create(source=other, target=entry, kind="BELONGS_WITH")
    new = actions.agree_to_removal(removal=asked, by=manager).became
    assert list(new.links_in.all()) == []

    second = actions.ask_to_move(entry=other, to=right, reason=REASON, meant="RIGHT", by=writer)
    also = actions.agree_to_removal(removal=second, by=manager).became

    assert [link.source for link in new.links_in.all()] == [also]


def test_the_log_tells_each_record_of_its_own_side_only(asked, wrong, right, manager):
    actions.agree_to_removal(removal=asked, by=manager)

    told = {
        event.verb: event.subjects
        for event in Event.objects.filter(verb__startswith="records.entry_moved")
    }
    assert told == {
        "records.entry_moved_away": [wrong.key],
        "records.entry_moved_here": [right.key],
    }


def test_nobody_answers_what_they_asked_for(entry, right, manager):
    asked = actions.ask_to_move(entry=entry, to=right, reason=REASON, meant="RIGHT", by=manager)

    with pytest.raises(PermissionDenied, match="Somebody else answers"):
        actions.agree_to_removal(removal=asked, by=manager)
    with pytest.raises(PermissionDenied, match="Somebody else answers"):
        actions.refuse_removal(removal=asked, reason="No.", by=manager)


def test_the_writer_is_no_second_person(wrong, right, manager):
    own = make_entry(person=wrong, by=manager)
    asked = actions.ask_to_move(
        entry=own, to=right, reason=REASON, meant="RIGHT", by=make_worker_of(wrong, Role.MANAGER)
    )

    with pytest.raises(PermissionDenied, match="You wrote this entry"):
        actions.agree_to_removal(removal=asked, by=manager)


def test_a_colleague_neither_asks_nor_answers(asked, entry, right, wrong):
    colleague = make_worker_of(wrong)

    with pytest.raises(PermissionDenied):
        actions.ask_to_move(entry=entry, to=right, reason=REASON, meant="RIGHT", by=colleague)
    with pytest.raises(PermissionDenied):
        actions.agree_to_removal(removal=asked, by=colleague)
    assert list(two_people.waiting_for(colleague)) == []


def test_a_writer_may_not_ask_for_a_removal(entry, writer):
    with pytest.raises(PermissionDenied):
        actions.ask_to_remove(entry=entry, reason=REASON, authority=AUTHORITY, by=writer)


@pytest.mark.parametrize("hide", [restrict, lambda person: None])
def test_nobody_moves_an_entry_to_somebody_they_may_not_find(entry, right, writer, hide):
    hide(right)
    if hide is not restrict:
        declare_conflict(right, writer)

    with pytest.raises(PermissionDenied, match="may not find"):
        actions.ask_to_move(entry=entry, to=right, reason=REASON, meant="RIGHT", by=writer)


def test_a_second_person_who_may_not_find_the_right_one_neither_sees_nor_answers(
    asked, right, writer, manager
):
    assert list(two_people.waiting_for(manager)) == [asked]

    restrict(right, writer)

    assert list(two_people.waiting_for(manager)) == []
    assert not two_people.may_see(manager, asked)
    with pytest.raises(PermissionDenied):
        actions.agree_to_removal(removal=asked, by=manager)


def test_it_is_done_once(asked, manager):
    actions.agree_to_removal(removal=asked, by=manager)

    with pytest.raises(ValidationError, match="answered already"):
        actions.agree_to_removal(removal=asked, by=manager)
    with pytest.raises(ValidationError, match="answered already"):
        actions.refuse_removal(removal=asked, reason="No.", by=manager)
    assert Entry.objects.count() == 2


def test_asking_twice_is_one_request_and_another_wish_must_wait(
    asked, entry, right, writer, manager
):
    again = actions.ask_to_move(
        entry=entry, to=right, reason="Once more.", meant="RIGHT", by=writer
    )

    assert again == asked
    with pytest.raises(ValidationError, match="has asked already"):
        actions.ask_to_remove(entry=entry, reason=REASON, authority=AUTHORITY, by=manager)


def test_a_refusal_says_why_and_changes_nothing(asked, entry, wrong, writer, manager):
    with pytest.raises(ValidationError, match="why you refuse"):
        actions.refuse_removal(removal=asked, reason=" ", by=manager)

    actions.refuse_removal(removal=asked, reason="It is about her.", by=manager)

    assert queries.entry_for(writer, wrong, entry.key) == entry
    assert list(two_people.waiting_for(manager)) == []


def test_two_people_remove_an_entry(entry, wrong, writer, manager):
    asked = actions.ask_to_remove(entry=entry, reason=REASON, authority=AUTHORITY, by=manager)

    actions.agree_to_removal(removal=asked, by=make_worker_of(wrong, Role.MANAGER))

    assert queries.entry_for(writer, wrong, entry.key) is None
    row = queries.timeline(writer, wrong).rows[0]
    assert (row.is_open, row.version, row.removal.authority) == (False, None, asked.authority)
    assert not SearchText.objects.exists()


def test_a_correction_of_what_was_removed_and_a_question_about_it_go_under_seal_too(
    client, entry, wrong, writer, manager
):
    draft = Draft.objects.create(
        person=wrong,
        author=writer,
        type_key="case_note",
        corrects=entry,
        started_at=clock.now(),
        saved_at=clock.now(),
        typed={"discussion": ["He was cold."]},
    )
    GuidanceRequest.objects.create(
        person=wrong,
        entry=entry,
        question="May it say that he was cold?",
        asked_by=writer,
        asked_of=manager,
        asked_at=clock.now(),
    )
    assert len(queries.questions_about(wrong)) == 1
    asked = actions.ask_to_remove(entry=entry, reason=REASON, authority=AUTHORITY, by=manager)

    actions.agree_to_removal(removal=asked, by=make_worker_of(wrong, Role.MANAGER))

    draft.refresh_from_db()
    assert draft.set_aside_because == "The entry that it corrects was removed"
    assert list(queries.drafts_of(writer)) == queries.questions_about(wrong) == []
    assert queries.left_behind(manager) == []
    assert list(queries.counted_drafts(manager)) == []
    client.force_login(writer)
    assert "Case note" not in client.get("/drafts/").text


@pytest.mark.parametrize(("reason", "authority"), [(" ", AUTHORITY), (REASON, " ")])
def test_a_removal_needs_a_reason_and_an_authority(entry, manager, reason, authority):
    with pytest.raises(ValidationError):
        actions.ask_to_remove(entry=entry, reason=reason, authority=authority, by=manager)
    assert not Removal.objects.exists()


def test_a_records_officer_sees_what_waits_and_answers_once_they_say_why(asked, wrong):
    officer = make_staff(Role.RECORDS_OFFICER)
    assert list(two_people.waiting_for(officer)) == [asked]

    with pytest.raises(PermissionDenied):
        actions.agree_to_removal(removal=asked, by=officer)

    give_reason(
        person=wrong, by=officer, basis="QUALITY", reference="R 12", words="A wrong-person entry"
    )
    assert actions.agree_to_removal(removal=asked, by=officer).became is not None


def test_what_is_asked_about_a_restricted_entry_is_not_read_by_those_it_is_closed_to(
    wrong, writer, manager
):
    entry = make_entry(
        person=wrong, by=writer, values=note_values(sensitivity="Restricted to named people")
    )
    asked = actions.ask_to_remove(entry=entry, reason=REASON, authority=AUTHORITY, by=manager)
    officer = make_staff(Role.RECORDS_OFFICER)
    give_reason(person=wrong, by=officer, basis="QUALITY", reference="R 12", words="A request")

    assert not two_people.may_see(officer, asked)
    assert list(two_people.waiting_for(officer)) == []
    assert list(two_people.waiting_for(make_worker_of(wrong, Role.MANAGER))) == [asked]
