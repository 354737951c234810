"""Copies as the components of pages want them: rows of words."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

import clock
from disclosure import making, pdf
from disclosure.models import Export
from disclosure.openers import in_words
from disclosure.queries import Contents, CopyRow
from disclosure.scope import scope_of, what_of
from disclosure.sharing.queries import Shared
from people.models import Person
from ui import formats

LIST_COLUMNS = ["Asked for", "By", "Why and for whom", "State", "Downloads"]
# What a button calls the file.
FORMATS = {
    Export.MadeAs.PDF: "PDF",
    Export.MadeAs.ARCHIVE: "PDF",
    Export.MadeAs.HTML: "web page",
    Export.MadeAs.TEXT: "text",
    Export.MadeAs.JSON: "JSON",
}
_STEPS = making.STEPS
# Where the bar stands when a step begins, and how far it goes in it.
_REACHED = {
    making.COLLECTING: (0, 0),
    pdf.PREPARING: (5, 80),
    pdf.LAYING_OUT: (5, 80),
    pdf.JOINING: (88, 0),
    pdf.CHECKING: (95, 0),
    making.STORING: (98, 0),
}
_TOO_SOON = 3
_TONES = {
    Export.State.WAITING: ("quiet", "○"),
    Export.State.RUNNING: ("info", "◐"),
    Export.State.READY: ("good", "✓"),
    Export.State.FAILED: ("danger", "▲"),
}


def contents_rows(contents: Contents) -> list[dict[str, Any]]:
    """Return what a copy would hold, and what stays out of it, for a summary list."""
    between = ""
    if contents.first_on and contents.last_on:
        between = formats.day_and_month(contents.first_on)
        if contents.last_on != contents.first_on:
            between += f" to {formats.day_and_month(contents.last_on)}"
    inside = [
        _row("Entries", contents.entries, between),
        _row("Statements in them", contents.statements),
        _row("Corrections, with what was said before", contents.corrections),
        _row("Additions made later", contents.additions),
        _row("Files", contents.attachments, "listed, or as pages if you say so"),
    ]
    if contents.restricted:
        inside.append(_row("Restricted entries", contents.restricted, "left out unless you say"))
    if contents.held_back:
        words = "marked as not to be shown to the person without advice; left out unless you say"
        inside.append(_row("Entries held back", contents.held_back, words))
    if contents.alerts_held_back:
        words = "the person was not told of them, or nobody said so; left out unless you say"
        inside.append(_row("Alerts held back", contents.alerts_held_back, words))
    if contents.about_others:
        words = "left out of a copy that leaves the council, unless you say"
        inside.append(_row("Entries with private matters of others", contents.about_others, words))
    if contents.closed:
        words = "left out; the copy says that they are, and nothing else"
        inside.append(_row("Restricted entries that you may not open", contents.closed, words))
    if contents.removed:
        words = "the copy says when and why, and nothing of what they said"
        inside.append(_row("Entries that were moved or removed", contents.removed, words))
    return inside


def copy_row(row: CopyRow, person: Person) -> list[Any]:
    """Return one line of the list of copies, in the order of ``LIST_COLUMNS``."""
    export = row.export
    tone, mark = _TONES[Export.State(export.state)]
    taken = "Not downloaded"
    if row.downloads:
        taken = formats.counted(len(row.downloads), "time")
    last = row.downloads[-1] if row.downloads else None
    return [
        {
            "text": formats.short_datetime(clock.local(export.asked_at)),
            "url": reverse("disclosure:copy", args=[person.key, export.key]),
            "note": f"Copy {export.key}",
        },
        {"text": export.asked_by.name, "note": export.asked_by.job_title},
        {
            "text": export.get_purpose_display(),
            "note": f"{_what(export)}, for {export.recipient}. {_made_as(export)}",
        },
        {"text": export.get_state_display(), "tone": tone, "mark": mark}
        if export.file_deleted_at is None
        else {"text": "File deleted", "tone": "quiet", "mark": "○"},
        {
            "text": taken,
            "note": f"last by {last.who}, {formats.short_datetime(clock.local(last.at))}"
            if last
            else "",
        },
    ]


def copy_facts(row: CopyRow, shared: Shared | None = None) -> list[dict[str, Any]]:
    """Return what a copy is and who may have it, for a summary list.

    ``shared``: its line of the sharing log, once it is ready to leave.
    """
    export = row.export
    openers, restricted = in_words(export), "Left out"
    if export.includes_restricted:
        restricted = f"Included, because: {export.restricted_because}"
    facts = [
        ("What", _what(export)),
        ("Why", export.get_purpose_display()),
        ("Who may have it", export.recipient),
        *_agreed(export),
        *_shared(export, shared),
        ("Restricted and held back", restricted),
        *_second(export),
        *_about_others(export),
        *([("Left out of the answer", export.withheld)] if export.withheld else []),
        *([("Files", "Pictures and PDFs as pages, others listed")] if export.with_files else []),
        *([("Who opened the record", openers)] if openers else []),
        ("Made as", export.get_made_as_display()),
        *_print(export),
        *_format(export),
        *(
            [
                (
                    "Basis after death",
                    f"{export.get_after_death_display()}. {export.after_death_seen}",
                )
            ]
            if export.after_death
            else []
        ),
        *_arranging(export),
        ("Asked for by", export.asked_by.described),
        ("Asked for on", formats.long_datetime(clock.local(export.asked_at))),
    ]
    if export.state == Export.State.READY and export.finished_at:
        facts += [
            ("Made on", formats.long_datetime(clock.local(export.finished_at))),
            ("Entries", str(export.entries_total)),
            *_not_laid_out(export),
            *([("Pages", f"{export.pages:,}")] if export.pages else []),
            ("Size", filesizeformat(export.size)),
            ("Check code", export.check_code),
            ("Whole check code (SHA-256)", export.sha256),
        ]
    if export.delivered_on and export.delivered_by:
        on = formats.day_and_month(export.delivered_on)
        words = f"{on}: {export.delivered_how}. Said by {export.delivered_by.name}"
        facts.append(("Delivered", words))
    if export.file_deleted_at:
        deleted_at = clock.local(export.file_deleted_at)
        facts.append(("File deleted on", formats.long_datetime(deleted_at)))
    return [{"label": label, "value": value} for label, value in facts]


def _not_laid_out(export: Export) -> list[tuple[str, str]]:
    if not export.not_laid_out:
        return []
    counted = formats.counted(export.not_laid_out, "entry stands", "entries stand")
    words = (
        f"{counted} in it by the heading alone, because its words could not be laid out. The last"
        " pages say which and why. Make a copy as plain text too: it has every word."
    )
    return [("Not laid out", words)]


def _second(export: Export) -> list[tuple[str, str]]:
    """Return which second officer agreed that restricted entries leave, and why."""
    if export.restricted_agreed_at is None or export.restricted_agreed_by is None:
        return []
    on = formats.day_and_month(clock.day_of(export.restricted_agreed_at))
    words = f"{export.restricted_agreed_by.name}, {on}: {export.restricted_agreed_because}"
    return [("A second officer agreed", words)]


def _about_others(export: Export) -> list[tuple[str, str]]:
    if not export.includes_about_others:
        return []
    return [("Private to other people", f"Included, because: {export.about_others_because}")]


def _agreed(export: Export) -> list[tuple[str, str]]:
    said = [
        ("What may be shared with them", export.agreed),
        ("Why they have it all the same", export.despite_because),
    ]
    return [(label, text) for label, text in said if text]


def _shared(export: Export, shared: Shared | None) -> list[tuple[str, str]]:
    """Return by which decision a copy is shared, and how often it was asked back."""
    decided = shared.decision if shared else None
    without = "Shared without a decision, because"
    if export.purpose == Export.Purpose.PERSON:
        without = "Answers no request, because"
    said = [
        ("Shared by the decision of", f"{decided.described}. {decided.basis}" if decided else ""),
        (without, export.shared_because),
        ("Asked back", shared.back if shared else ""),
    ]
    return [(label, text) for label, text in said if text]


def _print(export: Export) -> list[tuple[str, str]]:
    if export.made_as not in Export.PAGED:
        return []
    large = f"Large, {export.print_size} point"
    said = [("Print", large if export.print_size else "Ordinary")]
    if export.is_locked:
        said.append(("Password", _password(export)))
    return said


def _password(export: Export) -> str:
    if export.password_shown_at is None or export.password_shown_by is None:
        return "It opens with a password alone, which nobody has seen yet"
    on = formats.long_datetime(clock.local(export.password_shown_at))
    return f"Shown to {export.password_shown_by.name} on {on}, and not kept"


def _format(export: Export) -> list[tuple[str, str]]:
    needed = f"They need {export.format_needed}. " if export.format_needed else ""
    said = f"{needed}{export.format_met_by}"
    return [("Format", said)] if said else []


def _arranging(export: Export) -> list[tuple[str, str]]:
    if export.arrange_by is None:
        return []
    if export.arranged_at is None or export.arranged_by is None:
        return [("To arrange", f"by {formats.day_and_month(export.arrange_by)}")]
    on = formats.day_and_month(clock.day_of(export.arranged_at))
    return [("Arranged", f"{export.arranged_how}. {export.arranged_by.name}, {on}")]


def download_rows(row: CopyRow) -> list[list[str]]:
    """Return who downloaded a copy and when, newest first."""
    return [
        [each.who, formats.long_datetime(clock.local(each.at))] for each in reversed(row.downloads)
    ]


def progress_of(export: Export) -> dict[str, Any]:
    """Return the step that a job is at and how far, for the progress component."""
    done, total = export.entries_done, export.entries_total
    place = _STEPS.index(export.step) if export.step in _STEPS else 0
    words = f"Step {place + 1} of {len(_STEPS)}"
    if total:
        words += f", {done:,} of {formats.counted(total, 'entry', 'entries')} done"
        words += _time_left(export)
    part = done / total if total and export.step in (pdf.PREPARING, pdf.LAYING_OUT) else 0
    # Nearly all of the time is for this one step.
    begun, long = _REACHED.get(export.step, (0, 0))
    return {
        "step": export.step or export.get_state_display(),
        "done": round(begun + part * long),
        "total": 100,
        "words": words if export.step else "The copy is made as soon as the ones before it are.",
    }


def _time_left(export: Export) -> str:
    """Say how long it will take still, by what it took so far; nothing while nobody can say."""
    done, total, since = export.entries_done, export.entries_total, export.laid_out_since
    if export.step != pdf.LAYING_OUT or not done or since is None:
        return ""
    taken = (export.moved_at - since).total_seconds()
    left = taken / done * (total - done)
    if taken < _TOO_SOON or left < 1:
        return ""
    if left < 60:
        return ", less than a minute left"
    return f", about {formats.counted(round(left / 60), 'minute')} left"


def _made_as(export: Export) -> str:
    """Return in which format a copy is made, in which print, and whether it is locked."""
    large = f"large print, {export.print_size} point" if export.print_size else ""
    locked = "opens with a password" if export.is_locked else ""
    return ", ".join(filter(None, [export.get_made_as_display(), large, locked]))


def _what(export: Export) -> str:
    if export.chronology:
        redacted = ", redacted" if export.redaction_id else ""
        return f"Chronology: {export.chronology.title}{redacted}"
    if export.redaction_id:
        return f"{what_of(export, whole='The record')}, redacted"
    if not export.part:
        return what_of(export)
    part = f"{export.get_part_display()} alone"
    return f"{what_of(export)}. {part}" if scope_of(export) else what_of(export, whole=part)


def _row(label: str, number: int, note: str = "") -> dict[str, Any]:
    return {"label": label, "value": f"{number:,}, {note}" if note and number else f"{number:,}"}
