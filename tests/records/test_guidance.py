"""A practitioner asks, a manager answers in their own name, and both see how long it took."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions, queries
from records.catalogue import catalogue
from records.models import Draft, Entry, GuidanceRequest
from records.rules.guidance import managers_for
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values, sent_back, typed_for

pytestmark = pytest.mark.django_db
NOW = clock.now()
ANYTHING, NOBODYS = "nothing", "45ec05fb-abea-441c-af53-ed0f273d309f"

QUESTION = "May she keep the cooker until the review?"


def url(name, person, *keys):
    return reverse(f"records:{name}", args=[person.key, *keys])


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale", job_title="Team manager")


@pytest.fixture
def person(manager):
    return make_person(team=make_team("Northgate Adults", lead=manager))


@pytest.fixture
def worker(person, manager):
    return make_worker_of(person, name="Fola Adeyemi", team=person.team, line_manager=manager)


def asked(person, worker, manager, **given):
    return actions.ask_for_guidance(
        person=person, by=worker, asked_of=manager, question=QUESTION, **given
    )


def guidance_values(worker):
    return note_values(
        asked_by=[{"kind": "staff", "key": worker.staff_number, "name": worker.name, "role": ""}],
        question=QUESTION,
        given_how="Message",
        instruction_or_advice="Advice",
        advice="Keep the cooker, with the timer on.",
        reason="She has used it safely for a month.",
        agreed_by_when="Fola Adeyemi checks on Friday.",
    )


def answered(person, manager, worker):
    return make_entry(
        person=person,
        by=manager,
        type_key="manager_guidance",
        values=guidance_values(worker),
        finish_later=True,
    )


def test_a_question_is_asked_beside_an_entry_and_waits_on_the_managers_home(
    client, person, worker, manager
):
    entry = make_entry(person=person, by=worker)
    client.force_login(worker)
    address = f"{url('ask-guidance', person)}?entry={entry.key}"
    typed = {"question": QUESTION, "asked_of": manager.staff_number, "is_urgent": "on"}

    form = client.get(address)
    answer = client.post(address, typed)
    client.post(address, typed)
    beside = client.get(url("entry", person, entry.key))
    own = client.get("/")
    client.force_login(manager)
    home = client.get("/")

    assert form.context["form"]["asked_of"].value() == manager.staff_number
    assert answer.url == url("entry", person, entry.key)
    assert GuidanceRequest.objects.count() == 1
    assert QUESTION in beside.text
    assert "Your questions to managers" in own.text
    assert "Questions waiting for your guidance" in home.text
    assert Event.objects.filter(verb="records.guidance_asked").count() == 1


def test_a_draft_is_kept_when_a_manager_is_asked_from_it_and_the_question_follows_it(
    client, person, worker, manager
):
    client.force_login(worker)
    address = url("write", person, "case_note")
    form = client.get(address).context["desk"]
    typed = {"form_token": form.token, "draft_version": "0", "act": "guidance"}

    to_ask = client.post(address, typed | {"note_about": "The cooker"})
    draft = Draft.objects.get()
    asking = {"question": QUESTION, "asked_of": manager.staff_number}
    back = client.post(to_ask.url, asking)
    desk = client.get(back.url)
    entry = make_entry(person=person, by=worker, submission=draft.key)

    question = GuidanceRequest.objects.get()
    assert draft.typed["note_about"] == ["The cooker"]
    assert "You asked Ros Hale" in desk.text
    assert (question.draft, question.entry) == (None, entry)


def test_the_manager_answers_with_a_record_that_begins_with_the_question(
    client, person, worker, manager
):
    entry = make_entry(person=person, by=worker)
    question = asked(person, worker, manager, entry=entry)
    client.force_login(manager)
    address = f"{url('write', person, 'manager_guidance')}?answers={question.key}&about={entry.key}"

    page = client.get(address)
    record_type = catalogue().get("manager_guidance")
    typed = typed_for(record_type) | {
        "form_token": [page.context["desk"].token],
        "answers_request": [page.context["desk"].question.key],
        "about_entry": [entry.key],
        "act": ["check"],
    }
    check = client.post(address, typed)
    draft = Draft.objects.get()
    client.post(check.url, {"draft_version": draft.version})

    question.refresh_from_db()
    assert QUESTION in page.text
    assert question.answer.author == manager
    assert question.answered_at is not None
    assert question.answer.links_out.get().target == entry


def test_an_answer_is_asked_for_what_is_not_known_of_it_and_no_more(
    client, person, worker, manager
):
    question = asked(person, worker, manager)
    other = asked(person, worker, manager, entry=make_entry(person=person, by=worker))
    client.force_login(manager)
    address = url("write", person, "manager_guidance")
    begun_before = client.get(f"{address}?answers={other.key}")
    client.post(address, sent_back(begun_before))

    page = client.get(f"{address}?answers={question.key}")
    form = page.context["desk"].form
    typed = sent_back(page) | {
        "instruction_or_advice": ["Advice"],
        "advice": ["Keep the cooker, with the timer on."],
        "reason": ["She has used it safely for a month."],
        "law_or_policy": ["Care Act 2014, section 1"],
        "agreed_by_when": ["Fola Adeyemi checks on Friday."],
        "act": ["check"],
    }
    check = client.post(address, typed)
    client.post(check.url, {"draft_version": "1"})

    assert [*form.fields] == [
        "instruction_or_advice",
        "advice",
        "reason",
        "law_or_policy",
        "agreed_by_when",
        "third_party_flag",
        "not_to_share_with_person",
        "sensitivity",
    ]
    assert [*form.rows, *form.file_forms] == ["actions", "attachments"]
    assert page.context["desk"].unfinished == []
    again = client.get(f"{address}?answers={other.key}").context["desk"]
    assert [each.typed["answers_request"] for each in again.unfinished] == [[other.key]]
    question.refresh_from_db()
    answer = question.answer
    values = answer.versions.get().values
    assert values["question"] == QUESTION
    assert values["asked_by"][0]["name"] == "Fola Adeyemi"
    assert values["law_or_policy"] == "Care Act 2014, section 1"
    assert clock.minutes_between(answer.event_at, clock.now()) < 5
    assert answer.event_time_known


def test_both_see_the_answer_and_how_long_it_took(client, person, worker, manager):
    entry = make_entry(person=person, by=worker)
    now = clock.now()
    question = asked(person, worker, manager, entry=entry, at=clock.add_hours(now, -3))
    guidance = answered(person, manager, worker)
    actions.answer_guidance(asked=question, entry=guidance, by=manager, at=now)
    client.force_login(worker)

    home = client.get("/")
    beside = client.get(url("entry", person, entry.key))
    client.force_login(manager)
    team = client.get(reverse("records:guidance-listed"), {"state": "answered"})
    printed = client.get(url("print-entry", person, entry.key))

    assert "after 3 hours" in home.text
    assert "Answered after 3 hours" in beside.text
    for page in (beside, printed):
        assert "Advice: " + guidance.versions.get().values["advice"] in page.text
    assert "answered within 3 hours" in team.text
    assert QUESTION in team.text


def test_only_the_manager_who_was_asked_answers_and_only_once(person, worker, manager):
    question = asked(person, worker, manager)
    note = make_entry(person=person, by=worker)
    other = make_staff(Role.MANAGER, team=person.team)
    guidance = answered(person, manager, worker)

    with pytest.raises(PermissionDenied):
        actions.answer_guidance(asked=question, entry=note, by=worker)
    with pytest.raises(PermissionDenied):
        actions.answer_guidance(asked=question, entry=guidance, by=other)
    actions.answer_guidance(asked=question, entry=guidance, by=manager)
    with pytest.raises(ValidationError):
        actions.answer_guidance(asked=question, entry=guidance, by=manager)


def test_a_practitioner_cannot_write_guidance_for_the_manager(client, person, worker, manager):
    question = asked(person, worker, manager)
    client.force_login(worker)

    page = client.get(f"{url('write', person, 'manager_guidance')}?answers={question.key}")

    assert page.status_code == 403
    with pytest.raises(PermissionDenied):
        answered(person, worker, worker)


def test_a_manager_who_records_guidance_is_not_told_that_only_a_manager_does(
    client, person, worker, manager
):
    def form_of(viewer, kind):
        client.force_login(viewer)
        return client.get(reverse("records:write", args=[person.key, kind])).text

    assert "Only a manager records what they advise" in form_of(worker, "case_note")
    assert "Only a manager records what they advise" not in form_of(manager, "manager_guidance")


def test_a_question_is_withdrawn_by_whoever_asked_it(client, person, worker, manager):
    question = asked(person, worker, manager)
    client.force_login(manager)
    refused = client.post(url("guidance", person, question.key))
    client.force_login(worker)

    client.post(url("guidance", person, question.key))
    client.force_login(manager)
    home = client.get("/")

    question.refresh_from_db()
    assert refused.status_code == 403
    assert question.withdrawn_at is not None
    assert QUESTION not in home.text


def test_only_managers_of_the_person_or_the_asker_can_be_asked(client, person, worker, manager):
    stranger = make_staff(Role.MANAGER)
    colleague = make_staff(team=person.team)
    client.force_login(worker)

    page = client.post(
        url("ask-guidance", person), {"question": QUESTION, "asked_of": stranger.staff_number}
    )

    assert managers_for(worker, person) == [manager]
    assert colleague not in managers_for(worker, person)
    assert "Choose a manager from the list" in page.text
    assert QUESTION in page.text
    with pytest.raises(ValidationError):
        asked(person, worker, stranger)


def test_nothing_of_a_question_about_a_restricted_entry_reaches_those_it_is_closed_to(
    client, person, worker, manager
):
    entry = make_entry(person=person, by=worker)
    question = asked(person, worker, manager, entry=entry)
    guidance = answered(person, manager, worker)
    actions.answer_guidance(asked=question, entry=guidance, by=manager)
    Entry.objects.filter(pk=entry.pk).update(sensitivity=Entry.Sensitivity.RESTRICTED)
    colleague = make_staff(Role.MANAGER, team=person.team)
    client.force_login(colleague)

    assert client.get(url("guidance", person, question.key)).status_code == 404
    assert queries.guidance_about(colleague, guidance) == []
    assert not queries.asked_in_team(colleague, answered=True).exists()


def test_a_question_asked_in_a_draft_is_between_the_two(person, worker):
    manager = managers_for(worker, person)[0]
    draft = Draft.objects.create(
        person=person, author=worker, type_key="case_note", started_at=NOW, saved_at=NOW
    )
    asked = actions.ask_for_guidance(
        person=person, by=worker, asked_of=manager, question=QUESTION, is_urgent=False, draft=draft
    )
    colleague = make_worker_of(person)

    assert queries.guidance_for(worker, person, asked.key) == asked
    assert queries.guidance_for(manager, person, asked.key) == asked
    assert queries.guidance_for(colleague, person, asked.key) is None


@pytest.mark.parametrize(
    "about", [f"entry={ANYTHING}", f"draft={ANYTHING}", f"draft={NOBODYS}", ""]
)
def test_a_forged_address_is_no_mistake_of_ours(client, person, worker, about):
    client.force_login(worker)

    assert client.get(f"{url('ask-guidance', person)}?{about}").status_code in (200, 404)
