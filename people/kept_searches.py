"""What somebody searched for, kept on the server so that no address, log or history names it.

A search is sent by POST and answered at an address with a random reference; the words stay in the
session of whoever searched, sealed, and end with it.
"""

from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase

import clock
from people.keys import new_key
from people.sealed import seal, unseal

LASTS = timedelta(hours=10)
AT_MOST = 20
_NAME = "searches"


def keep(session: SessionBase, words: str, *, place: str) -> str:
    """Keep the words of a search and return its reference. The oldest of too many is forgotten.

    ``place`` says what is searched, such as one person's record: nowhere else finds the words.
    """
    reference = new_key()
    kept = [*session.get(_NAME, {}).items()][-(AT_MOST - 1) :]
    search = {"words": seal(words), "place": place, "at": clock.now().isoformat()}
    session[_NAME] = dict([*kept, (reference, search)])
    return reference


def words_of(session: SessionBase, reference: str, *, place: str) -> str | None:
    """Return the words behind a reference; None if the search has ended or is somebody else's."""
    search: dict[str, Any] | None = session.get(_NAME, {}).get(reference)
    if search is None or search["place"] != place:
        return None
    if clock.now() - datetime.fromisoformat(search["at"]) > LASTS:
        return None
    try:
        return unseal(search["words"])
    except InvalidToken:  # its key is gone
        return None
