"""What is kept of a request: that it came, and each step towards its answer."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log, turns
from audit.turns import Turn
from disclosure import actions as copy_actions
from disclosure.actions import NotReady
from disclosure.models import Export, RequestStep, SubjectRequest
from disclosure.redacting.queries import named_though_nothing
from disclosure.requests import letters, queries, standing, weighing
from disclosure.requests.data import (
    GENERAL,
    StepKind,
    exemptions,
    request_kinds,
    step_kinds,
)
from disclosure.requests.weighing import Weighed
from disclosure.stored import NotAsMade, read_as_made
from people import access
from people.access import Permission
from people.models import Person
from records import files

LONGEST_ABOUT = 250


@transaction.atomic
def register_request(
    *,
    person: Person,
    by: User,
    submission: UUID,
    kind: str,
    received_on: date,
    at: datetime | None = None,
    **said: Any,
) -> SubjectRequest:
    """Put a request on the register; its time counts from ``received_on``.

    ``said`` are the other fields of ``SubjectRequest``. Whoever may read the record may do so,
    because anybody in the council can be asked, and records officers. Raises ``PermissionDenied``
    otherwise.
    """
    at = at or clock.now()
    decision = access.decide_to_register(by, person, at=at).require()
    sent = SubjectRequest.objects.filter(submission=submission).first()
    if sent is not None:
        if (sent.person_id, sent.received_by_id) != (person.pk, by.pk):
            raise PermissionDenied("This form was sent before, for another request.")
        return sent
    if not request_kinds()[kind].is_of(has_died=person.has_died):
        raise ValidationError({"kind": "Select what fits: the person has died, or is living"})
    if wrong := standing.wrong_asker(kind, str(said["made_by"]), has_died=person.has_died):
        raise ValidationError({"made_by": wrong})
    if received_on > clock.day_of(at):
        raise ValidationError({"received_on": "The day must not be in the future"})
    asked = SubjectRequest(
        submission=submission,
        person=person,
        kind=kind,
        received_on=received_on,
        received_by=by,
        registered_at=at,
        **said,
    )
    asked.full_clean(validate_unique=False, validate_constraints=False)
    asked.save()
    log.record(
        "disclosure.request_registered",
        by=by,
        about=person,
        target=asked,
        because=decision,
        shown=(f"kind:{kind}",),
        detail={"words": asked.words},
        at=at,
    )
    return asked


@transaction.atomic
def ask_for_copy(
    *,
    person: Person,
    by: User,
    submission: UUID,
    request: SubjectRequest | None = None,
    asks_now: str = "",
    at: datetime | None = None,
    **said: Any,
) -> Export:
    """Ask for a complete copy; ``said`` as ``disclosure.actions.ask_for_copy`` takes it.

    ``asks_now``: what the person asks for, face to face, and how it is known who they are. That is
    put on the register with it.
    """
    at = at or clock.now()
    if asks_now:
        request = register_request(
            person=person,
            by=by,
            submission=submission,
            kind="ACCESS",
            made_by=SubjectRequest.MadeBy.SELF,
            how=SubjectRequest.How.SPOKEN,
            words=asks_now,
            received_on=clock.day_of(at),
            at=at,
        )
        if not request.steps.exists():
            known = {"kind": "IDENTITY", "choice": "KNOWN", "words": asks_now}
            take_step(request, by=by, on=clock.day_of(at), at=at, **known)
    return copy_actions.ask_for_copy(
        person=person, by=by, submission=submission, request=request, at=at, **said
    )


@transaction.atomic
def take_step(
    asked: SubjectRequest,
    *,
    kind: str,
    by: User,
    words: str,
    on: date,
    at: datetime | None = None,
    **said: Any,
) -> RequestStep:
    """Keep one step. ``said`` are the other fields of ``RequestStep``.

    Raises ``PermissionDenied`` if ``by`` may not copy this record, or not take this step now;
    ``ValidationError`` of what does not fit.
    """
    at = at or clock.now()
    dossier, decision = _opened(asked, kind, by, at)
    step = RequestStep(
        request=asked, kind=kind, words=words.strip(), on=on, added_by=by, added_at=at, **said
    )
    if step.export and kind in ("SEND", "CHECK"):
        step.sha256 = step.export.sha256
    if "recipient" in step_kinds()[kind].needs:
        step.about = next((each.words for each in dossier.to_tell if each.key == step.choice), "")
        step.about = step.about[:LONGEST_ABOUT]
    _keep(step, dossier, decision)
    if step.export and kind == "SEND" and step.export.may_be_delivered:
        how = step_kinds()[kind].choices[step.choice]
        copy_actions.say_delivered(export=step.export, on=on, how=how, by=by, at=at)
    return step


@transaction.atomic
def weigh(
    asked: SubjectRequest,
    *,
    by: User,
    whom: Iterable[str],
    about: str = "",
    at: datetime | None = None,
    **said: Any,
) -> list[RequestStep]:
    """Keep what was weighed of some people by their keys, or of one who is described.

    One by one: together only those who are there by their work, or of whom nothing is said.
    Raises what ``take_step`` raises.
    """
    at = at or clock.now()
    dossier, decision = _opened(asked, weighing.THIRD, by, at)
    others = {each.other.key: each.other for each in dossier.weighed}
    described = {key: others[key].described if key in others else "" for key in whom}
    if about:
        described[""] = about
    together = said["choice"] == weighing.WORK or said["outcome"] == weighing.NOTHING
    if not described or not all(described.values()):
        raise ValidationError({"whom": "Select whom it is about, or enter who it is"})
    if len(described) > 1 and not together:
        raise ValidationError({"whom": "Select one of them: each is weighed by themselves"})
    steps = [
        RequestStep(
            request=asked,
            kind=weighing.THIRD,
            whom=key,
            about=words[:LONGEST_ABOUT],
            added_by=by,
            added_at=at,
            **said,
        )
        for key, words in described.items()
    ]
    _ensure_says_nothing(weighing.weighed_by(steps, others), dossier)
    for step in steps:
        _keep(step, dossier, decision)
    return steps


def _opened(
    asked: SubjectRequest, kind: str, by: User, at: datetime
) -> tuple[standing.Dossier, access.Decision]:
    """Return how a request stands, while nobody else works on it; refuse a step not for now."""
    decision = access.decide(by, Permission.EXPORT, asked.person, at=at).require()
    turns.wait_for(Turn.WORK_ON_REQUEST, asked.pk)
    dossier = queries.dossier_of(asked, viewer=by, on=clock.day_of(at))
    if not standing.is_step_of(dossier.stands, step_kinds()[kind]):
        raise PermissionDenied("This is no step of such a request.")
    if why_not := standing.why_not_take(by, dossier, step_kinds()[kind]):
        raise PermissionDenied(why_not)
    return dossier, decision


def _keep(step: RequestStep, dossier: standing.Dossier, decision: access.Decision) -> None:
    asked, by = step.request, step.added_by
    _ensure_fits(step, step_kinds()[step.kind], dossier, by, clock.day_of(step.added_at))
    step.full_clean(exclude=["request", "export", "entry"], validate_constraints=False)
    step.save()
    digest = (f"sha256:{step.sha256}",) if step.sha256 else ()
    by_entry = (f"entry:{step.entry.key}",) if step.entry else ()
    log.record(
        "disclosure.request_step_taken",
        by=by,
        about=asked.person,
        target=asked,
        because=decision,
        shown=(step.kind, *digest, *by_entry),
        detail={"words": step.words},
        at=step.added_at,
    )


def make_letter(
    asked: SubjectRequest,
    *,
    by: User,
    export: Export,
    choice: str,
    words: str,
    on: date,
    at: datetime | None = None,
) -> RequestStep:
    """Make the letter that goes with a copy, and keep it as it is sent.

    Raises what ``take_step`` raises, and ``NotPrinted`` if it could not be laid out.
    """
    at = at or clock.now()
    access.decide(by, Permission.EXPORT, asked.person, at=at).require()
    letter = letters.letter_of(
        queries.stands_of(asked, on=clock.day_of(at)),
        export,
        by=by,
        on=on,
        words=words.strip(),
        is_general=choice == GENERAL,
    )
    printed, digest = letters.print_letter(letter)
    stored_as = files.store(printed.pdf, folder=letters.FOLDER)
    try:
        return take_step(
            asked,
            kind="LETTER",
            by=by,
            words=words,
            on=on,
            choice=choice,
            export=export,
            stored_as=stored_as,
            sha256=digest,
            at=at,
        )
    except Exception:
        files.remove(stored_as)
        raise


@transaction.atomic
def take_letter(step: RequestStep, *, by: User, at: datetime | None = None) -> bytes:
    """Return a letter as it was made, with its event.

    Raises ``PermissionDenied`` if ``by`` may not copy this record, and ``NotReady`` if the file is
    gone, or not as it was made.
    """
    at = at or clock.now()
    person = step.request.person
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    try:
        pdf = read_as_made(step.stored_as, step.sha256, called="letter")
    except NotAsMade as why:
        raise NotReady(f"{why} Make a new one.") from why
    log.record(
        "disclosure.request_letter_downloaded",
        by=by,
        about=person,
        target=step.request,
        because=decision,
        shown=(f"sha256:{step.sha256}",),
        at=at,
    )
    return pdf


def _ensure_fits(
    step: RequestStep, kind: StepKind, dossier: standing.Dossier, by: User, today: date
) -> None:
    stands = dossier.stands
    if step.on > today:
        raise ValidationError({"on": "The day must not be in the future"})
    if step.on < stands.request.received_on:
        raise ValidationError({"on": "The day must not be before the request came"})
    exempt = exemptions() if {"exemption", "advised"} & set(kind.needs) else None
    to_do = [str(each.pk) for each in stands.to_do] if "to_do" in kind.needs else []
    had_it = [each.key for each in dossier.to_tell] if "recipient" in kind.needs else []
    choices = exempt or kind.choices or to_do or had_it
    if choices and step.choice not in choices:
        raise ValidationError({"choice": "Select an answer"})
    if kind.outcomes and step.outcome not in kind.outcomes:
        raise ValidationError({"outcome": "Select an answer"})
    asks_opinion = exempt and "exemption" in kind.needs and exempt[step.choice].opinion
    if asks_opinion and not step.about:
        raise ValidationError({"about": "Enter who gave the opinion, and when"})
    if "about" in kind.needs and not step.about:
        raise ValidationError({"about": "Enter who it is"})
    if "entry" in kind.needs and step.entry not in queries.entries_open_to(
        by, stands.request.person
    ):
        raise ValidationError({"entry": "Select the entry"})
    if kind.key == "EXTEND":
        _ensure_in_first_month(step, stands)
    if kind.who:
        _ensure_nobody_looks_at_themselves(step, stands)
    if "until" in kind.needs and (step.until is None or step.until <= step.on):
        raise ValidationError({"until": "Enter a day after the day on which it was agreed"})
    if kind.key == weighing.THIRD:
        _ensure_weighed(step)
    is_agreed = kind.key == "CHECK" and step.choice == "AGREE"
    if is_agreed:
        _ensure_all_weighed(dossier)
    if kind.key == "CHECK" and step.export not in standing.copies_to_check(by, dossier):
        raise ValidationError({"copy": "Select a copy that you did not make and may read"})
    if kind.key in ("SEND", "LETTER") and step.export not in dossier.may_leave:
        why = dossier.why_not_leave(step.export) if step.export in dossier.ready else ""
        raise ValidationError({"copy": why or "Select a copy that was checked"})
    if kind.key == "LETTER":
        _ensure_says_as_its_copy(step)
    if kind.key in ("SEND", "LETTER") and step.export and not step.export.redaction_id:
        _ensure_all_weighed(dossier)
    if step.export and (is_agreed or kind.key in ("SEND", "LETTER")):
        _ensure_names_nobody_more(step.export, dossier)
    if kind.key == "SEND" and (letter := stands.last("LETTER")) and letter.export != step.export:
        raise ValidationError({"copy": "The letter is about another copy. Make a new letter first"})


def _ensure_weighed(step: RequestStep) -> None:
    if not step.about:
        raise ValidationError({"whom": "Select whom it is about, or enter who it is"})
    if step.outcome == weighing.WAIT and step.choice != "ASKED":
        raise ValidationError({"outcome": "Select what becomes of it: no answer is awaited"})


def _ensure_all_weighed(dossier: standing.Dossier) -> None:
    """Refuse that a complete copy leaves while something in it may not, or nobody decided it."""
    if waiting := dossier.unweighed:
        names = weighing.names_in_words(waiting)
        raise ValidationError({"choice": f"Not yet: weigh first what it says of {names}"})
    held = [each for each in dossier.weighed if each.outcome in weighing.HELD]
    if held:
        names = weighing.names_in_words(held)
        words = f"Not this copy: something it says of {names} is withheld. Redact one"
        raise ValidationError({"choice": words})


def _ensure_names_nobody_more(copy: Export, dossier: standing.Dossier) -> None:
    """Refuse that a copy leaves that names somebody of whom it was said that it says nothing."""
    if named := named_though_nothing(copy, dossier.weighed):
        names = weighing.names_in_words(named)
        words = f"Not this copy: it names {names}. Weigh what it says of them, or redact one"
        raise ValidationError({"copy": words})


def _ensure_says_nothing(people: list[Weighed], dossier: standing.Dossier) -> None:
    """Refuse to say of somebody that nothing is said of them whom a copy names that may leave."""
    for copy in dossier.may_leave:
        if named := named_though_nothing(copy, people):
            names = weighing.names_in_words(named)
            words = f"A copy that was checked names {names}. Select what becomes of what it says"
            raise ValidationError({"outcome": words})


def _ensure_says_as_its_copy(step: RequestStep) -> None:
    """Refuse that a letter says more, or less, of why something was left out than its copy."""
    redaction = step.export and step.export.redaction
    if not redaction:
        return
    says_nothing, is_general = bool(redaction.no_reasons_because), step.choice == GENERAL
    if says_nothing and not is_general:
        words = "The copy says only that something was left out. Select that the letter does so too"
        raise ValidationError({"choice": words})
    if is_general and not says_nothing:
        words = (
            "The copy itself gives each reason. Have its redaction looked at again, and say there "
            "that it gives none"
        )
        raise ValidationError({"choice": words})


def _ensure_nobody_looks_at_themselves(step: RequestStep, stands: standing.Stands) -> None:
    """Refuse that somebody whom a complaint is about looks at it, or their line manager does."""
    if step.staff is None:
        raise ValidationError({"staff": "Select who it is"})
    if step.kind == "TODO":
        return
    if step.kind == "LOOKER":
        about = [each.staff for each in stands.steps if each.kind == "ABOUT" and each.staff]
        looker = step.staff
    else:
        about, looker = [step.staff], stands.looker
    barred = {each.pk for each in about} | {each.line_manager_id for each in about}
    if looker and looker.pk in barred:
        words = "It is about them, or about somebody whom they manage. Somebody else looks at it"
        if step.kind == "ABOUT":
            words = (
                f"{looker.name} looks at it, and is it or manages them. Say first who else looks"
            )
        raise ValidationError({"staff": words})


def _ensure_in_first_month(step: RequestStep, stands: standing.Stands) -> None:
    ends_on = stands.time.first_due_on
    if ends_on is None:
        raise ValidationError({"on": "The month has not begun: proof of who they are is awaited"})
    if step.on > ends_on:
        ended = f"{ends_on:%d %B %Y}".lstrip("0")
        raise ValidationError(
            {"on": f"They have to be told in the first month, which ended on {ended}"}
        )
