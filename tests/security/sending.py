"""Sends what no browser would, and looks at what became of it."""

import html
import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote_plus

from django.core.cache import cache as known_for_a_while
from django.db import connection, transaction
from django.test import Client

from tests.security.crawl import Form, Sent

PARTS = "b0undary-of-the-parts"
# What holds no text as it was typed: sealed, folded for search, or digested.
_NOT_TEXT = ("django_session", "records_searchtext", "people_keptsearch")


class Undone(Exception):
    """Takes back what a request changed."""


def send(client: Client, form: Form, sent: Sent) -> tuple[Any, list[tuple[str, dict]]]:
    """Send a form; return the answer and every row that it wrote. All of it is undone again."""
    cookies, rows = dict(client.cookies), []
    known_for_a_while.clear()
    try:
        with transaction.atomic():
            before = _next_transaction()
            answer = posted(client, form, sent)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            rows = list(_written_since(before))
            raise Undone
    except Undone:
        client.cookies.clear()
        client.cookies.update(cookies)
    return answer, rows


def as_kept(text: str) -> str:
    """Return text by the documented rule: one character for a line break, UTF-8 only."""
    readable = _bytes(text).decode("utf-8", "replace")
    return readable.replace("\r\n", "\n").replace("\r", "\n")


def is_shown(text: str, page: str) -> bool:
    """Say whether a page holds the whole text, however its form wrote its line breaks."""
    return html.escape(as_kept(text)) in page.replace("\r\n", "\n").replace("\r", "\n")


def texts_in(rows: list[tuple[str, dict]]) -> Iterator[str]:
    """Return every text in rows, out of whatever holds it."""
    for table, row in rows:
        if table not in _NOT_TEXT:
            yield from _texts(row)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def posted(client: Client, form: Form, sent: Sent):
    """Return the answer to a form."""
    if form.method == "get":
        return client.get(form.path.split("?")[0] + "?" + _encoded(sent))
    if not form.in_parts:
        kind = "application/x-www-form-urlencoded"
        return client.generic("POST", form.path, _encoded(sent), content_type=kind)
    body = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (PARTS.encode(), _bytes(name).replace(b'"', b"%22").replace(b"\n", b""), _bytes(text))
        for name, text in sent
    )
    body += b"--%s--\r\n" % PARTS.encode()
    kind = f"multipart/form-data; boundary={PARTS}"
    return client.generic("POST", form.path, body, content_type=kind)


def _encoded(sent: Sent) -> str:
    return "&".join(f"{quote_plus(_bytes(name))}={quote_plus(_bytes(text))}" for name, text in sent)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _next_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def _written_since(number: int) -> Iterator[tuple[str, dict]]:
    with connection.cursor() as cursor:
        cursor.execute(_changes_query(), {"number": number})
        for table, row in cursor.fetchall():
            yield table, json.loads(row) if isinstance(row, str) else row


@cache
def _changes_query() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition AND relname !~ '^procrastinate'"
            " AND has_table_privilege(oid, 'SELECT') ORDER BY relname"
        )
        tables = [name for (name,) in cursor.fetchall()]
    return " UNION ALL ".join(
        f"SELECT '{name}', to_jsonb(t) FROM {name} t"  # noqa: S608  names from the catalogue
        " WHERE xmin::text::bigint >= %(number)s"
        for name in tables
    )
