"""What was said of somebody in supervision: the supervisor decides, whoever writes it down."""

import pytest

from accounts.roles import Role
from records.catalogue import catalogue
from records.drafting.references import staff_reference
from records.rules.readiness import NotReady, problems
from tests.accounts.factories import make_staff
from tests.records.factories import make_entry, note_values
from tests.records.test_decisions import decided
from tests.records.test_writing_page import sent

pytestmark = pytest.mark.django_db
KIND = "supervision_case_discussion"


@pytest.mark.parametrize(("kind", "field", "is_writer"), [
    (KIND, "decisions_made", False), ("case_note", "statements", True),
])  # fmt: skip
def test_the_writer_stands_as_decider_beforehand_but_for_supervision(
    client, person, worker, kind, field, is_writer
):
    page = sent(client, person, worker, {}, type_key=kind, act="", add_row=f"{field}:decision")

    row = page.context["desk"].form.rows[field].forms[-1]

    chosen = row.fields["decided_by"].widget.raw(row["decided_by"].value())["chosen"]
    assert (f"staff:{worker.staff_number}" in chosen) is is_writer
    assert bool(row["decider_role"].value()) is is_writer


def wrong(person, decision, supervisor, kind=KIND, **given):
    """What is said of who decided."""
    found = problems(
        catalogue().get(kind),
        person=person,
        values={"supervisor": [staff_reference(supervisor)]},
        statements=[decision],
        actions=[],
        **given,
    )
    return [each.message for each in found if each.field == f"{decision['field']}-0.decided_by"]


def test_who_decided_in_supervision_is_the_supervisor_and_nobody_else(person, worker):
    manager = make_staff(Role.MANAGER, name="Ros Hale")
    of_worker = decided(by=worker) | {"field": "decisions_made"}
    of_both = decided(by=manager) | {"field": "decisions_made"}
    of_both["details"]["decided_by"] += [staff_reference(worker)]
    of_manager = decided(by=manager) | {"field": "decisions_made"}

    refused = ["Name the supervisor alone as who decided in supervision"]
    assert wrong(person, of_worker, manager) == refused
    assert wrong(person, of_both, manager) == refused
    assert wrong(person, of_manager, manager) == []
    assert wrong(person, decided(by=worker), manager, kind="case_note") == []


def test_a_worker_is_not_their_own_supervisor_and_so_decides_nothing_there(client, person, worker):
    manager = make_staff(Role.MANAGER, name="Ros Hale")

    def refused(by, supervisor, kind=KIND):
        found = problems(
            catalogue().get(kind),
            person=person,
            values={"supervisor": [supervisor]},
            statements=[],
            actions=[],
            by=by,
        )
        return [each.message for each in found if each.field == "supervisor"]

    own = ["Name the manager who supervised you, not yourself"]
    typed = {"kind": "other", "key": "", "name": worker.name.upper(), "role": "worker"}
    assert refused(worker, staff_reference(worker)) == own
    assert refused(worker, typed) == own
    assert refused(worker, staff_reference(manager)) == []
    assert refused(manager, staff_reference(manager)) == []
    assert refused(worker, staff_reference(worker), kind="case_note") == []
    with pytest.raises(NotReady, match=own[0]):
        make_entry(
            person=person,
            by=worker,
            type_key=KIND,
            values=note_values() | {"supervisor": [staff_reference(worker)]},
        )
