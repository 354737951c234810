"""What a correction changed stands at the sentence that it put right, with old and new words."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from records import actions
from records.models import Action
from records.shown import changes, passages
from records.signed.digests import is_whole
from tests.accounts.factories import make_staff
from tests.records import shown_differences
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

REASON = "Something I wrote was wrong. I read my notebook again."


def said(text, kind="fact", **details):
    details = details or {"source": "First-hand"}
    return {"field": "statements", "kind": kind, "text": text, "details": details}


@pytest.fixture
def entry(person, worker):
    return make_entry(
        person=person,
        by=worker,
        values=note_values(discussion="She walked with a stick. She was warm."),
        statements=[said("She fell twice in May."), said("The kitchen was cold.")],
    )


def correct(entry, by, **given):
    before = entry.versions.order_by("number").last()
    rows = [
        {"field": row.field, "kind": row.kind, "text": row.text, "details": row.details}
        for row in before.statements.all()
    ]
    given = {"values": before.values, "statements": rows} | given
    return actions.correct_entry(
        entry=entry, by=by, submission=uuid.uuid4(), reason=REASON, **given
    )


def pieces(text):
    """The words of the first correction on a page, as they are marked up."""
    return text.split('class="correction"')[1].split("</div>")[0]


@pytest.mark.parametrize("page", ["entry", "timeline"])
def test_the_corrected_sentence_carries_the_old_and_the_new_words(
    client, person, worker, entry, page
):
    correct(
        entry, worker, statements=[said("She fell twice in June."), said("The kitchen was cold.")]
    )

    keys = [person.key, entry.key] if page == "entry" else [person.key]
    shown = client.get(reverse(f"records:{page}", args=keys)).text

    beside = shown.split("She fell twice in June.")[1].split("The kitchen was cold.")[0]
    assert "May" in beside.split("<del")[1].split("</del>")[0]
    assert "June" in beside.split("<ins")[1].split("</ins>")[0]
    assert "taken out" in beside
    assert REASON in beside


@pytest.mark.parametrize("page", ["entry", "timeline"])
def test_the_corrected_text_does_too(client, person, worker, entry, page):
    correct(entry, worker, values=note_values(discussion="She walked with a frame. She was warm."))

    keys = [person.key, entry.key] if page == "entry" else [person.key]
    shown = client.get(reverse(f"records:{page}", args=keys)).text

    assert "stick" in pieces(shown).split("<del")[1].split("</del>")[0]
    assert "frame" in pieces(shown).split("<ins")[1].split("</ins>")[0]


@pytest.mark.parametrize("page", ["entry", "print-entry"])
def test_a_correction_of_a_long_text_stands_at_its_sentence(client, person, worker, page):
    written = "She was up.\n\nShe walked with a {}. She was warm.{}\n\nHer son came at {}."
    first = note_values(discussion=written.format("stick", "", "two"))
    entry = make_entry(person=person, by=worker, values=first)
    for words in [("frame", "", "two"), ("frame", " She sang.", "four")]:
        correct(entry, worker, values=note_values(discussion=written.format(*words)))

    shown = client.get(reverse(f"records:{page}", args=[person.key, entry.key])).text

    up, rest = shown.split("She walked with a frame.</span>")
    frame, rest = rest.split('<span class="verbatim">She was warm. She sang.</span>')
    sang, rest = rest.split('<span class="verbatim">Her son came at four.</span>')
    assert '<span class="verbatim">She was up.\n\n' in up
    assert "stick" in frame.split("<del")[1]
    assert "frame" in frame.split("<ins")[1]
    assert "son" not in frame
    assert "She sang." in sang.split("<ins")[1]
    assert "two" in rest.split("<del")[1]
    assert "four" in rest.split("<ins")[1]


def test_a_point_inside_a_word_ends_no_sentence_and_blanks_stay_as_they_are(client, person, worker):
    written = "She was up. See www.x.org/a at {},  then 3.5 mg.\n\nShe slept."
    entry = make_entry(person=person, by=worker, values=note_values(discussion=written.format(4)))
    correct(entry, worker, values=note_values(discussion=written.format("10.30")))

    shown = client.get(reverse("records:entry", args=[person.key, entry.key]))

    sentence = "See www.x.org/a at {},  then 3.5 mg."
    assert shown_differences.of(shown) == [(sentence.format(4), sentence.format("10.30"))]


def test_so_it_does_on_the_timeline_where_the_text_is_shown_whole(client, person, worker):
    long = "She sang. " * 90
    for more in ("", long):
        first = note_values(discussion=f"She walked with a stick. She was warm. {more}")
        entry = make_entry(person=person, by=worker, values=first)
        correct(
            entry,
            worker,
            values=note_values(discussion=first["discussion"].replace("stick", "frame")),
        )

    cut, whole = client.get(reverse("records:timeline", args=[person.key])).text.split("<article")[
        1:
    ]

    assert "stick" in whole.split("a frame.</div>")[1].split("She was warm.</div>")[0]
    assert cut.index(" …</div>") < cut.index("stick")


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["One came. Two went.", "Quite another tale."], [0]),
        (["One came. Two went.", "Two went."], [-1]),
        (["", "One came. Two went."], [1]),
        (["A cold day. Two went.", "A cold day. Two ran.", "Two ran."], [-1, 0]),
        (["A cold day.\n" * 2000, "A warm day.\n" * 2000], [1999]),
        (["One came.\nTwo went.", "One came. Two went."], [1]),
        (["One came.", "One came."], []),
    ],
)
def test_every_correction_of_a_text_has_a_place(texts, places):
    found = passages.corrected_in(texts)

    assert [each.place for each in found] == places


def test_a_sentence_corrected_twice_carries_both(entry, worker):
    correct(
        entry, worker, statements=[said("She fell once in May."), said("The kitchen was cold.")]
    )
    correct(
        entry, worker, statements=[said("The kitchen was cold."), said("She fell once in June.")]
    )
    versions = list(entry.versions.all())
    told = [
        [{"kind": row.kind, "text": row.text, **row.details} for row in version.statements.all()]
        for version in versions
    ]

    beside = changes.statement_corrections(told, versions)

    assert sorted(beside.at) == [1]
    assert [each.part.before.split("\n")[0] for each in beside.at[1]] == [
        "Fact: She fell once in May.",
        "Fact: She fell twice in May.",
    ]
    assert beside.gone == []


def test_a_sentence_that_was_taken_out_still_stands_somewhere(client, person, worker, entry):
    correct(entry, worker, statements=[said("The kitchen was cold.")])

    shown = client.get(reverse("records:timeline", args=[person.key])).text

    assert "She fell twice in May." in shown.split("<del")[1].split("</del>")[0]


def test_kind_and_ground_are_compared_too(entry, worker):
    correct(
        entry,
        worker,
        statements=[
            said("She fell twice in May.", "opinion", rationale="I saw her bruises in June."),
            said("The kitchen was cold."),
        ],
    )

    (change,) = changes.changes_between(*entry.versions.all())

    words = [(str(each.kind), each.text) for each in change.parts[0].pieces]
    assert ("gone", "Fact") in words
    assert ("new", "Opinion") in words
    assert "I saw her bruises in June." in change.parts[0].after


def test_any_two_versions_are_compared(client, person, worker, entry):
    for day in ("June", "July"):
        correct(
            entry,
            worker,
            statements=[said(f"She fell twice in {day}."), said("The kitchen was cold.")],
        )
    address = reverse("records:compare", args=[person.key, entry.key])

    first_to_last = client.get(address)
    middle = client.get(address, {"from": "2", "to": "3"})

    assert "May" in first_to_last.text.split('class="diff"')[-1]
    assert "<del" in middle.text
    assert "June" in middle.text.split("<del")[2]
    assert "May" not in middle.text.split('class="diff"')[-1]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "9", "to": "-1"},
        {"from": "\x00"},
        {"from": "x" * 5000, "to": ["1", "2"]},
        {"from": "1", "to": "1"},
    ],
)
def test_no_address_breaks_the_comparison(client, person, worker, entry, query):
    address = reverse("records:compare", args=[person.key, entry.key])

    assert client.get(address, query).status_code == 200


def test_words_of_any_kind_are_shown_to_the_letter(client, person, worker, entry):
    naughty = "<script>alert(1)</script> & 'x' قالت 👩🏽‍🦽 " + "y" * 1000
    correct(entry, worker, values=note_values(discussion=naughty))
    (change,) = changes.changes_between(*entry.versions.all())

    page = client.get(reverse("records:compare", args=[person.key, entry.key])).text

    assert change.parts[0].after == naughty
    assert "<script>alert" not in page


# --- Actions


def agreed(**fields):
    return {
        "text": "Ring the surgery",
        "owner": None,
        "owner_name": "Jo Bloggs",
        "due_on": clock.today(),
        "priority": "ROUTINE",
    } | fields


@pytest.fixture
def with_actions(person, worker):
    return make_entry(person=person, by=worker, actions=[agreed(), agreed(text="Post the form")])


def test_a_correction_changes_note_and_task_at_once(with_actions, worker):
    first, second = with_actions.actions.order_by("position")
    colleague = make_staff(Role.PRACTITIONER)

    version = correct(
        with_actions,
        worker,
        actions=[
            agreed(key=first.key, text="Ring the chemist", owner=colleague, owner_name=""),
            agreed(key=second.key, text="Post the form"),
        ],
    )

    first.refresh_from_db()
    assert (first.text, first.owner) == ("Ring the chemist", colleague)
    assert [row["text"] for row in version.actions] == ["Ring the chemist", "Post the form"]
    assert all(is_whole(each) for each in with_actions.versions.all())
    (change,) = changes.changes_between(*with_actions.versions.all())
    assert "surgery" in [
        each.text for part in change.parts for each in part.pieces if each.kind == "gone"
    ]


def test_an_action_taken_out_is_not_needed_and_a_new_one_is_open(with_actions, worker):
    first, second = with_actions.actions.order_by("position")

    correct(
        with_actions,
        worker,
        actions=[agreed(key=first.key), agreed(text="Visit on Monday")],
    )

    second.refresh_from_db()
    assert second.status == Action.Status.NOT_NEEDED
    assert list(
        with_actions.actions.filter(status="OPEN").values_list("text", flat=True).order_by("text")
    ) == ["Ring the surgery", "Visit on Monday"]


def test_somebody_elses_action_is_not_corrected_by_its_key(with_actions, worker):
    other = make_entry(actions=[agreed(text="Of another entry")]).actions.get()

    correct(with_actions, worker, actions=[agreed(key=other.key, text="Mine now")])

    other.refresh_from_db()
    assert other.text == "Of another entry"
    assert with_actions.actions.filter(text="Mine now").count() == 1


def test_leaving_actions_alone_is_no_change(with_actions, worker):
    rows = with_actions.actions.order_by("position")
    same = [agreed(key=row.key, text=row.text) for row in rows]

    with pytest.raises(ValidationError, match="Nothing is different"):
        correct(with_actions, worker, actions=same)


def test_the_form_of_a_correction_holds_the_actions_and_corrects_them(
    client, person, worker, with_actions
):
    first, second = with_actions.actions.order_by("position")
    page = client.get(reverse("records:correct-entry", args=[person.key, with_actions.key]))
    form = page.context["desk"].form
    rows = form.rows["actions"].forms
    assert [row["key"].value() for row in rows] == [first.key, second.key]
    assert f'value="{first.text}"' in page.text

    posted = _as_browsers_post(page.text)
    posted["actions-0-text"] = "Ring the chemist"
    posted |= {"correction-kind": "Something I wrote was wrong", "correction-detail": "The chemist"}
    check = client.post(page.request["PATH_INFO"], posted | {"act": "check"}, follow=True)
    assert "Ring the chemist" in check.text
    assert [change.label for change in check.context["changes"]] == ["Actions"]
    signed = client.post(
        check.redirect_chain[-1][0],
        {"draft_version": check.context["draft"].version},
        follow=True,
    )

    assert "Correction signed." in signed.text
    first.refresh_from_db()
    assert first.text == "Ring the chemist"
    assert first.status == Action.Status.OPEN


def _as_browsers_post(html):
    """What a browser would send of the writing desk's form, as it stands."""
    import re
    from html import unescape

    posted = {}
    for tag in re.findall(r"<input[^>]+>", html):
        given = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        kind = given.get("type", "text")
        if "name" not in given or kind in ("file", "submit"):
            continue
        if kind in ("radio", "checkbox") and " checked" not in tag:
            continue
        posted.setdefault(given["name"], []).append(unescape(given.get("value", "")))
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL
    ):
        posted[name] = [unescape(text).removeprefix("\n")]
    for name, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        posted[name] = [unescape(chosen[1])] if chosen else [""]
    return {name: texts for name, texts in posted.items() if "__prefix__" not in name}
