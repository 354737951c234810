"""How a request stands, what it still lacks, and which steps may be taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from accounts.models import User
from disclosure.models import Export, Redaction, RequestStep, SubjectRequest
from disclosure.queries import why_not_take_away
from disclosure.requests.counting import (
    Counted,
    Waited,
    acknowledge_by,
    count,
    count_complaint,
)
from disclosure.requests.data import (
    RequestKind,
    StepKind,
    exemptions,
    request_kinds,
    step_kinds,
)
from disclosure.requests.weighing import (
    NOTHING,
    THIRD,
    Weighed,
    key_of,
    names_in_words,
    unweighed,
)

# What ends a request, and what opens it again.
ENDS = ("SEND", "ANSWER", "CLOSE", "REPLY", "REPLYDATA", "DROPPED", "PASSEDON")
TURNS = (*ENDS, "REOPEN")
_ACKNOWLEDGED = ("ACK", "CACK")
NOT_CHECKED = "No officer who did not make it has checked it."
_INSTEAD = "Redact a copy instead, or make one that includes it."
_ANEW = "Look again at the redaction, have it checked, and make a new copy."
# What is asked of them, and the step that says that it came.
_PROOF, _SCOPE = ("ASKPROOF", ("IDENTITY", "AUTHORITY")), ("ASKSCOPE", ("SCOPE",))


@dataclass(frozen=True)
class Step:
    """A step in words."""

    row: RequestStep
    kind: StepKind

    @property
    def chosen(self) -> list[str]:
        """The words of what was chosen and what came of it."""
        asks = {"exemption", "advised"} & set(self.kind.needs)
        exempt = exemptions().get(self.row.choice) if asks else None
        found = [
            exempt.title if exempt else self.kind.choices.get(self.row.choice, ""),
            self.kind.outcomes.get(self.row.outcome, ""),
        ]
        return [each for each in found if each]


@dataclass(frozen=True)
class Lacking:
    """Something without which a request is not answered, and the step that says it."""

    words: str
    step: str = ""


_NO_GROUND = Lacking("a ground on which they may have anything of it", "GROUND")


@dataclass
class Stands:
    """How a request stands at the end of a day. ``steps`` are all that were taken, in order."""

    request: SubjectRequest
    steps: list[RequestStep]
    on: date

    @property
    def kind(self) -> RequestKind:
        """What was asked."""
        return request_kinds()[self.request.kind]

    def last(self, *kinds: str) -> RequestStep | None:
        """Return the last step of some kinds."""
        return next((each for each in reversed(self.steps) if each.kind in kinds), None)

    @cached_property
    def told(self) -> list[Step]:
        """What was done, in words."""
        return [Step(each, step_kinds()[each.kind]) for each in self.steps]

    @property
    def answer(self) -> RequestStep | None:
        """The step with which it was answered or closed; None while it is open."""
        turn = self.last(*TURNS)
        return None if turn is None or turn.kind == "REOPEN" else turn

    @property
    def is_open(self) -> bool:
        """Say whether it waits for an answer."""
        return self.answer is None

    @cached_property
    def time(self) -> Counted:
        """How its time stands: today, or on the day that it was answered."""
        answer = self.answer
        if self.kind.clock == "none":
            return Counted(None, None, None, 0)
        if self.kind.clock == "months":
            agreed = [
                (each.on, each.until) for each in self.steps if each.kind == "PLAN" and each.until
            ]
            return count_complaint(self.request.received_on, months=self.kind.months, agreed=agreed)
        extended = self.last("EXTEND")
        return count(
            self.request.received_on,
            proofs=self._waits(*_PROOF),
            questions=self._waits(*_SCOPE),
            months_more=extended.months if extended else 0,
            on=answer.on if answer else self.on,
        )

    def _waits(self, ask: str, answers: tuple[str, ...]) -> list[Waited]:
        found: list[Waited] = []
        for each in self.steps:
            if each.kind == ask:
                found.append((each.on, None))
            elif each.kind in answers and found and found[-1][1] is None:
                found[-1] = (found[-1][0], each.on)
        return found

    def waits_for(self, ask: str) -> bool:
        """Say whether it was asked for with a step of that kind, and has not come."""
        pairs = dict((_PROOF, _SCOPE))
        waits = self._waits(ask, pairs[ask])
        return bool(waits) and waits[-1][1] is None

    @property
    def acknowledge_by(self) -> date | None:
        """The last day to say that it came; None where no time is set, and once it was said."""
        if not self.kind.acknowledge or not self.is_open or self.last(*_ACKNOWLEDGED):
            return None
        return acknowledge_by(self.request.received_on, **self.kind.acknowledge_within)

    @property
    def acknowledged_in_time(self) -> bool | None:
        """Say whether it was said in time that it came; None if it was not said yet."""
        told = next((each for each in self.steps if each.kind in _ACKNOWLEDGED), None)
        if told is None or not self.kind.acknowledge:
            return None
        return told.on <= acknowledge_by(self.request.received_on, **self.kind.acknowledge_within)

    @property
    def next_day(self) -> date:
        """The day by which something has to be done about it; the last of all if there is none."""
        days = [self.acknowledge_by, None if self.is_paused else self.time.due_on]
        return min((day for day in days if day), default=date.max)

    @property
    def is_late(self) -> bool:
        """Say whether that day is over."""
        return self.is_open and self.next_day < self.on

    @property
    def complained_of(self) -> set[int]:
        """The numbers of the staff whom a complaint is about."""
        return {each.staff_id for each in self.steps if each.kind == "ABOUT" and each.staff_id}

    @property
    def looker(self) -> User | None:
        """Who looks at a complaint."""
        given = self.last("LOOKER")
        return given.staff if given else None

    @cached_property
    def to_do(self) -> list[RequestStep]:
        """What was given to somebody to do, and is not done."""
        done = {each.choice for each in self.steps if each.kind == "DONE"}
        return [each for each in self.steps if each.kind == "TODO" and str(each.pk) not in done]

    @property
    def overdue_to_do(self) -> list[RequestStep]:
        """What of that should have been done by now."""
        return [each for each in self.to_do if each.until and each.until < self.on]

    @property
    def is_past_law(self) -> bool:
        """Say whether it takes longer than the law gives, and than was agreed."""
        due = self.time.due_on
        day = self.answer.on if self.answer else self.on
        return due is not None and day > due

    @property
    def is_paused(self) -> bool:
        """Say whether its time stands still today."""
        return self.is_open and self.time.waits_since is not None

    @property
    def days_left(self) -> int | None:
        """Days until it is due, negative when it is overdue; None while the month has not begun."""
        return None if self.time.due_on is None else (self.time.due_on - self.on).days

    @property
    def is_overdue(self) -> bool:
        """Say whether it is open and its last day is over."""
        left = self.days_left
        return self.is_open and left is not None and left < 0

    @property
    def in_time(self) -> bool | None:
        """Say whether its first answer came by its last day; None before that, or if none counts.

        What it is opened again for is answered apart from that.
        """
        ends = (number for number, each in enumerate(self.steps, 1) if each.kind in ENDS)
        then = Stands(self.request, self.steps[: next(ends, 0)], self.on)
        answer, due = then.answer, then.time.due_on
        return None if answer is None or due is None else answer.on <= due

    @property
    def status(self) -> str:
        """How far it is, in a few words."""
        if self.answer:
            return step_kinds()[self.answer.kind].title
        if self.waits_for("ASKPROOF"):
            return "Waits for proof"
        if self.waits_for("ASKSCOPE"):
            return "Waits for their answer"
        for kind, words in (
            ("FINDING", "Found out"),
            ("LOOKER", "Being looked at"),
            ("CACK", "Acknowledged"),
            ("LETTER", "Ready to send"),
            ("SEARCH", "Being decided"),
            ("SCOPE", "Being searched"),
            ("IDENTITY", "Identity known"),
            ("ACK", "Acknowledged"),
        ):
            if self.last(kind):
                return words
        return "Received"

    @property
    def lacking(self) -> list[StepKind]:
        """The kinds of step without which it is not answered."""
        return [
            kind
            for kind in step_kinds().values()
            if kind.closes_with
            and self.is_of(kind)
            and (not kind.for_another or self.request.made_by != SubjectRequest.MadeBy.SELF)
            and (not kind.if_late or self.is_past_law)
            and not self._is_said(kind)
        ]

    def _is_said(self, kind: StepKind) -> bool:
        said = self.last(kind.key, kind.or_else)
        return said is not None and said.choice not in kind.not_enough

    def lack_of(self, kind: StepKind) -> Lacking:
        """Return what such a step would say, with what was said so far if that is not enough."""
        said = self.last(kind.key)
        if said is None:
            return Lacking(kind.closes_with, kind.key)
        so_far = f"“{kind.choices[said.choice]}” is not enough. Show another, or close it"
        return Lacking(f"{kind.closes_with}: {so_far}", kind.key)

    @property
    def exemptions_used(self) -> list[str]:
        """The keys of the exemptions that apply, as they were last tested."""
        tested = {each.choice: each.outcome for each in self.steps if each.kind == "EXEMPT"}
        return [key for key, outcome in tested.items() if outcome == "APPLIES"]

    def untested(self, used: Iterable[str]) -> list[Lacking]:
        """Return what is not recorded of exemptions for which something is left out.

        Each was tested and applies, and the data protection officer advised on it.
        """
        advised = {each.choice for each in self.steps if each.kind == "ADVICE"}
        found = []
        for key in used:
            title = exemptions()[key].title
            if key not in self.exemptions_used:
                words = f"that the exemption “{title}” was tested and applies"
                found.append(Lacking(words, "EXEMPT"))
            if key not in advised:
                words = f"what the data protection officer advised on “{title}”"
                found.append(Lacking(words, "ADVICE"))
        return found

    @property
    def ground(self) -> RequestStep | None:
        """On what ground the record of somebody who has died may be given; None if on none."""
        said, confidence = self.last("GROUND"), self.last("CONFIDE")
        refused = confidence is not None and confidence.choice == "ALL"
        return None if said is None or said.choice == "NONE" or refused else said

    @property
    def after_death(self) -> list[Lacking]:
        """What is not recorded of a request for the record of somebody who has died."""
        if not self.kind.of_the_dead:
            return []
        kinds = [step_kinds()[key] for key in ("GROUND", "CONFIDE")]
        found = [Lacking(each.closes_with, each.key) for each in kinds if not self.last(each.key)]
        return found or ([] if self.ground else [_NO_GROUND])

    def is_of(self, kind: StepKind) -> bool:
        """Say whether such a step is taken about this kind of request."""
        return self.request.kind in kind.of if kind.of else not self.kind.own_steps


@dataclass(frozen=True)
class Recipient:
    """Somebody who had what is put right: how a step names the line of the log, and its words."""

    key: str
    words: str


@dataclass(frozen=True)
class Dossier:
    """A request with what was made for it, as an officer works on it.

    ``left_out``: for which exemptions something is left out, by the number of the redaction.
    ``to_tell``: who had what is put right, and was not told yet.
    ``weighed``: the other people of whom the record speaks.
    """

    stands: Stands
    copies: list[Export]
    redactions: list[Redaction]
    left_out: dict[int, list[str]] = field(default_factory=dict)
    to_tell: list[Recipient] = field(default_factory=list)
    weighed: list[Weighed] = field(default_factory=list)

    @property
    def ready(self) -> list[Export]:
        """The copies that are made."""
        return [each for each in self.copies if each.state == Export.State.READY]

    @property
    def may_leave(self) -> list[Export]:
        """The copies that are made and were checked by an officer who did not make them."""
        return [each for each in self.ready if not self.why_not_leave(each)]

    @property
    def to_check(self) -> list[Export]:
        """The complete copies that nobody has agreed to yet."""
        return [each for each in self.ready if self.why_not_leave(each) == NOT_CHECKED]

    def why_not_leave(self, copy: Export) -> str:
        """Return why a copy that is made may not leave, or not any more; blank if it may."""
        redaction = copy.redaction
        if redaction is None and copy.withheld == Export.NOT_NOTED:
            return "What stays out of it was not noted when it was made. Make it again."
        if redaction is None and copy.withheld:
            return f"Nobody decided that this stays out of it: {copy.withheld}. {_INSTEAD}"
        if redaction is None:
            return "" if copy.was_agreed(self._steps("CHECK")) else NOT_CHECKED
        checked_at = redaction.answered_at
        is_agreed = redaction.state == Redaction.State.AGREED
        if not is_agreed or checked_at is None or copy.asked_at < checked_at:
            return f"What is taken out of it was decided again since. {_ANEW}"
        if self._was_weighed_anew(checked_at):
            return f"Somebody was weighed since it was checked what is taken out. {_ANEW}"
        return ""

    def _was_weighed_anew(self, checked_at: datetime) -> bool:
        """Say whether somebody was weighed since, and what was checked might come out otherwise.

        It was checked while it named nobody who was not weighed. So it stands when of one of those,
        as the rest of the request asks, nothing is said in it.
        """
        rows = self._steps(THIRD)
        in_it = {each.whom or key_of(each.about) for each in rows if each.outcome != NOTHING}
        return any(
            each.outcome != NOTHING or not each.whom or each.whom in in_it
            for each in rows
            if each.added_at > checked_at
        )

    def _steps(self, kind: str) -> list[RequestStep]:
        return [each for each in self.stands.steps if each.kind == kind]

    @property
    def unweighed(self) -> list[Weighed]:
        """Those of whom it is not decided yet what becomes of what is said of them."""
        return unweighed(self.weighed)

    @property
    def lacks(self) -> list[Lacking]:
        """What must be done or said before it is answered."""
        waiting = self.unweighed
        found = [
            self.stands.lack_of(kind)
            for kind in self.stands.lacking
            if not (waiting and kind.key == THIRD)
        ]
        found += [Lacking(f"that it was told to {each.words}", "TOLD") for each in self.to_tell]
        if not self.stands.kind.copies:
            return found
        if waiting:
            words = f"whether what it says of each of these is given: {names_in_words(waiting)}"
            found.append(Lacking(words, THIRD))
        found += self.stands.after_death
        found += self.stands.untested([*self._left_out_of_it, *self.stands.exemptions_used])
        if not self.ready:
            found.append(Lacking("a copy that is made for it"))
        elif not self.may_leave and self.to_check:
            words = "that an officer who did not make the copy has checked it"
            found.append(Lacking(words, "CHECK"))
        elif not self.may_leave:
            found.append(Lacking("a copy that may leave: beside each stands why it may not"))
        return list(dict.fromkeys(found))

    @property
    def _left_out_of_it(self) -> list[str]:
        """The exemptions that what leaves rests on: the copy of the letter, else each copy."""
        letter = self.stands.last("LETTER")
        leaves = [each for each in self.ready if not letter or each.pk == letter.export_id]
        used = [key for each in leaves for key in self.left_out.get(each.redaction_id or 0, [])]
        return list(dict.fromkeys(used))


def wrong_asker(kind: str, made_by: str, *, has_died: bool) -> str:
    """Return what is wrong with who asks; blank if they can ask for that."""
    if made_by not in SubjectRequest.who_may_ask(has_died=has_died):
        return "Select who asks: what others were allowed for them ends with a death"
    if kind == "SHARE" and made_by == SubjectRequest.MadeBy.SELF:
        return "Select who asks: the person has a right to a copy of their own"
    return ""


def why_not_take(viewer: User, dossier: Dossier, kind: StepKind) -> str:
    """Return why somebody who may copy this record may not take a step now; blank if they may.

    Nobody takes any about a complaint of which it is said that it is about them.
    """
    stands = dossier.stands
    if viewer.pk in stands.complained_of:
        return "It is about you. Another officer works on it"
    if kind.when == "open" and not stands.is_open:
        return "It was answered or closed. Open it again first"
    if kind.when == "closed" and stands.is_open:
        return "It waits for its answer. This follows once it was answered"
    if kind.once and stands.last(kind.key):
        return "This was said already, and is said once"
    if kind.key == "NOBODY" and dossier.weighed:
        return "It names other people. Weigh what it says of each"
    if kind.key == "CHECK" and not copies_to_check(viewer, dossier):
        return "No copy waits for you to check it"
    if kind.key == "LETTER" and not dossier.may_leave:
        return "No copy may leave. Beside each copy of the request stands why"
    if kind.key == "DONE" and not stands.to_do:
        return "Nothing is left to be done"
    if kind.key == "TOLD" and not dossier.to_tell:
        return "Nobody has still to be told"
    if kind.key in ("ASKPROOF", "ASKSCOPE") and stands.waits_for(kind.key):
        return "They were asked, and have not answered"
    if kind.if_late and not stands.is_past_law:
        return "It is not late"
    if kind.key in ("SEND", "ANSWER", "REPLY", "REPLYDATA") and (lacks := dossier.lacks):
        return f"It lacks {lacks[0].words}"
    return ""


def is_step_of(stands: Stands, kind: StepKind) -> bool:
    """Say whether such a step is ever taken about a request."""
    is_own = stands.request.made_by == SubjectRequest.MadeBy.SELF
    return stands.is_of(kind) and not (kind.for_another and is_own)


def may_take(viewer: User, dossier: Dossier, kind: StepKind) -> bool:
    """Say whether somebody who may copy this record may take a step now."""
    return is_step_of(dossier.stands, kind) and not why_not_take(viewer, dossier, kind)


def copies_to_check(viewer: User, dossier: Dossier) -> list[Export]:
    """Return the complete copies that ``viewer`` may check."""
    return [each for each in dossier.to_check if not why_not_check(viewer, each)]


def what_keeps(copy: Export, dossier: Dossier, viewer: User) -> str:
    """Return why a copy that is made may not leave; of one to be checked, why not by ``viewer``."""
    if copy in dossier.to_check:
        return why_not_check(viewer, copy)
    return dossier.why_not_leave(copy) if copy in dossier.ready else ""


def why_not_check(viewer: User, copy: Export) -> str:
    """Return why ``viewer`` may not check a copy: nobody does who made it, or cannot read it."""
    if copy.asked_by_id == viewer.pk:
        return "You made it: another officer checks it."
    return why_not_take_away(viewer, copy)
