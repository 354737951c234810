"""Colleagues: the directory, oneself, and what is left with somebody who leaves."""

from django.urls import path

from accounts.views import colleagues

app_name = "staff"
urlpatterns = [
    path("", colleagues.directory, name="directory"),
    path("me/", colleagues.me, name="me"),
    path("<str:staff_number>/", colleagues.colleague, name="colleague"),
    path("<str:staff_number>/leaving/", colleagues.leaving, name="leaving"),
]
