import lxml.html
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from tests.ui.factories import find, make_form, make_post
from ui import fields, gallery, statements
from ui.fields import ShowIf


def render(source: str, **context) -> lxml.html.HtmlElement:
    html = Template("{% load ui %}" + source).render(Context(context))
    return lxml.html.fromstring(f"<div>{html}</div>")


def words(element) -> str:
    return " ".join(element.text_content().split())


def test_the_error_summary_leads_to_the_first_wrong_control_of_each_field():
    form = gallery.EveryField(make_post({"born_on_day": "3", "born_on_month": "9"}))

    page = render("{% error_summary form %}{{ form.born_on }}{{ form.told }}", form=form)
    links = {words(link): link.get("href") for link in find(page, ".govuk-error-summary a")}

    assert links["Date of birth must include a year"] == "#id_born_on_year"
    assert find(page, links["Date of birth must include a year"])[0].tag == "input"
    assert links["Choose yes or no for “Has she been told?”"] == "#id_told_0"
    assert find(page, "#id_told_0")[0].get("type") == "radio"


def test_the_error_summary_leads_to_the_reason_when_only_that_is_missing():
    form = make_form(
        fields.ChoiceWithReasonField(label="Alone?", choices=["Yes", "No (say why)"]),
        {"answer": "No (say why)"},
    )

    page = render("{% error_summary form %}", form=form)

    assert find(page, "a")[0].get("href") == "#id_answer__reason"


def test_the_error_summary_leads_to_the_names_typed_when_they_are_wrong():
    field = fields.ReferenceField(label="Who?", known=[{"kind": "c", "key": "1", "name": "Jo"}])
    page = render("{% error_summary form %}", form=make_form(field, {"answer_other": ", no name"}))

    assert find(page, "a")[0].get("href") == "#id_answer_other"


def test_the_error_summary_gathers_forms_and_formsets_and_is_silent_without_mistakes():
    row_forms = gallery.ActionRows(
        make_post({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text": "Ring"})
    )
    form = make_form(fields.ShortTextField(label="Title"), {})

    page = render("{% error_summary form rows %}", form=form, rows=row_forms)

    assert [words(link) for link in find(page, "a")] == [
        "Answer “Title”",
        "Choose a member of staff for “Who will do it?”",
        "Enter a date for “By when?”",
    ]
    assert words(render("{% error_summary form %}", form=gallery.EveryField())) == ""


def test_djangos_bare_required_message_names_its_question():
    form = make_form(forms.EmailField(label="Email address"), {})

    page = render("{% error_summary form %}{{ form.answer.as_field_group }}", form=form)

    assert words(find(page, "a")[0]) == "Answer “Email address”"
    assert words(find(page, ".govuk-error-message")[0]) == "Error: Answer “Email address”"


def test_hint_and_error_are_tied_to_the_control():
    form = make_form(fields.ShortTextField(label="Title", help_text="A few words"), {})

    page = render("{{ form.answer.as_field_group }}", form=form)
    control = find(page, "input")[0]

    assert control.get("aria-describedby") == "id_answer_helptext id_answer_error"
    assert control.get("aria-invalid") == "true"
    assert len(find(page, "#id_answer_helptext, #id_answer_error")) == 2


def test_only_the_wrong_box_of_a_date_is_marked():
    form = make_form(fields.DateField3(label="Date"), {"answer_day": "3", "answer_month": "9"})

    page = render("{{ form.answer.as_field_group }}", form=form)

    assert [box.get("name") for box in find(page, ".govuk-input--error")] == ["answer_year"]


@pytest.mark.parametrize(
    ("required", "mark", "expected"),
    [(True, None, "Title"), (False, None, "Title (optional)"), (False, "", "Title")],
)
def test_optional_questions_say_so(required, mark, expected):
    field = fields.ShortTextField(label="Title", required=required)
    if mark is not None:
        field.mark = mark

    page = render("{{ form.answer.as_field_group }}", form=make_form(field))

    assert words(find(page, "label")[0]) == expected


def test_a_question_that_depends_on_another_says_so_without_scripts():
    form = gallery.EveryField(prefix="x")
    form.fields["challenged"].show_if = ShowIf("told", (True,))

    page = render("{{ form.challenged.as_field_group }}", form=form)
    group = find(page, ".show-if")[0]

    assert group.get("data-show-if-field") == "x-told"
    assert group.get("data-show-if-values") == '["true"]'
    assert words(find(group, ".show-if__note")[0]) == "Only if “Has she been told?” is “Yes”"


def test_every_control_of_every_field_has_a_name_that_can_be_read_out():
    form = gallery.EveryField()

    page = render("{% for field in form %}{{ field.as_field_group }}{% endfor %}", form=form)
    labelled = {label.get("for") for label in find(page, "label")}
    controls = find(page, "input, select, textarea")

    assert len(controls) > 30
    assert [c.get("name") for c in controls if c.get("id") not in labelled] == []


def test_ids_are_not_repeated():
    form = gallery.EveryField()

    page = render("{% for field in form %}{{ field.as_field_group }}{% endfor %}", form=form)
    ids = [element.get("id") for element in find(page, "[id]")]

    assert sorted(ids) == sorted(set(ids))


def test_text_keeps_its_first_blank_line_when_shown_again():
    form = make_form(fields.LongTextField(label="Text"), None, initial={"answer": "\nfirst"})

    # A browser drops one line break after the opening tag; the text's own must follow it.
    assert ">\n\nfirst</textarea>" in str(form["answer"])


def test_the_timeline_has_a_heading_for_each_month_in_the_order_given():
    page = render("{% timeline entries %}", entries=gallery.ENTRIES)

    assert [words(h) for h in find(page, ".timeline__heading")] == [
        "September 2026",
        "August 2026",
    ]
    assert len(find(page, "article")) == len(gallery.ENTRIES)


def test_a_restricted_stub_shows_its_day_and_whom_to_ask_and_nothing_else():
    entry = {
        "restricted": True,
        "event_at": "2026-05-03",
        "ask": "the safeguarding team",
        "title": "Secret title",
        "summary": "Secret text",
        "author": "Secret author",
    }

    page = render("{% timeline entries %}", entries=[entry])

    assert words(find(page, "article")[0]) == (
        "3 May 2026 Restricted record. Ask the safeguarding team."
    )


def test_own_words_stand_as_a_quotation_with_who_and_how():
    page = render("{% statement said %}", said=gallery.WORDS)

    assert words(find(page, "blockquote")[0]) == (
        "“My kitchen, my radio and my sweet peas. In that order, thank you.”"
    )
    assert words(find(page, "figcaption")[0]) == "Ivy Marlow, spoken"


@pytest.mark.parametrize(
    ("language", "tag", "label"),
    [
        ("welsh ", "cy", "first said in welsh:"),
        ("Punjabi (Gurmukhi)", "pa", "first said in Punjabi (Gurmukhi):"),
        ("British Sign Language", None, "first said in British Sign Language:"),
        ("", None, "first said as:"),
    ],
)
def test_words_in_the_original_are_read_out_in_their_language_where_it_is_known(
    language, tag, label
):
    said = gallery.WORDS | {"original_language": language, "original_words": "Gad  lonydd\ni mi."}

    page = render("{% statement said %}", said=said)

    first = find(page, ".statement__line .own-words")[0]
    assert (first.text, first.get("lang"), first.get("dir")) == (
        "“Gad  lonydd\ni mi.”",
        tag,
        "auto",
    )
    assert find(page, ".statement__because")[0].text == label


def test_a_language_alone_is_a_line_under_the_words():
    said = gallery.WORDS | {"original_language": "Welsh"}

    page = render("{% statement said %}", said=said)

    assert words(find(page, "figcaption")[0]) == "Ivy Marlow, spokenfirst said in Welsh"


def test_a_statement_given_as_an_object_in_capitals_shows_the_same_as_a_mapping():
    class Stored:
        kind = "OPINION"
        text = "She eats better in company."
        rationale = "she ate all of it"

    shown = words(render("{% statement said %}", said=Stored()))

    assert shown == "Opinion She eats better in company. because she ate all of it"


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (0, "Fact Two full plates of food stood in the fridge. source seen or heard first-hand"),
        (
            1,
            "Fact The carers came at noon on Monday, not at nine. about someone else "
            "source told by Rosa Marlow (daughter), by telephone, 4 September",
        ),
    ],
)
def test_a_fact_says_where_it_comes_from(index, expected):
    assert words(render("{% statement said %}", said=gallery.STATEMENTS[index])) == expected


def test_a_decision_names_its_decider_and_day():
    page = render("{% statement said %}", said=gallery.STATEMENTS[5])

    assert words(find(page, ".statement__lead")[0]) == (
        "Decided by Arun Desai (team manager), may agree up to £500, "
        "on Monday 7 September 2026, 4:10pm"
    )


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        (
            {
                "kind": "decision",
                "decided_by": [{"kind": "staff", "name": "Fola Adeyemi", "role": "Social worker"}],
                "decider_role": "Social worker, Northgate Adults",
                "decided_on": "2026-09-03",
            },
            "Decided by Fola Adeyemi (social worker), on Thursday 3 September 2026",
        ),
        (
            {
                "kind": "decision",
                "decided_by": [{"kind": "other", "name": "Ros Hale", "role": ""}],
                "decider_role": "AMHP",
                "decided_on": {"on": "2026-09-03", "time_not_known": "Not noted"},
            },
            "Decided by Ros Hale, AMHP, on Thursday 3 September 2026 (time not known: not noted)",
        ),
        (
            {"kind": "views", "whose_view": "The person", "how_known": "Told me"},
            "The person’s view, as told to the writer",
        ),
        (
            {
                "kind": "views",
                "whose_view": "Advocate",
                "how_known": "Told someone else (say who)",
                "how_known__reason": "Jo Marsh",
            },
            "An advocate’s view, as told to someone else: Jo Marsh",
        ),
    ],
)
def test_who_said_or_decided_it_is_a_sentence(said, lead):
    assert statements.shown({"text": "So.", **said}).lead == lead


def test_numbered_pages_keep_the_rest_of_the_query():
    request = RequestFactory().get("/people/", {"q": "clarke", "page": "2"})

    page = render("{% page_numbers page %}", page=Paginator(range(30), 10).page(2), request=request)

    assert [a.get("href") for a in find(page, "li a")] == [
        "?q=clarke&page=1",
        "?q=clarke&page=2",
        "?q=clarke&page=3",
    ]
    assert [words(a) for a in find(page, "[aria-current]")] == ["2"]


def test_an_empty_table_says_what_would_be_there():
    page = render(
        '{% table "Actions" columns rows empty="No actions are open" %}', columns=["A"], rows=[]
    )

    assert (len(find(page, "table")), words(page)) == (0, "No actions are open")


def test_markup_in_what_people_typed_is_shown_and_not_obeyed():
    said = {"kind": "fact", "text": "<script>alert(1)</script>", "source": "First-hand"}

    page = render("{% statement said %}", said=said)

    assert find(page, "script") == []
    assert "<script>alert(1)</script>" in words(page)


def test_the_gallery_holds_no_inline_script_or_style():
    html = Template("{% extends 'ui/gallery.html' %}").render(Context(gallery.context()))

    page = lxml.html.fromstring(html)

    assert find(page, "[style], style, script:not([src])") == []
    assert [a for e in page.iter() for a in e.attrib if a.startswith("on")] == []
