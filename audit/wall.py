"""The wall around rows about people: a connection says for whom it works before it sees any.

The web service asks for whoever is signed in, and for nobody else; jobs, commands and imports ask
under a name of their own, which their connections have from the start. The database keeps the rest
(``caserecords.database_roles``, decision 22).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

import psycopg
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection

_asked_for: ContextVar[str] = ContextVar("asked_for", default=settings.DATABASE_SERVICE)


@contextmanager
def asked_for(user: AbstractBaseUser | AnonymousUser) -> Iterator[None]:
    """Say to the database, inside the block, that it is asked for this user, or for nobody."""
    with asked_by(str(user.pk or "")):
        yield


@contextmanager
def asked_by(now: str) -> Iterator[None]:
    """Say it of any name: a part of the product that asks for nobody who is signed in."""
    before = _asked_for.get()
    if now == before:
        yield
        return
    token = _asked_for.set(now)
    try:
        _say(now)
        yield
    finally:
        _asked_for.reset(token)
        with suppress(psycopg.Error):  # a broken connection is not used again
            _say(before)


def _say(name: str) -> None:
    connection.ensure_connection()
    # Not by a cursor of Django's: it is none of the questions that a page asks.
    connection.connection.execute("SELECT set_config('caserecords.user', %s, false)", [name])


class AskForTheUser:
    """Tells the database who is signed in, for as long as their request lasts."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with asked_for(request.user):
            return self.get_response(request)
