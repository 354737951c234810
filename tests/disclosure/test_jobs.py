"""The worker takes up what was asked for."""

import uuid

from django.core.management import call_command

from disclosure import actions
from disclosure.models import Export
from tests.disclosure.factories import make_officer, make_signed
from tests.people.factories import make_person


def test_the_worker_makes_the_copy_that_was_asked_for(database_of_its_own, django_db_blocker):
    with django_db_blocker.unblock():
        person = make_person()
        make_signed(person)
        export = actions.ask_for_copy(
            person=person,
            by=make_officer(person),
            submission=uuid.uuid4(),
            purpose=Export.Purpose.PERSON,
            recipient="Ama Okafor, by hand",
            shared_because="She reads it with her worker.",
        )

        call_command("procrastinate", "worker", "--one-shot", verbosity=0)

        export.refresh_from_db()
        assert (export.state, export.entries_done) == (Export.State.READY, 1)
