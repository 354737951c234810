"""Colleagues: the directory, oneself, and what is left with somebody who leaves."""

from django.urls import path

from accounts.views import colleagues, cover, training

app_name = "staff"
urlpatterns = [
    path("", colleagues.directory, name="directory"),
    path("me/", colleagues.me, name="me"),
    path("cover/", cover.covers, name="covers"),
    path("cover/<uuid:cover_key>/end/", cover.end, name="end-cover"),
    path("rotas/", cover.rotas, name="rotas"),
    path("rotas/<slug:team_key>/", cover.rota, name="rota"),
    path("training/", training.report, name="training"),
    path("<slug:staff_number>/training/", training.member, name="training-of"),
    path(
        "<slug:staff_number>/training/<uuid:training_key>/withdraw/",
        training.withdraw,
        name="withdraw-training",
    ),
    path("<slug:staff_number>/cover/", cover.arrange, name="arrange-cover"),
    path("<slug:staff_number>/", colleagues.colleague, name="colleague"),
    path("<slug:staff_number>/leaving/", colleagues.leaving, name="leaving"),
]
