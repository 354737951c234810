"""Two texts compared word by word: nothing is lost, and long texts take no time."""

import random

import pytest

from ui.worddiff import Kind, alike, compare, sentences

TEXTS = [
    "",
    "She ate well.",
    "She ate very well, and slept.",
    "Mae hi'n byw gyda'i chwaer. Mae'r gegin yn oer.",
    "قالت إنها بخير. ثم نامت.",
    "👩🏽‍🦽 came in a 🚐.\n\nThen left.",
    "<b>not bold</b> & 'quoted' \"text\"",
    "one\ntwo\r\nthree\n\n\nfour",
    "   leading and trailing   ",
    "x" * 1000,
    "a b a b a b a b. " * 40,
    "NULs are not here.\tTabs are.\u200b\u00a0",
]


@pytest.mark.parametrize("before", TEXTS)
@pytest.mark.parametrize("after", TEXTS)
def test_both_texts_stand_in_the_pieces_to_the_letter(before, after):
    pieces = compare(before, after)

    assert "".join(each.text for each in pieces if each.kind is not Kind.NEW) == before
    assert "".join(each.text for each in pieces if each.kind is not Kind.GONE) == after


def test_only_the_word_that_changed_is_marked():
    pieces = compare(
        "Mrs Okafor walks with a stick. She fell twice in May.",
        "Mrs Okafor walks with a frame. She fell twice in May.",
    )

    assert [(str(each.kind), each.text) for each in pieces] == [
        ("same", "Mrs Okafor walks with a "),
        ("gone", "stick"),
        ("new", "frame"),
        ("same", ". She fell twice in May."),
    ]


def test_words_that_changed_side_by_side_are_one_change():
    pieces = compare("She lives on her own there.", "She lives with her son there.")

    assert [each.text for each in pieces if each.kind is Kind.GONE] in (
        ["on her own"],
        ["on", "own"],
    )


def test_a_sentence_put_between_two_others_is_all_that_is_new():
    pieces = compare("He was warm. He ate.", "He was warm. The heating works again. He ate.")

    assert [each.text.strip() for each in pieces if each.kind is not Kind.SAME] == [
        "The heating works again."
    ]


@pytest.mark.parametrize("shape", ["few changes", "every other sentence", "nothing alike", "same"])
def test_200_kilobytes_are_compared_to_the_letter(shape):
    chance = random.Random(7)
    words = [f"word{number}" for number in range(400)]
    sentences = [" ".join(chance.choices(words, k=9)) + ". " for _ in range(4000)]
    before = "".join(sentences)
    after = {
        "few changes": before.replace("word7 ", "other ", 3),
        "every other sentence": "".join(
            each.replace("word", "w") if number % 2 else each
            for number, each in enumerate(sentences)
        ),
        "nothing alike": "".join(each[::-1] for each in sentences),
        "same": "a b. " * 40_000,
    }[shape]

    pieces = compare(before, after)

    assert len(before) > 200_000
    assert "".join(each.text for each in pieces if each.kind is not Kind.NEW) == before
    assert "".join(each.text for each in pieces if each.kind is not Kind.GONE) == after


def test_what_is_alike_says_how_much():
    assert alike("She ate well.", "She ate well.") == 1.0
    assert alike("She ate well.", "Nothing of this") == 0.0
    assert alike("She ate well today.", "She ate badly today.") == 0.8


def test_sentences_end_before_a_blank_alone_and_together_they_are_the_text():
    text = "At 10.30 he took 3.5 mg?! He slept...\n\nSee www.x.org. no\nend."

    found = sentences(text)

    assert "".join(found) == text
    assert found == [
        "At 10.30 he took 3.5 mg?! ",
        "He slept...\n\n",
        "See www.x.org. ",
        "no\n",
        "end.",
    ]


@pytest.mark.parametrize("text", ["." * 200_000 + "x", "a.b" * 70_000, "a" * 200_000])
def test_points_without_end_are_one_sentence(text):
    assert sentences(text) == [text]
