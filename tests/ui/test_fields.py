from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ui.factories import make_errors, make_form, make_post, sent_by_a_browser
from ui import fields

KNOWN = [
    {"kind": "person", "key": "p1", "name": "Ivy Marlow", "role": ""},
    {"kind": "contact", "key": "c1", "name": "Rosa Marlow", "role": "daughter"},
]
ALONE = ["Yes", "No, they chose not to be", "No, not possible (reason)"]
WHEN = {"answer_day": "3", "answer_month": "9", "answer_year": "2026"}


def question(kind: str, **options):
    """One field of each kind, as the tables below name them."""
    options = {"label": "What happened?"} | options
    return {
        "long": lambda: fields.LongTextField(**options),
        "short": lambda: fields.ShortTextField(**options),
        "date": lambda: fields.DateField3(**options),
        "iso date": lambda: fields.IsoDateField(**options),
        "moment": lambda: fields.DateTimeWithUnknown(**options),
        "duration": lambda: fields.DurationField(**options),
        "money": lambda: fields.MoneyField(**options),
        "choice": lambda: fields.ChoiceWithReasonField(choices=ALONE, **options),
        "choices": lambda: fields.MultiChoiceWithReasonField(choices=ALONE, **options),
        "yes or no": lambda: fields.YesNoField(**options),
        "people": lambda: fields.ReferenceField(known=KNOWN, **options),
        "colleague": lambda: fields.StaffSelectField(
            staff=[{"key": "s1", "name": "Sam Okello", "role": "social worker"}], **options
        ),
    }[kind]()


# What is posted, what the field cleans it to, and what the entry keeps.
ROUND_TRIPS = [
    ("long", {"answer": "  One\r\n\r\nTwo  "}, "  One\n\nTwo  ", {"answer": "  One\n\nTwo  "}),
    ("short", {"answer": "  One  "}, "One", {"answer": "One"}),
    ("date", WHEN, date(2026, 9, 3), {"answer": "2026-09-03"}),
    ("iso date", WHEN, "2026-09-03", {"answer": "2026-09-03"}),
    (
        "moment",
        WHEN | {"answer_time": "3.45pm"},
        "2026-09-03T15:45",
        {"answer": "2026-09-03T15:45"},
    ),
    (
        "moment",
        WHEN | {"answer_time_not_known": "yes", "answer_why": "told later"},
        {"on": "2026-09-03", "time_not_known": "told later"},
        {"answer": {"on": "2026-09-03", "time_not_known": "told later"}},
    ),
    (
        "duration",
        {"answer_start": "2pm", "answer_end": "3.30pm"},
        {"start": "14:00", "end": "15:30"},
        {"answer": {"start": "14:00", "end": "15:30"}},
    ),
    ("duration", {"answer_minutes": "40"}, {"minutes": 40}, {"answer": {"minutes": 40}}),
    (
        "money",
        {"answer_amount": "£148.2", "answer_every": "week"},
        {"amount": "148.20", "every": "week"},
        {"answer": {"amount": "148.20", "every": "week"}},
    ),
    ("choice", {"answer": "Yes"}, fields.ChoiceAnswer(["Yes"]), {"answer": "Yes"}),
    (
        "choice",
        {"answer": "No, not possible (reason)", "answer__reason": "asleep"},
        fields.ChoiceAnswer(["No, not possible (reason)"], "asleep"),
        {"answer": "No, not possible (reason)", "answer__reason": "asleep"},
    ),
    (
        "choices",
        {"answer": ["No, not possible (reason)", "Yes"], "answer__reason": "asleep"},
        fields.ChoiceAnswer(["Yes", "No, not possible (reason)"], "asleep"),
        {"answer": ["Yes", "No, not possible (reason)"], "answer__reason": "asleep"},
    ),
    ("yes or no", {"answer": "true"}, True, {"answer": True}),
    ("yes or no", {"answer": "false"}, False, {"answer": False}),
    (
        "people",
        {"answer": ["contact:c1"], "answer_other": "Jo Marsh, neighbour"},
        [KNOWN[1], {"kind": "other", "key": "", "name": "Jo Marsh", "role": "neighbour"}],
        {
            "answer": [
                KNOWN[1],
                {"kind": "other", "key": "", "name": "Jo Marsh", "role": "neighbour"},
            ]
        },
    ),
    (
        "colleague",
        {"answer": "staff:s1"},
        [{"kind": "staff", "key": "s1", "name": "Sam Okello", "role": "social worker"}],
        {"answer": [{"kind": "staff", "key": "s1", "name": "Sam Okello", "role": "social worker"}]},
    ),
]


@pytest.mark.parametrize(("kind", "posted", "cleaned", "kept"), ROUND_TRIPS)
def test_an_answer_is_cleaned_to_what_an_entry_keeps(kind, posted, cleaned, kept):
    field = question(kind)
    form = make_form(field, posted)

    assert form.errors == {}
    assert form.cleaned_data == {"answer": cleaned}
    assert field.encode("answer", cleaned) == kept


@pytest.mark.parametrize(("kind", "posted", "cleaned", "kept"), ROUND_TRIPS)
def test_what_an_entry_keeps_can_be_shown_and_sent_again_unchanged(kind, posted, cleaned, kept):
    stored = question(kind).decode("answer", kept)
    shown = make_form(question(kind), initial={"answer": stored})["answer"].as_field_group()

    sent_again = make_form(question(kind), sent_by_a_browser(shown), initial={"answer": stored})

    assert sent_again.is_valid()
    assert sent_again.cleaned_data == {"answer": cleaned}
    assert sent_again.changed_data == []


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("long", "Answer “What happened?”"),
        ("short", "Answer “What happened?”"),
        ("date", "Enter a date for “What happened?”"),
        ("iso date", "Enter a date for “What happened?”"),
        ("moment", "Enter a date and time for “What happened?”"),
        ("duration", "Enter start and end times, or minutes, for “What happened?”"),
        ("money", "Enter an amount for “What happened?”"),
        ("choice", "Choose an answer to “What happened?”"),
        ("choices", "Choose an answer to “What happened?”"),
        ("yes or no", "Choose yes or no for “What happened?”"),
        ("people", "Choose or name someone for “What happened?”"),
        ("colleague", "Choose a member of staff for “What happened?”"),
    ],
)
def test_a_blank_answer_is_refused_by_the_name_of_its_question(kind, message):
    assert make_errors(question(kind), {}) == [message]
    assert make_errors(question(kind, required=False), {}) == []


@pytest.mark.parametrize(
    ("kind", "blank"),
    [
        ("long", ""),
        ("short", ""),
        ("date", None),
        ("moment", None),
        ("duration", None),
        ("money", None),
        ("choice", fields.ChoiceAnswer()),
        ("choices", fields.ChoiceAnswer()),
        ("yes or no", None),
        ("people", []),
        ("colleague", []),
    ],
)
def test_no_answer_keeps_nothing(kind, blank):
    field = question(kind, required=False)
    form = make_form(field, {})

    assert form.is_valid()
    assert form.cleaned_data == {"answer": blank}
    assert field.encode("answer", blank) == {}


@pytest.mark.parametrize(
    ("kind", "posted", "message"),
    [
        ("date", {"answer_day": "3", "answer_month": "9"}, "Date must include a year"),
        ("moment", WHEN, "Enter a time, or tick that it is not known"),
        ("moment", {"answer_time": "9:00"}, "Date must include a day, a month and a year"),
        ("moment", WHEN | {"answer_time_not_known": "yes"}, "Say why the time is not known"),
        (
            "moment",
            WHEN | {"answer_time_not_known": "yes", "answer_time": "9am", "answer_why": "x"},
            "Enter a time, or tick that it is not known, not both",
        ),
        ("duration", {"answer_start": "2pm"}, "Enter the end time"),
        (
            "duration",
            {"answer_start": "3pm", "answer_end": "2pm"},
            "End time must be after the start. If it ran past midnight, give minutes",
        ),
        (
            "duration",
            {"answer_start": "3pm", "answer_end": "4pm", "answer_minutes": "60"},
            "Enter start and end times, or minutes, not both",
        ),
        ("money", {"answer_amount": "12"}, "Choose how often the amount is paid"),
        (
            "money",
            {"answer_amount": "12", "answer_every": "fortnight"},
            "Choose how often the amount is paid",
        ),
        (
            "choice",
            {"answer": "No, not possible (reason)", "answer__reason": "  "},
            "You chose “No, not possible (reason)”. Say why",
        ),
        ("choice", {"answer": "Forged"}, "Choose one answer from the list"),
        ("choice", {"answer": ["Yes", ALONE[1]]}, "Choose one answer from the list"),
        ("choices", {"answer": ["Yes", "Forged"]}, "Choose answers from the list"),
        ("yes or no", {"answer": "maybe"}, "Choose yes or no"),
        (
            "people",
            {"answer": ["person:someone-else"]},
            "Someone chosen is not in the list. Choose again, or type their name",
        ),
        (
            "people",
            {"answer_other": ", neighbour"},
            "Put the name first, then a comma, then the role",
        ),
        (
            "colleague",
            {"answer": "staff:s1", "answer_other": "Jo Marsh"},
            "Choose or name one person only",
        ),
        (
            "short",
            {"answer": "One\nTwo"},
            "This answer must be on one line. Take out the line break or tab",
        ),
        ("short", {"answer": "x" * 251}, "Text must be 250 characters or fewer. It is 251"),
        (
            "long",
            {"answer": "x" * 1_048_576},
            "Text must be 200,000 characters or fewer. It is 1,048,576",
        ),
    ],
)
def test_an_answer_that_cannot_be_kept_says_what_to_do(kind, posted, message):
    assert make_errors(question(kind, required=False), posted) == [message]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("long", "answer"),
        ("short", "answer"),
        ("date", "answer_year"),
        ("moment", "answer_why"),
        ("duration", "answer_minutes"),
        ("money", "answer_amount"),
        ("people", "answer_other"),
        ("colleague", "answer_other"),
    ],
)
def test_a_null_byte_is_refused_with_a_sentence_wherever_it_is_put(kind, name):
    errors = make_errors(question(kind, required=False), {name: "so\x00on"})

    assert errors == [
        "There is a hidden character after “so” that cannot be kept. "
        "Delete the words around it and type them again"
    ]


@pytest.mark.parametrize(
    ("kind", "posted", "still_there"),
    [
        ("date", {"answer_day": "soon", "answer_month": "9"}, ['value="soon"', 'value="9"']),
        (
            "moment",
            {"answer_time": "teatime", "answer_why": "so"},
            ['value="teatime"', 'value="so"'],
        ),
        ("duration", {"answer_start": "early"}, ['value="early"']),
        ("money", {"answer_amount": "lots", "answer_every": "week"}, ['value="lots"', "selected"]),
        ("people", {"answer_other": ", no name"}, [", no name"]),
        ("choice", {"answer": "Forged", "answer__reason": "because"}, ["because"]),
        ("long", {"answer": "one\x00two & <b>"}, ["two &amp; &lt;b&gt;"]),
    ],
)
def test_what_was_typed_is_still_there_after_a_mistake(kind, posted, still_there):
    form = make_form(question(kind), posted)
    assert not form.is_valid()

    shown = form["answer"].as_field_group()

    assert [text for text in still_there if text not in shown] == []


def test_a_reason_is_dropped_when_the_choice_does_not_ask_for_one():
    form = make_form(question("choice"), {"answer": "Yes", "answer__reason": "left over"})

    assert form.is_valid()
    assert form.cleaned_data["answer"] == fields.ChoiceAnswer(["Yes"])


def test_names_of_known_people_never_come_from_the_browser():
    form = make_form(question("people"), {"answer": ["contact:c1"], "answer_name": "Someone Else"})

    assert form.is_valid()
    assert form.cleaned_data["answer"] == [KNOWN[1]]


def test_a_field_tells_whether_its_answer_changed():
    stored = {"answer": "2026-09-03"}
    same = make_form(question("iso date"), WHEN, initial=stored)
    other = make_form(question("iso date"), WHEN | {"answer_day": "4"}, initial=stored)

    assert (same.changed_data, other.changed_data) == ([], ["answer"])


def test_several_files_are_all_received():
    form_class = type(make_form(fields.SeveralFilesField(label="Papers")))
    post = make_post({})
    files = make_post({})
    files.setlist("answer", [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")])

    form = form_class(post, files)

    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["answer"]] == ["a.txt", "b.txt"]


def test_what_was_chosen_is_said_as_it_stands_on_the_page():
    field = fields.ChoiceWithReasonField(
        label="Which exemption?",
        choices=[("HARM", "Serious harm"), ("LAW", "Legal advice")],
        reasons={"HARM": "Whose opinion is it?"},
    )

    with pytest.raises(ValidationError, match=r"You chose “Serious harm”\. Whose opinion is it"):
        field.clean(["HARM", ""])
