"""How long records are kept."""

from django.urls import path

from retention import views

app_name = "retention"
urlpatterns = [
    path("how-long-we-keep/", views.show_schedule, name="schedule"),
    path("people/<slug:person_key>/how-long/", views.show_kept, name="kept"),
]
