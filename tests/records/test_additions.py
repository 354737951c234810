"""What stands beside an entry: at the sentence it speaks of, and a person's comment for ever."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

import clock
from disclosure import contents
from records import actions
from records.models import Addition
from tests.disclosure.factories import make_export
from tests.people.factories import make_worker_of
from tests.records.factories import make_entry, note_values, spoken_by
from ui import formats

pytestmark = pytest.mark.django_db

COMMENT = "  That is <b>not</b> what I said!\n\tI said “leave me be” – 👩🏽‍🦽 gad lonydd.  "


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    return worker


@pytest.fixture
def entry(person, worker):
    fact = {
        "field": "statements",
        "kind": "fact",
        "text": "She fell twice.",
        "details": {"source": "First-hand"},
    }
    return make_entry(
        person=person,
        by=worker,
        values=note_values(discussion="She was warm. The stairs are steep."),
        statements=[fact],
    )


def add(client, person, entry, **typed):
    address = reverse("records:add-to-entry", args=[person.key, entry.key])
    return client.post(address, {"kind": "MORE_DETAIL", "text": "The rail is loose."} | typed)


def option(client, person, entry, text):
    page = client.get(reverse("records:add-to-entry", args=[person.key, entry.key]))
    return next(
        value for value, label in page.context["form"].fields["about"].choices if label == text
    )


def pages(client, person, entry):
    yield client.get(reverse("records:entry", args=[person.key, entry.key])).text
    yield client.get(reverse("records:timeline", args=[person.key])).text


@pytest.mark.parametrize("sentence", ["She fell twice.", "The stairs are steep."])
def test_an_addition_stands_at_the_sentence_it_speaks_of(client, person, worker, entry, sentence):
    add(client, person, entry, about=option(client, person, entry, sentence))

    assert entry.additions.get().about_text == sentence
    for page in pages(client, person, entry):
        before = page.split("The rail is loose.")[0]
        assert sentence in before
        assert "About:" not in before


def test_an_addition_about_a_sentence_corrected_since_carries_it(client, person, worker, entry):
    add(client, person, entry, about=option(client, person, entry, "The stairs are steep."))
    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=entry.submission,
        values=note_values(discussion="She was warm."),
        statements=[
            {"field": row.field, "kind": row.kind, "text": row.text, "details": row.details}
            for row in entry.versions.get().statements.all()
        ],
        reason="Something I wrote was wrong. There are none.",
    )

    for page in pages(client, person, entry):
        assert "“The stairs are steep.”" in page.split("The rail is loose.")[0]


def test_the_persons_comment_is_kept_to_the_letter_with_who_said_it(client, person, worker, entry):
    day = clock.today()
    given = {
        "kind": "PERSON_COMMENT",
        "said_by": "Ama Okafor",
        "received_on_day": str(day.day),
        "received_on_month": str(day.month),
        "received_on_year": str(day.year),
    }

    add(client, person, entry, text=COMMENT, **given)

    comment = entry.additions.get()
    assert (comment.text, comment.said_by, comment.received_on) == (COMMENT, "Ama Okafor", day)
    for page in pages(client, person, entry):
        assert "recorded by Fola Adeyemi" in page
        assert "gad lonydd" in page
        assert "<b>not</b>" not in page
    beside = contents.collect(make_export(person), at=clock.now()).months[0].entries[0].beside[0]
    assert beside.text == COMMENT
    assert beside.by.startswith("Ama Okafor, received")
    assert "recorded by Fola Adeyemi" in beside.by


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "PERSON_COMMENT"}, "Enter who commented"),
        ({"kind": "PERSON_COMMENT", "said_by": "Ama"}, "Enter the date on which the comment came"),
        ({"about": "999"}, "Choose a sentence from the list"),
        ({"about": "-1"}, "Choose a sentence from the list"),
        ({"text": "a\x00b"}, "a"),
        ({"text": ""}, "Enter what should stand beside the entry"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client, person, worker, entry, typed, words
):
    response = add(client, person, entry, **typed)

    assert response.status_code == 200
    assert words in response.text
    assert not entry.additions.exists()


def read_back(day, **typed):
    """Something that was read back on ``day``, as typed."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    on = {f"received_on_{name}": str(part) for name, part in parts.items()}
    given = {"kind": "READ_BACK", "said_by": "Ama Okafor", "shown_how": "READ_ALOUD"}
    return given | {"text": COMMENT} | on | typed


def test_what_was_read_back_says_to_whom_when_and_how_and_keeps_their_words(
    client, person, worker, entry
):
    day = clock.today()
    begun = client.get(
        reverse("records:add-to-entry", args=[person.key, entry.key]) + "?kind=READ_BACK"
    )

    add(client, person, entry, **read_back(day))
    add(client, person, entry, **read_back(day, text="", shown_how="PAPER"))

    assert begun.context["form"].initial == {"kind": "READ_BACK", "said_by": person.name}
    said, silent = entry.additions.all()
    assert (said.text, said.said_by, said.received_on) == (COMMENT, "Ama Okafor", day)
    assert (silent.text, silent.shown_how) == ("", "PAPER")
    for page in pages(client, person, entry):
        assert "Shown or read back to the person: read aloud" in page
        assert "Shown or read back to the person: on paper" in page
        assert "Nothing that they said of it was written down." in page
        assert f"Ama Okafor, shown {formats.day_and_month(day)}; recorded by" in page
        assert "gad lonydd" in page
    first, second = (
        contents.collect(make_export(person), at=clock.now()).months[0].entries[0].beside
    )
    assert (first.kind, first.text, first.own_words) == (
        "Shown or read back to the person: read aloud",
        COMMENT,
        True,
    )
    assert first.by.startswith(f"Ama Okafor, shown {formats.day_and_month(day)}, recorded by")
    assert second.own_words is False


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"shown_how": ""}, "Choose how it was shown or read to them"),
        ({"said_by": ""}, "Enter to whom it was shown"),
        ({"received_on_year": "2199"}, "It was shown to them between the day it is about"),
        ({"received_on_day": ""}, "day"),
    ],
)
def test_what_is_missing_of_what_was_read_back_is_said_and_the_words_stay(
    client, person, worker, entry, typed, words
):
    response = add(client, person, entry, **read_back(clock.today(), **typed))

    assert words in response.text
    assert response.context["form"]["text"].value() == COMMENT
    assert not entry.additions.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "READ_BACK", "said_by": "Ama", "shown_how": ""},
        {"kind": "READ_BACK", "said_by": "", "shown_how": "PAPER"},
        {"kind": "MORE_DETAIL", "text": "More", "shown_how": "PAPER"},
        {"kind": "MORE_DETAIL", "text": ""},
    ],
)
def test_the_database_keeps_no_half_of_what_was_read_back(worker, entry, wrong):
    given = {"text": "", "received_on": clock.today()} | wrong

    with pytest.raises(IntegrityError):
        Addition.objects.create(entry=entry, author=worker, added_at=clock.now(), **given)


def came_on(day):
    """A comment that came on ``day``, as typed."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    typed = {f"received_on_{name}": str(part) for name, part in parts.items()}
    return {"kind": "PERSON_COMMENT", "said_by": "Ama Okafor", "text": COMMENT} | typed


@pytest.mark.parametrize(
    ("before_today", "words"),
    [
        (21, "The comment cannot have come before what the entry is about, which happened on"),
        (20, "The comment cannot have come before there was an entry to comment on: it was signed"),
        (4, "The comment cannot have come before there was an entry to comment on: it was signed"),
        (3, ""),
        (-1, "The date the comment came must not be in the future"),
    ],
)
def test_a_comment_cannot_have_come_before_there_was_something_to_comment_on(
    client, person, worker, before_today, words
):
    happened, signed = (clock.add_days(clock.today(), -days) for days in (20, 3))
    entry = make_entry(
        person=person,
        by=worker,
        values=note_values(
            event_at={"on": happened.isoformat(), "time_not_known": "All day"},
            late_reason="I was on leave.",
        ),
        at=clock.at_time(signed, 12),
    )

    response = add(client, person, entry, **came_on(clock.add_days(clock.today(), -before_today)))

    assert entry.additions.exists() is (not words)
    if words:
        assert words in response.text
        assert response.context["form"]["text"].value() == COMMENT
        assert response.context["form"]["said_by"].value() == "Ama Okafor"


@pytest.fixture
def comment(client, person, worker, entry):
    def on(sentence=""):
        about = option(client, person, entry, sentence) if sentence else ""
        add(client, person, entry, **came_on(clock.today()) | {"text": "Not so.", "about": about})
        return entry.additions.latest("id")

    return on


@pytest.mark.parametrize("sentence", ["", "The stairs are steep."])
def test_a_reply_stands_beneath_the_comment_it_names(
    client, person, worker, entry, comment, sentence
):
    answered = comment(sentence)
    add(client, person, entry, text="It rained.")
    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    page_of_reply = f"{reverse('records:add-to-entry', args=[person.key, entry.key])}?answers="

    assert f"{page_of_reply}{answered.key}" in page
    form = client.get(f"{page_of_reply}{answered.key}").context["form"]
    assert (form["kind"].value(), form["answers"].value()) == ("REPLY", answered.key)
    add(client, person, entry, kind="REPLY", answers=answered.key, text="We shall ask him.")

    assert entry.additions.get(kind="REPLY").answers == answered
    printed = client.get(reverse("records:print-entry", args=[person.key, entry.key])).text
    for page in [*pages(client, person, entry), printed]:
        after = page.split("Not so.")[1]
        assert "Reply to the comment of Ama Okafor" in after
        assert page.count("We shall ask him.") == 1
        assert "It rained." not in after.split("We shall ask him.")[0]
    copied = contents.collect(make_export(person), at=clock.now()).months[0].entries[0].beside
    texts = [each.text for each in copied]
    assert texts.index("We shall ask him.") == texts.index("Not so.") + 1
    assert "Reply to the comment of Ama Okafor" in [each.kind for each in copied]


def test_a_reply_says_which_comment_it_answers_or_that_it_is_another(
    client, person, worker, entry, comment
):
    elsewhere = make_entry(person=person, by=worker)
    theirs = actions.add_to_entry(
        entry=elsewhere, by=worker, kind="PERSON_COMMENT", text="No.", said_by="Ama"
    )
    assert "answers" not in add(client, person, entry, text="").context["form"].fields
    comment()

    for typed in ({}, {"answers": "nobody"}, {"answers": theirs.key}):
        response = add(client, person, entry, kind="REPLY", text="We shall.", **typed)
        assert "Choose " in str(response.context["form"].errors["answers"])
        assert "We shall." in response.text
    with pytest.raises(ValidationError, match="beside this entry"):
        actions.add_to_entry(entry=entry, by=worker, kind="REPLY", text="So.", answers=theirs)
    add(client, person, entry, kind="REPLY", answers="none", text="As my manager asked.")
    assert entry.additions.get(kind="REPLY").answers is None
    assert "Reply to a comment" in next(pages(client, person, entry))


@pytest.fixture
def recorded(person, worker, entry):
    """A comment of the person's on the entry that is a record of its own."""
    made = make_entry(
        person=person,
        by=worker,
        type_key="person_comment",
        statements=[
            {
                "field": "persons_own_words",
                "kind": "person_words",
                "text": "I never fell.",
                "details": {"speaker": [spoken_by(person)], "how_communicated": "Speech"},
            }
        ],
        finish_later=True,
    )
    actions.link_entries(source=made, target=entry, kind="COMMENTS_ON", by=worker)
    return made


def test_a_reply_stands_beneath_a_comment_that_is_a_record_of_its_own(
    client, person, worker, entry, recorded
):
    address = reverse("records:add-to-entry", args=[person.key, entry.key])
    offered = dict(client.get(address).context["form"].fields["answers"].choices)
    key = f"record-{recorded.key}"
    assert "I never fell." in offered[key]

    add(client, person, entry, kind="REPLY", answers=key, text="We shall look again.")
    add(client, person, entry, text="It rained.")

    reply = entry.additions.get(kind="REPLY")
    assert (reply.answers, reply.answers_record) == (None, recorded)
    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    after = page.split("I never fell.")[1]
    assert "Reply to the person’s comment" in after
    assert page.count("We shall look again.") == 1
    assert "It rained." not in after.split("We shall look again.")[0]
    timeline = client.get(reverse("records:timeline", args=[person.key])).text
    assert "Reply to the person’s comment" in timeline


def test_a_reply_names_no_record_that_is_no_comment_on_the_entry(worker, person, entry):
    other = make_entry(person=person, by=worker)

    with pytest.raises(ValidationError, match="beside this entry"):
        actions.add_to_entry(entry=entry, by=worker, kind="REPLY", text="So.", answers_record=other)
