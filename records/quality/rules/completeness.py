"""What a record cannot be without: when, what kind, who, who was there, and what was said."""

from collections.abc import Iterator

from records.quality.definitions import Finding
from records.quality.reading import Look
from records.quality.registry import rule

FEW_WORDS = 15
_PLACEHOLDERS = frozenset({"n/a", "na", "none", "as above", "see notes", "tbc", "-", ".", "nil"})
_HELD_TOGETHER = frozenset({"visit_face_to_face", "office_interview", "meeting_mdt", "video_call"})
_SHORT = frozenset({"text_message"})


@rule("missing_when")
def missing_when(look: Look) -> Iterator[Finding]:
    """Find a record that does not say when it happened."""
    if look.facts.state.get("when_missing"):
        yield Finding("missing_when", place="event_at")


@rule("missing_type")
def missing_type(look: Look) -> Iterator[Finding]:
    """Find contact that does not say of which kind it was, or which way it went."""
    if look.facts.kind.group != "contact_correspondence":
        return
    for each in ("contact_channel", "direction"):
        if each in look.facts.answers and not look.facts.answers[each]:
            yield Finding("missing_type", place=each)
            return


@rule("missing_who")
def missing_who(look: Look) -> Iterator[Finding]:
    """Find contact that nobody is said to have made."""
    if "contact_made_by" in look.facts.answers and not look.facts.answers["contact_made_by"]:
        yield Finding("missing_who", place="contact_made_by")


@rule("missing_present")
def missing_present(look: Look) -> Iterator[Finding]:
    """Find a visit or meeting at which nobody was present."""
    if look.facts.kind.key in _HELD_TOGETHER and not look.facts.present:
        yield Finding("missing_present", place="people_present")


@rule("seen_alone_not_stated")
def seen_alone_not_stated(look: Look) -> Iterator[Finding]:
    """Find a visit that does not say whether the person was seen alone."""
    kind, facts = look.facts.kind, look.facts
    if "seen_alone" not in kind.fields or facts.answers.get("seen_alone"):
        return
    others = set(facts.present) - {facts.person.name, *facts.staff}
    if others or not facts.present:
        yield Finding("seen_alone_not_stated", place="seen_alone")


@rule("content_too_thin")
def content_too_thin(look: Look) -> Iterator[Finding]:
    """Find a record of a few words."""
    kind = look.facts.kind
    if kind.as_received or kind.key in _SHORT or not look.main:
        return
    if look.words < FEW_WORDS:
        yield Finding("content_too_thin", place=look.main[0].passage.place)


@rule("required_field_empty")
def required_field_empty(look: Look) -> Iterator[Finding]:
    """Find questions that are not answered, or answered with a mark that says nothing."""
    for name, label in look.facts.state.get("required", {}).items():
        answer = str(look.facts.answers.get(name) or "").strip().lower()
        if not answer or answer in _PLACEHOLDERS:
            yield Finding("required_field_empty", place=name, values={"label": label})


@rule("attachment_missing")
def attachment_missing(look: Look) -> Iterator[Finding]:
    """Find words about an attachment that is not there."""
    if look.facts.state.get("has_files"):
        return
    for reading in look.narrative:
        for match in reading.by_key.get("cues.attachments", ()):
            # One may be attached to a cat.
            here = reading.text.sentence_of(match.first)
            if reading.cue("nothing_attached", here):
                continue
            if reading.cue("attached_here", here) or not reading.cue("not_attached", here):
                yield reading.finding("attachment_missing", match.first, match.last)
                return


@rule("handwritten_not_confirmed")
def handwritten_not_confirmed(look: Look) -> Iterator[Finding]:
    """Find a scan of handwriting that nobody says is readable, signed and dated."""
    answers = look.facts.answers
    if look.facts.kind.key != "handwritten_note_scan" or answers.get("exception_reason"):
        return
    for each in ("legible", "signed", "dated"):
        if str(answers.get(each, "")).lower() not in {"true", "yes"}:
            yield Finding("handwritten_not_confirmed", place=each)
            return
