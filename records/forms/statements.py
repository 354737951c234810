"""One typed statement as a row of a form, and what is usually so of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from people.models import Person
from records.catalogue import Field, RecordType, catalogue
from records.drafting.references import Colleagues, Known
from records.forms.fields import DOCUMENT, LONGEST_TEXT, build
from records.forms.grounds import POINTINGS, Choices, Pointing
from records.forms.mistakes import first_words
from records.forms.quiet import QuietForm
from records.queries.grounds import POINTS_TO, SAID_IN, SPEAKS_OF
from records.rules.supervision import writer_decides
from ui.fields import (
    ChoiceAnswer,
    DateTimeWithUnknown,
    LongTextField,
    MultiChoiceWithReasonField,
    ReferenceField,
    ShowIf,
)
from ui.formats import uncapitalised

_NOT_TYPED = ("kind", "about_someone_else")

# What a decision may say beside what it must: behind one line, so that a small one stays small.
_FOLDED_KIND = "decision"
_FIRST_HAND = "First-hand"
_DOCUMENT = "Document"
_SOURCES = ("Third party", _DOCUMENT)
_RECORDED = ("Written or recorded earlier",)
# Read only with other words beside them: alone they make no statement.
_NEVER_ALONE = ("speaker", "decided_on")
_ONE_SPEAKER = (
    "Choose one person: who said these words. What two people said is two statements, one for each"
)


def usual_details(
    asked: Field, record_type: RecordType, person: Person, known: Known, *, day: str = ""
) -> dict[str, Any]:
    """Return what stands in a new statement beforehand: plain to see, and one key to change.

    A record of what somebody else wrote or said begins with that as the source. ``day`` is when
    it happened, as an ISO date.
    """
    is_decider = known.writer_decides and writer_decides(record_type)
    return {
        "source": asked.default or _source_of(record_type),
        DOCUMENT: _own_document(record_type),
        "speaker": [known.person],
        "whose_view": "The person" if person.has_care_needs else "The carer",
        "how_known": "Told me",
        "decided_by": [known.writer] if is_decider else [],
        "decider_role": known.writer["role"] if is_decider else "",
        "decided_on": day,
    }


def _own_document(record_type: RecordType) -> str:
    """Return what a record of a document calls it: "The letter received"."""
    of_one = _source_of(record_type) == _DOCUMENT
    return f"The {uncapitalised(record_type.title)}" if of_one else ""


def _source_of(record_type: RecordType) -> str:
    given = next((each.value for each in record_type.sets if each.field == "source"), None)
    return next((each for each in _SOURCES if str(given or "").startswith(each)), _FIRST_HAND)


class StatementRow(QuietForm):
    """One statement: its words, what kind it is, and what that kind needs beside them."""

    def __init__(
        self,
        *args: Any,
        kinds: tuple[str, ...],
        known: Known,
        usual: dict[str, Any],
        grounds: Mapping[str, Choices] | None = None,
        together: Callable[[], list[list[dict[str, str]]]] = list,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kinds = kinds
        self.together = together
        self.usual = usual
        if not self.is_bound and not self.initial.get("text"):
            self.initial = {**usual, **self.initial}
        known_kinds = catalogue().header.statement_kinds
        self.needed = {kind: _details(known_kinds[kind].required) for kind in kinds}
        self.asked = {kind: _details(known_kinds[kind].details) for kind in kinds}
        only = kinds[0] if len(kinds) == 1 else ""
        # A question about one sort of thing takes that sort first; one that takes all asks.
        first = kinds[0] if len(kinds) < len(known_kinds) else ""
        self.fields["text"] = LongTextField(
            label="Their words, exactly" if only == "person_words" else "Statement",
            rows=2,
            required=False,
            limit=LONGEST_TEXT,
        )
        self.fields["kind"] = forms.ChoiceField(
            label="What kind of statement is it?",
            required=False,
            initial=first,
            choices=[("", "Choose"), *((kind, known_kinds[kind].title) for kind in kinds)],
            widget=forms.HiddenInput if only else forms.Select,
            error_messages={"invalid_choice": "Choose a kind of statement from the list"},
        )
        for name, field in catalogue().header.statement_fields.items():
            wanted_by = tuple(kind for kind in kinds if name in self.asked[kind])
            if wanted_by:
                self.fields[name] = made = build(field, known)
                optional = all(name in known_kinds[kind].optional for kind in wanted_by)
                made.mark = "(optional)" if optional and field.show_if is None else ""
                if field.show_if is None and not only and name not in _in_fold(kinds):
                    made.show_if = ShowIf("kind", wanted_by)
                if made.widget.attrs.get("rows"):
                    made.widget.attrs["rows"] = 2
        if "decided_on" in self.fields:
            self._ask_day(self.fields["decided_on"])
        kept = {name: list(self.initial.get(name) or []) for name in POINTS_TO}
        if "speaker" in self.fields:
            self.fields["speaker"].widget.is_one_of_many = True
        if "decided_by" in self.fields and usual["decided_by"]:
            self.fields["decided_by"].gives_way = usual["decided_by"][0]
        for name in self.initial:
            if name in self.fields and hasattr(self.fields[name], "decode"):
                self.fields[name].initial = self.fields[name].decode(name, self.initial)
        self.initial = {name: self.initial[name] for name in _NOT_TYPED if name in self.initial}
        for each in POINTINGS:
            self._offer(each, (grounds or {}).get(each.name, []), kept[each.name])
        self.fields["about_someone_else"] = forms.BooleanField(
            label="Private information about someone else", required=False
        )
        for field in self.fields.values():
            field.label_size = "plain"
            field.mark = getattr(field, "mark", "")

    def _ask_day(self, asked: DateTimeWithUnknown) -> None:
        """Take a day without a time: why the time is not known is kept where it was said before."""
        said = f"{self.add_prefix('decided_on')}_time_not_known"
        known = self.data.get(said) or isinstance(self.initial.get("decided_on"), dict)
        asked.day_alone, asked.allow_unknown = True, bool(known)
        asked.widget.allow_unknown = asked.allow_unknown

    def _offer(self, asked: Pointing, offered: Choices, kept: list[str]) -> None:
        """Let a statement point to others: an opinion to facts, a decision to what was said."""
        pointing = tuple(kind for kind in self.kinds if kind in asked.by)
        own = f":{self.prefix.rpartition('-')[0]}:{self.prefix.rpartition('-')[2]}"
        choices = [each for each in offered if each[0] != f"here{own}"]
        if not pointing:
            return
        self.fields[asked.name] = made = MultiChoiceWithReasonField(
            label=asked.label,
            help_text="" if choices else asked.none_yet,
            choices=choices,
            reasons={},
            required=False,
        )
        made.mark = "(optional)"
        made.initial = kept
        if asked.name == SAID_IN:
            made.show_if = ShowIf("how_known", _RECORDED)
        elif len(self.kinds) > 1 and asked.name not in _in_fold(self.kinds):
            made.show_if = ShowIf("kind", pointing)

    @property
    def folded(self) -> list[forms.BoundField]:
        """What a decision may say beside what it must, with the controls to type it in."""
        return [self[name] for name in _in_fold(self.kinds)]

    @property
    def standing(self) -> list[forms.BoundField]:
        """The questions that stand open in the row, the mark of private information last."""
        folded = {each.name for each in self.folded}
        return [each for each in self.visible_fields() if each.name not in folded]

    @property
    def fold_is_open(self) -> bool:
        """Say whether something in the fold was typed, or is wrong."""
        return any(_is_typed(each) or each.errors for each in self.folded)

    @property
    def fold_kinds(self) -> list[str]:
        """The kind to which the fold belongs, where a kind is chosen in the row."""
        return [] if len(self.kinds) == 1 else [_FOLDED_KIND]

    @property
    def chosen_kind(self) -> str:
        """The kind of statement: chosen, or the only one there is."""
        return self.kinds[0] if len(self.kinds) == 1 else self.cleaned_data.get("kind", "")

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed: what is only ticked for you does not count."""
        return not any(
            value and not self._is_as_usual(name, value)
            for name, value in self.cleaned_data.items()
            if name not in _NOT_TYPED
        )

    def _is_as_usual(self, name: str, value: Any) -> bool:
        if name in _NEVER_ALONE:
            return True
        plain = value.value if isinstance(value, ChoiceAnswer) and not value.reason else value
        return name in self.usual and plain == self.usual[name]

    def clean(self) -> dict[str, Any]:
        """Ask for words and a kind once anything stands in the row.

        The day of a decision is filled in beforehand: in a row that holds none it is not read.
        """
        given = self.cleaned_data
        if "decided_on" in self.errors and (
            self.chosen_kind != "decision" or (self.is_blank and set(self.errors) == {"decided_on"})
        ):
            del self.errors["decided_on"]
        if self.errors or not self.is_blank:
            if "text" not in self.errors and not given.get("text"):
                self.add_error("text", "Enter the statement, or clear what stands beside it")
            if "kind" not in self.errors and not self.chosen_kind:
                self.add_error("kind", "Choose what kind of statement it is")
            self._require_one_speaker(given.get("speaker") or [])
        return given

    def _require_one_speaker(self, speakers: list[dict[str, str]]) -> None:
        """Ask for one speaker: the person is ticked beforehand, whoever else is named.

        What was signed with several stays as it is.
        """
        if self.chosen_kind != "person_words" or len(speakers) < 2:
            return
        if _who(speakers) not in map(_who, self.together()):
            self.add_error("speaker", _ONE_SPEAKER)

    @property
    def said(self) -> str:
        """The kind of the statement and its first words, by which a mistake names it."""
        kind = self["kind"].value() if len(self.kinds) > 1 else ""
        title = catalogue().header.statement_kinds[kind].title if kind in self.kinds else ""
        return ", ".join(filter(None, [title.lower(), first_words(self["text"].value())]))

    def answer(self, field: str, colleagues: Colleagues) -> dict[str, Any]:
        """Return the statement as it is signed: only what its kind asks for, and can be read."""
        kind = self.chosen_kind
        details: dict[str, Any] = {}
        for name in self.asked.get(kind, ()):
            value = self.cleaned_data.get(name)
            if name == DOCUMENT and self._source != _DOCUMENT:
                continue
            if isinstance(self.fields[name], ReferenceField) and value:
                value = colleagues.found(value)
            details |= self.fields[name].encode(name, value)
        for each in POINTINGS:
            if kind in each.by and self._is_answered(each):
                details[each.name] = self.cleaned_data[each.name].chosen
        return {
            "field": field,
            "kind": kind,
            "text": self.cleaned_data.get("text") or "",
            "about_someone_else": bool(self.cleaned_data.get("about_someone_else")),
            "details": details,
        }

    @property
    def _source(self) -> str:
        """How the writer knows: what is usually so of another source stays behind."""
        source = self.cleaned_data.get("source")
        return source.value if isinstance(source, ChoiceAnswer) else source or ""

    def _is_answered(self, asked: Pointing) -> bool:
        """Say whether something was chosen; where a view is recorded only if it says that it is."""
        how = self.cleaned_data.get("how_known")
        is_asked = asked.name != SAID_IN or (how and how.value in _RECORDED)
        return bool(is_asked and self.cleaned_data.get(asked.name))


def _who(speakers: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return sorted((each["kind"], each.get("key", ""), each["name"]) for each in speakers)


def _details(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in ("text", "about_someone_else"))


def _in_fold(kinds: tuple[str, ...]) -> tuple[str, ...]:
    if _FOLDED_KIND not in kinds:
        return ()
    kind = catalogue().header.statement_kinds[_FOLDED_KIND]
    folded = [name for name in _details(kind.details) if name not in kind.required]
    folded.insert(folded.index("views_weighed") + 1, SPEAKS_OF)
    return tuple(folded)


def _is_typed(bound: forms.BoundField) -> bool:
    value = bound.value()
    if isinstance(value, dict):
        return any(str(part or "").strip() for part in value.values())
    return bool(str(value or "").strip())
