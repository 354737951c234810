"""Addresses for reading a record."""

from django.urls import path

from records.views import reading

urlpatterns = [
    path("people/<slug:person_key>/", reading.show_timeline, name="timeline"),
    path("people/<slug:person_key>/entries/<slug:entry_key>/", reading.show_entry, name="entry"),
    path(
        "people/<slug:person_key>/actions/<slug:action_key>/",
        reading.close_action,
        name="close-action",
    ),
    path("actions/", reading.my_actions, name="my-actions"),
    path("record-types/", reading.show_catalogue, name="catalogue"),
    path("record-types/<slug:type_key>/", reading.show_type, name="type"),
]
