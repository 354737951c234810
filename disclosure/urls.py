"""Copies of a person's record."""

from django.urls import path

from disclosure import views
from disclosure.letters import views as letters
from disclosure.redacting import views as redacting
from disclosure.requests import views as requests
from disclosure.sharing import views as sharing

app_name = "disclosure"
urlpatterns = [
    path("people/<slug:person_key>/copies/", views.copies, name="copies"),
    path("people/<slug:person_key>/copies/new/", views.ask, name="ask"),
    path("people/<slug:person_key>/copies/<slug:export_key>/", views.copy, name="copy"),
    path("people/<slug:person_key>/copies/<slug:export_key>/again/", views.again, name="try-again"),
    path(
        "people/<slug:person_key>/copies/<slug:export_key>/password/",
        views.password,
        name="password",
    ),
    path(
        "people/<slug:person_key>/copies/<slug:export_key>/arranged/",
        views.arranged,
        name="arranged",
    ),
    path(
        "people/<slug:person_key>/copies/<slug:export_key>/delivered/",
        views.delivered,
        name="delivered",
    ),
    path(
        "people/<slug:person_key>/copies/<slug:export_key>/copy/",
        views.download,
        name="download",
    ),
    path("people/<slug:person_key>/redactions/", redacting.redactions, name="redactions"),
    path(
        "people/<slug:person_key>/redactions/<slug:redaction_key>/",
        redacting.redaction,
        name="redaction",
    ),
    path(
        "people/<slug:person_key>/redactions/<slug:redaction_key>/list/",
        redacting.removed,
        name="redaction-list",
    ),
    path(
        "people/<slug:person_key>/redactions/<slug:redaction_key>/<slug:entry_key>/",
        redacting.entry,
        name="redact-entry",
    ),
    path("people/<slug:person_key>/check-code/", views.check_code, name="check-code"),
    path("people/<slug:person_key>/sharing/", sharing.sharing_log, name="sharing-log"),
    path(
        "people/<slug:person_key>/sharing/<slug:shared_kind>/<slug:shared_key>/back/",
        sharing.ask_back,
        name="ask-back",
    ),
    path("complaints/", requests.complaints, name="complaints"),
    path("people/<slug:person_key>/letters/", letters.write, name="write-letter"),
    path("people/<slug:person_key>/letters/<slug:letter_key>/", letters.letter, name="letter"),
    path(
        "people/<slug:person_key>/letters/<slug:letter_key>/pdf/",
        letters.download,
        name="letter-pdf",
    ),
    path(
        "people/<slug:person_key>/letters/<slug:letter_key>/<slug:what>/",
        letters.change,
        name="change-letter",
    ),
    path("requests/", requests.register, name="requests"),
    path("people/<slug:person_key>/requests/new/", requests.begin, name="register-request"),
    path("people/<slug:person_key>/requests/<slug:request_key>/", requests.one, name="request"),
    path(
        "people/<slug:person_key>/requests/<slug:request_key>/steps/<slug:kind>/",
        requests.step,
        name="request-step",
    ),
    path(
        "people/<slug:person_key>/requests/<slug:request_key>/letters/<int:number>/",
        requests.letter,
        name="request-letter",
    ),
]
