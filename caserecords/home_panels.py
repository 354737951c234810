"""The panels of the home page: what each asks, what it shows of the answers, whom it names.

A panel is a generator. First it says which rows it has still to read, and ``read`` asks for all of
them in one question; then it says what it shows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

import clock
from accounts.models import User
from accounts.queries import how_trained, training_to_see_to, waiting_for_second
from accounts.roles import WORKS_WITH_PEOPLE, Role
from audit import looking
from caserecords import privacy
from disclosure import queries as disclosure_queries
from disclosure.letters import queries as letter_queries
from disclosure.redacting import queries as redaction_queries
from disclosure.requests import queries as request_queries
from governance import breaches as breach_queries
from governance import notices as governed_notices
from governance import paper as paper_queries
from governance.queries import OVERSEES
from oversight import queries as oversight_queries
from oversight.queries import auditing, reading
from oversight.queries import library as guidance_library
from oversight.queries import supervision as supervising
from oversight.queries.sentences import comments_for
from people import access
from people import queries as people_queries
from people.beforehand import know_beforehand
from people.inlined import together
from people.merging import rules as merging
from people.models import Allocation, ContactAbout, Involvement, Person, TransferOffer
from people.queries import Aged
from people.restrictions import review_day
from records import queries as record_queries
from records.drafting import writing
from records.rules import misfiled, two_people, unsigned
from records.rules.visits import record_type_of
from records.shown import timeline
from records.views.guidance import told
from records.views.misfilings import told as reported
from records.views.unread import told as unread_told
from retention import holding, over
from retention import queries as retention_queries

SHOWN = 8
# Of what presses less than what else the page holds.
FEW = 3
MOST_DUE = 99

Rows = Iterable[Any]


@dataclass(frozen=True)
class Panel:
    """What the page shows of a panel, by the name that its template knows it by.

    ``people`` are those it names: who is only counted is not among them.
    """

    context: dict[str, Any]
    people: Iterable[Any] = ()


Panels = Iterator[tuple[Rows, ...] | Panel]


def read(viewer: User) -> list[Panel]:
    """Return every panel for ``viewer``."""
    know_beforehand(viewer)
    begun = [panel(viewer) for panel in PANELS]
    together(*chain.from_iterable(next(panel) for panel in begun))
    return [next(panel) for panel in begun]


def my_people(viewer: User) -> Panels:
    """The people somebody works with, or whom their team does."""
    yield ()
    if viewer.has_role(Role.MANAGER):
        people = people_queries.own_or_managed_people(viewer)
    else:
        people = people_queries.my_people(viewer)
    context = {
        "people": people[:SHOWN],
        "people_are_own": any(card.is_own for card in people),
        "people_count": len(people),
    }
    yield Panel(context, people[:SHOWN])


def actions(viewer: User) -> Panels:
    """What somebody is to do, what others said they would, and what their staff missed."""
    rows = record_queries.actions_waiting(viewer)
    yield (rows,)
    to_do, today = record_queries.sorted_out(viewer, rows), clock.today()
    lists = {"actions": to_do.own, "missed": to_do.missed, "with_others": to_do.with_others}
    context: dict[str, Any] = {"late_count": sum(row.due_on < today for row in to_do.own)}
    for name, found in lists.items():
        context[f"{name}_count"] = len(found)
        context[name] = [{**timeline.action_shown(row, today), "row": row} for row in found[:SHOWN]]
    yield Panel(context, [row.person for found in lists.values() for row in found[:SHOWN]])


def drafts(viewer: User) -> Panels:
    """What somebody has begun to write: what they left unsigned stands apart, with its age."""
    rows = record_queries.open_drafts_of(viewer)
    yield (rows,)
    left, others = writing.left_and_others(rows)
    shown = [*left[:SHOWN], *others[:SHOWN]]
    texts = record_queries.texts_of(viewer, [row.event for row in shown], rows)
    context: dict[str, Any] = {"drafts_count": len(others), "left_count": len(left)}
    for name, found in {"drafts": others, "left": left}.items():
        context[name] = [
            {
                "draft": row,
                "texts": writing.other_texts(row, texts),
                "days": unsigned.days_left(row.started_at),
            }
            for row in found[:SHOWN]
        ]
    beside = [each.person for some in texts.values() for each in some]
    yield Panel(context, [*(row.person for row in shown), *beside])


def drafts_of_staff(viewer: User) -> Panels:
    """Whose drafts have waited until their manager is told: how many, how old, about nobody."""
    rows = record_queries.long_unsigned(viewer) if viewer.has_role(Role.MANAGER) else ()
    yield (rows,)
    context = {
        "staff_left": [(row, unsigned.days_left(row.oldest_begun)) for row in rows[:SHOWN]],
        "staff_left_count": sum(row.waited for row in rows),
    }
    yield Panel(context)


def reviews(viewer: User) -> Panels:
    """What came back from a reviewer, or was praised, and what waits for a manager's review."""
    praised = oversight_queries.praise_for(viewer)[:SHOWN]
    commented = comments_for(viewer)[:SHOWN]
    yield (praised, commented)
    returned = oversight_queries.returned_to(viewer)
    waiting = oversight_queries.awaiting_review(viewer) if viewer.has_role(Role.MANAGER) else []
    context = {
        "returned": returned,
        "praised": praised,
        "commented": commented,
        "waiting": waiting[:SHOWN],
        "waiting_count": len(waiting),
    }
    yield Panel(context, [row.entry.person for row in [*returned, *praised, *commented, *waiting]])


def audits(viewer: User) -> Panels:
    """Files to grade or to follow up, what was found in one's work, and what is to be done."""
    to_grade = auditing.ratings_for(viewer) if viewer.has_role(Role.AUDITOR) else ()
    follows = viewer.has_role(*auditing.SEES_AUDITS)
    graded = auditing.to_follow_up(viewer)[:SHOWN] if follows else ()
    agreed = auditing.agreed_actions_of(viewer)
    found = auditing.found_in_work_of(viewer)[:SHOWN]
    yield (to_grade, graded, agreed, found)
    told = auditing.by_reference(viewer, graded)
    context = {
        "to_grade": to_grade[:SHOWN],
        "to_grade_count": len(to_grade),
        "graded": graded,
        "by_reference": told,
        "agreed": list(agreed),
        "found_by_audit": found,
    }
    yield Panel(context, told.values())


def supervision(viewer: User) -> Panels:
    """What supervision asks: an answer, a signature, a session that is overdue, a note."""
    to_answer, to_sign = supervising.to_answer(viewer), supervising.to_sign(viewer)
    supervised = supervising.supervised_by(viewer) if viewer.has_role(Role.MANAGER) else ()
    notes = supervising.notes_missing(viewer)[:SHOWN]
    yield (to_answer, to_sign, supervised, notes)
    late = [row for row in map(supervising.stands, supervised) if row.is_overdue]
    context = {
        "supervision_to_answer": to_answer,
        "supervision_to_sign": to_sign,
        "supervision_late": late[:SHOWN],
        "supervision_notes": [(row, supervising.is_late(row.session.held_on)) for row in notes],
    }
    yield Panel(context, [row.person for row in notes])


def library(viewer: User) -> Panels:
    """Pages of guidance to read, those that changed, and those their owner looks at again."""
    rows = guidance_library.to_look_at(viewer)[:SHOWN]
    unread, changes = reading.to_read(viewer)[:SHOWN], reading.changes_for(viewer)[:SHOWN]
    yield (rows, unread, changes)
    yield Panel({"guidance_due": rows, "to_read": unread, "guidance_changes": changes})


def two_persons(viewer: User) -> Panels:
    """Removals, moves and merges that wait for a second person."""
    removals, merges = two_people.waiting_for(viewer), merging.waiting_for(viewer)
    yield (removals, merges)
    named = [row.entry.person for row in removals]
    named += [each for row in merges for each in (row.kept, row.gone)]
    yield Panel({"removals": removals, "merges": merges}, named)


def second_person(viewer: User) -> Panels:
    """Roles and e-mail addresses of staff that an administrator asked for."""
    rows: Rows = ()
    if viewer.has_role(Role.RECORDS_OFFICER):
        rows = waiting_for_second().exclude(user=viewer).exclude(recorded_by=viewer)
    yield (rows,)
    yield Panel({"postings": rows[:SHOWN], "postings_count": len(rows)})


def misfilings(viewer: User) -> Panels:
    """Entries that somebody reported as filed on the wrong record."""
    rows = misfiled.reports_for(viewer)
    yield (rows,)
    found = misfiled.listed(viewer, rows)
    context = {
        "misfilings": [reported(row) for row in found.to_look_at],
        "own_reports": [reported(row) for row in found.own],
    }
    yield Panel(context, [row.entry.person for row in [*found.to_look_at, *found.own]])


def to_confirm(viewer: User) -> Panels:
    """What others wrote from somebody's information, and what they said of one's own writing."""
    yield ()
    told_of = record_queries.told(viewer)
    rows = told_of.to_confirm
    context = {
        "to_confirm": [timeline.to_confirm_shown(row) for row in rows[:SHOWN]],
        "to_confirm_count": len(rows),
        "to_put_right": told_of.to_put_right,
    }
    named = [row.entry.person for row in told_of.to_put_right]
    yield Panel(context, [*named, *(row.person for row in rows[:SHOWN])])


def unread(viewer: User) -> Panels:
    """What the emergency duty team handed over, what colleagues filed, and alerts."""
    handed, rows = record_queries.handed_over_to(viewer), record_queries.unread_by(viewer)
    alerts = people_queries.alerts_unread_by(viewer) if viewer.has_role(*WORKS_WITH_PEOPLE) else ()
    yield (handed, rows, alerts)
    context = {
        "handed": [unread_told(row) for row in handed[:SHOWN]],
        "handed_count": len(handed),
        "unread": [unread_told(row) for row in rows[:SHOWN]],
        "unread_count": len(rows),
        "unread_alerts": alerts[:FEW],
        "unread_alerts_count": len(alerts),
    }
    named = [*handed[:SHOWN], *rows[:SHOWN], *alerts[:FEW]]
    yield Panel(context, [row.person for row in named])


def guidance(viewer: User) -> Panels:
    """Questions that wait for a manager's guidance, and those that somebody asked."""
    rows = record_queries.between(viewer)
    yield (rows,)
    questions, asked = record_queries.parted(viewer, rows)
    if not viewer.has_role(Role.MANAGER):
        questions = []
    context = {
        "questions": [told(row, viewer) for row in questions[:SHOWN]],
        "questions_count": len(questions),
        "asked": [told(row, viewer) for row in asked[:SHOWN]],
    }
    yield Panel(context, [row.person for row in [*questions[:SHOWN], *asked[:SHOWN]]])


def decisions(viewer: User) -> Panels:
    """Decisions to look at again."""
    rows = record_queries.decisions_to_look_at(viewer)[:SHOWN]
    yield (rows,)
    due = record_queries.registered(rows)
    yield Panel({"decisions_due": due}, [row.decision.person for row in due])


def details(viewer: User) -> Panels:
    """Details, statuses and legal documents to look at again."""
    works, today = viewer.has_role(*WORKS_WITH_PEOPLE), clock.today()
    said = record_queries.said_of_own_people(viewer) if works else ()
    marks = record_queries.marks_to_look_at(viewer)[:SHOWN] if works else ()
    yield (said, marks)
    ending = record_queries.that_end(said)
    due = people_queries.details_due(viewer) if works else []
    context = {
        "details_due": due,
        "marks_due": marks,
        "statuses_that_end": [
            (row, _ending(row, today), date.fromisoformat(row.ends_on)) for row in ending
        ],
    }
    named = [*(row.person for row in ending), *(row.entry.person for row in marks)]
    yield Panel(context, [*due, *named])


def notices(viewer: User) -> Panels:
    """The people whom nobody has told yet how what is known of them is used."""
    works = viewer.has_role(*WORKS_WITH_PEOPLE)
    rows = record_queries.notices_to_give(viewer) if works else ()
    again = record_queries.notices_to_give_again(viewer) if works else ()
    yield (rows, again)
    context = {
        "notices": rows[:FEW],
        "notices_count": len(rows),
        "notices_late_since": record_queries.notices_late_since(clock.today()),
        "notices_again_count": len(again),
    }
    yield Panel(context, [row.person for row in rows[:FEW]])


def notice_to_check(viewer: User) -> Panels:
    """That the privacy notice would say something else than it says, for those who publish it."""
    checks = viewer.has_role(*governed_notices.CHECKS)
    published = governed_notices.published().defer("notice__said")[:1] if checks else ()
    yield (published,)
    stands = next(iter(published), None)
    is_other = checks and (stands is None or stands.notice.version != privacy.notice().version)
    yield Panel({"notice_to_check": is_other, "notice_stands": stands})


def letters(viewer: User) -> Panels:
    """Letters and e-mails of their own that did not go, or are still to be printed."""
    rows = letter_queries.to_see_to(viewer) if viewer.has_role(*WORKS_WITH_PEOPLE) else ()
    yield (rows,)
    context = {"letters": rows[:FEW], "letters_count": len(rows)}
    yield Panel(context, [row.person for row in rows[:FEW]])


def interpreters(viewer: User) -> Panels:
    """Planned visits for which somebody books an interpreter, or goes soon without one."""
    works = viewer.has_role(*WORKS_WITH_PEOPLE)
    rows = record_queries.interpreters_to_arrange(viewer) if works else ()
    yield (rows,)
    context = {
        "interpreters": rows[:SHOWN],
        "interpreters_count": len(rows),
        "booked_by_me_count": sum(each.interpreter_owner_id == viewer.pk for each in rows),
    }
    yield Panel(context, [row.person for row in rows[:SHOWN]])


def visits(viewer: User) -> Panels:
    """Visits of days gone by that no record speaks of."""
    works = viewer.has_role(*WORKS_WITH_PEOPLE)
    rows = record_queries.visits_to_record(viewer) if works else ()
    yield (rows,)
    shown = [{"row": row, "type_key": record_type_of(row)} for row in rows]
    yield Panel({"visits": shown}, [row.person for row in rows])


def deaths(viewer: User) -> Panels:
    """What deaths ask of somebody."""
    rows = people_queries.death_tasks_for(viewer)[:SHOWN]
    yield (rows,)
    named = [row.person for row in rows]
    yield Panel(
        {"death_tasks": rows}, [*named, *(row.death.person for row in rows if row.may_name)]
    )


def emergencies(viewer: User) -> Panels:
    """Records that were opened in an emergency."""
    now = clock.now()
    rows = people_queries.emergencies_to_tell(viewer, now)
    yield (rows,)
    found = people_queries.told_of(viewer, rows, now)
    yield Panel({"emergencies": found}, found.people)


def restrictions(viewer: User) -> Panels:
    """Restricted records that wait for somebody."""
    yield ()
    found = people_queries.restrictions_told(viewer)
    yield Panel({"restrictions": found}, found.people)


def declarations(viewer: User) -> Panels:
    """Whom staff know: for their manager to decide about, and for records officers to find.

    Who was declared stands on the page of each, which is logged, and not here.
    """
    to_decide = people_queries.declarations_to_decide(viewer)
    to_tie = people_queries.declarations_to_tie(viewer)
    yield (to_decide, to_tie)
    context = {
        "declarations": to_decide[:SHOWN],
        "declarations_count": len(to_decide),
        "declarations_to_tie": to_tie[:FEW],
        "declarations_to_tie_count": len(to_tie),
    }
    yield Panel(context)


def restricted_entries(viewer: User) -> Panels:
    """Restricted entries whose owner is to look at them again."""
    rows = record_queries.restricted_to_look_at(viewer)
    yield (rows,)
    shown = [
        {
            "row": row,
            "name": writing.name_of(row),
            "by": row.review_on or review_day(row.signed_at),
            "owner": "" if row.owner_number == viewer.staff_number else row.owner_name,
        }
        for row in rows[:SHOWN]
    ]
    context = {"restricted_entries": shown, "restricted_entries_count": len(rows)}
    yield Panel(context, [each["row"].person for each in shown])


def copies(viewer: User) -> Panels:
    """Copies that a records officer asked for or agrees to, and formats to arrange."""
    keeps = viewer.has_role(Role.RECORDS_OFFICER)
    asked = disclosure_queries.asked_for_by(viewer)[:SHOWN] if keeps else ()
    to_arrange = disclosure_queries.formats_to_arrange(viewer) if keeps else ()
    to_agree = disclosure_queries.waiting_for_second(viewer) if keeps else ()
    yield (asked, to_arrange, to_agree)
    named = [row.person for row in [*asked, *to_arrange, *to_agree]]
    context = {"exports": asked, "to_arrange": to_arrange, "copies_to_agree": to_agree}
    yield Panel(context, named)


def requests(viewer: User) -> Panels:
    """Requests about records that wait for an answer, and redactions for a second officer."""
    keeps = viewer.has_role(Role.RECORDS_OFFICER)
    rows = request_queries.waiting_for(viewer) if keeps else ()
    to_check = redaction_queries.waiting_for_check(viewer) if keeps else ()
    yield (rows, to_check)
    stands = request_queries.told(rows)
    context = {
        "requests": stands[:SHOWN],
        "requests_count": len(stands),
        "redactions_to_check": to_check,
    }
    named = [each.request.person for each in stands[:SHOWN]]
    yield Panel(context, [*named, *(row.person for row in to_check)])


def complaints(viewer: User) -> Panels:
    """Complaints that somebody looks at, or that are about people of their staff."""
    rows = request_queries.complaints_for(viewer)
    to_do = request_queries.to_do(viewer, below=False)[:SHOWN]
    yield (rows, to_do)
    stands = request_queries.told(rows)
    context = {
        "complaints": stands[:SHOWN],
        "complaints_count": len(stands),
        "complaints_to_do": to_do,
    }
    named = [each.request for each in (*stands[:SHOWN], *to_do)]
    yield Panel(context, [request.person for request in named])


def breaches(viewer: User) -> Panels:
    """Breaches of data that somebody looks into, and what they are to do about one."""
    rows = breach_queries.waiting_for(viewer)[: SHOWN + 1]
    to_do = breach_queries.actions_of(viewer)[:SHOWN]
    yield (rows, to_do)
    now = clock.now()
    context = {
        "breaches": [breach_queries.Stands(row, [], now) for row in rows[:SHOWN]],
        "breaches_more": len(rows) > SHOWN,
        "breach_actions": to_do,
    }
    yield Panel(context)


def proof(viewer: User) -> Panels:
    """That the event log is not what was sealed, or was not looked at, for who reads it."""
    reads = viewer.has_role(*OVERSEES)
    rows = looking.last_looks() if reads else ()
    yield (rows,)
    look = looking.last_look(rows)
    yield Panel({"log_look": look if look is not None and not look.is_well else None})


def paper(viewer: User) -> Panels:
    """Paper that somebody has, or their staff, and scans that wait for a second look."""
    rows = paper_queries.waiting_for(viewer)[:SHOWN]
    scans = paper_queries.to_verify(viewer)[:SHOWN]
    yield (rows, scans)
    named = [row.person for row in [*rows, *scans] if row.person]
    yield Panel({"paper_waiting": rows, "paper_to_verify": scans}, named)


def at_the_end(viewer: User) -> Panels:
    """Records that are due for review, counted; destructions to agree on, and holds to look at.

    What has waited for more than a month the data protection officer is told of, too.
    """
    is_officer = viewer.has_role(Role.RECORDS_OFFICER)
    if not is_officer and not viewer.has_role(Role.DATA_PROTECTION_OFFICER):
        yield ()
        yield Panel({})
        return
    today = clock.today()
    listed = retention_queries.due if is_officer else retention_queries.late
    rows = listed(viewer, on=today)[: MOST_DUE + 1]
    to_agree = retention_queries.to_answer(viewer)[:SHOWN] if is_officer else ()
    batches = retention_queries.batches_to_answer(viewer)[:SHOWN] if is_officer else ()
    holds = holding.to_look_at(viewer, on=today)[: SHOWN + 1] if is_officer else ()
    said = retention_queries.said_of_inquiries() if is_officer else ()
    yield (rows, to_agree, batches, holds, *said)
    inquiries = retention_queries.inquiries(*said) if is_officer else []
    late = sum(row.comes_on <= retention_queries.late_since(today) for row in rows)
    context = {
        "due_count": min(len(rows), MOST_DUE),
        "due_late": min(late, MOST_DUE),
        "due_more": len(rows) > MOST_DUE,
        "due_since": min((row.comes_on for row in rows), default=None),
        "decides_due": is_officer,
        "to_agree": to_agree,
        "batches": [(over.kinds()[each.kind], each) for each in batches],
        "holds": holds[:SHOWN],
        "holds_more": len(holds) > SHOWN,
        "inquiries": [each.inquiry.name for each in inquiries if not each.is_answered],
    }
    named = [*to_agree, *(row for row in holds[:SHOWN] if row.person)]
    yield Panel(context, [row.person for row in named])


def training(viewer: User) -> Panels:
    """Training of a manager's staff that has run out, or will."""
    rows: Rows = ()
    if viewer.has_role(Role.MANAGER):
        rows = training_to_see_to(access.line_below(viewer).staff, at_most=SHOWN)
    yield (rows,)
    yield Panel({"training": [how_trained(each) for each in rows]})


def allocation(viewer: User) -> Panels:
    """What waits at the front door and with allocation."""
    waiting = _allocation_for(viewer)
    yield waiting.questions
    yield Panel({"allocation": waiting}, waiting.people)


PANELS: tuple[Callable[[User], Panels], ...] = (
    my_people,
    actions,
    drafts,
    drafts_of_staff,
    reviews,
    audits,
    supervision,
    library,
    two_persons,
    second_person,
    misfilings,
    to_confirm,
    unread,
    guidance,
    decisions,
    details,
    notices,
    notice_to_check,
    letters,
    interpreters,
    visits,
    deaths,
    emergencies,
    restrictions,
    declarations,
    restricted_entries,
    copies,
    requests,
    complaints,
    breaches,
    proof,
    paper,
    at_the_end,
    training,
    allocation,
)


@dataclass(frozen=True)
class Waiting:
    """What waits at the front door and with allocation: contacts, transfers, people, closings."""

    # The first five are questions, which the page puts together with others.
    to_read: Iterable[ContactAbout] = ()
    to_introduce: Iterable[Allocation] = ()
    offers: Iterable[TransferOffer] = ()
    sent_back: Iterable[TransferOffer] = ()
    closings: Iterable[Involvement] = ()
    waiting: list[Aged] = field(default_factory=list)
    to_match: list[Aged] = field(default_factory=list)
    to_triage: list[Aged] = field(default_factory=list)

    @property
    def questions(self) -> tuple[Rows, ...]:
        """What is still to be read from the database."""
        return (self.to_read, self.to_introduce, self.offers, self.sent_back, self.closings)

    @property
    def checks(self) -> list[Aged]:
        """Those waiting on whom somebody should have checked by now."""
        return [each for each in self.waiting if each.is_late]

    @property
    def most_urgent_checks(self) -> list[Aged]:
        """The few of them at the highest risk."""
        return self.checks[:FEW]

    @property
    def waits_longest(self) -> Aged:
        """Whoever has waited longest: the list itself begins with the highest risk."""
        return min(self.waiting, key=lambda each: each.row.waits_since)

    @property
    def late_at_front_door(self) -> int:
        """How many contacts should have been looked at by now."""
        return sum(each.is_late for each in [*self.to_match, *self.to_triage])

    @property
    def people(self) -> Iterator[Person]:
        """Everyone who is named in a panel."""
        yield from (each.involvement.person for each in self.to_read)
        yield from (each.person for each in self.to_introduce)
        yield from (each.involvement.person for each in [*self.offers, *self.sent_back])
        yield from (each.person for each in self.closings)
        yield from (each.row.person for each in self.most_urgent_checks)


def _allocation_for(viewer: User) -> Waiting:
    """Return what waits for ``viewer``; nothing is asked for roles that have none."""
    if not viewer.has_role(*WORKS_WITH_PEOPLE):
        return Waiting()
    manages, at_the_door = viewer.has_role(Role.MANAGER), people_queries.works_at_front_door(viewer)
    return Waiting(
        to_read=people_queries.contacts_to_read(viewer),
        to_introduce=people_queries.to_introduce(viewer),
        offers=people_queries.offers_to_answer(viewer) if manages else (),
        sent_back=people_queries.offers_sent_back(viewer),
        closings=people_queries.closings_to_see_to(viewer),
        waiting=people_queries.waiting(viewer) if manages else [],
        to_match=people_queries.to_match(viewer) if at_the_door else [],
        to_triage=people_queries.to_triage(viewer) if at_the_door else [],
    )


def _ending(entry: Any, today: date) -> str:
    """Return what becomes of a status or a document on its day."""
    status = entry.type_key == record_queries.STATUS
    what = "Legal or immigration status" if status else "Legal document"
    if entry.is_check:
        return f"{what} to check again"
    return f"{what} {'ended' if entry.ends_on < today.isoformat() else 'ends'}"
