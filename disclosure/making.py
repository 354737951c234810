"""How the worker makes a copy: collect, lay out, check, store. It ends ready, or failed and why."""

import logging
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from audit import log
from disclosure import contents, pdf
from disclosure import files as copy_files
from disclosure.about import named_among, named_in
from disclosure.annex import papers_of
from disclosure.exchange.writing import has_kept_back
from disclosure.glossary import with_glossary
from disclosure.logged import with_log
from disclosure.models import Export
from disclosure.pdf.locking import new_password
from disclosure.redacting import applying
from disclosure.redacting.pieces import pieces_of
from people import access
from people.access import Permission
from people.sealed import seal
from records import files
from records.files.parts_kept import Shelf
from records.rules.local_checks import local_glossary

logger = logging.getLogger(__name__)
FOLDER = "copies"
COLLECTING, STORING = "Collecting", "Storing"
STEPS = (COLLECTING, *pdf.STEPS, STORING)
_TOLD_EVERY = 10
# So often a copy goes on by itself after the service was stopped.
MOST_STOPPED = 3


class Stopped(Exception):
    """The service was stopped each time while the copy was made."""

    def __str__(self) -> str:
        return "The service was stopped each time while it was made. Try again when it runs."


class Overtaken(Exception):
    """This attempt is no longer the one that counts: somebody tried again meanwhile."""


# Their words are for the one who asked.
_TOLD = (
    pdf.NotPrinted
    | pdf.NotWhole
    | PermissionDenied
    | applying.NotDecided
    | contents.NothingToCopy
    | Stopped
)


def make_copy(key: str, attempt: int, *, at: datetime | None = None) -> None:
    """Make the copy that was asked for as ``key``, or note why it could not be made."""
    export = _begin(key, attempt, at)
    if export is None:
        return
    try:
        _make(export, at)
    except Overtaken:
        logger.warning("copy %s: attempt %s was overtaken", key, attempt)
    except Exception as error:  # whatever happens, the one who asked is told
        if not isinstance(error, _TOLD):
            logger.exception("copy %s could not be made", key)
        _fail(export, error, at)


def _begin(key: str, attempt: int, at: datetime | None) -> Export | None:
    begun = Export.objects.filter(key=key, attempt=attempt, state=Export.State.WAITING).update(
        state=Export.State.RUNNING, step=COLLECTING, moved_at=at or clock.now()
    )
    if not begun:
        return None
    export = Export.objects.select_related(
        "person__team",
        "asked_by__team",
        "chronology__person",
        "chronology__frozen_by__team",
        "entry",
        "redaction",
    ).get(key=key)
    _take_away_what_was_begun(export)
    return export


def _take_away_what_was_begun(export: Export) -> None:
    """Remove the file of an attempt that was stopped while it was stored."""
    if export.stored_as:
        files.remove(export.stored_as)
        _move(export, stored_as="")


def go_on(key: str, attempt: int, *, at: datetime | None = None) -> Export | None:
    """Make a copy ready to be begun anew whose worker was stopped; what was laid out is kept.

    After ``MOST_STOPPED`` times, say so instead and return nothing.
    """
    export = Export.objects.filter(key=key, attempt=attempt, state=Export.State.RUNNING).first()
    if export is None:
        return None
    if export.stopped >= MOST_STOPPED:
        _take_away_what_was_begun(export)
        _fail(export, Stopped(), at)
        return None
    moved = Export.objects.filter(pk=export.pk, attempt=attempt, state=Export.State.RUNNING).update(
        state=Export.State.WAITING,
        attempt=attempt + 1,
        stopped=export.stopped + 1,
        step="",
        entries_done=0,
        moved_at=at or clock.now(),
    )
    export.refresh_from_db()
    return export if moved else None


def _make(export: Export, at: datetime | None) -> None:
    moment = at or clock.now()
    decision = access.decide(export.asked_by, Permission.EXPORT, export.person, at=moment).require()
    collect = applying.redacted if export.redaction_id else contents.collect
    copy = with_glossary(collect(export, at=moment), local_glossary())
    copy = with_log(copy, export.person)
    withheld = contents.withheld_in(export, copy)
    _move(export, entries_total=copy.entries)

    def watch(step: str, done: int) -> None:
        if step != export.step:
            since = clock.now() if step == pdf.LAYING_OUT else export.laid_out_since
            _move(export, step=step, entries_done=done, laid_out_since=since)
        elif abs(done - export.entries_done) >= _TOLD_EVERY:
            _move(export, entries_done=done)

    password = new_password() if export.is_locked else ""
    shelf = Shelf(export.person.key)
    papers = papers_of(export, copy)
    made = copy_files.made(copy, export, password=password, watch=watch, shelf=shelf, papers=papers)
    # Its name is noted first: whatever stops this, no file is left that nobody knows of.
    stored_as = files.new_name(FOLDER)
    _move(export, step=STORING, entries_done=copy.entries, stored_as=stored_as)
    digest = sha256(made.content).hexdigest()
    try:
        files.store_as(stored_as, made.content)
        with transaction.atomic():
            _move(
                export,
                state=Export.State.READY,
                step="",
                finished_at=at or clock.now(),
                stored_as=stored_as,
                pages=made.pages,
                not_laid_out=made.not_laid_out,
                size=len(made.content),
                sha256=digest,
                password=seal(password) if password else "",
                withheld=withheld,
                restricted_inside=[
                    key for key, part in applying.parts_of_copy(copy).items() if part.restricted
                ],
            )
            openers = (f"openings:{len(copy.openers.openings)}",) if copy.openers else ()
            log.record(
                "disclosure.export_made",
                by=export.asked_by,
                about=export.person,
                target=export,
                because=decision,
                shown=(
                    f"sha256:{digest}",
                    f"bytes:{len(made.content)}",
                    f"entries:{copy.entries}",
                    *((f"files:{len(papers)}",) if papers else ()),
                    *((f"not_laid_out:{made.not_laid_out}",) if made.not_laid_out else ()),
                    *(("kept_back:included",) if has_kept_back(export) else ()),
                    *openers,
                ),
                at=at,
            )
            beside = named_in(export.person) if copy.about else []
            if export.redaction_id:
                texts = (f"{each.label} {each.text}" for each in pieces_of(copy.about))
                beside = named_among(export.person, texts)
            if beside:
                log.record(
                    "disclosure.copy_names",
                    by=export.asked_by,
                    subjects=beside,
                    target=export,
                    at=at,
                )
    except BaseException:
        files.remove(stored_as)
        raise


def _move(export: Export, **fields) -> None:
    """Write how far the copy is. Raises ``Overtaken`` if another attempt has begun."""
    moved = Export.objects.filter(
        pk=export.pk, attempt=export.attempt, state=Export.State.RUNNING
    ).update(**fields, moved_at=clock.now())
    if not moved:
        raise Overtaken
    for name, value in fields.items():
        setattr(export, name, value)


@transaction.atomic
def _fail(export: Export, error: Exception, at: datetime | None) -> None:
    failed = Export.objects.filter(
        pk=export.pk, attempt=export.attempt, state=Export.State.RUNNING
    ).update(
        state=Export.State.FAILED,
        failed_because=_in_words(error),
        finished_at=at or clock.now(),
        moved_at=clock.now(),
        stored_as="",
    )
    if failed:
        log.record(
            "disclosure.export_failed",
            by=export.asked_by,
            about=export.person,
            target=export,
            shown=(type(error).__name__,),
            at=at,
        )


def _in_words(error: Exception) -> str:
    if isinstance(error, _TOLD):
        return str(error)[:250]
    if isinstance(error, OSError):
        return "It could not be stored. Ask those who run the service."
    return "Something went wrong that we did not expect. Those who run the service can see where."
