"""Addresses of what follows from a record: actions, decisions, guidance."""

from django.urls import path

from records.views import (
    deaths,
    decisions,
    guidance,
    misfilings,
    notices,
    restricted,
    significance,
    tasks,
    unread,
    visits,
)

_ACTION = "people/<slug:person_key>/actions/<slug:action_key>/"

urlpatterns = [
    path("actions/", tasks.my_actions, name="my-actions"),
    path("actions/team/", tasks.team_actions, name="team-actions"),
    path(_ACTION, tasks.close_action, name="close-action"),
    path(f"{_ACTION}hand-over/", tasks.hand_over, name="hand-over-action"),
    path(f"{_ACTION}due/", tasks.move, name="move-action"),
    path(
        "people/<slug:person_key>/death/actions/", deaths.open_actions, name="actions-after-death"
    ),
    path("visits/", visits.week, name="visits"),
    path("visits/print/", visits.print_week, name="print-visits"),
    path("people/<slug:person_key>/visits/", visits.of_person, name="person-visits"),
    path("people/<slug:person_key>/visits/plan/", visits.plan, name="plan-visit"),
    path("people/<slug:person_key>/visits/<slug:visit_key>/", visits.show, name="visit"),
    path("guidance/", guidance.listed, name="guidance-listed"),
    path("people/<slug:person_key>/guidance/ask/", guidance.ask, name="ask-guidance"),
    path("people/<slug:person_key>/guidance/<slug:guidance_key>/", guidance.show, name="guidance"),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/report/",
        misfilings.report,
        name="report-entry",
    ),
    path(
        "people/<slug:person_key>/reported/<slug:misfiling_key>/",
        misfilings.show,
        name="misfiling",
    ),
    path("unread/", unread.listed, name="unread"),
    path("privacy-notices/", notices.listed, name="notices"),
    path("people/<slug:person_key>/entries/<slug:entry_key>/read/", unread.mark, name="mark-read"),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/list/",
        restricted.entry_list,
        name="entry-list",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/significant/",
        significance.mark,
        name="mark-significant",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/significant/off/",
        significance.take_off,
        name="take-mark-off",
    ),
    path("decisions/", decisions.register, name="decisions"),
    path("decisions/sheet/", decisions.sheet, name="decisions-sheet"),
    path("people/<slug:person_key>/decisions/", decisions.of_person, name="person-decisions"),
    path(
        "people/<slug:person_key>/decisions/<slug:decision_key>/",
        decisions.review,
        name="review-decision",
    ),
]
