"""Supervision: agreed by both, signed by both; what is said of a person is on their record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight import actions
from oversight.models import AgreedAction, KeptWords, SupervisionAgreement, SupervisionSession
from oversight.queries import supervision as queries
from records.catalogue import catalogue
from records.models import Draft, EntryVersion, Finding, GuidanceRequest
from records.quality import checks
from tests.accounts.factories import make_staff, make_team
from tests.oversight.factories import make_agreement, make_session
from tests.people.factories import allocate, make_person, restrict
from tests.records.factories import make_action, make_entries

pytestmark = pytest.mark.django_db

SAID = "Tired after the move. Agreed to leave Fridays free."


@pytest.fixture
def head():
    return make_staff(Role.MANAGER, name="Priya Nair")


@pytest.fixture
def manager(head):
    manager = make_staff(Role.MANAGER, name="Ros Hale", line_manager=head)
    manager.team = make_team("Northgate Adults", lead=manager)
    manager.save()
    return manager


@pytest.fixture
def worker(manager):
    return make_staff(name="Fola Adeyemi", team=manager.team, line_manager=manager)


def allocated(worker, **fields):
    person = make_person(team=worker.team, **fields)
    allocate(person, worker)
    return person


def sign(session, **fields):
    given = {
        "held_on": clock.today(),
        "words": {"wellbeing": SAID},
        "next_on": clock.add_days(clock.today(), 28),
    }
    return actions.sign_session(session=session, by=session.agreement.supervisor, **given | fields)


def test_the_worker_agrees_or_says_what_should_be_different(manager, worker):
    offered = actions.offer_agreement(
        by=manager, worker=worker, every_weeks=4, covers="An hour", starts_on=clock.today()
    )
    with pytest.raises(ValidationError, match="what should be different"):
        actions.answer_agreement(agreement=offered, by=worker, agrees=False)
    back = actions.answer_agreement(
        agreement=offered, by=worker, agrees=False, reply="Every two weeks until June"
    )
    assert back.state == "SENT_BACK"

    first = make_agreement(supervisor=manager, worker=worker)
    second = make_agreement(supervisor=manager, worker=worker, every_weeks=2)

    first.refresh_from_db()
    assert (first.state, second.state) == ("ENDED", "AGREED")
    with pytest.raises(PermissionDenied):
        actions.answer_agreement(agreement=second, by=manager, agrees=True)


def test_with_a_new_agreement_the_planned_session_goes_along_or_is_not_held(head, manager, worker):
    first = make_agreement(supervisor=manager, worker=worker)
    session = make_session(first)
    actions.add_point(session=session, by=worker, text="The rota")

    second = make_agreement(supervisor=manager, worker=worker, every_weeks=2)

    session.refresh_from_db()
    assert (session.agreement, session.state) == (second, "PLANNED")
    assert [each.text for each in session.points.all()] == ["The rota"]
    sign(session)
    planned = SupervisionSession.objects.get(state="PLANNED")
    assert planned.agreement == second

    make_agreement(supervisor=head, worker=worker)
    planned.refresh_from_db()
    assert (planned.state, planned.not_held_because) == (
        "NOT_HELD",
        "A new agreement took its place",
    )
    assert list(queries.to_sign(manager)) == []


def test_nothing_is_planned_under_an_agreement_that_ended(client, manager, worker):
    agreement = make_agreement(supervisor=manager, worker=worker)
    session = make_session(agreement)
    SupervisionAgreement.objects.filter(pk=agreement.pk).update(state="ENDED")
    client.force_login(manager)

    page = client.post(
        reverse("oversight:session", args=[session.key]),
        {"form": "not_held", "not_held-because": "He left"},
        follow=True,
    )

    session.refresh_from_db()
    assert session.state == "NOT_HELD"
    assert "This is the next one" not in page.text
    assert not SupervisionSession.objects.filter(state="PLANNED").exists()


@pytest.mark.parametrize("by_another", [False, True])
def test_a_session_whose_day_has_come_is_written_down_though_the_agreement_ended(
    client, head, manager, worker, by_another
):
    agreement = make_agreement(supervisor=manager, worker=worker)
    session = make_session(agreement)

    if by_another:
        make_agreement(supervisor=head, worker=worker)
    else:
        actions.end_agreement(agreement=agreement, by=manager, because="He left")

    assert list(queries.to_sign(manager)) == [session]
    client.force_login(manager)
    today = clock.today()
    address = reverse("oversight:session", args=[session.key])
    assert "When is the next session?" not in client.get(address).text
    answer = client.post(
        address,
        {
            "form": "words",
            "words-said-wellbeing": SAID,
            "words-held_on_day": today.day,
            "words-held_on_month": today.month,
            "words-held_on_year": today.year,
        },
    )
    assert answer.status_code == 302
    session.refresh_from_db()
    assert (session.state, session.words) == ("HELD", {"wellbeing": SAID})
    assert SAID in client.get(address).text
    assert list(queries.to_sign(worker)) == [session]
    assert not SupervisionSession.objects.filter(state="PLANNED").exists()


def test_the_council_says_how_long_may_lie_between_sessions(manager, worker):
    given = {"by": manager, "covers": "An hour", "starts_on": clock.today()}
    with pytest.raises(ValidationError, match="4 weeks or fewer"):
        actions.offer_agreement(worker=worker, every_weeks=5, **given)
    for until, weeks in ((clock.today(), 2), (clock.add_days(clock.today(), -1), 4)):
        new = make_staff(line_manager=manager, newly_qualified_until=until)
        with pytest.raises(ValidationError, match=f"{weeks} weeks or fewer"):
            actions.offer_agreement(worker=new, every_weeks=5, **given)
    joined = make_staff(line_manager=manager, starts_on=clock.add_days(clock.today(), -30))
    assert queries.longest_weeks(joined) == 4  # they came from elsewhere
    with pytest.raises(PermissionDenied):
        actions.offer_agreement(worker=make_staff(), every_weeks=4, **given)


def test_both_sign_and_the_next_session_is_planned_with_it(manager, worker):
    session = make_session(make_agreement(supervisor=manager, worker=worker))

    with pytest.raises(PermissionDenied):
        actions.sign_session(
            session=session, by=worker, held_on=clock.today(), words={}, next_on=clock.today()
        )
    with pytest.raises(ValidationError, match="at least one heading"):
        sign(session, words={"wellbeing": "  "})
    held = sign(session, words={"wellbeing": SAID, "other": "not a heading"})

    assert held.words == {"wellbeing": SAID}
    assert queries.state_of(held) == "Held, for the worker to sign"
    planned = SupervisionSession.objects.get(state="PLANNED")
    assert planned.planned_on == clock.add_days(clock.today(), 28)
    with pytest.raises(ValidationError, match="written down already"):
        sign(held)
    signed = actions.answer_session(session=held, by=worker, comment="It was Thursdays")
    assert signed.comment == "It was Thursdays"
    assert queries.state_of(signed) == "Signed by both"


def test_its_actions_stand_on_the_home_page_of_whoever_does_them(client, manager, worker):
    session = sign(make_session(make_agreement(supervisor=manager, worker=worker)))
    actions.answer_session(session=session, by=worker)
    action = actions.agree_in_session(
        session=session,
        by=manager,
        text="Book the day on reasons",
        owner=worker,
        due_on=clock.today(),
    )
    assert queries.state_of(SupervisionSession.objects.get(pk=session.pk)) == "Actions open"
    client.force_login(worker)
    assert "Book the day on reasons" in client.get(reverse("home")).text
    page = client.get(reverse("oversight:agreed-action", args=[action.key]))
    assert "in supervision" in page.text

    client.post(
        reverse("oversight:agreed-action", args=[action.key]),
        {"status": "DONE", "outcome": "Booked for 3 March"},
    )

    assert AgreedAction.objects.get().status == "DONE"
    assert queries.state_of(SupervisionSession.objects.get(pk=session.pk)) == "Actions closed"
    with pytest.raises(ValidationError, match="one of you two"):
        actions.agree_in_session(
            session=session, by=manager, text="x", owner=make_staff(), due_on=clock.today()
        )


def test_only_the_two_and_the_supervisors_manager_read_it_and_each_opening_is_logged(
    client, head, manager, worker
):
    agreement = make_agreement(supervisor=manager, worker=worker)
    session = make_session(agreement)
    address = reverse("oversight:session", args=[session.key])
    colleague = make_staff(Role.MANAGER, team=worker.team, line_manager=manager)
    top = make_staff(Role.MANAGER)
    head.line_manager = top
    head.save()

    def answered(user):
        client.force_login(user)
        return client.get(address).status_code

    asked = (manager, worker, head, colleague, top)
    assert [answered(each) for each in asked] == [200, 200, 404, 404, 404]
    sign(session)
    day_before = clock.add_hours(clock.now(), -24)
    actions.ask_to_read(agreement=agreement, by=head, words="A leaver", at=day_before)
    assert [answered(each) for each in asked] == [200, 200, 404, 404, 404]
    of_both = reverse("oversight:agreement", args=[agreement.key])
    client.force_login(head)
    assert "An hour each time" not in client.get(of_both).text
    assert "Enter why you ask to read it" in client.post(of_both, {"words": " "}).text
    assert client.post(of_both, {"words": "A worry about the rota"}).url == of_both
    assert "An hour each time" in client.get(of_both).text
    assert [answered(each) for each in asked] == [200, 200, 200, 404, 404]
    page = client.get(address)
    assert SAID not in page.text
    client.force_login(head)
    assert SAID in client.get(address).text
    opened = Event.objects.filter(verb="oversight.session_opened", actor=head.staff_number)
    assert opened.count() == 2
    said = Event.objects.filter(verb="oversight.reading_asked", actor=head.staff_number)
    assert said.count() == 2
    for each in (manager, worker):
        client.force_login(each)
        assert "A worry about the rota" in client.get(of_both).text
    for each in (colleague, top, worker):
        with pytest.raises(PermissionDenied):
            actions.ask_to_read(agreement=agreement, by=each, words="Let me see")


def test_what_the_supervisor_types_is_kept_and_theirs_alone_until_they_sign(
    client, manager, worker
):
    session = make_session(make_agreement(supervisor=manager, worker=worker))
    address = reverse("oversight:session", args=[session.key])
    client.force_login(manager)
    page = client.get(address)
    token = page.context["kept"]["words"].token
    sent = {"form": "words", "form_token": token, "words-said-wellbeing": SAID}

    answer = client.post(f"{address}?keep=words", sent | {"draft_version": "0"}).json()
    assert (answer["saved"], answer["version"]) == (True, 1)
    apart = client.post(
        f"{address}?keep=words",
        sent | {"draft_version": "0", "words-said-wellbeing": "Another window"},
    ).json()
    assert "kept apart" in apart["message"]
    client.force_login(worker)
    assert SAID not in client.get(address).text
    client.force_login(manager)
    KeptWords.objects.exclude(key=token).delete()
    assert SAID in client.get(address).text

    client.post(
        address,
        sent
        | {
            "draft_version": "1",
            "words-held_on_day": clock.today().day,
            "words-held_on_month": clock.today().month,
            "words-held_on_year": clock.today().year,
            "words-next_on_day": "1",
            "words-next_on_month": "1",
            "words-next_on_year": clock.today().year + 1,
        },
    )

    session.refresh_from_db()
    assert session.words == {"wellbeing": SAID}
    assert not KeptWords.objects.exists()
    client.force_login(worker)
    assert SAID in client.get(address).text


def test_what_was_typed_and_refused_is_kept(client, manager, worker):
    session = make_session(make_agreement(supervisor=manager, worker=worker))
    address = reverse("oversight:session", args=[session.key])
    client.force_login(manager)
    token = client.get(address).context["kept"]["words"].token

    answer = client.post(
        address, {"form": "words", "form_token": token, "words-said-practice": "Long and good"}
    )

    assert answer.status_code == 400
    assert "Long and good" in answer.text
    assert KeptWords.objects.get().typed["words-said-practice"] == ["Long and good"]


def test_the_agenda_offers_whom_the_worker_works_with_and_says_why(manager, worker):
    quiet, heard, late = (allocated(worker, family_name=name) for name in ("Ash", "Bo", "Cole"))
    make_entries(quiet, author=worker, type_key="supervision_case_discussion")
    make_entries(late, author=worker, type_key="safeguarding_concern")
    allocated(make_staff(team=worker.team))

    begun = {"type_key": "case_note", "type_version": 1}
    begun |= {"started_at": clock.now(), "saved_at": clock.now()}
    Draft.objects.create(author=worker, person=quiet, **begun)

    agenda = queries.agenda_for(manager, worker)

    cases = {each.person: each.because for each in agenda.cases}
    assert agenda.drafts == 1
    assert set(cases) == {quiet, heard, late}
    assert cases[quiet] == []
    assert cases[heard] == ["Not discussed for 8 weeks"]
    assert cases[late] == ["Not discussed for 8 weeks", "Safeguarding work"]


def test_the_agenda_offers_safeguarding_and_court_work_gone_quiet_until_its_end_is_recorded(
    manager, worker
):
    names = ("Ash", "Bo", "Cole", "Dee", "Eve", "Fay")
    open_one, ended, court, ordered, not_met, reported = everybody = [
        allocated(worker, family_name=name) for name in names
    ]
    long_ago = clock.add_hours(clock.now(), -24 * 120)
    later = clock.add_hours(clock.now(), -24 * 90)
    for person in (open_one, ended, not_met):
        make_entries(person, author=worker, type_key="safeguarding_concern", event_at=long_ago)
    outcome = {"author": worker, "type_key": "safeguarding_enquiry_outcome", "event_at": later}
    make_entries(open_one, values={"safeguarding_plan_needed": "Yes, attached"}, **outcome)
    make_entries(ended, values={"safeguarding_plan_needed": "No"}, **outcome)
    outcome["type_key"] = "safeguarding_enquiry_planning"
    make_entries(not_met, values={"test_met": "Not met: other response"}, **outcome)
    report = "social_circumstances_report"
    make_entries(reported, author=worker, type_key=report, event_at=long_ago)
    for person in (court, ordered):
        make_entries(person, author=worker, type_key="court_application", event_at=long_ago)
    order = {"document_kind": "Court of Protection order"}
    make_entries(ordered, author=worker, type_key="legal_document", values=order, event_at=later)

    cases = {each.person: each.because for each in queries.agenda_for(manager, worker).cases}

    quiet = [
        "Safeguarding gone quiet, no end recorded",
        "Court work gone quiet, no end recorded",
    ]
    assert [[each in cases[of] for each in quiet] for of in everybody] == [
        [True, False],
        [False, False],
        [False, True],
        [False, False],
        [False, False],
        [False, False],
    ]


def test_a_case_talked_about_without_a_note_is_overdue_after_two_working_days(manager, worker):
    person = allocated(worker)
    session = make_session(make_agreement(supervisor=manager, worker=worker))
    actions.put_on_agenda(session=session, by=worker, people=[person])
    sign(session, held_on=clock.add_days(clock.today(), -90))

    [row] = queries.discussed_in(manager, SupervisionSession.objects.get(pk=session.pk))
    assert (row.note, row.is_late) == (None, True)
    assert [each.person for each in queries.notes_missing(worker)] == [person]

    [note] = make_entries(person, author=worker, type_key="supervision_case_discussion")

    [row] = queries.discussed_in(manager, SupervisionSession.objects.get(pk=session.pk))
    assert (row.note, row.is_late) == (note, False)
    assert list(queries.notes_missing(worker)) == []


def test_beside_whom_is_talked_about_stand_their_open_actions_and_what_was_pointed_out(
    client, manager, worker
):
    person, other = allocated(worker), allocated(worker)
    written = make_entries(person, 2, author=worker)
    action = make_action(written[0], text="Ring the day centre", owner=worker)
    make_action(make_entries(other, author=worker)[0], text="Order the rail", owner=worker)
    for entry in written:
        entry.versions.get().findings.create(
            position=0, check_key="opinion_in_text", level="advice", message="Whose view is it?"
        )
    session = make_session(make_agreement(supervisor=manager, worker=worker))
    actions.put_on_agenda(session=session, by=worker, people=[person])

    [row] = queries.discussed_in(manager, session)

    assert row.actions == [action]
    assert row.flags == [(checks()["opinion_in_text"].title, 2)]
    client.force_login(manager)
    page = client.get(reverse("oversight:session", args=[session.key])).text
    assert "Ring the day centre" in page
    assert "Order the rail" not in page
    make_entries(person, author=worker, type_key="supervision_case_discussion")
    sign(session, held_on=clock.add_days(clock.today(), -7))
    [row] = queries.discussed_in(manager, SupervisionSession.objects.get(pk=session.pk))
    assert (row.actions, row.flags) == ([], [])


def test_nobody_comes_on_or_off_the_agenda_but_by_who_may_open_them(client, manager, worker):
    person, other = allocated(worker), make_person()
    session = make_session(make_agreement(supervisor=manager, worker=worker))

    with pytest.raises(PermissionDenied):
        actions.put_on_agenda(session=session, by=worker, people=[other])
    client.force_login(manager)
    address = reverse("oversight:session", args=[session.key])
    client.post(address, {"form": "agenda", "agenda-people": [person.key]})
    assert [each.person for each in session.cases.all()] == [person]
    client.post(address, {"form": "agenda"})

    assert not session.cases.exists()


def test_overdue_stands_on_the_supervisors_home_and_on_the_page_of_the_line(
    client, head, manager, worker
):
    make_agreement(supervisor=manager, worker=worker, starts_on=clock.add_days(clock.today(), -29))
    client.force_login(manager)
    assert "Fola Adeyemi: a session is overdue" in client.get(reverse("home")).text
    for viewer in (manager, head):
        client.force_login(viewer)
        page = client.get(reverse("oversight:supervision")).text
        assert "Overdue since" in page

    session = make_session(queries.agreements_of(worker).get())
    sign(session)

    client.force_login(manager)
    assert "a session is overdue" not in client.get(reverse("home")).text


def test_a_first_day_puts_off_no_session(manager, worker):
    first = make_agreement(supervisor=manager, worker=worker)
    sign(make_session(first), held_on=clock.add_days(clock.today(), -40))
    given = {"by": manager, "worker": worker, "every_weeks": 4, "covers": "An hour"}

    with pytest.raises(ValidationError, match="in the next 4 weeks"):
        actions.offer_agreement(starts_on=clock.add_days(clock.today(), 29), **given)
    make_agreement(supervisor=manager, worker=worker, starts_on=clock.add_days(clock.today(), 28))

    [stands] = queries.stands_of([worker])
    assert (stands.due_on, stands.is_overdue) == (clock.add_days(clock.today(), -12), True)


def test_a_later_note_is_no_note_of_an_earlier_session(manager, worker):
    person = allocated(worker)
    agreement = make_agreement(supervisor=manager, worker=worker)
    days = [clock.add_days(clock.today(), -ago) for ago in (60, 30)]
    for day in days:
        session = make_session(agreement)
        actions.put_on_agenda(session=session, by=worker, people=[person])
        sign(session, held_on=day)
    make_entries(
        person,
        author=worker,
        type_key="supervision_case_discussion",
        event_at=clock.at_time(days[1], 11),
    )

    first, second = SupervisionSession.objects.filter(state="HELD").order_by("held_on")
    assert [each.session for each in queries.notes_missing(manager)] == [first]
    assert queries.discussed_in(manager, first)[0].note is None
    assert queries.discussed_in(manager, second)[0].note is not None


def test_the_agenda_counts_what_the_coach_points_out_in_what_stands(manager, worker):
    person = allocated(worker)
    corrected, other = make_entries(person, 2, author=worker)
    for version in (corrected.versions.get(), other.versions.get()):
        for position, key in enumerate(("opinion_in_text", "required_missing")):
            version.findings.create(position=position, check_key=key, level="advice", message="x")
    EntryVersion.objects.create(
        entry=corrected,
        number=2,
        values={},
        signed_by=worker,
        signed_at=clock.now(),
        reason="Said whose view",
        digest="0" * 64,
    )

    flags = queries.agenda_for(manager, worker).flags

    assert flags == [(checks()["opinion_in_text"].title, 1)]


def test_a_session_that_was_not_held_says_why_and_when_instead(client, manager, worker):
    session = make_session(make_agreement(supervisor=manager, worker=worker))
    later = clock.add_days(clock.today(), 3)
    client.force_login(worker)

    client.post(
        reverse("oversight:session", args=[session.key]),
        {
            "form": "not_held",
            "not_held-because": "Ros was called to court",
            "not_held-planned_on_day": later.day,
            "not_held-planned_on_month": later.month,
            "not_held-planned_on_year": later.year,
        },
    )

    session.refresh_from_db()
    assert (session.state, session.not_held_because) == ("NOT_HELD", "Ros was called to court")
    assert SupervisionSession.objects.get(state="PLANNED").planned_on == later


def test_either_puts_points_on_the_agenda_and_takes_their_own_off(client, manager, worker):
    session = make_session(make_agreement(supervisor=manager, worker=worker))
    address = reverse("oversight:session", args=[session.key])
    client.force_login(worker)
    assert client.post(address, {"form": "point", "point-text": "The rota"}).status_code == 302
    actions.add_point(session=session, by=manager, text="Leave in August")
    client.force_login(manager)
    assert "The rota" in client.get(address).text
    rota, leave = session.points.all()

    for point in (rota, leave):
        client.post(address, {"take-off": str(point.pk)})

    assert [each.text for each in session.points.all()] == ["The rota"]
    with pytest.raises(PermissionDenied):
        actions.add_point(session=session, by=make_staff(), text="x")
    sign(session)
    with pytest.raises(ValidationError, match="written down already"):
        actions.add_point(session=session, by=worker, text="Late")
    assert "The rota" in client.get(address).text


def test_an_agreement_is_ended_with_why_and_its_session_is_not_held(client, head, manager, worker):
    manager.line_manager = head
    manager.save()
    agreement = make_agreement(supervisor=manager, worker=worker)
    session = make_session(agreement, days=7)
    address = reverse("oversight:agreement", args=[agreement.key])
    client.force_login(worker)
    assert "End this agreement" not in client.get(address).text
    with pytest.raises(PermissionDenied):
        actions.end_agreement(agreement=agreement, by=worker, because="I leave")
    actions.ask_to_read(agreement=agreement, by=head, words="He leaves")
    client.force_login(head)

    assert client.post(address, {"form": "end", "end-because": ""}).status_code == 400
    assert client.post(address, {"form": "end", "end-because": "He left"}).status_code == 302

    agreement.refresh_from_db()
    session.refresh_from_db()
    assert (agreement.state, agreement.ended_on) == ("ENDED", clock.today())
    assert session.state == "NOT_HELD"
    assert "He left" in client.get(address).text
    assert queries.stands_of([worker])[0].agreement is None
    with pytest.raises(ValidationError, match="does not hold any more"):
        actions.end_agreement(agreement=agreement, by=head, because="Again")


def test_the_agenda_names_court_work_and_guidance_that_no_manager_confirmed(manager, worker):
    court, asked, written, plain = (
        allocated(worker, family_name=name) for name in ("Ash", "Bo", "Cole", "Dee")
    )
    kind = catalogue().keys_of("court_tribunal")[0]
    make_entries(court, author=worker, type_key=kind)
    GuidanceRequest.objects.create(
        person=asked,
        question="May she go?",
        asked_by=worker,
        asked_of=manager,
        asked_at=clock.now(),
    )
    [note] = make_entries(written, author=worker, signed_at=clock.now())
    Finding.objects.create(
        version=note.versions.get(),
        position=1,
        check_key="manager_guidance_unconfirmed",
        level="warning",
        message="Who said so?",
    )

    cases = {each.person: each.because for each in queries.agenda_for(manager, worker).cases}

    unconfirmed = "A manager’s guidance is not confirmed"
    assert "Court work" in cases[court]
    assert [person for person, why in cases.items() if unconfirmed in why] == [asked, written]
    assert "Court work" not in cases[plain]


def test_the_agenda_says_of_a_restricted_record_that_it_is_one_to_those_on_its_list(
    manager, worker
):
    person = allocated(worker)
    restrict(person, worker, manager)
    closed = allocated(worker)
    restrict(closed)

    cases = {each.person: each.because for each in queries.agenda_for(manager, worker).cases}

    assert set(cases) == {person}
    assert "Restricted record" in cases[person]
