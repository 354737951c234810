"""Finding people, and pages about one person beside their entries."""

from django.urls import path

from people.views import (
    about,
    adding,
    alerts,
    death,
    details,
    facts,
    finding,
    front_door,
    involvement,
    merging,
)

app_name = "people"
urlpatterns = [
    path("people/find/", finding.search, name="search"),
    path("people/find/<slug:search_key>/", finding.found, name="found"),
    path("people/add/", adding.add, name="add"),
    path("people/add/look-alikes/", adding.look_alikes, name="look-alikes"),
    path("people/mine/", finding.mine, name="mine"),
    path("people/<slug:person_key>/reason/", finding.give_reason, name="give-reason"),
    path("people/<slug:person_key>/about/", about.about, name="about"),
    path("people/<slug:person_key>/household/", about.household, name="household"),
    path("people/<slug:person_key>/merge/", merging.choose, name="merge"),
    path("people/<slug:person_key>/merge/<slug:other_key>/", merging.compare, name="merge-with"),
    path("people/<slug:person_key>/merges/<slug:merge_key>/", merging.merge, name="merged"),
    path("people/<slug:person_key>/death/", death.death, name="death"),
    path("people/<slug:person_key>/death/record/", death.record, name="record-death"),
    path("people/<slug:person_key>/death/confirm/", death.confirm, name="confirm-death"),
    path("people/<slug:person_key>/death/undo/", death.undo, name="undo-death"),
    path("people/<slug:person_key>/death/tasks/<slug:task_key>/", death.task, name="death-task"),
    path("contacts/", front_door.contacts, name="contacts"),
    path("contacts/log/", front_door.log_contact, name="log-contact"),
    path("contacts/<slug:contact_key>/", front_door.contact, name="contact"),
    path("waiting/", front_door.waiting, name="waiting"),
    path("people/<slug:person_key>/involvement/", involvement.involvement, name="involvement"),
    path(
        "people/<slug:person_key>/involvement/<slug:involvement_key>/step/<slug:step_key>/",
        involvement.step,
        name="involvement-step",
    ),
    path("people/<slug:person_key>/details/changes/", details.changes, name="changes"),
    path("people/<slug:person_key>/details/who/", details.identity, name="identity"),
    path("people/<slug:person_key>/details/part/", details.role, name="role"),
    path("people/<slug:person_key>/details/protected/", details.protected, name="protected"),
    path("people/<slug:person_key>/details/ask/<slug:block_key>/", details.block, name="block"),
    path("people/<slug:person_key>/details/<slug:area_key>/", facts.area, name="area"),
    path("people/<slug:person_key>/details/<slug:area_key>/add/", facts.add, name="add-fact"),
    path(
        "people/<slug:person_key>/details/<slug:area_key>/<slug:fact_key>/change/",
        facts.change,
        name="change-fact",
    ),
    path(
        "people/<slug:person_key>/details/<slug:area_key>/<slug:fact_key>/end/",
        facts.end,
        name="end-fact",
    ),
    path(
        "people/<slug:person_key>/details/<slug:area_key>/<slug:fact_key>/show/",
        facts.show,
        name="show-fact",
    ),
    path(
        "people/<slug:person_key>/details/names/<slug:fact_key>/protect/",
        facts.protect,
        name="protect-name",
    ),
    path("people/<slug:person_key>/alerts/", alerts.alerts, name="alerts"),
    path("people/<slug:person_key>/alerts/raise/", alerts.raise_alert, name="raise-alert"),
    path("people/<slug:person_key>/alerts/read/", alerts.read_alerts, name="read-alerts"),
    path(
        "people/<slug:person_key>/alerts/<slug:alert_key>/agree/",
        alerts.agree_alert,
        name="agree-alert",
    ),
    path(
        "people/<slug:person_key>/alerts/<slug:alert_key>/review/",
        alerts.review_alert,
        name="review-alert",
    ),
    path(
        "people/<slug:person_key>/alerts/<slug:alert_key>/end/",
        alerts.end_alert,
        name="end-alert",
    ),
]
