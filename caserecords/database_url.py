"""Read a database address such as ``postgresql://name:password@host:5432/database``."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def read(address: str) -> dict[str, Any]:
    """Return Django's connection settings for ``address``.

    A unix socket folder stands in the query, as libpq writes it:
    ``postgresql://name:password@/database?host=/run/postgresql``. Names and passwords are
    percent-encoded. ``sslmode`` and the like may be given in the query too.

    Raises ``ValueError``, in words that never repeat the password, when it is not such an address.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("it must start with postgresql://")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("it names no database")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    port = parts.port
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": query.pop("port", "") or (str(port) if port else ""),
        "OPTIONS": query,
    }
