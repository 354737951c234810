"""The pages of copies: asking, waiting, taking away."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event, EventDetail
from disclosure import actions, formats, making, shown
from disclosure.models import Export, SubjectRequest
from people.models import CommunicationNeed, Sharing
from records import actions as record_actions
from records.models import Entry
from tests.disclosure.factories import (
    NO_REQUEST,
    make_export,
    make_officer,
    make_ready,
    make_request,
    make_signed,
    make_step,
    sign_version,
    words_of_copy,
)
from tests.people.factories import make_contact, make_person, make_worker_of

pytestmark = pytest.mark.django_db


def url(name, person, *more):
    return reverse(f"disclosure:{name}", args=[person.key, *more])


@pytest.fixture
def officer(person, client):
    officer = make_officer(person)
    client.force_login(officer)
    return officer


def asked(**fields):
    given = {
        "submission": str(uuid.uuid4()),
        "purpose": "PERSON",
        "recipient": "Ama Okafor, by hand",
        **NO_REQUEST,
    }
    return given | fields


def test_the_page_counts_what_will_be_in_a_copy_before_it_is_made(client, person, officer):
    entry = make_signed(person, said=[{"text": "One"}, {"text": "Two"}])
    make_signed(person)
    sign_version(entry, values={"discussion": "Right"}, reason="Wrong day")
    make_signed(person, author=officer, sensitivity=Entry.Sensitivity.RESTRICTED)
    make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED)

    response = client.get(url("ask", person))

    rows = {row["label"]: row["value"].split(",")[0] for row in response.context["contents_rows"]}
    assert rows == {
        "Entries": "2",
        "Statements in them": "0",
        "Corrections, with what was said before": "1",
        "Additions made later": "0",
        "Files": "0",
        "Restricted entries": "1",
        "Restricted entries that you may not open": "1",
    }
    assert Event.objects.filter(verb="disclosure.copy_page_opened").count() == 1


def test_asking_leads_to_the_page_of_the_copy_which_loads_itself_again(client, person, officer):
    response = client.post(url("ask", person), asked(), follow=True)

    export = Export.objects.get()
    assert response.redirect_chain == [(url("copy", person, export.key), 302)]
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in response.text
    assert '<progress class="progress__bar"' in response.text


def test_a_copy_for_the_person_answers_a_request_or_says_why_not(client, person, officer):
    known, shut = make_request(person, officer), make_request(person, officer)
    make_step(shut, officer, "CLOSE", choice="WITHDRAWN")
    make_request(person, officer, kind="RECTIFY")
    others = {"purpose": "INTERNAL", "answers": "", "answers__reason": ""}

    page = client.post(url("ask", person), asked(answers=""))
    client.post(url("ask", person), asked(answers=known.key))
    client.post(url("ask", person), asked())
    client.post(url("ask", person), asked(**others))

    form = page.context["form"]
    assert form.errors["answers"] == ["Select which request it answers"]
    assert [key for key, _ in form.fields["answers"].choices] == [known.key, "NOW", "NONE"]
    made = Export.objects.order_by("pk")
    assert [each.request for each in made] == [known, None, None]
    assert [each.shared_because for each in made] == ["", "She reads it with her worker.", ""]
    details = EventDetail.objects.filter(fields__shared_because="She reads it with her worker.")
    assert details.count() == 1
    with pytest.raises(ValidationError, match="which request it answers"):
        actions.ask_for_copy(
            person=person, by=officer, submission=uuid.uuid4(), purpose="PERSON", recipient="Ama"
        )


def test_what_they_ask_face_to_face_is_put_on_the_register_with_the_copy(client, person, officer):
    typed = asked(answers="NOW", answers__reason="All of it. I know her from the visits.")

    for _ in range(2):
        page = client.post(url("ask", person), typed, follow=True)

    request = SubjectRequest.objects.get()
    assert (request.made_by, request.how, request.received_on) == ("SELF", "SPOKEN", clock.today())
    assert [(each.kind, each.choice) for each in request.steps.all()] == [("IDENTITY", "KNOWN")]
    assert Export.objects.get().request == request
    assert request.reference in page.text


def test_one_part_of_a_record_is_copied_alone_where_there_are_two(client, person, officer):
    make_signed(person)
    assert b"Which part of the record?" not in client.get(url("ask", person)).content
    make_signed(person, record_as="CARER")

    page = client.get(url("ask", person))
    client.post(url("ask", person), asked(part="CARER"))

    assert "As a carer (1 entry)" in page.text
    export = Export.objects.get()
    assert export.part == "CARER"
    assert "part:CARER" in Event.objects.get(verb="disclosure.export_asked").shown
    assert "As a carer alone" in client.get(url("copy", person, export.key)).text


def test_the_whole_record_is_copied_unless_a_frozen_chronology_is_chosen(client, person, officer):
    worker, entry = make_worker_of(person), make_signed(person)
    chronology = record_actions.begin_chronology(
        person=person, by=worker, title="Falls", purpose="For the court"
    )
    record_actions.pick_entries(chronology=chronology, by=worker, entries=[entry])
    make_signed(person, record_as="CARER")
    assert "What is copied?" not in client.get(url("ask", person)).text
    record_actions.freeze_chronology(chronology=chronology, by=worker)

    field = client.get(url("ask", person)).context["form"]["chronology"]
    labels = [(str(each.choice_label), each.data["selected"]) for each in field.subwidgets]
    assert labels == [("The whole record", True), ("Chronology: Falls", False)]
    client.post(url("ask", person), asked())
    client.post(url("ask", person), asked(chronology=chronology.pk))

    assert [each.chronology for each in Export.objects.order_by("pk")] == [None, chronology]


def test_a_page_that_loads_itself_again_is_one_look(client, person, officer):
    export = make_export(person, asked_by=officer)

    for _ in range(3):
        client.get(url("copy", person, export.key))
    assert Event.objects.filter(verb="disclosure.export_opened").count() == 1

    making.make_copy(export.key, 1)
    client.get(url("copy", person, export.key))
    assert Event.objects.filter(verb="disclosure.export_opened").count() == 2


def test_a_finished_copy_says_what_it_is_and_no_longer_loads_itself(client, person, officer):
    make_signed(person)
    export = make_ready(person, officer)

    response = client.get(url("copy", person, export.key))

    assert "http-equiv" not in response.text
    for words in (export.check_code, export.sha256, "Ama Okafor, by hand", "Download the PDF"):
        assert words in response.text


def test_a_download_is_a_pdf_named_by_reference_that_nothing_may_store(client, person, officer):
    export = make_export(person, asked_by=officer)
    making.make_copy(export.key, 1)

    response = client.get(url("download", person, export.key))

    name = f"record-{person.council_reference}-copy-{export.key}.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "application/pdf"
    assert not response.streaming
    assert response.content.startswith(b"%PDF-1.7")
    event = Event.objects.get(verb="disclosure.export_downloaded")
    assert event.actor == officer.staff_number


def test_the_list_says_who_asked_why_for_whom_and_who_downloaded(client, person, officer):
    export = make_ready(person, officer)
    client.get(url("download", person, export.key))
    client.get(url("download", person, export.key))

    response = client.get(url("copies", person))

    for words in (officer.name, "For the person", "Ama Okafor, by hand", "2 times", "Ready"):
        assert words in response.text


def test_an_empty_list_offers_to_make_the_first_copy(client, person, officer):
    response = client.get(url("copies", person))

    assert "No copy of this record was ever made" in response.text
    assert url("ask", person) in response.text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"recipient": ""}, "Enter who may have this copy"),
        ({"recipient": "x" * 251}, "Text must be 250 characters or fewer. It is 251"),
        (
            {"recipient": "a\0b"},
            "There is a hidden character after “a” that cannot be kept. Delete the words around it "
            "and type them again",
        ),
        ({"purpose": ""}, "Select why this copy is made"),
        (
            {"purpose": "FORGED"},
            "Select a valid choice. FORGED is not one of the available choices.",
        ),
        ({"submission": "no"}, "This form has lost its number. Open the page again"),
        (
            {"includes_restricted": "on"},
            "Enter why this goes into the copy",
        ),
        (
            {"restricted_because": "The court asked for all of it."},
            "Take this out, or include what is left out",
        ),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(client, person, officer, changed, message):
    make_signed(person, author=officer, sensitivity=Entry.Sensitivity.RESTRICTED)

    response = client.post(url("ask", person), asked(**{"recipient": "Somebody"} | changed))

    assert response.status_code == 200
    texts = [text for texts in response.context["form"].errors.values() for text in texts]
    assert texts == [message]
    assert "There is a problem" in response.text
    if "recipient" not in changed:
        assert 'value="Somebody"' in response.text
    assert Export.objects.count() == 0


@pytest.mark.parametrize(
    ("extent", "is_asked"), [("ALL", False), ("MATTERS", True), ("NOTHING", True), ("", True)]
)
def test_who_around_the_person_has_a_copy_against_what_was_agreed_is_explained_and_logged(
    client, person, officer, extent, is_asked
):
    contact = make_contact(person, name="Efua Mensah")
    if extent:
        said = {"extent": extent, "basis": "OWN", "matters": "Visits", "since": date(2026, 3, 2)}
        Sharing.objects.create(person=person, contact=contact, **said)
    form = client.get(url("ask", person)).context["form"]
    hint = form.fields["for_whom"].widget.hints[contact.key]
    assert ("(2 March 2026)" in hint) == bool(extent)
    typed = asked(for_whom=contact.key, recipient="Efua Mensah, by hand")

    first = client.post(url("ask", person), typed)

    assert (first.status_code == 200) == is_asked
    if is_asked:
        assert "Enter why they have it" in first.text
        client.post(url("ask", person), typed | {"despite_because": "The court orders it."})
    export = Export.objects.get()
    assert export.agreed == f"Efua Mensah, Daughter: {hint}"
    assert export.despite_because == ("The court orders it." if is_asked else "")
    assert hint in client.get(url("copy", person, export.key)).text
    event = Event.objects.get(verb="disclosure.export_asked")
    assert ("sharing:not-agreed" in event.shown) == is_asked


def test_a_reason_without_anybody_it_is_for_is_not_kept(client, person, officer):
    make_contact(person)
    response = client.post(url("ask", person), asked(despite_because="So", for_whom="NOBODY"))
    assert "Take this out, or select who it is for" in response.text


def test_restricted_entries_cannot_be_forged_into_a_copy_where_none_may_be_opened(
    client, person, officer
):
    make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED)

    client.post(url("ask", person), asked(includes_restricted="on", restricted_because="x"))

    assert Export.objects.get().includes_restricted is False


def test_a_copy_that_failed_says_why_and_can_be_tried_again(client, person, officer):
    export = make_export(
        person, asked_by=officer, state=Export.State.FAILED, failed_because="It was too long."
    )

    page = client.get(url("copy", person, export.key))
    response = client.post(url("try-again", person, export.key))

    assert "It was too long." in page.text
    assert response.headers["Location"] == url("copy", person, export.key)
    export.refresh_from_db()
    assert (export.state, export.attempt) == (Export.State.WAITING, 2)


def test_a_copy_of_which_nothing_was_heard_offers_to_try_again(client, person, officer):
    export = make_export(
        person,
        asked_by=officer,
        state=Export.State.RUNNING,
        moved_at=clock.add_hours(clock.now(), -2),
    )

    response = client.get(url("copy", person, export.key))

    assert "Nothing was heard of it" in response.text
    assert "Try again" in response.text


def test_a_damaged_copy_is_not_sent_and_the_page_says_so(client, person, officer, stored_files):
    export = make_ready(person, officer)
    (stored_files / export.stored_as).write_bytes(b"not what was stored")

    response = client.get(url("download", person, export.key), follow=True)

    assert "The stored copy is gone or damaged. Make a new one." in response.text


def test_the_copy_of_one_person_is_not_found_under_another(client, person, officer):
    other = make_person()
    export = make_export(other, asked_by=officer)

    assert client.get(url("copy", person, export.key)).status_code == 404
    assert client.get(url("download", person, export.key)).status_code == 404


PAGES = ("copies", "ask")
PAGES_OF_ONE = ("copy", "download")


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.MANAGER, Role.AUDITOR])
def test_staff_who_may_not_copy_see_no_page_of_copies(client, person, role):
    export = make_export(person)
    client.force_login(make_worker_of(person, role))

    for address in (
        *(url(name, person) for name in PAGES),
        *(url(name, person, export.key) for name in PAGES_OF_ONE),
    ):
        response = client.get(address)
        assert response.status_code == 403
        assert export.recipient not in response.text


def test_a_records_officer_without_a_reason_is_asked_for_one(client, person):
    export = make_export(person)
    client.force_login(make_officer())

    response = client.get(url("download", person, export.key))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("people:give-reason", args=[person.key]))


def test_the_tab_is_offered_to_those_who_may_copy_and_to_nobody_else(client, person, officer):
    def tabs(user):
        client.force_login(user)
        page = client.get(reverse("records:timeline", args=[person.key]))
        return [tab["label"] for tab in page.context["banner"]["tabs"]]

    assert "Copies" in tabs(officer)
    assert "Copies" not in tabs(make_worker_of(person))


def test_the_list_asks_the_database_as_often_for_three_copies_as_for_one(
    client, person, officer, django_assert_max_num_queries
):
    make_export(person, asked_by=officer)
    client.get(url("copies", person))
    with django_assert_max_num_queries(40) as one:
        client.get(url("copies", person))
    make_export(person, asked_by=officer)
    make_export(person)

    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(url("copies", person))


@pytest.mark.parametrize(
    ("seconds", "done", "words"),
    [
        (60, 100, ", about 4 minutes left"),
        (60, 400, ", less than a minute left"),
        (60, 500, ""),
        (60, 0, ""),
        (2, 100, ""),
    ],
)
def test_the_page_says_how_long_it_still_takes_once_it_can(seconds, done, words):
    since = clock.now()
    export = Export(
        state="RUNNING",
        step="Laying out pages",
        entries_done=done,
        entries_total=500,
        laid_out_since=since,
        moved_at=since + timedelta(seconds=seconds),
    )

    said = shown.progress_of(export)["words"]

    assert said == f"Step 3 of 6, {done} of 500 entries done{words}"


@pytest.mark.parametrize(
    ("step", "done", "expected"),
    [
        ("", 0, 0),
        ("Collecting", 0, 0),
        ("Preparing entries", 10, 45),
        ("Laying out pages", 10, 45),
        ("Joining pages", 20, 88),
        ("Storing", 20, 98),
    ],
)
def test_the_bar_moves_with_the_steps_and_is_not_full_before_the_end(step, done, expected):
    export = Export(state="RUNNING", step=step, entries_done=done, entries_total=20)

    assert shown.progress_of(export)["done"] == expected


def test_large_print_is_made_in_the_size_that_is_needed_and_less_is_explained(
    client, person, officer
):
    words = "Large print, 20 point"
    CommunicationNeed.objects.create(person=person, kind="LARGE_PRINT", need=words)

    page = client.get(url("ask", person))
    refused = client.post(url("ask", person), asked(print_size="18"))
    ordered = {"decision": "NONE", "decision__reason": "Order of 3 May"}
    client.post(url("ask", person), asked(purpose="COURT", print_size="0", **ordered))
    client.post(url("ask", person), asked(print_size="20"))
    client.post(url("ask", person), asked(print_size="0", format_met_by="She asked for less paper"))

    assert page.context["form"]["print_size"].initial == 20
    assert f"Enter how the need for “{words}” is met" in refused.text
    made = [(each.print_size, each.format_met_by) for each in Export.objects.order_by("pk")]
    assert made == [(0, ""), (20, ""), (0, "She asked for less paper")]
    assert not Export.objects.filter(arrange_by__isnull=False).exists()
    copy = client.get(url("copy", person, Export.objects.latest("pk").key))
    assert "She asked for less paper" in copy.text


def test_a_format_that_cannot_be_made_here_is_a_task_until_somebody_has_arranged_it(
    client, person, officer
):
    CommunicationNeed.objects.create(person=person, kind="EASY_READ", need="Easy read")
    client.post(url("ask", person), asked(format_met_by="The easy read team makes it"))
    export = Export.objects.get()
    page = url("copy", person, export.key)
    before, home = client.get(page).text, client.get(reverse("home")).text

    refused = client.post(url("arranged", person, export.key), {"how": ""}, follow=True)
    client.post(url("arranged", person, export.key), {"how": "Made, and read with her on 3 May"})
    again = client.post(url("arranged", person, export.key), {"how": "Twice"}, follow=True)

    assert "To arrange: Easy read" in before
    assert "Formats to arrange" in home
    assert "Enter how it was arranged" in refused.text
    assert "Somebody else changed this" in again.text
    assert "Twice" in again.text
    assert "Made, and read with her on 3 May" in client.get(page).text
    assert "Formats to arrange" not in client.get(reverse("home")).text


@pytest.mark.parametrize(
    ("need", "detail", "size"),
    [
        ("Large print, 18 point", "", 18),
        ("Large print", "At least 24pt, on yellow paper", 24),
        ("Large print", "", 18),
        ("Large print", "Room 12 point of contact", 18),
    ],
)
def test_the_size_of_large_print_is_read_from_the_need(person, need, detail, size):
    CommunicationNeed.objects.create(person=person, kind="LARGE_PRINT", need=need, detail=detail)

    assert formats.needed_by(person) == formats.Needed(need, size)


def test_what_is_private_to_others_leaves_the_council_only_for_a_reason(client, person, officer):
    make_signed(person, values={"third_party_flag": "Yes, marked in the text"})
    client.force_login(officer)
    client.post(url("ask", person), asked())
    without = client.post(url("ask", person), asked(includes_about_others="on")).text
    said = {"includes_about_others": "on", "about_others_because": "They agreed on 3 May"}
    client.post(url("ask", person), asked(**said))
    client.post(url("ask", person), asked(purpose="INTERNAL", **said))

    assert "Enter why this goes into the copy" in without
    made = Export.objects.order_by("pk")
    assert [each.includes_about_others for each in made] == [False, True, False]
    purposes = ("PERSON", "INTERNAL")
    words = [words_of_copy(person, purpose=each, asked_by=officer) for each in purposes]
    assert ["which hold what is private" in each for each in words] == [True, False]
