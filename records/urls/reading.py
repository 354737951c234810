"""Addresses for reading a record."""

from django.urls import path

from records.views import (
    catalogue,
    checks,
    comparing,
    confirming,
    examples,
    knowing,
    outcomes,
    patterns,
    printing,
    reading,
    searching,
    timeline,
)

urlpatterns = [
    path("people/<slug:person_key>/", timeline.show_timeline, name="timeline"),
    path("people/<slug:person_key>/filters/", timeline.choose_filters, name="filters"),
    path("people/<slug:person_key>/print/", timeline.print_timeline, name="print-timeline"),
    path("people/<slug:person_key>/outcomes/", outcomes.show_outcomes, name="outcomes"),
    path("people/<slug:person_key>/patterns/", patterns.show_patterns, name="patterns"),
    path("people/<slug:person_key>/as-known/", timeline.as_known, name="as-known"),
    path("people/<slug:person_key>/entries/<slug:entry_key>/", reading.show_entry, name="entry"),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/print/",
        printing.print_entry,
        name="print-entry",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/as-known/",
        knowing.show_entry_as_known,
        name="entry-as-known",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/compare/",
        comparing.compare,
        name="compare",
    ),
    path("people/<slug:person_key>/search/", searching.search_record, name="search-record"),
    path(
        "people/<slug:person_key>/search/<slug:search_key>/",
        searching.found_in_record,
        name="found-in-record",
    ),
    path("notes/search/", searching.search_notes, name="search-notes"),
    path("notes/search/<slug:search_key>/", searching.found_in_notes, name="found-in-notes"),
    path("to-confirm/", confirming.to_confirm, name="to-confirm"),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/confirm/",
        confirming.confirm,
        name="confirm-entry",
    ),
    path("recording-examples/", examples.show_examples, name="examples"),
    path("recording-checks/", checks.listed, name="checks"),
    path("recording-checks/<slug:check_key>/", checks.show, name="check"),
    path("recording-checks/<slug:check_key>/words/", checks.words, name="check-words"),
    path("recording-checks/<slug:check_key>/words/<str:phrase>/", checks.entry, name="check-entry"),
    path("record-types/", catalogue.show_catalogue, name="catalogue"),
    path("record-types/<slug:type_key>/", catalogue.show_type, name="type"),
]
