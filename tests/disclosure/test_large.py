"""Large print: no letter is smaller than what is needed, in the rules and in the PDF."""

import io
import re

import pikepdf
import pypdfium2
import pytest

import clock
from disclosure import contents, pdf
from disclosure.glossary import with_glossary
from disclosure.pdf.document import Answer
from disclosure.pdf.large import enlarge
from tests.disclosure.factories import make_export, make_signed
from tests.disclosure.samples import make_copy, make_entry
from tests.people.factories import make_person


def test_every_size_is_raised_and_headings_stay_within_bounds():
    css = enlarge("a { font-size: 8pt } b { font-size: 10.5pt } h1 { font-size: 32pt }", 18)

    assert re.findall(r"font-size: ([\d.]+)pt", css) == ["18.0", "18.0", "28.8"]


@pytest.mark.parametrize("points", [16, 18, 24, 36])
def test_the_head_and_the_foot_stand_on_the_page(points):
    copy = make_copy(make_entry(1, Answer("What was said", "The MDT met.")), print_size=points)

    pages = pypdfium2.PdfDocument(pdf.render(with_glossary(copy)).pdf)

    assert len(pages) > 4
    for number in range(1, len(pages)):
        text = pages[number].get_textpage()
        said = text.get_text_range()
        assert "Copy k7m4qx9tzz" in said
        boxes = [text.get_rect(each) for each in range(text.count_rects())]
        assert min(bottom for _, bottom, _, _ in boxes) > 8
        assert max(top for *_, top in boxes) < pages[number].get_height() - 8
    pages.close()


def test_pages_after_the_entries_have_no_month_at_their_head():
    copy = make_copy(make_entry(1, Answer("What was said", "The MDT met.")))

    pages = pypdfium2.PdfDocument(pdf.render(with_glossary(copy)).pdf)

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
