"""An old copy of the database that was put back lets nobody in before it is brought up to date."""

import json
from dataclasses import asdict

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from people.actions import undo_merge
from people.models import Person
from records.models import Entry
from retention import certificates, destroying, jobs, restored
from retention.models import Destruction
from tests import databases
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer
from tests.people.factories import make_merged, make_worker_of
from tests.retention.test_destroying import agreed, carry_out, old_record, outside_for_real

__all__ = ["outside_for_real"]
NAME, SIGN_IN, PRIVACY = "Kim Reed", "/accounts/sign-in/", "/privacy/"


@pytest.fixture
def old(outside_for_real, database_of_its_own):
    """A copy of the database, to be put back after a record was destroyed."""
    make_staff(name=NAME)
    plan = agreed(old_record(given_names="Winifred"))
    with databases.connected_to("postgres"):
        name = databases.make_database(databases.fresh_name(), template=database_of_its_own)
    carry_out(plan)
    yield name
    databases.drop_database(name)


def answers(client, *addresses):
    return [client.get(address).status_code for address in addresses]


def sign_in(client):
    client.force_login(User.objects.get(name=NAME))


def test_nobody_comes_in_before_it_is_destroyed_again(old, client):
    with databases.connected_to(old):
        assert Person.objects.get().given_names == "Winifred"
        assert answers(client, SIGN_IN, PRIVACY) == [503, 200]
        style = client.get("/static/css/base.css")
        assert b"".join(style.streaming_content)
        typed = client.post(SIGN_IN, {"login": "kim@northmere.example", "password": "Secret words"})
        assert (typed.status_code, typed["Retry-After"]) == (503, "60")
        assert "Secret words" not in typed.text
        sign_in(client)
        shown = client.get("/")
        assert shown.status_code == 503
        assert "What had been destroyed since then is being destroyed again" in shown.text
        assert "no-store" in shown["Cache-Control"]

        jobs.destroy_again(timestamp=0)

        assert not Person.objects.exists()
        assert answers(client, SIGN_IN, "/") == [302, 200]
        client.logout()
        assert answers(client, SIGN_IN) == [200]


def test_what_is_put_back_beside_a_running_service_closes_it_within_a_minute(
    old, client, monkeypatch
):
    sign_in(client)
    assert answers(client, "/") == [200]
    with databases.connected_to(old):
        monkeypatch.setattr(restored, "LOOK_AGAIN", 0)
        assert answers(client, "/") == [503]
        call_command("destroy_again", "--commit")
        sign_in(client)
        assert answers(client, "/") == [200]


def test_while_nothing_is_amiss_a_page_costs_no_question(old, django_assert_num_queries):
    assert not restored.is_behind()
    with django_assert_num_queries(0):
        assert not restored.is_behind()


def test_the_journal_of_another_database_and_a_damaged_line_close_nothing(old, client):
    (line,) = certificates.journal()
    other = asdict(line) | {"key": "elsewhere", "database": "2020-01-01T00:00:00+00:00"}
    lines = [json.dumps(asdict(line)), json.dumps(other), "{half a li", "[]"]
    certificates.journal_file().write_text("\n".join(lines))

    assert answers(client, SIGN_IN) == [200]


def test_a_folder_that_is_not_there_or_cannot_be_read_closes_nothing(
    old, client, settings, tmp_path
):
    with databases.connected_to(old):
        settings.SEAL_FOLDER = str(tmp_path / "nowhere")
        assert answers(client, SIGN_IN) == [200]
        assert not (tmp_path / "nowhere").exists()
        settings.SEAL_FOLDER = str(tmp_path / "file")
        (tmp_path / "file").write_text("")
        assert answers(client, SIGN_IN) == [200]


def test_what_cannot_be_done_keeps_it_closed_and_stops_nothing_else(
    outside_for_real, database_of_its_own, client, capsys
):
    first, second = (agreed(old_record()) for _ in range(2))
    with databases.connected_to("postgres"):
        old = databases.make_database(databases.fresh_name(), template=database_of_its_own)
    User.objects.filter(pk=first.proposed_by_id).update(staff_number="LATER")
    carry_out(Destruction.objects.get(pk=first.pk))
    carry_out(second)

    with databases.connected_to(old):
        with pytest.raises(CommandError, match="Not done: 1"):
            call_command("destroy_again", "--commit")
        assert "1 destroyed again" in capsys.readouterr().out
        assert Person.objects.get() == first.person
        assert answers(client, SIGN_IN) == [503]
        with pytest.raises(destroying.RestoreFirst):
            destroying.do_what_is_due()
        User.objects.filter(pk=make_staff().pk).update(staff_number="LATER")
        call_command("destroy_again", "--commit")
        assert not Person.objects.exists()
        assert answers(client, SIGN_IN) == [200]
    databases.drop_database(old)


@pytest.fixture
def copied(outside_for_real, database_of_its_own):
    """Makes a copy of the database as it stands, to be put back later."""
    names = []

    def copy() -> str:
        with databases.connected_to("postgres"):
            name = databases.make_database(databases.fresh_name(), template=database_of_its_own)
        names.append(name)
        return name

    yield copy
    for name in names:
        databases.drop_database(name)


@pytest.fixture
def two(outside_for_real, database_of_its_own):
    """Two officers who were here before the copy was made."""
    return {"proposed_by": make_officer(), "answered_by": make_officer()}


def undo(made):
    undo_merge(merge=made, reason="Two people", by=make_worker_of(made.kept, Role.MANAGER))


def people_put_back(name):
    with databases.connected_to(name):
        jobs.destroy_again(timestamp=0)
        return {
            (person.given_names, person.merged_into_id is None) for person in Person.objects.all()
        }


def test_a_copy_of_before_a_merge_loses_both_records(copied, two, client):
    first, second = (old_record(given_names=name) for name in ("Ada", "Bea"))
    stays = old_record(given_names="Cora")
    old = copied()
    make_merged(first, second)
    first.refresh_from_db()
    carry_out(agreed(first, **two))

    assert people_put_back(old) == {("Cora", True)}
    with databases.connected_to(old):
        assert Entry.objects.get().person == stays
        assert answers(client, SIGN_IN) == [200]


@pytest.mark.parametrize("goes", ["kept", "gone"])
def test_a_copy_of_before_a_merge_was_undone_keeps_who_was_not_destroyed(copied, two, goes):
    kept, gone, later = (old_record(given_names=name) for name in ("Ada", "Bea", "Cora"))
    made, again = make_merged(kept, gone), make_merged(kept, later)
    old = copied()
    undo(again)
    undo(made)
    person = {"kept": kept, "gone": gone}[goes]
    person.refresh_from_db()
    carry_out(agreed(person, **two))

    left = {"kept": {("Bea", True), ("Cora", True)}, "gone": {("Ada", True), ("Cora", True)}}
    assert people_put_back(old) == left[goes]
    with databases.connected_to(old):
        assert Entry.objects.count() == 2


def test_records_that_cannot_be_parted_keep_it_closed(copied, two, client):
    person, other = old_record(given_names="Ada"), old_record(given_names="Bea")
    Person.objects.filter(pk=other.pk).update(merged_into=person)
    old = copied()
    Person.objects.filter(pk=other.pk).update(merged_into=None)
    carry_out(agreed(person, **two))

    assert people_put_back(old) == {("Ada", True), ("Bea", False)}
    with databases.connected_to(old):
        assert answers(client, SIGN_IN) == [503]
