"""The request that is being answered, so that each of its events can name it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """What every event of one request shares."""

    request_id: str = ""
    address: str | None = None


_NONE = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request", default=_NONE)


def current() -> RequestContext:
    """Return the request being answered, or an empty one in jobs and commands."""
    return _current.get()


@contextmanager
def of_request(address: str | None) -> Iterator[RequestContext]:
    """Give everything logged inside the block one new request number."""
    context = RequestContext(request_id=secrets.token_hex(16), address=address)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
