"""What a person is told of who opened their record."""

import pytest

import clock
from audit import log
from audit.models import Event, EventDetail
from governance.models import AccessList, WithheldName
from people.access import Decision, Outcome
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(given_names="Ama", family_name="Okafor")


@pytest.fixture
def officer(client, person):
    officer = make_officer(person, name="Helen Marsh")
    client.force_login(officer)
    return officer


@pytest.fixture
def second(person):
    return make_officer(person, name="Owen Castell")


@pytest.fixture
def worker(person):
    worker = make_worker_of(person, name="Fola Adeyemi", job_title="Social worker")
    for verb in ("people.about_opened", "people.about_opened", "records.entry_signed"):
        log.record(verb, by=worker, about=person, because=Decision(Outcome.ALLOWED, "WORKER", ""))
    log.record("people.people_listed", by=make_staff(name="Only Listed"), subjects=[person])
    return worker


def address(person, access_list=None, *, to=""):
    start = f"/people/{person.key}/access/lists/"
    return f"{start}{access_list.key}/{to}" if access_list else start


def day_typed(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def prepare(client, person):
    today = clock.today()
    answer = client.post(
        address(person), day_typed("since", clock.add_days(today, -30)) | day_typed("until", today)
    )
    assert answer.status_code == 302
    return AccessList.objects.get()


def test_a_list_says_who_did_what_on_which_day_and_why(client, officer, person, worker):
    made = prepare(client, person)

    page = client.get(address(person, made)).text

    assert "Fola Adeyemi, social worker" in page
    assert "your worker" in page
    assert "signed an entry" in page
    assert "Only Listed" not in page
    assert [line["did"] for line in made.lines if line["staff"] == worker.staff_number] == [
        ["opened the page about the person", "signed an entry"]
    ]


def test_wrong_days_keep_what_was_typed(client, officer, person):
    today = clock.today()

    page = client.post(
        address(person), day_typed("since", today) | day_typed("until", clock.add_days(today, -3))
    )

    assert page.status_code == 400
    assert "The last day must not be before the first" in page.text
    assert not AccessList.objects.exists()


def test_two_officers_leave_a_name_out(client, officer, second, person, worker):
    made = prepare(client, person)
    client.post(
        address(person, made),
        {
            "act": "withhold",
            "staff_number": worker.staff_number,
            "reason": "Her son threatened him.",
        },
    )
    asked = WithheldName.objects.get()

    own = client.post(address(person, made), {"act": "leave-out", "asked": asked.pk}, follow=True)
    assert "A second officer decides" in own.text
    asked.refresh_from_db()
    assert asked.answer == "WAITING"

    client.force_login(second)
    client.post(address(person, made), {"act": "leave-out", "asked": asked.pk})
    client.post(address(person, made), {"act": "release", "checked": "Read it all, spoke to her."})
    printed = client.get(address(person, made, to="print/"))

    assert "Fola Adeyemi" not in printed.text
    assert "A member of staff whose name is left out" in printed.text
    event = Event.objects.get(verb="governance.withholding_asked")
    assert EventDetail.objects.get(event=event.pk).fields == {"reason": "Her son threatened him."}


def test_a_list_names_for_whom_somebody_covered_unless_that_name_is_left_out(
    client, officer, second, person, worker
):
    cover = make_staff(name="Noor Aziz")
    for basis, other in (("COVER", worker.staff_number), ("KEEPER", "")):
        because = Decision(Outcome.ALLOWED, basis, "", other)
        log.record("people.about_opened", by=cover, about=person, because=because)
    made = prepare(client, person)
    covering = "covering for your worker; keeps the restriction of your record; in place of "
    assert f"{covering}Fola Adeyemi, social worker" in client.get(address(person, made)).text
    given = {"staff_number": worker.staff_number, "reason": "Her son threatened him."}
    client.post(address(person, made), {"act": "withhold", **given})

    client.force_login(second)
    asked = WithheldName.objects.get()
    client.post(address(person, made), {"act": "leave-out", "asked": asked.pk})
    client.post(address(person, made), {"act": "release", "checked": "Read it all, spoke to her."})

    printed = client.get(address(person, made, to="print/")).text
    assert f"{covering}a member of staff whose name is left out" in printed
    assert "Fola Adeyemi" not in printed


def test_nobody_decides_about_their_own_name(client, officer, second, person):
    log.record("people.about_opened", by=second, about=person)
    made = prepare(client, person)
    given = {"staff_number": second.staff_number, "reason": "A threat."}
    client.post(address(person, made), {"act": "withhold", **given})
    asked = WithheldName.objects.get()
    client.force_login(second)
    assert "Leave the name out" not in client.get(address(person, made)).text

    own = client.post(address(person, made), {"act": "leave-out", "asked": asked.pk}, follow=True)

    assert "This is your own name" in own.text
    asked.refresh_from_db()
    assert asked.answer == "WAITING"


def test_nothing_is_released_while_a_name_waits(client, officer, person, worker):
    made = prepare(client, person)
    client.post(
        address(person, made),
        {"act": "withhold", "staff_number": worker.staff_number, "reason": "A threat."},
    )

    page = client.post(address(person, made), {"act": "release", "checked": "All of it."})

    assert "A second officer has still to decide" in page.text
    assert "All of it." in page.text
    made.refresh_from_db()
    assert made.released_at is None


def test_a_list_is_printed_only_when_released_and_stays_as_it_was(client, officer, person, worker):
    made = prepare(client, person)
    assert client.get(address(person, made, to="print/")).status_code == 404

    client.post(address(person, made), {"act": "release", "checked": "Read it all."})
    log.record("people.about_opened", by=make_staff(name="Came Later"), about=person)

    printed = client.get(address(person, made, to="print/"))
    assert printed.status_code == 200
    assert "Fola Adeyemi" in printed.text
    assert "Came Later" not in printed.text
    assert person.council_reference in printed.text
    assert Event.objects.filter(verb="governance.list_printed", subjects=[person.key]).exists()
    again = client.post(
        address(person, made),
        {"act": "withhold", "staff_number": worker.staff_number, "reason": "Too late."},
    )
    assert "it stays as it was given out" in again.text


def test_what_was_checked_is_asked_for(client, officer, person, worker):
    made = prepare(client, person)

    page = client.post(address(person, made), {"act": "release", "checked": " "})

    assert page.status_code == 400
    assert "Enter what you checked" in page.text


def test_it_is_for_those_who_make_copies(client, person, worker):
    client.force_login(worker)

    assert client.get(address(person)).status_code == 403
