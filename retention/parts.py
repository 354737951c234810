"""Parts of a record that are destroyed while the rest is kept: entries that were taken off it.

The entry's row stays, empty, with why it was taken off: the record goes on saying that something
stood there. What it said, what hangs on it, and copies that were made while it stood are gone.
"""

from datetime import datetime
from typing import Any

import clock
from accounts.models import User
from records.models import Entry, Removal
from retention.certificates import Line
from retention.models import Destruction

_METHOD = (
    "What the entry said, its versions, files and all beside it deleted from the database in one"
    " transaction; files, pictures of their pages, and copies of the record that were made while it"
    " stood deleted from storage. The record still says that an entry was taken off it."
)
_AUTHORITIES = {
    Destruction.Ground.MISFILED: "UK GDPR, article 5(1)(d): what is wrong is erased",
    Destruction.Ground.ERASURE: "UK GDPR, article 17: the right to erasure",
    Destruction.Ground.RULE: "The rule or order by which the entry was taken off the record",
}


def said_of(plan: Destruction, removal: Removal, at: datetime) -> dict[str, Any]:
    """Return what a certificate says of a part: which entry, and on what ground."""
    ground, entry = Destruction.Ground(plan.ground), removal.entry
    day = clock.day_of(entry.event_at).isoformat()
    off = removal.answered_at or at
    return {
        "part": {
            "entry": entry.key,
            "ground": ground.value,
            "kind": removal.kind,
            "asked_by": removal.asked_by.staff_number,
            "asked_at": removal.asked_at.isoformat(),
            "taken_off_by": removal.answered_by.staff_number if removal.answered_by else "",
            "taken_off_at": off.isoformat(),
        },
        "entries_from": day,
        "entries_until": day,
        "classes": [
            {
                "class": ground.label,
                "due": "",
                "because": f"taken off the record on {clock.day_of(off):%-d %B %Y}",
                "authority": _AUTHORITIES[ground],
            }
        ],
        "method": _METHOD,
    }


# --- After an old copy was put back -------------------------------------------------------------


def waits_for_a_move(line: Line) -> bool:
    """Say whether an old copy holds an entry that was moved since: destroyed here it would be lost.

    Somebody moves it again first.
    """
    part = line.said.get("part")
    if part is None or part["kind"] != Removal.Kind.MOVE:
        return False
    return Entry.objects.filter(key=part["entry"], taken_off_at=None).exists()


def removal_again(line: Line) -> Removal | None:
    """Return what took the entry off its record, done again where this old copy is of before."""
    part = line.said["part"]
    entry = Entry.objects.select_related("person").filter(key=part["entry"]).first()
    if entry is None:
        return None
    off = datetime.fromisoformat(part["taken_off_at"])
    if entry.taken_off_at is None:
        entry.taken_off_at = off
        entry.save(update_fields=["taken_off_at"])
    removals = Removal.objects.select_related("entry__person").filter(attachment=None)
    removal = removals.filter(entry=entry, state=Removal.State.DONE).first()
    if removal is not None:
        return removal
    removal = removals.filter(entry=entry, state=Removal.State.ASKED).first()
    removal = removal or Removal(entry=entry)
    removal.kind, removal.state = part["kind"], Removal.State.DONE
    removal.reason = "It was removed, and destroyed, before an old copy was put back."
    removal.authority = f"Certificate of destruction {line.said['certificate']}"
    removal.asked_by = User.objects.get(staff_number=part["asked_by"])
    removal.asked_at = datetime.fromisoformat(part["asked_at"])
    removal.answered_by = User.objects.get(staff_number=part["taken_off_by"])
    removal.answered_at = off
    removal.save()
    return removal
