"""Finding people, and pages about one person beside their entries."""

from django.urls import path

from people.views import about, finding

app_name = "people"
urlpatterns = [
    path("people/find/", finding.search, name="search"),
    path("people/find/<slug:search_key>/", finding.found, name="found"),
    path("people/mine/", finding.mine, name="mine"),
    path("people/<slug:person_key>/reason/", finding.give_reason, name="give-reason"),
    path("people/<slug:person_key>/about/", about.about, name="about"),
]
