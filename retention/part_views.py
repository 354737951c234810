"""Deciding that an entry that two people took off a record is destroyed before the rest."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import clock
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records.rules import two_people
from records.shown.removals import tombstone
from retention import actions, answering, queries, reach, rules
from retention.forms import ProposePartForm

_SAID = {
    "propose": "A second records officer is asked to agree.",
    "agree": "It is agreed. Until the day comes, either of you can take it back.",
    "refuse": "It is kept.",
    "withdraw": "It is taken back, and kept.",
}


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.EXPORT,
    verb="retention.part_opened",
    shown=("what would be destroyed",),
    because="Records officers decide whether what was taken off a record is destroyed.",
)
def part(request, person, removal_key):
    """Show what would go with an entry that was taken off, and decide: propose, agree, refuse."""
    removal = queries.removal_of(person, removal_key)
    if removal is None or not two_people.may_see(request.user, removal):
        raise Http404
    plan = queries.standing_plan(person, removal)
    request.target = plan or removal
    given, sent, is_done = answering.take(
        request,
        plan,
        begins={"propose": ProposePartForm},
        acts={"propose": partial(actions.propose_destruction_of_part, removal=removal)},
    )
    if is_done:
        messages.success(request, _SAID[sent])
        return redirect("retention:part", person.key, removal.key)
    context = {
        **person_page(request, person),
        **given,
        "form": given[sent or "propose"],
        "removal": removal,
        "stone": tombstone(removal),
        "day": clock.day_of(removal.entry.event_at),
        "plan": plan,
        "may_decide": rules.may_decide_of_part(request.user, removal),
        "may_answer": plan is not None and rules.may_answer(request.user, plan),
        "in_the_way": rules.in_the_way_of(plan) if plan else rules.in_the_way_of_part(removal),
        "goes": reach.in_words(reach.reached(person, removal)),
        "ended": queries.ended_plans(person, removal),
    }
    return render(request, "retention/part.html", context, status=400 if sent else 200)
