"""What the catalogue says that other parts of the product do, and that they do it."""

import uuid

import lxml.html
import pytest
from django.http import QueryDict
from django.urls import reverse

import clock
from records import actions
from records.catalogue import catalogue
from records.forms.entry import entry_form
from records.models import Draft, Statement
from records.rules.checklist import arithmetic
from records.rules.second_look import CHECKLIST, put_right, second_look
from records.shown import presentation
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

DOMAINS = catalogue().get("nhs_chc_checklist").own_fields["domains"].fixed_rows


def scored(columns):
    """Return the answers of a checklist: a letter for each domain, a space for none."""
    rows = [
        {"domain": domain, "column": column}
        for domain, column in zip(DOMAINS, columns, strict=False)
        if column.strip()
    ]
    return {"domains": rows}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("", "No domain is scored yet."),
        (" AACCCCCCCC", "2 As, 0 Bs, 8 Cs; 0 As in a starred domain. That is two or more As"),
        ("ACCCCCCC", "1 A, 0 Bs, 7 Cs; 1 A in a starred domain. That is an A in a starred domain"),
        (" BBBBB", "0 As, 5 Bs, 0 Cs; 0 As in a starred domain. That is five or more Bs"),
        (" ABBBB", "1 A, 4 Bs, 0 Cs; 0 As in a starred domain. That is one A and four Bs"),
        (" ABBB", "That reaches no threshold: negative"),
    ],
)
def test_a_checklist_shows_its_arithmetic(columns, said):
    assert said in arithmetic(scored(columns))


def test_the_arithmetic_stands_on_the_form_and_by_the_result(client, person, worker):
    checklist = catalogue().get("nhs_chc_checklist")
    form = entry_form(checklist, person, worker, initial=scored(" AA"))
    items = {each.name: each for section in form.sections for each in section.items}
    values = scored(" AA") | {"result": "Positive: full assessment"}
    entry = make_entries(person, type_key="nhs_chc_checklist", author=worker, values=values)[0]

    page = client.get(reverse("records:write", args=[person.key, "nhs_chc_checklist"])).text
    read = client.get(reverse("records:entry", args=[person.key, entry.key])).text

    assert "That is two or more As" in items["result"].score.words
    assert "No domain is scored yet." in page
    assert "That is two or more As: positive, a full assessment." in read


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        ({"decision": "Support ends"}, True),
        ({"decision": "Plan changed by agreement", "reduces_support": "Yes"}, True),
        ({"decision": "Plan stays the same"}, False),
    ],
)
def test_the_persons_view_stands_beside_less_support(person, worker, answers, stands):
    kind = "review_care_and_support_plan"
    entry = make_entries(person, type_key=kind, author=worker, values=answers)[0]
    version = entry.versions.get()
    Statement.objects.create(
        version=version,
        field="persons_own_words",
        position=0,
        kind="person_words",
        text="I want to keep my mornings.",
        details={"how_communicated": "Speech"},
    )

    shown = presentation.present(version)

    (decision,) = (
        row for section in shown.sections for row in section.rows if row.name == "decision"
    )
    assert [each["text"] for each in decision.beside] == ["I want to keep my mornings."] * stands


@pytest.mark.parametrize(
    ("answer", "offered"), [("Yes (raise separately)", True), ("No sign of it", False)]
)
def test_a_concern_is_offered_for_others_at_risk(client, person, worker, answer, offered):
    entry = make_entries(
        person, type_key="safeguarding_concern", author=worker, values={"others_at_risk": answer}
    )[0]

    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text

    assert ("Begin a concern for somebody else" in page) is offered


def test_the_action_for_a_checklist_is_offered_and_added():
    writer = make_staff()

    def advice(*actions, **given):
        found = second_look(
            {"chc_considered": "Checklist to be done"},
            [],
            actions,
            writer=writer,
            corrects=None,
            today=clock.today(),
            **given,
        )
        return [each.rule for each in found]

    added = put_right({"actions-TOTAL_FORMS": ["1"]}, CHECKLIST, writer=writer)

    assert CHECKLIST in advice()
    assert advice(adds_actions=False) == [""]
    assert CHECKLIST not in advice({"text": added["actions-1-text"][0]})
    assert added["actions-TOTAL_FORMS"] == ["2"]
    assert added["actions-1-owner"] == [f"staff:{writer.staff_number}"]


def test_the_offered_action_can_be_read(client, person, worker):
    assessment = catalogue().get("needs_assessment")
    typed = put_right({"chc_considered": ["Checklist to be done"]}, CHECKLIST, writer=worker)
    draft = actions.save_draft(
        person=person, by=worker, key=uuid.uuid4(), record_type=assessment, typed=typed, version=0
    )

    page = client.get(reverse("records:edit-draft", args=[person.key, draft.key])).text

    assert "Complete the NHS continuing healthcare checklist" in page
    assert Draft.objects.count() == 1


def test_the_decision_of_a_capacity_assessment_is_copied_and_locked(client, person, worker):
    needed = {"decision_needed": "To accept a tenancy at 4 Larch Row"}
    kind = "mental_capacity_assessment"
    assessment = make_entries(person, type_key=kind, author=worker, values=needed)[0]
    decision = catalogue().get("best_interests_decision")
    typed = QueryDict(mutable=True)
    typed["capacity_assessment_link"] = f"entry:{assessment.key}"
    typed["decision_needed"] = "Where to live"

    begun = client.get(
        reverse("records:write", args=[person.key, decision.key]), {"about": assessment.key}
    ).text
    form = entry_form(decision, person, worker, data=typed)
    form.is_valid()

    page = lxml.html.fromstring(begun)
    assert page.get_element_by_id("id_decision_needed").text == needed["decision_needed"]
    assert not page.xpath("//*[@name='decision_needed']")
    assert form.answered().values["decision_needed"] == needed["decision_needed"]
    assert form.fields["decision_needed"].disabled
    assert not entry_form(decision, person, worker).fields["decision_needed"].disabled


def test_a_transition_record_counts_the_days_to_eighteen(client):
    today = clock.today()
    young = make_person(born_on=clock.add_months(today, -17 * 12))
    worker = make_worker_of(young)
    client.force_login(worker)
    entry = make_entries(young, type_key="transition_assessment", author=worker)[0]

    page = client.get(reverse("records:entry", args=[young.key, entry.key])).text

    days = (clock.add_months(young.born_on, 18 * 12) - today).days
    assert f"{days} days to the 18th birthday" in page
