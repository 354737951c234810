"""What the page of a form shows first, folds away and lets be taken off."""

import pytest
from django.urls import reverse

import clock
from people.models import CommunicationNeed, Person
from records.catalogue import catalogue
from records.forms.entry import entry_form
from records.forms.token import new_token
from records.models import Draft
from tests.people.factories import make_person
from tests.records.factories import (
    event_typed,
    make_entry,
    make_writer,
    note_values,
    sent_back,
    statement_typed,
    typed_for,
)

pytestmark = pytest.mark.django_db
NOTE = "case_note"
UNUSUAL = {"sensitivity": ["Restricted to named people"]}


@pytest.fixture
def person() -> Person:
    return make_person()


def begun(client, person, type_key=NOTE):
    """The page of a new form."""
    return client.get(reverse("records:write", args=[person.key, type_key]))


def sent(client, person, worker, changes, *, type_key=NOTE, act="check", **extra):
    """The page that answers a form in which some answers are other than usual."""
    record_type = catalogue().get(type_key)
    token = new_token(person=person, record_type=record_type, user=worker)
    typed = typed_for(record_type) | {
        "late_reason": [],
        "third_party_flag": ["No"],
        "not_to_share_with_person": ["No"],
        "source": ["First-hand: I saw, heard or did it"],
    }
    return client.post(
        reverse("records:write", args=[person.key, type_key]),
        typed | changes | {"form_token": token.sealed(), "draft_version": "0", "act": act} | extra,
    )


def folds_of(page):
    """The folds of a page by their titles."""
    sections = page.context["desk"].form.sections
    return {section.fold.title: section.fold for section in sections if section.fold}


def source_of(folds):
    """The fold of the first block."""
    return next(fold for title, fold in folds.items() if title.startswith("Source"))


# Folds


@pytest.mark.parametrize("type_key", ["visit_face_to_face", "phone_call", NOTE])
def test_what_is_seldom_touched_is_folded_and_says_how_it_stands(client, person, worker, type_key):
    folds = folds_of(begun(client, person, type_key))

    assert [title for title, fold in folds.items() if fold.is_open] == []
    assert folds["Privacy and sharing"].note == (
        "About someone else: No · Not to be shown: No · Who may open it: Normal"
    )
    assert folds["Papers and links"].note == "Files: none · Linked records: none"
    assert source_of(folds).note.endswith("You took part: Yes · Source: First-hand")


def test_a_fold_with_an_unusual_answer_or_a_mistake_stands_open(client, person, worker):
    alone = {"contact_channel": ["Not a contact"]}
    unusual = sent(client, person, worker, UNUSUAL | alone, add_row="actions")
    telephoned = sent(client, person, worker, {"contact_channel": ["Telephone"]}, add_row="actions")
    mistaken = sent(client, person, worker, {"source": ["Made up"]})

    assert folds_of(unusual)["Privacy and sharing"].is_open
    assert not source_of(folds_of(unusual)).is_open
    assert source_of(folds_of(telephoned)).is_open
    assert source_of(folds_of(mistaken)).is_open


def test_a_fold_stands_open_while_an_answer_in_it_is_needed(client, person, worker):
    folds = folds_of(begun(client, person, "meeting_mdt"))

    assert folds["Privacy and sharing"].is_open


def test_why_it_is_late_is_asked_openly_once_it_is_late(client, person, worker):
    long_ago = event_typed(clock.add_days(clock.today(), -60))

    in_time = sent(client, person, worker, {}, type_key="phone_call", add_row="actions")
    late = sent(client, person, worker, long_ago, type_key="phone_call", add_row="actions")

    def open_names(page):
        return [each.name for each in page.context["desk"].form.sections[0].items]

    assert "late_reason" not in open_names(in_time)
    assert "late_reason" in open_names(late)


# Rows


def three_statements():
    """Three statements under one question, as typed."""
    rows = [statement_typed("statements", "fact", f"It was {n}.", row=n) for n in range(3)]
    typed = {name: texts for row in rows for name, texts in row.items()}
    return typed | {"statements-TOTAL_FORMS": ["3"]}


def said_in(page):
    """The words of each row of statements on a page."""
    rows = page.context["desk"].form.rows["statements"].forms
    return [row["text"].value() for row in rows]


@pytest.mark.parametrize(
    ("row", "left", "goes_on_at"),
    [
        ("statements-1", ["It was 0.", "It was 2."], 1),
        ("statements-2", ["It was 0.", "It was 1."], 1),
        ("statements-0", ["It was 1.", "It was 2."], 0),
        ("statements-9", ["It was 0.", "It was 1.", "It was 2."], 2),
        ("csrf", ["It was 0.", "It was 1.", "It was 2."], None),
    ],
)
def test_a_row_is_removed_without_scripts_and_the_page_goes_on_there(
    client, person, worker, row, left, goes_on_at
):
    page = sent(client, person, worker, three_statements(), act="", remove_row=row)

    rows = page.context["desk"].form.rows["statements"].forms
    focused = [n for n, row in enumerate(rows) if "autofocus" in row.fields["text"].widget.attrs]
    assert said_in(page) == left
    assert focused == ([] if goes_on_at is None else [goes_on_at])
    assert page.context["desk"].mistakes == []


def test_when_the_last_row_is_removed_the_page_goes_on_at_the_button(client, person, worker):
    page = sent(client, person, worker, {}, act="", remove_row="statements-0")

    assert said_in(page) == []
    first = 'value="statements:fact" formnovalidate data-add-row data-kind="fact" data-letter="f"'
    assert f"{first} autofocus" in page.text


def test_a_row_that_scripts_removed_leaves_no_gap(client, person, worker):
    typed = {name: [] for name in three_statements() if name.startswith("statements-1-")}
    typed = three_statements() | typed

    page = sent(client, person, worker, typed, act="", add_row="statements")

    assert said_in(page) == ["It was 0.", "It was 2.", None]


def test_without_scripts_the_page_comes_back_to_the_row_that_was_added(client, person, worker):
    page = sent(client, person, worker, {}, act="", add_row="actions")

    assert page.text.count(" autofocus") == 1
    row = page.context["desk"].form.rows["actions"].forms[-1]
    assert "autofocus" in row.fields["text"].widget.attrs


def test_without_scripts_a_button_begins_a_statement_of_its_kind(client, person, worker):
    page = sent(client, person, worker, three_statements(), act="", add_row="statements:opinion")

    row = page.context["desk"].form.rows["statements"].forms[3]
    assert said_in(page)[:3] == ["It was 0.", "It was 1.", "It was 2."]
    assert row["kind"].value() == "opinion"
    assert "autofocus" in row.fields["text"].widget.attrs


def test_a_new_row_begins_with_what_is_usual_and_is_blank_until_words_stand_in_it(
    client, person, worker
):
    page = sent(client, person, worker, {}, act="", add_row="statements:decision")
    row = page.context["desk"].form.rows["statements"].forms[-1]
    shown = {
        name: row.fields[name].widget.raw(row[name].value()) for name in ("source", "decided_by")
    }

    assert shown["source"]["chosen"] == ["First-hand"]
    assert shown["decided_by"]["chosen"] == [f"staff:{worker.staff_number}"]
    assert row["decider_role"].value() == worker.job_title

    usual = {
        "statements-0-kind": ["observation"],
        "statements-0-source": ["First-hand"],
        "statements-0-whose_view": ["The person"],
    }
    checked = sent(client, person, worker, usual)
    assert checked.status_code == 302


def test_a_decider_who_is_named_takes_the_place_of_the_one_chosen_beforehand(
    client, person, worker
):
    typed = statement_typed("statements", "decision") | {
        "statements-0-decided_by": [f"staff:{worker.staff_number}"]
    }

    page = sent(client, person, worker, typed, act="", add_row="actions")

    form = page.context["desk"].form
    form.quiet = False
    row = form.rows["statements"].forms[0]
    row.quiet = False
    row.full_clean()
    assert [each["name"] for each in row.cleaned_data["decided_by"]] == ["Ros Hale"]


# Mistakes


def test_without_scripts_the_notes_of_a_row_say_kinds_in_words(client, person, worker):
    page = sent(client, person, worker, {}, act="", add_row="statements:fact")

    assert "is “Person&#x27;s own words”" in page.text
    assert "is “person_words”" not in page.text


def test_what_cannot_be_read_and_what_is_still_to_answer_are_said_together(client, person, worker):
    typed = statement_typed("statements", "opinion", row=2) | {
        "event_at_day": ["soon"],
        "note_about": [],
        "statements-2-rationale": [],
    }

    mistakes = sent(client, person, worker, typed).context["desk"].mistakes

    targets = [each["target"] for each in mistakes]
    assert targets[0] == "id_event_at_day"
    assert "id_note_about" in targets
    assert any(
        each.startswith("id_statements-") and each.endswith("-rationale") for each in targets
    )
    assert len(targets) == len(set(targets))


def test_a_mistake_names_its_question_and_its_row(client, person, worker):
    typed = {
        "note_about": ["x" * 300],
        "event_at_day": ["soon"],
        "discussion": ["A bell\x07 rang"],
        "statements-0-kind": ["rumour"],
        "actions-0-text": ["Ring"],
        "actions-0-owner": [""],
        "actions-0-owner_other": [""],
        "actions-0-due_day": ["45"],
        "actions-1-text": ["y" * 300],
    }

    page = sent(client, person, worker, typed)

    texts = [each["text"] for each in page.context["desk"].mistakes]
    label = page.context["desk"].form.fields["note_about"].label
    subject = f"“{label}”" if label.endswith("?") else label
    assert f"{subject} must be 250 characters or fewer. It is 300" in texts
    assert (
        "Statement 1 (“A statement in statements.”): choose a kind of statement from the list"
        in texts
    )
    assert (
        f"Action 2 (“{'y' * 40}…”): “What will be done?” must be 250 characters or fewer. It is 300"
        in texts
    )
    assert any(text.startswith("“Date and time it happened”: day must be") for text in texts)


def test_all_that_is_wrong_or_missing_is_said_at_once_in_the_order_of_the_page(
    client, person, worker
):
    typed = statement_typed("statements", "opinion", "He seemed low.") | {
        "statements-0-rationale": [],
        **statement_typed("statements", "decision", "Two visits a week from Monday.", row=1),
        "statements-1-decided_on_day": ["45"],
        "statements-1-reason": [],
        "statements-2-kind": [""],
        "statements-2-text": ["Somebody rang."],
        "actions-0-text": ["Ring"],
        "actions-0-owner_other": [],
        "actions-0-due_day": ["45"],
        "actions-0-priority": [],
        "note_about": [],
        "event_at_day": ["soon"],
    }

    mistakes = sent(client, person, worker, typed).context["desk"].mistakes

    assert [each["target"] for each in mistakes] == [
        "id_event_at_day",
        "id_note_about",
        "id_statements-0-rationale",
        "id_statements-1-decided_on_day",
        "id_statements-1-reason",
        "id_statements-2-kind",
        "id_actions-0-owner",
        "id_actions-0-due_day",
        "id_actions-0-priority",
    ]


def test_a_correction_without_its_reason_is_told_what_is_missing_too(client, person, worker):
    entry = make_entry(person=person, by=worker, values=note_values(note_about="The boiler"))
    page = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))

    answer = client.post(
        page.context["desk"].action, sent_back(page) | {"note_about": "", "act": "check"}
    )

    assert [each["target"] for each in answer.context["desk"].mistakes] == [
        "id_correction-kind_0",
        "id_correction-detail",
        "id_note_about",
    ]


@pytest.fixture
def correcting(client, person, worker):
    """A correction whose first words have saved themselves: the entry, and what the page sends."""
    entry = make_entry(person=person, by=worker, values=note_values(note_about="The boiler"))
    page = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))
    typed = sent_back(page) | {"note_about": "The boiler, mended"}
    kept = client.post(page.context["desk"].save_url, typed).json()
    assert Draft.objects.get().corrects == entry
    return entry, typed | {"draft_version": str(kept["version"]), "form_token": kept["token"]}, kept


def test_a_correction_typed_and_taken_back_leaves_no_draft(client, person, correcting):
    entry, typed, kept = correcting

    answer = client.post(kept["save_url"], typed | {"note_about": "The boiler"}).json()

    assert not Draft.objects.exists()
    begins = reverse("records:correct-entry", args=[person.key, entry.key])
    assert (answer["saved"], answer["at"], answer["edit_url"]) == (True, "", begins)
    again = client.post(answer["save_url"], typed | {"draft_version": "0"}).json()
    assert Draft.objects.get().typed["note_about"] == ["The boiler, mended"]
    assert again["at"]


def test_nor_does_one_that_is_left_with_scripts_off(client, person, correcting):
    entry, typed, kept = correcting

    left = client.post(kept["edit_url"], typed | {"note_about": "The boiler", "act": "save"})

    assert left.url == reverse("records:entry", args=[person.key, entry.key])
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "holds", [{"draft_version": "7"}, {"correction-detail": "Heard it wrongly"}, {"act": "check"}]
)
def test_what_another_page_wrote_or_a_reason_typed_is_kept(client, correcting, holds):
    _, typed, kept = correcting

    client.post(kept["edit_url"], typed | {"note_about": "The boiler"} | holds)

    assert Draft.objects.exists()


def test_what_is_missing_in_a_row_names_the_row_before_signing(client, person, worker):
    typed = statement_typed("statements", "opinion", "He seemed low.")
    typed |= {"statements-0-rationale": [""]}

    led = sent(client, person, worker, typed)
    page = client.get(led.url)

    assert "Statement 1 (opinion, “He seemed low.”): enter what the opinion" in page.text


# What is suggested


def test_a_decision_is_suggested_to_be_of_the_day_it_happened(client, person, worker):
    day = clock.add_days(clock.today(), -3)
    new = begun(client, person).context["desk"].form.rows["statements"].empty_form
    added = sent(client, person, worker, event_typed(day), act="", add_row="statements")

    row = added.context["desk"].form.rows["statements"].forms[-1]
    boxes = row["decided_on"].field.widget.raw(row["decided_on"].value())
    assert str(new["decided_on"].value()) == clock.today().isoformat()
    assert (boxes["day"], boxes["month"]) == (str(day.day), str(day.month))


def test_a_suggested_day_makes_no_statement_and_asks_no_time_of_a_fact(client, person, worker):
    today = clock.today()
    typed = three_statements()
    for number in range(4):
        typed[f"statements-{number}-decided_on_day"] = [str(today.day)]
        typed[f"statements-{number}-decided_on_month"] = [str(today.month)]
        typed[f"statements-{number}-decided_on_year"] = [str(today.year)]
    typed |= {"statements-3-text": [""], "statements-3-kind": [""]}

    led = sent(client, person, worker, typed)

    assert led.status_code == 302
    assert client.get(led.url).text.count("It was ") >= 3


# Needed in some cases

NEEDED_UNLESS_TOLD = (
    "(needed unless you answer “If the adult was not told, why would telling them not be safe?”)"
)


@pytest.mark.parametrize(
    ("type_key", "name", "mark"),
    [
        (
            "human_rights_assessment",
            "people_present",
            "(optional if “Type of contact” is Telephone)",
        ),
        (
            "phone_call",
            "discussion",
            "(optional if “Did the call come in or go out?” is No reply)",
        ),
        (
            "safeguarding_enquiry_outcome",
            "adult_told_result",
            NEEDED_UNLESS_TOLD,
        ),
        (
            "details_update",
            "safe_address",
            "(needed if “What changed?” is Address, Phone or email, Household or Contacts)",
        ),
        ("visit_face_to_face", "communication_support_used", "(optional)"),
    ],
)
def test_a_question_that_is_needed_in_some_cases_says_in_which(person, type_key, name, mark):
    record_type = catalogue().get(type_key)

    form = entry_form(record_type, person, make_writer(person, record_type))

    assert form.fields[name].mark == mark


def test_how_needs_were_met_is_needed_once_the_person_has_some(person):
    CommunicationNeed.objects.create(person=person, need="Large print")
    record_type = catalogue().get("visit_face_to_face")

    form = entry_form(record_type, person, make_writer(person, record_type))

    assert form.fields["communication_support_used"].mark == ""


def test_a_column_that_is_needed_in_some_cases_says_in_which(person):
    record_type = catalogue().get("care_and_support_plan")

    form = entry_form(record_type, person, make_writer(person, record_type))

    marks = {
        row.fields["how"].mark
        for rows in form.rows.values()
        for row in (rows.empty_form,)
        if "how" in row.fields
    }
    assert "(needed if “Is it eligible?” is Yes)" in marks


def test_the_page_of_every_kind_says_when_each_question_is_asked_and_needed(client, person, worker):
    for record_type in catalogue().types:
        page = client.get(reverse("records:type", args=[record_type.key]))

        assert page.status_code == 200
        assert "some cases" not in page.text
    page = client.get(reverse("records:type", args=["safeguarding_enquiry_outcome"]))
    assert NEEDED_UNLESS_TOLD in page.text


def test_a_question_that_its_heading_names_is_seen_once_and_heard_twice(client, person):
    client.force_login(make_writer(person, catalogue().get("nhs_chc_checklist")))

    page = begun(client, person, "nhs_chc_checklist").text

    assert page.count('<span class="govuk-visually-hidden">The eleven domains') == 1
    assert '">The eleven domains</h2>' in page


def test_a_referral_is_written_with_the_needs_to_be_passed_on_and_who_agreed(
    client, person, worker
):
    for need, told in (("BSL interpreter", "Health"), ("Large print", "")):
        CommunicationNeed.objects.create(
            person=person,
            need=need,
            share_with=told,
            agreed_by="Win herself" if told else "",
        )

    page = begun(client, person, "referral_made").text

    assert "May be told: Health. Agreed by Win herself." in page
    assert page.count("Whom this may be told is not recorded") == 1
    assert "Whom this may be told" not in begun(client, person).text
