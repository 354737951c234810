"""Large print: no letter is smaller than what is needed, in the rules and in the PDF."""

import io
import re

import pikepdf
import pytest

import clock
from disclosure import contents, pdf
from disclosure.pdf.large import enlarge
from tests.disclosure.factories import make_export, make_signed
from tests.people.factories import make_person


def test_every_size_is_raised_and_headings_stay_within_bounds():
    css = enlarge("a { font-size: 8pt } b { font-size: 10.5pt } h1 { font-size: 32pt }", 18)

    assert re.findall(r"font-size: ([\d.]+)pt", css) == ["18.0", "18.0", "28.8"]


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
