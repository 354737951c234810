"""The page that staff start from: what is theirs, and what waits for them."""

from datetime import date

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

import clock
from accounts.guards import open_to_all_staff
from accounts.queries import how_trained, training_to_see_to
from accounts.roles import WORKS_WITH_PEOPLE, Role, permissions_of
from audit import log
from caserecords.home_panels import allocation_panels
from disclosure import queries as disclosure_queries
from oversight import queries as oversight_queries
from people import access
from people import queries as people_queries
from people.inlined import together
from people.merging import rules as merging
from records import queries as record_queries
from records.drafting import writing
from records.rules import misfiled, two_people
from records.rules.visits import record_type_of
from records.shown import timeline
from records.views.guidance import told
from records.views.misfilings import told as reported
from records.views.unread import told as unread_told

SHOWN = 8


@require_GET
@open_to_all_staff(because="Every member of staff starts from what is theirs.")
def home(request):
    """Show my people, drafts and actions, what came back to me, and what waits for my role."""
    user, today = request.user, clock.today()
    if user.has_role(Role.SYSTEM_ADMINISTRATOR) and not permissions_of(user.roles):
        return redirect("administration:home")
    if user.has_role(Role.MANAGER):
        people = people_queries.own_or_managed_people(user)
    else:
        people = people_queries.my_people(user)
    own = any(card.is_own for card in people)
    works = user.has_role(*WORKS_WITH_PEOPLE)
    manages, keeps = user.has_role(Role.MANAGER), user.has_role(Role.RECORDS_OFFICER)
    # What is a list of rows and no more is asked for in one question, whatever it is a list of.
    now, allocation = clock.now(), allocation_panels(user)
    actions, drafts = record_queries.actions_waiting(user), record_queries.open_drafts_of(user)
    removals, merges = two_people.waiting_for(user), merging.waiting_for(user)
    unread, between = record_queries.unread_by(user), record_queries.between(user)
    due, reports = record_queries.decisions_to_look_at(user)[:SHOWN], misfiled.reports_for(user)
    opened = people_queries.emergencies_to_tell(user, now)
    visits = record_queries.visits_to_record(user) if works else []
    said = record_queries.said_of_own_people(user) if works else []
    death_tasks = people_queries.death_tasks_for(user)[:SHOWN]
    exports = disclosure_queries.asked_for_by(user)[:SHOWN] if keeps else []
    to_arrange = disclosure_queries.formats_to_arrange(user) if keeps else []
    to_train = training_to_see_to(access.line_below(user).staff, at_most=SHOWN) if manages else []
    together(
        *(user, actions, drafts, removals, merges, unread, between, due, opened, visits, said),
        *(death_tasks, exports, to_arrange, to_train, reports),
        *allocation.questions,
    )
    to_do = record_queries.sorted_out(user, actions)
    actions = to_do.own
    returned = oversight_queries.returned_to(user)
    waiting = oversight_queries.awaiting_review(user) if manages else []
    told_of = record_queries.told(user)
    to_confirm, to_put_right = told_of.to_confirm, told_of.to_put_right
    misfilings = misfiled.listed(user, reports)
    due, ending = record_queries.registered(due), record_queries.that_end(said)
    questions, asked = record_queries.parted(user, between)
    if not manages:
        questions = []
    asked = asked[:SHOWN]
    emergencies = people_queries.told_of(user, opened, now)
    restrictions = people_queries.restrictions_told(user)
    details = people_queries.details_due(user) if works else []
    # Who is counted only is not shown: that page would name many more than anybody saw.
    shown = {card.key: card for card in people[:SHOWN]}
    shown |= {row.person.key: row.person for row in [*actions[:SHOWN], *drafts[:SHOWN]]}
    shown |= {
        row.person.key: row.person for row in [*to_do.with_others[:SHOWN], *to_do.missed[:SHOWN]]
    }
    shown |= {row.entry.person.key: row.entry.person for row in [*returned, *waiting]}
    shown |= {row.entry.person.key: row.entry.person for row in [*removals, *to_put_right]}
    shown |= {
        row.entry.person.key: row.entry.person for row in [*misfilings.to_look_at, *misfilings.own]
    }
    shown |= {
        row.person.key: row.person for row in [*to_confirm[:SHOWN], *exports, *unread[:SHOWN]]
    }
    shown |= {each.key: each for row in merges for each in (row.kept, row.gone)}
    shown |= {row.decision.person.key: row.decision.person for row in due}
    shown |= {row.person.key: row.person for row in [*questions[:SHOWN], *asked]}
    shown |= {row.key: row for row in details} | {row.person.key: row.person for row in ending}
    texts = record_queries.texts_of(user, [row.event for row in drafts[:SHOWN]], drafts)
    shown |= {each.person.key: each.person for some in texts.values() for each in some}
    shown |= {person.key: person for person in allocation.people}
    shown |= {row.person.key: row.person for row in [*visits, *to_arrange]}
    shown |= {
        each.key: each
        for row in death_tasks
        for each in (row.person, *([row.death.person] if row.may_name else []))
    }
    shown |= {person.key: person for person in [*emergencies.people, *restrictions.people]}
    if shown:
        log.record("caserecords.home_opened", by=user, subjects=shown.values())
    request.counted = {"records:my-actions": len(actions)}
    context = {
        "today": today,
        "people": people[:SHOWN],
        "people_are_own": own,
        "people_count": len(people),
        "actions": _as_rows(actions, today),
        "actions_count": len(actions),
        "missed": _as_rows(to_do.missed, today),
        "missed_count": len(to_do.missed),
        "with_others": _as_rows(to_do.with_others, today),
        "with_others_count": len(to_do.with_others),
        "late_count": sum(row.due_on < today for row in actions),
        "drafts": [
            {"draft": each, "texts": writing.other_texts(each, texts)} for each in drafts[:SHOWN]
        ],
        "drafts_count": len(drafts),
        "drafts_waiting": sum(writing.is_waiting(row) for row in drafts),
        "returned": returned,
        "to_confirm": [timeline.to_confirm_shown(row) for row in to_confirm[:SHOWN]],
        "to_confirm_count": len(to_confirm),
        "to_put_right": to_put_right,
        "waiting": waiting[:SHOWN],
        "waiting_count": len(waiting),
        "removals": removals,
        "unread": [unread_told(row) for row in unread[:SHOWN]],
        "unread_count": len(unread),
        "misfilings": [reported(row) for row in misfilings.to_look_at],
        "own_reports": [reported(row) for row in misfilings.own],
        "merges": merges,
        "decisions_due": due,
        "to_arrange": to_arrange,
        "death_tasks": death_tasks,
        "details_due": details,
        "statuses_that_end": [
            (row, _ending(row, today), date.fromisoformat(row.ends_on)) for row in ending
        ],
        "questions": [told(row, user) for row in questions[:SHOWN]],
        "questions_count": len(questions),
        "asked": [told(row, user) for row in asked],
        "exports": exports,
        "allocation": allocation,
        "emergencies": emergencies,
        "restrictions": restrictions,
        "visits": [{"row": row, "type_key": record_type_of(row)} for row in visits],
        "works_with_people": works,
        "training": [how_trained(each) for each in to_train],
        "reviews": manages,
        "copies": keeps,
    }
    return render(request, "caserecords/home.html", context)


def _ending(entry, today: date) -> str:
    """Return what becomes of a status or a document on its day."""
    status = entry.type_key == record_queries.STATUS
    what = "Legal or immigration status" if status else "Legal document"
    if entry.is_check:
        return f"{what} to check again"
    return f"{what} {'ended' if entry.ends_on < today.isoformat() else 'ends'}"


def _as_rows(actions, today):
    return [{**timeline.action_shown(row, today), "row": row} for row in actions[:SHOWN]]
