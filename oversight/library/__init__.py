"""The guidance that comes with the product: topics, and what each kind of record says of itself."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from records.catalogue import RecordType, catalogue

_FILE = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True)
class Link:
    """Guidance that somebody else published."""

    title: str
    url: str


@dataclass(frozen=True)
class Shipped:
    """A page as it comes with the product. ``groups`` are those of records that name it.

    ``dated`` is when a topic got the words of its ``version``; a kind of record has none.
    """

    key: str
    title: str
    points: tuple[str, ...]
    version: int
    dated: date | None = None
    links: tuple[Link, ...] = ()
    groups: tuple[str, ...] = field(default=())
    record_type: RecordType | None = None


@cache
def shipped() -> dict[str, Shipped]:
    """Return every page by its key: topics first, then the kinds of record as the catalogue goes.

    Raises ``ValueError`` if a key comes twice.
    """
    topics = [
        Shipped(
            key=each["key"],
            title=each["title"],
            points=tuple(each["points"]),
            version=each["version"],
            dated=each["dated"],
            links=tuple(Link(**link) for link in each.get("links", [])),
            groups=tuple(each["groups"]),
        )
        for each in tomllib.loads(_FILE.read_text(encoding="utf-8"))["topic"]
    ]
    kinds = [
        Shipped(each.key, each.title, each.guidance, each.version, record_type=each)
        for each in catalogue().types
    ]
    known = {each.key: each for each in [*topics, *kinds]}
    if len(known) != len(topics) + len(kinds):
        raise ValueError("A page of guidance comes twice")
    return known
