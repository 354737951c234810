"""Addresses for writing and for reading records."""

from django.urls import include, path

from records.views import (
    attached,
    chronologies,
    kind,
    phoned_in,
    removing,
    signing,
    unsealing,
    words,
    writing,
)
from records.views import (
    events as event_views,
)

app_name = "records"

_writing = [
    path("drafts/", writing.drafts, name="drafts"),
    path("drafts/token/", writing.csrf, name="csrf"),
    path("drafts/<uuid:draft_key>/others/", event_views.others_of_draft, name="others-of-draft"),
    path("entries/<slug:entry_key>/others/", event_views.others_of_entry, name="others-of-entry"),
    path("drafts/<uuid:draft_key>/", writing.draft, name="draft"),
    path("people/<slug:person_key>/write/", writing.choose_type, name="choose-type"),
    path("people/<slug:person_key>/phoned-in/", phoned_in.choose, name="phoned-in"),
    path("people/<slug:person_key>/write/<slug:type_key>/", writing.write, name="write"),
    path(
        "people/<slug:person_key>/write/<slug:type_key>/words/",
        words.about_words,
        name="about-words",
    ),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/", writing.edit_draft, name="edit-draft"
    ),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/save/",
        writing.save_draft,
        name="save-draft",
    ),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/check/",
        signing.check_draft,
        name="check-draft",
    ),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/throw-away/",
        writing.throw_away,
        name="throw-away",
    ),
    path("people/<slug:person_key>/files/<slug:file_key>/", attached.file, name="file"),
    path(
        "people/<slug:person_key>/files/<slug:file_key>/look/", attached.look, name="look-at-file"
    ),
    path(
        "people/<slug:person_key>/files/<slug:file_key>/pages/<int:number>/<slug:size>.png",
        attached.page,
        name="file-page",
    ),
    path("people/<slug:person_key>/files/<slug:file_key>/scan/", attached.scan, name="scan-file"),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/kind/",
        kind.change_kind,
        name="draft-kind",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/correct/",
        writing.correct_entry,
        name="correct-entry",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/add/",
        signing.add_to_entry,
        name="add-to-entry",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/move/",
        removing.ask_to_move,
        name="move-entry",
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/remove/",
        removing.ask_to_remove,
        name="remove-entry",
    ),
    path(
        "people/<slug:person_key>/files/<slug:file_key>/remove/",
        removing.ask_to_remove_file,
        name="remove-file",
    ),
    path(
        "people/<slug:person_key>/taken-off/<slug:removal_key>/",
        removing.removal,
        name="removal",
    ),
    path(
        "people/<slug:person_key>/taken-off/<slug:removal_key>/sealed/",
        unsealing.unseal,
        name="unseal",
    ),
]

_chronologies = [
    path("", chronologies.listed, name="chronologies"),
    path("new/", chronologies.begin, name="begin-chronology"),
    path("<slug:chronology_key>/", chronologies.show, name="chronology"),
    path("<slug:chronology_key>/print/", chronologies.printed, name="print-chronology"),
    path("<slug:chronology_key>/pick/", chronologies.pick, name="pick-entries"),
    path("<slug:chronology_key>/freeze/", chronologies.freeze, name="freeze-chronology"),
    path("<slug:chronology_key>/new-version/", chronologies.begin_from, name="begin-from"),
    path("<slug:chronology_key>/<slug:entry_key>/", chronologies.line, name="chronology-line"),
]

urlpatterns = [
    path("people/<slug:person_key>/chronologies/", include(_chronologies)),
    *_writing,
    path("", include("records.urls.drafts")),
    path("", include("records.urls.following")),
    path("", include("records.urls.reading")),
]
