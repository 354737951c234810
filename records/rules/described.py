"""What is asked of each file before it is signed: what it is, from whom, of when, and by hand?"""

from collections.abc import Iterable, Iterator

from records.catalogue import Problem, RecordType
from records.models import Attachment

_LABELS = {
    "title": "What it is",
    "source": "Who or where it came from",
    "dated_on": "The date on it",
    "handwriting": "Whether there is handwriting",
    "signed": "Whether it is signed and dated by the writer",
    "typed": "A typed version of what cannot be read",
}
_RULE = "file-"


def asks_of_hand(record_type: RecordType, file: Attachment) -> bool:
    """Say whether the writer is asked of handwriting on a file; some kinds ask of it themselves."""
    return file.has_pages and "legible" not in record_type.own_fields


def undescribed(record_type: RecordType, files: Iterable[Attachment]) -> list[Problem]:
    """Return what the writer has still to say of files, or to say why not."""
    return [problem for each in files for problem in _of_one(record_type, each)]


def still_to_say(record_type: RecordType, file: Attachment) -> list[str]:
    """Return what is still to be said of one file, each in a few words."""
    return [_LABELS[_part(each)].lower() for each in undescribed(record_type, [file])]


def control_of(problem: Problem) -> str:
    """Return the name of the control that describes a file in which a problem is put right."""
    name = problem.field.rpartition(".")[2]
    return name if name.startswith(_RULE) else ""


def reason_label(rule: str, titles: dict[str, str]) -> str:
    """Return what a reason was given for, with the title of the file; nothing for another rule."""
    key = file_of(rule)
    if not key:
        return ""
    asked = _LABELS[rule.rpartition("-")[2]]
    return f"{asked}: “{titles[key]}”" if key in titles else f"{asked}, a file"


def file_of(rule: str) -> str:
    """Return the key of the file that a reason was given about; nothing for another rule."""
    key, _, part = rule.removeprefix(_RULE).partition("-")
    return key if rule.startswith(_RULE) and part in _LABELS else ""


def _of_one(record_type: RecordType, file: Attachment) -> Iterator[Problem]:
    if file.title == file.filename:
        yield _asked(
            *(file, "title", f"Enter what “{file.filename}” is"),
            *("The name of the file says what it is",),
            instead="Say why its name is enough",
        )
    if not file.source:
        yield _asked(
            *(file, "source", f"Enter who or where “{file.title}” came from"),
            *("Nobody knows where it came from",),
        )
    if file.dated_on is None:
        yield _asked(
            *(file, "dated_on", f"Enter the date on “{file.title}”"),
            *("There is no date on it", "The date on it cannot be read"),
        )
    if asks_of_hand(record_type, file):
        yield from _of_hand(file)


def _of_hand(file: Attachment) -> Iterator[Problem]:
    if file.has_handwriting is None:
        message = f"Select whether there is handwriting on “{file.title}”"
        yield Problem(_place(file, "handwriting"), message)
    if file.has_handwriting and file.is_signed_and_dated is None:
        message = f"Select whether “{file.title}” is signed and dated by the writer"
        yield Problem(_place(file, "signed"), message)
    if file.has_handwriting and not file.is_legible and not file.text.strip():
        message = f"Enter a typed version of what cannot be read on “{file.title}”"
        yield Problem(_place(file, "typed"), message)


def _asked(
    file: Attachment, part: str, message: str, *reasons: str, instead: str = "Say why you cannot"
) -> Problem:
    return Problem(
        _place(file, part),
        message,
        overridable=True,
        override_reasons=reasons,
        rule=f"{_RULE}{file.key}-{part}",
        instead=instead,
    )


def _place(file: Attachment, part: str) -> str:
    return f"{file.field}.{_RULE}{file.key}-{part}"


def _part(problem: Problem) -> str:
    return problem.field.rpartition("-")[2]
