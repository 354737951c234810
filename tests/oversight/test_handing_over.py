"""The checklist, closing and transfers: what stands in the way, and what moves."""

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from governance.actions.paper import issue_notebook, register_paper, take_paper_step
from oversight import actions, gate
from oversight.models import GateAnswer
from people import actions as people_actions
from people.gate import NotReady, Purpose
from people.models import CommunicationNeed, Involvement, Person, TransferOffer
from people.queries import closings_to_see_to, offers_sent_back
from records import actions as record_actions
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import Action, Addition, Draft, Entry, GuidanceRequest
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_involvement, make_person
from tests.records.factories import make_action, make_entries, make_visit, typed_for
from ui import formats

pytestmark = pytest.mark.django_db
State = Involvement.State


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def worker(manager):
    team = make_team("Northgate Adults", lead=manager)
    manager.team = team
    manager.save()
    return make_staff(name="Fola Adeyemi", team=team, line_manager=manager)


@pytest.fixture
def involvement(worker):
    made = make_involvement(
        person=make_person(team=worker.team), team=worker.team, state=State.ACTIVE
    )
    allocate(made.person, worker, involvement=made, introduced_on=clock.today(), introduced_how="x")
    return made


@pytest.fixture
def receiving():
    lead = make_staff(Role.MANAGER, name="Imran Sheikh")
    team = make_team("Learning Disability", lead=lead)
    lead.team = team
    lead.save()
    return team


def by_key(involvement, purpose=Purpose.CLOSE, viewer=None):
    return {item.key: item for item in gate.items_of(involvement, purpose, viewer=viewer)}


def sign_summary(involvement, worker, type_key="case_closure_summary"):
    entry = make_entries(involvement.person, author=worker, type_key=type_key)[0]
    Entry.objects.filter(pk=entry.pk).update(
        signed_at=clock.now(), has_own_words=True, status="AWAITING_SIGN_OFF"
    )
    return entry


def explain_the_rest(involvement, worker, purpose=Purpose.CLOSE):
    actions.explain(
        involvement=involvement,
        purpose=purpose,
        words={
            item.key: "Looked at together"
            for item in gate.items_of(involvement, purpose)
            if not item.is_met and item.may_explain
        },
        by=worker,
    )


def test_what_is_missing_is_linked_to_where_it_stands(client, involvement, worker):
    person = involvement.person
    entry, other = make_entries(person, 2, author=worker, is_significant=True)
    make_action(entry, text="Ring the day centre", owner=worker)
    make_visit(person, worker=worker)
    Entry.objects.filter(pk=other.pk).update(status="AWAITING_SIGN_OFF")
    Draft.objects.create(
        author=worker,
        person=person,
        type_key="case_note",
        started_at=clock.now(),
        saved_at=clock.now(),
    )

    items = by_key(involvement, viewer=worker)
    urls = {key: item.url for key, item in items.items() if not item.is_done}

    record = reverse("records:timeline", args=[person.key])
    assert urls["drafts"] == reverse("records:drafts")
    assert urls["actions"] == f"{record}#next"
    assert urls["visits"] == reverse("records:person-visits", args=[person.key])
    assert urls["chronology"] == reverse("records:chronologies", args=[person.key])
    assert urls["flags"] == reverse("records:entry", args=[person.key, other.key])
    client.force_login(worker)
    answer = client.get(page("close", involvement)).text
    for key in ("drafts", "actions", "visits", "chronology", "flags"):
        assert f'href="{urls[key]}"' in answer
        assert client.get(urls[key]).status_code == 200


def test_only_ones_own_drafts_are_led_to_and_whose_the_others_are_is_said(
    client, involvement, worker, manager
):
    Draft.objects.create(
        author=worker,
        person=involvement.person,
        type_key="case_note",
        started_at=clock.now(),
        saved_at=clock.now(),
    )

    for viewer, is_led in ((worker, True), (manager, False)):
        client.force_login(viewer)
        answer = client.get(page("close", involvement)).text
        assert f"unsigned drafts: {worker.name} 1. A draft is private to its author" in answer
        link = 'See what is missing<span class="govuk-visually-hidden">: Drafts are signed'
        assert (link in answer) == is_led


def page(name, involvement):
    return reverse(f"oversight:{name}", args=[involvement.person.key, involvement.key])


def test_what_the_product_can_see_it_ticks_itself(involvement, worker):
    before = by_key(involvement)
    assert {key for key, item in before.items() if item.is_done} == {
        "drafts",
        "actions",
        "visits",
        "reviews",
        "safeguarding",
        "plan",
        "paper",
        "chronology",
        "flags",
    }

    sign_summary(involvement, worker)
    told = {"author": worker, "type_key": "privacy_notice_given"}
    make_entries(involvement.person, values={"given": "No"}, **told)
    assert by_key(involvement)["privacy"].seen.startswith("not given on ")
    has_it = {"given": "No", "not_given_reason": "Already has it"}
    make_entries(involvement.person, values=has_it, event_at=clock.now(), **told)

    after = by_key(involvement)
    assert {key for key, item in after.items() if item.is_done and not before[key].is_done} == {
        "summary",
        "carer",
        "view",
        "way-back",
        "privacy",
    }


def test_drafts_open_actions_and_what_waits_for_a_manager_stand_in_the_way(involvement, worker):
    entry = make_entries(involvement.person, author=worker)[0]
    Entry.objects.filter(pk=entry.pk).update(status="AWAITING_SIGN_OFF", is_significant=True)
    make_action(entry, owner=worker)
    Draft.objects.create(
        person=involvement.person,
        author=worker,
        type_key="case_note",
        started_at=clock.now(),
        saved_at=clock.now(),
    )

    items = by_key(involvement)

    assert items["drafts"].seen.startswith("unsigned drafts: Fola Adeyemi 1. ")
    assert items["actions"].seen == "1 action open: close each, or hand it over"
    assert items["flags"].seen == "1 entry to be signed off or finished"
    assert items["chronology"].seen == "1 significant entry in no chronology"
    assert not items["drafts"].may_explain
    assert not items["actions"].may_explain
    # A transfer takes the open actions along.
    assert by_key(involvement, Purpose.OFFER)["actions"].is_done


def test_what_a_reviewer_waits_for_stands_in_the_way(involvement, worker, manager):
    (entry,) = make_entries(involvement.person, author=worker, count=1)
    actions.return_entry(entry=entry, by=manager, version_number=1, comment="Who came?")
    assert by_key(involvement)["flags"].seen == "1 entry sent back without an answer"

    Addition.objects.create(
        entry=entry,
        kind=Addition.Kind.MORE_DETAIL,
        text="Her daughter came.",
        author=worker,
        added_at=clock.add_hours(clock.now(), 1),
    )

    assert by_key(involvement)["flags"].is_done


def test_a_sign_of_harm_that_nobody_answered_stands_in_the_way_until_it_is_approved(
    involvement, worker, manager
):
    (entry,) = make_entries(involvement.person, author=worker, count=1)
    entry.versions.get().findings.create(
        position=0, check_key="safeguarding_not_raised", level="warning", message="Who was told?"
    )
    unanswered = "1 entry with a sign of harm or risk that nobody answered"
    assert by_key(involvement)["flags"].seen == unanswered

    actions.approve_entry(entry=entry, by=manager, version_number=1)

    assert by_key(involvement)["flags"].is_done


def test_nothing_about_an_entry_that_was_removed_stands_in_the_way(involvement, worker, manager):
    person = involvement.person
    entry = make_entries(person, author=worker)[0]
    GuidanceRequest.objects.create(
        person=person,
        entry=entry,
        question="May it stay?",
        asked_by=worker,
        asked_of=manager,
        asked_at=clock.now(),
    )
    Draft.objects.create(
        person=person,
        author=worker,
        type_key=entry.type_key,
        corrects=entry,
        started_at=clock.now(),
        saved_at=clock.now(),
    )
    items = by_key(involvement)
    assert [items[key].is_done for key in ("flags", "drafts")] == [False, False]

    asked = record_actions.ask_to_remove(entry=entry, reason="So", authority="Order", by=manager)
    second = make_staff(Role.MANAGER, team=worker.team)
    allocate(person, second)
    record_actions.agree_to_removal(removal=asked, by=second)

    items = by_key(involvement)
    assert items["flags"].is_done
    assert items["drafts"].is_done


def test_reviews_that_are_still_to_come_are_named(involvement, worker):
    plan = make_entries(involvement.person, author=worker, type_key="care_and_support_plan")[0]
    due = clock.add_days(clock.today(), 30)
    version = plan.versions.get()
    plan.versions.create(
        number=2,
        values={**version.values, "review_on": due.isoformat()},
        signed_by=worker,
        signed_at=clock.now(),
        reason="The date",
        digest="x",
    )

    item = by_key(involvement)["reviews"]

    assert (item.is_done, item.seen[:9]) == (False, "due: Care")
    assert by_key(involvement, Purpose.OFFER)["reviews"].is_done


def test_words_count_until_the_next_worker_and_stay_on_the_record(involvement, worker):
    explain_the_rest(involvement, worker)
    assert by_key(involvement)["way-back"].is_met
    with pytest.raises(Exception, match="not on the checklist"):
        actions.explain(
            involvement=involvement, purpose=Purpose.CLOSE, words={"made-up": "x"}, by=worker
        )

    involvement.changes.create(
        step="Transferred", became="ALLOCATED", reason="Moved", changed_at=clock.now()
    )

    assert not by_key(involvement)["way-back"].is_met
    assert GateAnswer.objects.filter(item="way-back").count() == 1


def test_paper_that_is_out_or_lost_stands_in_the_way_until_it_is_back(involvement, worker):
    person = involvement.person
    file = register_paper(person=person, by=worker, called="File 2", place="Cabinet 4")

    def take(kind, **given):
        take_paper_step(file, kind=kind, by=worker, words="As it is", place="Northgate", **given)
        item = by_key(involvement)["paper"]
        return item.is_done, item.seen

    back_by = formats.short_date(clock.add_working_days(clock.today(), 5))
    assert take("OUT", choice="COPY", holds_others=False) == (
        False,
        f"“File 2” is with {worker.name}, due back {back_by}",
    )
    assert take("LOST") == (False, "“File 2” is lost")
    unmet = gate.unmet(involvement, Purpose.OFFER, clock.now())
    assert "Paper is returned or destroyed: “File 2” is lost" in unmet
    assert take("FOUND") == (True, "the register has none out, and no pages to write up")


def test_a_notebook_stands_in_the_way_until_its_pages_are_written_up(involvement, worker, manager):
    make_entries(involvement.person, author=worker)  # before there was a notebook
    book = issue_notebook(to=worker, called="Blue A5", place="Her bag", by=manager)
    issue_notebook(to=make_staff(), called="Red A5", place="His bag", by=manager)
    assert by_key(involvement)["paper"].is_done
    entry = make_entries(involvement.person, author=worker)[0]
    Entry.objects.filter(pk=entry.pk).update(signed_at=clock.now())

    item = by_key(involvement)["paper"]

    assert (item.is_done, item.seen) == (
        False,
        f"pages of the notebook of {worker.name} are not said to be written up and destroyed",
    )
    take_paper_step(book, kind="PAGES", by=worker, words="Two pages, shredded")
    assert by_key(involvement)["paper"].is_done


def test_closing_from_its_page_needs_the_checklist_and_a_managers_signature(
    client, involvement, worker, manager
):
    url = page("close", involvement)
    client.force_login(worker)
    assert "Begin to close" in client.get(url).text
    client.post(url, {"do": "start", "start-reason": "Goals met"})

    client.force_login(manager)
    refused = client.post(url, {"do": "sign", "sign-reason": "I agree"})
    assert "The summary is signed: not signed yet" in refused.context["unmet"]
    assert "I agree" in refused.text

    sign_summary(involvement, worker)
    client.force_login(worker)
    words = {
        item.key: "Looked at together"
        for item in gate.items_of(involvement, Purpose.CLOSE)
        if not item.is_met
    }
    client.post(url, {"do": "explain", **words})
    client.force_login(manager)
    response = client.post(url, {"do": "sign", "sign-reason": "I agree"})

    involvement.refresh_from_db()
    assert response.url == reverse("people:involvement", args=[involvement.person.key])
    assert involvement.state == State.CLOSED
    assert Person.objects.get(pk=involvement.person_id).status == "CLOSED"
    assert Event.objects.filter(verb="people.involvement_closed").count() == 1


def sign_closure_in_form(client, person, worker, **said):
    """Sign a closure summary through its form, with what the person says about ending."""
    kind = catalogue().get("case_closure_summary")
    token = new_token(person=person, record_type=kind, user=worker)
    typed = typed_for(kind) | {
        "persons_view-0-kind": ["person_words"],
        "persons_view-0-text": ["I can manage now."],
        "persons_view-0-how_communicated": ["Speech"],
        **{f"persons_view-0-{name}": words for name, words in said.items()},
    }
    typed |= {"form_token": token.sealed(), "draft_version": "0", "act": "check"}
    check = client.post(reverse("records:write", args=[person.key, kind.key]), typed).url
    page = client.get(check)
    reasons = {}
    for each in page.context["check"].may_explain:
        reasons |= {
            each.gap.add_prefix("reason"): each.gap.fields["reason"].choices[1][0],
            each.gap.add_prefix("detail"): "Told to us later",
        }
    version = Draft.objects.get(key=token.key).version
    signed = client.post(check, {"draft_version": version} | reasons)
    assert signed.status_code == 302, signed.context["check"].mistakes
    return Entry.objects.get(submission=token.key)


@pytest.mark.parametrize("who", ["the person", "a son"])
def test_the_words_of_the_person_and_nobody_elses_meet_the_closing(
    client, involvement, worker, manager, who
):
    person = involvement.person
    client.force_login(worker)
    client.post(page("close", involvement), {"do": "start", "start-reason": "Goals met"})
    speaker = {
        "the person": {"speaker": [f"person:{person.key}"], "speaker_other": []},
        "a son": {"speaker": [], "speaker_other": ["Kofi, son"]},
    }[who]

    entry = sign_closure_in_form(client, person, worker, **speaker)

    for action in Action.objects.filter(person=person):
        record_actions.close_action(action=action, by=worker, status="DONE", outcome="Done")
    item = by_key(involvement)["view"]
    assert (entry.has_own_words, item.is_done) == (who == "the person", who == "the person")
    explained = {
        each.key: "Looked at together"
        for each in gate.items_of(involvement, Purpose.CLOSE)
        if not each.is_met and each.key != "view"
    }
    client.post(page("close", involvement), {"do": "explain", **explained})
    client.force_login(manager)
    signed = client.post(page("close", involvement), {"do": "sign", "sign-reason": "I agree"})
    involvement.refresh_from_db()
    if who == "the person":
        assert involvement.state == State.CLOSED, signed.context["unmet"]
    else:
        assert involvement.state == State.CLOSING
        assert any("the summary does not have their words" in e for e in signed.context["unmet"])


def test_whoever_began_the_closing_is_not_offered_to_sign_it(client, involvement, manager):
    client.force_login(manager)
    url = page("close", involvement)
    client.post(url, {"do": "start", "start-reason": "Goals met"})

    assert not client.get(url).context["may_sign"]
    assert client.post(url, {"do": "sign", "sign-reason": "Mine"}).status_code == 403

    client.post(url, {"do": "stop", "stop-reason": "She wants to go on"})
    involvement.refresh_from_db()
    assert involvement.state == State.ACTIVE


def offered(involvement, worker, receiving):
    sign_summary(involvement, worker, "case_transfer_summary")
    explain_the_rest(involvement, worker, Purpose.OFFER)
    return people_actions.offer_transfer(
        involvement=involvement, team=receiving, reason="She moved", by=worker
    )


def test_a_closing_that_waits_for_a_signature_stands_on_the_home_pages(
    client, involvement, worker, manager
):
    manager.refresh_from_db()
    assert not closings_to_see_to(worker)
    people_actions.start_closing(involvement=involvement, reason="Goals met", by=worker)

    def shown(viewer):
        return [(each, each.may_sign) for each in closings_to_see_to(viewer)]

    assert shown(worker) == [(involvement, False)]
    assert shown(manager) == [(involvement, True)]
    assert shown(make_staff(team=worker.team)) == []
    client.force_login(manager)
    home = client.get(reverse("home")).text
    assert page("close", involvement) in home
    assert "For you to sign, or to send back" in home

    # What is added while it closes does not say who began.
    officer = make_staff(Role.BUSINESS_SUPPORT, team=make_team(kind="DUTY"))
    contact = people_actions.log_contact(
        team=officer.team,
        by=officer,
        how="PHONE",
        came_from="ANONYMOUS",
        about="Him",
        asked="Fell",
        urgency="SAME_DAY",
    )
    people_actions.match_contact(
        contact=contact, person=involvement.person, role=involvement.role, by=officer
    )
    assert [each.begun_by for each in closings_to_see_to(manager)] == [worker.pk]

    people_actions.stop_closing(involvement=involvement, reason="Not yet", by=manager)
    people_actions.start_closing(involvement=involvement, reason="Now", by=manager)
    assert shown(manager) == [(involvement, False)]


def test_a_transfer_that_is_sent_back_is_told_to_the_sender(
    client, involvement, worker, manager, receiving
):
    sign_summary(involvement, worker, "case_transfer_summary")
    explain_the_rest(involvement, worker, Purpose.OFFER)
    offer = people_actions.offer_transfer(
        involvement=involvement, team=receiving, reason="Moved", by=manager
    )
    people_actions.send_back_transfer(
        offer=offer, reason="We need the capacity assessment", by=receiving.lead
    )

    for sender in (worker, manager):
        assert list(offers_sent_back(sender)) == [offer]
    assert not offers_sent_back(receiving.lead)
    client.force_login(worker)
    assert "We need the capacity assessment" in client.get(reverse("home")).text
    last = involvement.changes.last()
    assert (last.step, last.became) == ("Sent back by Learning Disability", State.ACTIVE)

    people_actions.offer_transfer(involvement=involvement, team=receiving, reason="x", by=manager)
    assert not offers_sent_back(worker)


def test_an_offer_needs_the_summary_and_the_checklist(client, involvement, worker, receiving):
    client.force_login(worker)
    url = page("offer-transfer", involvement)
    given = {"do": "offer", "team": receiving.key, "worker": "", "reason": "She moved"}

    refused = client.post(url, given)
    assert "The summary is signed: not signed yet" in refused.context["unmet"]

    sign_summary(involvement, worker, "case_transfer_summary")
    explain_the_rest(involvement, worker, Purpose.OFFER)
    client.post(url, given)
    assert TransferOffer.objects.get().team == receiving


def test_accepting_gives_each_open_action_a_new_owner(
    client, involvement, worker, manager, receiving
):
    newcomer = make_staff(name="Denise Obi", team=receiving, line_manager=receiving.lead)
    other = make_staff(name="Jo Marsh", team=receiving)
    entry = make_entries(involvement.person, author=worker)[0]
    mine = [make_action(entry, owner=worker, text=text) for text in ("Ring", "Write")]
    theirs = make_action(entry, owner=manager, text="Sign")
    offer = offered(involvement, worker, receiving)
    with pytest.raises(NotReady, match="“Ring” has no new owner"):
        people_actions.accept_transfer(
            offer=offer,
            worker=newcomer,
            workload_seen="",
            conflict_asked=True,
            by=receiving.lead,
        )

    client.force_login(receiving.lead)
    url = reverse("oversight:answer-transfer", args=[involvement.person.key, offer.key])
    assert "Who does each open action from now on?" in client.get(url).text
    client.post(
        url,
        {
            "do": "accept",
            "worker": newcomer.staff_number,
            "conflict_asked": "on",
            f"owner-{mine[0].key}": "",
            f"owner-{mine[1].key}": other.staff_number,
        },
    )

    owners = dict(Action.objects.values_list("text", "owner__name"))
    assert owners == {"Ring": "Denise Obi", "Write": "Jo Marsh", "Sign": "Ros Hale"}
    assert theirs.changes.count() == 0
    offer.refresh_from_db()
    assert offer.state == "ACCEPTED"


def test_the_receiver_sends_back_and_the_sender_withdraws(client, involvement, worker, receiving):
    first = offered(involvement, worker, receiving)
    url = reverse("oversight:answer-transfer", args=[involvement.person.key, first.key])
    client.force_login(receiving.lead)
    empty = client.post(url, {"do": "back", "back-reason": ""})
    assert "Enter the reason" in empty.text
    sent = client.post(url, {"do": "back", "back-reason": "She still lives here"})
    assert sent.url == "/"
    assert "/emergency/" in client.get(url).url

    second = people_actions.offer_transfer(
        involvement=involvement, team=receiving, reason="Again", by=worker
    )
    client.force_login(worker)
    url = reverse("oversight:answer-transfer", args=[involvement.person.key, second.key])
    client.post(url, {"do": "withdraw", "withdraw-reason": "Too early"})

    assert list(TransferOffer.objects.order_by("pk").values_list("state", "answer")) == [
        ("SENT_BACK", "She still lives here"),
        ("WITHDRAWN", "Too early"),
    ]


def test_an_interpreter_not_booked_yet_is_for_the_new_worker_to_book(
    client, involvement, worker, receiving
):
    newcomer = make_staff(team=receiving)
    CommunicationNeed.objects.create(person=involvement.person, kind="BSL", need="A signer")
    visits = [make_visit(involvement.person, worker, days=days) for days in (30, 40)]
    for visit in visits:
        record_actions.ask_for_interpreter(
            visit=visit, booking=record_actions.Booking(which="BSL", owner=worker), by=worker
        )
    record_actions.settle_interpreter(visit=visits[1], state="BOOKED", said="Eva Lis", by=worker)
    offer = offered(involvement, worker, receiving)
    client.force_login(receiving.lead)
    page = client.get(
        reverse("oversight:answer-transfer", args=[involvement.person.key, offer.key])
    ).text
    assert page.count("an interpreter (BSL) for the visit on") == 1
    assert f"{worker.name} was to" in page

    actions.accept_transfer(
        offer=offer,
        worker=newcomer,
        workload_seen="",
        conflict_asked=True,
        owners={},
        by=receiving.lead,
    )

    for visit in visits:
        visit.refresh_from_db()
    assert [visit.interpreter_owner for visit in visits] == [newcomer, worker]


def test_a_manager_lets_access_go_on_with_a_reason(client, involvement, worker, receiving):
    newcomer = make_staff(team=receiving)
    offer = offered(involvement, worker, receiving)
    actions.accept_transfer(
        offer=offer,
        worker=newcomer,
        workload_seen="",
        conflict_asked=True,
        owners={},
        by=receiving.lead,
    )
    handover = involvement.allocations.get(role="HANDOVER")
    client.force_login(receiving.lead)
    shown = client.get(reverse("people:involvement", args=[involvement.person.key]))
    url = reverse("oversight:keep-access", args=[involvement.person.key, handover.pk])
    assert url in shown.text
    until = clock.add_days(handover.ends_on, 10)

    client.post(
        url,
        {
            "until_day": until.day,
            "until_month": until.month,
            "until_year": until.year,
            "reason": "Court",
        },
    )

    handover.refresh_from_db()
    assert (handover.ends_on, handover.reason) == (until, "Court")


@pytest.mark.parametrize("name", ["close", "offer-transfer"])
def test_the_pages_keep_within_their_queries(
    client, involvement, worker, django_assert_max_num_queries, name
):
    url = page(name, involvement)
    client.force_login(worker)
    client.get(url)

    with django_assert_max_num_queries(38):
        client.get(url)
