"""How a typed statement is shown: its word, its text, and the lines that stand under it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ui import formats, languages

WORDS = {
    "fact": "Fact",
    "observation": "Observation",
    "opinion": "Opinion",
    "assessment": "Assessment",
    "judgement": "Judgement",
    "decision": "Decision",
    "person_words": "Own words",
    "views": "Views and wishes",
}
HOW = {
    "Speech": "spoken",
    "Sign language": "signed",
    "Writing or typing": "written",
    "Pictures or symbols": "shown with pictures or symbols",
    "Device": "said with a device",
    "Gesture or behaviour": "shown by gesture or behaviour",
}
WHOSE = {
    "The person": "The person’s view",
    "The carer": "The carer’s view",
    "Attorney or deputy": "The view of an attorney or deputy",
    "Advocate": "An advocate’s view",
    "Family or friend": "The view of family or a friend",
    "Professional": "A professional’s view",
}
# The names under which a statement points to others: the word for it, and what stands there.
POINTS = {
    "rests_on": ("rests on", "fact"),
    "speaks_of": ("speaks of", "words"),
    "said_in": ("recorded as", "words"),
}
_LONGEST_NAME = 3  # words; a longer answer is no name of a language
KNOWN = {
    "Told me": "as told to the writer",
    "Told someone else (say who)": "as told to someone else",
    "Written or recorded earlier": "written or recorded earlier",
    "Shown by behaviour": "shown by behaviour",
    "From people who know them well": "known from people who know them well",
}


@dataclass
class ShownStatement:
    """A statement made ready for its template. ``lines`` are (label, words) pairs.

    ``points`` are the statements that it points to, where some can be opened: the word for it,
    and (words, address) pairs. ``first_said`` are own words before they were put into English,
    ``language`` the tag of theirs.
    """

    kind: str
    word: str
    text: str
    lead: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    third_party: bool = False
    points: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    first_said: str = ""
    first_label: str = ""
    language: str = ""

    @property
    def all_lines(self) -> list[str]:
        """Every line under its text as plain words."""
        first = [f"{self.first_label} {self.first_said}"] if self.first_said else []
        return first + [f"{word} {text}" for word, text in self.lines]

    @property
    def pointed(self) -> list[str]:
        """What it points to as lines of words."""
        return [f"{word} {_in_words(named)}" for word, named in self.points]


def shown(statement: Any) -> ShownStatement:
    """Lay out a statement, given as a mapping or an object with the statement fields."""

    def part(name: str) -> Any:
        if isinstance(statement, Mapping):
            return statement.get(name) or ""
        return getattr(statement, name, "") or ""

    kind = str(part("kind")).lower()
    result = ShownStatement(
        kind=kind.replace("_", "-"),
        word=WORDS.get(kind, "Statement"),
        text=str(part("text")),
        third_party=bool(part("about_someone_else")),
    )
    if kind == "person_words":
        how = str(part("how_communicated"))
        result.word = _whose_words(part("speaker"))
        result.lead = _joined(formats.people_names(part("speaker")), HOW.get(how, how.lower()))
        language = str(part("original_language")).strip()
        result.first_said = str(part("original_words"))
        result.first_label = f"first said in {language}:" if language else "first said as:"
        result.language = languages.tag_of(language)
    elif kind == "views":
        result.lead = _viewed(
            str(part("whose_view")), str(part("how_known")), str(part("how_known__reason"))
        )
    elif kind == "decision":
        result.lead = _decided(part("decided_by"), str(part("decider_role")), part("decided_on"))
    labels = {
        "rationale": "because",
        "basis": "worked out from",
        "alternatives": "also thought about",
        "reason": "because",
        "impact": "what it means",
        "options_considered": "options thought about",
        "law_or_policy": "rests on",
        "views_considered": "views considered",
        "views_weighed": "how they were weighed",
        "person_told": "told",
        "original_language": "" if result.first_said else _first_in(part("original_language")),
        "interpreter": "interpreter",
    }
    result.lines = [(word, str(part(name))) for name, word in labels.items() if word and part(name)]
    for name, (word, what) in POINTS.items():
        _add_pointed(result, word, what, part(name) or [])
    if source := _source(part):
        result.lines.append(("source", source))
    if kind == "decision" and part("right_to_challenge"):
        result.lines.append(("told how to challenge it", "yes"))
    if kind == "decision" and part("review_on"):
        result.lines.append(("to be looked at again on", formats.long_date(part("review_on"))))
    if part("unsaid_because"):
        result.lines.append(("why no more is said", str(part("unsaid_because"))))
    return result


def _whose_words(speakers: Any) -> str:
    """Return whose words they are: the person's own, or "Words of Kofi Mensah (son)"."""
    named = speakers if isinstance(speakers, list) else []
    others = any(
        isinstance(ref, Mapping) and ref.get("kind", "person") != "person" for ref in named
    )
    return f"Words of {formats.people_names(named)}" if others else WORDS["person_words"]


def _first_in(given: Any) -> str:
    """Return the word for a language, or for the words in it: one question once took either."""
    text = str(given).strip()
    if languages.tag_of(text) or text.casefold().endswith("language"):
        return "first said in"
    return "first said as" if len(text.split()) > _LONGEST_NAME else "original language"


def _add_pointed(
    result: ShownStatement, word: str, what: str, references: list[Mapping[str, Any]]
) -> None:
    """Say which statements it points to: as links where an address is known, else in words."""
    named = list(dict.fromkeys(pointed_to(what, each) for each in references))
    if any(url for _, url in named):
        result.points.append((word, named))
    elif named:
        result.lines.append((word, _in_words(named)))


def pointed_to(what: str, reference: Mapping[str, Any]) -> tuple[str, str]:
    """Return the words for a statement that is pointed to, and its address if it has one."""
    if place := reference.get("place"):
        return f"{what} of {place}", str(reference.get("url") or "")
    article = "a " if what == "fact" else ""
    return f"{article}{what} in {'another' if reference.get('entry') else 'this'} record", ""


def _in_words(named: list[tuple[str, str]]) -> str:
    return "; ".join(words for words, _ in named)


def _source(part: Any) -> str:
    source, detail = str(part("source")), str(part("source_detail"))
    who = formats.people_names(part("source_person"))
    if source.lower().replace("_", " ") == "third party":
        source = f"told by {who}" if who else "told by someone else"
    elif source.lower().replace("_", "-") == "first-hand":
        source = "seen or heard first-hand"
    elif source.lower() == "document":
        named = str(part("source_document"))
        source = f"a document: {named}" if named else "a document"
    return _joined(source, detail)


def _viewed(whose: str, how: str, reason: str) -> str:
    """Return whose view it is and how it is known: "The carer's view, as told to the writer"."""
    known = KNOWN.get(how, formats.uncapitalised(how))
    return _joined(WHOSE.get(whose, whose), f"{known}: {reason}" if reason else known)


def _decided(decided_by: Any, role: str, when: Any) -> str:
    """Return who decided, in what role, and when; the role once, where it is also their job."""
    decider = formats.people_in_sentence(decided_by)
    refs = decided_by if isinstance(decided_by, list) else []
    jobs = {_job(str(ref.get("role") or "")) for ref in refs if isinstance(ref, Mapping)}
    said = "" if _job(role) in jobs else formats.uncapitalised(role)
    return _joined(f"Decided by {decider}" if decider else "", said, _on(when))


def _job(role: str) -> str:
    """Return the job in a role, without the team that stands after it."""
    return role.split(",")[0].strip().casefold()


def _on(when: Any) -> str:
    """Return the moment or the day, with why no more is known: "on Monday 7 September 2026"."""
    if isinstance(when, Mapping):
        why = formats.uncapitalised(str(when.get("time_not_known") or ""))
        return f"on {formats.long_date(when.get('on'))} (time not known: {why})"
    words = formats.long_datetime(when)
    return f"on {words}" if words else ""


def _joined(*words: Any) -> str:
    return ", ".join(str(word) for word in words if word)
