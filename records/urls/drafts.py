"""Addresses of drafts that are not one's own, or that are there twice."""

from django.urls import path

from records.views import joining, left_behind, meeting, unsent

urlpatterns = [
    path("drafts/staff/", left_behind.staff_drafts, name="staff-drafts"),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/compare/",
        joining.compare_drafts,
        name="compare-drafts",
    ),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/newest/",
        meeting.compare_newest,
        name="compare-newest",
    ),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/kept/",
        unsent.delete_kept,
        name="delete-kept",
    ),
    path(
        "people/<slug:person_key>/drafts/<uuid:draft_key>/left-behind/",
        left_behind.draft_left_behind,
        name="draft-left-behind",
    ),
]
