"""What is possible and seldom meant is asked about before signing, and never stops anybody."""

import pytest
from django.urls import reverse

import clock
from people.models import CommunicationNeed
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import Draft, Entry
from tests.people.factories import make_worker_of
from tests.records.factories import (
    action_typed,
    event_typed,
    make_entry,
    note_values,
    sent_back,
    statement_typed,
    typed_for,
)

pytestmark = pytest.mark.django_db
NOTE = "case_note"
VISIT = "visit_face_to_face"


def checked(client, person, worker, changes, *, type_key=NOTE):
    """The check page of a form that is answered whole, but for some answers."""
    token = new_token(person=person, record_type=catalogue().get(type_key), user=worker)
    typed = typed_for(catalogue().get(type_key)) | {"late_reason": ["I was on leave."]} | changes
    sent = client.post(
        reverse("records:write", args=[person.key, type_key]),
        typed | {"form_token": token.sealed(), "draft_version": "0", "act": "check"},
    )
    assert sent.status_code == 302, sent.context["desk"].mistakes
    return client.get(sent.url)


def advice(page):
    """What a check page gives a second look to."""
    return [each.problem.message for each in page.context["check"].advice]


def day_typed(name, day):
    """A day, as typed in three boxes."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": [str(number)] for part, number in parts.items()}


# When it happened


def test_an_event_of_more_than_a_year_ago_is_asked_about(client, person, worker):
    long_ago, lately = (clock.add_days(clock.today(), -days) for days in (3700, 300))

    old = checked(client, person, worker, event_typed(long_ago))

    assert len(advice(old)) == 1
    assert advice(old)[0].endswith("10 years ago. Check the year.")
    assert advice(checked(client, person, worker, event_typed(lately))) == []


@pytest.mark.parametrize(("days", "asks"), [(40, True), (3650, True), (20, False), (0, False)])
def test_a_correction_that_moves_the_event_far_is_asked_about(client, person, worker, days, asks):
    happened = clock.add_days(clock.today(), -400)
    event = {"on": happened.isoformat(), "time_not_known": "Through the day"}
    entry = make_entry(
        person=person,
        by=worker,
        values=note_values(
            event_at=event, note_about="The boiler", late_reason="Found in a drawer."
        ),
    )
    page = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))
    why = {"correction-kind": "Something I wrote was wrong", "correction-detail": "I misread it"}
    moved = day_typed("event_at", clock.add_days(happened, -days)) | {"discussion": "He was in."}

    sent = client.post(
        page.context["desk"].action, sent_back(page) | why | moved | {"act": "check"}
    )

    found = advice(client.get(sent.url))
    assert [each.startswith("The correction moves what happened from") for each in found] == (
        [True] if asks else []
    )


# When it was decided


def decision(**parts):
    """A decision as typed in a row, the day blank unless given."""
    typed = statement_typed("statements", "decision")
    blank = {name: [] for name in typed if "-decided_on_" in name}
    return typed | blank | {f"statements-0-{name}": texts for name, texts in parts.items()}


def test_a_decision_whose_day_is_left_empty_is_asked_for_it_and_never_given_one(
    client, person, worker
):
    page = checked(client, person, worker, decision())
    again = client.get(page.context["edit_url"])
    row = again.context["desk"].form.rows["statements"].forms[0]

    assert [each.problem.message for each in page.context["check"].must_answer] == [
        "Statement 1 (decision, “A statement in statements.”): enter when it was decided"
    ]
    boxes = row["decided_on"].field.widget.raw(row["decided_on"].value())
    assert not any(boxes.values())


def test_the_day_of_a_decision_is_enough(client, person, worker):
    today = clock.today()
    page = checked(client, person, worker, decision() | day_typed("statements-0-decided_on", today))

    assert page.context["check"].obstacles == []
    client.post(page.request["PATH_INFO"], {"draft_version": "1"})
    details = Entry.objects.get().versions.get().statements.get(kind="decision").details
    assert details["decided_on"] == today.isoformat()


def test_a_decision_cannot_be_of_tomorrow_and_is_asked_about_after_the_event(
    client, person, worker
):
    today = clock.today()
    tomorrow = day_typed("statements-0-decided_on", clock.add_days(today, 1))
    later = day_typed("statements-0-decided_on", today)
    before = event_typed(clock.add_days(today, -1))

    refused = checked(client, person, worker, decision() | tomorrow).context["check"].must_answer
    asked = advice(checked(client, person, worker, decision() | later | before))

    assert [each.problem.message for each in refused] == [
        "Statement 1 (decision, “A statement in statements.”): "
        "the day it was decided must not be in the future"
    ]
    assert len(asked) == 1
    assert asked[0].startswith("Statement 1 (decision, “A statement in statements.”): decided on")


def test_the_register_says_when_nobody_said_the_day_of_a_decision(client, person, worker):
    details = {"decided_by": [], "reason": "", "impact": "", "decider_role": ""}
    make_entry(
        person=person,
        by=worker,
        statements=[
            {"field": "statements", "kind": "decision", "text": "Two visits.", "details": details}
        ],
        finish_later=True,
    )

    register = client.get(reverse("records:person-decisions", args=[person.key]))

    assert "when it was decided is not recorded yet" in register.text


# Actions


@pytest.mark.parametrize(
    ("priority", "days", "asks"),
    [
        ("Same day", 7, True),
        ("Same day", 0, False),
        ("Within 5 working days", 21, True),
        ("Within 5 working days", 4, False),
        ("Routine", 60, False),
    ],
)
def test_an_action_that_is_due_later_than_it_is_urgent_is_asked_about(
    client, person, worker, priority, days, asks
):
    due = clock.add_days(clock.today(), days)
    typed = action_typed("actions", on=due) | {"actions-0-priority": [priority]}

    page = checked(client, person, worker, typed)

    assert [
        each.startswith(f"Action 1 (“Ring the surgery”): “{priority}” does not go with")
        for each in advice(page)
    ] == ([True] if asks else [])
    signed = client.post(page.request["PATH_INFO"], {"draft_version": "1"})
    assert signed.status_code == 302


# Who was there


def test_a_writer_who_took_part_and_is_not_present_is_added_with_one_press(client, person, worker):
    page = checked(client, person, worker, {}, type_key=VISIT)
    address = page.request["PATH_INFO"]

    assert advice(page) == ["You say that you took part, and you are not among those present."]
    put_right = {"draft_version": "1", "put_right": "writer_is_not_present"}
    right = client.post(address, put_right)

    assert advice(right) == []
    draft = Draft.objects.get()
    assert draft.typed["people_present"] == [f"staff:{worker.staff_number}"]
    assert not Entry.objects.exists()
    signed = client.post(address, {"draft_version": str(right.context["draft"].version)})
    assert signed.status_code == 302


def test_a_writer_who_is_present_and_took_no_part_is_asked_about(client, person, worker):
    typed = {
        "people_present": [f"staff:{worker.staff_number}"],
        "author_took_part": ["false"],
        "provider_reason": ["Phoned in."],
        "information_provider_other": [],
        "information_provider": [f"staff:{make_worker_of(person).staff_number}"],
    }

    page = checked(client, person, worker, typed, type_key=VISIT)
    right = client.post(
        page.request["PATH_INFO"], {"draft_version": "1", "put_right": "writer_took_no_part"}
    )

    assert advice(page) == [
        "You are ticked among those present, and you say that you took no part."
    ]
    assert advice(right) == []
    assert Draft.objects.get().typed["author_took_part"] == ["true"]


def test_a_press_on_advice_keeps_the_reasons_typed_on_the_page(client, person, worker):
    page = checked(
        client,
        person,
        worker,
        {f"what_i_saw-0-{part}": [] for part in ("text", "kind", "source")},
        type_key=VISIT,
    )
    (missing,) = page.context["check"].may_explain
    reason = missing.problem.override_reasons[0]
    typed = {f"gap-{missing.key}-reason": reason, f"gap-{missing.key}-detail": "I asked twice."}

    right = client.post(
        page.request["PATH_INFO"],
        typed | {"draft_version": "1", "put_right": "writer_is_not_present"},
    )

    (kept,) = right.context["check"].may_explain
    assert (kept.gap["reason"].value(), kept.gap["detail"].value()) == (reason, "I asked twice.")
    assert right.context["check"].mistakes == []


# The format of a letter


def test_a_letter_in_another_format_than_needed_is_put_right_or_explained(client, person, worker):
    for kind, need in (("LARGE_PRINT", "Large print, 18 point"), ("TRANSLATION", "In Polish")):
        CommunicationNeed.objects.create(person=person, kind=kind, need=need)
    to_her = {"recipients": [f"person:{person.key}"], "format_sent": ["Large print"]}

    page = checked(client, person, worker, to_her, type_key="letter_sent")

    (asked,) = page.context["check"].may_explain
    assert asked.problem.message == f"{person.name} needs: In Polish. Select “Translated”"
    refused = client.post(page.request["PATH_INFO"], {"draft_version": "1"})
    assert "Say why it was sent otherwise" in refused.text
    assert not Entry.objects.exists()
    key = "gap-format-translation"
    said = {f"{key}-reason": "It was read or explained to them", f"{key}-detail": "Ewa read it"}
    client.post(page.request["PATH_INFO"], {"draft_version": "1"} | said)
    entry = Entry.objects.get()
    shown = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    assert "Not in the format needed: Translated" in shown


@pytest.mark.parametrize(
    "answers",
    [
        {"format_sent": ["Large print", "Email"]},
        {"recipients": [], "recipients_other": ["The landlord"]},
    ],
)
def test_a_letter_as_needed_or_to_others_alone_is_not_asked_about(client, person, worker, answers):
    CommunicationNeed.objects.create(person=person, kind="LARGE_PRINT", need="Large print")
    to_her = {"recipients": [f"person:{person.key}"], "format_sent": ["Standard print"]}

    page = checked(client, person, worker, to_her | answers, type_key="letter_sent")

    assert page.context["check"].may_explain == []
