"""Files that came while their draft was being signed: kept in a correction of what was signed.

Parts of actions: whoever calls them writes the event.
"""

import uuid
from datetime import datetime

from accounts.models import User
from records.models import Attachment, Draft, Entry
from records.signed.corrected_actions import standing_actions

FILES = "attachments"  # the question about files that every form has


def signed_from(draft: Draft, by: User) -> Entry | None:
    """Return the entry that a draft became, or that it corrected; None if it became none."""
    if draft.corrects_id:
        return Entry.objects.standing().filter(pk=draft.corrects_id).first()
    return Entry.objects.standing().filter(submission=draft.key, author=by).first()


def correction_for_files(draft: Draft, entry: Entry, *, by: User, at: datetime) -> Draft:
    """Return a draft that corrects ``entry``, begun from what was signed from ``draft``.

    Several files that come late stand in one.
    """
    begun, _ = Draft.objects.get_or_create(
        key=_key_of(draft.key),
        defaults={
            "person": entry.person,
            "author": by,
            "type_key": entry.type_key,
            "type_version": entry.type_version,
            "typed": _with_actions(draft.typed, entry),
            "corrects": entry,
            "started_at": at,
            "saved_at": at,
        },
    )
    return begun


def keep_left_files(draft: Draft, entry: Entry, *, by: User, at: datetime) -> list[Attachment]:
    """Keep what is still with a draft that was just signed in a correction; return the files."""
    left = list(draft.attachments.filter(entry=None))
    if left:
        correction = correction_for_files(draft, entry, by=by, at=at)
        for row in left:
            row.draft, row.field = correction, FILES
            row.save(update_fields=["draft", "field"])
    return left


def waiting_correction(key: uuid.UUID, by: User) -> Draft | None:
    """Return the correction that keeps the late files of a draft, if any came late."""
    return Draft.objects.filter(key=_key_of(key), author=by).first()


def _key_of(key: uuid.UUID) -> uuid.UUID:
    return uuid.uuid5(key, "files that came late")


def _with_actions(typed: dict[str, list[str]], entry: Entry) -> dict[str, list[str]]:
    """Return what was typed with each action named that was signed from it, so that it stays."""
    left = standing_actions(entry)
    named = dict(typed)
    for name, texts in typed.items():
        if name.startswith("actions-") and name.endswith("-text") and texts:
            same = next((row for row in left if row.text == texts[0].strip()), None)
            if same is not None:
                left.remove(same)
                named[f"{name.removesuffix('text')}key"] = [same.key]
    return {name: texts for name, texts in named.items() if name not in _OF_THE_DRAFT}


_OF_THE_DRAFT = ("about_entry", "answers_request", "from_contact")
