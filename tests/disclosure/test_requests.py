"""Requests about a record: the month that the law gives, the steps, and who may take which."""

import re
import uuid
from datetime import date
from importlib import import_module

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

import clock
from accounts.models import SettingChange
from accounts.roles import Role
from audit.models import Event
from disclosure.models import Export, Redaction, RedactionMark, RequestStep, SubjectRequest
from disclosure.redacting import queries as redaction_queries
from disclosure.redacting.reasons import reasons
from disclosure.requests import actions, letters, queries, standing
from disclosure.requests.counting import count
from disclosure.requests.data import exemptions, request_kinds, step_kinds
from people.models import CommunicationNeed
from records import files
from tests.accounts.factories import make_staff
from tests.disclosure.factories import (
    make_decision,
    make_delivered,
    make_letter,
    make_officer,
    make_ready,
    make_redaction,
    make_request,
    make_signed,
    make_step,
    sign_version,
    words_of_copy,
)
from tests.disclosure.test_annex import attach
from tests.people.factories import (
    allocate,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)
from tests.records.factories import put_on_entry_list
from tests.records.papers import pdf

GIVEN = {"choice": "GIVEN", "outcome": "GIVE"}
# What closes a request, and what is not said once somebody was weighed.
NOT_BESIDE = ("CLOSE", "NOBODY")
BEFORE_SENDING = {
    "IDENTITY": {"choice": "KNOWN", "words": "Her worker rang her."},
    "SCOPE": {"words": "All of it."},
    "SEARCH": {"choice": "RECORD", "outcome": "FOUND", "words": "The whole record."},
    "NOBODY": {"words": "Every entry was read."},
}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 3, 3), date(2026, 4, 7)),  # 3 April 2026 is Good Friday, 6 April a holiday
        (date(2026, 2, 3), date(2026, 3, 3)),
        (date(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 8, 29), date(2026, 9, 29)),  # it came on a Saturday
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, a weekend, and a day in its place
    ],
)
def test_the_month_ends_on_the_same_day_or_the_next_working_day(received, due):
    counted = count(received, on=received)

    assert (counted.due_on, counted.first_due_on, counted.waits_since) == (due, due, None)


def test_days_until_they_are_clearer_do_not_count():
    question = (date(2026, 9, 8), date(2026, 9, 18))

    counted = count(date(2026, 9, 1), questions=[question], on=date(2026, 9, 20))

    assert (counted.days_stopped, counted.due_on) == (10, date(2026, 10, 12))  # a Sunday before


def test_while_they_have_not_answered_the_last_day_moves_on():
    questions = [(date(2026, 9, 8), None)]

    counted = count(date(2026, 9, 1), questions=questions, on=date(2026, 9, 28))

    assert (counted.waits_since, counted.days_stopped) == (date(2026, 9, 8), 20)


def test_the_month_begins_when_the_proof_comes():
    waiting = count(date(2026, 9, 1), proofs=[(date(2026, 9, 2), None)], on=date(2026, 9, 9))
    came = (date(2026, 9, 2), date(2026, 9, 10))

    counted = count(date(2026, 9, 1), proofs=[came], on=date(2026, 9, 20))

    assert (waiting.due_on, waiting.waits_since) == (None, date(2026, 9, 2))
    assert counted.due_on == date(2026, 10, 12)


def test_days_before_the_month_began_are_not_taken_off_twice():
    came, question = (
        (date(2026, 9, 2), date(2026, 9, 10)),
        (date(2026, 9, 3), date(2026, 9, 12)),
    )

    counted = count(date(2026, 9, 1), proofs=[came], questions=[question], on=date(2026, 9, 20))

    assert counted.days_stopped == 2


def test_asking_once_the_time_is_over_does_not_help():
    late = [(date(2026, 10, 9), None)]

    for counted in (
        count(date(2026, 9, 1), questions=late, on=date(2026, 10, 20)),
        count(date(2026, 9, 1), proofs=late, on=date(2026, 10, 20)),
    ):
        assert (counted.due_on, counted.waits_since) == (date(2026, 10, 1), None)


def test_an_extension_counts_months_from_the_same_beginning():
    counted = count(date(2026, 1, 31), months_more=2, on=date(2026, 2, 1))

    assert (counted.first_due_on, counted.due_on) == (date(2026, 3, 2), date(2026, 4, 30))


def test_what_is_data_fits_together():
    kinds = set(request_kinds())

    assert {each for kind in step_kinds().values() for each in kind.of} <= kinds
    assert all(len(key) <= 10 for key in step_kinds())
    assert [each.key for each in exemptions().values() if not each.is_verified] == [*exemptions()]
    assert "(not confirmed by a lawyer)" in exemptions()["PRIVILEGE"].law_in_words


@pytest.fixture
def person():
    return make_person(preferred_name="", given_names="Ama", family_name="Okafor")


@pytest.fixture
def officer(person):
    return make_officer(person, name="Helen Marsh")


@pytest.fixture
def second(person):
    return make_officer(person, name="Owen Castell")


def take(asked, by, kind, **said):
    given = {"words": "As it was.", "on": clock.today()}
    return actions.take_step(asked, kind=kind, by=by, **given | said)


def write_letter(asked, by, copy, **said):
    given = {"words": "", "on": clock.today(), "choice": "REASONS"}
    return actions.make_letter(asked, by=by, export=copy, **given | said)


def prepare(asked, by):
    for kind, said in BEFORE_SENDING.items():
        take(asked, by, kind, **said)


def sent(**more):
    today = clock.today()
    return {
        "submission": str(uuid.uuid4()),
        "kind": "ACCESS",
        "words": "I want to see my notes.",
        "made_by": "SELF",
        "asker": "",
        "how": "PHONE",
        "received_on_day": today.day,
        "received_on_month": today.month,
        "received_on_year": today.year,
        "reach": "",
        **more,
    }


pytestmark = pytest.mark.django_db


def test_any_worker_registers_what_they_were_asked_and_goes_on(client, person):
    worker = make_staff()
    allocate(person, worker)
    client.force_login(worker)
    form = sent()

    for _ in range(2):
        response = client.post(reverse("disclosure:register-request", args=[person.key]), form)

    asked = SubjectRequest.objects.get()
    assert response.url == reverse("records:timeline", args=[person.key])
    assert (asked.received_by, asked.received_on) == (worker, clock.today())
    event = Event.objects.get(verb="disclosure.request_registered")
    assert (event.subjects, event.target) == ([person.key], asked.key)
    assert (
        client.get(reverse("disclosure:request", args=[person.key, asked.key])).status_code == 403
    )


def test_an_officer_who_registers_comes_to_the_request_by_way_of_the_reason(client, person):
    client.force_login(make_officer())

    response = client.post(reverse("disclosure:register-request", args=[person.key]), sent())

    asked = SubjectRequest.objects.get()
    address = reverse("disclosure:request", args=[person.key, asked.key])
    assert response.url == address
    asked_why = client.get(address, follow=True)
    assert f'name="next" value="{address}"' in asked_why.text


def test_whoever_asks_for_somebody_else_is_named(client, person):
    client.force_login(make_officer(person))
    address = reverse("disclosure:register-request", args=[person.key])

    response = client.post(address, sent(made_by="ATTORNEY"))

    assert response.status_code == 400
    assert "Enter who asks, and how they can be reached" in response.text
    assert "I want to see my notes." in response.text


def test_of_who_has_died_only_what_the_law_knows_is_asked(person, officer):
    given = {"submission": uuid.uuid4(), "made_by": "OTHER", "asker": "Ada", "how": "LETTER"}
    person.died_on = clock.today()

    with pytest.raises(ValidationError):
        actions.register_request(
            person=person,
            by=officer,
            kind="ACCESS",
            words="Her file",
            received_on=clock.today(),
            **given,
        )


def test_a_request_lacks_what_the_law_asks_for_until_it_was_done(person, officer, second):
    asked = make_request(person, officer, made_by="ATTORNEY", asker="Ada Okafor")
    assert [each.words[:20] for each in queries.dossier_of(asked).lacks] == [
        "how it is known who ",
        "by what authority th",
        "what is to be looked",
        "where was looked",
        "what it says about o",
        "a letter that explai",
        "a copy that is made ",
    ]
    prepare(asked, officer)
    take(asked, officer, "AUTHORITY", choice="LPA")
    take(asked, officer, "EXEMPT", choice="PRIVILEGE", outcome="APPLIES")
    copy = make_ready(person, officer, request=asked)

    assert [each.words for each in queries.dossier_of(asked).lacks] == [
        "a letter that explains what they get",
        "what the data protection officer advised on “Legal professional privilege”",
        "that an officer who did not make the copy has checked it",
    ]
    with pytest.raises(PermissionDenied):
        take(asked, officer, "SEND", choice="HAND", export=copy)


def test_nothing_is_answered_on_no_authority(client, person, officer, second):
    asked = make_request(person, officer, made_by="OTHER", asker="Ada Okafor, her daughter")
    prepare(asked, officer)
    take(asked, officer, "AUTHORITY", choice="NONE", words="She is her daughter.")
    copy = make_ready(person, officer, request=asked)
    take(asked, second, "CHECK", choice="AGREE", export=copy)
    make_step(asked, officer, "LETTER", export=copy)

    (lack,) = queries.dossier_of(asked).lacks
    assert lack.step == "AUTHORITY"
    assert "“There is none” is not enough" in lack.words
    with pytest.raises(PermissionDenied):
        take(asked, officer, "SEND", choice="HAND", export=copy)
    client.force_login(officer)
    page = client.get(reverse("disclosure:request", args=[person.key, asked.key])).text
    assert "“There is none” is not enough. Show another, or close it" in page
    take(asked, officer, "AUTHORITY", choice="LPA", words="It came by post.")
    take(asked, officer, "SEND", choice="HAND", export=copy)


def test_a_copy_for_a_request_that_was_closed_is_not_delivered_on_its_page(person, officer, second):
    asked = make_request(person, officer, made_by="OTHER", asker="Ada Okafor, her daughter")
    copy = make_ready(person, officer, request=asked)
    make_step(asked, second, "CHECK", choice="AGREE", export=copy)

    take(asked, officer, "CLOSE", choice="AUTHORITY")

    assert not queries.may_be_delivered_apart(copy)


def test_a_complete_copy_is_checked_by_an_officer_who_did_not_make_it(person, officer, second):
    asked = make_request(person, officer)
    prepare(asked, officer)
    copy = make_ready(person, officer, request=asked)

    with pytest.raises(PermissionDenied):
        take(asked, officer, "CHECK", choice="AGREE", export=copy)
    take(asked, second, "CHECK", choice="BACK", export=copy)
    assert queries.dossier_of(asked).may_leave == []
    take(asked, second, "CHECK", choice="AGREE", export=copy)
    make_step(asked, officer, "LETTER", export=copy)
    step = take(asked, officer, "SEND", choice="HAND", export=copy)

    stands = queries.dossier_of(asked).stands
    assert (step.sha256, stands.is_open, stands.status) == (copy.sha256, False, "Sent")
    event = Event.objects.filter(verb="disclosure.request_step_taken").latest("pk")
    assert event.shown == ["SEND", f"sha256:{copy.sha256}"]


def test_nobody_checks_a_copy_of_which_they_may_not_open_all(client, person, officer, second):
    asked = make_request(person, officer)
    entry = make_signed(person, author=officer, sensitivity="RESTRICTED")
    included = {"includes_restricted": True, "restricted_because": "She asked for all of it"}
    copy = make_ready(person, officer, request=asked, restricted_inside=[entry.key], **included)
    prepare(asked, officer)
    client.force_login(second)

    page = client.get(reverse("disclosure:request", args=[person.key, asked.key])).text

    assert "1 restricted entry that you may not open" in page
    assert "/steps/check/" not in page
    with pytest.raises(PermissionDenied):
        take(asked, second, "CHECK", choice="AGREE", export=copy)
    put_on_entry_list(entry, second)
    take(asked, second, "CHECK", choice="AGREE", export=copy)


def test_a_complete_copy_that_withholds_what_nobody_decided_answers_nothing(
    client, person, officer, second
):
    asked = make_request(person, officer)
    prepare(asked, officer)
    copy = make_ready(person, officer, request=asked, withheld="2 restricted entries")
    make_step(asked, second, "CHECK", choice="AGREE", export=copy)
    client.force_login(second)

    page = client.get(reverse("disclosure:request", args=[person.key, asked.key])).text

    assert "stays out of it: 2 restricted entries. Redact a copy instead" in page
    assert (
        "2 restricted entries"
        in client.get(reverse("disclosure:copy", args=[person.key, copy.key])).text
    )
    dossier = queries.dossier_of(asked)
    assert (dossier.may_leave, dossier.to_check) == ([], [])
    assert "a copy that may leave" in " ".join(each.words for each in dossier.lacks)
    for kind in ("CHECK", "LETTER", "SEND"):
        with pytest.raises(PermissionDenied):
            take(asked, second, kind, choice="AGREE", export=copy)
    other = make_ready(person, officer, request=asked)
    take(asked, second, "CHECK", choice="AGREE", export=other)
    with pytest.raises(ValidationError, match="2 restricted entries"):
        take(asked, officer, "LETTER", choice="REASONS", export=copy)


def test_a_complete_copy_of_which_it_is_not_noted_what_stays_out_is_made_again(
    person, officer, second
):
    asked = make_request(person, officer)
    prepare(asked, officer)
    copy, checked = (make_ready(person, officer, request=asked) for _ in range(2))
    make_step(asked, second, "CHECK", choice="AGREE", export=checked)
    apart = make_ready(person, officer)
    migration = import_module("disclosure.migrations.0032_copies_of_before_are_made_again")
    with connection.cursor() as cursor:
        cursor.execute(migration.FORWARD)
    for each in (copy, checked, apart):
        each.refresh_from_db()

    assert [each.withheld for each in (copy, checked, apart)] == [Export.NOT_NOTED, "", ""]
    dossier = queries.dossier_of(asked)
    assert dossier.why_not_leave(copy).endswith("Make it again.")
    with pytest.raises(PermissionDenied):
        take(asked, second, "CHECK", choice="AGREE", export=copy)


def test_a_copy_that_was_made_for_something_else_is_not_sent(person, officer, second):
    asked = make_request(person, officer)
    prepare(asked, officer)
    copy = make_ready(person, officer, request=asked)
    take(asked, second, "CHECK", choice="AGREE", export=copy)
    make_step(asked, officer, "LETTER", export=copy)

    with pytest.raises(ValidationError, match="that was checked"):
        take(asked, officer, "SEND", choice="HAND", export=make_ready(person, officer))


def test_a_letter_goes_with_the_copy_that_it_is_about(person, officer, second):
    asked = make_request(person, officer)
    prepare(asked, officer)
    first, newer = (make_ready(person, officer, request=asked) for _ in range(2))
    for copy in (first, newer):
        take(asked, second, "CHECK", choice="AGREE", export=copy)
    make_step(asked, officer, "LETTER", export=first)

    with pytest.raises(ValidationError, match="another copy"):
        take(asked, officer, "SEND", choice="HAND", export=newer)


def test_serious_harm_needs_the_opinion_of_a_named_professional(person, officer):
    asked = make_request(person, officer)

    with pytest.raises(ValidationError, match="who gave the opinion"):
        take(asked, officer, "EXEMPT", choice="SERIOUS_HARM", outcome="APPLIES")
    take(asked, officer, "EXEMPT", choice="SERIOUS_HARM", outcome="APPLIES", about="Dr Osei, today")
    take(asked, officer, "EXEMPT", choice="SERIOUS_HARM", outcome="NOT", about="Dr Osei, again")

    assert queries.dossier_of(asked).stands.exemptions_used == []


def test_they_are_told_of_an_extension_in_the_first_month_with_the_reason(person, officer):
    late = make_request(person, officer, received_on=clock.add_days(clock.today(), -60))
    asked = make_request(person, officer)

    with pytest.raises(ValidationError, match="in the first month"):
        take(late, officer, "EXTEND", months=2)
    take(asked, officer, "EXTEND", months=2)
    with pytest.raises(PermissionDenied):
        take(asked, officer, "EXTEND", months=1)

    time = queries.dossier_of(asked).stands.time
    assert time.due_on == count(asked.received_on, months_more=2, on=clock.today()).due_on


def test_what_was_typed_stays_where_a_step_cannot_be_taken_any_more(client, person, officer):
    asked = make_request(person, officer)
    client.force_login(officer)
    today = clock.today()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}

    def address(kind):
        return reverse("disclosure:request-step", args=[person.key, asked.key, kind])

    letter = client.post(address("letter"), {"words": "A long letter", **day})
    opened = client.get(address("letter"), follow=True)
    make_step(asked, officer, "CLOSE", choice="WITHDRAWN")
    scope = client.post(address("scope"), {"words": "What she asked for", **day})

    assert (letter.status_code, scope.status_code) == (400, 400)
    assert "No copy may leave" in letter.text
    assert "No copy may leave" in opened.text
    assert "A long letter" in letter.text
    assert "It was answered or closed" in scope.text
    assert "What she asked for" in scope.text
    assert not asked.steps.exclude(kind="CLOSE").exists()


def test_its_time_stands_still_while_they_are_asked_and_goes_on_when_they_answer(person, officer):
    asked = make_request(person, officer)
    take(asked, officer, "ASKSCOPE", on=clock.add_days(clock.today(), -4))
    assert queries.dossier_of(asked).stands.status == "Waits for their answer"
    assert queries.dossier_of(asked).stands.is_paused
    with pytest.raises(PermissionDenied):
        take(asked, officer, "ASKSCOPE")

    take(asked, officer, "SCOPE", words="The last two years.")

    stands = queries.dossier_of(asked).stands
    assert (stands.is_paused, stands.time.days_stopped) == (False, 4)


def test_a_step_is_not_of_a_day_to_come_or_before_the_request(person, officer):
    asked = make_request(person, officer)

    for day in (clock.add_days(clock.today(), 1), clock.add_days(asked.received_on, -1)):
        with pytest.raises(ValidationError):
            take(asked, officer, "ACK", on=day)


def test_what_follows_an_answer_waits_for_it_and_opens_it_again(person, officer):
    asked = make_request(person, officer)
    with pytest.raises(PermissionDenied):
        take(asked, officer, "RECEIPT")
    take(asked, officer, "CLOSE", choice="WITHDRAWN")
    take(asked, officer, "COMPLAINT", choice="COUNCIL")
    assert not queries.dossier_of(asked).stands.is_open

    take(asked, officer, "REOPEN")

    assert queries.dossier_of(asked).stands.is_open
    assert [each.request for each in queries.page_of(officer, closed=False, after=0).rows] == [
        asked
    ]


def test_to_put_right_something_is_decided_and_told_without_a_copy(person, officer):
    asked = make_request(person, officer, kind="RECTIFY")
    take(asked, officer, "IDENTITY", choice="KNOWN")
    take(asked, officer, "SCOPE", words="The date of the fall.")
    with pytest.raises(PermissionDenied):
        take(asked, officer, "SEARCH", choice="RECORD", outcome="FOUND")
    take(asked, officer, "DECIDE", choice="AGREED")
    with pytest.raises(PermissionDenied):
        take(asked, officer, "ANSWER")
    take(asked, officer, "ACTED", words="The date on the page about her.")

    take(asked, officer, "ANSWER")

    assert queries.dossier_of(asked).stands.in_time


def test_it_is_acknowledged_within_the_days_that_the_council_sets(person, officer):
    received = date(2026, 3, 5)  # a Thursday
    asked = make_request(person, officer, kind="ERASE", received_on=received)

    def stands(on):
        return queries.dossier_of(asked, on=on).stands

    assert stands(received).acknowledge_by == date(2026, 3, 10)
    assert not stands(date(2026, 3, 10)).is_late
    assert stands(date(2026, 3, 11)).is_late
    SettingChange.objects.create(
        key="requests.acknowledge_working_days", old=3, new=0, reason="Now", changed_at=clock.now()
    )
    assert stands(received).acknowledge_by == received

    make_step(asked, officer, "ACK", on=received)

    assert stands(date(2026, 3, 11)).acknowledge_by is None
    assert stands(date(2026, 3, 11)).acknowledged_in_time is True
    assert not stands(date(2026, 3, 11)).kind.is_complaint
    access = make_request(person, officer, received_on=received)
    assert queries.dossier_of(access, on=received).stands.acknowledge_by is None


def test_whoever_had_what_is_put_right_is_listed_until_they_are_told(client, person, officer):
    entry = make_signed(person)
    later = make_signed(person, event_at=clock.now(), signed_at=clock.now())
    why = {"purpose": "COUNCIL", "shared_because": "A duty"}
    had = make_delivered(person, officer, recipient="Dr Noor Ali", **why)
    make_delivered(person, officer, recipient="Of another entry", entry=later, **why)
    make_delivered(person, officer, recipient="Ama herself")
    make_delivered(person, officer, recipient="Of the other part", part="CARER", **why)
    private = make_signed(person, values={"third_party_flag": "Yes, marked in the text"})
    sign_version(private, values={"third_party_flag": "No"}, reason="Not his")
    weighed = {"includes_about_others": True, "about_others_because": "They agreed"}
    make_delivered(person, officer, recipient="Without it", entry=private, **why)
    make_delivered(person, officer, recipient="With it", entry=private, **weighed, **why)
    make_decision(person, event_at=clock.now())
    make_decision(person, event_at=clock.now(), values={"direction": "We did not share"})
    asked = make_request(person, officer, kind="RECTIFY")
    for kind, choice in (("IDENTITY", "KNOWN"), ("DECIDE", "AGREED")):
        make_step(asked, officer, kind, choice=choice)
    make_step(asked, officer, "SCOPE")
    make_step(asked, officer, "EFFECT", choice="RIGHT", entry=entry)
    make_step(asked, officer, "EFFECT", choice="RIGHT", entry=private)
    dossier = queries.dossier_of(asked, viewer=officer)
    assert sorted(each.words.partition(":")[0] for each in dossier.to_tell) == [
        "Dr Noor Ali",
        "Dr Noor Ali (Ward sister, North Tyne Hospital)",
        "With it",
    ]
    with pytest.raises(PermissionDenied):
        take(asked, officer, "ANSWER")
    client.force_login(officer)
    page = client.get(reverse("disclosure:request-step", args=[person.key, asked.key, "told"]))
    assert had.key in page.text

    with pytest.raises(ValidationError, match="Select an answer"):
        take(asked, officer, "TOLD", choice="c:none", outcome="TOLD")
    for each, outcome in zip(dossier.to_tell, ("TOLD", "NOT", "TOLD"), strict=True):
        step = take(asked, officer, "TOLD", choice=each.key, outcome=outcome)
        assert step.about == each.words
    take(asked, officer, "ANSWER")

    assert queries.dossier_of(asked, viewer=officer).to_tell == []


def test_who_is_told_is_known_by_what_was_in_it_and_by_its_day_alone_otherwise(person, officer):
    entry = make_signed(person)
    file = attach(entry, "The plan", pdf(), "application/pdf")
    letter = {"state": "SENT", "posted_how": "Post", "to": {"kind": "other", "name": "Jo Reed"}}
    for each in ([], [{"key": file.key, "title": file.title, "sha256": ""}]):
        sent = make_signed(person, type_key="letter_sent")
        make_letter(person, officer, enclosed=each, entry=sent, sent_at=clock.now(), **letter)
    spoken = make_decision(person, event_at=clock.now())
    made = make_decision(person, event_at=clock.now())
    other = make_signed(person)
    for of in (entry, other):
        make_delivered(person, officer, purpose="COUNCIL", decision=made, entry=of)
    asked = make_request(person, officer, kind="RECTIFY")
    make_step(asked, officer, "DECIDE", choice="AGREED")
    make_step(asked, officer, "EFFECT", choice="RIGHT", entry=entry)

    found = queries.dossier_of(asked, viewer=officer).to_tell

    by_day = [each.key for each in found if each.words.endswith("what it held is not known")]
    letters = {each.enclosed != []: f"l:{each.entry.key}" for each in person.letters.all()}
    copy = person.exports.get(entry=entry)
    assert sorted(by_day) == sorted([f"d:{spoken.key}", letters[False]])
    assert {each.key for each in found} == {*by_day, letters[True], f"c:{copy.key}"}


def test_a_copy_as_known_on_a_day_held_what_was_known_by_then(person, officer):
    before = make_signed(person)
    day = clock.add_hours(clock.now(), -24)
    late = make_signed(person, signed_at=clock.now())
    spoken = make_signed(person)
    sign_version(
        spoken,
        values={"discussion": "More"},
        said=[{"kind": "fact", "text": "A fall"}],
        reason="Left out",
    )
    known = {"known_at": day, "purpose": "COUNCIL", "shared_because": "A duty"}
    copy = make_delivered(person, officer, **known)
    facts = make_delivered(person, officer, statement_kinds=["fact"], **known)

    def told_of(entry):
        asked = make_request(person, officer, kind="RECTIFY")
        make_step(asked, officer, "DECIDE", choice="AGREED")
        make_step(asked, officer, "EFFECT", choice="RIGHT", entry=entry)
        found = queries.dossier_of(asked, viewer=officer).to_tell
        return {each.key.removeprefix("c:") for each in found}

    assert told_of(before) == {copy.key}
    assert told_of(late) == set()
    assert told_of(spoken) == {copy.key}
    assert facts.key not in told_of(spoken)


def test_nobody_is_told_of_what_was_refused(person, officer):
    make_delivered(person, officer, purpose="COUNCIL", shared_because="A duty")
    asked = make_request(person, officer, kind="ERASE")
    make_step(asked, officer, "DECIDE", choice="REFUSED")
    make_step(asked, officer, "ACTED")

    assert queries.dossier_of(asked, viewer=officer).to_tell == []


def test_steps_stand_as_they_were_written(person, officer):
    step = make_step(make_request(person, officer), officer, "ACK")

    for change in (lambda: step.delete(), lambda: RequestStep.objects.update(words="Other")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_register_counts_and_names_whom_it_shows(client, person, officer):
    hidden = make_person(family_name="Zzhidden")
    restrict(hidden, make_staff(Role.MANAGER), owner=make_staff(Role.MANAGER))
    today = clock.today()
    make_request(person, officer, received_on=clock.add_days(today, -50))
    make_request(hidden, officer)
    done = make_request(person, officer, received_on=clock.add_days(today, -20))
    make_step(done, officer, "CLOSE", choice="WITHDRAWN")
    client.force_login(officer)

    response = client.get(reverse("disclosure:requests"))

    figures = queries.figures()
    assert (figures.received, figures.answered, figures.in_time) == (3, 1, 1)
    assert (figures.open, figures.overdue, figures.ages) == (
        2,
        1,
        [("under a month", 1), ("one to three months", 1)],
    )
    assert "Zzhidden" not in response.text
    assert "Overdue" in response.text
    assert Event.objects.get(verb="disclosure.requests_listed").subjects == [person.key]


def test_the_register_judges_the_first_answer_of_those_for_whom_a_last_day_counts(person, officer):
    today = clock.today()
    long_ago = clock.add_days(today, -70)
    make_step(make_request(person, officer, kind="PRAISE"), officer, "CLOSE")
    unproven = make_request(person, officer, received_on=long_ago)
    make_step(unproven, officer, "ASKPROOF", on=long_ago)
    make_step(unproven, officer, "CLOSE", choice="NO_PROOF")
    again = make_request(person, officer, received_on=long_ago)
    make_step(again, officer, "ANSWER", on=clock.add_days(long_ago, 20))
    for kind in ("REOPEN", "ANSWER"):
        make_step(again, officer, kind)
    late = make_request(person, officer, received_on=long_ago)
    make_step(late, officer, "ANSWER")

    figures = queries.figures()

    assert (figures.answered, figures.timed, figures.in_time) == (4, 2, 1)
    assert figures.share_in_time == 50


def test_who_asked_twice_is_named_once(client, person, officer):
    for kind in ("ACCESS", "RECTIFY"):
        make_request(person, officer, kind=kind)
    client.force_login(officer)

    client.get(reverse("disclosure:requests"))

    assert Event.objects.get(verb="disclosure.requests_listed").subjects == [person.key]


def test_home_tells_an_officer_what_is_due_and_what_waits_for_a_second_one(
    client, person, officer, second
):
    make_request(person, officer, received_on=clock.add_days(clock.today(), -50))
    redaction = make_redaction(person, officer)
    redaction.state, redaction.sent_by = Redaction.State.CHECKING, officer
    redaction.sent_at = clock.now()
    redaction.save()

    client.force_login(second)
    response = client.get("/")

    assert "Requests to answer" in response.text
    assert "Overdue" in response.text
    assert reverse("disclosure:redaction", args=[person.key, redaction.key]) in response.text
    assert list(redaction_queries.waiting_for_check(officer)) == []
    client.force_login(make_staff(Role.MANAGER))
    assert "Requests to answer" not in client.get("/").text


def test_a_copy_is_made_from_a_request_and_tied_to_it(client, person, officer):
    asked = make_request(person, officer)
    client.force_login(officer)
    address = reverse("disclosure:redactions", args=[person.key]) + f"?request={asked.key}"

    page = client.get(address)
    client.post(address, {"submission": str(uuid.uuid4()), "purpose": "PERSON", "recipient": "Ama"})

    assert asked.reference in page.text
    assert Redaction.objects.get().request == asked
    other = make_request(make_person(), officer)
    wrong = reverse("disclosure:redactions", args=[person.key]) + f"?request={other.key}"
    assert client.get(wrong).status_code == 404


def test_the_page_leads_to_each_step_that_is_missing_and_to_the_others_below(
    client, person, officer
):
    asked = make_request(person, officer)
    client.force_login(officer)

    text = client.get(reverse("disclosure:request", args=[person.key, asked.key])).text

    missing, _, others = text.partition("What else you can do")
    assert "Nothing is missing" not in text
    for kind in ("identity", "scope", "search", "third"):
        assert f"/steps/{kind}/" in missing
        assert f"/steps/{kind}/" not in others
    assert "a letter that explains what they get" in missing
    assert "/steps/letter/" not in text
    assert "/steps/exempt/" in others


def test_every_step_has_a_page_that_keeps_it(client, person, officer, second):
    asked = make_request(person, officer, made_by="ATTORNEY", asker="Ada Okafor")
    make_ready(person, second, request=asked)
    client.force_login(officer)
    today = clock.today()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    dossier = queries.dossier_of(asked)
    offered = [kind for kind in step_kinds().values() if standing.may_take(officer, dossier, kind)]

    for kind in offered:
        address = reverse("disclosure:request-step", args=[person.key, asked.key, kind.key.lower()])
        if kind.key in NOT_BESIDE:
            continue
        refused = client.post(address, {"words": "As it was."})
        typed = {"words": "As it was.", "about": "Ada", "months": "1", **day}
        about_one = kind.key in ("EXEMPT", "ADVICE")
        typed["choice"] = "PRIVILEGE" if about_one else next(iter(kind.choices), "")
        typed["outcome"] = next(iter(kind.outcomes), "")
        typed["copy"] = asked.exports.get().key
        kept = client.post(address, typed)
        assert (refused.status_code, kept.status_code) == (400, 302), (kind.key, kept.text)

    taken = [each.kind for each in asked.steps.all()]
    assert taken == [kind.key for kind in offered if kind.key not in NOT_BESIDE]
    assert "SEND" not in taken
    assert "CHECK" in taken


def test_each_page_of_a_request_names_in_the_log_whom_it_speaks_of(client, person, officer):
    daughter = make_person(given_names="Adaeze", family_name="Okafor")
    make_relationship(person, daughter)
    asked = make_request(person, officer)
    make_step(asked, officer, "THIRD", about="Adaeze Okafor, daughter", **GIVEN)
    client.force_login(officer)

    client.get(reverse("disclosure:request", args=[person.key, asked.key]))
    client.get(reverse("disclosure:request-step", args=[person.key, asked.key, "third"]))

    events = Event.objects.filter(verb="disclosure.request_opened").order_by("pk")
    assert [each.subjects for each in events] == [[person.key], [daughter.key]] * 2


def letter_address(step):
    asked = step.request
    return reverse("disclosure:request-letter", args=[asked.person.key, asked.key, step.pk])


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def redacted(person, officer, asked):
    redaction = make_redaction(person, officer)
    row = redaction.entries.first()
    for reason, decision in (("WHO_OTHER", "REMOVE"), ("LEGAL_ADVICE", "KEEP")):
        RedactionMark.objects.create(
            of=row,
            path="title",
            start=0,
            end=3,
            said="x",
            reason=reason,
            proposed_by=officer,
            proposed_at=clock.now(),
            decision=decision,
            because="Known to her",
            decided_by=officer,
        )
    agree(redaction, officer)
    return make_ready(person, officer, request=asked, redaction=redaction)


def agree(redaction, officer):
    redaction.state, redaction.sent_by = Redaction.State.AGREED, officer
    redaction.answered_by, redaction.answered_at = make_officer(), clock.now()
    redaction.save()


def test_a_redacted_copy_leaves_while_what_was_checked_stands(client, person, officer):
    asked = make_request(person, officer)
    copy = redacted(person, officer, asked)
    client.force_login(officer)
    here = reverse("disclosure:request", args=[person.key, asked.key])

    def keeps():
        dossier = queries.dossier_of(asked)
        assert dossier.to_check == []
        assert (dossier.may_leave == [copy]) != bool(dossier.why_not_leave(copy))
        return dossier.why_not_leave(copy)

    assert keeps() == ""
    redaction = copy.redaction
    redaction.state = Redaction.State.DECIDING
    redaction.save()
    assert "decided again since" in keeps()
    assert "Look again at the redaction" in client.get(here).text
    with pytest.raises(PermissionDenied):
        write_letter(asked, officer, copy)
    agree(redaction, officer)
    assert "decided again since" in keeps()

    copy = make_ready(person, officer, request=asked, redaction=redaction)
    assert keeps() == ""
    make_step(asked, officer, "THIRD", about="Jo Reed", choice="REFUSED", outcome="HOLD")
    assert "Somebody was weighed since" in keeps()
    with pytest.raises(PermissionDenied):
        write_letter(asked, officer, copy)


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ({"whom": "jo", "about": "Jo Reed"}, True),
        ({"whom": "ann", "about": "Ann Hill"}, False),
        ({"about": "Not listed"}, False),
    ],
)
def test_who_does_not_stand_in_a_redacted_copy_is_weighed_after_its_check(
    person, officer, said, leaves
):
    asked = make_request(person, officer)
    make_step(asked, officer, "THIRD", whom="ann", about="Ann Hill", choice="GIVEN", outcome="GIVE")
    copy = redacted(person, officer, asked)

    for _ in range(2):
        make_step(asked, officer, "THIRD", **said, choice="UNASKED", outcome="NOTHING")

    assert queries.dossier_of(asked).may_leave == ([copy] if leaves else [])


def test_the_letter_says_in_plain_words_what_was_left_out_and_how_to_complain(
    client, person, officer
):
    asked = make_request(person, officer, words="All <b>of it</b>.")
    take(asked, officer, "SEARCH", choice="PAPER", outcome="NOTHING")
    copy = redacted(person, officer, asked)
    step = write_letter(asked, officer, copy, words="Fola can read it with you.")
    client.force_login(officer)

    response = client.get(
        reverse("disclosure:request-letter", args=[person.key, asked.key, step.pk])
    )

    said = words_of(response.content)
    for words in (
        "You said: “All <b>of it</b>.”",
        reasons()["WHO_OTHER"].in_place,
        reasons()["WHO_OTHER"].meaning,
        "Fola can read it with you.",
        "Paper and notebooks: nothing was found.",
        "Information Commissioner’s Office",
        copy.check_code,
    ):
        assert words in said
    assert reasons()["LEGAL_ADVICE"].meaning not in said
    assert Event.objects.filter(verb="disclosure.request_letter_downloaded").count() == 1


def test_the_letter_gives_no_reason_where_that_would_itself_do_harm(person, officer):
    asked = make_request(person, officer)
    copy = redacted(person, officer, asked)
    with pytest.raises(ValidationError, match="The copy itself gives each reason"):
        write_letter(asked, officer, copy, choice="GENERAL")
    Redaction.objects.update(no_reasons_because="He reads her post.")
    copy.redaction.refresh_from_db()
    with pytest.raises(ValidationError, match="only that something was left out"):
        write_letter(asked, officer, copy)

    step = write_letter(asked, officer, copy, choice="GENERAL")

    said = words_of(files.read(step.stored_as))
    assert "Some of it was left out" in said
    assert reasons()["WHO_OTHER"].in_place not in said


def test_the_letter_is_in_the_print_that_the_person_needs(person, officer):
    CommunicationNeed.objects.create(person=person, kind="LARGE_PRINT", need="Large print 18 pt")
    asked = make_request(person, officer)
    stands = queries.dossier_of(asked).stands
    copy = make_ready(person, officer, request=asked)

    letter = letters.letter_of(
        stands, copy, by=officer, on=clock.today(), words="", is_general=False
    )

    sizes = re.findall(r"font-size: ([\d.]+)pt", letters.html_of(letter))
    assert (letter.print_size, min(map(float, sizes))) == (18, 18)


def test_a_letter_that_was_changed_in_the_store_is_not_given_out(client, person, officer):
    asked = make_request(person, officer)
    stored_as = files.store(b"%PDF-1.7 other", folder=letters.FOLDER)
    step = make_step(asked, officer, "LETTER", stored_as=stored_as, sha256="0" * 64)
    client.force_login(officer)

    response = client.get(
        reverse("disclosure:request-letter", args=[person.key, asked.key, step.pk])
    )

    assert response.url == reverse("disclosure:request", args=[person.key, asked.key])


def test_what_came_of_a_request_stands_over_its_entry_and_in_copies(client, person, officer):
    entry, other = make_signed(person), make_signed(person)
    hidden = make_signed(person, sensitivity="RESTRICTED")
    asked = make_request(person, officer, kind="RECTIFY")
    client.force_login(officer)
    url = reverse("disclosure:request-step", args=[person.key, asked.key, "effect"])
    form = client.get(url).context["form"]
    assert [key for key, _ in form.fields["entry"].choices] == ["", other.key, entry.key]
    said = {
        "choice": "DISPUTED",
        "words": "She says that it was Tuesday.",
        "on_day": str(clock.today().day),
        "on_month": str(clock.today().month),
        "on_year": str(clock.today().year),
    }
    assert client.post(url, said | {"entry": hidden.key}).status_code == 400
    assert client.post(url, said | {"entry": entry.key}).status_code == 302

    worker = make_worker_of(person)
    client.force_login(worker)
    page = client.get(reverse("records:entry", args=[person.key, entry.key]))
    assert page.text.index("Disputed") < page.text.index("She asked for a clock.")
    assert "She says that it was Tuesday." in page.text
    assert "Disputed" not in client.get(reverse("records:entry", args=[person.key, other.key])).text
    words = words_of_copy(person, asked_by=officer)
    assert f"After a request ({asked.reference}): Disputed: it may be read" in words
    assert words.count("She says that it was Tuesday.") == 1

    client.force_login(officer)
    client.post(url, said | {"entry": entry.key, "choice": "OVER", "words": "She looked again."})
    client.force_login(worker)
    page = client.get(reverse("records:entry", args=[person.key, entry.key]))
    assert "Disputed" not in page.text
    assert "She looked again." in words_of_copy(person, asked_by=officer)


def test_one_request_about_an_entry_does_not_hide_what_came_of_another(person, officer):
    entry = make_signed(person)
    first, later = (make_request(person, officer, kind=kind) for kind in ("RECTIFY", "OBJECT"))
    make_step(first, officer, "EFFECT", entry=entry, choice="STANDS", words="Said first.")
    make_step(first, officer, "EFFECT", entry=entry, choice="DISPUTED", words="It was Tuesday.")
    make_step(later, officer, "EFFECT", entry=entry, choice="STANDS", words="Her view.")
    over = ["Disputed", "It stays as it is"]
    assert [each.title for each in queries.panels_for(officer, entry)] == over

    make_step(later, officer, "EFFECT", entry=entry, choice="OVER", words="She took it back.")

    (panel,) = queries.panels_for(officer, entry)
    assert panel.title == "Disputed"
    assert "It was Tuesday." in panel.texts


def test_an_effect_is_said_also_after_the_answer_and_never_of_access(client, person, officer):
    asked = make_request(person, officer, kind="OBJECT")
    access = make_request(person, officer)
    make_step(asked, officer, "DECIDE", choice="AGREED")
    make_step(asked, officer, "ANSWER")
    client.force_login(officer)

    for request, status in ((asked, 200), (access, 404)):
        url = reverse("disclosure:request-step", args=[person.key, request.key, "effect"])
        assert client.get(url).status_code == status
