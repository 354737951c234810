"""The last page before signing: why an answer is missing, or sign now for safety."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import QueryDict

from records.catalogue import Problem
from records.forms.beside import GapForm, SignForm
from records.forms.coaching import PREFIX, Coaching
from records.forms.typed import Typed, typed_of
from records.rules.described import control_of
from records.rules.readiness import NotReady, field_of, past_due_on
from records.rules.second_look import REMEDIES
from records.rules.times import LATE, LOOK
from records.rules.unsaid import is_of_statement
from ui.templatetags.ui import field_target

GOOD_REASON = "There is a good reason"
_GAP = "gap-"
_ASKED_OF = {LATE: "Why is it late?", LOOK: "Why is it later?"}


@dataclass
class Obstacle:
    """One thing in the way: what it says, which question it leads to, and a reason instead."""

    problem: Problem
    gap: GapForm | None = None
    target: str = ""

    @property
    def question(self) -> str:
        """The question to answer."""
        return field_of(self.problem)

    @property
    def gap_is_typed(self) -> bool:
        """Say whether a reason was sent, or stands there already."""
        return self.gap is not None and (self.gap.is_bound or bool(self.gap.initial))

    @property
    def remedy(self) -> str:
        """What one press would put right, in words; empty for none."""
        return REMEDIES.get(self.problem.rule, "")

    @property
    def key(self) -> str:
        """What a reason is kept under: the rule, or the question."""
        return self.problem.rule or self.problem.field


class CheckForm:
    """Everything in the way of signing, with what may be typed instead. Not itself a form.

    ``problems`` come each with the id of the control in which it is put right.

    ``coaching`` is what the coach says of the words, with what is answered to it.
    ``is_unfinished``: it was signed to be finished later, so that a correction need not be whole.
    """

    def __init__(
        self,
        problems: Sequence[tuple[Problem, str]],
        *,
        coaching: Coaching,
        data: QueryDict | None = None,
        gaps: Mapping[str, Mapping[str, str]] | None = None,
        may_finish_later: bool = True,
        is_unfinished: bool = False,
    ) -> None:
        self.is_bound = data is not None
        self.coaching = coaching
        self.sign = SignForm(data)
        self.may_finish_later = may_finish_later
        self.is_unfinished = is_unfinished
        self.refusals: list[str] = []
        self.obstacles = [
            Obstacle(each, self._gap(each, data, gaps or {}) if each.overridable else None, target)
            for each, target in problems
        ]

    def _gap(
        self, problem: Problem, data: QueryDict | None, gaps: Mapping[str, Mapping[str, str]]
    ) -> GapForm:
        key = problem.rule or problem.field
        form = GapForm(
            data,
            prefix=f"{_GAP}{key}",
            initial=gaps.get(key),
            reasons=problem.override_reasons or (GOOD_REASON,),
            says_it_all=bool(control_of(problem)) or is_of_statement(key),
        )
        if past_due_on(key):
            form.fields["reason"].label = "Why is it agreed so late?"
        if is_of_statement(key):
            form.fields["reason"].label = "Why is this enough?"
        if key in _ASKED_OF:
            form.fields["reason"].label = _ASKED_OF[key]
        return form

    @property
    def finish_later(self) -> bool:
        """Say whether it is to be signed now and finished later."""
        return (
            self.may_finish_later
            and self.sign.is_bound
            and self.sign.is_valid()
            and self.sign.cleaned_data["finish_later"]
        )

    @property
    def offers_to_finish_later(self) -> bool:
        """Say whether signing now helps: something is in the way, and it is no correction."""
        return self.may_finish_later and bool(self.obstacles or self.coaching.to_put_right)

    @property
    def must_answer(self) -> list[Obstacle]:
        """What has to be put right on the form: no reason can stand in for it."""
        return [each for each in self.obstacles if each.gap is None and _stops(each.problem)]

    @property
    def advice(self) -> list[Obstacle]:
        """What is worth a look, and never stops signing."""
        return [each for each in self.obstacles if each.gap is None and not _stops(each.problem)]

    @property
    def may_explain(self) -> list[Obstacle]:
        """What has to be answered, or explained."""
        return [each for each in self.obstacles if each.gap is not None]

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """What is wrong with what was posted, each with the id of its control."""
        if not self.is_bound:
            return []
        found = [{"text": text, "target": ""} for text in self.refusals]
        if self.finish_later:
            found += [
                {"text": each.problem.message, "target": f"obstacle-{each.key}"}
                for each in self.obstacles
                if each.problem.essential
            ]
            return found + self.coaching.mistakes(asks=False)
        for each in [] if self.is_unfinished else self.must_answer:
            found.append({"text": each.problem.message, "target": f"obstacle-{each.key}"})
        for each in self.may_explain:
            gap = each.gap
            if gap is None:
                continue
            found += [
                {"text": text, "target": field_target(gap[name])}
                for name, texts in gap.errors.items()
                for text in texts
            ]
            if gap.is_valid() and not gap.cleaned_data["reason"] and not self.is_unfinished:
                instead = each.problem.instead
                words = f"{each.problem.message}, or {instead[0].lower()}{instead[1:]}"
                found.append({"text": words, "target": field_target(gap["reason"])})
        return found + self.coaching.mistakes(asks=not self.is_unfinished)

    def is_valid(self) -> bool:
        """Say whether everything is answered or explained, or is to be finished later."""
        return not self.mistakes

    @property
    def gaps(self) -> dict[str, dict[str, str]]:
        """The reasons given, by question or rule."""
        return {
            each.key: {
                "reason": each.gap.cleaned_data["reason"],
                "detail": each.gap.cleaned_data["detail"],
            }
            for each in self.may_explain
            if each.gap is not None and each.gap.is_valid() and each.gap.cleaned_data["reason"]
        }

    def refuse(self, wrong: ValidationError) -> None:
        """Add what signing itself refused."""
        if isinstance(wrong, NotReady):
            self.refusals += [each.message for each in wrong.problems]
        else:
            self.refusals += wrong.messages


def reasons_typed(data: QueryDict) -> dict[str, dict[str, str]]:
    """Return the reasons that stand in what was posted, as they were typed."""
    found: dict[str, dict[str, str]] = {}
    for name in data:
        if name.startswith(_GAP) and data[name].strip():
            key, _, part = name.removeprefix(_GAP).rpartition("-")
            found.setdefault(key, {})[part] = data[name]
    return found


def reasons_to_keep(data: QueryDict) -> Typed:
    """Return what is typed on this page, but for what is blank. Raises as ``typed_of`` does."""
    return {
        name: texts
        for name, texts in typed_of(data).items()
        if name.startswith((_GAP, PREFIX)) and any(text.strip() for text in texts)
    }


def _stops(problem: Problem) -> bool:
    return problem.severity == "must-fix" or problem.overridable
