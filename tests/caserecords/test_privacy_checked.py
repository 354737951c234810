"""The privacy notice: what changes is a draft until somebody has checked and published it."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.roles import Role
from audit import log
from audit.models import Event
from caserecords import privacy
from governance.actions import publish_notice
from governance.models import NoticePublished, NoticeVersion
from tests.accounts.factories import make_staff

pytestmark = pytest.mark.django_db
CHECK = "privacy-check"


@pytest.fixture
def officer(client):
    officer = make_staff(Role.RECORDS_OFFICER)
    client.force_login(officer)
    return officer


def say(monkeypatch, words):
    """Let the product do something else from now on; return the version of the draft."""
    used = replace(privacy._parts()["used"], words=[words])
    parts = privacy._parts() | {"used": used}
    monkeypatch.setattr(privacy, "_parts", lambda: parts)
    privacy.keep_version(by=log.CLOCK)
    return privacy.notice().version


def publish(officer):
    privacy.keep_version(by=log.CLOCK)
    return publish_notice(version=privacy.notice().version, by=officer)


def test_until_one_is_published_the_page_says_that_nobody_checked_it(client, officer):
    assert "Nobody at the council has checked this notice yet" in client.get("/privacy/").text

    publish(officer)

    assert "Nobody at the council" not in client.get("/privacy/").text


def test_what_changes_is_a_draft_until_it_is_published(client, officer, monkeypatch):
    stands = publish(officer).notice.version
    draft = say(monkeypatch, "We use it for Zqnew things.")

    page = client.get("/privacy/").text
    assert (stands in page, draft in page, "Zqnew" in page) == (True, False, False)
    assert privacy.standing_version() == stands

    checked = client.get(reverse(CHECK)).text
    assert '<ins class="diff__new">' in checked
    assert "Zqnew" in checked
    assert '<del class="diff__gone">' in checked
    assert "the Care Act 2014" in checked
    assert "What we collect" not in checked

    assert client.post(reverse(CHECK), {"version": draft}).status_code == 302
    page = client.get("/privacy/").text
    assert (draft in page, "Zqnew" in page) == (True, True)
    assert NoticeVersion.objects.get(version=stands).address in page
    event = Event.objects.get(verb="governance.notice_published", shown=[f"version:{draft}"])
    assert event.actor == officer.staff_number
    assert "Nothing changed" in client.get(reverse(CHECK)).text


def test_a_draft_is_read_by_staff_alone(client, officer, monkeypatch):
    stood = publish(officer).notice
    draft = NoticeVersion.objects.get(version=say(monkeypatch, "Zqnew"))

    assert "This is a draft" in client.get(draft.address).text
    assert "A draft" in client.get(draft.address, {"as": "text"}).text
    assert draft.address not in client.get("/privacy/").text
    client.logout()
    assert client.get(draft.address).status_code == 404

    publish_notice(version=draft.version, by=officer)

    assert client.get(draft.address).status_code == 200
    assert "This is what the notice said once" in client.get(stood.address).text


def test_what_stood_before_the_first_was_published_is_still_read(client, officer, monkeypatch):
    privacy.keep_version(by=log.CLOCK)
    before = NoticeVersion.objects.get()
    say(monkeypatch, "Other words.")
    publish(officer)
    client.logout()

    assert client.get(before.address).status_code == 200
    assert before.address in client.get("/privacy/").text


def test_what_changed_again_while_somebody_looked_is_not_published(client, officer, monkeypatch):
    seen = say(monkeypatch, "First words.")
    say(monkeypatch, "Second words.")

    refused = client.post(reverse(CHECK), {"version": seen})

    assert refused.status_code == 400
    assert "Look at it again" in refused.text
    assert not NoticePublished.objects.exists()


def test_a_version_may_stand_again(officer, monkeypatch):
    first = publish(officer)
    with pytest.raises(ValidationError, match="stands already"):
        publish_notice(version=first.notice.version, by=officer)
    with monkeypatch.context() as meanwhile:
        say(meanwhile, "Other words.")
        publish(officer)

    publish(officer)

    assert privacy.standing_version() == first.notice.version


def test_only_those_who_govern_information_publish(client, officer):
    privacy.keep_version(by=log.CLOCK)
    worker = make_staff(Role.PRACTITIONER)
    client.force_login(worker)

    assert client.get(reverse(CHECK)).status_code == 403
    assert reverse(CHECK) not in client.get("/privacy/").text
    with pytest.raises(PermissionDenied):
        publish_notice(version=privacy.notice().version, by=worker)


def test_whoever_publishes_is_told_on_their_page_that_something_changed(
    client, officer, monkeypatch
):
    assert "Nobody has published it yet." in client.get("/").text
    publish(officer)
    assert reverse(CHECK) not in client.get("/").text

    say(monkeypatch, "Other words.")

    assert reverse(CHECK) in client.get("/").text
    client.force_login(make_staff(Role.PRACTITIONER))
    assert reverse(CHECK) not in client.get("/").text
