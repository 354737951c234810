"""The privacy notice: for anybody, of what is really kept, and another version once it changes."""

from dataclasses import replace

import pytest
from django.urls import reverse

from caserecords import privacy
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
