"""Text of any kind comes back to the letter: kept, gone on with, signed, read, corrected, copied.

Two things are changed and no others: a line break is one character, however a browser sends it,
and what cannot be kept (NUL and other control characters) is refused with the text still there.
"""

import html
import uuid

import lxml.html
import pytest
from django.urls import reverse

from records import actions
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import Draft, Entry
from tests.disclosure.factories import words_of_copy
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import typed_for

pytestmark = pytest.mark.django_db
NOTE = catalogue().get("case_note")
LONG = "She said that the stairs are steep, and that nobody had asked her. "
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
    "200 KB": LONG * 3000,
}
REFUSED = {"nul": "a\x00b", "bell": "a\x07b", "escape": "a\x1b[31mb", "delete": "a\x7fb"}


@pytest.mark.parametrize("kind", TEXTS)
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
    corrected = f"{text.strip()} Put right."
    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        values=version.values | {"discussion": corrected},
        statements=_statements(version),
        reason="An error of fact",
    )
    assert entry.versions.count() == 2
    read = _text(client.get(shown))
    assert corrected in read


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


def _box(response) -> str:
    # Without huge_tree the parser may drop a text of ten million characters.
    parser = lxml.html.HTMLParser(huge_tree=True)
    page = lxml.html.fromstring(response.content.decode(), parser=parser)
    text = page.xpath('//textarea[@name="discussion"]')[0].text or ""
    return text.removeprefix("\n").replace("\r\n", "\n")


def _text(response) -> str:
    return lxml.html.fromstring(response.content.decode()).text_content()


def _statements(version):
    return [
        {"field": row.field, "kind": row.kind, "text": row.text, "details": row.details}
        for row in version.statements.all()
    ]
