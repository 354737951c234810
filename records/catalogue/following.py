"""Which kinds of record are written after which, and in which answer the earlier one is named."""

import tomllib
from functools import cache
from pathlib import Path

from records.catalogue.asking import all_fields
from records.catalogue.definitions import ENTRY_REF, Field, RecordType
from records.catalogue.index import catalogue

_FILE = Path(__file__).parent / "following.toml"


@cache
def follows() -> dict[str, tuple[str, ...]]:
    """Return each kind with those that it follows, as the data file has them."""
    return {key: tuple(after) for key, after in tomllib.loads(_FILE.read_text("utf-8")).items()}


def is_followed_by(earlier: str, later: str) -> bool:
    """Say whether a record of kind ``later`` is written after one of kind ``earlier``."""
    return earlier in follows().get(later, ())


def followers(earlier: str) -> list[RecordType]:
    """Return the kinds that are written after ``earlier``, in the order of the data file."""
    later = [key for key, after in follows().items() if earlier in after]
    return [each for key in later if (each := catalogue().get(key)) is not None]


def questions_about_entries(record_type: RecordType) -> list[Field]:
    """Return the questions that are answered by earlier records."""
    return [each for each in all_fields(record_type) if each.kind == ENTRY_REF]


def takes(asked: Field, earlier: RecordType) -> bool:
    """Say whether a question asks for records of that kind: all kinds, unless some are named."""
    return not asked.entries or bool({earlier.key, earlier.group} & set(asked.entries))


def question_naming(record_type: RecordType, earlier: RecordType) -> Field | None:
    """Return the question of a form in which a record of kind ``earlier`` is named.

    One that asks for that kind goes before one that takes every kind.
    """
    asked = [each for each in questions_about_entries(record_type) if takes(each, earlier)]
    return min(asked, key=lambda each: not each.entries, default=None)
