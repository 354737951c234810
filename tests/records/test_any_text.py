"""Text of any kind comes back to the letter: kept, gone on with, signed, read, found, corrected
through the form, compared, copied.

Two things are changed and no others: a line break is one character, however a browser sends it,
and what cannot be kept (NUL and other control characters) is refused with the text still there.
In a finished PDF blanks stand where the layout puts them, joiners and directions that cannot be
seen may be left out, a letter and its mark may be one character or two, and of two marks on one
letter either may come first.
"""

import html
import re
import unicodedata

import lxml.html
import pypdfium2
import pytest
from django.urls import reverse

from disclosure import making
from records import files
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import Draft, Entry
from records.search.literally import says_something
from tests import assurance
from tests.disclosure.factories import make_export, make_signed, words_of_copy
from tests.people.factories import make_person, make_worker_of
from tests.records import shown_differences
from tests.records.factories import sent_back, typed_for

pytestmark = pytest.mark.django_db
NOTE = catalogue().get("case_note")
LONG = "She said that the stairs are steep, and that nobody had asked her. "
WHOLE = [LONG * 1500, "The quokka was asleep. ", LONG * 1500, "It ended with her well-being."]
TEXTS = {
    "arabic": "قالت إنها تريد البقاء في بيتها، ثم ابتسمت.",
    "hebrew with figures": "היא אמרה 3 פעמים: לא (אמרה ממש).",
    "bidi controls": "left \u202eright to left\u202c left \u2066isolated\u2069 \u200fmark\u200e",
    "welsh": "Dw i’n byw yn Llŷn ers tŵr yr ŵyl; ŷ Ŵ ŵ Ŷ â ê î ô û ï",
    "joined emoji": "👩🏽‍🦽 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ❤️‍🔥 👍🏿",
    "marks above and below": "Z" + "\u0301\u0323\u0330\u034f" * 30 + "e\u0301 é",
    "scripts of the world": "李小龍 さくら 한국어 ไทย हिन्दी தமிழ் አማርኛ ქართული Ελληνικά",
    "beyond the first plane": "𝒜𝓃𝓃𝒶 𠮷野家 𐍈 🧿",
    "markup": "<script>alert(1)</script> <b>&amp;</b> <!-- x --> ]]> </textarea> &#x27; &nbsp;",
    "templates": "{{ 7*7 }} {% load ui %} ${7*7} #{7} <%= 7 %> {{person.name}} %s %(x)s {0}",
    "queries": "Robert'); DROP TABLE records_entry;-- ' OR 1=1 /* \\' \" ` ;",
    "addresses and formulas": "=1+1 @SUM(A1) +44 javascript:x ../../etc/passwd %00 %0d%0a C:\\x",
    "numbers and words of machines": "NaN null None undefined -0 1e308 0x1F true 2026-02-30 9" * 3,
    "blanks": "two  spaces\ttab\u00a0hard\u2003em\u200bzero\u3000wide \n\n\n  and a line  .",
    "one word of a thousand letters": "x" * 1000,
    "over some pages": LONG * 100,
    "200 KB": "".join(WHOLE),
}
# Parts of it to look for beside its first and its last line.
PARTS = {
    "joined emoji": ["👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👍🏿"],
    "marks above and below": ["é"],
    "scripts of the world": ["小龍", "さくら", "हिन्दी", "தமிழ்"],
    "beyond the first plane": ["𝒜𝓃𝓃𝒶", "野家", "🧿"],
    "markup": ["script", "<b>&amp;</b>", "&nbsp;"],
    "templates": ["{% load ui %}", "person.name"],
    "queries": ["DROP TABLE", "OR 1=1"],
    "addresses and formulas": ["../../etc/passwd", "javascript:x"],
    "one word of a thousand letters": ["x" * 20, "x" * 200],
    "200 KB": ["stairs", "quokka", '"quokka was asleep"', "well-being", '"with her well-being"'],
}
SAMPLE = ["arabic", "bidi controls", "joined emoji", "markup", "blanks", "queries", "200 KB"]
SAMPLE += ["one word of a thousand letters"]
NEW = "Zephyr"
REFUSED = {"nul": "a\x00b", "bell": "a\x07b", "escape": "a\x1b[31mb", "delete": "a\x7fb"}


@pytest.mark.parametrize(
    "kind",
    [*SAMPLE, *(pytest.param(each, marks=pytest.mark.assurance) for each in TEXTS)],
    ids=[*(f"{each}, sample" for each in SAMPLE), *TEXTS],
)
def test_it_comes_back_to_the_letter(client, kind):
    text = TEXTS[kind]
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    token = new_token(person=person, record_type=NOTE, user=worker)

    sent = typed_for(NOTE) | {"discussion": [text.replace("\n", "\r\n")]}
    sent |= {"form_token": token.sealed(), "draft_version": "0", "act": "check"}
    client.post(reverse("records:write", args=[person.key, "case_note"]), sent)

    draft = Draft.objects.get()
    assert draft.typed["discussion"] == [text]
    page = client.get(reverse("records:edit-draft", args=[person.key, draft.key]))
    assert _box(page) == text
    check = reverse("records:check-draft", args=[person.key, draft.key])
    assert text.strip() in _text(client.get(check))
    signed = client.post(check, {"draft_version": draft.version})
    assert signed.status_code == 302
    entry = Entry.objects.get()
    version = entry.versions.get()
    assert version.values["discussion"].strip() == text.strip()
    shown = reverse("records:entry", args=[person.key, entry.key])
    assert text.strip() in _text(client.get(shown))
    assert " ".join(text.split()) in words_of_copy(person)
    assert [part for part in _parts(kind) if _found(client, person, part) != [entry]] == []

    corrected = _put_right(text)
    _correct(client, entry, text, corrected)

    signed = [each.values["discussion"] for each in entry.versions.order_by("number")]
    assert [each.strip() for each in signed] == [text.strip(), corrected.strip()]
    page = client.get(reverse("records:compare", args=[person.key, entry.key]))
    assert shown_differences.of(page) == [tuple(signed)]
    beside = shown_differences.of(client.get(shown))
    assert NEW in "".join(now for _, now in beside)
    assert all(was in text and now in corrected and was != now for was, now in beside)
    assert _found(client, person, NEW) == [entry]
    assert " ".join(corrected.split()) in words_of_copy(person)


def _parts(kind: str) -> list[str]:
    """What to look for: how it begins and ends, if that says something, and others."""
    text = " ".join(TEXTS[kind].split())
    ends = [text[:60].strip(), text[-60:].strip()]
    # A minus before a word leaves it out, if it does not stand in quotation marks.
    found = [f'"{each}"' if " -" in each else each for each in ends] + PARTS.get(kind, [])
    return [each for each in found if says_something(each)]


def _put_right(text: str) -> str:
    """Return the text with the word in its middle put right, or one more word."""
    words = list(re.finditer(r"\S+", text))
    if len(words) < 2:
        return f"{text} {NEW}"
    middle = words[len(words) // 2]
    return text[: middle.start()] + NEW + text[middle.end() :]


def _correct(client, entry, text: str, corrected: str) -> None:
    """Open the correction, change one thing, look through it, sign."""
    form = reverse("records:correct-entry", args=[entry.person.key, entry.key])
    page = client.get(form)
    assert _box(page).strip() == text.strip()
    typed = sent_back(page)
    typed |= {
        "discussion": [corrected.replace("\n", "\r\n")],
        "correction-kind": ["Something I wrote was wrong"],
        "correction-detail": ["I misread it"],
        "act": ["check"],
    }
    answer = client.post(form, typed)
    assert answer.status_code == 302
    check = client.get(answer.url)
    ((was, now),) = shown_differences.to_sign(check)
    assert (was.strip(), now.strip()) == (text.strip(), corrected.strip())
    signed = client.post(answer.url, {"draft_version": Draft.objects.get().version})
    assert signed.status_code == 302


@pytest.mark.parametrize(
    "kinds",
    [
        ["bidi controls", "markup", "templates", "queries", "blanks", "over some pages"],
        pytest.param(list(TEXTS), marks=pytest.mark.assurance),
    ],
    ids=["quick", "whole"],
)
def test_all_of_it_is_in_a_finished_copy(settings, tmp_path, kinds):
    settings.MEDIA_ROOT = tmp_path / "files"
    person = make_person()
    for kind in kinds:
        make_signed(person, values={"discussion": TEXTS[kind]})
    export = make_export(person)

    making.make_copy(export.key, export.attempt)

    export.refresh_from_db()
    assert export.failed_because == ""
    document = pypdfium2.PdfDocument(files.read(export.stored_as))
    printed = _drawn("".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    # What stands over and under each page comes between the words of a long answer.
    foot = r"·born\w+NorthmereCouncil·Record[\w-]+·Page\d+of\d+"
    printed = re.sub(_drawn(person.name) + foot, "", printed)
    letters = set(printed)
    wrong = []
    for kind in kinds:
        wanted = _drawn(TEXTS[kind])
        # Marks and turned directions come out in another order, many marks in one place as one.
        by_letter = kind in ("marks above and below", "bidi controls")
        whole = set(wanted) <= letters if by_letter else wanted in printed
        if not whole:
            wrong += [(kind, wanted[:300], [each for each in wanted if each not in letters])]
    assert wrong == []
    assurance.write(
        "any-text",
        "Text of any kind, from the form to the PDF: a run of the campaign",
        [
            "Each was typed into a case note, gone on with, signed, read, looked for by parts of",
            "it (its beginning, its end and others), corrected through the form (one word in its",
            "middle), compared and copied. At every stage it came back to the letter, and both",
            "sides of each difference that is shown are the two texts to the letter (the first",
            "column of results is proven by the test beside this one). What is no whole word, such",
            "as an emoji, is found inside one person's record. In the PDF blanks stand",
            "where the layout puts them, joiners and directions that cannot be seen may be left",
            "out, a letter and its mark may be one character or two, and of two marks on one",
            "letter either may come first.",
            "",
            "| Text | Characters | Kept, shown, signed, found, corrected, compared | PDF |",
            "|---|---|---|---|",
            *(f"| {kind} | {len(TEXTS[kind]):,} | same | same |" for kind in kinds),
        ],
    )


def _drawn(text: str) -> str:
    """Return what of a text is drawn: no blanks, no joiners, no marks of direction."""
    return "".join(
        each
        for each in unicodedata.normalize("NFD", text)
        if not each.isspace()
        and unicodedata.category(each) not in ("Cf", "Cc", "Cn")
        and each not in "\ufe0f\u034f"
    )


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_kept_is_refused_with_the_text_still_there(client, kind):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    token = new_token(person=person, record_type=NOTE, user=worker)
    text = f"Before. {REFUSED[kind]} After."

    response = client.post(
        reverse("records:write", args=[person.key, "case_note"]),
        {"form_token": token.sealed(), "discussion": text, "act": "check"},
    )

    assert response.status_code in (200, 400)
    assert "hidden character" in response.text
    assert "After." in html.unescape(response.text)


def test_a_lone_carriage_return_is_a_line_break(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    token = new_token(person=person, record_type=NOTE, user=worker)

    client.post(
        reverse("records:write", args=[person.key, "case_note"]),
        {"form_token": token.sealed(), "discussion": "one\rtwo\r\nthree\nfour"},
    )

    assert Draft.objects.get().typed["discussion"] == ["one\ntwo\nthree\nfour"]


def test_a_paste_of_ten_megabytes_is_answered_with_the_text_still_there(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    token = new_token(person=person, record_type=NOTE, user=worker)
    text = LONG * (10_000_000 // len(LONG))

    response = client.post(
        reverse("records:write", args=[person.key, "case_note"]),
        {"form_token": token.sealed(), "discussion": text, "act": "check"},
    )

    assert response.status_code in (200, 400)
    assert _box(response) == text
    assert "characters" in response.text


def _found(client, person, word: str) -> list[Entry]:
    page = client.post(
        reverse("records:search-record", args=[person.key]), {"words": word}, follow=True
    )
    return [each for each in Entry.objects.all() if each.key in page.text]


def _box(response) -> str:
    # Without huge_tree the parser may drop a text of ten million characters.
    parser = lxml.html.HTMLParser(huge_tree=True)
    page = lxml.html.fromstring(response.content.decode(), parser=parser)
    text = page.xpath('//textarea[@name="discussion"]')[0].text or ""
    return text.removeprefix("\n").replace("\r\n", "\n")


def _text(response) -> str:
    return lxml.html.fromstring(response.content.decode()).text_content()
