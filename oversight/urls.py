"""Review of recording."""

from django.urls import path

from oversight import views

app_name = "oversight"
urlpatterns = [
    path("review/", views.queue, name="queue"),
    path("review/returned/", views.returned, name="returned"),
    path("people/<slug:person_key>/entries/<slug:entry_key>/review/", views.review, name="review"),
]
