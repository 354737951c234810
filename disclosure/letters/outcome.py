"""How the sending of a letter ended: on the record, or kept with why it did not go.

Parts of an action, and of the job that sends.
"""

from datetime import datetime

from django.db import transaction

import clock
from audit import log
from disclosure.letters.models import Letter
from disclosure.letters.signing import sign
from records.models import Entry

State = Letter.State


def put_on_record(letter: Letter, *, at: datetime, against: str = "") -> Entry:
    """Sign the entry of a letter that goes, and say that it went. Part of an action.

    ``against`` is what the record says now against one that went before.
    Raises what ``sign_entry`` raises.
    """
    letter.sent_at = letter.moved_at = at
    entry = sign(letter, at=at)
    letter.entry, letter.state, letter.failed_because = entry, State.SENT, ""
    letter.save()
    log.record(
        "disclosure.letter_sent",
        by=letter.written_by,
        about=letter.person,
        target=letter,
        shown=(*what_it_is(letter), f"entry:{entry.key}"),
        detail={"to": f"{letter.to_described} {letter.address}".strip()}
        | ({"against": against} if against else {}),
        at=at,
    )
    return entry


@transaction.atomic
def say_failed(letter: Letter, *, state: State, because: str, at: datetime | None = None) -> None:
    """Keep that an e-mail did not go, or that nobody knows, and tell its writer why."""
    at = at or clock.now()
    now = {"state": state, "failed_because": because[:250], "moved_at": at}
    sending = Letter.objects.filter(pk=letter.pk, attempt=letter.attempt, state=State.SENDING)
    if sending.update(**now):
        log.record(
            "disclosure.letter_not_sent",
            by=letter.written_by,
            about=letter.person,
            target=letter,
            shown=(state,),
            at=at,
        )


def what_it_is(letter: Letter) -> tuple[str, ...]:
    """Return what the log keeps of it: how it goes, its digest, and on what it rests."""
    decided = (f"decision:{letter.decision.key}",) if letter.decision else ()
    warned = (f"warnings:{len(letter.warned)}",) if letter.warned else ()
    files = tuple(f"file:{each['key']}" for each in letter.enclosed)
    return (letter.goes, f"sha256:{letter.sha256}", *decided, *warned, *files)
