"""Deciding about what is kept by class: what of each kind is over, and what becomes of it."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from retention import actions, answering, over, queries, rules
from retention.forms import ProposeBatchForm
from retention.policy import in_force
from ui import formats

_BECAUSE = "Records officers decide what becomes of what is kept by class."
_SAID = {
    "propose": "A second records officer is asked to agree.",
    "agree": "It is agreed. Until the day comes, either of you can take it back.",
    "refuse": "It is kept.",
    "withdraw": "It is taken back, and kept.",
}


@require_GET
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def by_class(request):
    """List the kinds of thing that are kept by class, and how many of each are over."""
    counts, standing = over.counted(), queries.standing_batches()
    classes = in_force().classes
    log.record("retention.over_listed", by=request.user)
    rows = [
        {
            "kind": kind,
            "kept": classes[kind.class_key],
            "free": counts.get(key, (0, 0))[0],
            "held": counts.get(key, (0, 0))[1],
            "batch": standing.get(key),
        }
        for key, kind in over.kinds().items()
    ]
    return render(request, "retention/by_class.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because=_BECAUSE)
def of_kind(request, kind_key):
    """Show what of one kind is over, and decide: propose that it goes, agree, refuse."""
    kind = over.kinds().get(kind_key)
    if kind is None:
        raise Http404
    batch, rows = queries.standing_batches().get(kind.key), over.rows_of(kind)
    kept = in_force().classes[kind.class_key]
    free = [row for row in rows if not row.is_held and not rules.is_about(request.user, [row])]
    given, sent, is_done = answering.take(
        request,
        batch,
        begins={
            "propose": partial(
                ProposeBatchForm,
                rows=[(row.name, _called(kind, row)) for row in free[: actions.TOGETHER]],
                asks_archive=kept.disposal == "archive",
                look=f"Whether any is kept longer: {kept.longer_if}"
                if kept.longer_by == "look"
                else "",
            )
        },
        acts={
            "propose": partial(actions.propose_batch, kind=kind),
            "agree": partial(actions.agree_batch, batch),
            "refuse": partial(actions.refuse_batch, batch),
            "withdraw": partial(actions.withdraw_batch, batch),
        },
    )
    if is_done:
        messages.success(request, _SAID[sent])
        return redirect("retention:of-kind", kind.key)
    log.record("retention.over_listed", by=request.user, target=batch, shown=[f"kind:{kind.key}"])
    in_it = over.free(rows, batch.rows) if batch else []
    context = {
        **given,
        "form": given[sent or "propose"],
        "kind": kind,
        "kept": kept,
        "batch": batch,
        "in_it": [_called(kind, row) for row in in_it],
        "in_the_way": rules.in_the_way_of_batch(in_it) if batch else [],
        "may_answer": batch is not None and rules.may_answer_batch(request.user, batch, in_it),
        "free": free,
        "held": sum(row.is_held for row in rows),
        "most": actions.TOGETHER,
        "ended": queries.ended_batches(kind.key),
    }
    return render(request, "retention/of_kind.html", context, status=400 if sent else 200)


def _called(kind: over.Kind, row: over.Row) -> str:
    """Return a row in words that name nobody."""
    began, due = formats.day_and_month(row.began), formats.day_and_month(row.due)
    return f"{kind.one} {row.called}: {kind.began} {began}, over since {due}"
