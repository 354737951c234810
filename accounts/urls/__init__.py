"""Signing in and out. Of allauth's pages only those that the product uses are given an address."""

from allauth.account import views as allauth_views
from django.urls import path

from accounts.guards import open_to_everyone
from accounts.views import signing_in as views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("session/", views.session, name="session"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path(
        "not-in-use/",
        open_to_everyone(because="Says that an account is not in use; shows nobody's data.")(
            allauth_views.account_inactive
        ),
        name="account_inactive",
    ),
    path("signed-in/", views.signed_in_at, name="signed-in"),
    path("settings/", views.own_settings, name="settings"),
    path("settings/cover/", views.cover_lists, name="cover-lists"),
    path("welcome/<str:secret>/", views.welcome, name="welcome"),
    path("password/", views.change_password, name="account_change_password"),
    path("password-again/", views.password_again, name="account_reauthenticate"),
]
