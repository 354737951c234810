"""What is refused before any page is asked."""

import pytest
from django.urls import reverse

from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry

pytestmark = pytest.mark.django_db
PART = '--B\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'


def test_characters_that_no_page_can_show_cannot_come_in_another_character_set(client):
    person = make_person()
    worker = make_worker_of(person)
    address = reverse(
        "records:add-to-entry", args=[person.key, make_entry(person=person, by=worker).key]
    )
    client.force_login(worker)
    body = PART.format("kind", "REPLY") + PART.format("text", "Typed \\ud800") + "--B--\r\n"

    response = client.generic(
        "POST",
        address,
        body,
        content_type="multipart/form-data; boundary=B; charset=unicode_escape",
    )

    assert response.status_code == 400
    assert "Typed \\ud800" in response.text


def test_a_search_in_another_character_set_is_refused(client):
    client.force_login(make_worker_of(make_person()))

    response = client.post(
        "/people/find/",
        "words=%5Cud800",
        content_type="application/x-www-form-urlencoded; charset=unicode_escape",
    )

    assert response.status_code == 400
