"""What a writer marked for whoever makes a copy: not to be shown, or private to somebody else."""

from collections.abc import Iterable

from records.models import EntryVersion


def is_kept_from_person(version: EntryVersion) -> bool:
    """Say whether something in it is not to be shown to the person without advice."""
    return _is_marked(version, "not_to_share_with_person")


def is_about_others(version: EntryVersion) -> bool:
    """Say whether something in it is private information about somebody else."""
    return _is_marked(version, "third_party_flag")


def any_is_about_others(versions: Iterable[EntryVersion]) -> bool:
    """Say whether any of some versions, or a statement in them, is marked so.

    A correction takes a mark away, but what it was of still stands among the corrections.
    """
    return any(
        is_about_others(each) or any(row.about_someone_else for row in each.statements.all())
        for each in versions
    )


def _is_marked(version: EntryVersion, name: str) -> bool:
    return str(version.values.get(name) or "").startswith("Yes")
