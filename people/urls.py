"""Finding people, and pages about one person beside their entries."""

from django.urls import path

from people.views import about, adding, finding, front_door, involvement

app_name = "people"
urlpatterns = [
    path("people/find/", finding.search, name="search"),
    path("people/find/<slug:search_key>/", finding.found, name="found"),
    path("people/add/", adding.add, name="add"),
    path("people/add/look-alikes/", adding.look_alikes, name="look-alikes"),
    path("people/mine/", finding.mine, name="mine"),
    path("people/<slug:person_key>/reason/", finding.give_reason, name="give-reason"),
    path("people/<slug:person_key>/about/", about.about, name="about"),
    path("contacts/", front_door.contacts, name="contacts"),
    path("contacts/log/", front_door.log_contact, name="log-contact"),
    path("contacts/<slug:contact_key>/", front_door.contact, name="contact"),
    path("waiting/", front_door.waiting, name="waiting"),
    path("people/<slug:person_key>/involvement/", involvement.involvement, name="involvement"),
    path(
        "people/<slug:person_key>/involvement/<slug:involvement_key>/step/<slug:step_key>/",
        involvement.step,
        name="involvement-step",
    ),
]
