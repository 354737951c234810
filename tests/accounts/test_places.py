"""Where somebody is signed in: their own places alone, and what is ended there opens nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

import clock
from accounts import browsers
from accounts.models import SignedInPlace
from accounts.sessions import SESSION_LASTS
from audit.models import Event
from tests.accounts.factories import make_staff

pytestmark = pytest.mark.django_db

PASSWORD = "three-grey-kettles"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
PAGE = "/accounts/signed-in/"


@pytest.fixture(autouse=True)
def _nobody_was_slowed_down():
    cache.clear()


@pytest.fixture
def user():
    user = make_staff()
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user, browser):
    client = Client(headers={"User-Agent": browser})
    client.post("/accounts/sign-in/", {"login": user.email, "password": PASSWORD})
    assert client.get("/").status_code == 200
    return client


def listed(client):
    return [(each.row.browser, each.is_this) for each in client.get(PAGE).context["places"]]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (EDGE, "Edge on a Windows computer"),
        (IPHONE, "Safari on an iPhone"),
        ("curl/8.1", "A browser of a kind we do not know"),
        ("", "A browser of a kind we do not know"),
    ],
)
def test_a_browser_is_named_as_its_user_knows_it(said, words):
    assert browsers.in_words(said) == words


def test_a_place_is_signed_out_from_another_and_refused_its_next_page(user):
    desk, phone = signed_in(user, EDGE), signed_in(user, IPHONE)
    assert listed(desk) == [("Edge on a Windows computer", True), ("Safari on an iPhone", False)]
    key = SignedInPlace.objects.get(browser="Safari on an iPhone").key

    page = desk.post(PAGE, {"place": key}, follow=True)

    assert "Signed out: Safari on an iPhone." in page.text
    assert phone.get("/people/mine/").status_code == 302
    assert desk.get("/").status_code == 200
    assert listed(desk) == [("Edge on a Windows computer", True)]
    event = Event.objects.get(verb="accounts.signed_out_elsewhere")
    assert (event.actor, event.shown) == (user.staff_number, ["Safari on an iPhone"])


def test_everywhere_else_is_every_place_but_this_one_and_nobody_elses(user):
    colleague = make_staff()
    colleague.set_password(PASSWORD)
    colleague.save()
    theirs = signed_in(colleague, IPHONE)
    desk, *others = [signed_in(user, each) for each in (EDGE, IPHONE, IPHONE)]
    key = SignedInPlace.objects.get(user=colleague).key

    desk.post(PAGE, {"place": key})
    desk.post(PAGE)

    assert [each.get("/").status_code for each in (desk, theirs, *others)] == [200, 200, 302, 302]
    assert Event.objects.filter(verb="accounts.signed_out_elsewhere").count() == 2


def test_a_session_that_is_over_or_signed_out_is_not_listed(user):
    desk, phone, left = [signed_in(user, each) for each in (EDGE, IPHONE, IPHONE)]
    session = phone.session
    session["session_started_at"] = (clock.now() - SESSION_LASTS - timedelta(1)).isoformat()
    session.save()
    left.post("/accounts/sign-out/")

    assert listed(desk) == [("Edge on a Windows computer", True)]


def test_a_new_password_keeps_this_place_and_ends_the_others(user):
    desk, phone = signed_in(user, EDGE), signed_in(user, IPHONE)
    new = {"password1": "four-green-ladders", "password2": "four-green-ladders"}

    desk.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})

    assert phone.get("/").status_code == 302
    assert listed(desk)[0] == ("Edge on a Windows computer", True)
