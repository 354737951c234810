"""Short forms that occur in a copy are explained in it, and no others."""

import io
from dataclasses import replace

import page
import pikepdf
import pytest

from disclosure import pdf
from disclosure.files import text, web
from disclosure.glossary import with_glossary
from disclosure.pdf.cutting import cut
from disclosure.pdf.document import Chronology, Line
from disclosure.pdf.layout import html_of_part
from disclosure.redacting import actions, queries
from records import files
from records.quality.words import with_short_forms, words
from tests.disclosure.factories import make_officer, make_redaction, make_signed
from tests.disclosure.samples import make_copy, make_entry
from tests.disclosure.test_making import squeezed
from tests.disclosure.test_parts import Shelf, make_long, texts_of
from tests.disclosure.test_redaction import checked, everything_in, made, remove_all
from tests.people.factories import make_person


def glossary_of(title):
    return with_glossary(make_copy(make_entry(title=title), about=()), words()).glossary


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Two MDTs and the OT's letter", ["MDT", "OT"]),
        ("Referred under s42, then DoLS", ["DoLS", "s42"]),
        ("Nothing here", []),
        ("The mdt, an AMHPX and COPE", []),
        ("HOT OR COLD", []),
        ("MCA DoLS and UK GDPR", ["DoLS", "MCA", "UK GDPR"]),
    ],
)
def test_a_short_form_is_listed_only_if_it_occurs(words, expected):
    assert [each.short for each in glossary_of(words)] == expected


def test_it_says_what_each_means_and_where_it_stands_first():
    (term,) = glossary_of("The SAR")

    assert term.meaning.startswith("Subject access request. A person's request")
    assert term.meaning.endswith("It can also mean: Safeguarding adults review.")
    assert (term.where, term.anchor) == ("3 Sep 2026, The SAR", "entry-1")


def test_it_says_what_the_council_has_a_short_form_mean():
    lists = with_short_forms(words(), {"QXT": "Quick extra team. They come at night", "SAR": ""})
    copy = make_copy(make_entry(title="The QXT and the SAR"), about=())

    (term,) = with_glossary(copy, lists).glossary

    assert (term.short, term.meaning) == ("QXT", "Quick extra team. They come at night.")


def test_a_chronology_has_one_too():
    line = Line("line-1", "3 Sep 2026", event="An AMHP came", impact="", source="Call, Fola")
    chronology = Chronology("Falls", "For the court", "Frozen", "9F3A", (line,))
    copy = with_glossary(
        replace(make_copy(), about=(), months=(), account=(), chronology=chronology), words()
    )

    printed = pdf.render(copy)

    assert [(each.short, each.anchor) for each in copy.glossary] == [("AMHP", "line-1")]
    assert "Short forms in this copy" in "".join(texts_of(printed.pdf))
    assert page.validate_pdf_bytes(printed.pdf, profile="ua1").is_compliant


@pytest.mark.parametrize("few", [True, False], ids=["one part", "many parts"])
def test_it_is_tagged_linked_and_in_the_outline_of_a_pdf(few):
    long = make_long(5 if few else 34)
    month = long.months[0]
    first = replace(month.entries[0], title="Talk with the CMHT")
    months = (replace(month, entries=(first, *month.entries[1:])), *long.months[1:])
    copy = with_glossary(replace(long, months=months), words())

    printed = pdf.render(copy)

    assert page.validate_pdf_bytes(printed.pdf, profile="ua1").is_compliant
    texts = texts_of(printed.pdf)
    (place,) = [n for n, each in enumerate(texts) if "What each short form means" in each]
    assert "CMHT" in texts[place]
    assert "Every entry accounted for" in "".join(texts[place:])
    with pikepdf.open(io.BytesIO(printed.pdf)) as opened:
        leads = [
            str(note.Dest) for note in opened.pages[place].get("/Annots", ()) if "/Dest" in note
        ]
        with opened.open_outline() as outline:
            titles = [each.title for top in outline.root for each in (top, *top.children)]
    assert first.anchor in leads
    assert titles[-2:] == ["Short forms in this copy", "Every entry accounted for"]


def test_it_stands_in_a_web_page_and_in_plain_text():
    copy = with_glossary(make_copy(make_entry(title="Talk with the CMHT")), words())

    html = web.page_of(copy)

    web.check(html, anchors=copy.anchors)
    assert '<a href="#entry-1">3 Sep 2026, Talk with the CMHT</a>' in html
    assert "CMHT | Community mental health team." in text.text_of(copy)


def test_a_kept_part_of_one_copy_is_never_that_of_another():
    """Parts with the same digest are the same page: whatever stands beside the entries."""
    whole = make_long()
    some = replace(whole, cover=replace(whole.cover, scope="Entries from 1 May 2026 on."))
    short = with_glossary(replace(whole, also_left_out=("An OT’s note",)), words())
    named = replace(short, glossary=(replace(short.glossary[0], meaning="Another"),))
    pages = {}
    for copy in (whole, some, short, replace(short, glossary=()), named):
        for part in cut(copy):
            if part.may_be_kept:
                pages.setdefault(part.digest(), set()).add(html_of_part(part))

    assert {len(each) for each in pages.values()} == {1}
    mine = {part.digest() for part in cut(whole) if part.may_be_kept}
    assert mine.isdisjoint(part.digest() for part in cut(some))


@pytest.mark.django_db
def test_a_redacted_copy_explains_only_what_is_left_in_it():
    person = make_person(preferred_name="Ama Okafor")
    officer, second = make_officer(person), make_officer(person)
    entry = make_signed(person, values={"discussion": "The MARAC met. The CMHT rang."})
    case = make_redaction(person, officer)
    row = queries.row_of(case, entry.key)
    (part,) = queries.parts_of(officer, case, only=entry.key)
    place = next(each for each in part.pieces if "MARAC" in each.text)
    actions.add_mark(row=row, by=officer, path=place.path, words="The MARAC met", reason="CRIME")
    remove_all(case, officer)
    checked(case, officer, second)

    found = everything_in(files.read(made(case, officer).stored_as))

    assert squeezed("Community mental health team") in found
    assert "MARAC" not in found
    assert squeezed("Multi-agency risk") not in found


def test_nothing_is_laid_out_again_for_it():
    shelf = Shelf()
    copy = make_long()
    pdf.render(copy, shelf=shelf)
    kept = len(shelf)

    pdf.render(with_glossary(replace(copy, also_left_out=("An OT’s note",)), words()), shelf=shelf)

    # The contents name it, it is a part itself, and the account names what was left out.
    assert len(shelf) - kept == 3
