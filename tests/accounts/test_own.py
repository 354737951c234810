"""What staff decide for themselves: whether names and words in lists are covered."""

import pytest
from django.urls import reverse

from audit.models import Event
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("onward", "goes_to"),
    [
        ("/people/mine/", "/people/mine/"),
        ("//elsewhere.example/", "/accounts/settings/"),
        ("https://elsewhere.example/", "/accounts/settings/"),
        ("", "/accounts/settings/"),
    ],
)
def test_lists_are_covered_from_any_page_and_one_comes_back_to_it(client, onward, goes_to):
    staff = make_staff()
    client.force_login(staff)

    answer = client.post(reverse("cover-lists"), {"cover": "on", "next": onward})

    assert (answer.status_code, answer.url) == (302, goes_to)
    staff.refresh_from_db()
    assert staff.wants_privacy
    event = Event.objects.get(verb="accounts.settings_chosen")
    assert (event.actor, event.shown) == (staff.staff_number, ["wants_privacy"])
    assert '<body class="govuk-template__body" data-shortcuts data-privacy>' in client.get("/").text
    client.post(reverse("cover-lists"), {"cover": "off", "next": "/"})
    assert "data-privacy" not in client.get("/").text


def test_covered_titles_name_the_reference_and_not_the_person(client):
    person = make_person(preferred_name="Zo & Co")
    worker = make_worker_of(person)
    client.force_login(worker)
    page = reverse("records:write", args=[person.key, "case_note"])
    open_title = client.get(page).text.partition("</title>")[0]

    worker.wants_privacy = True
    worker.save()
    title = client.get(page).text.partition("</title>")[0]

    assert "Zo &amp; Co" in open_title
    assert "Zo" not in title
    assert person.council_reference in title
