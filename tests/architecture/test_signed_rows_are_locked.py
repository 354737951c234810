"""The application's role may add to what is signed, and neither change nor remove it."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

pytestmark = pytest.mark.django_db

TABLES = [
    "records_entryversion",
    "records_statement",
    "records_addition",
    "records_entrylink",
    "records_finding",
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_what_is_signed(table, statement):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_tests_run_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0].endswith("_app")
