"""Files of the record that go with a letter: which may, how it names them, and as they go."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from accounts.models import User
from disclosure.annex import Missing, content_of
from disclosure.letters.models import Letter
from people.models import Person
from records import queries as record_queries
from records.models import Attachment, Entry, EntryVersion
from records.rules import marks

# As much as mail servers take, with what it grows by on its way.
AT_MOST = 15 * 1024 * 1024
OFFERED = 40
_LONGEST_ENDING = 5


class NotEnclosed(Exception):
    """A file that was to go with a letter cannot. Its words say why."""


def may_go(viewer: User, person: Person) -> list[Attachment]:
    """Return the files that ``viewer`` may send: of entries open to them that are not restricted.

    The newest first. Asks nothing about the person: for callers that have asked ``access``.
    """
    found = Attachment.objects.filter(
        record_queries.entry_is_open(viewer),
        entry__sensitivity=Entry.Sensitivity.NORMAL,
        person=person,
        taken_off_at=None,
    )
    found = found.select_related("entry").order_by("-entry__event_at", "-pk")[:OFFERED]
    return [file for file in found if not file.is_held_back]


def version_of(file: Attachment) -> EntryVersion:
    """Return what the entry of a file says now."""
    assert file.entry is not None
    return file.entry.versions.latest("number")


def is_kept_from_person(file: Attachment) -> bool:
    """Say whether the entry of a file is not to be shown to the person without advice."""
    return marks.is_kept_from_person(version_of(file))


def is_about_others(file: Attachment) -> bool:
    """Say whether a writer of its entry said, once, that it holds what is private to others."""
    assert file.entry is not None
    return marks.any_is_about_others(file.entry.versions.prefetch_related("statements"))


def as_kept(enclosed: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return files as a letter names them."""
    return [{"key": each.key, "title": each.title, "sha256": each.sha256} for each in enclosed]


def contents_of(letter: Letter) -> list[tuple[str, bytes, str]]:
    """Return the name, content and kind of each file that goes with a letter.

    Raises ``NotEnclosed`` of one that its writer may not send any more, or that is another now.
    """
    may = {file.key: file for file in may_go(letter.written_by, letter.person)}
    found = []
    for number, each in enumerate(letter.enclosed, start=1):
        file = may.get(each["key"])
        if file is None:
            raise NotEnclosed(f"“{each['title']}” may not go with it any more.")
        try:
            content = content_of(file)
        except Missing as why:
            raise NotEnclosed(f"“{each['title']}”: {why}") from None
        if sha256(content).hexdigest() != each["sha256"]:
            raise NotEnclosed(f"“{each['title']}” is not what it was.")
        found.append((_name_of(file, number), content, file.media_type))
    return found


def _name_of(file: Attachment, number: int) -> str:
    """Return what a file is called on its way: what its sender called it may name somebody."""
    _, point, ending = file.filename.lower().rpartition(".")
    is_one = point and ending.isalnum() and len(ending) <= _LONGEST_ENDING
    return f"file-{number}.{ending}" if is_one else f"file-{number}"
