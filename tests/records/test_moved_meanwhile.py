"""What somebody does to an entry that was moved after they opened it."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts.roles import Role
from records import actions
from records.catalogue import catalogue
from records.models import Action, Addition, Draft, Entry, GuidanceRequest
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_action, make_entry, note_values
from tests.records.test_decisions import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong():
    return make_person()


@pytest.fixture
def writer(wrong):
    return make_worker_of(wrong)


@pytest.fixture
def manager(wrong):
    return make_worker_of(wrong, Role.MANAGER)


def moved(entry, manager):
    right = make_person(given_names="Grace", family_name="Mensah")
    asked = actions.ask_to_move(entry=entry, to=right, reason="Two tabs.", by=entry.author)
    return actions.agree_to_removal(removal=asked, by=manager).became


def test_nothing_is_put_beside_or_corrected_there_any_more(wrong, writer, manager):
    entry = make_entry(person=wrong, by=writer)
    opened = Entry.objects.select_related("person").get(pk=entry.pk)
    moved(entry, manager)

    with pytest.raises(PermissionDenied):
        actions.add_to_entry(entry=opened, by=writer, kind=Addition.Kind.MORE_DETAIL, text="More.")
    with pytest.raises(PermissionDenied):
        actions.correct_entry(
            entry=opened,
            by=writer,
            submission=uuid.uuid4(),
            values=note_values(discussion="He was cold."),
            statements=[],
            reason="A mistake. I misheard.",
        )
    assert (entry.versions.count(), entry.additions.count()) == (1, 0)


def test_an_action_that_went_along_is_not_closed_by_somebody_of_the_wrong_record(
    wrong, writer, manager
):
    action = make_action(make_entry(person=wrong, by=writer), owner=writer)
    opened = Action.objects.select_related("person", "entry__person").get(pk=action.pk)
    moved(action.entry, manager)

    with pytest.raises(PermissionDenied):
        actions.close_action(action=opened, by=writer, status=Action.Status.DONE, outcome="Done.")


@pytest.mark.parametrize("corrected", [False, True])
def test_its_decisions_stand_in_the_register_of_the_right_record(wrong, writer, manager, corrected):
    entry = make_entry(person=wrong, by=writer, statements=[decided(by=writer)])
    if corrected:
        actions.correct_entry(
            entry=entry,
            by=writer,
            submission=uuid.uuid4(),
            values=note_values(discussion="He was cold."),
            statements=[decided(by=writer)],
            reason="A mistake. I misheard.",
        )

    new = moved(entry, manager)

    assert [row.statement.text for row in new.decisions.filter(is_current=True)] == [
        "Two visits a week"
    ]
    assert not entry.decisions.filter(is_current=True).exists()


def test_an_entry_that_is_itself_a_decision_stands_in_it_too(wrong, manager):
    by = make_worker_of(wrong, Role.MANAGER)
    decider = {"kind": "staff", "key": by.staff_number, "name": by.name, "role": ""}
    entry = make_entry(
        person=wrong,
        by=by,
        type_key="decision_record",
        finish_later=True,
        values=note_values(decided_by=[decider], decision_title="No"),
    )

    new = moved(entry, manager)

    assert new.decisions.get().decided_by == by
    assert not entry.decisions.filter(is_current=True).exists()


def correcting(entry, manager):
    """A question to a manager, asked while correcting an entry; returns its draft and it."""
    draft = actions.save_draft(
        person=entry.person,
        by=entry.author,
        key=uuid.uuid4(),
        record_type=catalogue().get("case_note"),
        typed={},
        version=0,
        corrects=entry,
    )
    return draft, GuidanceRequest.objects.create(
        person=entry.person,
        draft=Draft.objects.get(pk=draft.pk),
        question="Is it right?",
        asked_by=entry.author,
        asked_of=manager,
        asked_at=clock.now(),
    )


def test_a_question_asked_while_correcting_goes_along(wrong, writer, manager):
    _, question = correcting(make_entry(person=wrong, by=writer), manager)
    entry = Entry.objects.get()

    new = moved(entry, manager)

    question.refresh_from_db()
    assert question.person == new.person


def test_a_question_asked_while_correcting_stands_with_the_entry_once_that_is_signed(
    wrong, writer, manager
):
    entry = make_entry(person=wrong, by=writer)
    draft, question = correcting(entry, manager)

    actions.correct_entry(
        entry=entry,
        by=writer,
        submission=draft.key,
        values=note_values(discussion="He was cold."),
        statements=[],
        reason="A mistake. I misheard.",
    )

    question.refresh_from_db()
    assert question.entry == entry
