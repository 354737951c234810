"""What is kept by class goes once its time is over, two officers agree and nothing holds it."""

import fcntl
import json
import re
import threading
import time

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.urls import reverse

import clock
from accounts import local
from accounts.actions import allow_more_time, end_staff, withdraw_training
from accounts.models import Training, User
from accounts.roles import Role
from audit import log, sealing
from audit.models import ChangeEntry, Event
from governance import register
from governance.actions import report_breach
from governance.models import Breach, BreachStep
from people.models import Import, Imported, Person
from records.files import stored
from retention import batches, certificates, destroying, over, restored
from retention.actions import (
    agree_batch,
    end_hold,
    hold_many,
    propose_batch,
    refuse_batch,
    withdraw_batch,
)
from retention.models import Batch, Certificate, Hold
from retention.schedule import schedule
from tests import databases
from tests.accounts.factories import make_staff, make_training
from tests.audit.sealed import as_owner, look
from tests.disclosure.factories import make_officer, make_request, make_signed, make_step
from tests.people.factories import make_person, restrict
from tests.retention.by_class import breach, decide, make, models_of, step
from tests.retention.test_destroying import (
    everything_in_the_database,
    hold,
    outside,
    outside_for_real,
)
from tests.retention.test_reach import BY_ANOTHER_WAY, reached_by_foreign_keys

__all__ = ["outside", "outside_for_real"]
KINDS = list(over.kinds())
LOOKED = ["claims", "regulators"]


def years_of(kind: str) -> int:
    return schedule().classes[over.kinds()[kind].class_key].length


def ended(kind: str, *, days: int = 1, **about):
    """One of a kind whose time ended some days ago."""
    day = clock.add_years(clock.add_days(clock.today(), -days), -years_of(kind))
    return make(kind, day, **about)


def names(kind: str, *, held: bool = False) -> list[str]:
    return [row.name for row in over.rows_of(over.kinds()[kind]) if row.is_held == held]


def propose(kind: str, *rows: str, **given) -> Batch:
    return propose_batch(
        **{
            "kind": over.kinds()[kind],
            "records": rows or names(kind),
            "reason": "Nothing needs them",
            "archive": "The county archive declined it",
            "by": make_officer(name="Helen Marsh"),
            "at": clock.add_hours(clock.now(), -24 * 30),
        }
        | given
    )


def agreed(kind: str, *rows: str, **given) -> Batch:
    """A proposal to which a second officer agreed a month ago."""
    batch = propose(kind, *rows, **given)
    return agree_batch(
        batch,
        answer="I looked at each",
        by=make_officer(name="Owen Castell"),
        at=batch.proposed_at,
    )


def make_imported(run: Import) -> Imported:
    """A record that came from a file that was brought in."""
    return Imported.objects.create(
        kind="PEOPLE",
        source="old",
        source_id="1",
        person=make_person(),
        row=1,
        digest="1",
        marks="",
        brought_in=run,
        line=1,
    )


def hold_class(class_key: str, **conditions) -> Hold:
    return hold_many(
        **{"kept_class": class_key, **conditions},
        kind="INQUIRY",
        reason="An inquiry",
        authority="Notice of 3 May",
        review_on=clock.add_days(clock.today(), 90),
        by=make_officer(),
    )


# --- What the schedule says, and the register ----------------------------------------------------


def test_every_class_of_the_schedule_names_what_disposes_of_it():
    disposed = over.disposed_by()

    assert set(disposed) == set(schedule().classes)
    by_class = {key for key, words in disposed.items() if ", by class," in words}
    assert by_class == {kind.class_key for kind in over.kinds().values()}


@pytest.mark.django_db
def test_the_policy_page_says_what_disposes_of_each(client):
    client.force_login(make_staff())

    page = client.get(reverse("retention:schedule")).text

    for words in over.disposed_by().values():
        assert words in page


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_database_knows_the_same_kinds_and_periods():
    with as_owner() as owner:
        rows = owner.execute("SELECT kind, class, tab, years FROM retention_kinds").fetchall()

    assert rows == [
        (kind.key, kind.class_key, kind.table, years_of(kind.key)) for kind in over.kinds().values()
    ]
    assert "10 years" in schedule().classes["data_breach"].longer_if


def test_the_register_says_of_each_table_which_class_ends_it():
    of_table = {apps.get_model(each.model)._meta.db_table: each for each in register.tables()}
    ends = {}
    for kind in over.kinds().values():
        for model in models_of(kind):
            ends.setdefault(model._meta.db_table, set()).add(kind.class_key)

    for table, classes in ends.items():
        assert of_table[table].ends in classes, table
        assert "by class" in of_table[table].destroyed, table
    for table in register.tables():
        if table.ends not in register.WITHOUT_CLASS:
            assert schedule().classes[table.ends]
            by_class = over.disposed_by()[table.ends] == over.disposed_by()["data_breach"]
            assert by_class == (apps.get_model(table.model)._meta.db_table in ends), table.model


def test_the_register_says_no_period_that_the_council_may_change():
    said = [table.kept for table in register.tables()]

    assert [each for each in said if re.search(r"[0-9]|\b(six|eight) years", each, re.I)] == []


def test_what_goes_by_no_class_goes_with_the_record_or_with_its_use_or_stays_for_a_reason():
    begins = {"record": "With the person's record", "stays": "Not destroyed: "}

    for table in register.tables():
        for way, words in begins.items():
            if table.ends in register.WITHOUT_CLASS:
                assert table.destroyed.startswith(words) == (table.ends == way), table.model


@pytest.mark.django_db
def test_the_page_of_what_we_hold_says_for_how_long_as_the_council_decided(client):
    decide("training", years=12)
    client.force_login(make_staff())

    page = client.get(reverse("governance:what-we-hold")).text

    assert "Data protection and information governance training: 12 years" in page


def test_every_table_that_holds_anything_about_a_person_goes_with_a_record_or_by_class():
    by_class = {model._meta.label for kind in over.kinds().values() for model in models_of(kind)}
    personal = {table.model for table in register.tables() if table.is_personal}

    assert sorted(personal - by_class - reached_by_foreign_keys() - BY_ANOTHER_WAY) == []


# --- When it is over ----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_each_is_over_from_the_day_after_its_time_and_not_before(kind):
    today = ended(kind)
    assert names(kind) == [str(getattr(today, "key", "")) if kind in BY_KEY else str(today.pk)]

    ended(kind, days=0)

    assert len(names(kind)) == 1


BY_NUMBER = {"training", "more_time", "notice", "posting", "invitation", "cover", "shift"}
BY_KEY = {*KINDS} - BY_NUMBER


@pytest.mark.django_db
@pytest.mark.parametrize("years", [6, 8, 10])
def test_the_database_counts_as_the_clock_does(years):
    day = clock.add_days(clock.today(), -3000)
    days = [clock.add_days(day, count) for count in range(1500)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_day_after(each, %s) FROM unnest(%s::date[]) each", [years, days]
        )
        counted = [row[0] for row in cursor.fetchall()]

    assert counted == [clock.add_days(clock.add_years(each, years), 1) for each in days]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "more",
    [
        {"kind": "ICO", "choice": "TOLD"},
        {"kind": "RISK", "choice": "HIGH"},
        {"kind": "REOPEN"},
    ],
)
def test_a_serious_breach_is_kept_for_ten_years_and_an_open_one_until_it_is_closed(more):
    found = ended("breach")
    step(found, day=clock.day_of(found.noticed_at), **more)

    assert names("breach") == []


@pytest.mark.django_db
def test_what_the_council_decides_of_the_class_holds_here_too():
    ended("training")
    assert len(names("training")) == 1

    decide("training", years=12)

    assert names("training") == []


@pytest.mark.django_db
def test_a_version_of_the_notice_stays_while_a_record_says_that_somebody_was_told_of_it():
    version = ended("notice").version
    assert len(names("notice")) == 1

    make_signed(
        make_person(),
        type_key="privacy_notice_given",
        values={"given": "Yes", "version": version.replace(" ", "").lower()},
    )

    assert names("notice") == []


@pytest.mark.django_db
def test_a_lost_notebook_stays_as_long_as_the_breach_that_says_so():
    book = ended("notebook")
    type(book).objects.update(state="LOST")
    assert len(names("notebook")) == 1

    of = breach(clock.today())
    book.steps.create(
        kind="LOST",
        words="On a bus",
        breach=of.key,
        happened_on=book.steps.get().happened_on,
        added_by=make_staff(),
        added_at=clock.now(),
    )

    assert names("notebook") == []


@pytest.mark.parametrize("kind", ["cover", "shift", "import"])
def test_why_somebody_could_open_a_record_stays_as_long_as_the_log_of_that_day(
    database_of_its_own, kind
):
    ended(kind)
    assert len(names(kind)) == 1

    day = clock.add_years(clock.add_days(clock.today(), -1), -6)
    with as_owner() as owner:
        owner.execute("SELECT audit_make_month(%s::timestamp)", [day.replace(day=1)])
        owner.commit()

    assert names(kind) == []


@pytest.mark.django_db
def test_a_file_that_was_brought_in_stays_as_long_as_a_record_that_came_from_it():
    run = ended("import")
    make_imported(run)

    assert names("import") == []


@pytest.mark.django_db
def test_the_report_of_a_file_that_was_brought_in_goes_with_it(outside):
    name = stored.store(b"line 1 came in", folder="imports")
    run = ended("import")
    Import.objects.update(report=name)
    agreed("import")

    destroying.do_what_is_due()

    assert not Import.objects.filter(pk=run.pk).exists()
    assert not default_storage.exists(name)
    assert Batch.objects.get().files == []


@pytest.mark.django_db
def test_the_report_of_a_file_stays_whose_record_came_back_at_that_moment(outside, monkeypatch):
    runs = [ended("import"), ended("import")]
    for run in runs:
        name = stored.store(f"report of {run.key}".encode(), folder="imports")
        Import.objects.filter(pk=run.pk).update(report=name)
    agreed("import")
    goes, stays = Import.objects.order_by("pk")
    was_free = over.free_of

    def then_a_record_came(batch):
        free = was_free(batch)
        make_imported(stays)
        return free

    monkeypatch.setattr(over, "free_of", then_a_record_came)
    destroying.do_what_is_due()

    assert list(Import.objects.all()) == [stays]
    assert default_storage.exists(stays.report)
    assert not default_storage.exists(goes.report)


@pytest.mark.django_db
def test_the_places_of_somebody_who_came_back_stay():
    User.objects.filter(pk=ended("posting").user_id).update(ends_on=None, is_active=True)

    assert names("posting") == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["breach", "signal", "supervision", "audit"])
def test_what_is_about_somebody_whose_request_is_open_stays_until_it_is_answered(kind):
    kept, gone = make_person(), make_person()
    ended(kind, person=gone)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    officer = make_officer(kept)
    asked = make_request(kept, officer)
    assert (names(kind), len(names(kind, held=True))) == ([], 1)

    make_step(asked, officer, "DROPPED")

    assert len(names(kind)) == 1


# --- Two people, and time to think --------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_two_officers_agree_and_it_goes_with_what_hangs_on_it(outside, kind):
    root = ended(kind)
    stays = ended(kind, days=0)
    hanging = {
        relation.related_model: set(
            relation.related_model.objects.filter(**{relation.field.name: root}).values_list(
                "pk", flat=True
            )
        )
        for relation in root._meta.related_objects
    }
    batch = agreed(kind)

    (certificate,) = destroying.do_what_is_due()

    assert not type(root).objects.filter(pk=root.pk).exists()
    assert type(root).objects.filter(pk=stays.pk).exists()
    for model, numbers in hanging.items():
        assert not model.objects.filter(pk__in=numbers).exists()
    batch.refresh_from_db()
    assert batch.state == "DONE"
    assert certificate.subjects == batch.rows
    said = json.loads(certificate.body)
    assert said["of_class"] == {
        "kind": kind,
        "title": over.kinds()[kind].title,
        "count": 1,
        "left_out": 0,
        "archive": "The county archive declined it",
    }
    assert (said["proposed_by"]["name"], said["agreed_by"]["name"]) == (
        "Helen Marsh",
        "Owen Castell",
    )
    assert sum(said["destroyed_rows"].values()) == 1 + sum(map(len, hanging.values())) + (
        {"supervision": 1, "audit": 2}.get(kind, 0)  # what hangs on what hangs on it
    )
    assert not any("_" in title for title in said["destroyed_rows"])
    assert certificate.key in [line.key for line in certificates.journal()]
    assert Event.objects.filter(verb="retention.batch_destroyed", target=certificate.key).exists()


@pytest.mark.django_db
def test_where_the_schedule_has_an_archive_asked_nothing_is_proposed_before_it_answered():
    ended("hold")

    with pytest.raises(ValidationError, match="Enter what the archive said"):
        propose("hold", archive=" ")


@pytest.mark.django_db
def test_it_takes_a_second_officer_and_nobody_else(outside):
    ended("training")
    batch = propose("training")

    with pytest.raises(PermissionDenied, match="Another records officer"):
        agree_batch(batch, answer="Fine", by=batch.proposed_by)
    with pytest.raises(PermissionDenied):
        agree_batch(batch, answer="Fine", by=make_staff(Role.MANAGER))
    with pytest.raises(PermissionDenied):
        propose("training", by=make_staff(Role.SYSTEM_ADMINISTRATOR))
    with pytest.raises(ValidationError, match="proposed already"):
        propose("training")
    assert destroying.do_what_is_due() == []
    with pytest.raises(DatabaseError, match="Two people have to agree first"), transaction.atomic():
        batches.carry_out(batch, over.free_of(batch), clock.now())
    assert Training.objects.count() == 1


@pytest.mark.django_db
def test_until_the_time_to_think_is_over_either_takes_it_back(outside):
    ended("training")
    batch = agree_batch(propose("training"), answer="Fine", by=make_officer())
    days = local.settings_value("retention.cooling_days")
    assert batch.not_before == clock.at_time(clock.add_days(clock.today(), days + 1), 0)

    assert destroying.do_what_is_due() == []
    with pytest.raises(DatabaseError, match="time to think"), transaction.atomic():
        batches.carry_out(batch, over.free_of(batch), clock.now())
    withdraw_batch(batch, reason="Not yet", by=make_officer())

    with pytest.raises(ValidationError, match="decided this already"):
        refuse_batch(batch, answer="No", by=make_officer())
    assert Training.objects.count() == 1


@pytest.mark.django_db
def test_nobody_decides_about_what_is_about_them(outside, client):
    officer = make_officer()
    ended("signal", user=officer)

    with pytest.raises(ValidationError, match="about you"):
        propose("signal", by=officer)
    batch = propose("signal")
    with pytest.raises(PermissionDenied, match="about you"):
        agree_batch(batch, answer="Fine", by=officer)


@pytest.mark.django_db
def test_the_application_cannot_remove_such_a_row_otherwise(outside):
    ended("breach")

    for model in (BreachStep, Breach):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL caserecords.destroying = 'mine'")
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")
    assert (Breach.objects.count(), BreachStep.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_what_is_not_over_goes_by_no_proposal(outside):
    early, late = ended("breach", days=0), ended("breach")
    batch = agreed("breach")
    Batch.objects.update(rows=[early.key, late.key])

    (certificate,) = destroying.do_what_is_due()

    assert certificate.subjects == [late.key]
    assert json.loads(certificate.body)["of_class"]["left_out"] == 1
    assert Breach.objects.get() == early
    assert Batch.objects.get(pk=batch.pk).rows == [late.key]


# --- A hold always wins -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_hold_of_the_class_holds_all_of_it(outside, kind):
    ended(kind)
    batch = agreed(kind)

    placed = hold_class(over.kinds()[kind].class_key)

    assert (names(kind), len(names(kind, held=True))) == ([], 1)
    assert destroying.do_what_is_due() == []
    batch.refresh_from_db()
    assert (batch.state, "held" in batch.ended_because) == ("STOPPED", True)
    end_hold(placed, reason="It is over", by=make_officer())
    assert len(names(kind)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["breach", "signal", "supervision", "audit"])
def test_what_is_about_somebody_who_is_held_stays_and_the_rest_goes(outside, kind):
    person = make_person()
    officer = make_officer(person)
    restrict(person, officer)
    held, free = ended(kind, person=person), ended(kind)
    agreed(kind)

    hold(person, by=officer)

    (certificate,) = destroying.do_what_is_due()
    assert certificate.subjects == [free.key]
    assert json.loads(certificate.body)["of_class"]["left_out"] == 1
    assert type(held).objects.get() == held


@pytest.mark.django_db
def test_a_hold_on_the_record_that_took_theirs_in_holds_it_too(outside):
    kept, gone = make_person(), make_person()
    ended("breach", person=gone)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)

    hold(kept, by=make_officer(kept))

    assert names("breach") == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["training", "signal", "supervision", "notebook"])
def test_a_hold_of_all_that_a_colleague_wrote_holds_what_is_about_them(kind):
    user = make_staff()
    ended(kind, user=user)

    hold_class("", writer=user)

    assert names(kind) == []


@pytest.mark.django_db
def test_a_hold_from_a_later_day_holds_nothing_that_ended_before():
    ended("breach")

    hold_class("data_breach", since=clock.add_years(clock.today(), -1))

    assert len(names("breach")) == 1


@pytest.mark.django_db
def test_a_hold_in_the_same_transaction_wins(outside):
    person = make_person()
    ended("breach", person=person)
    batch = agreed("breach")

    with transaction.atomic():
        hold(person, by=make_officer(person))
        assert batches.destroy(batch.key) is None

    assert Breach.objects.exists()


@pytest.mark.parametrize("holds", ["one", "many"])
@pytest.mark.parametrize("first", ["hold", "destruction"])
def test_a_hold_and_a_destruction_at_one_moment_are_never_both(outside_for_real, first, holds):
    person = make_person()
    ended("breach", person=person)
    batch, officer = agreed("breach"), make_officer(person)
    begun, outcome = threading.Event(), []

    def later(act):
        def run():
            begun.wait()
            outcome.append(act())
            connection.close()

        return threading.Thread(target=run)

    acts = {
        "hold": lambda: hold_class("data_breach") if holds == "many" else hold(person, by=officer),
        "destruction": lambda: batches.destroy(batch.key),
    }
    other = later(acts["destruction" if first == "hold" else "hold"])
    other.start()
    with transaction.atomic():
        acts[first]()
        begun.set()
        time.sleep(1)
    other.join()

    assert Hold.objects.filter(ended_at=None).exists()
    assert Breach.objects.exists() == (first == "hold")
    assert Certificate.objects.exists() == (first != "hold")


# --- The log, and an old copy -------------------------------------------------------------------


def test_field_changes_go_too_and_the_log_still_verifies(outside_for_real):
    training = ended("training")
    training.course = "Another"
    training.save()
    sealing.seal_all()
    assert ChangeEntry.objects.filter(content_type__model="training").count() == 2
    agreed("training")

    destroying.do_what_is_due()

    assert not ChangeEntry.objects.filter(content_type__model="training").exists()
    erased = Event.objects.get(verb="retention.batch_erased")
    assert (erased.actor, all(each.startswith("changes:") for each in erased.shown)) == (
        "clock",
        True,
    )
    sealing.seal_all()
    with as_owner() as owner:
        assert look(owner, outside_for_real).wrong == []


WORDS = "Quillfeatherish"


def kept_in_the_log(kind: str) -> Model:
    """One of a kind that is over, with words that the log kept of it as it came to be."""
    day = clock.add_years(clock.today(), -13)
    user, manager = make_staff(ends_on=None), make_staff(Role.MANAGER)
    admin, at = make_staff(Role.SYSTEM_ADMINISTRATOR), clock.at_time(day, 12)
    if kind == "breach":
        people = [make_person()]
        told = report_breach(
            by=user, people=people, kind="SENT", what=WORDS, whose="One person", at=at
        )
        step(told, "CLOSE", day)
        return told
    if kind == "posting":
        return end_staff(user, by=admin, last_day=day, reason=WORDS, at=at)
    if kind == "training":
        done = make(kind, day, user=user)
        return withdraw_training(done=done, reason=WORDS, by=admin, at=at)
    if kind == "more_time":
        User.objects.filter(pk=user.pk).update(line_manager=manager)
        make_training(user, until=clock.add_days(day, -1))
        return allow_more_time(user=user, working_days=1, reason=WORDS, by=manager, at=at)
    verb = {
        "signal": "governance.signal_looked_at",
        "cover": "accounts.cover_arranged",
        "hold": "retention.hold_looked_at",
    }[kind]
    found = make(kind, day)
    log.record(verb, by=user, target=found, detail={"reason": WORDS}, at=at)
    return found


@pytest.mark.parametrize(
    "kind", ["breach", "posting", "training", "more_time", "signal", "cover", "hold"]
)
def test_what_the_log_says_in_words_goes_too_and_the_log_still_verifies(outside_for_real, kind):
    kept_in_the_log(kind)
    log.record("people.people_listed", by=make_staff(), detail={"words": "Stays"})
    sealing.seal_all()
    assert WORDS in everything_in_the_database()
    agreed(kind)

    destroying.do_what_is_due()

    left = everything_in_the_database()
    assert (WORDS in left, "Stays" in left) == (False, True)
    sealing.seal_all()
    with as_owner() as owner:
        assert look(owner, outside_for_real).wrong == []
        owner.execute("DELETE FROM audit_eventdetail")
        assert any("words" in wrong for wrong in look(owner, outside_for_real).wrong)


def test_an_old_copy_that_is_put_back_is_destroyed_again(outside_for_real, database_of_its_own):
    person = make_person()
    ended("breach", person=person)
    hold(person, by=make_officer(person))
    Hold.objects.update(placed_at=clock.add_hours(clock.now(), -1))
    first, second = make_officer(), make_officer()
    with databases.connected_to("postgres"):
        old = databases.make_database(databases.fresh_name(), template=database_of_its_own)
    Hold.objects.update(ended_at=clock.now(), ended_by=make_officer(), ended_because="Decided")
    batch = propose("breach", by=first)
    agree_batch(batch, answer="Looked at", by=second, at=batch.proposed_at)
    (certificate,) = destroying.do_what_is_due()

    with databases.connected_to(old):
        restored._was_well.clear()
        assert restored.is_behind()
        assert len(destroying.do_again()) == 1
        assert not Breach.objects.exists()
        assert Certificate.objects.get().digest == certificate.digest
        assert not restored.is_behind()
        assert destroying.do_again() == []
    databases.drop_database(old)


@pytest.mark.django_db
def test_a_journal_that_was_written_anew_while_it_was_waited_for_gets_the_line(
    outside, monkeypatch
):
    make("certificate", clock.add_years(clock.today(), -1))
    certificates.write_journal()
    make("certificate", clock.today())
    lock, waits = fcntl.flock, [True]

    def written_anew_meanwhile(file, how):
        if waits:
            waits.pop()
            fresh = certificates.journal_file().with_suffix(".new")
            fresh.write_bytes(certificates.journal_file().read_bytes())
            fresh.replace(certificates.journal_file())
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", written_anew_meanwhile)

    assert certificates.write_journal() == 1
    assert len(certificates.journal()) == 2


@pytest.mark.django_db
def test_a_certificate_that_went_in_its_own_time_is_not_missed(outside):
    make("certificate", clock.add_years(clock.today(), -21))
    certificates.write_journal()
    agreed("certificate")

    (certificate,) = destroying.do_what_is_due()

    assert Certificate.objects.get() == certificate
    assert [line.key for line in certificates.journal()] == [certificate.key]
    assert certificates.not_in_database() == []
    restored._was_well.clear()
    assert not restored.is_behind()


@pytest.mark.django_db
def test_the_command_only_says_what_it_would_do(outside, capsys):
    ended("training")
    agreed("training")
    person = make_person()
    ended("breach", person=person)
    agreed("breach")
    hold(person, by=make_officer(person))

    call_command("destroy_due")
    said = capsys.readouterr().out

    assert "Training that staff completed: to be destroyed. 1 of 1\n" in said
    assert "Breaches of data: to be stopped. All 1 are held, or not over.\n" in said
    assert "Nothing was changed" in said
    assert Training.objects.count() == 1
    call_command("destroy_due", "--commit")
    assert "1 destroyed. Certificates: 1." in capsys.readouterr().out
    assert not Training.objects.exists()


# --- The pages ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_officer_proposes_on_the_page_and_another_agrees(outside, client):
    person = make_person(family_name="Quillfeather")
    restrict(person)
    of = ended("breach", person=person)
    address = reverse("retention:of-kind", args=["breach"])
    client.force_login(make_officer())
    assert "1 over" in client.get(reverse("retention:by-class")).text
    page = client.get(address).text
    assert of.reference in page
    assert ("Quillfeather" in page, "old address" in page) == (False, False)

    empty = client.post(address, {"do": "propose"})
    assert empty.status_code == 400
    assert "Select which of these" in empty.text
    given = {"propose-records": [of.key], "propose-reason": "Over", "propose-looked": LOOKED}
    missing = client.post(address, {"do": "propose", **given})
    assert "Look at each of these first" in missing.text
    assert "caused harm" in missing.text
    client.post(address, {"do": "propose", **given, "propose-looked": [*LOOKED, "longer"]})
    assert "Another records officer agrees or refuses" in client.get(address).text
    client.force_login(make_officer())
    assert "To answer" in client.get(reverse("retention:by-class")).text
    client.post(address, {"do": "agree", "agree-answer": "Looked at"})

    assert Batch.objects.get().state == "AGREED"
    Batch.objects.update(not_before=clock.now())
    (certificate,) = destroying.do_what_is_due()
    page = client.get(reverse("retention:certificate", args=[certificate.key])).text
    assert "<strong>1</strong> of a class, breaches of data" in page
    assert "1 of a class, breaches of data" in client.get(reverse("retention:certificates")).text
    assert "Decided before" in client.get(address).text


@pytest.mark.django_db
def test_where_an_archive_comes_first_the_page_asks_what_it_said(client):
    found = ended("notice")
    address = reverse("retention:of-kind", args=["notice"])
    client.force_login(make_officer())
    given = {"propose-records": [found.pk], "propose-reason": "Over", "propose-looked": LOOKED}

    missing = client.post(address, {"do": "propose", **given})
    assert "Enter what the archive said" in missing.text
    client.post(address, {"do": "propose", **given, "propose-archive": "It declined"})

    assert Batch.objects.get().archive == "It declined"


@pytest.mark.django_db
def test_a_kind_that_there_is_not_is_not_found(client):
    client.force_login(make_officer())

    assert client.get(reverse("retention:of-kind", args=["nothing"])).status_code == 404
