"""Case file audits: drawn, graded by the independent, settled, talked about, followed up."""

import csv
import io
from collections import Counter
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight import actions
from oversight.models import AuditFile, AuditRating
from oversight.queries import auditing as queries
from oversight.queries.grades import grades_over_time
from people import actions as people_actions
from people.access import Permission, decide
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_officer, make_request, make_step
from tests.oversight.factories import answers, make_audit, send
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_contact,
    make_person,
    make_worker_of,
    restrict,
)
from tests.people.test_death import DAY, tell
from tests.records.factories import make_action, make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Adaeze Chukwu")


@pytest.fixture
def auditor():
    return make_staff(Role.AUDITOR, name="Sunil Batra")


@pytest.fixture
def second():
    return make_staff(Role.AUDITOR, name="Ada Price")


@pytest.fixture
def person():
    person = make_person(given_names="Ama", family_name="Okafor")
    make_entries(person)
    return person


def draw(manager, *auditors, **fields):
    return make_audit(by=manager, auditors=auditors, **fields)


def file_of(audit):
    return queries.with_findings(AuditFile.objects.filter(round=audit)).get()


def test_a_sample_is_drawn_again_from_what_is_kept(manager, auditor):
    for _ in range(8):
        make_entries(make_person())
    make_person()  # nothing was signed about them

    audit = draw(manager, auditor, size=3)

    assert len(audit.frame) == 8
    drawn = [each.person.key for each in AuditFile.objects.filter(round=audit)]
    assert queries.drawn_again(audit) == drawn
    assert len(drawn) == 3


def test_risk_weighs_what_could_have_gone_wrong(manager, auditor, person):
    risky = make_person()
    make_entries(risky, type_key="safeguarding_concern")

    audit = draw(manager, auditor, sampling="RISK")

    assert dict(audit.frame) == {person.key: 1, risky.key: 4}
    assert [key for key, _ in draw(manager, auditor, population="SAFEGUARDING").frame] == [
        risky.key
    ]


def test_each_worker_of_a_team_has_as_many_records_drawn(client, manager, auditor):
    team = make_team()
    writers = [make_staff(team=team) for _ in range(3)]
    shared = make_person()
    for writer in writers:
        make_entries(shared, author=writer)
    for writer in writers[:2]:
        for _ in range(4):
            make_entries(make_person(), author=writer)
    make_entries(make_person())  # by somebody of no team

    audit = draw(manager, auditor, sampling="WORKER", team=team, size=2)

    files = list(AuditFile.objects.filter(round=audit).select_related("worker"))
    drawn = Counter(each.worker for each in files)
    assert set(drawn) <= set(writers)
    assert [drawn[each] for each in writers[:2]] == [2, 2]
    assert drawn[writers[2]] <= 1  # one record alone, which another may have had drawn
    assert queries.drawn_again(audit) == [each.person.key for each in files]
    client.force_login(manager)
    page = client.get(reverse("oversight:audit", args=[audit.key])).text
    assert f"what {writers[0].name} wrote" in page
    assert "Drawn again just now: the same files" in page


def test_more_files_than_can_be_graded_are_refused(manager, auditor):
    for writer in (make_staff(), make_staff()):
        for _ in range(26):
            make_entries(make_person(), author=writer)

    with pytest.raises(ValidationError) as wrong:
        draw(manager, auditor, sampling="WORKER", size=26)

    assert "That is 52 records." in str(wrong.value)
    assert not AuditFile.objects.exists()


def test_nobody_hidden_or_in_conflict_is_drawn_and_an_empty_sample_is_refused(manager, auditor):
    hidden, known = make_person(), make_person()
    for each in (hidden, known):
        make_entries(each)
    restrict(hidden)
    declare_conflict(known, manager)

    with pytest.raises(ValidationError, match="No record matches"):
        draw(manager, auditor)


def test_who_worked_on_it_or_manages_that_work_does_not_grade_it(manager, person):
    writer = person.entries.get().author
    lead = make_staff(Role.MANAGER, Role.AUDITOR)
    colleague = make_staff(team=make_team(lead=lead), line_manager=lead)
    allocate(person, colleague)
    earlier = make_staff(Role.AUDITOR)
    allocate(person, earlier, ends_on=clock.add_days(clock.today(), -1))
    writer.roles = [Role.AUDITOR]
    writer.save()

    for each in (lead, earlier, writer):
        assert not queries.is_independent(each, person)
        with pytest.raises(ValidationError, match="independent"):
            draw(manager, each)

    of_writer, of_earlier = make_staff(Role.AUDITOR), make_staff(Role.AUDITOR)
    for each, above in ((writer, of_writer), (earlier, of_earlier)):
        each.line_manager = above
        each.save()
        assert not queries.is_independent(above, person)

    stranger = make_staff(Role.AUDITOR)
    assert queries.is_independent(stranger, person)
    declare_conflict(person, stranger)
    assert not queries.is_independent(stranger, person)


def test_the_record_opens_to_the_auditor_with_a_reason_until_the_grades_are_sent(
    manager, auditor, person
):
    assert not decide(auditor, Permission.VIEW, person).allowed
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))

    with pytest.raises(PermissionDenied):
        decide(make_staff(Role.AUDITOR), Permission.VIEW, person).require()
    people_actions.give_reason(person=person, by=auditor, basis="AUDIT", words="Grading file 1")
    assert decide(auditor, Permission.VIEW, person).allowed
    assert not decide(auditor, Permission.WRITE, person).allowed

    send(rating)

    assert not decide(auditor, Permission.VIEW, person).allowed
    with pytest.raises(PermissionDenied):
        people_actions.give_reason(person=person, by=auditor, basis="AUDIT", words="Once more")
    with pytest.raises(ValidationError, match="sent this already"):
        actions.grade_questions(rating=rating, by=auditor, answers=answers())


def test_an_auditor_knows_a_file_by_its_number_until_they_have_to_see_more(
    client, manager, auditor, person
):
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    client.force_login(auditor)
    asked = [
        reverse("home"),
        reverse("oversight:audits"),
        reverse("oversight:rating", args=[rating.key]),
        reverse("oversight:audit-section", args=[rating.key, "a"]),
        reverse("oversight:audit", args=[rating.file.round.key]),
        reverse("people:referrals"),
    ]

    for address in asked:
        page = client.get(address).text
        assert person.council_reference not in page, address
        assert "Okafor" not in page, address
    of_the_round = reverse("oversight:audit", args=[rating.file.round.key])
    found = reverse("oversight:audit-outcome", args=[rating.file.key])
    assert person.council_reference not in client.get(found).text
    people_actions.give_reason(person=person, by=auditor, basis="AUDIT", words="Grading file 1")
    for address in (of_the_round, found):
        assert person.council_reference in client.get(address).text, address

    send(rating)

    assert person.council_reference not in client.get(of_the_round).text
    client.force_login(manager)
    assert person.council_reference in client.get(of_the_round).text

    events = Event.objects.filter(verb="oversight.audit_file_opened", actor=auditor.staff_number)
    assert events
    assert not any(event.subjects for event in events), "as its pages said nothing of the person"


def test_an_auditor_reads_a_file_without_names_until_they_say_why_they_need_more(
    client, manager, auditor, person
):
    worker = make_worker_of(person)
    make_contact(person, name="Kofi Mensah", relationship="Brother")
    (entry,) = make_entries(
        person, author=worker, text="Ama Okafor told me that Kofi Mensah is ill."
    )
    (closed,) = make_entries(person, sensitivity="RESTRICTED", summary="Not for everybody")
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    address = reverse("oversight:audit-record", args=[rating.key])
    client.force_login(auditor)

    page = client.get(address)

    assert "[the person] told me that [brother] is ill." in page.text
    assert worker.name in page.text
    assert "Restricted record" in page.text
    for words in ("Okafor", "Mensah", person.council_reference, "Not for everybody"):
        assert words not in page.text
    event = Event.objects.filter(verb="oversight.audit_record_read").get()
    assert event.subjects == [person.key]
    assert entry.key in event.shown
    assert closed.key not in event.shown

    assert "Enter why you need to see more" in client.post(address, {"words": ""}).text
    assert not decide(auditor, Permission.VIEW, person, at=clock.now()).allowed
    opened = client.post(address, {"words": "Question 5 needs the profile."})
    assert opened.url == reverse("records:timeline", args=[person.key])
    assert client.get(opened.url).status_code == 200
    assert Event.objects.filter(verb="people.reason_given").count() == 1
    assert "You said today why you need it." in client.get(address).text


def test_what_was_typed_is_hidden_and_the_words_of_the_product_are_not(
    client, manager, auditor, person
):
    worker = make_worker_of(person, name="Note Case", job_title="Note taker")
    make_contact(person, name="Case Note", relationship="Brother")
    jo = {"kind": "other", "key": "", "name": "Jo Reed", "role": "neighbour"}
    values = {
        "note_about": "Note’s post",
        "discussion": "Reed came with Case. Case Note is ill.",
        "who_was_present": [jo],
    }
    gap = {"reason": "Case closed", "detail": "Case was out"}
    (entry,) = make_entries(person, author=worker, values=values, gaps={"event_at": gap})
    make_action(entry, text="Ring Case", owner_name="Jo Reed, neighbour")
    make_action(entry, text="Write", owner=worker)
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    client.force_login(auditor)

    page = client.get(reverse("oversight:audit-record", args=[rating.key])).text

    for words in (
        "Case note, ",
        "[brother]’s post",
        "[somebody] came with [brother]. [brother] is ill.",
        "Case closed: [brother] was out",
        "Ring [brother]",
        worker.described,
    ):
        assert words in page, words
    assert "Reed" not in page


def test_a_file_that_was_sent_or_of_an_audit_that_is_over_opens_no_record(
    client, manager, auditor, person
):
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    address = reverse("oversight:audit-record", args=[rating.key])
    client.force_login(auditor)
    assert client.get(address).status_code == 200

    people_actions.end_referral(referral=rating.referral, by=manager)

    assert client.get(address).status_code == 403


def test_nobody_else_opens_the_questions(client, manager, auditor, second, person):
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    for stranger, status in ((second, 404), (manager, 403), (make_staff(), 403)):
        client.force_login(stranger)
        assert client.get(reverse("oversight:rating", args=[rating.key])).status_code == status
    with pytest.raises(PermissionDenied):
        actions.grade_questions(rating=rating, by=second, answers=answers())


def test_every_grade_but_good_says_why_and_where(client, manager, auditor, person):
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    client.force_login(auditor)
    address = reverse("oversight:audit-section", args=[rating.key, "a"])

    wrong = client.post(address, {"grade-1": "INADEQUATE", "grade-2": "GOOD", "words-3": "Clear"})

    assert wrong.status_code == 400
    for words in ("Enter why, for question 1", "entry and day for question 1", "question 3"):
        assert words in wrong.text
    assert "Clear" in wrong.text
    rating.refresh_from_db()
    assert rating.answers == {}

    right = {"grade-1": "NOT_APPLICABLE", "words-1": "A carer", "grade-2": "GOOD"}
    client.post(address, right | {"on": ""})
    rating.refresh_from_db()
    assert {key: row["grade"] for key, row in rating.answers.items()} == {
        "1": "NOT_APPLICABLE",
        "2": "GOOD",
    }


def test_another_grade_than_the_rule_needs_a_reason(manager, auditor, person):
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    with pytest.raises(ValidationError, match="Question 1 is not graded"):
        actions.submit_rating(rating=rating, by=auditor, strengths="Warm")
    actions.grade_questions(rating=rating, by=auditor, answers=answers("GOOD", q2="INADEQUATE"))

    with pytest.raises(ValidationError, match="another grade"):
        actions.submit_rating(rating=rating, by=auditor, strengths="Warm", overall="GOOD")

    sent = actions.submit_rating(
        rating=rating, by=auditor, strengths="Warm", overall="GOOD", reason="An old entry"
    )
    assert (sent.suggested, sent.overall) == ("INADEQUATE", "GOOD")


def test_two_grade_blind_and_a_third_settles_where_they_differ(
    client, manager, auditor, second, person
):
    audit = draw(manager, auditor, second)
    one, two = AuditRating.objects.filter(file__round=audit)
    assert {one.auditor, two.auditor} == {auditor, second}
    send(one)
    file = file_of(audit)
    address = reverse("oversight:audit-outcome", args=[file.key])
    client.force_login(two.auditor)
    assert "You see no grades of this file yet" in client.get(address).text  # theirs is not sent
    client.force_login(one.auditor)
    assert "Warm and clear" not in client.get(address).text  # nor is the other's
    send(two, "GOOD", q9="REQUIRES_IMPROVEMENT")

    stands = queries.stands(file_of(audit))
    assert (stands.state, stands.differ, stands.overall) == ("To be moderated", [9], "")
    for rater in (auditor, second):
        with pytest.raises(PermissionDenied):
            actions.moderate_file(
                file=file, by=rater, answers={9: "GOOD"}, overall="GOOD", reason="Mine"
            )
    client.force_login(manager)
    wrong = client.post(address, {"form": "moderate", "overall": "GOOD"})
    assert "Select the grade of question 9" in wrong.text
    given = {"form": "moderate", "grade-9": "GOOD", "overall": "GOOD", "reason": "Reasons follow"}
    client.post(address, given)

    file = file_of(audit)
    assert queries.stands(file).overall == "GOOD"
    assert queries.settled_answers(file)[9] == "GOOD"
    assert [each.answers["9"]["grade"] for each in file.ratings.all()] == [
        "GOOD",
        "REQUIRES_IMPROVEMENT",
    ]
    report = queries.report_of(manager, audit)
    assert (report.rated_twice, report.moderated) == (1, 1)
    assert report.kappa == pytest.approx(0)  # one of them gave a single grade throughout


def test_the_best_and_the_worst_grade_are_settled_by_a_second_person(manager, auditor, person):
    audit = draw(manager, auditor)
    send(AuditRating.objects.get(file__round=audit), "OUTSTANDING")

    assert queries.stands(file_of(audit)).state == "To be moderated"


def test_one_in_five_is_drawn_to_be_settled_and_says_by_whom_until_it_is(
    client, manager, auditor, second
):
    for _ in range(6):
        make_entries(make_person())
    audit = draw(manager, auditor, second, size=6, is_drawn=True, seed=7)

    files = list(queries.with_findings(AuditFile.objects.filter(round=audit)))
    drawn = [each for each in files if each.moderated_because == "DRAWN"]
    assert len(drawn) == 2  # a fifth of six, and a part counts whole
    for each in files:
        raters = {rating.auditor for rating in each.ratings.all()}
        assert each.moderator not in raters
        assert each.moderator in {manager, auditor, second}
    file = next(each for each in drawn if each.ratings.count() == 1)
    rating, moderator = file.ratings.get(), file.moderator
    send(rating)
    address = reverse("oversight:audit-outcome", args=[file.key])
    client.force_login(manager)
    page = client.get(reverse("oversight:audit", args=[audit.key])).text
    assert f"to be settled by {moderator.name}" in page
    assert "2 files</a> drawn for it" in page
    client.force_login(moderator)
    home = client.get(reverse("home")).text
    assert address in home
    assert "settle its grades" in home
    shows_reference = file.person.council_reference in home
    assert shows_reference == (moderator == manager)
    given = {"form": "moderate", "overall": "GOOD", "reason": "Question 4 is not met"}
    client.post(address, given | {"grade-4": "REQUIRES_IMPROVEMENT"})

    file = queries.with_findings(AuditFile.objects.filter(pk=file.pk)).get()
    assert queries.stands(file).state == "Feedback to give"
    assert queries.settled_answers(file)[4] == "REQUIRES_IMPROVEMENT"
    assert file.ratings.get().answers["4"]["grade"] == "GOOD"  # the auditor's own stands beside
    client.force_login(moderator)
    assert "settle its grades" not in client.get(reverse("home")).text


def test_a_sample_can_be_of_complaints_and_of_deaths_of_these_days(manager, auditor):
    people = [make_person() for _ in range(4)]
    for each in people:
        make_entries(each)
    complained, about_the_manager, died, _ = people
    make_request(complained, make_officer(), kind="CARE")
    against = make_request(about_the_manager, make_officer(), kind="CARE")
    make_step(against, make_officer(), "ABOUT", staff=manager)
    tell(died, make_worker_of(died))

    def could_be_drawn(**fields):
        return [key for key, _ in draw(manager, auditor, **fields).frame]

    assert could_be_drawn(population="COMPLAINT") == [complained.key]
    assert could_be_drawn(population="DEATH", since=DAY, until=DAY) == [died.key]
    with pytest.raises(ValidationError, match="No record matches"):
        draw(manager, auditor, population="DEATH", since=clock.add_days(DAY, 1))


def test_grades_over_time_are_drawn_for_who_asks_with_the_tables_behind(
    client, manager, auditor, person
):
    begun_at = clock.at_time(clock.add_months(clock.today(), -4), 9)
    audit = draw(manager, auditor, at=begun_at)
    for rating in AuditRating.objects.filter(file__round=audit):
        send(rating)
    client.force_login(manager)

    grades = grades_over_time(manager)
    page = client.get(reverse("oversight:audits")).text

    assert [graded.among for graded in grades.quarters.values() if graded.among] == [1]
    assert [(name, each.percent_good) for (_, name), each in grades.teams.items()] == [
        ("No team", 100)
    ]
    assert "Too few to tell" in page
    assert reverse("oversight:graded") not in page
    assert "Too few to tell" in client.get(reverse("oversight:graded")).text
    assert "Files that are good or better, quarters from" in page
    assert "100%" not in page
    client.force_login(auditor)
    assert "Grades over time" not in client.get(reverse("oversight:audits")).text


def test_a_number_of_grades_over_time_opens_to_the_files_that_it_counts(client, manager, auditor):
    team = make_team(key="adults-with-learning-disabilities-and-autistic-adults")
    for each in [make_person(team=team) for _ in range(5)]:
        make_entries(each)
    first, *others = AuditRating.objects.filter(file__round=draw(manager, auditor))
    send(first, "REQUIRES_IMPROVEMENT")
    for rating in others:
        send(rating)
    client.force_login(manager)
    address = reverse("oversight:graded")
    quarters = grades_over_time(manager).quarters.items()
    quarter = next(day for day, graded in quarters if graded.files)

    def opened(asked):
        page = client.get(address + asked)
        return [each.file.pk for each in page.context.get("page", ())]

    everything = opened("")
    low = opened(f"?team={team.key}&grade=REQUIRES_IMPROVEMENT")
    page = unescape(client.get(reverse("oversight:audits")).text)

    assert len(everything) == 5
    assert low == [first.file_id]
    for asked in (f"?quarter={quarter}", f"?team={team.key}"):
        assert opened(asked) == everything
        assert f'href="{address}{asked}"' in page
        assert f'href="{address}{asked}&grade=REQUIRES_IMPROVEMENT"' in page
    event = Event.objects.filter(verb="oversight.audits_opened", actor=manager.staff_number)
    assert len(event.filter(subjects__len=1)) == 1
    for nothing in (f"?team={team.key}&quarter={quarter}", "?team=nobody", "?quarter=1900-01-01"):
        assert opened(nothing) == []
    client.force_login(auditor)
    assert client.get(address).status_code == 403


def test_a_number_of_an_audit_opens_to_the_files_that_it_counts(client, manager, auditor):
    for _ in range(3):
        make_entries(make_person())
    audit = draw(manager, auditor)
    low, good, _ = AuditRating.objects.filter(file__round=audit)
    send(low, q8="REQUIRES_IMPROVEMENT")
    send(good)
    client.force_login(manager)
    address = reverse("oversight:audit", args=[audit.key])

    def opened(asked):
        return {each.file.pk for each in client.get(address + asked).context["files"]}

    page = unescape(client.get(address).text)
    for asked, files in (
        ("?grade=", {low.file_id, good.file_id}),
        ("?grade=GOOD", {low.file_id, good.file_id}),
        ("?question=8&grade=REQUIRES_IMPROVEMENT", {low.file_id}),
        ("?question=8&grade=GOOD", {good.file_id}),
    ):
        assert f'href="{asked}#files"' in page
        assert opened(asked) == files
    assert len(opened("?grade=SPLENDID")) == 3
    assert "8. " in client.get(f"{address}?question=8&grade=GOOD").context["counted"]


def test_the_worker_and_their_manager_see_what_is_settled(client, manager, auditor):
    person = make_person()
    lead = make_staff(Role.MANAGER)
    worker = make_worker_of(person, line_manager=lead)
    make_entries(person, author=worker)
    audit = draw(manager, auditor)
    address = reverse("oversight:audit-outcome", args=[file_of(audit).key])

    def answered(user):
        client.force_login(user)
        return client.get(address).status_code

    assert [answered(each) for each in (worker, lead, make_staff())] == [404, 404, 404]
    send(AuditRating.objects.get(file__round=audit))
    assert [answered(each) for each in (worker, lead, make_staff())] == [200, 200, 404]


def test_the_audited_worker_is_led_to_what_was_found_also_after_they_left_the_person(
    client, manager, auditor
):
    person, team = make_person(), make_team()
    worker = make_staff(team=team)
    make_entries(person, author=worker)
    file = file_of(draw(manager, auditor, sampling="WORKER", team=team, size=1))
    address = reverse("oversight:audit-outcome", args=[file.key])

    def is_led_there(user):
        client.force_login(user)
        return address in client.get(reverse("home")).text

    assert not is_led_there(worker)
    send(file.ratings.get())
    assert is_led_there(worker)
    assert "Warm and clear" in client.get(address).text

    told = make_staff()
    assert not is_led_there(told)
    actions.give_feedback(
        file=file, by=manager, told=told, told_on=clock.today(), response="I see it"
    )
    assert is_led_there(told)
    assert client.get(address).status_code == 200
    type(file).objects.update(told_on=clock.add_days(clock.today(), -15))
    assert not is_led_there(told)
    restrict(person)
    assert client.get(address).status_code == 404


def test_whoever_manages_the_work_waits_until_somebody_else_settled_it(client, auditor):
    person = make_person()
    lead, officer = make_staff(Role.MANAGER), make_staff(Role.RECORDS_OFFICER)
    make_entries(person, author=make_worker_of(person, line_manager=lead))
    audit = draw(lead, auditor)
    send(AuditRating.objects.get(file__round=audit), "OUTSTANDING")
    address = reverse("oversight:audit-outcome", args=[file_of(audit).key])
    client.force_login(lead)
    waiting = client.get(address).text
    assert "You see no grades of this file yet" in waiting
    assert "Warm and clear" not in waiting

    client.force_login(officer)
    client.post(address, {"form": "moderate", "overall": "GOOD", "reason": "Not every entry"})

    client.force_login(lead)
    assert "Not every entry" in client.get(address).text


def test_from_feedback_to_an_action_to_its_end(client, manager, auditor, person):
    owner = make_staff()
    audit = draw(manager, auditor)
    send(AuditRating.objects.get(file__round=audit))
    file = file_of(audit)
    client.force_login(manager)
    address = reverse("oversight:audit-outcome", args=[file.key])
    today = clock.today()
    day = {"told_on_day": today.day, "told_on_month": today.month, "told_on_year": today.year}
    client.post(
        address,
        {"form": "feedback", "told": f"staff:{owner.staff_number}", "response": "I see it now"}
        | day,
    )
    actions.agree_action(
        file=file, by=manager, text="Read the guide to reasons", owner=owner, due_on=today
    )
    assert queries.stands(file_of(audit)).state == "Actions open"
    client.force_login(owner)
    home = client.get(reverse("home")).text
    assert "Read the guide to reasons" in home
    action = file.actions.get()

    close = reverse("oversight:agreed-action", args=[action.key])
    assert client.post(close, {"status": "DONE"}).status_code == 400
    client.post(close, {"status": "DONE", "outcome": "Read it with Ada"})

    assert queries.stands(file_of(audit)).state == "Closed"
    assert "Read the guide" not in client.get(reverse("home")).text
    client.force_login(make_staff())
    assert client.get(close).status_code == 404


def test_what_is_graded_waits_on_the_home_page_of_whoever_asked(client, manager, auditor, person):
    audit = draw(manager, auditor)
    address = reverse("oversight:audit-outcome", args=[file_of(audit).key])
    client.force_login(manager)
    assert address not in client.get(reverse("home")).text
    send(AuditRating.objects.get(file__round=audit))

    home = client.get(reverse("home")).text
    assert address in home
    assert "Okafor" not in home
    other = make_staff(Role.MANAGER)
    client.force_login(other)
    assert address not in client.get(reverse("home")).text

    actions.give_feedback(
        file=file_of(audit), by=manager, told=other, told_on=clock.today(), response="I see it"
    )
    client.force_login(manager)
    assert address not in client.get(reverse("home")).text
    restrict(person)
    assert not queries.to_follow_up(manager)


def test_a_worry_about_safety_does_not_wait_for_the_form(client, manager, auditor, person):
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    client.force_login(auditor)
    given = {"text": "Bruises noted, nothing raised", "owner": f"staff:{manager.staff_number}"}

    client.post(reverse("oversight:audit-safety", args=[rating.key]), given)

    action = rating.file.actions.get()
    assert (action.owner, action.due_on, action.is_safety) == (manager, clock.today(), True)
    client.force_login(manager)
    assert "Bruises noted" in client.get(reverse("home")).text


def test_a_worry_about_safety_goes_to_a_manager_above_the_work(client, manager, auditor):
    head = make_staff(Role.MANAGER, name="Priya Nair")
    lead = make_staff(Role.MANAGER, name="Ros Hale", line_manager=head)
    person = make_person()
    make_entries(person, author=make_worker_of(person, line_manager=lead))
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    client.force_login(auditor)

    page = client.get(reverse("oversight:audit-safety", args=[rating.key]))

    offered = list(page.context["form"].fields["owner"].colleagues.values())
    assert offered == [lead, head]
    assert page.context["form"].initial["owner"] == lead
    assert manager.name not in page.text


def test_three_actions_of_a_file_are_the_most_and_safety_comes_beside_them(
    manager, auditor, person
):
    audit = draw(manager, auditor)
    send(AuditRating.objects.get(file__round=audit))
    given = {"file": file_of(audit), "by": manager, "owner": manager, "due_on": clock.today()}
    made = [actions.agree_action(text=f"Step {number}", **given) for number in range(3)]

    with pytest.raises(ValidationError, match="3 actions are agreed already"):
        actions.agree_action(text="Step 4", **given)
    actions.agree_action(text="Ring her", is_safety=True, **given)
    actions.close_agreed_action(
        action=made[0], by=manager, status="NOT_NEEDED", outcome="Done before"
    )
    actions.agree_action(text="Step 4", **given)


def test_an_agreed_action_names_nobody_whom_its_owner_may_not_find(
    client, manager, auditor, person
):
    audit, owner = draw(manager, auditor), make_staff()
    send(AuditRating.objects.get(file__round=audit))
    action = actions.agree_action(
        file=file_of(audit), by=manager, text="Read it", owner=owner, due_on=clock.today()
    )
    address = reverse("oversight:agreed-action", args=[action.key])
    client.force_login(owner)
    assert person.council_reference in client.get(address).text

    declare_conflict(person, owner)

    page = client.get(address).text
    assert person.council_reference not in page
    assert "file 1" in page


def test_another_auditor_is_asked_in_the_place_of_one_and_both_stay_to_be_seen(
    client, manager, auditor, second, person
):
    audit = draw(manager, auditor)
    rating = AuditRating.objects.get(file__round=audit)
    actions.grade_questions(rating=rating, by=auditor, answers=answers("INADEQUATE"))
    people_actions.give_reason(person=person, by=auditor, basis="AUDIT", words="Grading file 1")
    address = reverse("oversight:replace-auditor", args=[rating.key])
    given = {"rating": rating, "because": "She left", "ends_on": clock.today()}
    worked = make_staff(Role.AUDITOR)
    allocate(person, worked)
    for other in (auditor, worked, make_staff()):
        with pytest.raises(ValidationError, match="independent of this record"):
            actions.replace_auditor(by=manager, auditor=other, **given)
    with pytest.raises(PermissionDenied):
        actions.replace_auditor(by=make_staff(Role.MANAGER), auditor=second, **given)
    file = reverse("oversight:audit-outcome", args=[rating.file.key])
    client.force_login(manager)
    assert address in client.get(file).text

    wrong = client.post(address, {"auditor": f"staff:{second.staff_number}", "because": ""})
    assert "Enter why the other does not grade it" in wrong.text
    day = clock.add_days(clock.today(), 5)
    typed = {"ends_on_day": day.day, "ends_on_month": day.month, "ends_on_year": day.year}
    typed |= {"auditor": f"staff:{second.staff_number}", "because": "She left"}
    assert client.post(address, typed).status_code == 302

    assert not decide(auditor, Permission.VIEW, person).allowed
    with pytest.raises(PermissionDenied):
        actions.grade_questions(rating=rating, by=auditor, answers=answers())
    assert client.get(address).status_code == 404
    page = client.get(file).text
    assert "She left" in page
    assert "Sunil Batra" in page
    made = AuditRating.objects.standing().get()
    assert (made.auditor, made.answers, made.referral.ends_on) == (second, {}, day)
    client.force_login(auditor)
    assert client.get(reverse("oversight:rating", args=[rating.key])).status_code == 404
    event = Event.objects.get(verb="oversight.auditor_replaced")
    assert event.shown == [auditor.staff_number, second.staff_number]

    send(made)

    stands = queries.stands(file_of(audit))
    assert (stands.state, stands.overall) == ("Feedback to give", "GOOD")
    assert queries.report_of(manager, audit).rated_twice == 0
    with pytest.raises(ValidationError, match="were sent"):
        actions.replace_auditor(
            rating=made, by=manager, auditor=auditor, because="x", ends_on=clock.today()
        )


def test_a_records_officer_apart_from_the_file_asks_another_auditor(
    client, auditor, second, person
):
    manager = make_staff(Role.MANAGER, Role.AUDITOR)
    rating = AuditRating.objects.get(file__round=draw(manager, auditor))
    address = reverse("oversight:replace-auditor", args=[rating.key])
    file = reverse("oversight:audit-outcome", args=[rating.file.key])
    officer, worked = make_staff(Role.RECORDS_OFFICER), make_staff(Role.RECORDS_OFFICER)
    allocate(person, worked)
    rater = make_staff(Role.RECORDS_OFFICER, Role.AUDITOR)
    given = {"because": "She left", "ends_on": clock.today()}
    client.force_login(worked)
    assert client.get(address).status_code == 404
    assert address not in client.get(file).text
    with pytest.raises(PermissionDenied):
        actions.replace_auditor(rating=rating, by=worked, auditor=second, **given)
    with pytest.raises(ValidationError, match="independent of this record"):
        actions.replace_auditor(rating=rating, by=officer, auditor=manager, **given)
    client.force_login(officer)
    assert address in client.get(file).text
    assert client.get(address).status_code == 200

    made = actions.replace_auditor(rating=rating, by=officer, auditor=rater, **given)

    for of_file in (officer, manager):
        assert queries.rating_to_replace(of_file, made.key) == made
    assert queries.rating_to_replace(rater, made.key) is None
    with pytest.raises(PermissionDenied):
        actions.replace_auditor(rating=made, by=rater, auditor=second, **given)


def test_who_grades_in_the_place_of_another_does_not_settle_the_file(
    manager, auditor, second, person
):
    audit = draw(manager, auditor)
    AuditFile.objects.update(moderator=second)
    actions.replace_auditor(
        rating=AuditRating.objects.get(),
        by=manager,
        auditor=second,
        because="She left",
        ends_on=clock.today(),
    )

    assert file_of(audit).moderator == manager
    assert not queries.may_moderate(auditor, file_of(audit))


def test_counts_of_themes_and_of_who_graded_open_to_the_files(client, manager, auditor, second):
    for _ in range(2):
        make_entries(make_person())
    audit = draw(manager, auditor, second, size=2)
    ratings = list(AuditRating.objects.filter(file__round=audit))
    for rating in ratings:
        send(rating, "OUTSTANDING" if rating.file_id == ratings[0].file_id else "GOOD")
    first = queries.with_findings(AuditFile.objects.filter(pk=ratings[0].file_id)).get()
    by = make_staff(Role.RECORDS_OFFICER)
    actions.moderate_file(file=first, by=by, answers={}, overall="GOOD", reason="Not all")
    actions.give_feedback(
        file=first,
        by=manager,
        told=make_staff(),
        told_on=clock.today(),
        response="I see",
        theme="Reasons & views",
    )
    client.force_login(manager)
    address = reverse("oversight:audit", args=[audit.key])
    page = unescape(client.get(address).text)
    twice = {each.file_id for each in ratings if each.order == 2}

    for asked, files in (
        ("?theme=Reasons%20%26%20views", {first.pk}),
        ("?moderated", {first.pk}),
        ("?twice", twice),
    ):
        assert f'href="{asked}#files"' in page
        assert {each.file.pk for each in client.get(address + asked).context["files"]} == files


def test_counts_of_settling_and_of_actions_open_to_what_they_count(client, manager, auditor):
    for _ in range(3):
        make_entries(make_person())
    audit = draw(manager, auditor)
    changed, to_settle, other = AuditRating.objects.filter(file__round=audit)
    send(changed, "OUTSTANDING")
    send(to_settle, "INADEQUATE")
    AuditFile.objects.filter(pk=other.file_id).update(moderated_because="DRAWN")
    client.force_login(manager)
    address = reverse("oversight:audit", args=[audit.key])
    page = client.get(address).text
    assert 'href="?to-settle#files">2 still to be settled' in page
    assert 'href="?changed' not in page
    file = queries.with_findings(AuditFile.objects.filter(pk=changed.file_id)).get()
    actions.moderate_file(file=file, by=manager, answers={}, overall="GOOD", reason="Not all")
    owner = make_staff()
    actions.agree_action(
        file=file, by=manager, text="Read the guide", owner=owner, due_on=clock.today()
    )

    page = client.get(address).text

    for asked, rating in (("changed", changed), ("to-settle", to_settle), ("drawn", other)):
        assert f'href="?{asked}#files"' in page
        files = client.get(f"{address}?{asked}").context["files"]
        assert [each.file.pk for each in files] == [rating.file_id]
    outcome = reverse("oversight:audit-outcome", args=[file.key])
    assert f'href="{outcome}#actions">1 action open' in page
    assert 'id="actions"' in client.get(outcome).text


def test_figures_are_taken_away_as_a_file_and_name_nobody(client, manager, auditor, person):
    audit = draw(manager, auditor)
    rating = AuditRating.objects.get(file__round=audit)
    overall = send(rating, "GOOD", q1="REQUIRES_IMPROVEMENT").get_overall_display()
    client.force_login(manager)

    answer = client.get(reverse("oversight:audit-sheet", args=[audit.key]))

    text = answer.text.removeprefix("\ufeff")
    of_questions, of_the_whole = text.split("\r\n\r\n")
    rows = list(csv.DictReader(io.StringIO(of_questions)))
    assert len(rows) == 28
    whole = [row[:3] for row in csv.reader(io.StringIO(of_the_whole))]
    assert whole[0] == ["Of the whole audit", "Which", "Number"]
    assert ["Overall grade", overall, "1"] in whole
    assert ["Agreement", "Cohen’s kappa", ""] in whole
    assert {"Files", "Moderation", "Actions"} < {row[0] for row in whole}
    assert (rows[0]["Requires improvement"], rows[0]["Good"]) == ("1", "0")
    assert person.council_reference not in answer.text
    assert Event.objects.filter(verb="oversight.audit_taken_away").exists()
    client.force_login(make_staff(Role.MANAGER))
    assert client.get(reverse("oversight:audit-sheet", args=[audit.key])).status_code == 404


def test_a_manager_begins_an_audit_on_the_page(client, manager, auditor, person):
    client.force_login(manager)
    page = reverse("oversight:begin-audit")
    assert "Enter why it is done" in client.post(page, {"title": "Autumn"}).text
    given = {"title": "Autumn", "why": "Two complaints", "population": "WRITTEN"}
    given |= {"sampling": "RISK", "size": "3", "auditors": [auditor.staff_number]}
    given["asks"] = "case_file.v1"
    days = {"since": -30, "until": 0, "ends_on": 10}
    for name, shift in days.items():
        day = clock.add_days(clock.today(), shift)
        given |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}

    answer = client.post(page, given, follow=True)

    assert "Drawn." in answer.text
    assert "Drawn again just now: the same files" in answer.text
    assert person.council_reference in answer.text
    client.force_login(make_staff())
    assert client.get(page).status_code == 403
