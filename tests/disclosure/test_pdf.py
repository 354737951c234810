"""Real PDFs: every word is in them, they are tagged, and nothing typed is obeyed."""

import io
import re
from collections import Counter

import page
import pikepdf
import pypdfium2
import pytest

from disclosure import pdf
from disclosure.pdf import checking, press
from disclosure.pdf.document import Answer
from tests.disclosure.samples import make_copy, make_entry, make_said

HOSTILE = (
    '<link rel=attachment href=file:///etc/passwd> <img src="http://127.0.0.1:9/x"> '
    "<script>alert(1)</script> <style>@import url(file:///etc/hostname)</style> "
    "url(file:///etc/passwd) {{ settings }} {% load x %} ]]> <!-- &amp; &lt;"
)
# Each says that she wants to stay in her own home.
LANGUAGES = {
    "Arabic": "قالت إنها تريد البقاء في بيتها، ثم ابتسمت.",
    "Bengali": "তিনি নিজের বাড়িতে থাকতে চান, বললেন চন্দ্রা সেন।",
    "Chinese": "她想住在自己家裡。她想住在自己家里。陳太太、李小龍",
    "Farsi": "او دوست دارد در خانه خود بماند؛ گچ، پژواک.",
    "Gujarati": "તેઓ પોતાના ઘરમાં રહેવા માંગે છે, ક્ષમા.",
    "Hebrew": "היא אמרה 3 פעמים: לא (אמרה ממש).",
    "Hindi": "वह अपने घर में रहना चाहती हैं। क्षत्रिय श्री",
    "Polish": "Chce mieszkać u siebie: zażółć gęślą jaźń.",
    "Punjabi": "ਉਹ ਆਪਣੇ ਘਰ ਵਿੱਚ ਰਹਿਣਾ ਚਾਹੁੰਦੀ ਹੈ। ਪੰਜਾਬੀ",
    "Romanian": "Vrea să rămână acasă; știu că țara e a ei.",
    "Somali": "Waxay rabtaa inay gurigeeda ku sii noolaato.",
    "Tamil": "அவர் தன் வீட்டில் இருக்க விரும்புகிறார். ஸ்ரீ",
    "Ukrainian": "Вона хоче жити у своєму домі. Їжак, ґанок.",
    "Urdu": "وہ اپنے گھر میں رہنا چاہتی ہیں، اور ٹھیک ہیں۔",
    "Welsh": "Tŷ’r cŵn, ŵyr y ddôl, Ŷ; mae hi eisiau byw gartref.",
}
TRICKY = LANGUAGES | {
    "emoji": "glad 😀 and 👍🏿 today 🧿 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇬🇧",
    "a sign that no font has": "old 𒀀 end",
    "markup": HOSTILE,
    "no space": "x" * 1000,
}


def text_of(printed):
    """Every character of a PDF, without spaces and line ends, which layout may put anywhere."""
    document = pypdfium2.PdfDocument(printed.pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"[\s\u200b\ufffe]+", "", text)


def squeezed(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def tricky():
    answers = [Answer(label, text) for label, text in TRICKY.items()]
    answers.append(Answer("Said", said=(make_said("opinion", HOSTILE, rationale=HOSTILE),)))
    return pdf.render(make_copy(make_entry(1, *answers), make_entry(2)))


@pytest.mark.parametrize("label", TRICKY)
def test_text_of_every_kind_is_in_the_pdf_letter_by_letter(tricky, label):
    assert squeezed(TRICKY[label]) in text_of(tricky)


def test_the_pdf_passes_the_checks_of_pdf_ua_1(tricky):
    report = page.validate_pdf_bytes(tricky.pdf, profile="ua1")

    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant


def test_rows_are_a_table_with_heads_for_a_screen_reader(tricky):
    with pikepdf.open(io.BytesIO(tricky.pdf)) as opened:
        kinds = [str(each.get("/S", "")) for each in opened.objects if hasattr(each, "get")]

    assert squeezed("What happens? Who does it? 1 Two flats seen") in text_of(tricky)
    assert squeezed("Risk 2 What could happen? The hob is left on.") in text_of(tricky)
    # The account of every entry is the other table; each of two entries has one of its own.
    assert kinds.count("/Table") == 3


def test_nothing_that_was_typed_becomes_a_link_a_file_or_a_script(tricky):
    with pikepdf.open(io.BytesIO(tricky.pdf)) as opened:
        targets = {
            str(note.A.URI)
            for each in opened.pages
            for note in each.get("/Annots", [])
            if "/A" in note and "/URI" in note.A
        }
        names = opened.Root.get("/Names", {})
        assert targets == set()
        assert "/EmbeddedFiles" not in names
        assert "/AF" not in opened.Root
    assert b"root:x:0" not in tricky.pdf


def test_characters_that_no_font_has_are_named_at_the_end(tricky):
    assert tricky.missing == ()
    assert "cuneiformsigna(U+12000)" in text_of(tricky)


def test_the_languages_that_people_here_speak_need_no_boxes():
    printed = press.print_html(
        "<html lang=en><title>T</title>" + "".join(f"<p>{each}" for each in LANGUAGES.values())
    )

    assert printed.missing == ()


def test_brackets_first_drawn_in_hebrew_are_read_as_they_are_everywhere():
    hebrew, english = LANGUAGES["Hebrew"], "Rang (twice) [both] times."
    printed = press.print_html(f"<html lang=en><title>T</title><p dir=rtl>{hebrew}<p>{english}")

    assert squeezed(hebrew) in text_of(printed)
    assert squeezed(english) in text_of(printed)


def test_a_viewer_is_given_no_empty_string_after_which_it_would_misplace_marks():
    printed = press.print_html("<html lang=en><title>T</title><p>চন্দ্র")

    with pikepdf.open(io.BytesIO(printed.pdf)) as opened:
        drawn = [
            part
            for each in pikepdf.parse_content_stream(opened.pages[0])
            if str(each.operator) == "TJ"
            for part in each.operands[0]
        ]
    assert any(float(each) > 500 for each in drawn if not isinstance(each, pikepdf.String))
    assert [each for each in drawn if isinstance(each, pikepdf.String) and not bytes(each)] == []


def test_twenty_thousand_characters_run_on_over_pages_and_none_is_cut():
    words = [f"word{number}" for number in range(2000)]
    long = " ".join(words)
    entry = make_entry(1, Answer("Everything", long), header=(Answer("Head", long),))

    printed = pdf.render(make_copy(entry))

    found = Counter(re.findall(r"word\d+", text_with_spaces(printed)))
    assert found == dict.fromkeys(words, 2)


def text_with_spaces(printed):
    document = pypdfium2.PdfDocument(printed.pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_every_page_says_whose_record_it_is_which_copy_and_which_page_of_how_many(tricky):
    document = pypdfium2.PdfDocument(tricky.pdf)
    pages = [each.get_textpage().get_text_range() for each in document]
    document.close()

    for number, text in enumerate(pages, 1):
        words = " ".join(text.split())
        assert "Win Clarke" in words
        assert "born 14 March 1942" in words
        assert "Northmere Council · Record P10021" in words
        assert f"Copy k7m4qx9tzz · Page {number} of {len(pages)}" in words


def test_the_pdf_calls_itself_by_the_reference_and_says_its_language(tricky):
    with pikepdf.open(io.BytesIO(tricky.pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == "Record of P10021"
        assert str(opened.Root.Lang) == "en-GB"


def test_months_and_entries_stand_in_the_outline(tricky):
    with pikepdf.open(io.BytesIO(tricky.pdf)) as opened, opened.open_outline() as out:
        titles = [item.title for item in _all(out.root)]

    assert "September 2026" in titles
    assert titles.count("Thursday 3 September 2026, 3:45pm Phone call") == 2


def _all(items):
    for item in items:
        yield item
        yield from _all(item.children)


def test_a_document_that_asks_for_a_file_is_not_printed(caplog):
    with pytest.raises(pdf.NotPrinted):
        press.print_html("<html lang=en><title>Ama Okafor</title><img src='file:///etc/passwd'>")

    assert "typeset.py ended with 1" in caplog.text
    assert "FatalURLFetchingError" in caplog.text
    assert "Ama" not in caplog.text
    assert "may fetch nothing" not in caplog.text


def test_a_document_that_needs_more_memory_than_allowed_is_not_printed():
    with pytest.raises(pdf.NotPrinted, match="memory"):
        press.print_html("<html lang=en><title>T</title>" + "x " * 20_000_000, memory=300 * 1024**2)


def test_a_document_that_needs_more_work_than_allowed_is_not_printed():
    with pytest.raises(pdf.NotPrinted, match="work"):
        press.print_html("<html lang=en><title>T</title>" + "<p>x" * 200_000, seconds=2)


def test_a_pdf_that_lacks_an_entry_is_not_whole(tricky):
    with pytest.raises(pdf.NotWhole, match="1 entry is"):
        checking.check(tricky.pdf, anchors={"entry-1", "entry-99"}, title="Record of P10021")


def test_the_watcher_hears_each_step_in_order():
    heard = []

    pdf.render(make_copy(), watch=lambda step, done: heard.append((step, done)))

    assert heard == [
        ("Laying out pages", 0),
        ("Laying out pages", 1),
        ("Joining pages", 1),
        ("Checking", 1),
    ]
