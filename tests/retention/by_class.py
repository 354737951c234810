"""One thing of each kind that is kept by class, as it ended on a day, with what hangs on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model

import clock
from accounts.models import Cover, DutyShift, Invitation, MoreTime, Posting, User
from governance.models import (
    Breach,
    BreachPerson,
    BreachStep,
    NoticePublished,
    NoticeTranslation,
    NoticeVersion,
    PaperItem,
    PaperStep,
    Signal,
    SignalLook,
)
from oversight.models import (
    AgreedAction,
    AuditFile,
    AuditRating,
    AuditRound,
    SupervisionAgreement,
    SupervisionCase,
    SupervisionSession,
)
from people.keys import new_key
from people.models import Conflict, Declaration, DeclarationReview, Import, Imported, Person
from retention import certificates
from retention.models import Batch, Certificate, Destruction, Hold, ScheduleChange
from retention.over import Kind
from tests.accounts.factories import (
    make_cover,
    make_staff,
    make_team,
    make_training,
    put_on_duty,
)
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person, make_referral


def make(kind: str, day: date, **about: Any) -> Model:
    """One thing of a kind that ended on ``day``. ``about``: a ``person`` or a ``user``, if any."""
    return _MAKERS[kind](day, **about)


def models_of(kind: Kind) -> set[type[Model]]:
    """Return the models of what of a kind goes: its own, and what hangs on it.

    A record that a declaration closed, or that came from a file, goes before those do, with what
    says so.
    """
    (root,) = [each for each in apps.get_models() if each._meta.db_table == kind.table]
    found, fresh = {root}, {root}
    while fresh:
        hanging = {each.related_model for one in fresh for each in one._meta.related_objects}
        fresh = hanging - found - {Conflict, Imported}
        found |= fresh
    return found


def decide(class_key: str, *, years: int) -> ScheduleChange:
    """The council keeps a class for so many years, from today on."""
    officer, now = make_officer(), clock.now()
    return ScheduleChange.objects.create(
        class_key=class_key,
        length=years,
        disposal="destroy",
        basis="Our own",
        authority="unverified",
        reason="As we decided",
        starts_on=clock.today(),
        state="IN_FORCE",
        asked_by=officer,
        asked_at=now,
        worked_out_at=now,
        decided_by=officer,
        decided_at=now,
    )


def breach(day: date, *, person: Person | None = None, user: User | None = None) -> Breach:
    """A breach that was closed."""
    by, at = make_staff(), clock.at_time(day, 12)
    found = Breach.objects.create(
        kind="SENT",
        what="A letter went to the old address",
        whose="One person",
        noticed_at=at,
        about_staff=user,
        reported_by=by,
        reported_at=at,
    )
    step(found, "CLOSE", day)
    if person is not None:
        BreachPerson.objects.create(breach=found, subject=person.key, added_by=by, added_at=at)
    return found


def step(of: Breach, kind: str, day: date, **fields: Any) -> BreachStep:
    """A step of a breach, taken on a day."""
    at = clock.at_time(day, 12)
    return BreachStep.objects.create(
        breach=of,
        kind=kind,
        words="Said",
        happened_at=at,
        added_by=make_staff(),
        added_at=at,
        **fields,
    )


def _signal(day: date, *, person: Person | None = None, user: User | None = None) -> Signal:
    at = clock.at_time(day, 12)
    found = Signal.objects.create(
        kind="same_name",
        user=user or make_staff(),
        subject=person.key if person else "",
        day=day,
        because="The names are alike",
        events=[1],
        raised_at=at,
        look_by=day,
    )
    SignalLook.objects.create(
        signal=found, finding="WORK", reason="On duty", looked_by=make_staff(), looked_at=at
    )
    return found


def _declaration(day: date, *, user: User | None = None) -> Declaration:
    at, manager = clock.at_time(day, 12), make_staff()
    user = user or make_staff()
    found = Declaration.objects.create(
        user=user,
        kind="FRIEND",
        family_name="Okafor",
        declared_by=user,
        declared_at=at,
        ended_by=manager,
        ended_at=at,
        end_reason="They moved away",
    )
    DeclarationReview.objects.create(
        declaration=found,
        decision="CLOSED",
        reason="A near friend",
        review_on=day,
        reviewed_by=manager,
        reviewed_at=at,
    )
    return found


def _more_time(day: date, *, user: User | None = None) -> MoreTime:
    return MoreTime.objects.create(
        user=user or make_staff(),
        ran_out_on=clock.add_days(day, -5),
        until=clock.add_days(day, 9),
        reason="The course was full",
        allowed_by=make_staff(),
        allowed_at=clock.at_time(day, 12),
    )


def _training(day: date, *, user: User | None = None) -> Model:
    return make_training(user or make_staff(), until=clock.add_years(day, 1), done_on=day)


def _supervision(
    day: date, *, person: Person | None = None, user: User | None = None
) -> SupervisionAgreement:
    at = clock.at_time(day, 12)
    found = SupervisionAgreement.objects.create(
        worker=make_staff(ends_on=day, is_active=False),
        supervisor=user or make_staff(),
        every_weeks=4,
        covers="An hour each time",
        starts_on=day,
        state="ENDED",
        offered_at=at,
        ended_on=day,
    )
    session = SupervisionSession.objects.create(
        agreement=found, planned_on=day, headings="product.v1", state="PLANNED"
    )
    if person is not None:
        SupervisionCase.objects.create(
            session=session, person=person, put_down_by=found.supervisor, put_down_at=at
        )
    _agreed(day, session=session)
    return found


def _agreed(day: date, **of: Any) -> None:
    AgreedAction.objects.create(
        text="Read the guidance",
        owner=make_staff(),
        due_on=day,
        status="DONE",
        outcome="Read",
        closed_on=day,
        agreed_by=make_staff(),
        agreed_at=clock.at_time(day, 12),
        **of,
    )


def _audit(day: date, *, person: Person | None = None, user: User | None = None) -> AuditRound:
    person, auditor = person or make_person(), make_staff()
    found = AuditRound.objects.create(
        title="Visits",
        why="Late records",
        tool="product.v1",
        population="WRITTEN",
        sampling="RANDOM",
        since=day,
        until=day,
        ends_on=clock.add_days(day, -1),
        seed=1,
        frame=[[person.key, 1]],
        asked_by=make_staff(),
        asked_at=clock.at_time(day, 12),
    )
    file = AuditFile.objects.create(round=found, number=1, person=person, worker=user)
    AuditRating.objects.create(file=file, auditor=auditor, referral=make_referral(person, auditor))
    _agreed(day, file=file)
    return found


def _notice(day: date) -> NoticeVersion:
    """A version of the notice that was replaced, by one that stands."""
    by, at = make_staff(), clock.at_time(day, 12)
    found, next_one = (
        NoticeVersion.objects.create(version=f"{name} {new_key()}", said={}, first_at=at)
        for name in ("OLD", "NEXT")
    )
    for notice, published_at in ((found, clock.at_time(day, 11)), (next_one, at)):
        NoticePublished.objects.create(notice=notice, published_by=by, published_at=published_at)
    NoticeTranslation.objects.create(
        notice=found,
        tag="cy",
        called="Cymraeg",
        said={},
        translated_by="Cyfieithwyr",
        translated_on=day,
        added_by=by,
        added_at=at,
    )
    return found


def _notebook(day: date, *, user: User | None = None) -> PaperItem:
    by, at = user or make_staff(), clock.at_time(day, 12)
    found = PaperItem.objects.create(
        called="Notebook 7",
        place="Shredded",
        state="DESTROYED",
        registered_by=by,
        registered_at=at,
    )
    PaperStep.objects.create(
        item=found,
        kind="DESTROYED",
        choice="SHREDDED",
        words="In the office",
        second=make_staff(),
        happened_on=day,
        added_by=by,
        added_at=at,
    )
    return found


def _hold(day: date) -> Hold:
    at = clock.at_time(day, 12)
    return Hold.objects.create(
        kept_class="asc_general",
        kind="INQUIRY",
        reason="An inquiry",
        authority="Notice of 3 May",
        placed_by=make_officer(),
        placed_at=at,
        review_on=day,
        ended_by=make_officer(),
        ended_at=at,
        ended_because="It is over",
    )


def _certificate(day: date) -> Certificate:
    number = Certificate.objects.count() + 1
    body = f'{{"certificate": {number}, "reference": "P1"}}'
    return Certificate.objects.create(
        number=number,
        plan=f"plan{number}",
        subjects=["gone"],
        destroyed_at=clock.at_time(day, 12),
        body=body,
        digest=certificates.digest_of(body),
    )


def _ended(day: date) -> dict[str, Any]:
    at = clock.at_time(day, 12)
    return {
        "state": "WITHDRAWN",
        "proposed_by": make_officer(),
        "proposed_at": at,
        "ended_by": make_officer(),
        "ended_at": at,
        "ended_because": "Not yet",
    }


def _destruction(day: date) -> Destruction:
    return Destruction.objects.create(due_on=day, **_ended(day))


def _batch(day: date) -> Batch:
    return Batch.objects.create(kind="training", rows=["1"], reason="Over", **_ended(day))


def _who_left(day: date, user: User | None) -> User:
    user = user or make_staff()
    user.ends_on, user.is_active = day, False
    user.save()
    return user


def _posting(day: date, *, user: User | None = None) -> Posting:
    return Posting.objects.create(
        user=_who_left(day, user),
        kind="JOINED",
        starts_on=clock.add_years(day, -3),
        reason="The place was free",
        recorded_at=clock.at_time(day, 12),
    )


def _invitation(day: date, *, user: User | None = None) -> Invitation:
    user, at = _who_left(day, user), clock.at_time(clock.add_years(day, -3), 12)
    return Invitation.objects.create(
        user=user,
        digest=new_key(),
        sent_to=user.email,
        sent_at=at,
        expires_at=clock.add_hours(at, 72),
    )


def _cover(day: date, *, user: User | None = None) -> Cover:
    starts_on = clock.add_days(day, -3)
    return make_cover(make_staff(), user or make_staff(), starts_on=starts_on, ends_on=day)


def _shift(day: date, *, user: User | None = None) -> DutyShift:
    return put_on_duty(user or make_staff(), team=make_team(), day=day)


def _import(day: date, *, user: User | None = None) -> Import:
    return Import.objects.create(
        kind="PEOPLE",
        source="old",
        source_title="The old system",
        filename="people.csv",
        file_digest="1",
        mapping_digest="1",
        begun_by=user or make_staff(),
        begun_at=clock.at_time(day, 12),
        ended_at=clock.at_time(day, 13),
    )


_MAKERS: dict[str, Callable[..., Model]] = {
    "breach": breach,
    "signal": _signal,
    "declaration": _declaration,
    "training": _training,
    "more_time": _more_time,
    "supervision": _supervision,
    "audit": _audit,
    "notice": _notice,
    "notebook": _notebook,
    "hold": _hold,
    "certificate": _certificate,
    "destruction": _destruction,
    "batch": _batch,
    "posting": _posting,
    "invitation": _invitation,
    "cover": _cover,
    "shift": _shift,
    "import": _import,
}
