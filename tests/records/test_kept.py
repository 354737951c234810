"""Words typed in small forms: kept on the server while they are typed, and given back."""

import lxml.html
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight import gate
from people.gate import Purpose
from people.models import Involvement
from records import actions
from records.models import Addition, Draft, Entry
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_involvement,
    make_person,
    make_worker_of,
)
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

WORDS = "  Gwên fach; اتصلت ليلى — 👩🏽‍🦽 <b>&amp;</b> {{ 7*7 }}\n\n'; --  two  spaces e\u0301 \n"
OPEN_TO_ALL = {"kind": "MORE_DETAIL", "about": ""}


@pytest.fixture
def entry(person, worker):
    return make_entry(person=person, by=worker)


def add_url(entry, query=""):
    return reverse("records:add-to-entry", args=[entry.person.key, entry.key]) + query


def form_of(response, number=0):
    """The form of a page that keeps itself."""
    forms = lxml.html.fromstring(response.text).xpath("//form[@data-module='draft']")
    return forms[number]


def hidden(form):
    names = ("form_token", "draft_version")
    return {name: form.xpath(f".//input[@name='{name}']")[0].get("value") for name in names}


def save(client, form, typed):
    """Send what the script of a page sends when typing pauses."""
    return client.post(
        form.get("data-save-url"), hidden(form) | typed, headers={"Accept": "application/json"}
    )


def keep(client, address, **typed):
    form = form_of(client.get(address))
    answer = save(client, form, OPEN_TO_ALL | typed)
    assert answer.json()["saved"], answer.json()
    return answer.json()


def test_what_is_typed_is_given_back_letter_for_letter_until_it_is_sent(client, entry, worker):
    keep(client, add_url(entry), text=WORDS.replace("\n", "\r\n"))
    draft = Draft.objects.get()
    assert draft.typed["text"] == [WORDS]

    page = client.get(add_url(entry))

    form = form_of(page)
    assert form.xpath(".//textarea[@name='text']")[0].text[1:] == WORDS
    assert form.xpath(".//input[@name='kind'][@checked]")[0].get("value") == "MORE_DETAIL"
    assert "Kept from" in page.text
    assert "There is a problem" not in page.text
    assert not Addition.objects.exists()
    client.post(add_url(entry), hidden(form) | OPEN_TO_ALL | {"text": WORDS})
    assert entry.additions.get().text == WORDS
    assert not Draft.objects.exists()
    assert "Kept from" not in client.get(add_url(entry)).text
    verbs = set(Event.objects.filter(target=str(draft.key)).values_list("verb", flat=True))
    assert verbs == {"records.draft_saved", "records.draft_sent"}


def test_without_scripts_what_was_sent_and_refused_is_kept_too(client, entry):
    form = form_of(client.get(add_url(entry)))

    page = client.post(add_url(entry), hidden(form) | {"kind": "", "text": WORDS})

    assert "Choose what you are adding" in page.text
    assert Draft.objects.get().typed["text"] == [WORDS]
    again = form_of(page)
    client.post(add_url(entry), hidden(again) | OPEN_TO_ALL | {"text": WORDS})
    assert not Draft.objects.exists()


def test_nothing_is_left_behind_of_a_form_that_was_emptied(client, entry):
    said = keep(client, add_url(entry), text="Oh")
    form = form_of(client.get(add_url(entry)))

    answer = save(client, form, OPEN_TO_ALL | {"text": " \n"})

    assert (answer.json()["saved"], answer.json()["at"]) == (True, "")
    assert said["at"]
    assert not Draft.objects.exists()


def test_two_windows_keep_two_texts_and_both_are_offered(client, entry):
    one, two = (form_of(client.get(add_url(entry))) for _ in range(2))
    save(client, one, OPEN_TO_ALL | {"text": "The first"})
    save(client, two, OPEN_TO_ALL | {"text": "The second"})

    page = client.get(add_url(entry))

    assert "The second" in form_of(page).text_content()
    other = lxml.html.fromstring(page.text).xpath("//a[starts-with(., 'show what was kept')]")
    assert "The first" in form_of(client.get(other[0].get("href"))).text_content()


def test_an_older_window_overwrites_nothing(client, entry):
    keep(client, add_url(entry), text="Begun")
    one, two = (form_of(client.get(add_url(entry))) for _ in range(2))
    save(client, one, OPEN_TO_ALL | {"text": "Begun, and gone on with"})

    answer = save(client, two, OPEN_TO_ALL | {"text": "Begun, and otherwise"})

    assert "kept apart" in answer.json()["message"]
    texts = {draft.typed["text"][0] for draft in Draft.objects.all()}
    assert texts == {"Begun, and gone on with", "Begun, and otherwise"}
    client.post(add_url(entry), hidden(two) | OPEN_TO_ALL | {"text": "Begun"})
    assert Draft.objects.count() == 2  # what was sent was neither of them


@pytest.mark.parametrize("whose", ["a colleague's", "another page's", "nobody's"])
def test_a_form_keeps_nothing_for_another_reader_or_page(client, person, worker, entry, whose):
    form = form_of(client.get(add_url(entry)))
    token = hidden(form)
    address = form.get("data-save-url")
    if whose == "a colleague's":
        client.force_login(make_worker_of(person))
    elif whose == "another page's":
        address = add_url(make_entry(person=person, by=worker), "?keep=yes")
    else:
        token["form_token"] += "x"

    answer = client.post(address, token | OPEN_TO_ALL | {"text": "Hers"})

    assert (answer.status_code, answer.json()["saved"]) == (409, False)
    assert not Draft.objects.exists()


def test_who_may_not_open_the_page_any_more_keeps_their_words_but_not_there(client, entry, worker):
    keep(client, add_url(entry), text="The rail is loose.")
    form = form_of(client.get(add_url(entry)))
    declare_conflict(entry.person, worker)

    answer = save(client, form, OPEN_TO_ALL | {"text": "The rail is loose. Go"})

    assert answer.status_code in (302, 403)
    assert Draft.objects.get().typed["text"] == ["The rail is loose."]
    for page in (client.get("/drafts/"), client.get(add_url(entry), follow=True)):
        assert "The rail is loose" not in page.text


def test_beside_an_entry_restricted_since_nothing_is_shown(client):
    person = make_person(team=make_team())
    entry = make_entry(person=person, by=make_worker_of(person))
    client.force_login(make_staff(team=person.team))
    keep(client, add_url(entry), text="The rail is loose.")
    draft = Draft.objects.get()
    Entry.objects.filter(pk=entry.pk).update(sensitivity=Entry.Sensitivity.RESTRICTED)

    page = client.get("/drafts/")

    assert "1 draft more is about a record or an entry" in page.text
    assert "Unsent texts" not in page.text
    assert client.get(delete_url(draft)).status_code == 404
    assert Draft.objects.exists()


def delete_url(draft):
    return reverse("records:delete-kept", args=[draft.person.key, draft.key])


def test_it_is_listed_with_its_age_and_read_and_deleted(client, person, entry):
    keep(client, add_url(entry), text=WORDS)
    draft = Draft.objects.get()
    Draft.objects.update(started_at=clock.at_time(clock.add_days(clock.today(), -5), 9))

    page = client.get("/drafts/").text

    assert "Unsent texts" in page
    assert "Addition to an entry" in page
    assert "5 days old" in page
    assert f"kept={draft.key}" in client.get(reverse("records:draft", args=[draft.key])).url
    shown = lxml.html.fromstring(client.get(delete_url(draft)).text)
    assert shown.xpath("//*[contains(@class, 'typed-answer')]")[0].text == WORDS
    assert client.post(delete_url(draft)).url == add_url(entry)
    assert not Draft.objects.exists()
    assert client.post(delete_url(draft)).url == "/drafts/"  # sent twice
    assert Event.objects.filter(verb="records.draft_thrown_away", target=str(draft.key)).exists()


def test_nobody_else_reads_or_deletes_it(client, person, entry):
    keep(client, add_url(entry), text=WORDS)
    draft = Draft.objects.get()
    client.force_login(make_worker_of(person))

    assert client.get(delete_url(draft)).status_code == 404
    assert client.post(delete_url(draft)).status_code == 404
    assert client.get(reverse("records:draft", args=[draft.key])).status_code == 404
    assert "Kept from" not in client.get(add_url(entry)).text
    assert Draft.objects.exists()


def test_it_goes_with_its_entry_to_the_right_record(client, person, entry, worker):
    keep(client, add_url(entry), text="The rail is loose.")
    right = make_person()
    allocate(right, worker)
    asked = actions.ask_to_move(entry=entry, to=right, reason="Wrong record", meant="", by=worker)
    actions.agree_to_removal(removal=asked, by=make_worker_of(person, Role.MANAGER))

    draft = Draft.objects.get()
    new = right.entries.get()
    assert (draft.person, draft.beside) == (right, new)
    assert "The rail is loose." in client.get(add_url(new)).text


def test_beside_a_removed_entry_it_is_set_aside(client, person, entry, worker):
    keep(client, add_url(entry), text="The rail is loose.")
    manager = make_worker_of(person, Role.MANAGER)
    asked = actions.ask_to_remove(entry=entry, reason="No", authority="An order", by=manager)
    actions.agree_to_removal(removal=asked, by=make_worker_of(person, Role.MANAGER))

    assert "The entry that it is about was removed" in Draft.objects.get().set_aside_because
    assert "Unsent" not in client.get("/drafts/").text


def test_a_manager_reads_what_somebody_left_unsent_and_sets_it_aside(client):
    manager = make_staff(Role.MANAGER, name="Ros Hale", team=make_team())
    author = make_staff(name="Fola Adeyemi", line_manager=manager, team=manager.team)
    person = make_person(team=author.team)
    client.force_login(author)
    entry = make_entry(person=person, by=author)
    keep(client, add_url(entry), text=WORDS)
    draft = Draft.objects.get()
    author.ends_on = clock.add_days(clock.today(), -1)
    author.save()
    client.force_login(manager)
    assert "Addition to an entry" in client.get("/drafts/staff/").text
    address = reverse("records:draft-left-behind", args=[person.key, draft.key])

    page = client.get(address)

    assert WORDS in lxml.html.fromstring(page.text).xpath(
        "//*[@class='verbatim typed-answer']/text()"
    )
    assert "Adopt this draft" not in page.text
    with pytest.raises(PermissionDenied):
        actions.adopt_draft(draft=draft, by=manager)
    client.post(address, {"act": "set-aside", "because": "Recorded since."})
    draft.refresh_from_db()
    assert draft.set_aside_by == manager


def test_what_is_typed_after_an_account_ended_is_kept_for_the_manager(client, entry, worker):
    form = form_of(client.get(add_url(entry)))
    worker.ends_on = clock.add_days(clock.today(), -1)
    worker.save()

    save(client, form, OPEN_TO_ALL | {"text": "The rail is loose."})

    draft = Draft.objects.get()
    assert (draft.author, draft.beside) == (worker, entry)
    assert draft.typed["text"] == ["The rail is loose."]


def test_who_gave_the_information_has_their_answer_kept_without_the_record(client, person, entry):
    provider = make_staff(name="Fola Adeyemi")
    desk = make_worker_of(person)
    told = make_entry(
        person=person,
        by=desk,
        values=note_values(
            author_took_part=False,
            information_provider=[
                {"kind": "staff", "key": provider.staff_number, "name": "", "role": ""}
            ],
            provider_reason="Phoned in",
        ),
    )
    client.force_login(provider)
    address = reverse("records:confirm-entry", args=[person.key, told.key])

    keep(client, address, version="1", given="CORRECTED", text="It was the boiler.")

    assert "It was the boiler." in client.get(address).text
    draft = Draft.objects.get()
    assert "It was the boiler." in client.get(delete_url(draft)).text
    client.post(
        address,
        hidden(form_of(client.get(address))) | {"version": "1", "given": "CONFIRMED", "text": ""},
    )
    assert not Draft.objects.exists()


def test_forms_of_one_page_keep_apart_and_stop_no_closing(client, person, worker):
    involvement = make_involvement(person=person, state=Involvement.State.CLOSING)
    allocate(person, worker, involvement=involvement)
    address = reverse("oversight:close", args=[person.key, involvement.key])
    page = client.get(address)
    stop = next(
        each
        for each in lxml.html.fromstring(page.text).xpath("//form[@data-module='draft']")
        if each.xpath(".//input[@value='stop']")
    )

    answer = save(client, stop, {"do": "stop", "stop-reason": "Her son rang."})

    assert answer.json()["saved"]
    again = client.get(address)
    kept = again.context["kept"]
    assert [name for name, each in kept.items() if each.draft] == ["stop"]
    assert "Her son rang." in again.text
    drafts = next(i for i in gate.items_of(involvement, Purpose.CLOSE) if i.key == "drafts")
    assert drafts.is_done
    client.post(
        address, hidden(stop) | {"draft_version": "1", "do": "stop", "stop-reason": "Her son rang."}
    )
    assert not Draft.objects.exists()
