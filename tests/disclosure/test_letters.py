"""Letters and e-mails out of a record: checked, sent once, kept as an entry and in the log."""

import re
import uuid
from datetime import timedelta
from email import message_from_string, policy

import page as page_checks
import pypdfium2
import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse

import clock
from audit.models import Event, EventDetail
from disclosure.letters import printing, sending
from disclosure.letters.models import Letter
from disclosure.sharing.queries import log_of, told_to_person
from people.models import CommunicationNeed, Person, Sharing
from records.models import Entry
from records.queries import reported_by_check
from tests.disclosure import mailserver
from tests.disclosure.factories import make_decision, make_letter, make_officer
from tests.people.factories import (
    make_address,
    make_contact,
    make_contact_point,
    make_worker_of,
)
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
State = Letter.State
WORDS = "Dear Ama\n\nWe meet on Friday at 10, at your home.\n\nTell me if another time is better."


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    return worker


@pytest.fixture
def email(person):
    return make_contact_point(person, kind="EMAIL", value="ama@example.org")


def url(name, person, *more):
    return reverse(f"disclosure:{name}", args=[person.key, *more])


def begin(person, *, to=None, goes="EMAIL"):
    key = to if to is not None else person.key
    return f"{url('write-letter', person)}?to={key}&goes={goes}&template=blank"


def typed(client, person, *, address=None, **fields):
    given = {
        "submission": str(uuid.uuid4()),
        "where": address.key if address else "OTHER",
        "subject": f"{person.council_reference}: meeting you",
        "body": WORDS,
        "made_as": "TEXT",
        "print_size": "0",
        "route": "Secure email",
        "third_party_flag": "No",
        "not_to_share_with_person": "No",
    }
    return given | fields


def post(client, person, page, **fields):
    """Check a letter and, as the page then asks, let it go."""
    looked = client.post(page, typed(client, person, **fields))
    if looked.status_code == 302:
        return looked
    again = typed(client, person, **fields) | {"looked": looked.context["mark"]}
    return client.post(page, again)


def write(client, person, **fields):
    page = begin(person, to=fields.pop("to", None), goes=fields.pop("goes", "EMAIL"))
    answer = post(client, person, page, **fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return Letter.objects.latest("pk")


def named(page, words, part):
    """The name of a control that answers what is said of some words."""
    (said,) = [each for each in page.context["coaching"].said if each.words == words]
    return said.form.add_prefix(part)


def findings_of(letter):
    """What the coach said of an email that goes now, by the words."""
    sending.send(letter.key, letter.attempt)
    letter.refresh_from_db()
    assert letter.state == State.SENT, letter.failed_because
    return {row.words: row for row in letter.entry.versions.get().findings.all()}


def test_an_email_goes_after_it_was_looked_over_and_is_an_entry(client, person, worker, email):
    page = begin(person)

    first = client.post(page, typed(client, person, address=email))

    assert "Nothing on the record speaks against it" in first.text
    assert not Letter.objects.exists()
    letter = write(client, person, address=email)
    assert letter.state == State.WAITING
    assert letter.goes_at - letter.written_at == timedelta(seconds=30)
    assert mail.outbox == []
    sending.send(letter.key, letter.attempt)
    letter.refresh_from_db()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ama@example.org"], letter.subject)
    assert WORDS in sent.body
    assert "https://records.northmere.example/privacy/" in sent.body
    assert sent.reply_to == [worker.email]
    entry = Entry.objects.get(person=person)
    assert (letter.state, letter.entry, entry.type_key) == (State.SENT, entry, "email_sent")
    values = entry.versions.get().values
    assert (values["body_sent"], values["secure_method"]) == (WORDS, "Secure email")
    assert entry.author == worker
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"disclosure.letter_finished", "disclosure.letter_sent", "records.entry_signed"} <= verbs
    panel = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    assert url("letter", person, letter.key) in panel


@pytest.mark.parametrize("reference", ["MVC-QXB", "NFW-X8B", "TDS-2X2"])
def test_the_reference_in_a_letter_is_no_short_form(client, person, worker, email, reference):
    Person.objects.filter(pk=person.pk).update(council_reference=reference)
    person.refresh_from_db()

    page = client.post(begin(person), typed(client, person, address=email))

    assert reference in page.text
    assert "Nothing on the record speaks against it" in page.text


def test_what_is_taken_back_is_never_sent(client, person, worker, email):
    letter = write(client, person, address=email)

    client.post(url("change-letter", person, letter.key, "back"))
    sending.send(letter.key, letter.attempt)

    letter.refresh_from_db()
    assert letter.state == State.TAKEN_BACK
    assert (mail.outbox, Entry.objects.filter(person=person).count()) == ([], 0)
    late = client.post(url("change-letter", person, letter.key, "back"), follow=True)
    assert "Look at how it stands" in late.text


def test_the_same_form_sent_twice_makes_one_letter(client, person, worker, email):
    submission = str(uuid.uuid4())

    for _ in range(2):
        assert write(client, person, address=email, submission=submission)

    assert Letter.objects.count() == 1


def test_a_job_that_runs_twice_sends_once(client, person, worker, email):
    letter = write(client, person, address=email)

    sending.send(letter.key, letter.attempt)
    sending.send(letter.key, letter.attempt)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("mood", [mailserver.REFUSES, mailserver.REFUSES_WORDS])
def test_what_the_server_refuses_is_kept_and_may_be_sent_again(
    client, settings, person, worker, email, mood
):
    letter = write(client, person, address=email)

    with mailserver.mail_server(settings, mood) as server:
        sending.send(letter.key, letter.attempt)
        letter.refresh_from_db()
        assert (letter.state, server.taken) == (State.FAILED, [])
        assert "refused it" in letter.failed_because
        assert not Entry.objects.filter(person=person).exists()
        server.mood = mailserver.TAKES
        client.post(url("change-letter", person, letter.key, "again"))
        sending.send(letter.key, letter.attempt)  # the job of before
        assert server.taken == []
        sending.send(letter.key, letter.attempt + 1)

    letter.refresh_from_db()
    assert (letter.state, len(server.taken)) == (State.SENT, 1)
    said = message_from_string(server.taken[0], policy=policy.default)
    assert said["Subject"] == letter.subject
    assert Entry.objects.filter(person=person).count() == 1


def test_no_server_keeps_the_letter_and_tells_its_writer(client, settings, person, worker, email):
    letter = write(client, person, address=email)
    with mailserver.mail_server(settings):
        pass  # it is gone again

    sending.send(letter.key, letter.attempt)

    page = client.get(url("letter", person, letter.key))
    assert "The mail server did not answer" in page.text
    assert "Send it again" in page.text
    assert not Entry.objects.filter(person=person).exists()


def test_what_may_have_gone_is_not_sent_again_by_itself(client, settings, person, worker, email):
    letter = write(client, person, address=email)

    with mailserver.mail_server(settings, mailserver.HANGS_UP) as server:
        sending.send(letter.key, letter.attempt)
        sending.send(letter.key, letter.attempt)

    letter.refresh_from_db()
    assert (letter.state, len(server.taken)) == (State.UNSURE, 1)
    assert not Entry.objects.filter(person=person).exists()
    assert "Nobody knows" in client.get(url("letter", person, letter.key)).text
    client.post(url("change-letter", person, letter.key, "sent"))
    letter.refresh_from_db()
    assert (letter.state, letter.entry) == (State.SENT, Entry.objects.get(person=person))
    assert len(server.taken) == 1


def test_a_letter_on_paper_is_printed_and_then_on_the_record(client, person, worker):
    address = make_address(person)
    CommunicationNeed.objects.create(
        person=person, kind="LARGE_PRINT", need="Large print", detail="18 point"
    )

    letter = write(client, person, goes="POST", address=address, print_size="18")
    pdf = client.get(url("letter-pdf", person, letter.key))
    assert page_checks.validate_pdf_bytes(pdf.content, profile="ua1").is_compliant
    assert letter.state == State.TO_PRINT
    asked = client.post(url("change-letter", person, letter.key, "sent"), follow=True)
    assert "Select how it was sent" in asked.text
    client.post(url("change-letter", person, letter.key, "sent"), {"posted_how": "Tracked post"})

    entry = Entry.objects.get(person=person)
    values = entry.versions.get().values
    assert (entry.type_key, values["posted_how"]) == ("letter_sent", "Tracked post")
    assert values["format_sent"] == ["Large print"]
    assert Event.objects.filter(verb="disclosure.letter_downloaded").count() == 1


def test_another_format_than_they_need_is_sent_with_a_reason(client, person, worker):
    address = make_address(person)
    CommunicationNeed.objects.create(person=person, kind="BRAILLE", need="Braille")
    page = begin(person, goes="POST")

    refused = post(client, person, page, address=address)

    assert "another format than they need" in refused.text
    post(client, person, page, address=address, format_because="It could not wait")
    letter = Letter.objects.get()
    client.post(url("change-letter", person, letter.key, "sent"), {"posted_how": "Post"})
    gaps = Entry.objects.get(person=person).versions.get().gaps
    assert gaps["format-braille"]["reason"] == "It could not wait"


@pytest.mark.parametrize(
    ("way", "fields", "words"),
    [
        ({"safety": "NOT_SAFE"}, {}, "recorded as not safe"),
        ({}, {"subject": "Ama Okafor: meeting"}, "Give the reference, and no name"),
        ({}, {"body": "Dear Ama\n\nWe meet on [day]."}, "still in brackets: [day]"),
        ({}, {"route": "Inside the council"}, "is not inside the council"),
        ({"until": clock.today(), "key": "gone"}, {"where__reason": "ama@example.org"}, "ended"),
    ],
)
def test_what_the_record_forbids_stops_it(client, person, worker, way, fields, words):
    point = make_contact_point(person, kind="EMAIL", value="ama@example.org", **way)
    address = None if "until" in way else point

    answer = post(
        client, person, begin(person), address=address, despite_because="I must", **fields
    )

    assert answer.status_code == 400
    assert words in answer.text
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("kind", "goes", "typed_as"),
    [
        ("EMAIL", "EMAIL", "Ama@Example.org"),
        ("OTHER", "EMAIL", "ama@example.org"),
        ("address", "POST", "12 high street  Northmere, ZZ99ZZ"),
    ],
)
@pytest.mark.parametrize("to", [None, "OTHER"])
def test_an_address_that_is_not_safe_is_not_typed_instead(
    client, person, worker, kind, goes, typed_as, to
):
    if kind == "address":
        make_address(
            person, lines="12 High Street\nNorthmere", postcode="ZZ9 9ZZ", safety="NOT_SAFE"
        )
    else:
        make_contact_point(person, kind=kind, value="ama@example.org", safety="NOT_SAFE")
    other = {"to_name": "Ama", "to_role": "Herself", "basis": "Needed to keep someone safe"}
    more = {"despite_because": "I must", **(other if to else {})}

    answer = post(client, person, begin(person, to=to, goes=goes), where__reason=typed_as, **more)

    assert answer.status_code == 400
    assert "is recorded as not safe" in answer.text
    assert not Letter.objects.exists()


def test_an_address_that_is_typed_as_it_is_recorded_is_on_the_record(client, person, worker, email):
    page = client.post(begin(person), typed(client, person, where__reason="AMA@example.org"))

    assert "Nothing on the record speaks against it" in page.text


def test_what_is_warned_of_since_is_answered_anew(client, person, worker, email):
    page = begin(person)
    said = typed(client, person, where__reason="amma@example.org", despite_because="She rang")
    looked = client.post(page, said).context["mark"]
    CommunicationNeed.objects.create(person=person, kind="CONTACT", need="Ring before writing")

    again = client.post(page, said | {"looked": looked})

    assert again.status_code == 200
    assert "Ring before writing" in again.text
    assert not Letter.objects.exists()
    assert client.post(page, said | {"looked": again.context["mark"]}).status_code == 302


def test_a_note_about_a_safe_address_is_said_and_asks_for_no_reason(client, person, worker):
    note = {"safety": "SAFE", "note": "Two steps at the door"}
    point = make_contact_point(person, kind="EMAIL", value="ama@example.org", **note)

    answer = client.post(begin(person), typed(client, person, address=point))

    assert "Two steps at the door" in answer.text
    assert not answer.context["looked"].warnings


def test_a_letter_is_not_asked_for_what_words_alone_cannot_have(client, person, worker):
    point = make_contact_point(person, kind="EMAIL", value="ama@example.org")
    body = "I will see you on Tuesday. We decided to end the visits."

    answer = client.post(begin(person), typed(client, person, address=point, body=body))

    assert {each.check for each in answer.context["looked"].findings}.isdisjoint(
        {"content_too_thin", "decision_in_text", "action_in_text"}
    )


@pytest.mark.parametrize(
    ("way", "fields", "words"),
    [
        ({"safety": "AT_TIMES", "note": "Mornings only"}, {}, "Mornings only"),
        ({"recorded_at": clock.add_hours(clock.now(), -24 * 400)}, {}, "Check that it is still"),
        ({}, {"where": "OTHER", "where__reason": "amma@example.org"}, "nearly, but not quite"),
        ({}, {"route": "Ordinary email (no personal details)"}, "names somebody"),
    ],
)
def test_what_the_record_warns_of_goes_with_a_reason_alone(
    client, person, worker, way, fields, words
):
    point = make_contact_point(person, kind="EMAIL", value="ama@example.org", **way)

    answer = post(client, person, begin(person), address=point, **fields)

    assert answer.status_code == 400
    assert words in answer.text
    assert not re.search(r"all the same\?\s*<[^>]*>\s*\(optional\)", answer.text)
    reason = {"despite_because": "She rang today and said so."}
    letter = write(client, person, address=point, **fields, **reason)
    assert any(words in each for each in letter.warned)
    assert letter.despite_because == "She rang today and said so."


def test_blunt_words_go_with_a_reason_that_stands_with_the_entry(client, person, worker, email):
    said = {"address": email, "body": "Dear Sir, he lost the plot."}

    answer = post(client, person, begin(person), **said)

    assert answer.status_code == 400
    assert "Change “lost the plot”, or say why it stays" in answer.text
    assert not Letter.objects.exists()
    reason = {named(answer, "lost the plot", "reason"): "He says so of himself."}
    letter = write(client, person, **said, **reason)
    assert letter.warned == []
    rows = findings_of(letter)
    assert rows["lost the plot"].reason == "He says so of himself."


def test_what_was_answered_about_the_words_stays_where_the_letter_is_refused_for_another_reason(
    client, person, worker, email
):
    said = typed(client, person, address=email, body="Dear Sir, he lost the plot.")
    looked = client.post(begin(person), said)
    reason = named(looked, "lost the plot", "reason")
    unhelpful = named(looked, "lost the plot", "is_unhelpful")
    said |= {"looked": looked.context["mark"], reason: 'He says "so".', unhelpful: "on"}
    lost = {"subject": ""}, {"body": WORDS}

    for changed in lost:
        page = client.post(begin(person), said | changed)
        assert f'name="{reason}" value="He says &quot;so&quot;."' in page.text
        assert f'name="{unhelpful}" value="on"' in page.text

    page = client.post(begin(person), said | {"where": ""})
    assert "What you answered about the words is kept" in page.text
    page = client.post(begin(person), said | {"looked": ""})
    assert "What you answered about the words is kept" not in page.text
    assert page.text.count(f'name="{reason}"') == 1


def test_what_was_answered_about_the_words_is_given_back_with_the_letter(
    client, person, worker, email
):
    said = typed(client, person, address=email, body="Dear Sir, he lost the plot.")
    looked = client.post(begin(person), said)
    reason = named(looked, "lost the plot", "reason")
    kept = looked.context["kept"]
    said |= {"form_token": kept.token, "draft_version": kept.version, reason: "So he says."}

    saved = client.post(f"{begin(person)}&keep=yes", said)

    assert saved.json()["saved"]
    assert f'name="{reason}" value="So he says."' in client.get(begin(person)).text


def test_what_is_signed_of_the_words_is_what_was_shown_and_what_was_answered(
    client, person, worker, email
):
    said = {"address": email, "body": "Dear Ama\n\nI rang Mr X. The MDT met. I rang Ama Okafor."}
    shown = client.post(begin(person), typed(client, person, **said))
    warned = {
        each.words for each in shown.context["coaching"].said if each.finding.severity == "warning"
    }
    assert {"Mr X", "MDT"} <= warned
    answers = {
        named(shown, "Mr X", "reason"): "So he is called.",
        named(shown, "MDT", "is_unhelpful"): "on",
    }

    rows = findings_of(write(client, person, **said, **answers))

    assert set(rows) == {each.words for each in shown.context["coaching"].said}
    assert (rows["Mr X"].reason, rows["Mr X"].is_unhelpful) == ("So he is called.", False)
    assert (rows["MDT"].reason, rows["MDT"].is_unhelpful) == ("", True)
    assert {row.reason for row in rows.values()} == {"So he is called.", ""}
    (reported,) = reported_by_check()
    assert (reported.check.key, reported.entries) == ("acronym_unexplained", 1)


def test_whom_a_letter_is_to_is_known_before_it_goes_and_then(client, person, worker):
    email = make_contact_point(person, kind="EMAIL", value="ama@example.org")
    said = {"to": "OTHER", "to_name": "Gerald Ash", "to_role": "Neighbour", "address": None}
    said |= {"where__reason": email.value, "basis": "Needed to keep someone safe"}
    said |= {"body": "Dear Gerald\n\nCan you be there on Friday?", "despite_because": "He asked."}

    rows = findings_of(write(client, person, **said))

    assert not any(row.check_key == "first_name_only" for row in rows.values())


def test_harm_that_a_concern_was_raised_about_is_not_asked_about_in_a_letter(
    client, person, worker, email
):
    said = {"address": email, "body": f"{WORDS} She says he hit her."}
    checks = {True: set(), False: set()}
    for is_raised in (False, True):
        if is_raised:
            make_entries(person, author=worker, type_key="safeguarding_concern")
        shown = client.post(begin(person), typed(client, person, **said)).context["coaching"]
        checks[is_raised] = {each.finding.check for each in shown.said}

    assert "safeguarding_not_raised" in checks[False]
    assert "safeguarding_not_raised" not in checks[True]
    rows = findings_of(write(client, person, **said))
    assert {row.check_key for row in rows.values()} <= checks[True]


def test_what_went_is_signed_though_the_coach_says_more_than_it_did(client, person, worker):
    letter = write(client, person, goes="POST", address=make_address(person))
    Letter.objects.filter(pk=letter.pk).update(body="Dear Sir, he lost the plot.")

    client.post(url("change-letter", person, letter.key, "sent"), {"posted_how": "Post"})

    rows = Entry.objects.get(person=person).versions.get().findings
    assert rows.get(words="lost the plot").reason == ""


def test_how_they_asked_to_be_reached_and_a_kept_back_address_are_said(client, person, worker):
    address = make_address(person)
    make_address(person, kind="SAFE", lines="Nowhere to be told", postcode="ZZ9 9ZZ")
    CommunicationNeed.objects.create(person=person, kind="CONTACT", need="Ring before writing")

    page = client.post(begin(person, goes="POST"), typed(client, person, address=address))

    assert "Ring before writing" in page.text
    assert "is kept back" in page.text
    assert "Nowhere to be told" not in page.text


def test_nothing_goes_to_whom_nothing_may_be_shared_without_a_decision(client, person, worker):
    contact = make_contact(person, email="efua@example.org")
    Sharing.objects.create(person=person, contact=contact, extent="NOTHING", basis="OWN")
    page = begin(person, to=contact.key)
    basis = {"basis": "Needed to keep someone safe"}

    refused = post(client, person, page, address=contact, **basis, despite_because="Must")

    assert "Record a decision to share first" in refused.text
    said = {"address": contact, **basis, "despite_because": "As decided"}
    other = make_decision(person)
    refused = post(client, person, page, **said, decision=other.key)
    assert "is about sharing with Dr Noor Ali" in refused.text
    assert not Letter.objects.exists()
    named = {"kind": "contact", "key": contact.key, "name": "Efua", "role": "Sister"}
    decision = make_decision(person, values={"with_whom": named})
    letter = write(client, person, to=contact.key, **said, decision=decision.key)
    assert letter.decision == decision
    assert letter.to["kind"] == "contact"


def say_not_safe(point, contact):
    point.safety = "NOT_SAFE"
    point.save()


def end_way(point, contact):
    point.until = clock.today()
    point.save()


def change_address(point, contact):
    contact.email = "another@example.org"
    contact.save()


def end_contact(point, contact):
    contact.ended_on = clock.today()
    contact.save()


def withdraw(point, contact):
    Sharing.objects.create(person=contact.person, contact=contact, extent="NOTHING", basis="OWN")


@pytest.mark.parametrize(
    ("meanwhile", "to_contact", "words"),
    [
        (say_not_safe, False, "is recorded as not safe"),
        (end_way, False, "it is not theirs any more"),
        (change_address, True, "is not on the record"),
        (end_contact, True, "does not name any more"),
        (withdraw, True, "Record a decision to share first"),
    ],
)
def test_what_the_record_says_since_stops_a_letter_that_waits_or_failed(
    client, person, worker, email, meanwhile, to_contact, words
):
    contact = make_contact(person, email="efua@example.org")
    said = {"basis": "Needed to keep someone safe", "despite_because": "As she asked"}
    said |= {"to": contact.key, "address": contact}
    waits = write(client, person, **(said if to_contact else {"address": email}))
    failed = write(
        client,
        person,
        **(said if to_contact else {"address": email})
        | {"subject": "Another", "despite_because": "Another"},
    )
    Letter.objects.filter(pk=failed.pk).update(state=State.FAILED, failed_because="No server.")
    meanwhile(email, contact)

    sending.send(waits.key, waits.attempt)
    page = client.post(url("change-letter", person, failed.key, "again"), follow=True)

    waits.refresh_from_db()
    failed.refresh_from_db()
    assert (waits.state, failed.state, failed.attempt) == (State.FAILED, State.FAILED, 1)
    assert words in waits.failed_because
    assert words in page.text
    assert "Write it anew" in page.text
    assert mail.outbox == []


def test_what_the_record_says_since_stops_a_letter_on_paper(client, person, worker):
    address = make_address(person)
    letter = write(client, person, goes="POST", address=address)
    assert "It went before" not in client.get(url("letter", person, letter.key)).text
    say_not_safe(address, None)
    words = f"{address.headline} is recorded as not safe. Use another way to reach them."
    sent = {"posted_how": "Post"}

    page = client.get(url("letter", person, letter.key))
    printed = client.get(url("letter-pdf", person, letter.key), follow=True)
    refused = client.post(url("change-letter", person, letter.key, "sent"), sent, follow=True)

    assert f"{words} Write it anew" in page.text
    assert "Download the letter" not in page.text
    for each in (printed, refused):
        assert f"{words} Write it anew" in each.text
        assert "It may not go as it is now" in each.text
        assert not any(words in str(said) for said in get_messages(each.wsgi_request))
    assert re.search(r'value="Post"[^>]*checked', refused.text)
    letter.refresh_from_db()
    assert letter.state == State.TO_PRINT
    client.post(url("change-letter", person, letter.key, "sent"), sent | {"went_before": "on"})
    letter.refresh_from_db()
    assert letter.state == State.SENT
    sent_as = Event.objects.get(verb="disclosure.letter_sent")
    detail = EventDetail.objects.get(event=sent_as.pk).fields
    assert detail["against"] == f"{words} Write it anew"
    assert client.get(url("letter-pdf", person, letter.key)).status_code == 200


@pytest.mark.parametrize(
    ("subject", "is_stopped"),
    [
        ("Meeting you on Monday", False),
        ("A day out", False),
        ("Day: meeting you", True),
        ("About  win  DAY", True),
        ("Winnie's visit", True),
    ],
)
def test_a_subject_names_nobody_by_whole_words(client, person, worker, email, subject, is_stopped):
    person.given_names, person.family_name, person.preferred_name = "Win", "Day", "Winnie"
    person.save()

    looked = client.post(begin(person), typed(client, person, address=email, subject=subject))

    assert ("The subject of an email can be read on its way" in looked.text) is is_stopped


def test_what_went_to_others_is_in_the_sharing_log_and_told_to_the_person(client, person, worker):
    contact = make_contact(person, email="efua@example.org")
    letter = write(
        client,
        person,
        to=contact.key,
        address=contact,
        basis="Person agreed to this being shared",
        despite_because="She said so today",
    )
    officer = make_officer(person)
    assert log_of(officer, person) == []

    sending.send(letter.key, letter.attempt)

    (row,) = log_of(officer, person)
    letter.refresh_from_db()
    assert (row.kind, row.key, row.sha256) == ("letter", letter.entry.key, letter.sha256)
    assert row.basis == "Person agreed to this being shared"
    assert [each.key for each in told_to_person(officer, person, with_held_back=False)] == [row.key]
    client.force_login(officer)
    assert url("letter", person, letter.key) in client.get(url("sharing-log", person)).text
    client.post(
        url("ask-back", person, "letter", row.key), {"because": "Wrong", "asked_how": "By phone"}
    )
    assert log_of(officer, person)[0].is_asked_back


def test_what_is_private_or_not_for_the_person_is_asked_and_on_the_entry(client, person, worker):
    contact = make_contact(person, email="efua@example.org")
    said = {
        "to": contact.key,
        "address": contact,
        "basis": "Needed to keep someone safe",
        "despite_because": "As agreed",
    }
    unsaid = {"third_party_flag": "", "not_to_share_with_person": ""}

    page = begin(person, to=contact.key)
    refused = client.post(page, typed(client, person, **{**said, **unsaid}))

    for each in unsaid:
        assert each in refused.context["form"].errors
    harm = "Yes: given in confidence by someone else"
    marks = {
        "third_party_flag": "Yes, marked in the text",
        "not_to_share_with_person": harm,
        "not_to_share_with_person__reason": "What her sister told us",
    }
    letter = write(client, person, **said, **marks)
    sending.send(letter.key, letter.attempt)
    assert marks.items() <= Entry.objects.get(person=person).versions.get().values.items()


def test_a_letter_is_its_writers_until_it_is_on_the_record(client, person, worker, email):
    letter = write(client, person, address=email)
    colleague = make_worker_of(person)

    client.force_login(colleague)
    assert client.get(url("letter", person, letter.key)).status_code == 404
    assert client.get(url("letter-pdf", person, letter.key)).status_code == 404
    sending.send(letter.key, letter.attempt)

    assert client.get(url("letter", person, letter.key)).status_code == 200
    assert client.get(url("letter-pdf", person, letter.key)).status_code == 200


def test_what_carries_a_pdf_says_nothing_about_anybody(client, person, worker, email):
    letter = write(client, person, address=email, made_as="PDF")

    sending.send(letter.key, letter.attempt)

    (sent,) = mail.outbox
    assert [name for name, *_ in sent.attachments] == ["letter.pdf"]
    told = f"{sent.subject} {sent.body}"
    assert [each for each in ("Ama", "Okafor", "Friday", "home") if each in told] == []


def test_a_letter_on_paper_says_where_the_privacy_notice_is(client, person, worker):
    letter = write(client, person, address=make_address(person), goes="POST")

    said = printing.html_of(letter, on=clock.today())

    assert "https://records.northmere.example/privacy/" in said


def test_a_letter_says_how_to_reach_its_writer_and_the_council(
    client, settings, person, worker, email
):
    settings.COUNCIL_CONTACT = "Guildhall, Northmere; 01632 960100"
    for phone in ("01632 960123", ""):
        worker.phone = phone
        worker.save()
        letter = write(client, person, address=email, subject=f"Ring {len(phone)}")
        said = printing.html_of(letter, on=clock.today())
        reached = f"Fola Adeyemi: {f'{phone}; ' if phone else ''}{worker.email}<br>"
        assert f"{reached}Northmere Council: Guildhall, Northmere; 01632 960100</p>" in said
        words = printing.email_of(letter, b"").body
        by = f"Social worker, {phone}" if phone else "Social worker"
        assert f"{by}\nNorthmere Council: Guildhall, Northmere; 01632 960100\n" in words

    settings.COUNCIL_CONTACT = ""
    said = printing.html_of(letter, on=clock.today())
    assert f"Fola Adeyemi: {worker.email}</p>" in said


@pytest.mark.parametrize("points", [18, 24, 32])
def test_the_foot_of_a_letter_in_large_print_is_on_the_page(person, worker, points):
    letter = make_letter(person, worker, print_size=points)

    (page, *_) = pypdfium2.PdfDocument(printing.print_letter(letter, on=clock.today()))

    text = page.get_textpage()
    lowest = min(text.get_rect(at)[1] for at in range(text.count_rects()))
    assert lowest > 5


def test_to_be_shown_the_check_is_no_error(client, person, worker, email):
    first = client.post(
        begin(person), typed(client, person, where="OTHER", where__reason="amma@example.org")
    )

    assert first.status_code == 200
    assert "nearly, but not quite" in first.text
    assert "nothing was sent yet" in first.text
    assert "There is a problem" not in first.text
    assert not Letter.objects.exists()


def test_a_letter_that_was_taken_back_does_not_say_that_it_was_sent(client, person, worker):
    more = {"warned": ["Check it"], "despite_because": "She rang"}
    letter = make_letter(person, worker, state=State.TAKEN_BACK, **more)

    page = client.get(url("letter", person, letter.key)).text

    assert "Sent all the same" not in page
    assert "Why it was to go all the same: " in page
