"""A copy as PDF for archives, locked PDF, web page, plain text and JSON: the same words."""

import html
import io
import json
import re
import uuid
import zlib

import page
import pikepdf
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

import clock
from audit.models import Event
from disclosure import making
from disclosure.files import text, web
from disclosure.models import Export
from disclosure.pdf import NotWhole
from disclosure.pdf.archival import archival
from disclosure.pdf.document import Beside
from disclosure.pdf.layout import html_of
from disclosure.redacting import actions as redacting
from people.models import Contact
from records import files
from records.models import Entry
from tests.disclosure.factories import (
    NO_REQUEST,
    make_export,
    make_officer,
    make_redaction,
    make_signed,
    sign_version,
)
from tests.disclosure.samples import AT, make_copy, make_entry
from tests.disclosure.test_redaction import checked, remove_all
from tests.people.factories import make_contact, make_detail, make_person

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> & {{ cover.name }}\nSecond line | with a bar"


def made(export):
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    assert export.failed_because == ""
    return files.read(export.stored_as)


def words_of(content):
    """The words of a web page, each space a single one."""
    body = content.decode().partition("<body>")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", body)))


@pytest.fixture
def person():
    person = make_person(preferred_name="Ama Okafor")
    make_detail(person, "what_matters", "My garden")
    make_contact(person, name="Efua Okafor")
    said = [{"kind": "person_words", "text": "Put a clock by the bed"}]
    entry = make_signed(person, said=said, values={"discussion": HOSTILE})
    again = {"discussion": f"{HOSTILE} again"}
    sign_version(entry, values=again, said=said, reason="Wrong day")
    make_signed(person, values={"discussion": "A secret"}, sensitivity=Entry.Sensitivity.RESTRICTED)
    return person


def test_a_web_page_and_a_text_say_what_the_pdf_says(person):
    page_made = make_export(person, made_as="HTML")
    text_made = make_export(person, made_as="TEXT")

    as_page, as_text = made(page_made), made(text_made)

    for said in (words_of(as_page), " ".join(as_text.decode().split())):
        for words in (
            *("Ama Okafor", "My garden", "Efua Okafor", "“Put a clock by the bed”"),
            *(" ".join(HOSTILE.split()), " ".join(f"{HOSTILE} again".split())),
            *("Wrong day", "Every entry accounted for", "It is restricted to named people"),
        ):
            assert words in said
        assert "A secret" not in said
    assert HOSTILE in as_text.decode()
    assert b"<script" not in as_page
    for export, content in ((page_made, as_page), (text_made, as_text)):
        event = Event.objects.get(verb="disclosure.export_made", target=export.key)
        assert f"sha256:{export.sha256}" in event.shown
        assert f"bytes:{len(content)}" in event.shown


def test_a_text_has_its_labels_beside_their_answers_and_headings_underlined(person):
    text = made(make_export(person, made_as="TEXT")).decode()

    lines = text.splitlines()
    assert "Who may have it: Ama Okafor, by hand" in lines
    title = next(line for line in lines if line.startswith("Case record of"))
    assert lines[lines.index(title) + 1] == "=" * len(title)
    assert not re.search(
        r"\n{4}|<[a-z/]|&[a-z]+;",
        text.replace(HOSTILE, "").replace("<script>", "").replace("</script>", ""),
    )


@pytest.mark.parametrize(
    "broken",
    [
        '<img src="https://example.org/x.png">',
        '<p id="entry-1"><a href="//example.org">x</a>',
        '<p id="entry-1"><a href="#nowhere">x</a>',
        "<p>no entry</p>",
    ],
)
def test_a_page_that_lacks_an_entry_or_leads_out_is_not_made(broken):
    with pytest.raises(NotWhole):
        web.check(broken, anchors={"entry-1"})


@pytest.mark.parametrize("made_as", ["HTML", "TEXT", "JSON"])
def test_what_was_removed_is_in_no_format(made_as):
    person = make_person(preferred_name="Ama Okafor")
    officer = make_officer(person)
    make_contact(person, name="Efua Mensah", kind=Contact.Kind.FAMILY)
    make_signed(person, values={"discussion": "Efua Mensah rang about the clock"})
    case = make_redaction(person, officer)
    remove_all(case, officer)
    checked(case, officer, make_officer(person))

    export = redacting.make_redacted_copy(
        redaction=case, by=officer, submission=uuid.uuid4(), made_as=made_as
    )
    content = made(export).decode()

    assert "Mensah" not in content
    assert "rang about the clock" in content


def test_a_copy_for_archives_keeps_both_standards(person):
    content = made(make_export(person, made_as="ARCHIVE"))

    for standard in ("3a", "ua1"):
        report = page.validate_pdf_bytes(content, profile=standard)
        assert [each.message for each in report.failures] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"print_size": 16},
        {"print_size": 24},
        {"is_locked": True},
        {"types": ["phone_call"]},
        {"statement_kinds": ["person_words"]},
        {"entry": "the first"},
        {"known_at": "now"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_every_kind_of_copy_can_be_read_by_a_screen_reader(person, fields):
    told = {"the first": person.entries.get(sensitivity="NORMAL"), "now": clock.now()}
    of = fields | {name: told[fields[name]] for name in fields.keys() & {"entry", "known_at"}}
    export = make_export(person, **of)

    content = io.BytesIO(made(export))

    opened = io.BytesIO()
    with pikepdf.open(content, password=export.password) as locked:
        locked.save(opened, encryption=False)
    report = page.validate_pdf_bytes(opened.getvalue(), profile="ua1")
    assert [each.message for each in report.failures] == []


def test_no_stream_of_a_copy_for_archives_ends_like_a_line():
    plain = (b"q Q %" + b"a" * number for number in range(256))
    drawn = next(each for each in plain if zlib.compress(each).endswith(b"\r"))
    given = io.BytesIO()
    with pikepdf.new() as made_up:
        made_up.add_blank_page()
        with made_up.open_metadata() as said:
            said["dc:title"] = "Copy"
        made_up.pages[0].Contents = made_up.make_stream(drawn)
        made_up.save(given, recompress_flate=True)
    assert b"\r\nendstream" in given.getvalue()

    kept = archival(given.getvalue())

    assert b"\r\nendstream" not in kept
    with pikepdf.open(io.BytesIO(kept)) as opened:
        assert opened.pages[0].Contents.read_bytes() == drawn


def test_a_locked_copy_opens_with_a_password_that_is_shown_once(client, person):
    officer = make_officer(person)
    client.force_login(officer)
    export = make_export(person, asked_by=officer, is_locked=True)
    content = made(export)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    address = reverse("disclosure:password", args=[person.key, export.key])

    first, second = client.post(address), client.post(address, follow=True)

    password = re.search(r"<strong class=\"verbatim\">([a-z2-9-]{24})</strong>", first.text)[1]
    with pikepdf.open(io.BytesIO(content), password=password) as opened:
        assert (opened.encryption.R, opened.encryption.bits) == (6, 256)
    assert "shown before, and is not kept" in second.text
    assert password not in second.text
    export.refresh_from_db()
    assert (export.password, export.password_shown_by) == ("", officer)
    assert Event.objects.filter(verb="disclosure.password_shown").count() == 1


def test_a_password_waits_sealed_in_the_database(person):
    export = make_export(person, is_locked=True)
    made(export)

    stored = Export.objects.filter(pk=export.pk).extra(select={"raw": "password"}).values("raw")

    assert export.password
    assert export.password not in stored[0]["raw"]


def test_each_format_is_offered_and_taken_away_under_its_own_name(client, person):
    client.force_login(make_officer(person))
    asked = {"submission": str(uuid.uuid4()), "purpose": "PERSON", "recipient": "Ama, by hand"}
    asked |= NO_REQUEST
    address = reverse("disclosure:ask", args=[person.key])
    refused = client.post(address, {**asked, "made_as": "TEXT", "is_locked": "on"})
    assert list(refused.context["form"].errors) == ["is_locked"]

    client.post(address, {**asked, "made_as": "JSON", "print_size": "18"})

    export = Export.objects.get()
    assert (export.made_as, export.print_size) == ("JSON", 0)
    content = made(export)
    taken = client.get(reverse("disclosure:download", args=[person.key, export.key]))
    assert taken.headers["Content-Type"] == "application/json"
    assert taken.headers["Content-Disposition"].endswith('.json"')
    assert json.loads(taken.content) == json.loads(content)


@pytest.mark.parametrize("print_size", [0, 18])
def test_words_that_somebody_said_stand_between_quotation_marks(print_size):
    said = Beside("The person’s comment", "It was Friday.", "Win", AT, own_words=True)
    added = Beside("More detail", "Ana rang again.", "Fola Adeyemi", AT)
    copy = make_copy(make_entry(beside=(said, added)), print_size=print_size)

    for words in (text.text_of(copy), strip_tags(html_of(copy))):
        assert "“It was Friday.”" in words
        assert "“My kitchen and my dahlias.”" in words
        assert "“Ana rang" not in words
