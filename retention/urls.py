"""How long records are kept."""

from django.urls import path

from retention import hold_views, views

app_name = "retention"
urlpatterns = [
    path("how-long-we-keep/", views.show_schedule, name="schedule"),
    path("people/<slug:person_key>/how-long/", views.show_kept, name="kept"),
    path("people/<slug:person_key>/hold/", hold_views.hold, name="hold"),
    path("holds/", hold_views.holds, name="holds"),
]
