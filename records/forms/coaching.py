"""What the coach says on the last page before signing, each with what may be answered to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from records.catalogue import Problem, RecordType, catalogue
from records.drafting.earlier import Source
from records.forms.beside import LONGEST_REASON
from records.forms.quiet import QuietForm
from records.quality import Finding, checks
from records.quality.words import words
from records.rules import coached, remedies
from records.rules.coached import Answer, Answers
from ui.fields import LongTextField
from ui.templatetags.ui import field_target

PREFIX = "coach-"
# Pages of the guidance, by what a word of the lists is about; and what is said of any of them.
_BIAS = ("loaded_language", "characteristic_relevance", "assumption_of_care")
_GUIDANCE = {
    "ethnicity": "writing-about-ethnicity",
    "religion": "writing-about-ethnicity",
    "disability": "writing-about-disability",
    "capacity": "writing-about-disability",
    "mental_health": "writing-about-disability",
}
_WITHOUT_BIAS = "without-bias"


class AnswerForm(QuietForm):
    """Why the words stay as they are, or that the suggestion does not help. Both may be left."""

    reason = LongTextField(
        label="Why it stays as it is", limit=LONGEST_REASON, rows=2, required=False
    )
    is_unhelpful = forms.BooleanField(label="Does not help", required=False)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label_size = "plain"
        self.fields["reason"].mark = ""


@dataclass
class Said:
    """One finding as the page shows it: what it says, where that is, and the form to answer it."""

    finding: Finding
    form: AnswerForm
    target: str
    is_asked: bool
    is_asked_why: bool
    adds_actions: bool
    source: Source | None = None

    @property
    def key(self) -> str:
        """What the answer is kept under."""
        return coached.key_of(self.finding)

    @property
    def words(self) -> str:
        """The words that it is about."""
        return self.finding.words

    @property
    def says(self) -> str:
        """The message."""
        return self.finding.message

    @property
    def remedy(self) -> str:
        """What one press would put right, in words; empty for none."""
        return remedies.remedy_of(self.finding, adds_actions=self.adds_actions)

    @property
    def guidance(self) -> str:
        """The page of the guidance about words like these; empty for none."""
        if self.finding.check not in _BIAS:
            return ""
        entry = words().entries.get(self.finding.entry)
        return _GUIDANCE.get(entry.category if entry else "", _WITHOUT_BIAS)

    @property
    def other_kind(self) -> RecordType | None:
        """The kind of record in which the words belong."""
        return catalogue().get(remedies.kind_of(self.finding))

    @property
    def is_said(self) -> bool:
        """Say whether the message quotes the words already."""
        return self.finding.words in self.finding.message

    @property
    def times(self) -> int:
        """How often the words are there."""
        return self.finding.also + 1

    @property
    def is_about_safety(self) -> bool:
        """Say whether it may mean that somebody is not safe."""
        return coached.is_about_safety(self.finding)

    @property
    def asks_openly(self) -> bool:
        """Say whether the box for a reason stands open beside it."""
        return self.is_asked or self.is_asked_why or self.is_about_safety

    @property
    def because(self) -> str:
        """On what it rests: the rule, the law or the guidance."""
        return checks()[self.finding.check].source

    @property
    def is_answered(self) -> bool:
        """Say whether a reason stands there, or was sent."""
        return bool(self.form["reason"].value() or self.form.errors)

    @property
    def answer(self) -> Answer:
        """What is answered, read as it stands."""
        given = self.form.cleaned_data if self.form.is_valid() else {}
        return Answer(given.get("reason", ""), bool(given.get("is_unhelpful")))


class Coaching:
    """The coach's findings on the page before signing. Not itself a form.

    ``kept`` are the answers typed on this page before, ``data`` what is sent now. ``stood`` is what
    was signed before and is not asked for again, ``sources`` what this may have been copied from.
    ``adds_actions``: the form asks for actions, so that one may be added.
    """

    def __init__(
        self,
        found: Sequence[Finding],
        *,
        target_of: Callable[[Problem], str],
        answers: Answers,
        kept: Mapping[str, list[str]],
        data: QueryDict | None = None,
        stood: Collection[tuple[str, str]] = (),
        sources: Sequence[Source] = (),
        adds_actions: bool = True,
    ) -> None:
        self.is_bound, self.sources = data is not None, list(sources)
        by_key = {each.key: each for each in sources}
        asked = {coached.key_of(each) for each in coached.unanswered(found, {}, stood)}
        asked_why = {coached.key_of(each) for each in coached.asked_why(found, stood)}
        self.said = [
            Said(
                each,
                AnswerForm(
                    data,
                    prefix=f"{PREFIX}{key}",
                    initial=_initial(key, kept) or _as_initial(answers.get(key)),
                ),
                target_of(coached.problem_of(each)),
                is_asked=key in asked,
                is_asked_why=key in asked_why,
                adds_actions=adds_actions,
                source=by_key.get(str(each.values.get("entry", ""))),
            )
            for each in coached.shown_of(found)
            for key in [coached.key_of(each)]
        ]

    @property
    def to_put_right(self) -> list[Said]:
        """What is changed, or explained."""
        return [each for each in self.said if each.is_asked]

    @property
    def about_safety(self) -> list[Said]:
        """What may mean that somebody is not safe: without an answer the manager looks at it."""
        return [each for each in self.said if each.is_about_safety and not each.is_asked]

    @property
    def to_explain(self) -> list[Said]:
        """What is changed, or stays for a reason; the manager sees it, or that there is none."""
        return [each for each in self.said if each.is_asked_why]

    @property
    def suggestions(self) -> list[Said]:
        """What asks for nothing."""
        return [each for each in self.said if not each.asks_openly]

    def finding_of(self, key: str) -> Finding | None:
        """Return what the page says under a key, if one press can put it right."""
        found = (each for each in self.said if each.key == key and each.remedy)
        return next((each.finding for each in found), None)

    @property
    def texts_shown(self) -> list[str]:
        """The entries of this person of which the page shows the words."""
        found = [each.source for each in self.said if each.source is not None]
        return [each.key for each in found if each.is_of_person]

    @property
    def answers(self) -> dict[str, Answer]:
        """What was answered, by what it is kept under."""
        return {each.key: each.answer for each in self.said if each.answer != Answer()}

    def mistakes(self, *, asks: bool) -> list[dict[str, str]]:
        """Return what is wrong with what was sent; without ``asks`` no reason is missed."""
        if not self.is_bound:
            return []
        found = []
        for each in self.said:
            target = field_target(each.form["reason"])
            found += [
                {"text": text, "target": target}
                for texts in each.form.errors.values()
                for text in texts
            ]
            if asks and each.is_asked and not each.form.errors and not each.answer.reason:
                found.append({"text": coached.in_the_way(each.finding), "target": target})
        return found


def unseen(typed: Mapping[str, list[str]], coaching: Coaching | None) -> list[tuple[str, str]]:
    """Return what was answered to findings that the page does not show, by the names of boxes."""
    said = coaching.said if coaching else []
    shown = {each.form.add_prefix(name) for each in said for name in each.form.fields}
    return [
        (name, text)
        for name, texts in typed.items()
        if name.startswith(PREFIX) and name not in shown
        for text in texts
        if text
    ]


def _initial(key: str, kept: Mapping[str, list[str]]) -> dict[str, object]:
    reason = (kept.get(f"{PREFIX}{key}-reason") or [""])[0]
    is_unhelpful = f"{PREFIX}{key}-is_unhelpful" in kept
    return {"reason": reason, "is_unhelpful": is_unhelpful} if reason or is_unhelpful else {}


def _as_initial(answer: Answer | None) -> dict[str, object]:
    if answer is None:
        return {}
    return {"reason": answer.reason, "is_unhelpful": answer.is_unhelpful}
