"""What the database itself refuses to rewrite of rows that otherwise live on."""

import pytest
from django.db import DatabaseError, transaction

import clock
from accounts.roles import Role
from records import actions
from records.models import Attachment, Decision, GuidanceRequest, Removal
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry
from tests.records.test_decisions import decided
from tests.records.test_files_of_drafts import signed_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (Removal, {"state": "REFUSED"}),
        (Removal, {"reason": "Another."}),
        (Decision, {"decided_on": "2020-01-01"}),
        (GuidanceRequest, {"question": "Another?"}),
    ],
)
def test_nothing_that_was_said_is_rewritten(model, changed):
    person = make_person()
    writer, manager = make_worker_of(person), make_worker_of(person, Role.MANAGER)
    entry = make_entry(person=person, by=writer, statements=[decided(by=writer)])
    GuidanceRequest.objects.create(
        person=person,
        entry=entry,
        question="May she?",
        asked_by=writer,
        asked_of=manager,
        asked_at=clock.now(),
    )
    asked = actions.ask_to_move(entry=entry, to=make_person(), reason="Two tabs.", by=writer)
    actions.agree_to_removal(removal=asked, by=manager)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.update(**changed)


@pytest.fixture
def file(db):
    person = make_person()
    writer = make_worker_of(person)
    return signed_with(person, writer, b"Dear Win,", "a.txt")


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another"},
        {"sha256": "0" * 64},
        {"stored_as": "attachments/another"},
        {"entry": None},
        {"scan": "CLEAN"},
    ],
)
def test_a_file_of_a_signed_entry_is_never_changed(file, changed):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(**changed)


def test_a_file_of_a_signed_entry_is_given_to_no_other_entry(file):
    other = make_entry(person=file.person)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(entry=other)


def test_a_file_that_was_taken_off_stays_off(file):
    Attachment.objects.filter(pk=file.pk).update(taken_off_at=clock.now())

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(taken_off_at=None)


def test_a_file_of_a_signed_entry_is_never_deleted(file):
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).delete()
