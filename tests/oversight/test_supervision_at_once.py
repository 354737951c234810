"""A session is signed at the moment at which its agreement ends."""

import threading
import time

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from oversight import actions
from oversight.models import SupervisionSession
from tests.accounts.factories import make_staff
from tests.oversight.factories import make_agreement, make_session
from tests.oversight.test_supervision import SAID, sign


@pytest.mark.parametrize("by_another", [False, True])
def test_what_is_signed_while_the_agreement_ends_stays_signed(database_of_its_own, by_another):
    manager = make_staff(Role.MANAGER)
    worker, head = make_staff(line_manager=manager), make_staff(Role.MANAGER)
    manager.line_manager = head
    manager.save()
    agreement = make_agreement(supervisor=manager, worker=worker)
    session, begun = make_session(agreement), threading.Event()

    def end():
        begun.wait()
        try:
            if by_another:
                make_agreement(supervisor=head, worker=worker)
            else:
                actions.end_agreement(agreement=agreement, by=manager, because="He left")
        finally:
            connection.close()

    ending = threading.Thread(target=end)
    ending.start()
    with transaction.atomic():
        sign(session)
        begun.set()
        time.sleep(1)
    ending.join()

    session.refresh_from_db()
    agreement.refresh_from_db()
    assert (session.state, session.words, agreement.state) == (
        "HELD",
        {"wellbeing": SAID},
        "ENDED",
    )
    assert not SupervisionSession.objects.filter(state="PLANNED").exists()
