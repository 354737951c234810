"""The privacy notice: for anybody, of what is really kept, and another version once it changes."""

from dataclasses import replace

import pytest
from django.urls import reverse

from caserecords import privacy
from retention import schedule as schedules
from retention.schedule import schedule

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


def test_it_says_what_the_register_and_the_schedule_say():
    found = privacy.notice()
    general = schedule().classes["asc_general"]

    assert (general.title, general.kept_for) in [(each.title, each.kept_for) for each in found.kept]
    assert {"Addresses", "Communication needs", "Statements"} <= set(found.held)
    assert "Conflicts of interest" not in found.held


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
    written = schedules._FILE.read_text(encoding="utf-8")
    here = written.index("[class.asc_general]")
    years = f"years = {general.period['years']}"
    changed = tmp_path / "schedule.toml"
    changed.write_text(written[:here] + written[here:].replace(years, "years = 31", 1), "utf-8")
    monkeypatch.setattr(schedules, "_FILE", changed)
    schedule.cache_clear()
    try:
        page = client.get(reverse("privacy")).text
        after = privacy.notice().version
    finally:
        schedule.cache_clear()

    assert "31 years" in page
    assert after != before
    assert (after in page, before in page) == (True, False)
