"""Redactions as their pages show them: texts side by side, and rows of words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from disclosure.forms import LONGEST_REASON
from disclosure.models import RedactedEntry, RedactedFile, Redaction, RedactionMark
from disclosure.redacting.against import Against, Weighing, says_who
from disclosure.redacting.applying import standing
from disclosure.redacting.page_numbers import in_words
from disclosure.redacting.pieces import OF_THE_FORM, Piece
from disclosure.redacting.queries import Part, Progress
from disclosure.redacting.reasons import reasons, told_in
from disclosure.redacting.terms import APART
from disclosure.requests.weighing import GIVE, Weighed
from disclosure.scope import what_of
from people.models import Person
from records.files.pages import kind_in_words
from ui import formats

RULES = {
    "third_party": "marked as about somebody else",
    "entry_third_party": "in an entry that its writer marked as holding what is private to others",
    "told_by_other": "told by somebody else",
    "name": "the name or address of somebody around the person, or whom an entry names",
    "relation": "what somebody is to the person, beside their name",
    APART: "what somebody is to the person, away from their name: to look at",
    "telephone": "a telephone number that is not the person’s",
    "nhs_number": "an NHS number that is not the person’s",
    "email": "an email address that is not the person’s",
    "postcode": "a postcode that is not the person’s",
    "same_words": "the same words were removed elsewhere",
    "marked_before": "marked before the entry changed",
}
LIST_COLUMNS = ["Where", "What became of it", "Reason", "Proposed by", "Decided by"]
_TONES = {"DECIDING": ("warn", "!"), "CHECKING": ("info", "◐"), "AGREED": ("good", "✓")}


@dataclass
class Stretch:
    """Some words of a text: plain, or marked with the number of a mark."""

    text: str
    number: int = 0
    decision: str = ""
    instead: str = ""


@dataclass
class Lines:
    """Some lines of a text as stretches, so that both sides are drawn from the same.

    ``marks`` are those that begin in them, to be decided about beside them.
    """

    stretches: list[Stretch]
    marks: list["MarkShown"] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Say whether the reader will see something else than what stands there."""
        return any(each.decision == "REMOVE" for each in self.stretches)

    @property
    def is_marked(self) -> bool:
        """Say whether anything in it is marked."""
        return any(each.number for each in self.stretches)


@dataclass
class Text:
    """One text of an entry, in one piece or line by line where something in it is marked."""

    number: int
    piece: Piece
    lines: list[Lines]


@dataclass
class MarkShown:
    """One mark as the page asks about it."""

    number: int
    mark: RedactionMark
    words: str
    found: str
    alike: int = 0
    weighed: list[Weighed] = field(default_factory=list)
    against: list[Against] = field(default_factory=list)
    reference: str = ""
    form: Any = None

    @property
    def is_unsaid(self) -> bool:
        """Say whether its words stay, and nobody said why since it was weighed of whom they are."""
        return any(each.is_unsaid for each in self.against)

    @property
    def is_given(self) -> bool:
        """Say whether it only says who somebody is, and each whom it names was weighed as given."""
        names_alone = says_who(self.mark, self.words) and self.weighed
        return bool(names_alone) and all(each.outcome == GIVE for each in self.weighed)

    @property
    def is_to_look_at(self) -> bool:
        """Say whether nothing is proposed: it names nobody, and may mean somebody not given."""
        return self.mark.found_by == APART and not self.is_given

    @property
    def proposed(self) -> tuple[str, str, str]:
        """What becomes of it by what was weighed, the reason, and why it is kept."""
        if not self.is_given:
            return RedactionMark.Decision.REMOVE, self.mark.reason, self.mark.because
        said = "; ".join(f"{each.other.name}: {each.in_words}" for each in self.weighed)
        because = f"Weighed on {self.reference}. {said}"[:LONGEST_REASON]
        return RedactionMark.Decision.KEEP, self.mark.reason, because

    @property
    def begins_with(self) -> dict[str, str]:
        """What its form begins with: what was decided, or what was weighed of all it names.

        Why words stay is not there, where that is to be said anew.
        """
        mark = self.mark
        is_weighed = says_who(mark, self.words) and self.weighed
        if mark.decision != RedactionMark.Decision.UNDECIDED:
            decision, because = mark.decision, "" if self.is_unsaid else mark.because
        elif is_weighed and all(each.is_done for each in self.weighed) and not self.is_to_look_at:
            decision, _, because = self.proposed
        else:
            decision, because = "", mark.because
        return {"decision": decision, "reason": mark.reason, "because": because}


def texts_of(part: Part, row: RedactedEntry) -> tuple[list[Text], list[MarkShown]]:
    """Return the texts of one part with their marks, numbered as they are read."""
    by_path: dict[str, list[RedactionMark]] = {}
    for mark in standing(row):
        by_path.setdefault(mark.path, []).append(mark)
    texts: list[Text] = []
    marks: list[MarkShown] = []
    for piece in part.pieces:
        inside = sorted(by_path.get(piece.path, []), key=lambda each: (each.start, -each.end))
        if not inside and piece.path.endswith(OF_THE_FORM):
            continue
        stretches: list[Stretch] = []
        here: list[MarkShown] = []
        done = 0
        for mark in inside:
            words = piece.text[mark.start : mark.end]
            number = len(marks) + len(here) + 1
            here.append(MarkShown(number, mark, words, found_words(mark)))
            if mark.end <= done or _is_kept_around(mark, inside):
                continue
            start = max(done, mark.start)
            stretches.append(Stretch(piece.text[done:start]))
            instead = told_in(row.redaction).of(mark.reason).in_place
            stretches.append(Stretch(piece.text[start : mark.end], number, mark.decision, instead))
            done = mark.end
        stretches.append(Stretch(piece.text[done:]))
        marks += here
        texts.append(Text(len(texts) + 1, piece, _by_line(stretches, here)))
    return texts, marks


def _by_line(stretches: Iterable[Stretch], marks: Iterable[MarkShown]) -> list[Lines]:
    """Part a text after each line in which something is marked; what is between stays together."""
    found, at = [Lines([])], 0
    waiting = list(marks)
    for each in stretches:
        # A mark stays whole, however many lines it goes over.
        pieces = [each.text] if each.number else each.text.splitlines(keepends=True)
        for text in pieces:
            begins = bool(found[-1].stretches) and _ends_line(found[-1].stretches[-1])
            if begins and (found[-1].marks or _is_marked_in(text, at, waiting, each.number)):
                found.append(Lines([]))
            found[-1].stretches.append(replace(each, text=text))
            at += len(text)
            while waiting and waiting[0].mark.start < at:
                found[-1].marks.append(waiting.pop(0))
    return found


def _ends_line(stretch: Stretch) -> bool:
    return stretch.text.endswith(("\n", "\r"))


def _is_marked_in(text: str, at: int, marks: Iterable[MarkShown], number: int) -> bool:
    """Say whether a mark begins in the line that begins with ``text``."""
    line = at + len(text) + (0 if text.endswith(("\n", "\r")) else 1)
    return bool(number) or any(each.mark.start < line for each in marks)


def say_weighed(
    marks: Iterable[MarkShown], weighing: Weighing, against: Iterable[Against], reference: str
) -> None:
    """Say of each mark what was weighed of those whom it names, and where otherwise is decided."""
    against = list(against)
    for each in marks:
        each.reference = reference
        each.weighed = weighing.named_by(each.mark, each.words)
        each.against = [found for found in against if found.mark == each.mark]


def _is_kept_around(mark: RedactionMark, others: Iterable[RedactionMark]) -> bool:
    """Say whether words are kept among which others are marked apart, which are drawn instead."""
    kept = RedactionMark.Decision.KEEP
    return mark.decision == kept and any(
        each.decision != kept and each.start < mark.end and mark.start < each.end for each in others
    )


def found_words(mark: RedactionMark) -> str:
    """Return who or what proposed a mark."""
    if mark.proposed_by:
        return f"marked by {mark.proposed_by.name}"
    return RULES.get(mark.found_by, mark.found_by)


def state_tag(redaction: Redaction) -> dict[str, str]:
    """Return how a redaction stands, as a tag."""
    tone, sign = _TONES[redaction.state]
    return {"text": redaction.get_state_display(), "tone": tone, "sign": sign}


def what_of_case(redaction: Redaction) -> str:
    """Return what is redacted, for a list."""
    if redaction.chronology:
        return f"Chronology: {redaction.chronology.title}"
    openers = ", and who opened the record" if redaction.openers_list else ""
    return f"{what_of(redaction)}{openers}"


def facts_of(redaction: Redaction, purpose: str) -> list[dict[str, Any]]:
    """Return what is known of a redaction."""
    rows = [
        ("What", what_of_case(redaction)),
        ("Why", purpose),
        ("Who may have it", redaction.recipient),
    ]
    if redaction.no_reasons_because:
        words = "Only that something was left out, in the copy and its letter. "
        rows.append(("What it says of why", f"{words}{redaction.no_reasons_because}"))
    rows.append(("Begun", _who_when(redaction.begun_by, redaction.begun_at)))
    if redaction.sent_by:
        rows.append(("Sent to be checked", _who_when(redaction.sent_by, redaction.sent_at)))
    if redaction.answered_by:
        agreed = redaction.state == Redaction.State.AGREED
        word = "Checked" if agreed else "Sent back"
        rows.append((word, _who_when(redaction.answered_by, redaction.answered_at)))
        if agreed and redaction.comment:
            rows.append(("What they said", redaction.comment))
    return [{"label": label, "value": value} for label, value in rows]


def list_rows(progress: Iterable[Progress], parts: Iterable[Part]) -> list[list[Any]]:
    """Return everything that was decided, mark by mark: who, when and why. Not the words."""
    open_keys = {part.key for part in parts}
    rows: list[list[Any]] = []
    for each in progress:
        row = each.row
        if each.key not in open_keys:
            continue
        if row.whole:
            reason = reasons()[row.whole_reason].short if row.whole_reason else ""
            why = ". ".join(filter(None, [reason.capitalize(), row.whole_because]))
            proposed = "its own marks" if row.proposed else ""
            rows.append(
                [
                    each.title,
                    row.get_whole_display(),
                    why,
                    proposed,
                    _who_when(row.whole_by, row.whole_at),
                ]
            )
        for file in row.files.all():
            reason = reasons()[file.reason].short.capitalize() if file.reason else ""
            rows.append(
                [
                    f"{each.title}. A file ({kind_in_words(file.attachment.media_type)})",
                    _became(file),
                    ". ".join(filter(None, [reason, file.because])),
                    "",
                    _who_when(file.decided_by, file.decided_at),
                ]
            )
        for mark in row.marks.all():
            became = mark.get_decision_display()
            if mark.replaced_at:
                became = f"{became}, before the entry changed"
            removes = mark.decision != RedactionMark.Decision.KEEP
            reason = reasons()[mark.reason].short.capitalize() if removes else ""
            why = ". ".join(filter(None, [reason, mark.because]))
            decided = _who_when(mark.decided_by, mark.decided_at) if mark.decided_by else ""
            where = f"{each.title}. {mark.label}" if mark.label else each.title
            rows.append([where, became, why, found_words(mark).capitalize(), decided])
    return rows


def _became(file: RedactedFile) -> str:
    pages = f": {in_words(file.page_numbers)}" if file.pages else ""
    return f"{file.get_decision_display()}{pages}"


def address_of(person: Person, redaction: Redaction, key: str) -> str:
    """Return the page of one part."""
    return reverse("disclosure:redact-entry", args=[person.key, redaction.key, key])


def _who_when(who: Any, when: Any) -> str:
    if who is None or when is None:
        return ""
    return f"{who.name}, {formats.short_datetime(when)}"
