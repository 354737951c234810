"""Whether somebody was told how the council uses what it knows of them, on their details.

It stands here because it reads the privacy notice, which reads apps that may not know each other.
"""

from dataclasses import dataclass, replace

import clock
from accounts.models import User
from caserecords.privacy import standing_version
from governance import notices
from governance.models import NoticeTranslation, NoticeVersion
from people.models import Person
from records import queries as record_queries
from records.models import Entry
from ui import formats

_NOTICE = "privacy_notice_given"


@dataclass(frozen=True)
class Told:
    """What is recorded of it last, and what is still to do. ``key`` is of the person.

    ``is_other``: they were told of a notice that is not the one that stands now, and read at
    ``earlier``. ``translations`` are those of the notice.
    """

    key: str
    now: str
    told: str = ""
    entry: str = ""
    is_to_tell: bool = True
    is_other: bool = False
    earlier: str = ""
    translations: tuple[NoticeTranslation, ...] = ()


def told_of(viewer: User, person: Person) -> Told:
    """Return what the entries that ``viewer`` may open say of it: for callers that asked access."""
    told = _told_of(viewer, person)
    return replace(told, translations=tuple(notices.translations())) if told.is_to_tell else told


def _told_of(viewer: User, person: Person) -> Told:
    now = standing_version()
    entry = (
        Entry.objects.standing()
        .filter(record_queries.entry_is_open(viewer, entry=""), person=person, type_key=_NOTICE)
        .prefetch_related("versions")
        .order_by("-event_at", "-pk")
        .first()
    )
    if entry is None:
        return Told(person.key, now, is_to_tell=not person.has_died)
    values = max(entry.versions.all(), key=lambda each: each.number).values
    day = formats.day_and_month(clock.day_of(entry.event_at))
    if values.get("given") != "Yes":
        why = formats.uncapitalised(str(values.get("not_given_reason") or ""))
        words = f"Not given on {day}: {why}" if why else f"Not given on {day}"
        is_to_tell = not (record_queries.has_notice(values) or person.has_died)
        return Told(person.key, now, words, entry.key, is_to_tell=is_to_tell)
    version = str(values.get("version") or "")
    is_of_now = _bare(now) in _bare(version)
    words = f"Given on {day}, version {version}" if version else f"Given on {day}"
    is_to_tell = not (is_of_now or person.has_died)
    kept = {_bare(each.version): each for each in NoticeVersion.objects.all()} if is_to_tell else {}
    earlier = kept[_bare(version)].address if _bare(version) in kept else ""
    return Told(person.key, now, words, entry.key, is_to_tell, is_to_tell, earlier)


def _bare(version: str) -> str:
    """Return a version as it may have been typed: without spaces, in capitals."""
    return "".join(version.split()).upper()
