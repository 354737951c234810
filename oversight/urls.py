"""Review of recording, closing and transfers, and how the work is shared."""

from django.urls import path

from oversight.views import caseload, closing, needs, reviewing, transfers

app_name = "oversight"
urlpatterns = [
    path("review/", reviewing.queue, name="queue"),
    path("review/returned/", reviewing.returned, name="returned"),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/review/", reviewing.review, name="review"
    ),
    path(
        "people/<slug:person_key>/involvement/<slug:involvement_key>/close/",
        closing.close,
        name="close",
    ),
    path(
        "people/<slug:person_key>/involvement/<slug:involvement_key>/transfer/",
        transfers.offer,
        name="offer-transfer",
    ),
    path(
        "people/<slug:person_key>/transfers/<slug:offer_key>/",
        transfers.answer,
        name="answer-transfer",
    ),
    path(
        "people/<slug:person_key>/access-kept/<int:allocation_id>/",
        transfers.keep_access,
        name="keep-access",
    ),
    path("caseload/", caseload.caseload, name="caseload"),
    path("caseload/people/", caseload.people, name="caseload-people"),
    path("communication-needs/", needs.needs, name="needs"),
]
