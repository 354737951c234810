"""What an audit found, to take away: a sheet of figures, and a report for a board. About nobody."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

import clock
from accounts.guards import open_to_roles
from audit import log
from oversight.models import Grade
from oversight.queries import auditing as queries
from oversight.views.auditing import round_of
from ui import papers
from ui.sheets import sheet_of

_BECAUSE = "Whoever asks for audits takes their figures to a board: numbers, and about nobody."


@require_GET
@open_to_roles(*queries.ASKS_FOR_AUDITS, because=_BECAUSE)
def sheet(request, audit_key):
    """Send the figures of a round as a file for a spreadsheet."""
    found = round_of(request.user, audit_key)
    report = queries.report_of(request.user, found)
    log.record("oversight.audit_taken_away", by=request.user, target=found)
    heads = ["Question", "Asked", "Safety or rights", *Grade.labels, "Graded twice", "Graded alike"]
    rows = [
        [
            str(each.question.number),
            each.question.text,
            "Yes" if each.question.starred else "No",
            *(str(each.counts[grade]) for grade in Grade.values),
            str(each.twice),
            str(each.agreed),
        ]
        for each in report.questions
    ]
    rows += [[], ["Of the whole audit", "Which", "Number"], *_of_the_whole(report)]
    # The mark tells spreadsheets that the text is UTF-8.
    text = "\ufeff" + sheet_of(heads, rows)
    return _file(text, "text/csv; charset=utf-8", f"audit-{found.key}.csv")


@require_GET
@open_to_roles(*queries.ASKS_FOR_AUDITS, because=_BECAUSE)
def report(request, audit_key):
    """Send the report of a round as a tagged PDF."""
    found = round_of(request.user, audit_key)
    title = f"{found.title}: report of a case file audit"
    try:
        pdf = papers.pdf_of(_page(request.user, found, title), title)
    except papers.NotPrinted as why:
        messages.error(request, f"The report was not made. {why}")
        return redirect("oversight:audit", found.key)
    log.record("oversight.audit_taken_away", by=request.user, target=found, shown=["report"])
    return _file(pdf, "application/pdf", f"audit-{found.key}.pdf")


def _of_the_whole(report):
    """Return the figures that are of no single question, as rows of three cells."""
    kappa = "" if report.kappa is None else f"{report.kappa:.2f}"
    counts = [
        ("Files", "Drawn", len(report.files)),
        ("Files", "Settled", report.settled),
        *(("Overall grade", label, count) for label, count in _overall(report)),
        ("Agreement", "Files graded twice", report.rated_twice),
        ("Agreement", "Cohen’s kappa", kappa),
        ("Moderation", "Settled by a second person", report.moderated),
        ("Moderation", "Overall grade changed", report.changed),
        ("Moderation", "Still to be settled", report.to_moderate),
        *(("To be learnt", theme, count) for theme, count in report.themes),
        ("Actions", "Open", report.actions_open),
        ("Actions", "Overdue", report.actions_late),
    ]
    return [[first, second, str(number)] for first, second, number in counts]


def _overall(report):
    return [
        (Grade(grade).label, report.overall[grade])
        for grade in Grade.values
        if grade != Grade.NOT_APPLICABLE
    ]


def _page(viewer, audit, title):
    report = queries.report_of(viewer, audit)
    css = get_template("oversight/audits/report.css").render()
    context = {
        "title": title,
        "council": settings.COUNCIL_NAME,
        "css": mark_safe(css),  # noqa: S308 - a file of ours, with nothing in it that anybody typed
        "audit": audit,
        "report": report,
        "today": clock.today(),
        "could_be_drawn": len(audit.frame),
        "grades": Grade.labels,
        "rows": [
            (each.question, [each.counts[grade] for grade in Grade.values])
            for each in report.questions
        ],
        "overall": _overall(report),
    }
    return get_template("oversight/audits/report.html").render(context)


def _file(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
