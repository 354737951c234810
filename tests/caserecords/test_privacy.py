"""The privacy notice: for anybody, of what is really kept, and another version once it changes."""

from dataclasses import replace

import pytest
from django.urls import reverse

import clock
from audit import log
from caserecords import privacy
from disclosure.models import SharedWith
from disclosure.sharing.counting import count_recipients
from governance.models import NoticeVersion
from retention import also
from retention import schedule as schedules
from retention.schedule import schedule
from tests.disclosure.factories import (
    make_decision,
    make_delivered,
    make_letter,
    make_officer,
    make_ready,
    make_signed,
)
from tests.people.factories import make_contact, make_person
from ui import formats

pytestmark = pytest.mark.django_db


def test_anybody_reads_it_and_it_says_the_four_things(client):
    response = client.get(reverse("privacy"))

    assert response.status_code == 200
    for title in (
        "What we collect",
        "How we use it",
        "Who it may be shared with",
        "How long we keep it",
        "Information Commissioner",
    ):
        assert title in response.text
    assert privacy.notice().version in response.text


def test_anybody_gets_it_in_large_print_and_as_plain_text(client):
    page = client.get(reverse("privacy"))
    large = client.get(reverse("privacy"), {"as": "large"})
    plain = client.get(reverse("privacy"), {"as": "text"})

    assert ("is-large-print" in page.text, "is-large-print" in large.text) == (False, True)
    assert plain["Content-Type"] == "text/plain; charset=utf-8"
    found = privacy.notice()
    said = [part.title for part in found.parts.values()] + [found.version, *found.held]
    said += [each.kept_for for each in found.kept]
    said += [word for part in found.parts.values() for word in part.words]
    assert [each for each in said if each not in plain.text] == []
    assert ("<" in plain.text, "&" in plain.text) == (False, False)


def test_it_says_how_to_reach_the_data_protection_officer(client, settings):
    settings.PROTECTION_OFFICER_CONTACT = "The Officer, Guildhall; 01632 960999"
    given = privacy.notice().version
    for form in ("", "text"):
        shown = client.get(reverse("privacy"), {"as": form}).text
        assert "You reach them here: The Officer, Guildhall; 01632 960999." in shown

    settings.PROTECTION_OFFICER_CONTACT = ""

    assert "Ask for them by letter or by telephone" in client.get(reverse("privacy")).text
    assert "{" not in client.get(reverse("privacy"), {"as": "text"}).text
    assert privacy.notice().version != given


def test_it_says_what_the_register_and_the_schedule_say():
    found = privacy.notice()
    general = schedule().classes["asc_general"]

    assert (general.title, general.kept_for) in [(each.title, each.kept_for) for each in found.kept]
    assert {"Addresses", "Communication needs", "Statements"} <= set(found.held)
    assert "Conflicts of interest" not in found.held


def test_it_says_how_long_all_is_kept_that_it_says_is_kept():
    told = {each.title for each in privacy.notice().kept}
    classes = schedule().classes
    beside = ("access_audit", "export_file", "subject_access", "complaint", "data_breach")
    added = {each.class_key for each in also.rows()}

    assert {classes[key].title for key in {*beside, *added}} <= told
    assert classes["supervision_staff"].title not in told


def test_a_changed_period_makes_another_version():
    found = privacy.notice()
    longer = replace(found.kept[0], kept_for="80 years")

    assert replace(found, kept=[longer, *found.kept[1:]]).version != found.version
    assert replace(found, kept=list(found.kept)).version == found.version


def test_a_period_changed_in_the_schedule_stands_on_the_page_with_another_version(
    client, monkeypatch, tmp_path
):
    before = privacy.notice().version
    general = schedule().classes["asc_general"]
    written = schedules.FILE.read_text(encoding="utf-8")
    here = written.index("[class.asc_general]")
    years = f"years = {general.period['years']}"
    changed = tmp_path / "schedule.toml"
    changed.write_text(written[:here] + written[here:].replace(years, "years = 31", 1), "utf-8")
    monkeypatch.setattr(schedules, "FILE", changed)
    schedule.cache_clear()
    try:
        page = client.get(reverse("privacy")).text
        after = privacy.notice().version
    finally:
        schedule.cache_clear()

    assert "31 years" in page
    assert after != before
    assert (after in page, before in page) == (True, False)


def ago(number):
    """So many times 31 days ago."""
    return clock.add_hours(clock.now(), -number * 31 * 24)


def sent(person, officer, to, at):
    """A letter to somebody around the person."""
    ref = {"kind": "contact", "key": to.key, "name": to.name, "role": ""}
    entry = make_signed(person, type_key="letter_sent")
    return make_letter(
        person, officer, to=ref, state="SENT", sent_at=at, entry=entry, failed_because=""
    )


def test_it_counts_with_whom_was_shared_and_names_organisations_alone(client):
    officer = make_officer()
    for number in range(3):
        person = make_person()
        carer = make_contact(
            person, name="Zq Carer", kind="PROFESSIONAL", organisation="Northmere Home Care"
        )
        alone = make_contact(person, name=f"Zq{number} Alone", kind="ORGANISATION")
        sister = make_contact(person, name="Zq Sister", kind="FAMILY")
        for to in (carer, carer, alone, sister):
            sent(person, officer, to, at=ago(number))
        make_delivered(person, officer, purpose="COURT", recipient="Judge Zq")
        make_ready(person, officer, purpose="PERSON", recipient="Zq herself")
        make_decision(person, event_at=clock.now(), signed_at=clock.now())
    before = privacy.notice().version

    count_recipients(by=log.CLOCK)
    count_recipients(by=log.CLOCK)

    said = {each.who: (each.times, each.first, each.last) for each in privacy.recipients()}
    now, then = (formats.month_and_year(clock.day_of(ago(number))) for number in (0, 2))
    kinds = SharedWith.Kind
    assert said == {
        "Northmere Home Care": ("6", then, now),
        f"{kinds.WORKS_WITH.label}, not named here": ("fewer than 5", then, now),
        kinds.AROUND.label: ("fewer than 5", then, now),
        kinds.COURT.label: ("fewer than 5", now, now),
        kinds.OTHER.label: ("fewer than 5", now, now),
    }
    for form in ("", "text"):
        shown = client.get(reverse("privacy"), {"as": form}).text
        assert "Northmere Home Care" in shown
        assert "Zq" not in shown
    assert privacy.notice().version == before


def test_a_decision_to_share_counts_for_those_whom_it_names():
    for number in range(3):
        person = make_person()
        nurse = make_contact(
            person, name=f"Zq{number} Nurse", kind="PROFESSIONAL", organisation="Northmere Hospital"
        )
        sister = make_contact(person, name="Zq Sister", kind="FAMILY")
        named = [
            {"kind": "contact", "key": each.key, "name": each.name} for each in (nurse, sister)
        ]
        make_decision(person, values={"with_whom": named})
        kept_back = {"with_whom": named, "direction": "We did not share"}
        make_decision(person, values=kept_back)

    count_recipients(by=log.CLOCK)

    said = {(each.kind, each.organisation): each.times for each in SharedWith.objects.all()}
    assert said == {("WORKS_WITH", "Northmere Hospital"): 3, ("AROUND", ""): 3}


def test_an_earlier_version_is_read_as_it_stood(client, monkeypatch):
    before = privacy.notice().version
    assert privacy.keep_version(by=log.CLOCK)
    assert not privacy.keep_version(by=log.CLOCK)
    words = replace(privacy._parts()["used"], words=["We use it for Zqnew things."])
    parts = privacy._parts() | {"used": words}
    monkeypatch.setattr(privacy, "_parts", lambda: parts)
    assert privacy.keep_version(by=log.CLOCK)

    now = client.get(reverse("privacy")).text
    there = NoticeVersion.objects.get(version=before).address
    earlier = client.get(there)
    plain = client.get(there, {"as": "text"}).text

    assert (before in now, there in now, "Zqnew" in now) == (True, True, True)
    assert earlier.status_code == 200
    for text in (earlier.text, plain):
        assert before in text
        assert "Zqnew" not in text
        assert "the Care Act 2014" in text
    assert client.get(reverse("privacy-version", args=["0000-0000"])).status_code == 404
