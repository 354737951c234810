"""What happens to drafts, entries and actions, asked of the actions themselves."""

import uuid
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions
from records.catalogue import catalogue
from records.models import Action, Attachment, Draft, Entry, EntryLink, EntryVersion
from records.rules.own_words import ASKED_BY_PERSON, TYPING_ERROR, require_words_kept
from records.rules.readiness import NotReady
from records.signed.digests import is_whole
from tests.accounts.factories import make_staff
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import describe, make_entry, make_writer, note_values
from tests.records.papers import pdf

pytestmark = pytest.mark.django_db

WORDS = {
    "field": "persons_own_words",
    "kind": "person_words",
    "text": "I know my way home.",
    "details": {
        "speaker": [{"kind": "other", "key": "", "name": "Ama", "role": ""}],
        "how_communicated": "Speech",
    },
}


def sign_values(entry, **changes):
    """The answers of an entry with some of them changed."""
    return {**entry.versions.last().values, **changes}


def test_a_signature_holds_everything_that_was_signed():
    entry = make_entry(
        statements=[WORDS],
        actions=[
            {
                "text": "Ring the surgery",
                "owner": None,
                "owner_name": "Jo Bloggs, neighbour",
                "due_on": clock.today(),
                "priority": "ROUTINE",
            }
        ],
    )
    version = entry.versions.get()

    assert is_whole(version)
    assert entry.summary == "Heating"
    for changed in (
        {"values": {**version.values, "discussion": "Other words"}},
        {"gaps": {"x": {"reason": "y", "detail": "z"}}},
        {"reason": "Changed"},
        {"number": 2},
        {"actions": []},
    ):
        for name, value in changed.items():
            was = getattr(version, name)
            setattr(version, name, value)
            assert not is_whole(version), name
            setattr(version, name, was)
    assert is_whole(version)
    Action.objects.update(status="DONE", outcome="Rang", closed_on=clock.today())
    assert is_whole(EntryVersion.objects.get())


def test_the_same_submission_signs_once():
    person = make_person()
    worker, key = make_worker_of(person), uuid.uuid4()

    first = make_entry(person=person, by=worker, submission=key)
    second = make_entry(person=person, by=worker, submission=key)

    assert first == second
    assert EntryVersion.objects.count() == 1


def test_a_submission_of_somebody_else_is_refused():
    person, key = make_person(), uuid.uuid4()
    make_entry(person=person, submission=key)

    with pytest.raises(PermissionDenied):
        make_entry(person=person, submission=key)


def test_what_is_missing_is_all_said_at_once():
    values = note_values()
    del values["note_about"]
    del values["event_at"]

    with pytest.raises(NotReady) as refused:
        make_entry(values=values)

    assert {each.field for each in refused.value.problems} == {"note_about", "event_at"}
    assert Entry.objects.count() == 0


def test_signing_needs_a_basis_and_a_role():
    person = make_person()

    with pytest.raises(PermissionDenied):
        make_entry(person=person, by=make_staff())
    with pytest.raises(PermissionDenied):
        make_entry(person=person, by=make_worker_of(person, Role.AUDITOR))


@pytest.mark.parametrize(
    ("event", "signed_at", "late"),
    [
        ("2026-09-03T10:00", datetime(2026, 9, 4, 17, tzinfo=clock.LONDON), 0),
        ("2026-09-03T10:00", datetime(2026, 9, 7, 9, tzinfo=clock.LONDON), 1),
        ("2026-09-04T10:00", datetime(2026, 9, 7, 9, tzinfo=clock.LONDON), 0),
    ],
)
def test_lateness_counts_working_days_beyond_the_limit(event, signed_at, late):
    person = make_person()
    worker = make_worker_of(person)

    entry = make_entry(
        person=person,
        by=worker,
        values=note_values(event_at=event, late_reason="Written from notes"),
        at=signed_at,
    )

    assert entry.days_late == late


def test_a_time_that_is_not_known_is_the_start_of_its_day():
    entry = make_entry()

    assert entry.event_time_known is False
    assert clock.local(entry.event_at).hour == 0


def test_an_author_may_restrict_an_entry_and_never_open_a_restricted_type():
    restricted = next(each for each in catalogue().types if each.is_restricted)
    raised = make_entry(values=note_values(sensitivity="Restricted to named people"))
    person = make_person()

    lowered = make_entry(
        person=person,
        by=make_writer(person, restricted),
        type_key=restricted.key,
        values={
            "event_at": "2026-09-03T10:00",
            "contact_channel": "Telephone",
            "sensitivity": "Normal",
        }
        | {
            name: [{"kind": "other", "key": "", "name": "Jo", "role": ""}]
            for name, asked in restricted.own_fields.items()
            if asked.essential
        }
        | {"contact_made_by": [{"kind": "other", "key": "", "name": "Jo", "role": ""}]}
        | {"direction": "Incoming"},
        finish_later=True,
    )

    assert raised.sensitivity == Entry.Sensitivity.RESTRICTED
    assert lowered.sensitivity == Entry.Sensitivity.RESTRICTED


def test_a_correction_keeps_what_was_signed():
    entry = make_entry()
    values = sign_values(entry, discussion="The heating works again since Monday.")

    version = actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=values,
        statements=[],
        reason="Something was missing. The day.",
    )

    signed = [each.values["discussion"] for each in entry.versions.order_by("number")]
    assert signed == ["The heating works again. He was warm.", values["discussion"]]
    assert version.number == 2
    assert is_whole(version)
    assert Event.objects.filter(verb="records.entry_corrected").count() == 1


def test_a_correction_long_after_is_not_asked_why_the_entry_was_late():
    entry = make_entry()

    version = actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=sign_values(entry, discussion="Another sentence."),
        statements=[],
        reason="Something was missing. It came back to me.",
        at=clock.add_hours(clock.now(), 24 * 90),
    )

    assert version.number == 2


def test_a_correction_sent_twice_is_one_version():
    entry = make_entry()
    given = {
        "entry": entry,
        "by": entry.author,
        "submission": uuid.uuid4(),
        "values": sign_values(entry, discussion="Other"),
        "statements": [],
        "reason": "Something I wrote was wrong. The day.",
    }

    assert actions.correct_entry(**given) == actions.correct_entry(**given)
    assert entry.versions.count() == 2


def test_a_correction_that_changes_nothing_is_refused():
    entry = make_entry()

    with pytest.raises(ValidationError, match="Nothing is different"):
        actions.correct_entry(
            entry=entry,
            by=entry.author,
            submission=uuid.uuid4(),
            values=sign_values(entry),
            statements=[],
            reason="Something was missing. Nothing.",
        )


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("Something I wrote was wrong. I misheard.", False),
        (f"{TYPING_ERROR}. A letter.", True),
        (f"{ASKED_BY_PERSON}. On Monday.", True),
    ],
)
def test_own_words_change_only_as_a_typing_error_or_when_the_person_asks(reason, changes):
    entry = make_entry(statements=[WORDS])
    given = {
        "entry": entry,
        "by": entry.author,
        "submission": uuid.uuid4(),
        "values": sign_values(entry),
        "statements": [{**WORDS, "text": "I know the way home."}],
        "reason": reason,
    }

    if changes:
        assert actions.correct_entry(**given).statements.get().text == "I know the way home."
    else:
        with pytest.raises(ValidationError, match="own words"):
            actions.correct_entry(**given)


def test_who_said_the_own_words_is_locked_as_they_are():
    entry = make_entry(statements=[WORDS])
    sister = [{"kind": "other", "key": "", "name": "Efua", "role": ""}]
    said_by_her = {**WORDS, "details": {**WORDS["details"], "speaker": sister}}

    with pytest.raises(ValidationError, match="or who said them"):
        actions.correct_entry(
            entry=entry,
            by=entry.author,
            submission=uuid.uuid4(),
            values=sign_values(entry),
            statements=[said_by_her],
            reason="Something I wrote was wrong. I misheard.",
        )


def test_the_words_in_the_original_are_locked_like_their_translation():
    first = {"original_language": "Welsh", "original_words": "Gad lonydd i mi."}
    said = {**WORDS, "details": WORDS["details"] | first}
    version = make_entry(statements=[said]).versions.get()
    tidied = {**said, "details": said["details"] | {"original_words": "Gad lonydd imi."}}

    with pytest.raises(ValidationError, match="own words"):
        require_words_kept(version, version.values, [tidied], "Something I wrote was wrong.")
    require_words_kept(version, version.values, [tidied], f"{TYPING_ERROR}. As she said it.")


def test_words_signed_without_an_interpreter_stop_no_correction_of_something_else():
    how = {"how_communicated": "Through an interpreter"}
    said = {**WORDS, "details": WORDS["details"] | how}
    with pytest.raises(NotReady, match="Enter who interpreted"):
        make_entry(statements=[said])
    entry = make_entry(statements=[said], finish_later=True)
    Entry.objects.filter(pk=entry.pk).update(finish_later=False)

    corrected = actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=sign_values(entry, note_about="Warmth"),
        statements=[said],
        reason="Something I wrote was wrong. The heading.",
    )

    assert corrected.values["note_about"] == "Warmth"


def test_what_was_received_is_locked_word_for_word():
    version = make_entry().versions.get()
    version.values = {"body_as_received": "Win fell."}
    corrected = {"body_as_received": "Win did not fall."}

    with pytest.raises(ValidationError, match="word for word"):
        require_words_kept(version, corrected, [], "Something I wrote was wrong. A word.")
    require_words_kept(version, corrected, [], f"{TYPING_ERROR}. Copied wrongly.")


def test_only_a_manager_opens_a_restricted_entry_to_everybody_again():
    entry = make_entry(values=note_values(sensitivity="Restricted to named people"))
    manager = make_worker_of(entry.person, Role.MANAGER)
    given = {
        "entry": entry,
        "values": note_values(sensitivity="Normal"),
        "statements": [],
        "reason": "Something was wrong. It holds nothing private.",
    }

    with pytest.raises(ValidationError, match="Only a manager"):
        actions.correct_entry(by=entry.author, submission=uuid.uuid4(), **given)
    entry.refresh_from_db()
    assert entry.sensitivity == Entry.Sensitivity.RESTRICTED

    actions.correct_entry(by=manager, submission=uuid.uuid4(), **given)

    entry.refresh_from_db()
    assert entry.sensitivity == Entry.Sensitivity.NORMAL


def test_finishing_an_urgent_record_closes_its_task():
    values = note_values(discussion="")
    entry = make_entry(values=values, finish_later=True)
    task = entry.actions.get()

    actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=note_values(),
        statements=[],
        reason="Something was missing. The note.",
    )

    entry.refresh_from_db()
    task.refresh_from_db()
    assert not entry.finish_later
    assert task.status == Action.Status.DONE
    assert is_whole(entry.versions.get(number=1))


def test_an_addition_stands_beside_the_entry():
    entry = make_entry()
    colleague = make_worker_of(entry.person)

    added = actions.add_to_entry(
        entry=entry, by=colleague, kind="MORE_DETAIL", text="  The engineer was Jo Bloggs.\n"
    )

    assert added.text == "  The engineer was Jo Bloggs.\n"
    assert entry.versions.count() == 1


def test_the_same_addition_sent_twice_is_one_and_a_day_later_is_another():
    entry = make_entry()
    said = {"entry": entry, "by": entry.author, "kind": "REPLY", "text": "Done."}

    first = actions.add_to_entry(**said)

    assert actions.add_to_entry(**said) == first
    assert actions.add_to_entry(**said | {"text": "Done!"}) != first
    assert actions.add_to_entry(**said, at=clock.add_hours(clock.now(), 24)) != first
    assert entry.additions.count() == 3


def test_entries_are_linked_once_each_way():
    first = make_entry()
    second = make_entry(person=first.person, by=first.author)

    actions.link_entries(source=second, target=first, kind="ADDS_TO", by=first.author)
    actions.link_entries(source=second, target=first, kind="ADDS_TO", by=first.author)

    assert EntryLink.objects.count() == 1


def test_a_record_one_may_not_open_is_not_linked_with():
    mine, theirs = make_entry(), make_entry()

    with pytest.raises(PermissionDenied):
        actions.link_entries(source=mine, target=theirs, kind="BELONGS_WITH", by=mine.author)


def test_an_action_is_closed_once_with_what_happened():
    entry = make_entry(values=note_values(discussion=""), finish_later=True)
    task = entry.actions.get()

    actions.close_action(action=task, by=entry.author, status="DONE", outcome="Finished")

    with pytest.raises(ValidationError, match="closed this action already"):
        actions.close_action(action=task, by=entry.author, status="NOT_NEEDED", outcome="No")
    task.refresh_from_db()
    assert (task.status, task.outcome, task.closed_by) == ("DONE", "Finished", entry.author)


def test_a_file_goes_with_its_draft_into_the_entry():
    person = make_person()
    worker, key = make_worker_of(person), uuid.uuid4()
    draft = actions.save_draft(
        person=person,
        by=worker,
        key=key,
        record_type=catalogue().get("case_note"),
        typed={},
        version=0,
    )
    kept = actions.attach_file(
        draft=draft,
        by=worker,
        field="attachments",
        content=pdf(),
        filename="letter.pdf",
    )
    describe(kept)

    entry = make_entry(
        person=person, by=worker, submission=key, values=note_values(attachments=[kept.key])
    )

    moved = Attachment.objects.get()
    assert (moved.entry, moved.draft) == (entry, None)
    assert is_whole(entry.versions.get())
    with pytest.raises(PermissionDenied):
        actions.take_off_file(attachment=moved, by=worker)


def test_a_signed_version_cannot_be_changed_in_the_database():
    make_entry()

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE records_entryversion SET reason = 'x'")


def test_a_draft_of_somebody_else_cannot_be_saved_or_thrown_away():
    person, key = make_person(), uuid.uuid4()
    first, second = make_worker_of(person), make_staff()
    allocate(person, second)
    given = {
        "person": person,
        "key": key,
        "record_type": catalogue().get("case_note"),
        "version": 0,
    }
    draft = actions.save_draft(by=first, typed={"a": ["1"]}, **given)

    with pytest.raises(PermissionDenied):
        actions.save_draft(by=second, typed={"a": ["2"]}, **given)
    with pytest.raises(PermissionDenied):
        actions.throw_away_draft(draft=draft, by=second)
    assert Draft.objects.get().typed == {"a": ["1"]}


def test_a_newer_correction_is_never_overwritten_unseen():
    entry = make_entry()

    def correct(text, read):
        return actions.correct_entry(
            entry=entry,
            by=entry.author,
            submission=uuid.uuid4(),
            values=sign_values(entry, discussion=text),
            statements=[],
            reason="I misread it",
            read_version=read,
        )

    correct("It was Tuesday.", 1)
    with pytest.raises(ValidationError, match="corrected this entry after you opened it"):
        correct("It was Wednesday.", 1)
    correct("It was Wednesday.", 2)

    assert entry.versions.count() == 3


def test_a_file_that_came_with_a_correction_stays_and_both_versions_stay_whole():
    entry = make_entry()
    draft = actions.save_draft(
        person=entry.person,
        by=entry.author,
        key=uuid.uuid4(),
        record_type=catalogue().get(entry.type_key),
        typed={},
        version=0,
        corrects=entry,
    )
    kept = actions.attach_file(
        draft=draft, by=entry.author, field="attachments", content=b"A note.", filename="note.txt"
    )
    describe(kept)

    actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=draft.key,
        values=sign_values(entry, attachments=[kept.key]),
        statements=[],
        reason="I forgot the note",
    )

    kept.refresh_from_db()
    assert (kept.entry, kept.draft) == (entry, None)
    assert [is_whole(version) for version in entry.versions.all()] == [True, True]


def test_a_correction_of_what_needs_sign_off_asks_for_it_again():
    entry = make_entry()
    record_type = catalogue().get(entry.type_key)
    needs = next(each for each in catalogue().types if each.needs_sign_off)
    assert not record_type.needs_sign_off
    Entry.objects.filter(pk=entry.pk).update(
        type_key=needs.key, finish_later=True, status="SIGNED_OFF"
    )
    entry.refresh_from_db()
    entry.author.roles = ["PRACTITIONER", "MANAGER"]
    entry.author.save()

    actions.correct_entry(
        entry=entry,
        by=entry.author,
        submission=uuid.uuid4(),
        values=sign_values(entry, discussion="It was Tuesday."),
        statements=[],
        reason="I misread it",
    )

    entry.refresh_from_db()
    assert entry.status == "AWAITING_SIGN_OFF"
