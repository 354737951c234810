"""Where no event can be written, nothing about anybody leaves and nothing is kept (U-2)."""

from django.apps import apps
from django.db import connection, connections
from django.test import Client

from tests.pages.table import PAGES
from tests.security.matrix import NO_EFFECT, Matrix, pages

# Whoever may see most of what is on the pages that the table of pages leaves out.
FURTHER_FOR = ("worker", "manager", "officer")
WRITE = ("audit_record_event", "audit_record_alike")


def test_nothing_leaves_and_nothing_is_kept_without_its_event(database_of_its_own):
    made = Matrix()
    asked = [
        (page, who, method)
        for page in pages()
        for who in ((PAGES[page][0],) if page in PAGES else FURTHER_FOR)
        for method in ("GET", "POST")
    ]
    clients = {who: _client(made, who) for _, who, _ in asked}
    with connections["owner"].cursor() as cursor:
        for function in WRITE:
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM caserecords_app")
    before = _rows()

    told, broken, closed = [], [], 0
    for page, who, method in asked:
        clients[who].force_login(getattr(made.world, who)) if who else None
        answer = getattr(clients[who], method.lower())(made.addresses[page])
        content = answer.getvalue() if answer.streaming else answer.content
        if about := made.canaries.found(content.decode("utf-8", "replace") + str(answer.headers)):
            told.append(f"{method} {page} for {who}: {answer.status_code} {sorted(about)[:2]}")
        if answer.status_code == 500:
            broken.append(f"{method} {page} for {who}")
        closed += answer.status_code == 503

    assert told == []
    assert broken == []
    assert closed > 250
    assert {table for table, rows in _rows().items() if rows != before[table]} == set()


def _client(made: Matrix, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(getattr(made.world, who))
    return client


def _rows() -> dict[str, int]:
    """Return how many rows each table has, but for what a request may always write."""
    tables = {model._meta.db_table for model in apps.get_models()} - NO_EFFECT
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a name of our own
            found[table] = cursor.fetchone()[0]
    return found
