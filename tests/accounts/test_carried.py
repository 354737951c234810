"""What was typed when a session had ended already, carried through sign-in."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

import clock
from accounts import carried
from accounts.carried import Carried
from accounts.sessions import SESSION_LASTS
from audit.models import Event
from records.models import Draft
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/sign-in/"
PASSWORD = "three-grey-kettles"
OUR_PAGE = {"HTTP_ORIGIN": "http://testserver"}
WORDS = "She <rang> twice.\n\tThen اتصلت nobody."


@pytest.fixture(autouse=True)
def _nobody_was_slowed_down():
    cache.clear()


@pytest.fixture
def worker():
    return with_password(make_worker_of(make_person()))


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def about(worker):
    return worker.allocations.get().person


def form_of(client, worker):
    """Open a form and let its session end; return its address and what it sends."""
    client.force_login(worker)
    address = reverse("records:write", args=[about(worker).key, "case_note"])
    token = client.get(address).context["desk"].token
    end_session(client)
    return address, {"form_token": token, "draft_version": "0", "discussion": WORDS, "act": "check"}


def end_session(client):
    session = client.session
    session["session_started_at"] = (clock.now() - SESSION_LASTS - timedelta(hours=1)).isoformat()
    session.save()


def sealed_in(response):
    text = response.text.split('<textarea hidden name="carried">')[1]
    return text.split("</textarea>")[0]


def sign_in(client, user, sealed, password=PASSWORD):
    return client.post(SIGN_IN, {"login": user.email, "password": password, "carried": sealed})


def test_it_lands_in_the_draft_after_sign_in(client, worker):
    address, sent = form_of(client, worker)

    page = client.post(address, sent, **OUR_PAGE)
    assert page.status_code == 403
    assert "اتصلت" not in page.text
    assert not Draft.objects.exists()
    wrong = sign_in(client, worker, sealed_in(page), password="another-kettle")
    response = sign_in(client, worker, sealed_in(wrong))

    draft = Draft.objects.get()
    assert draft.typed["discussion"] == [WORDS]
    assert response.url == reverse("records:edit-draft", args=[draft.person.key, draft.key])
    assert "kept here" in client.get(response.url).text


def test_a_colleague_who_signs_in_is_shown_and_given_nothing(client, worker):
    address, sent = form_of(client, worker)
    sealed = sealed_in(client.post(address, sent, **OUR_PAGE))

    response = sign_in(client, with_password(make_staff()), sealed)

    assert response.url == "/"
    assert "could not be brought along" in client.get("/").text
    assert not Draft.objects.exists()


def test_another_form_is_shown_to_be_sent_again(client, worker):
    entry = make_entries(about(worker))[0]
    client.force_login(worker)
    client.get("/")
    end_session(client)
    address = reverse("records:add-to-entry", args=[entry.person.key, entry.key])
    sealed = sealed_in(client.post(address, {"text": "A & <b>", "kind": "x"}, **OUR_PAGE))

    response = sign_in(client, worker, sealed)

    assert response.status_code == 200
    assert f'action="{address}"' in response.text
    assert '<textarea hidden name="text">\nA &amp; &lt;b&gt;</textarea>' in response.text
    assert not entry.additions.exists()


def test_a_record_closed_to_its_writer_meanwhile_takes_nothing_and_loses_nothing(client, worker):
    address, sent = form_of(client, worker)
    worker.allocations.update(ends_on=clock.add_days(clock.today(), -1))
    sealed = sealed_in(client.post(address, sent, **OUR_PAGE))

    response = sign_in(client, worker, sealed)

    assert not Draft.objects.exists()
    assert response.status_code in (200, 403)
    assert "She &lt;rang&gt; twice." in response.text
    assert "accounts.signed_in" in Event.objects.values_list("verb", flat=True)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_of_an_account_that_has_ended_it_is_kept_for_the_manager_unseen(
    client, worker, accept, signed_in
):
    address, sent = form_of(client, worker)
    if signed_in:
        client.force_login(worker)
    worker.ends_on = clock.add_days(clock.today(), -1)
    worker.save()
    client.cookies.pop("messages", None)

    response = client.post(address, sent, headers={"Accept": accept}, **OUR_PAGE)

    assert response.status_code == 403
    assert "kept for your manager" in response.text
    assert "اتصلت" not in response.text
    draft = Draft.objects.get()
    assert (draft.author, draft.typed["discussion"]) == (worker, [WORDS])
    assert Event.objects.filter(verb="records.draft_kept_for_manager").count() == 1


def test_the_form_opens_for_an_hour_for_one_colleague_and_for_no_other_key(settings):
    user, form = make_staff(), Carried("/people/x/", [("text", WORDS), ("text", "")])
    sealed = carried.seal(form, user=user)

    assert carried.unseal(sealed, user=user) == form
    assert carried.unseal(sealed, user=make_staff()) is None
    assert carried.unseal(f"{sealed[:-4]}AAA=", user=user) is None
    assert carried.unseal("é\x00", user=user) is None
    before = int(clock.now().timestamp()) - carried.LASTS - 5
    cipher = carried._cipher()._fernets[0]
    old = cipher.encrypt_at_time(cipher.decrypt(sealed.encode()), before).decode()
    assert carried.unseal(old, user=user) is None
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert carried.unseal(sealed, user=user) == form
    settings.SECRET_KEY_FALLBACKS = []
    assert carried.unseal(sealed, user=user) is None


def test_signing_out_forgets_who_was_signed_in(client, worker):
    client.force_login(worker)
    client.get("/")
    assert worker.staff_number not in client.cookies[carried.COOKIE].value
    assert client.cookies[carried.COOKIE]["httponly"]

    client.post("/accounts/sign-out/")

    assert client.cookies[carried.COOKIE].value == ""
