"""Who looked at what, and what the product holds."""

from django.urls import path

from governance import list_views, opener_views, views

app_name = "governance"
urlpatterns = [
    path("people/<slug:person_key>/access/", views.who_has_looked, name="who-has-looked"),
    path("people/<slug:person_key>/access/who/", opener_views.who_can_open, name="who-can-open"),
    path("people/<slug:person_key>/access/lists/", list_views.lists, name="access-lists"),
    path(
        "people/<slug:person_key>/access/lists/<slug:list_key>/",
        list_views.one_list,
        name="access-list",
    ),
    path(
        "people/<slug:person_key>/access/lists/<slug:list_key>/print/",
        list_views.print_list,
        name="print-access-list",
    ),
    path(
        "people/<slug:person_key>/moved/<slug:removal_key>/", views.moved_entry, name="moved-entry"
    ),
    path("moved-entries/", views.moved_entries, name="moved-entries"),
    path("log/", views.event_log, name="event-log"),
    path("log/seals/", views.seals, name="seals"),
    path("access-questions/", views.signals, name="signals"),
    path("access-questions/<slug:signal_key>/", views.signal, name="signal"),
    path("staff/<slug:staff_number>/access/", opener_views.what_opens, name="what-opens"),
    path("roles/", opener_views.roles, name="roles"),
    path("my-access/", views.my_access, name="my-access"),
    path("what-we-hold/", views.what_we_hold, name="what-we-hold"),
]
