"""Large print: no letter is smaller than what is needed, in the rules and in the PDF."""

import io
import re
import uuid
from dataclasses import replace

import page
import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

import clock
from disclosure import contents, making, pdf
from disclosure.glossary import with_glossary
from disclosure.pdf.document import Answer
from disclosure.pdf.large import enlarge
from records import files
from records.quality.words import words
from tests.disclosure.factories import NO_REQUEST, make_export, make_officer, make_signed
from tests.disclosure.samples import make_copy, make_entry
from tests.people.factories import make_person


def test_every_size_is_raised_and_headings_stay_within_bounds():
    css = enlarge("a { font-size: 8pt } b { font-size: 10.5pt } h1 { font-size: 32pt }", 18)

    assert re.findall(r"font-size: ([\d.]+)pt", css) == ["18.0", "18.0", "28.8"]


@pytest.mark.parametrize("points", [16, 18, 24, 36])
@pytest.mark.parametrize("scope", ["", "Entries from 1 January 2026 on."])
def test_the_head_and_the_foot_stand_on_the_page(points, scope):
    copy = make_copy(make_entry(1, Answer("What was said", "The MDT met.")), print_size=points)
    known_at = copy.cover.made_at if scope else None
    legal = "Winifred Alexandra Clarke-Featherstonehaugh" if scope else "Winifred Clarke"
    cover = replace(copy.cover, scope=scope, known_at=known_at, legal_name=legal)
    copy = replace(copy, cover=cover)

    pages = pypdfium2.PdfDocument(pdf.render(with_glossary(copy, words())).pdf)

    assert len(pages) > 4
    for number in range(1, len(pages)):
        text = pages[number].get_textpage()
        said = text.get_text_range()
        assert "Copy k7m4qx9tzz" in said
        boxes = [text.get_rect(each) for each in range(text.count_rects())]
        assert min(bottom for _, bottom, _, _ in boxes) > 8
        assert max(top for *_, top in boxes) < pages[number].get_height() - 8
        assert "Septemb\r\ner" not in said
    pages.close()


def test_pages_after_the_entries_have_no_month_at_their_head():
    copy = make_copy(make_entry(1, Answer("What was said", "The MDT met.")))

    pages = pypdfium2.PdfDocument(pdf.render(with_glossary(copy, words())).pdf)

    said = [page.get_textpage().get_text_range() for page in pages]
    pages.close()
    (glossary,) = (each for each in said if "What each short form means" in each)
    (account,) = (each for each in said if "Entries of the record, by date" in each)
    assert "September 2026" not in glossary + account


@pytest.mark.django_db
def test_a_large_print_copy_has_no_letter_smaller_than_asked():
    person = make_person()
    make_signed(person, values={"discussion": "She asked for a clock."})
    export = make_export(person, print_size=20)

    printed = pdf.render(contents.collect(export, at=clock.now()))

    with pikepdf.open(io.BytesIO(printed.pdf)) as document:
        sizes = {
            float(each.operands[1]) * (1 if each.operands[0] == "/CopyStamp" else 0.75)
            for page in document.pages
            for each in pikepdf.parse_content_stream(page)
            if str(each.operator) == "Tf"
        }
    # Sizes are written in px, of which one is three quarters of a point; that of the foot is not.
    assert min(sizes) == pytest.approx(20, abs=0.1)


@pytest.mark.django_db
def test_a_copy_for_an_archive_is_in_large_print_too_and_cannot_be_locked(client):
    person = make_person()
    make_signed(person, values={"discussion": "She asked for a clock."})
    officer = make_officer(person)
    client.force_login(officer)
    asked = {
        "submission": str(uuid.uuid4()),
        "purpose": "PERSON",
        "recipient": "Ama, by hand",
        "made_as": "ARCHIVE",
        "print_size": "18",
        **NO_REQUEST,
    }
    here = reverse("disclosure:ask", args=[person.key])

    refused = client.post(here, asked | {"is_locked": "on"})
    assert "the standard for PDF/A forbids it" in refused.text
    assert "no other format can be locked" in str(refused.context["form"].errors)
    assert client.post(here, asked).status_code == 302
    export = person.exports.get()
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()

    assert (export.print_size, export.failed_because) == (18, "")
    content = files.read(export.stored_as)
    assert page.validate_pdf_bytes(content, profile="3a").is_compliant
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) > 2
    listed = client.get(reverse("disclosure:copies", args=[person.key])).text
    assert "PDF to be kept for decades (PDF/A), large print, 18 point" in listed
