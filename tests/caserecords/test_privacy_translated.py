"""The privacy notice in other languages: as people translated it, read at its own address."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from caserecords import privacy
from governance.actions import publish_notice
from governance.models import NoticeTranslation
from tests.accounts.factories import make_staff
from tests.caserecords.test_privacy_checked import say
from tests.governance.factories import PARTS, make_translation
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db
ADD = "privacy-translate"


@pytest.fixture
def officer(client):
    officer = make_staff(Role.DATA_PROTECTION_OFFICER)
    client.force_login(officer)
    return officer


@pytest.fixture
def notice(officer):
    privacy.keep_version(by=log.CLOCK)
    return publish_notice(version=privacy.notice().version, by=officer).notice


def typed(**more):
    """What somebody types of an Arabic translation."""
    today = clock.today()
    given = {
        "tag": "ar",
        "called": "العربية",
        "translated_by": "Layla Zqhaddad, Tyne Interpreters",
        "translated_on_day": today.day,
        "translated_on_month": today.month,
        "translated_on_year": today.year,
        "title": "ماذا نحفظ عنك ولماذا",
        "note": "هذه ترجمة.",
    }
    for key in PARTS:
        given |= {f"{key}_title": f"عنوان {key}", f"{key}_words": "فقرة أولى.\n\nفقرة ثانية."}
    return given | more


def test_a_translation_is_typed_and_read_at_its_own_address(client, officer, notice):
    answer = client.post(reverse(ADD), typed())

    added = NoticeTranslation.objects.get()
    assert answer["Location"] == added.address
    client.logout()
    page = client.get(added.address).text
    assert '<article lang="ar" dir="rtl">' in page
    for words in (
        "in Arabic",
        "Layla Zqhaddad, Tyne Interpreters translated version",
        notice.version,
        "Where the two differ, the English one holds.",
        "عنوان kept",
    ):
        assert words in page
    assert page.count("فقرة ثانية.") == len(PARTS)
    assert "is-large-print" in client.get(added.address, {"as": "large"}).text
    plain = client.get(added.address, {"as": "text"})
    assert plain["Content-Language"] == "ar"
    assert "the English one holds" in plain.text
    assert "عنوان kept" in plain.text
    assert "<" not in plain.text
    assert '<span lang="ar">العربية</span> (Arabic)</a>' in client.get("/privacy/").text
    shown = Event.objects.get(verb="governance.notice_translated").shown
    assert shown == [f"version:{notice.version}", "language:ar"]


def test_a_language_from_left_to_right_has_no_direction(client, officer, notice):
    page = client.get(make_translation(notice, officer).address).text

    assert '<article lang="cy">' in page


def test_every_part_is_asked_for_with_the_english_beside_it_and_nothing_typed_is_lost(
    client, officer, notice
):
    found = privacy.notice()
    asked = client.get(reverse(ADD)).text
    for part in found.in_words.values():
        assert part.title in asked
    assert "Addresses" in asked
    assert found.kept[0].kept_for in asked

    refused = client.post(reverse(ADD), typed(kept_words=" ", translated_by=""))

    assert refused.status_code == 400
    assert "Enter the words of “How long we keep it” translated" in refused.text
    assert "Enter who translated it" in refused.text
    assert refused.text.count("فقرة أولى.") == len(PARTS) - 1
    assert not NoticeTranslation.objects.exists()


def test_the_last_translation_of_a_language_counts_and_begins_the_next(client, officer, notice):
    make_translation(notice, officer, called="Zqfirst")
    newest = make_translation(notice, officer, called="Zqsecond")

    assert "Zqfirst" not in client.get("/privacy/").text
    assert newest.said["title"] in client.get(newest.address).text
    begun = client.get(reverse(ADD), {"from": "cy"}).text
    assert 'value="Zqsecond"' in begun
    assert "Un.\n\nDau." in begun


def test_a_translation_of_an_earlier_version_says_so(client, officer, notice, monkeypatch):
    added = make_translation(notice, officer)
    now = say(monkeypatch, "Other words.")
    with pytest.raises(ValidationError, match="another one now"):
        make_translation(privacy.NoticeVersion.objects.get(version=now), officer)
    publish_notice(version=now, by=officer)

    assert "which was before this one" in client.get("/privacy/").text
    page = client.get(added.address).text
    assert "another version</a> now" in page


def test_only_a_published_notice_is_translated_and_only_by_those_who_govern_it(client, officer):
    assert "Nobody has published the notice yet" in client.get(reverse(ADD)).text
    refused = client.post(reverse(ADD), typed())
    assert refused.status_code == 400
    privacy.keep_version(by=log.CLOCK)
    notice = publish_notice(version=privacy.notice().version, by=officer).notice

    with pytest.raises(PermissionDenied):
        make_translation(notice, make_staff(Role.MANAGER))
    with pytest.raises(ValidationError):
        make_translation(notice, officer, translated_on=clock.add_days(clock.today(), 1))


def test_the_languages_are_offered_where_somebody_is_told(client, officer, notice):
    added = make_translation(notice, officer)
    person = make_person()
    client.force_login(make_worker_of(person))

    for there in (
        reverse("people:about", args=[person.key]),
        reverse("records:write", args=[person.key, "privacy_notice_given"]),
    ):
        assert added.address in client.get(there).text
    other = reverse("records:write", args=[person.key, "phone_call"])
    assert added.address not in client.get(other).text


def test_there_is_no_translation_that_nobody_added(client, officer, notice):
    for tag in ("pl", "xx"):
        there = reverse("privacy-translation", args=[notice.slug, tag])
        assert client.get(there).status_code == 404
