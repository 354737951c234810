"""Time limits: what starts each, what ends it, and what is said and asked of it."""

from datetime import date

import pytest
from django.urls import reverse

import clock
from accounts.models import SettingChange
from people.models import Allocation
from records import actions, queries
from records.catalogue import catalogue
from records.models import Action, Draft, Entry
from records.reviews import reviews_due
from records.rules import due, looks
from records.rules.local_figures import COUNTED_FROM
from records.rules.times import LATE, LOOK, Times, times_of
from records.shown import times as said
from tests.accounts.factories import make_staff
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_entry, make_writer, note_values, typed_for

pytestmark = pytest.mark.django_db

TYPES = {each.key: each for each in catalogue().types}
FRIDAY = date(2026, 5, 1)  # 4 May 2026 is a bank holiday
Kind = Action.Kind


def of(type_key, event=FRIDAY, **values):
    record_type = TYPES[type_key]
    found = due.own_due(record_type, values, event=event, born_on=values.get("born_on"))
    return found.on if found else None


def made_due(type_key, event=FRIDAY, **values):
    found = due.follows_of(TYPES[type_key], values, event=event, today=FRIDAY)
    return {each.key: until.on for each, until in found}


def signed(person, by, type_key, **values):
    """Sign a record now, with only what a test is about: the rest is for later."""
    someone = [{"kind": "other", "key": "", "name": "Jo Bloggs", "role": ""}]
    given = note_values(record_as=None) | {
        "concern_raised_by": someone,
        "direction": "Incoming",
        "contact_made_by": someone,
        **values,
    }
    return make_entry(person=person, by=by, type_key=type_key, values=given, finish_later=True)


def open_about(person):
    found = Action.objects.filter(person=person, status="OPEN").exclude(kind=Kind.AGREED)
    return {row.about: row for row in found}


@pytest.mark.parametrize(
    ("found", "on"),
    [
        (lambda: of("anonymous_concern"), date(2026, 5, 5)),
        (lambda: of("referral_received", date(2026, 4, 30)), date(2026, 5, 1)),
        (lambda: of("case_closure_summary"), date(2026, 5, 11)),
        (lambda: of("case_transfer_summary", transfer_date="2026-05-11"), date(2026, 5, 1)),
        (lambda: of("continuity_of_care_notification"), date(2026, 5, 11)),
        (lambda: of("court_witness_statement", due_on="2026-06-08"), date(2026, 6, 8)),
        (
            lambda: of("social_circumstances_report", request_received_on="2026-05-01"),
            date(2026, 5, 22),
        ),
        (lambda: of("social_circumstances_report"), None),
        (lambda: of("transition_assessment", born_on=date(2009, 8, 29)), date(2027, 3, 2)),
        (lambda: of("transition_assessment"), None),
        (lambda: of("case_note"), None),
    ],
)
def test_a_record_is_due_as_many_days_from_its_start_as_its_type_says(found, on):
    assert found() == on


@pytest.mark.parametrize(
    ("found", "on"),
    [
        (
            lambda: made_due("safeguarding_concern"),
            {
                "safeguarding_decision": date(2026, 5, 5),
                "safeguarding_enquiry_planning": date(2026, 5, 11),
            },
        ),
        (
            lambda: made_due("referral_received", already_known="No"),
            {"contact_referral_outcome": date(2026, 5, 6)},
        ),
        (
            lambda: made_due("referral_received", already_known="Yes, open"),
            {},
        ),
        (
            lambda: made_due("contact_referral_outcome", outcomes_chosen=["Needs assessment"]),
            {"needs_assessment": date(2026, 6, 2)},
        ),
        (
            lambda: made_due("dols_record", record_step="Standard authorisation request"),
            {"dols_standard": date(2026, 5, 22)},
        ),
        (
            lambda: made_due(
                "dols_record", record_step="Urgent authorisation", starts_on="2026-05-02"
            ),
            {"dols_urgent": date(2026, 5, 9)},
        ),
        (
            lambda: made_due("referral_made", reply_expected="2026-05-20"),
            {"referral_reply": date(2026, 5, 20)},
        ),
        (
            lambda: made_due(
                "continuity_of_care_notification",
                planned_move_date="2026-05-20",
                sent_on="2026-04-30",
            ),
            {"day_of_move": date(2026, 5, 20)},
        ),
        (lambda: made_due("case_note"), {}),
    ],
)
def test_signing_makes_due_what_follows_from_what_was_answered(found, on):
    assert found() == on


def test_every_time_limit_of_the_catalogue_is_counted_from_somewhere():
    counted = {each.limit for each in due.FOLLOWS} | {*due._OWN_START}
    looked_at = {type_key for strand in looks.STRANDS for type_key in strand.dates}

    left = {each.key for each in TYPES.values() if each.timescale} - counted - looked_at
    assert left == set()


def test_every_review_of_the_catalogue_is_made_a_task_or_a_look_at_a_decision():
    looked_at = {type_key for strand in looks.STRANDS for type_key in strand.dates}
    left = {each.key for each in TYPES.values() if each.review_after} - looked_at

    # The register of decisions asks for another look at this one, whatever else was decided since.
    assert left == {"best_interests_decision"}
    assert "decided_by" in TYPES["best_interests_decision"].own_fields


def test_nothing_that_is_counted_is_called_as_something_else_is():
    keys = [each.key for each in (*due.FOLLOWS, *looks.STRANDS)]

    assert len(set(keys)) == len(keys)


def test_every_answer_that_a_limit_counts_from_is_asked():
    named = [(each.after, each.starts) for each in due.FOLLOWS]
    named += [*due._OWN_START.items(), *due._OWN_END.items()]
    named += [pair for strand in looks.STRANDS for pair in strand.dates.items()]

    wrong = [
        (key, name)
        for key, name in named
        if name not in {due.EVENT, due.BIRTHDAY, *TYPES[key].own_fields}
    ]
    assert wrong == []


def test_the_council_can_change_its_own_limit_and_never_one_of_the_law():
    by = make_staff()
    for key in ("timescale.anonymous_concern", "review_after.risk_assessment"):
        SettingChange.objects.create(
            key=key, old=6, new=2, reason="Agreed", changed_by=by, changed_at=clock.now()
        )

    assert of("anonymous_concern") == date(2026, 5, 6)
    assert looks.latest_look(TYPES["risk_assessment"], FRIDAY).on == date(2026, 7, 1)
    assert looks.latest_look(TYPES["review_care_and_support_plan"], FRIDAY).on == date(2027, 5, 1)


def test_lateness_is_counted_as_the_limit_is():
    counted = due.Due(FRIDAY, "", "", "working_days")

    assert counted.late_words(FRIDAY) == ""
    assert counted.late_words(date(2026, 5, 3)) == "1 working day late"
    assert counted.late_words(date(2026, 5, 6)) == "2 working days late"
    assert counted.countdown(date(2026, 4, 28)) == "3 working days left"
    assert counted.countdown(FRIDAY) == "due today"
    assert due.Due(FRIDAY, "", "").countdown(date(2026, 5, 3)) == "2 days late"


@pytest.fixture
def worker(person):
    return make_worker_of(person)


def test_a_concern_gives_its_worker_the_decision_and_a_plan_ends_it(person, worker, client):
    concern = signed(person, worker, "safeguarding_concern")
    tasks = open_about(person)

    assert set(tasks) == {"safeguarding_decision", "safeguarding_enquiry_planning"}
    assert {row.owner for row in tasks.values()} == {worker}
    assert tasks["safeguarding_decision"].due_on == clock.add_working_days(clock.today(), 1)
    assert set(tasks.values()) <= set(queries.actions_of(worker))
    client.force_login(worker)
    page = client.get(reverse("records:entry", args=[person.key, concern.key]))
    assert "Decide whether the three-part test is met" in page.content.decode()
    assert "1 working day left" in page.content.decode()

    signed(person, worker, "safeguarding_enquiry_planning", test_met="Not met: other response")

    assert open_about(person) == {}
    tasks["safeguarding_decision"].refresh_from_db()
    assert tasks["safeguarding_decision"].status == "DONE"
    assert "Safeguarding enquiry" in tasks["safeguarding_decision"].outcome


def test_what_a_worker_who_has_left_would_have_to_do_is_for_who_signed(person, worker):
    writer = make_staff()
    allocate(person, writer, role=Allocation.Role.CO_WORKER)
    worker.is_active = False
    worker.save()

    signed(person, writer, "safeguarding_concern")

    assert {row.owner for row in open_about(person).values()} == {writer}


def test_a_carers_assessment_is_due_on_the_record_of_a_carer_only(person, worker):
    wanted = {"outcomes_chosen": ["Carer's assessment"]}
    signed(person, worker, "contact_referral_outcome", **wanted)
    carer = make_person(is_carer=True)
    signed(carer, make_worker_of(carer), "contact_referral_outcome", **wanted)

    assert open_about(person) == {}
    assert set(open_about(carer)) == {"carers_assessment"}


def test_a_review_is_one_task_that_moves_with_each_later_one(person, worker):
    signed(person, worker, "risk_assessment", review_on="2027-01-10")
    first = open_about(person)["risk_assessment"]
    signed(person, worker, "risk_assessment", review_on="2027-03-10")

    now = open_about(person)
    assert [(key, row.due_on) for key, row in now.items()] == [
        ("risk_assessment", date(2027, 3, 10))
    ]
    first.refresh_from_db()
    assert first.status == "DONE"
    assert [each.title for each in reviews_due(person)] == ["Risk assessment"]


def test_a_form_offers_the_day_of_the_next_look(person, worker, client):
    client.force_login(worker)
    url = reverse("records:write", args=[person.key, "care_and_support_plan"])

    def offered():
        return client.get(url).context["desk"].form.fields["review_on"].initial

    assert offered() == clock.add_months(clock.today(), 2).isoformat()
    signed(person, worker, "care_and_support_plan", review_on="2027-01-10")
    assert offered() == clock.add_months(clock.today(), 12).isoformat()


def test_what_ends_leaves_no_review(person, worker):
    signed(person, worker, "safeguarding_plan", review_on="2027-01-10", plan_ended="No")
    assert set(open_about(person)) == {"safeguarding_plan"}

    signed(
        person, worker, "safeguarding_plan", review_on="2027-02-10", plan_ended="Yes, risk removed"
    )

    assert open_about(person) == {}
    assert reviews_due(person) == []


def test_direct_payments_and_reablement_count_their_reviews_themselves(person, worker):
    signed(person, worker, "direct_payment_record", action="Start")
    signed(person, worker, "reablement_plan", start_date="2026-12-01")

    found = open_about(person)
    assert found["direct_payment"].due_on == clock.add_months(clock.today(), 6)
    assert found["reablement_plan"].due_on == date(2027, 1, 1)


def test_a_correction_counts_again_and_takes_back(person, worker):
    entry = signed(person, worker, "referral_made", reply_expected="2027-01-10")
    task = open_about(person)["referral_reply"]

    def corrected(**values):
        actions.correct_entry(
            entry=Entry.objects.get(pk=entry.pk),
            by=worker,
            submission=entry.submission,
            values=entry.versions.first().values | values,
            statements=[],
            gaps={},
            reason="Typed wrongly",
        )
        task.refresh_from_db()

    corrected(reply_expected="2027-02-10")
    assert task.due_on == date(2027, 2, 10)
    corrected(reply_expected="2027-03-10")
    assert task.due_on == date(2027, 3, 10)
    assert task.changes.count() == 2
    corrected(reply_expected="")
    assert task.status == "NOT_NEEDED"


def test_a_late_record_asks_why_and_says_so_for_ever(client):
    record_type = TYPES["social_circumstances_report"]
    person = make_person()
    writer = make_writer(person, record_type)
    client.force_login(writer)
    asked = clock.add_days(clock.today(), -30)
    typed = typed_for(record_type) | {
        f"request_received_on_{part}": [str(getattr(asked, part))]
        for part in ("day", "month", "year")
    }
    url = reverse("records:write", args=[person.key, record_type.key])
    form = client.get(url)
    assert "21 days from the day the request came" in form.content.decode()
    typed |= {"form_token": form.context["desk"].token, "draft_version": "0"}
    kept = client.post(url, typed | {"act": "save"})
    draft = Draft.objects.get()
    again = client.get(reverse("records:edit-draft", args=[person.key, draft.key]))
    assert kept.status_code == 302
    assert "9 days late" in again.content.decode()
    url = reverse("records:check-draft", args=[person.key, draft.key])

    page = client.get(url)
    (asked_why,) = [each for each in page.context["check"].may_explain if each.key == LATE]
    assert "is 9 days late" in asked_why.problem.message
    reasons = {}
    for each in page.context["check"].may_explain:
        reasons[f"{each.gap.prefix}-reason"] = each.gap.fields["reason"].choices[1][0]
        reasons[f"{each.gap.prefix}-detail"] = "The ward sent it to the old address."
    without = {name: text for name, text in reasons.items() if LATE not in name}
    refused = client.post(url, without | {"draft_version": draft.version})
    assert refused.status_code == 200
    assert not Entry.objects.exists()
    done = client.post(url, reasons | {"draft_version": draft.version})

    entry = Entry.objects.get()
    assert done.status_code == 302
    assert entry.due_on == clock.add_days(asked, 21)
    text = client.get(done.url).content.decode()
    assert "done 9 days late: Waiting for the person" in text
    assert "The ward sent it to the old address." in text


def test_a_next_look_beyond_the_limit_asks_why():
    record_type = TYPES["risk_assessment"]
    times = Times(record_type)

    (asked,) = times.problems({"review_on": "2026-11-02"}, event=FRIDAY, at=clock.now())
    assert (asked.rule, asked.field, asked.overridable) == (LOOK, "review_on", True)
    assert times.problems({"review_on": "2026-11-01"}, event=FRIDAY, at=clock.now()) == []


def test_the_record_in_hand_is_due_when_the_earliest_task_that_it_ends_is(person, worker):
    signed(person, worker, "contact_referral_outcome", outcomes_chosen=["Needs assessment"])

    found = times_of(TYPES["needs_assessment"], person, {}, event=clock.today()).due

    assert found.on == open_about(person)["needs_assessment"].due_on
    assert found.unit == "working_days"
    assert said.beside_form(TYPES["needs_assessment"], person, {}).words == "20 working days left"


def test_records_of_growing_up_say_how_long_it_is_to_18(client):
    born_on = clock.add_months(clock.add_days(clock.today(), 40), -18 * 12)
    person = make_person(born_on=born_on)
    worker = make_worker_of(person)
    client.force_login(worker)
    entry = signed(person, worker, "transition_plan", review_on="2027-01-10")

    shown = client.get(reverse("records:entry", args=[person.key, entry.key])).content.decode()
    form = client.get(reverse("records:write", args=[person.key, "transition_plan"]))

    assert "40 days to the 18th birthday" in shown
    assert "40 days to the 18th birthday" in form.content.decode()
    person.born_on = clock.add_days(born_on, -41)
    assert said.days_to_adulthood(TYPES["transition_plan"], person).startswith("18 since")
    person.born_on = None
    assert "not known" in said.days_to_adulthood(TYPES["transition_plan"], person)
    assert said.days_to_adulthood(TYPES["case_note"], person) == ""


def test_a_review_is_late_by_the_limit_and_not_by_the_day_that_was_agreed(person, worker):
    signed(person, worker, "care_and_support_plan", review_on="2027-01-10")
    signed(person, worker, "reablement_plan", start_date="2026-11-01")
    today = clock.today()

    plan = times_of(TYPES["review_care_and_support_plan"], person, {}, event=today).due
    reablement = times_of(TYPES["review_reablement_plan"], person, {}, event=today).due

    assert plan.on == clock.add_months(today, 12)
    assert reablement.on == date(2026, 12, 13)


def test_what_each_time_limit_counts_from_can_be_said():
    starts = {each.timescale.starts for each in TYPES.values() if each.timescale}

    assert starts == set(COUNTED_FROM)
