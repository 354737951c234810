"""Who has looked, the whole log, and what is held."""

import re
from html import unescape

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event, EventDetail
from audit.queries import PER_PAGE
from governance import register
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of, restrict

pytestmark = pytest.mark.django_db

LOG = "/log/"
IN_THE_LOG = (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN)


@pytest.fixture
def person():
    return make_person(preferred_name="Ama", council_reference="P70001")


@pytest.fixture
def officer(client):
    officer = make_staff(Role.RECORDS_OFFICER, name="Dev Patel", job_title="Records officer")
    client.force_login(officer)
    return officer


@pytest.fixture
def manager(client, person):
    manager = make_worker_of(person, Role.MANAGER, name="Ros Hale", job_title="Team manager")
    client.force_login(manager)
    return manager


def lines(response):
    """The sentences of a page as they are read, without their times."""
    found = re.findall(r'<div class="log__told">(.*?)</div>', response.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()).replace(" .", ".") for line in found]


def looked(person):
    return reverse("governance:who-has-looked", args=[person.key])


def told(response):
    return [each for day in response.context["days"] for each in day.sentences]


def test_who_has_looked_reads_as_sentences(client, person, manager):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    client.get(reverse("people:about", args=[person.key]))
    client.force_login(make_staff(name="Sam Stranger"))
    client.get(reverse("people:about", args=[person.key]))
    client.force_login(manager)

    response = client.get(looked(person))

    team = manager.allocations.get().team.name
    assert team
    assert lines(response) == [
        "Sam Stranger, social worker tried to open the record and was refused — because they do "
        "not work with the person. ▲ Refused",
        "Fola Adeyemi, social worker opened the page about the person — they are the allocated "
        "worker.",
    ]
    assert lines(client.get(looked(person)))[0] == (
        "Ros Hale, team manager looked at who has opened the record — they are the allocated "
        "worker."
    )


def test_the_list_is_of_some_days_or_of_one_member_of_staff(client, person, manager):
    fola, tom = (
        make_worker_of(person, name="Fola Adeyemi"),
        make_worker_of(person, name="Tom Ellery"),
    )
    before = clock.add_days(clock.today(), -3)
    for by, day in ((fola, before), (tom, before), (tom, clock.today())):
        log.record("people.about_opened", by=by, about=person, at=clock.at_time(day, 0, 1))
    client.force_login(manager)

    def who(**filters):
        filters["kind"] = "VIEW"
        said = told(client.get(looked(person), filters))
        return [each.who.partition(",")[0] for each in said if "Ros" not in each.who]

    until, since = f"{before:%d/%m/%Y}", f"{clock.add_days(before, 1):%d/%m/%Y}"
    assert who(until=until) == ["Tom Ellery", "Fola Adeyemi"]
    assert who(since=since) == ["Tom Ellery"]
    assert who(who=fola.staff_number.lower()) == ["Fola Adeyemi"]
    wrong = client.get(looked(person), {"since": since, "until": until}).text
    assert "The last day must not be before the first" in wrong
    by_who = client.get(looked(person), {"until": until, "by_who": "on"})
    assert re.findall(r'log__who">(.*?),', by_who.text) == ["Tom Ellery", "Fola Adeyemi"]


def test_who_has_looked_tells_nothing_of_others_who_were_on_the_same_list(client, person, manager):
    hidden = make_person(given_names="Kofi")
    restrict(hidden)
    other = make_person(given_names="Efua")
    log.record("people.people_listed", by=manager, subjects=[person, hidden, other])

    (line,) = lines(client.get(looked(person)))

    assert line == "Ros Hale, team manager was shown a list of people."


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.BUSINESS_SUPPORT])
def test_who_has_looked_is_not_for_every_worker(client, person, role):
    client.force_login(make_worker_of(person, role))

    assert client.get(looked(person)).status_code == 403


@pytest.mark.parametrize("role", IN_THE_LOG)
def test_information_governance_reads_the_whole_log_and_that_is_an_event(client, person, role):
    reader = make_staff(role)
    client.force_login(reader)
    log.record("people.people_listed", by=reader, subjects=[person])

    response = client.get(LOG)

    assert response.status_code == 200
    event = Event.objects.order_by("pk").last()
    assert (event.verb, event.actor, event.subjects) == (
        "governance.log_opened",
        reader.staff_number,
        [person.key],
    )


def test_whose_doings_were_read_is_in_the_log(client, person):
    reader, other = make_staff(Role.RECORDS_OFFICER), make_staff()
    client.force_login(reader)

    client.get(LOG, {"who": other.staff_number, "person": person.council_reference})

    event = Event.objects.order_by("pk").last()
    assert event.subjects == [person.key]
    assert EventDetail.objects.get(event=event.pk).fields == {"chosen": other.staff_number}
    assert "read the event log" in client.get(LOG).text


@pytest.mark.parametrize("role", [role for role in Role if role not in IN_THE_LOG])
def test_nobody_else_reads_the_log(client, role):
    client.force_login(make_staff(role))

    response = client.get(LOG)

    assert response.status_code == 403
    assert (
        "This page is for a records officer or data protection officer or caldicott guardian."
        in response.text
    )
    assert Event.objects.get().verb == "accounts.page_refused"


def test_the_log_names_the_findable_and_is_silent_about_the_restricted(client, person, officer):
    hidden = make_person(given_names="Kofi")
    restrict(hidden)
    log.record("people.people_listed", by=officer, subjects=[person, hidden])

    response = client.get(LOG)

    assert lines(response) == [
        "Dev Patel, records officer was shown a list of people, Ama (P70001)."
    ]
    assert "Kofi" not in response.text
    assert hidden.key not in Event.objects.order_by("pk").last().subjects


def test_the_log_is_paged_without_a_gap_or_a_double(client, person, officer):
    for _ in range(PER_PAGE * 2 + 5):
        log.record("people.people_listed", by=officer, subjects=[person])
    first_number = Event.objects.order_by("pk").first().pk

    read, address = [], LOG + "?kind=LIST"
    while address:
        page = client.get(address)
        read += [each.number for each in told(page)]
        older = re.search(r'rel="next" href="(\?[^"]+)"', page.text)
        address = older and LOG + older[1].replace("&amp;", "&")

    assert read == list(range(first_number + PER_PAGE * 2 + 4, first_number - 1, -1))


def test_the_log_is_filtered_by_person_by_staff_and_by_kind(client, person, officer):
    other, colleague = make_person(), make_staff()
    log.record("people.people_listed", by=officer, subjects=[person, other])
    log.record("people.about_opened", by=colleague, about=person)
    log.record("people.about_opened", by=officer, about=other)

    def numbers(**query):
        return [(each.did, each.who.split(",")[0]) for each in told(client.get(LOG, query))][::-1]

    listed = ("was shown a list of people", "Dev Patel")
    by_colleague = ("opened the page about the person", colleague.name)
    assert numbers(person="p70001") == [listed, by_colleague]
    assert numbers(who=colleague.staff_number.lower()) == [by_colleague]
    assert numbers(kind=["LIST"]) == [listed]
    assert numbers(person="P70001", who=colleague.staff_number, kind=["LIST"]) == []


@pytest.mark.parametrize("reference", ["P99999", "P70002"])
def test_an_unknown_and_a_restricted_reference_answer_alike(client, person, officer, reference):
    hidden = make_person(given_names="Kofi", council_reference="P70002")
    restrict(hidden)
    log.record("people.about_opened", by=officer, about=hidden)

    response = client.get(LOG, {"person": reference})

    assert "No such reference" in response.text
    assert lines(response) == []
    assert "Kofi" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        {"before": "x"},
        {"before": "-1"},
        {"before": "9" * 40},
        {"before": "9" * 5000},
        {"kind": "NO_SUCH_KIND"},
        {"person": "\x00"},
        {"who": "\x00"},
        {"person": "P" * 10_000},
    ],
)
def test_no_address_breaks_the_log(client, person, officer, manager, query):
    client.force_login(officer)
    assert client.get(LOG, query).status_code == 200
    client.force_login(manager)
    assert client.get(looked(person), query).status_code == 200


def test_one_wrong_filter_does_not_undo_the_others(client, person, officer):
    log.record("people.about_opened", by=officer, about=person)
    log.record("people.people_listed", by=officer, subjects=[person])

    response = client.get(LOG, {"kind": "LIST", "before": "x"})

    assert [each.kind for each in told(response)] == ["LIST"]


def test_who_has_looked_is_filtered_by_kind(client, person, manager):
    log.record("people.about_opened", by=manager, about=person)
    log.record("people.people_listed", by=manager, subjects=[person])

    assert [each.kind for each in told(client.get(looked(person), {"kind": "LIST"}))] == ["LIST"]


def test_what_is_held_is_told_to_all_staff_table_by_table(client, officer):
    page = unescape(client.get("/what-we-hold/").text)

    assert [table.title for table in register.tables() if table.title not in page] == []
    assert not Event.objects.exists()


def test_seals_say_that_nothing_has_been_sealed_yet(client, officer, settings, tmp_path):
    settings.SEAL_FOLDER = str(tmp_path)

    page = client.get("/log/seals/")

    assert page.status_code == 200
    assert "No seal has been made yet" in page.text
    assert Event.objects.filter(verb="governance.seals_opened", actor=officer.staff_number).exists()


def test_seals_are_for_information_governance_and_who_runs_the_system(client, settings, tmp_path):
    settings.SEAL_FOLDER = str(tmp_path)
    for role in Role:
        client.force_login(make_staff(role))
        allowed = role in (*IN_THE_LOG, Role.SYSTEM_ADMINISTRATOR)
        assert client.get("/log/seals/").status_code == (200 if allowed else 403)
