"""Names: each kept with its dates, and former ones where they are needed alone (ruling 8)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from audit.models import ChangeEntry, Event, EventDetail
from people import actions
from people.actions.names import KEEP, MISTAKE, PROTECT
from people.keeping import Told
from people.models import DetailsChange, Name
from tests.accounts.factories import make_staff
from tests.people.factories import make_name, make_person, make_worker_of

pytestmark = pytest.mark.django_db

TOLD = Told(by="Ama herself", checked="Deed poll seen")


def rename(person, by, **fields):
    fields = {
        "kind": Name.Kind.LEGAL,
        "given_names": "Esi",
        "family_name": "Boateng",
        "since": date(2026, 5, 1),
        "told": TOLD,
    } | fields
    return actions.name_person(person=person, by=by, **fields)


def test_a_new_name_takes_the_place_of_the_one_before_which_stays_as_former():
    person = make_person()
    worker = make_worker_of(person)

    name = rename(person, worker)

    person.refresh_from_db()
    assert (person.legal_name, name.told_by) == ("Esi Boateng", "Ama herself")
    former = person.names.get(kind=Name.Kind.FORMER)
    assert (former.full, former.until, former.is_protected) == (
        "Ama Okafor",
        date(2026, 5, 1),
        False,
    )
    change = DetailsChange.objects.get()
    assert (change.what, change.was_key, change.became_key, change.was, change.became) == (
        "Name on documents",
        former.key,
        name.key,
        "",
        "",
    )


@pytest.mark.parametrize(
    ("before", "kind", "protected", "mistake"),
    [
        (KEEP, Name.Kind.FORMER, False, False),
        (PROTECT, Name.Kind.FORMER, True, False),
        (MISTAKE, Name.Kind.LEGAL, False, True),
    ],
)
def test_what_becomes_of_the_name_before(before, kind, protected, mistake):
    person = make_person()

    rename(person, make_worker_of(person), before=before)

    old = person.names.get(given_names="Ama")
    assert (old.kind, old.is_protected, old.is_mistake) == (kind, protected, mistake)


def test_the_log_and_the_changes_of_fields_never_repeat_a_name():
    person = make_person(given_names="Zzformer", family_name="Zzgone")
    worker = make_worker_of(person)

    rename(person, worker, before=PROTECT)

    written = [*ChangeEntry.objects.values(), *EventDetail.objects.values()]
    assert Event.objects.filter(verb="people.name_changed", subjects=[person.key]).count() == 1
    assert written
    assert "Zz" not in str(written)
    assert "Boateng" not in str(written)


def test_searches_may_match_names_in_use_and_no_others():
    person = make_person(preferred_name="Amy Okafor")
    make_name(person, kind="ALIAS", given_names="Ama", family_name="K")
    make_name(person, kind="ALIAS", given_names="Kept", family_name="Back", is_protected=True)
    make_name(person)

    found = {name.full for name in Name.objects.searchable()}

    assert found == {"Ama Okafor", "Amy Okafor", "Ama K"}


def test_a_name_to_be_known_by_ends_and_the_name_on_documents_does_not():
    person = make_person(preferred_name="Amy Okafor")
    worker = make_worker_of(person)
    preferred = person.names.get(kind="PREFERRED")

    actions.end_name(name=preferred, by=worker, told=TOLD)

    person.refresh_from_db()
    assert person.name == "Ama Okafor"
    with pytest.raises(PermissionDenied, match="replaced by another"):
        actions.end_name(name=person.names.get(kind="LEGAL"), by=worker, told=TOLD)
    with pytest.raises(ValidationError, match="Somebody else changed this"):
        actions.end_name(name=preferred, by=worker, told=TOLD)


def test_only_who_may_write_on_the_record_changes_a_name():
    person = make_person()

    with pytest.raises(PermissionDenied):
        rename(person, make_staff())

    assert person.names.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "LEGAL"},
        {"kind": "FORMER", "given_names": "", "family_name": ""},
        {"kind": "PREFERRED", "is_protected": True},
        {"since": date(2026, 5, 2), "until": date(2026, 5, 1)},
    ],
)
def test_the_database_itself_refuses(fields):
    person = make_person()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_name(person, **fields)


def test_a_name_that_is_in_use_is_not_protected():
    person = make_person()
    worker = make_worker_of(person)
    former = make_name(person)

    actions.protect_name(name=former, by=worker, reason="Gender recognition certificate")

    assert Name.objects.get(pk=former.pk).is_protected is True
    with pytest.raises(PermissionDenied, match="stands on every page"):
        actions.protect_name(name=person.names.get(kind="LEGAL"), by=worker, reason="x")
