"""What was signed on an earlier version of a form is read, and corrected, as it was asked then."""

import pytest
from django.urls import reverse

from records.catalogue import catalogue
from tests.disclosure.factories import make_signed
from tests.records.factories import sent_back

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("type_key", "name"),
    [("meeting_mdt", "key_points"), ("transition_assessment", "needs_now_and_later")],
)
def test_an_answer_that_is_now_asked_in_rows_stays_as_it_was_signed(
    client, person, worker, type_key, name
):
    text = "Robin: wants to see places.\nNoor Blake: will look for flats."
    entry = make_signed(
        person, author=worker, type_key=type_key, type_version=1, values={name: text}
    )

    for page in ("entry", "print-entry"):
        shown = client.get(reverse(f"records:{page}", args=[person.key, entry.key]))
        assert "Noor Blake: will look for flats." in shown.text
    form = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))
    assert sent_back(form)[name] == [text]


def test_rows_are_asked_of_who_writes_now(client, person, worker):
    for type_key, name in (
        ("meeting_mdt", "key_points"),
        ("transition_assessment", "needs_now_and_later"),
    ):
        page = client.get(reverse("records:write", args=[person.key, type_key]))
        assert name in page.context["desk"].form.rows
        assert catalogue().get(type_key).version == 2
