"""Phoned in: three clicks to a form, and on to the list of the colleague who phoned."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from records import queries
from records.catalogue import catalogue
from records.models import Draft, Entry
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person
from tests.records.factories import typed_for
from tests.records.test_writing import post, signed, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """A person, their worker who phones in, and somebody at the desk of the same team."""
    team, person = make_team(), make_person()
    worker = make_staff(name="Fola Adeyemi", team=team)
    allocate(person, worker)
    clerk = make_staff(Role.BUSINESS_SUPPORT, team=team)
    client.force_login(clerk)
    return person, worker, clerk


def test_three_clicks_lead_to_a_form_that_knows_who_phoned(client, desk):
    person, worker, _ = desk
    record = client.get(reverse("records:timeline", args=[person.key])).text
    first = reverse("records:phoned-in", args=[person.key])
    assert first in record

    second = reverse("records:write", args=[person.key, "case_note"])
    second += f"?from={worker.staff_number}"
    assert second in client.get(first).text
    form = client.get(second).context["desk"].form

    assert form["information_provider"].value()[0]["key"] == worker.staff_number
    assert form["provider_reason"].value() == "Phoned in"
    assert form["author_took_part"].value() == "false"


def test_what_was_phoned_in_lands_on_the_list_of_who_phoned(client, desk):
    person, worker, clerk = desk
    typed = typed_for(catalogue().get("case_note")) | {
        "author_took_part": ["false"],
        "information_provider": [f"staff:{worker.staff_number}"],
        "information_provider_other": [],
        "provider_reason": ["Phoned in"],
    }

    signed(client, person, token_for(person, clerk), typed)

    entry = Entry.objects.get()
    assert (entry.author, entry.information_provider) == (clerk, worker)
    assert queries.told(worker).to_confirm == [entry]


def test_any_colleague_can_be_chosen_and_nobody_is_said_in_words(client, desk):
    person, _, clerk = desk
    far = make_staff(name="Tom Far")
    url = reverse("records:phoned-in", args=[person.key])

    onward = client.get(url, {"from": far.staff_number, "kind": "phone_call"})

    assert onward.url.endswith(f"/write/phone_call/?from={far.staff_number}")
    for wrong in ("", "nobody", "a\x00b", clerk.staff_number):
        page = client.get(url, {"from": wrong, "kind": "phone_call"})
        assert page.status_code == 200
        assert "Choose who phoned in" in page.text
        plain = client.get(
            reverse("records:write", args=[person.key, "case_note"]), {"from": wrong}
        )
        assert plain.status_code == 200
        assert plain.context["desk"].form["author_took_part"].value() == "true"


@pytest.mark.parametrize(
    ("type_key", "field"),
    [("email_received", "body_as_received"), ("text_message", "message_text")],
)
def test_what_was_received_is_kept_letter_for_letter(client, desk, type_key, field):
    """A browser sends CR LF for each line break; nothing else is changed on the way."""
    person, _, clerk = desk
    text = (
        "\n  Dear all,  \t\n\n\tCafe\u0301 and caf\u00e9 \u200f\u05e9\u05dc\u05d5\u05dd  \n"
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \ufb01n\u00a0 “quotes” <b>&amp;</b>\n"
        "> re: \n\n  "
    )
    typed = typed_for(catalogue().get(type_key)) | {field: [text.replace("\n", "\r\n")]}
    token = token_for(person, clerk, type_key)
    post(client, person, token, typed, type_key=type_key)
    draft = Draft.objects.get()
    assert draft.typed[field] == [text]

    client.post(
        reverse("records:check-draft", args=[person.key, draft.key]),
        {"draft_version": draft.version},
    )

    entry = Entry.objects.get()
    assert entry.versions.get().values[field] == text
    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    shown = re.findall(r'<span class="verbatim">(.*?)</span>', page, re.DOTALL)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert escaped in shown
