"""Safe addresses and codes lie encrypted in the database, and the key can be changed."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.db import connection

from people.models import Address, KeptBack
from tests.people.factories import make_address, make_person

pytestmark = pytest.mark.django_db


def stored(row, *columns):
    """What lies in the database itself."""
    names, table = ", ".join(f'"{column}"' for column in columns), row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} WHERE id = %s", [row.pk])  # noqa: S608 - ours
        return cursor.fetchone()


def make_code():
    return KeptBack.objects.create(
        person=make_person(), kind="KEY_SAFE", value="4071", where="By the door"
    )


def test_a_code_and_a_safe_address_are_sealed_and_read_as_they_were():
    safe = make_address(
        make_person(), kind="SAFE", lines="1 Hidden Row", postcode="ZZ2 2ZZ", description="Ring"
    )
    kept = make_code()

    lying = "".join([*stored(safe, "lines", "postcode", "description"), *stored(kept, "value")])

    for words in ("Hidden", "ZZ2", "Ring", "4071"):
        assert words not in lying
    again = Address.objects.get(pk=safe.pk)
    assert (again.lines, again.postcode, again.description) == ("1 Hidden Row", "ZZ2 2ZZ", "Ring")
    assert KeptBack.objects.get(pk=kept.pk).value == "4071"


def test_an_ordinary_address_is_stored_as_it_is_and_found_by_its_postcode():
    home = make_address(make_person())

    assert stored(home, "lines", "postcode") == ("1 Example Row", "ZZ1 4PL")
    assert Address.objects.get(postcode="ZZ1 4PL") == home


def test_the_key_is_changed_while_the_old_one_still_opens(settings):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.FIELD_KEYS = [old]
    kept = make_code()
    settings.FIELD_KEYS = [new, old]
    assert KeptBack.objects.get(pk=kept.pk).value == "4071"

    call_command("seal_again", "--commit")

    settings.FIELD_KEYS = [new]
    assert KeptBack.objects.get(pk=kept.pk).value == "4071"
    settings.FIELD_KEYS = [old]
    with pytest.raises(InvalidToken):
        KeptBack.objects.get(pk=kept.pk)


def test_without_commit_nothing_is_sealed_again():
    kept = make_code()
    before = stored(kept, "value")

    call_command("seal_again")

    assert stored(kept, "value") == before
