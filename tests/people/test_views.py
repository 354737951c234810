"""The guard of every page about a person, finding people, and stating a reason."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import clock
from accounts.roles import Role
from audit.models import Event, EventDetail
from people import access, actions
from people.models import AccessReason, Address, Allocation, ContactPoint, KeptBack
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_request
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_contact,
    make_detail,
    make_name,
    make_person,
    make_referral,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

SEARCH = "/people/find/"


def guarded_pages() -> list[str]:
    """The pattern of each address that ``person_view`` guards."""

    def walk(resolver, prefix=""):
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                yield from walk(each, prefix + str(each.pattern))
            elif isinstance(each, URLPattern) and each.callback.policy.who == "person":
                yield prefix + str(each.pattern)

    return sorted(walk(get_resolver()))


def ask_for(client, pattern, person_key):
    """Ask for a page with keys of the right shape; by POST where GET is not answered."""
    address = "/" + pattern.replace("<slug:person_key>", person_key)
    address = address.replace("<slug:type_key>", "case_note")
    address = re.sub(r"<slug:\w+>", "no-such-key", address)
    address = re.sub(r"<uuid:\w+>", str(uuid.UUID(int=7)), address)
    address = re.sub(r"<int:\w+>", "1", address).replace("no-such-key.png", "small.png")
    response = client.get(address)
    return (
        client.post(address, {"text": "Typed words"}) if response.status_code == 405 else response
    )


def comparable(response):
    """All that a reader could compare: status, headers and body, without the request's number."""
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-Id"}
    return response.status_code, headers, response.text


def make_known(**fields):
    """A person about whom everything is known that no stranger should read."""
    person = make_person(
        given_names="Amaka",
        family_name="Okafor",
        preferred_name="Ama",
        nhs_number="9990000018",
        pronouns="she/her",
        **fields,
    )
    Address.objects.create(person=person, lines="1 Example Row", postcode="ZZ1 4PL")
    Address.objects.create(person=person, kind="SAFE", lines="Zzsafe House")
    ContactPoint.objects.create(person=person, kind="PHONE", value="01632 960111")
    ContactPoint.objects.create(person=person, kind="EMAIL", value="ama@post.example")
    KeptBack.objects.create(person=person, kind="KEY_SAFE", value="Zzcode")
    make_name(person, given_names="Zzformer")
    make_name(person, given_names="Zzprotected", is_protected=True)
    make_detail(person, "health", "Diabetes")
    make_detail(person, "what_matters", "My garden")
    make_detail(person, "gender_identity", "Zzidentity")
    make_contact(person)
    make_entries(person, text="The heating works again.")
    return person


PRIVATE = (
    "Amaka",
    "1950",
    "999 000 0018",
    "9990000018",
    "01632 960111",
    "post.example",
    "Diabetes",
    "garden",
    "she/her",
    "Example Row",
    "ZZ1 4PL",
    "Efua",
    "heating",
    "Case note",
    "Zzsafe",
    "Zzcode",
    "Zzformer",
    "Zzprotected",
    "Zzidentity",
)


def test_there_are_pages_to_guard():
    assert len(guarded_pages()) > 15


@pytest.mark.parametrize("pattern", guarded_pages())
def test_without_a_basis_every_page_says_whom_to_ask_and_shows_nothing(client, pattern):
    person = make_known(team=make_team("Northgate Adults"))
    client.force_login(make_staff(Role.PRACTITIONER, Role.MANAGER))
    of_officers = (
        "/copies/",
        "/access/lists/",
        "/redactions/",
        "/requests/<",
        "/hold/",
        "/sharing/<",
    )
    copies = any(part in pattern for part in (*of_officers, "/end-of-record/"))

    response = ask_for(client, pattern, person.key)

    if response.status_code == 302:
        assert f"/people/{person.key}/emergency/" in response.url
        response = client.get(response.url)
        assert response.text.count("Northgate Adults") == 1
    else:
        assert response.status_code == 403
        assert ("ask Northgate Adults" in response.text) != copies
    assert ("Your role does not do this." in response.text) == copies
    assert ("You are not working with Ama." in response.text) != copies
    assert [words for words in PRIVATE if words in response.text] == []
    event = Event.objects.exclude(verb="people.emergency_offered").get()
    assert (event.verb, event.subjects, event.basis) == (
        "people.record_refused",
        [person.key],
        "ROLE" if copies else "NO_BASIS",
    )


@pytest.mark.parametrize("pattern", guarded_pages())
def test_a_system_administrator_learns_nothing_of_a_person_even_in_their_team(client, pattern):
    team = make_team("Northgate Adults")
    person = make_known(team=team)
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR, team=team))

    response = ask_for(client, pattern, person.key)

    assert response.status_code == 403
    assert [words for words in ("Ama", "Northgate", *PRIVATE) if words in response.text] == []
    assert Event.objects.get().basis == "ROLE"


@pytest.mark.parametrize(
    "pattern",
    [
        *guarded_pages(),
        "people/<slug:person_key>/reason/",
        "people/<slug:person_key>/emergency/",
    ],
)
def test_a_restricted_person_answers_as_an_unknown_one(client, pattern):
    person = make_person()
    client.force_login(make_worker_of(person, Role.MANAGER, Role.RECORDS_OFFICER))
    restrict(person)

    unknown = comparable(ask_for(client, pattern, "AAAAAAAAAAAAAAAA"))
    restricted = comparable(ask_for(client, pattern, person.key))

    assert unknown[0] == 404
    assert restricted == unknown
    assert Event.objects.get().basis == "RESTRICTED"


def test_a_form_sent_to_a_restricted_person_answers_as_one_sent_to_an_unknown_one(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    restrict(person)
    typed = {"basis": "DUTY", "words": "Call from daughter"}

    def answers(name, key):
        return comparable(client.post(reverse(name, args=[key]), typed))

    for name in ("people:give-reason", "records:choose-type"):
        assert answers(name, person.key) == answers(name, "AAAAAAAAAAAAAAAA")


def test_what_was_typed_is_shown_to_somebody_whose_access_ended_meanwhile(client):
    person = make_person()
    worker = make_worker_of(person)
    entry = make_entries(person)[0]
    client.force_login(worker)
    Allocation.objects.update(ends_on=clock.add_days(clock.today(), -1))

    response = client.post(
        reverse("records:add-to-entry", args=[person.key, entry.key]), {"text": "She rang again"}
    )

    assert response.status_code == 403
    assert "She rang again" in response.text


def test_a_conflict_of_interest_closes_the_record_to_its_own_worker(client):
    person = make_person(team=make_team("Northgate Adults"))
    worker = make_worker_of(person)
    declare_conflict(person, worker)
    client.force_login(worker)

    response = client.get(reverse("records:timeline", args=[person.key]))

    assert response.status_code == 403
    assert "A conflict of interest is declared between you and this record." in response.text
    assert Event.objects.get().basis == "CONFLICT"


def test_a_page_about_a_person_leads_to_sign_in_and_back(client):
    person = make_person()
    page = reverse("records:timeline", args=[person.key])

    assert client.get(page).url == f"/accounts/sign-in/?next={page}"


@pytest.mark.parametrize(
    ("name", "verb", "shown"),
    [
        ("records:timeline", "records.timeline_opened", ["timeline", "what else happened"]),
        (
            "people:about",
            "people.about_opened",
            ["details", "communication", "addresses", "contacts", "alerts", "allocations"],
        ),
    ],
)
def test_opening_a_page_says_who_saw_what_and_why_they_could(client, name, verb, shown):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)

    response = client.get(reverse(name, args=[person.key]))

    event = Event.objects.get()
    assert (event.verb, event.actor, event.subjects, event.basis, event.shown) == (
        verb,
        worker.staff_number,
        [person.key],
        "WORKER",
        shown,
    )
    assert (event.request_id, event.address) == (response["X-Request-Id"], "127.0.0.1")


def test_the_page_about_a_person_hides_that_a_contact_has_a_restricted_record(client):
    person, daughter = make_person(), make_person(given_names="Efua")
    make_contact(person, record=daughter)
    client.force_login(make_worker_of(person))
    page = reverse("people:about", args=[person.key])

    assert "has a record of their own" in client.get(page).text
    restrict(daughter)
    assert "has a record of their own" not in client.get(page).text


def test_the_page_about_a_person_asks_as_often_for_three_contacts_as_for_one(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    page = reverse("people:about", args=[person.key])
    client.get(page)

    asked = []
    for _ in range(3):
        make_contact(person, record=make_person())
        allocate(person, make_staff())
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        asked.append(len(queries))
    assert asked == asked[:1] * 3


# --- Finding people


def test_a_search_shows_index_cards_and_nothing_more(client):
    make_known(team=make_team("Northgate Adults"))
    client.force_login(make_staff())

    response = client.post(SEARCH, {"words": "okafor"}, follow=True)

    card = re.search(r'<li class="card">.*?</li>', response.text, re.DOTALL)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", card).split())
    reference = response.context["cards"][0].council_reference
    assert words == (
        f"Ama (Amaka Okafor) born 3 May 1950 ref {reference} Northgate Adults "
        "Opens only in an emergency"
    )
    hidden = set(PRIVATE) - {"Amaka", "1950"}
    assert [each for each in hidden if each in response.text] == []


def test_a_search_is_logged_with_the_people_shown_and_its_words_apart(client):
    shown, restricted = make_person(), make_person(given_names="Kofi")
    restrict(restricted)
    make_person(family_name="Bloggs")
    client.force_login(make_staff())

    client.post(SEARCH, {"words": "  okafor "}, follow=True)

    event = Event.objects.get()
    assert (event.verb, event.subjects) == ("people.people_searched", [shown.key])
    assert EventDetail.objects.get(event=event.pk).fields == {"words": "okafor"}


def test_a_search_that_finds_nobody_is_logged_too_without_its_words(client):
    client.force_login(make_staff())

    client.post(SEARCH, {"words": "Nobody"}, follow=True)

    assert not EventDetail.objects.exists()
    assert Event.objects.get().subjects == []


def test_the_empty_search_page_logs_nothing(client):
    client.force_login(make_staff())

    assert client.get(SEARCH).status_code == 200
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "words", ["Oka\x00for", "Okafor " * 1500, "\ud7ff\uffff", "' OR 1=1 --", "%00", "9" * 10_000]
)
def test_no_words_break_the_search(client, words):
    make_person()
    client.force_login(make_staff())

    response = client.post(SEARCH, {"words": words}, follow=True)

    assert response.status_code == 200
    assert not response.context.get("cards")


def test_words_stand_in_no_address_and_are_there_again_on_the_page(client):
    make_person()
    client.force_login(make_staff())

    response = client.post(SEARCH, {"words": "Okafor"})

    assert re.fullmatch(r"/people/find/[a-z0-9]{12}/", response.url)
    assert 'value="Okafor"' in client.get(response.url).text


def test_old_addresses_with_words_find_nobody_and_log_nothing(client):
    make_person()
    client.force_login(make_staff())

    response = client.get(SEARCH, {"q": "okafor", "words": "okafor"})

    assert "Amaka" not in response.text
    assert not Event.objects.exists()


def test_an_empty_search_says_what_to_type(client):
    client.force_login(make_staff())

    response = client.post(SEARCH, {"words": "  "})

    assert "Enter a name, a date of birth or a number to find" in response.text
    assert not Event.objects.exists()


def test_the_address_of_a_search_tells_a_colleague_nothing(client):
    make_person()
    client.force_login(make_staff())
    address = client.post(SEARCH, {"words": "okafor"}).url
    client.force_login(make_staff())

    response = client.get(address)

    assert "This search belongs to somebody else, or has ended." in response.text
    assert "kafor" not in response.text
    assert "cards" not in response.context


def test_a_search_ends_after_ten_hours(client):
    make_person()
    client.force_login(make_staff())
    address = client.post(SEARCH, {"words": "okafor"}).url
    session = client.session
    kept = session["searches"]
    for search in kept.values():
        search["at"] = (clock.now() - timedelta(hours=10, minutes=1)).isoformat()
    session["searches"] = kept
    session.save()

    assert "has ended" in client.get(address).text


def test_only_the_last_searches_are_kept(client):
    client.force_login(make_staff())

    addresses = [client.post(SEARCH, {"words": f"okafor {n}"}).url for n in range(22)]

    answers = ["has ended" in client.get(address).text for address in addresses]
    assert answers == [True, True, *[False] * 20]


def test_many_people_come_in_pages(client):
    for number in range(27):
        make_person(given_names=f"Ama{number:02}")
    client.force_login(make_staff())
    address = client.post(SEARCH, {"words": "okafor"}).url

    first, second = client.get(address), client.get(address, {"page": "2"})

    assert [len(page.context["cards"]) for page in (first, second)] == [25, 2]
    assert "?page=2" in first.text
    assert "?page=1" in second.text
    assert "there are more" not in second.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "٣", "9" * 5000, "1.5", ""])
def test_a_page_that_is_none_is_the_first(client, page):
    make_person()
    client.force_login(make_staff())
    address = client.post(SEARCH, {"words": "okafor"}).url

    assert len(client.get(address, {"page": page}).context["cards"]) == 1


def test_ones_own_people_come_before_those_of_the_team(client):
    team = make_team()
    worker = make_staff(team=team)
    own = make_person(given_names="Own", team=team)
    allocate(own, worker)
    make_person(given_names="Team", team=team)
    make_person(given_names="Other", team=make_team())
    client.force_login(worker)

    response = client.get("/people/mine/")

    names = [[card.name for card in cards] for _, cards in response.context["groups"]]
    assert names == [["Own Okafor"], ["Team Okafor"]]
    assert len(Event.objects.get().subjects) == 2


# --- Stating a reason


def reason_page(person, **query):
    return reverse("people:give-reason", args=[person.key], query=query or None)


def make_duty_worker():
    return make_staff(team=make_team(kind="DUTY"))


def test_a_reason_is_asked_once_a_day_and_leads_on_to_the_page_asked_for(client):
    person = make_person()
    client.force_login(make_duty_worker())
    page = reverse("people:about", args=[person.key])

    asked = client.get(page)
    given = client.post(asked.url, {"basis": "DUTY", "words": "Call from her daughter"})

    assert asked.url == reason_page(person, next=page)
    assert given.url == page
    assert client.get(page).status_code == 200
    assert client.get(reason_page(person)).url == reverse("records:timeline", args=[person.key])
    verbs = list(Event.objects.order_by("pk").values_list("verb", "basis"))
    assert verbs == [("people.reason_given", ""), ("people.about_opened", "REASON")]
    assert EventDetail.objects.get().fields == {"words": "Call from her daughter"}


def test_yesterdays_reason_does_not_open_the_record_today(client):
    person, duty = make_person(), make_duty_worker()
    now = clock.now()
    AccessReason.objects.create(
        person=person,
        user=duty,
        basis="DUTY",
        words="Call from her daughter",
        given_at=now - timedelta(hours=25),
        expires_at=now - timedelta(minutes=1),
    )
    client.force_login(duty)

    assert client.get(reverse("records:timeline", args=[person.key])).status_code == 302


def test_asking_for_a_reason_is_logged_and_shows_the_name_alone(client):
    person = make_known()
    client.force_login(make_duty_worker())

    response = client.get(reason_page(person))

    assert Event.objects.get().verb == "people.reason_asked"
    assert [words for words in PRIVATE if words in response.text] == []


@pytest.mark.parametrize(
    "onward",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "http:///elsewhere.example",
        " //elsewhere.example",
        "\x00//elsewhere.example",
    ],
)
def test_a_reason_leads_nowhere_but_to_this_service(client, onward):
    person = make_person()
    client.force_login(make_duty_worker())

    response = client.post(
        reason_page(person), {"basis": "DUTY", "words": "Call from daughter", "next": onward}
    )

    assert response.url == reverse("records:timeline", args=[person.key])


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"words": "Call from her daughter"}, "Select why you need this record"),
        ({"basis": "DUTY"}, "Enter what you are going to do"),
        ({"basis": "DUTY", "words": "Call"}, "Say a little more about what you are going to do"),
        ({"basis": "DUTY", "words": "A" * 501}, "Ensure this value has at most 500 characters"),
        ({"basis": "DUTY", "words": "Call from \x00 her"}, "Null characters are not allowed."),
        ({"basis": "AUDIT", "words": "Call from her daughter"}, "Select a valid choice."),
    ],
)
def test_a_mistake_keeps_the_words_and_gives_no_access(client, typed, message):
    person = make_person()
    client.force_login(make_duty_worker())

    response = client.post(reason_page(person), typed)

    assert message in response.text
    assert response.context["form"]["words"].value() == typed.get("words")
    assert not AccessReason.objects.exists()


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.RECORDS_OFFICER, ["QUALITY"]),
        (Role.AUDITOR, ["AUDIT"]),
        (Role.CALDICOTT_GUARDIAN, ["CALDICOTT"]),
    ],
)
def test_each_role_is_offered_its_own_reasons_alone(client, role, offered):
    user, person = make_staff(role), make_person()
    if role != Role.RECORDS_OFFICER:
        make_referral(person, user)
    client.force_login(user)

    response = client.get(reason_page(person))

    assert [value for value, _ in response.context["form"].fields["basis"].choices] == offered


def test_a_request_opens_a_record_while_it_is_live_and_for_whoever_answers_it(client):
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    other = make_request(make_person(), officer)
    typed = {"basis": "REQUEST", "words": "Make her copy", "task": other.reference}
    client.force_login(officer)
    asked = client.get(reason_page(person))
    assert "Register the request first" in asked.text
    assert client.post(reason_page(person), typed).status_code == 200
    with pytest.raises(ValidationError, match="No such request is open"):
        actions.give_reason(
            person=person,
            by=officer,
            basis="REQUEST",
            words="Make her copy",
            reference=other.reference,
        )
    assert not AccessReason.objects.exists()

    register = reverse("disclosure:register-request", args=[person.key])
    page = client.get(register)
    assert page.status_code == 200
    assert "Whose record this is" not in page.text
    request = make_request(person, officer)
    unsaid = client.post(reason_page(person), typed | {"task": ""})
    assert "Select which request you are dealing with" in unsaid.text
    client.post(reason_page(person), typed | {"task": request.reference})

    assert AccessReason.objects.get().reference == request.reference
    assert access.decide(officer, access.Permission.EXPORT, person).allowed


def test_an_officer_registers_a_request_about_a_record_that_is_not_open_to_them(client):
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    register = reverse("disclosure:register-request", args=[person.key])
    today = clock.today()
    form = {
        "submission": str(uuid.uuid4()),
        "kind": "ACCESS",
        "made_by": "SELF",
        "how": "PHONE",
        "words": "All that you hold",
        "received_on_day": today.day,
        "received_on_month": today.month,
        "received_on_year": today.year,
    }
    client.force_login(make_staff(Role.AUDITOR))
    assert client.get(register).status_code == 403
    client.force_login(officer)

    answer = client.post(register, form, follow=True)

    assert "Which request?" in answer.text
    event = Event.objects.get(verb="disclosure.request_registered")
    assert (event.subjects, event.basis) == ([person.key], "REGISTER")
    declare_conflict(person, officer)
    assert client.get(register).status_code == 403
    restrict(person)
    assert client.get(register).status_code == 404


def test_a_correction_says_what_it_rests_on(client):
    person = make_person()
    client.force_login(make_staff(Role.RECORDS_OFFICER))
    typed = {"basis": "QUALITY", "words": "Put her name right", "reference": " "}

    refused = client.post(reason_page(person), typed)
    assert "Enter what asks for it" in refused.text
    assert "Put her name right" in refused.text
    for unsaid in ("?", "x", "a b c d", "Fix it"):
        unreadable = client.post(reason_page(person), typed | {"reference": unsaid})
        assert "Enter a number, or who asked and when" in unreadable.text
    assert not AccessReason.objects.exists()
    with pytest.raises(ValidationError, match="what asks for it"):
        actions.give_reason(
            person=person,
            by=make_staff(Role.RECORDS_OFFICER),
            basis="QUALITY",
            words="Put right",
            reference="x",
        )

    client.post(reason_page(person), typed | {"reference": "SAR 26/104"})

    assert AccessReason.objects.get().reference == "SAR 26/104"
    said = EventDetail.objects.latest("pk").fields
    assert said == {"words": "Put her name right", "reference": "SAR 26/104"}


def test_who_may_read_by_a_grant_says_why_for_what_it_leaves_closed(client):
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    access.give_grant(
        person=person,
        user=officer,
        codename="open_record",
        by=None,
        reason="Test",
        expires_at=None,
        at=clock.now(),
    )
    client.force_login(officer)
    copies = reverse("disclosure:copies", args=[person.key])

    asked = client.get(copies, follow=True)

    assert asked.resolver_match.view_name == "people:give-reason"
    typed = {"basis": "QUALITY", "words": "Put her name right", "reference": "R 12"}
    opened = client.post(asked.request["PATH_INFO"], typed | {"next": copies}, follow=True)
    assert opened.request["PATH_INFO"] == copies


def test_a_reason_of_another_role_is_refused_by_the_action_too():
    person, duty = make_person(), make_duty_worker()

    with pytest.raises(PermissionDenied):
        actions.give_reason(person=person, by=duty, basis="AUDIT", words="In the sample")

    assert access.decide(duty, access.Permission.VIEW, person).outcome is not (
        access.Outcome.ALLOWED
    )


def test_somebody_to_whom_no_reason_is_open_is_told_whom_to_ask(client):
    person = make_person(team=make_team("Northgate Adults"))
    client.force_login(make_staff(Role.BUSINESS_SUPPORT))

    response = client.get(reason_page(person))

    assert response.status_code == 403
    assert "ask Northgate Adults" in response.text
    assert Event.objects.get().verb == "people.record_refused"


def test_birthdays_are_never_in_an_address_or_a_title(client):
    person = make_person(born_on=date(1950, 5, 3))
    client.force_login(make_worker_of(person))

    response = client.get(reverse("records:timeline", args=[person.key]))

    assert "1950" not in re.search(r"<title>.*?</title>", response.text)[0]
