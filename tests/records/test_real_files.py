"""Real files of the kinds hardest to make: a telephone's picture, a message of Outlook's."""

import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from PIL import Image

from records import files
from records.models import Attachment
from records.search.finding import find
from tests.accounts.factories import make_team
from tests.people.factories import make_person
from tests.records.outlook import outlook
from tests.records.papers import pdf
from tests.records.telephone import heic
from tests.records.test_files_of_drafts import THREAD, begin, go_on, signed_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(team=make_team())


def test_a_telephones_picture_is_kept_as_one_that_every_browser_shows(client, person, worker):
    kept = signed_with(person, worker, heic(), "IMG_0412.HEIC")

    assert (kept.media_type, kept.received_as, kept.filename) == (
        "image/jpeg",
        "image/heic",
        "IMG_0412.jpg",
    )
    assert b"Telephone Maker" in heic()
    content = files.read(kept.stored_as)
    assert b"Telephone Maker" not in content
    with Image.open(io.BytesIO(content)) as opened:
        assert (opened.size, opened.getpixel((28, 3))) == ((32, 16), (255, 255, 255))
    address = reverse("records:file-page", args=[person.key, kept.key, 1, "large"])
    with Image.open(io.BytesIO(client.get(address).content)) as shown:
        assert (shown.format, shown.size) == ("PNG", (32, 16))
    look = client.get(reverse("records:look-at-file", args=[person.key, kept.key]))
    assert "HEIC picture, kept as JPEG without place and camera" in look.text


def test_outlooks_message_is_read_to_heading_thread_and_files(client, person, worker):
    message = outlook(THREAD, files={"plan.pdf": pdf("Her plan")}, copied_to=(("Jo Bly", ""),))
    begin(client, person, worker, ("m.msg", message), key="email_received")

    email = Attachment.objects.get().email
    assert email["from"] == "Dr Sorsby <sorsby@surgery.example>"
    assert email["to"] == ["Fola Adeyemi <fola.adeyemi@northmere.example>"]
    assert email["cc"] == ["Jo Bly"]
    assert datetime.fromisoformat(email["sent_at"]) == datetime(2026, 9, 3, 13, 5, tzinfo=UTC)
    assert [(each["from"], each["sent"]) for each in email["thread"]] == [
        ("Ana Clarke <ana@clarke.example>", "1 September 2026 09:10")
    ]
    assert [each["name"] for each in email["files"]] == ["plan.pdf"]


def test_outlooks_message_fills_in_the_record_and_gives_out_its_file(client, person, worker):
    message = outlook("Win fell.\r\n", files={"plan.pdf": pdf("Her plan")})
    begin(client, person, worker, ("m.msg", message), key="email_received")
    kept = Attachment.objects.get()

    go_on(client, kept.draft, fill_from=kept.key)
    kept.draft.refresh_from_db()
    go_on(client, kept.draft, take_out=f"{kept.key}:0")

    assert kept.draft.typed["body_as_received"] == ["Win fell.\n"]
    assert kept.draft.typed["event_at_time"] == ["14:05"]
    inner = Attachment.objects.exclude(pk=kept.pk).get()
    assert (inner.filename, inner.media_type) == ("plan.pdf", "application/pdf")
    assert files.read(inner.stored_as) == pdf("Her plan")


def test_an_address_of_the_senders_own_directory_is_not_shown(client, person, worker):
    inside = ("Fola Adeyemi", "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP/CN=FOLA")
    begin(client, person, worker, ("m.msg", outlook(sender=inside)), key="email_sent")

    assert Attachment.objects.get().email["from"] == "Fola Adeyemi"


def test_the_words_of_outlooks_message_are_found_and_shown(client, person, worker):
    kept = signed_with(person, worker, outlook("She keeps whippets.\r\n"), "m.msg")

    look = client.get(reverse("records:look-at-file", args=[person.key, kept.key]))

    assert "She keeps whippets." in look.text
    assert find(worker, "whippets", person=person).entries == [kept.entry]
