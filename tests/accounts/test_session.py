"""Signing in and out, the end of a session, and what every signed-in page promises."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

import clock
from accounts import carried
from accounts.adapter import FOR_WORK_ALONE, OTHERS_USE_IT
from accounts.roles import Role
from accounts.sessions import SESSION_LASTS, UNATTENDED, WITHOUT_ACT_LASTS
from audit.models import Event, EventDetail
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

SIGN_IN, SIGN_OUT = "/accounts/sign-in/", "/accounts/sign-out/"
PASSWORD = "three-grey-kettles"
OUR_PAGE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture(autouse=True)
def _nobody_was_slowed_down():
    cache.clear()


def make_signing_in(**fields):
    user = make_staff(**{"last_login": clock.now()} | fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, user, *, password=PASSWORD, **query):
    address = SIGN_IN + (f"?next={query['next']}" if query else "")
    return client.post(address, {"login": user.email, "password": password, **query})


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", "actor"))


def age_session(client, by):
    session = client.session
    session["session_started_at"] = (clock.now() - by).isoformat()
    session.save()


def test_signing_in_and_out_are_events(client):
    user = make_signing_in()

    assert sign_in(client, user).url == "/"
    assert client.get("/").status_code == 200
    assert client.post(SIGN_OUT).status_code == 302
    assert client.get("/").url == f"{SIGN_IN}?next=/"

    assert verbs() == [
        ("accounts.signed_in", user.staff_number),
        ("accounts.signed_out", user.staff_number),
    ]


def test_the_first_sign_in_of_a_month_says_that_records_are_opened_for_work_alone(client):
    first = clock.today().replace(day=1)
    user = make_signing_in(last_login=clock.at_time(clock.add_days(first, -1), 23, 59))

    said = []
    for _ in range(2):
        sign_in(client, user)
        said.append(FOR_WORK_ALONE in client.get("/").text)
        client.post(SIGN_OUT)

    assert said == [True, False]
    assert verbs().count(("accounts.told_for_work_alone", user.staff_number)) == 1


@pytest.mark.parametrize("left", ["ended", "signed out"])
def test_whoever_signs_in_where_a_colleague_did_not_sign_out_is_warned_of_it(client, left):
    first, second = make_signing_in(), make_signing_in()
    sign_in(client, first)
    client.get("/")
    if left == "ended":
        idle_for(client, WITHOUT_ACT_LASTS + timedelta(minutes=1))
    else:
        client.post(SIGN_OUT)

    said = []
    for user in (second, second):
        sign_in(client, user)
        said.append(OTHERS_USE_IT in client.get("/").text)
        idle_for(client, WITHOUT_ACT_LASTS + timedelta(minutes=1))

    assert said == [left == "ended", False]


@pytest.mark.parametrize("known", [True, False])
def test_a_failed_sign_in_is_an_event_and_does_not_say_what_was_wrong(client, known):
    user = make_signing_in()
    email = user.email if known else "nobody@northmere.example"

    response = client.post(SIGN_IN, {"login": email, "password": "wrong-password"})

    assert response.status_code == 200
    assert "not correct" in response.text
    assert "wrong-password" not in response.text
    assert verbs() == [("accounts.sign_in_failed", "nobody")]
    assert EventDetail.objects.get().fields == {"email": email}
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("typed", ["\x00@northmere.example", "a" * 10_000, "", "a@" + "b" * 300])
def test_no_address_breaks_the_sign_in(client, typed):
    response = client.post(SIGN_IN, {"login": typed, "password": "wrong\x00password"})

    assert response.status_code == 200


def test_guessing_is_stopped_and_the_page_says_so(client):
    user = make_signing_in()

    for _ in range(5):
        sign_in(client, user, password="wrong-password")
    response = sign_in(client, user)

    assert "Too many" in response.text
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"ends_on": clock.add_days(clock.today(), -1)},
        {"starts_on": clock.add_days(clock.today(), 1)},
    ],
    ids=["closed", "ended", "not started"],
)
def test_an_account_that_is_not_in_use_does_not_sign_in(client, fields):
    user = make_signing_in(**fields)

    response = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD}, follow=True)

    assert "Your account is not in use" in response.text
    assert verbs() == [("accounts.sign_in_failed", user.staff_number)]
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"is_active": False}, 302), ({"ends_on": clock.add_days(clock.today(), -1)}, 403)],
)
def test_an_account_that_ends_while_signed_in_opens_nothing_more(client, fields, status):
    person = make_person()
    user = make_worker_of(person)
    client.force_login(user)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()

    for page in ("/", "/people/find/", reverse("records:timeline", args=[person.key])):
        client.force_login(user)
        response = client.get(page)
        assert response.status_code == status
        assert "Okafor" not in response.text
        assert client.get(page).status_code == 302


@pytest.mark.parametrize(
    "onward",
    ["https://elsewhere.example/", "//elsewhere.example/", "\\\\elsewhere.example", "javascript:x"],
)
def test_signing_in_and_out_lead_nowhere_but_to_this_service(client, onward):
    user = make_signing_in()

    assert sign_in(client, user, next=onward).url == "/"
    assert client.post(f"{SIGN_OUT}?next={onward}", {"next": onward}).url == SIGN_IN


def test_signing_in_leads_on_to_the_page_asked_for(client):
    assert sign_in(client, make_signing_in(), next="/people/mine/").url == "/people/mine/"


def test_signing_in_gives_the_session_a_new_key(client):
    client.get(SIGN_IN)
    session = client.session
    session["x"] = "y"
    session.save()
    before = client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    sign_in(client, make_signing_in())

    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("age", "ended"),
    [(SESSION_LASTS - timedelta(minutes=1), False), (SESSION_LASTS + timedelta(seconds=1), True)],
)
def test_a_session_ends_ten_hours_after_it_began(client, age, ended):
    assert timedelta(hours=10) == SESSION_LASTS
    client.force_login(make_staff())
    client.get("/")
    age_session(client, age)

    response = client.get("/people/mine/")

    assert response.status_code == (302 if ended else 200)
    if ended:
        assert response.url == f"{SIGN_IN}?next=/people/mine/"
        assert client.get("/").status_code == 302


def idle_for(client, time):
    session = client.session
    session["session_last_act_at"] = (clock.now() - time).isoformat()
    session.save()


@pytest.mark.parametrize(
    ("idle", "status"),
    [
        (WITHOUT_ACT_LASTS - timedelta(minutes=1), 200),
        (WITHOUT_ACT_LASTS + timedelta(seconds=1), 302),
    ],
)
def test_a_session_ends_twenty_minutes_after_its_users_last_act(client, idle, status):
    assert timedelta(minutes=20) == WITHOUT_ACT_LASTS
    client.force_login(make_staff())
    client.get("/")
    idle_for(client, idle)

    assert client.get("/people/mine/").status_code == status


@pytest.mark.parametrize(("headers", "left"), [({}, 1200), ({UNATTENDED: "yes"}, 120)])
def test_what_a_page_asks_by_itself_prolongs_nothing(client, headers, left):
    user = make_staff()
    client.force_login(user)
    client.get("/")
    idle_for(client, timedelta(minutes=18))

    client.get("/people/mine/", headers=headers)
    answer = client.get("/accounts/session/", headers={UNATTENDED: "yes"}).json()

    assert left - 5 <= answer.pop("seconds") <= left
    assert answer == {"can_extend": True, "who": user.staff_number}


def test_nothing_prolongs_the_ten_hours(client):
    client.force_login(make_staff())
    client.get("/")
    age_session(client, SESSION_LASTS - timedelta(minutes=3))

    answer = client.get("/accounts/session/").json()

    assert 170 <= answer["seconds"] <= 180
    assert not answer["can_extend"]
    assert 'data-can-extend="no"' in client.get("/").text


def test_a_form_sent_after_the_session_ended_keeps_its_text(client):
    person = make_person()
    entry = make_entries(person)[0]
    client.force_login(make_worker_of(person))
    client.get("/")
    age_session(client, SESSION_LASTS + timedelta(minutes=1))
    del client.cookies[carried.COOKIE]
    address = reverse("records:add-to-entry", args=[person.key, entry.key])

    response = client.post(address, {"text": "She <rang>\nagain"}, **OUR_PAGE)

    assert response.status_code == 403
    assert "You were signed out" in response.text
    assert '<textarea hidden name="text">\nShe &lt;rang&gt;\nagain</textarea>' in response.text
    assert f'action="{address}"' in response.text
    assert "Okafor" not in response.text
    assert not entry.additions.exists()


def test_a_form_that_another_site_sent_is_not_offered_again(client):
    entry = make_entries(make_person())[0]

    response = client.post(
        reverse("records:add-to-entry", args=[entry.person.key, entry.key]),
        {"text": "Typed elsewhere"},
        HTTP_ORIGIN="https://elsewhere.example",
    )

    assert response.status_code == 403
    assert "<form" not in response.text


def test_signing_out_after_the_session_ended_is_no_failure(client):
    client.force_login(make_staff())
    client.get("/")
    age_session(client, SESSION_LASTS + timedelta(minutes=1))

    assert client.post(SIGN_OUT).url == SIGN_IN
    assert client.post(SIGN_OUT).url == SIGN_IN
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "page", ["/", "/people/find/", "/people/mine/", "/actions/", "/record-types/", SIGN_IN]
)
def test_no_page_may_be_stored(client, page):
    client.force_login(make_staff())

    for response in (client.get(page), client.get(page + "x/y/z/")):
        assert "no-store" in response["Cache-Control"]


def test_a_page_about_a_person_and_a_refusal_may_not_be_stored(client):
    person = make_person()
    page = reverse("records:timeline", args=[person.key])

    for user in (make_worker_of(person), make_staff()):
        client.force_login(user)
        assert "no-store" in client.get(page)["Cache-Control"]


@pytest.mark.parametrize(
    ("page", "signed_in"),
    [
        ("/", True),
        ("/people/find/", True),
        ("/log/", True),
        (SIGN_OUT, True),
        (SIGN_OUT, False),
        (SIGN_IN, False),
        ("/accessibility/", False),
    ],
)
def test_trace_is_refused(client, page, signed_in):
    if signed_in:
        client.force_login(make_staff(Role.RECORDS_OFFICER))

    response = client.trace(page, HTTP_COOKIE_ECHO="secret")

    assert response.status_code == 405
    assert "secret" not in response.text


def test_there_is_no_signing_up(client):
    for address in ("/accounts/signup/", "/accounts/sign-up/", "/accounts/password/reset/"):
        assert client.get(address).status_code == 404


def test_who_has_no_password_here_is_told_where_to_change_it(client):
    client.force_login(make_staff())

    page = client.get(reverse("account_change_password"), follow=True)

    assert page.resolver_match.view_name == "settings"
    assert "You have no password here" in page.text
