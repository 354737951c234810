"""What was shared, by which decision, and asking it back."""

import uuid

import pytest
from django.urls import reverse

import clock
from audit.models import Event
from disclosure.actions import agree_to_restricted
from disclosure.models import Export, Recall
from disclosure.queries import CopyRow
from disclosure.sharing.queries import decisions_to_share
from disclosure.shown import copy_facts
from records.models import Entry
from tests.disclosure.factories import (
    NO_REQUEST,
    make_decision,
    make_delivered,
    make_export,
    make_officer,
    make_ready,
    make_request,
    make_signed,
    make_step,
    words_of_copy,
)
from tests.people.factories import make_contact, make_person, make_worker_of

pytestmark = pytest.mark.django_db

SHOULD = "Should: needed for our duty or to keep someone safe"
MUST_NOT = "Must not: the law says no, or harm outweighs benefit"


@pytest.fixture
def officer(person, client):
    officer = make_officer(person)
    client.force_login(officer)
    return officer


def url(name, person, *more):
    return reverse(f"disclosure:{name}", args=[person.key, *more])


def asked(**fields):
    given = {"submission": str(uuid.uuid4()), "purpose": "COUNCIL", "recipient": "Dr Noor Ali"}
    return given | fields


def test_a_copy_for_another_body_rests_on_a_decision_or_says_why_not(client, person, officer):
    entry = make_decision(person)
    make_decision(person, values={"direction": "We did not share"})
    make_decision(person, values={"must_should_may_not": MUST_NOT})
    hidden = make_decision(person, sensitivity=Entry.Sensitivity.RESTRICTED)

    page = client.post(url("ask", person), asked())

    choices = [key for key, _ in page.context["form"].fields["decision"].choices]
    assert choices == [entry.key, "NONE"]
    assert page.context["form"].errors["decision"] == ["Select which decision lets it be shared"]
    assert "Enter on what basis" in client.post(url("ask", person), asked(decision="NONE")).text
    assert "from the list" in client.post(url("ask", person), asked(decision=hidden.key)).text
    assert not Export.objects.exists()
    client.post(url("ask", person), asked(decision=entry.key))
    client.post(url("ask", person), asked(decision="NONE", decision__reason="Order of 3 May"))
    made = Export.objects.order_by("pk")
    assert [(each.decision, each.shared_because) for each in made] == [
        (entry, ""),
        (None, "Order of 3 May"),
    ]
    event = Event.objects.filter(verb="disclosure.export_asked").earliest("pk")
    assert f"decision:{entry.key}" in event.shown


@pytest.mark.parametrize(
    ("recipient", "with_whom", "is_with"),
    [
        ("Noor Ali, by secure email", {"name": "Dr Noor Ali", "role": ""}, True),
        ("O’Brien", {"name": "Ms O'Brien", "role": "Police"}, True),
        ("Anybody", [], True),
        ("The ward at North Tyne Hospital", None, False),
        ("Jo Marsh, Social Worker", {"name": "Ana Clarke", "role": "Social Worker"}, False),
        ("Ada, Next of Kin", "Efua Mensah, Next of Kin", False),
        ("Noor Shah", None, False),
        ("Her daughter Ada", {"name": "Efua Mensah", "role": "daughter"}, False),
        ("DC Bond, Police", {"name": "Dr", "role": ""}, False),
    ],
)
def test_a_decision_lets_a_copy_go_to_whom_it_names(
    client, person, officer, recipient, with_whom, is_with
):
    values = {} if with_whom is None else {"with_whom": with_whom}
    entry = make_decision(person, values=values)

    answer = client.post(url("ask", person), asked(decision=entry.key, recipient=recipient))

    assert (answer.status_code, Export.objects.count()) == ((302, 1) if is_with else (200, 0))
    assert is_with or "is about sharing with" in answer.text


def test_a_decision_about_a_contact_lets_a_copy_go_where_they_work(person, officer):
    ward, bank = "Ward 4, North Tyne Hospital", "Tyne Bank"
    sister = make_contact(person, name="Noor Ali", role="Ward Sister", organisation=ward)
    own = make_person()
    teller = make_contact(person, name="Jo Marsh", organisation=bank, record=own)
    entries = [
        make_decision(
            person,
            values={
                "with_whom": {"kind": "contact", "key": each.key, "name": each.name, "role": ""}
            },
        )
        for each in (sister, teller)
    ]
    decided = {each.entry: each for each in decisions_to_share(officer, person)}
    about_ward, about_bank = (decided[each] for each in entries)

    assert not about_ward.why_not_with("Ward 4 of North Tyne Hospital")
    assert about_ward.why_not_with("Ward Sister, South Tyne Hospital")
    assert not about_ward.why_not_with("Anybody", sister.key)
    # Of two who have keys, these tell: not a name, or a place of work, that they share.
    assert about_ward.why_not_with(f"Noor Ali, {ward}", teller.key)
    assert not about_bank.why_not_with("Jo Marsh", own.key)


def test_a_copy_for_the_person_asks_for_no_decision(client, person, officer):
    entry = make_decision(person)

    client.post(url("ask", person), asked(purpose="PERSON", decision=entry.key, **NO_REQUEST))

    assert Export.objects.get().decision is None


def test_the_copy_and_its_page_say_on_what_basis_it_is_shared(client, person, officer):
    entry = make_decision(person)
    export = make_ready(person, officer, purpose="COUNCIL", decision=entry)

    page = client.get(url("copy", person, export.key))
    words = words_of_copy(person, purpose="COUNCIL", decision=entry, asked_by=officer)

    assert f"{SHOULD}. Public task (Article 6(1)(e))" in page.text
    assert f"Why it may be shared{SHOULD}. Public task (Article 6(1)(e))" in words


def test_why_a_copy_for_them_answers_no_request_stands_on_its_page_and_not_in_it(
    client, person, officer
):
    why = "Nobody asked: her sister is not to know of it"
    export = make_ready(person, officer, shared_because=why)

    page = client.get(url("copy", person, export.key))
    words = words_of_copy(person, asked_by=officer, shared_because=why)

    facts = {row["label"]: row["value"] for row in copy_facts(CopyRow(export, []))}
    assert facts["Answers no request, because"] == why
    assert why in page.text
    assert why not in words
    assert "Why it may be shared" not in words


def test_the_log_has_decisions_for_all_and_copies_for_officers(client, person, officer):
    entry = make_decision(person)
    make_decision(person, values={"direction": "We did not share"})
    make_decision(person, sensitivity=Entry.Sensitivity.RESTRICTED)
    export = make_delivered(person, officer, purpose="COURT", shared_because="Order of 3 May")
    make_ready(person, officer, purpose="COURT")
    make_ready(person, officer, purpose="INTERNAL")
    make_export(person, purpose="COURT")

    rows = client.get(url("sharing-log", person)).context["rows"]
    assert [(row.kind, row.was_shared) for row in rows] == [
        ("copy", True),
        ("decision", False),
        ("decision", True),
    ]
    assert (rows[0].basis, rows[0].sha256) == ("Order of 3 May", export.sha256)
    client.force_login(make_worker_of(person))
    page = client.get(url("sharing-log", person))
    assert {row.kind for row in page.context["rows"]} == {"decision"}
    assert "Order of 3 May" not in page.text
    assert "decided by Ros Hale (Manager)" in page.text
    assert client.get(url("ask-back", person, "decision", entry.key)).status_code == 403


def test_what_was_shared_is_asked_back_and_the_answer_is_kept(client, person, officer):
    export = make_delivered(person, officer, purpose="COUNCIL", recipient="North Tyne")
    back = url("ask-back", person, "copy", export.key)
    said = {"because": "It went to the wrong ward", "asked_how": "Rang Dr Ali"}

    assert client.post(back, {"because": "It went wrong"}).status_code == 400
    client.post(back, said)
    assert client.post(back, said).status_code == 400  # it is now asked what came of it
    assert "not answered yet" in client.get(url("copy", person, export.key)).text
    client.post(back, {"outcome": "DESTROYED", "outcome_words": "E-mail of Dr Ali, 3 May"})

    recall = Recall.objects.get()
    assert (recall.export, recall.outcome, recall.outcome_by) == (export, "DESTROYED", officer)
    page = client.get(url("sharing-log", person))
    assert "They destroyed it, and said so in writing" in page.text
    verbs = ["disclosure.asked_back", "disclosure.asked_back_answered"]
    events = Event.objects.filter(verb__in=verbs).order_by("pk")
    assert [each.verb for each in events] == verbs
    assert all(f"sha256:{export.sha256}" in each.shown for each in events)


def test_nothing_is_asked_back_that_was_not_shared(client, person, officer):
    entry = make_decision(person, values={"direction": "We did not share"})
    elsewhere = make_decision(make_person())

    for key in (entry.key, elsewhere.key, "no-such-key"):
        assert client.get(url("ask-back", person, "decision", key)).status_code == 404


def test_a_copy_for_the_person_says_who_else_was_given_one(person, officer):
    make_signed(person)
    safe = make_decision(person, values={"told_person_of_decision": "Not safe to"})
    export = make_delivered(person, officer, purpose="COUNCIL", recipient="North Tyne Hospital")
    make_delivered(person, officer, purpose="POLICE", recipient="Police, Bond", decision=safe)
    Recall.objects.create(
        export=export, because="Wrong", asked_how="Rang", asked_by=officer, asked_at=export.asked_at
    )

    words = words_of_copy(person, asked_by=officer)

    assert "Copies that were made for others" in words
    assert "North Tyne Hospital" in words
    assert "not answered yet" in words
    assert "Police, Bond" not in words
    assert "Police, Bond" in words_of_copy(
        person, asked_by=officer, includes_restricted=True, restricted_because="Asked for"
    )
    assert "made for others" not in words_of_copy(person, asked_by=officer, purpose="COUNCIL")


def test_a_copy_is_shared_once_somebody_says_that_it_was_delivered(client, person, officer):
    export = make_ready(person, officer, purpose="PROVIDER", recipient="Oak House")
    here, today = url("copy", person, export.key), clock.today()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    address = url("delivered", person, export.key)
    assert "Nobody has said yet that it was delivered" in client.get(here).text
    assert "Oak House" not in client.get(url("sharing-log", person)).text
    assert client.get(url("ask-back", person, "copy", export.key)).status_code == 404

    refused = client.post(address, day, follow=True).text
    early = client.post(
        address, day | {"on_year": today.year - 1, "how": "By hand"}, follow=True
    ).text
    client.post(address, day | {"how": "By hand, to the manager"})
    again = client.post(address, day | {"how": "Once more"}, follow=True)

    assert "Enter how it reached them" in refused
    assert "Enter a day from the one on which" in early
    assert "Somebody else changed this" in again.text
    assert again.status_code == 400
    # What was typed stands there still.
    assert "Once more" in again.text
    assert 'value="By hand"' in early
    assert "By hand, to the manager" in client.get(here).text
    log = client.get(url("sharing-log", person)).text
    assert "Oak House" in log
    assert "elivered on" in log
    event = Event.objects.get(verb="disclosure.copy_delivered")
    assert (event.target, event.subjects) == (export.key, [person.key])


def test_what_was_downloaded_stands_there_until_somebody_says_that_it_was_delivered(
    client, person, officer
):
    taken = make_ready(person, officer, purpose="COURT", recipient="The court")
    make_ready(person, officer, purpose="COURT", recipient="Nobody took it")
    inside = make_ready(person, officer, purpose="INTERNAL", recipient="Our lawyers")
    for export in (taken, inside):
        client.get(url("download", person, export.key))

    def listed():
        return [row.export for row in client.get(url("sharing-log", person)).context["taken"]]

    assert listed() == [taken]
    assert f"downloaded by {officer.name}" in client.get(url("sharing-log", person)).text
    client.force_login(make_worker_of(person))
    page = client.get(url("sharing-log", person))
    assert page.context["taken"] == []
    assert "The court" not in page.text
    client.force_login(officer)
    said = {"delivered_how": "Post", "delivered_by": officer, "delivered_on": clock.today()}
    Export.objects.filter(pk=taken.pk).update(**said)
    assert listed() == []


def test_what_was_read_to_be_checked_or_may_not_leave_does_not_stand_there(client, person, officer):
    second = make_officer(person)
    entry = make_signed(person, author=second, sensitivity=Entry.Sensitivity.RESTRICTED)
    included = {"includes_restricted": True, "restricted_because": "An order"}
    given = {"purpose": "COURT", "restricted_inside": [entry.key]} | included
    for_court = make_ready(person, officer, **given)
    asked_for = make_request(person, officer)
    export = make_ready(person, officer, request=asked_for)
    client.force_login(second)
    for each in (for_court, export):
        client.get(url("download", person, each.key))
    agree_to_restricted(export=for_court, because="The order", by=second)

    def listed():
        return [row.export for row in client.get(url("sharing-log", person)).context["taken"]]

    make_step(asked_for, second, "CHECK", choice="AGREE", export=export)
    assert listed() == []
    client.force_login(officer)
    client.get(url("download", person, export.key))
    assert listed() == [export]
    make_step(asked_for, second, "CHECK", choice="BACK", export=export)
    assert listed() == []
    make_step(asked_for, second, "CHECK", choice="AGREE", export=export)
    make_step(asked_for, officer, "CLOSE", choice="WITHDRAWN")
    assert listed() == []


def test_another_copy_of_a_request_that_was_answered_is_delivered_on_its_page(
    client, person, officer
):
    asked_for = make_request(person, officer)
    export = make_ready(person, officer, request=asked_for)
    first = make_delivered(person, officer, request=asked_for)
    make_step(asked_for, officer, "SEND", choice="HAND", export=first, sha256=first.sha256)
    here, address = url("copy", person, export.key), url("delivered", person, export.key)
    today = clock.today()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    unchecked = client.post(address, day | {"how": "Post"}, follow=True).text
    make_step(asked_for, make_officer(person), "CHECK", choice="AGREE", export=export)

    page = client.get(here).text
    client.post(address, day | {"how": "Post"})

    assert "Say it on the request that it answers" in unchecked
    assert address in page
    export.refresh_from_db()
    assert export.delivered_how == "Post"


def test_what_answers_a_request_is_delivered_there(client, person, officer):
    asked_for = make_request(person, officer)
    export = make_ready(person, officer, request=asked_for)
    today = clock.today()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}

    answer = client.post(url("delivered", person, export.key), day | {"how": "By tracked post"})

    assert answer.status_code == 400
    assert "Say it on the request that it answers" in answer.text
    assert "By tracked post" in answer.text
    export.refresh_from_db()
    assert export.delivered_on is None
