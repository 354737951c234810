"""From a blank form to a signed entry, and everything that can go wrong on the way."""

import json
import uuid

import pytest
from django.core import signing
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people.models import Person
from records.catalogue import catalogue
from records.forms.token import SALT, new_token
from records.models import Action, Draft, Entry
from tests.accounts.factories import make_staff
from tests.people.factories import allocate, make_person, make_worker_of, restrict
from tests.records.factories import (
    action_typed,
    event_typed,
    make_entry,
    note_values,
    sent_back,
    typed_for,
)

pytestmark = pytest.mark.django_db
NOTE = "case_note"


@pytest.fixture
def person() -> Person:
    return make_person()


def note_typed(**changes):
    """A case note, typed whole."""
    return typed_for(catalogue().get(NOTE)) | {
        name: texts if isinstance(texts, list) else [texts] for name, texts in changes.items()
    }


def token_for(person, user, type_key=NOTE, **given):
    return new_token(person=person, record_type=catalogue().get(type_key), user=user, **given)


def post(client, person, token, typed, *, act="check", version=0, type_key=NOTE, **extra):
    sealed = token if isinstance(token, str) else token.sealed()
    return client.post(
        reverse("records:write", args=[person.key, type_key]),
        typed | {"form_token": sealed, "draft_version": str(version), "act": act} | extra,
    )


def autosave(client, person, token, typed, *, version=0):
    return client.post(
        reverse("records:save-draft", args=[person.key, token.draft]),
        typed | {"form_token": token.sealed(), "draft_version": str(version)},
    )


def signed(client, person, token, typed):
    post(client, person, token, typed)
    draft = Draft.objects.get(key=token.key)
    return client.post(
        reverse("records:check-draft", args=[person.key, draft.key]),
        {"draft_version": draft.version},
    )


# Drafts


def test_what_is_typed_is_kept_exactly(client, person, worker):
    token = token_for(person, worker)
    typed = note_typed(discussion="  “I’m fine,”\r\n\r\nhe said.  \t")

    answer = autosave(client, person, token, typed)

    draft = Draft.objects.get(key=token.key)
    assert answer.json()["saved"] is True
    assert answer.json()["version"] == 1
    assert draft.typed["discussion"] == ["  “I’m fine,”\n\nhe said.  \t"]
    assert "form_token" not in draft.typed


def test_the_same_first_save_sent_twice_makes_one_draft(client, person, worker):
    token, typed = token_for(person, worker), note_typed()

    autosave(client, person, token, typed)
    autosave(client, person, token, typed)

    assert Draft.objects.count() == 1
    assert Draft.objects.get().version == 1


def test_a_save_from_an_older_page_is_kept_as_a_draft_of_its_own(client, person, worker):
    token = token_for(person, worker)
    autosave(client, person, token, note_typed(discussion="First"))
    autosave(client, person, token, note_typed(discussion="Second"), version=1)

    answer = autosave(client, person, token, note_typed(discussion="From the other tab"), version=1)

    kept = {draft.typed["discussion"][0]: draft for draft in Draft.objects.all()}
    assert set(kept) == {"Second", "From the other tab"}
    assert kept["From the other tab"].copy_of == token.key
    assert "separate draft" in answer.json()["message"]
    again = answer.json()["save_url"]
    assert str(kept["From the other tab"].key) in again


def test_text_typed_after_signing_elsewhere_is_kept(client, person, worker):
    token = token_for(person, worker)
    signed(client, person, token, note_typed())

    answer = autosave(client, person, token, note_typed(discussion="One thing more"), version=1)

    assert answer.json()["saved"] is True
    assert Draft.objects.get().typed["discussion"] == ["One thing more"]
    assert Entry.objects.count() == 1


def test_a_draft_is_shown_to_nobody_else(client, person, worker):
    token = token_for(person, worker)
    autosave(client, person, token, note_typed())
    colleague = make_worker_of(person)
    client.force_login(colleague)

    listed = client.get(reverse("records:drafts"))
    opened = client.get(reverse("records:edit-draft", args=[person.key, token.key]))

    assert listed.context["rows"] == []
    assert opened.status_code == 404


def test_a_draft_is_gone_on_with_as_it_was_typed(client, person, worker):
    token = token_for(person, worker)
    autosave(client, person, token, note_typed(discussion="Half a sent", event_at_day="31 Feb"))

    page = client.get(reverse("records:draft", args=[token.key]), follow=True)

    assert "Half a sent" in page.text
    assert "31 Feb" in page.text
    assert page.context["desk"].mistakes == []


def test_drafts_of_one_kind_are_told_apart_by_their_first_words(client, person, worker):
    autosave(client, person, token_for(person, worker), note_typed(note_about="The boiler"))
    titled = note_typed(note_about=" ", discussion="She rang at noon. " * 9)
    autosave(client, person, token_for(person, worker), titled)

    page = client.get(reverse("records:drafts"))
    again = client.get(reverse("records:write", args=[person.key, "case_note"]))

    assert {row.begins.split()[0] for row in page.context["rows"]} == {"The", "She"}
    for shown in (page.text, again.text):
        assert "“The boiler”" in shown
        assert "She rang at noon. She rang at noon. She rang at noon. She rang …" in shown


def test_drafts_about_somebody_now_restricted_are_counted_and_not_named(client, person, worker):
    autosave(client, person, token_for(person, worker), note_typed())
    restrict(person)

    page = client.get(reverse("records:drafts"))

    assert page.context["rows"] == []
    assert page.context["closed"] == 1
    assert person.family_name not in page.text


def test_throwing_a_draft_away_asks_first(client, person, worker):
    token = token_for(person, worker)
    autosave(client, person, token, note_typed())
    address = reverse("records:throw-away", args=[person.key, token.key])

    asked = client.get(address)
    assert Draft.objects.count() == 1
    client.post(address)

    assert asked.status_code == 200
    assert Draft.objects.count() == 0


# Signing


def test_a_note_is_signed_and_its_draft_is_gone(client, person, worker):
    token = token_for(person, worker)

    response = signed(
        client, person, token, note_typed(discussion="The heating works. He is warm.")
    )

    entry = Entry.objects.get()
    assert response.url == reverse("records:entry", args=[person.key, entry.key])
    assert entry.submission == token.key
    assert entry.versions.get().values["discussion"] == "The heating works. He is warm."
    assert Draft.objects.count() == 0
    assert Event.objects.filter(verb="records.entry_signed", subjects=[person.key]).count() == 1


def test_signing_twice_gives_one_entry(client, person, worker):
    token = token_for(person, worker)
    signed(client, person, token, note_typed())

    again = client.post(
        reverse("records:check-draft", args=[person.key, token.key]), {"draft_version": "1"}
    )

    entry = Entry.objects.get()
    assert again.url == reverse("records:entry", args=[person.key, entry.key])
    assert Event.objects.filter(verb="records.entry_signed").count() == 1


def test_a_draft_that_changed_after_the_check_is_looked_through_again(client, person, worker):
    token = token_for(person, worker)
    post(client, person, token, note_typed())
    autosave(client, person, token, note_typed(discussion="Changed in another tab"), version=1)

    response = client.post(
        reverse("records:check-draft", args=[person.key, token.key]), {"draft_version": "1"}
    )

    assert response.status_code == 200
    assert "changed after you checked it" in response.text
    assert "Changed in another tab" in response.text
    assert Entry.objects.count() == 0


def test_own_words_are_signed_letter_for_letter(client, person, worker):
    words = "  I said «no»…\nthen \u201cmaybe\u201d\u00a0\u2013 e\u0301 ok?  "
    typed = note_typed() | {
        "persons_own_words-0-text": [words.replace("\n", "\r\n")],
        "persons_own_words-0-kind": ["person_words"],
        "persons_own_words-0-speaker": [f"person:{person.key}"],
        "persons_own_words-0-speaker_other": [],
        "persons_own_words-0-how_communicated": ["Speech"],
    }

    signed(client, person, token_for(person, worker), typed)

    entry = Entry.objects.get()
    statement = entry.versions.get().statements.get(field="persons_own_words")
    assert statement.text == words
    assert statement.details["speaker"][0]["name"] == person.name
    assert entry.has_own_words


def test_words_in_another_language_are_signed_letter_for_letter_with_who_interpreted(
    client, person, worker
):
    first = "  من می\u200cخواهم «خانه» بمانم…\n\nهمین\u00a0\u2013 e\u0301.  "
    typed = note_typed() | {
        "persons_own_words-0-text": ["I want to stay home."],
        "persons_own_words-0-kind": ["person_words"],
        "persons_own_words-0-how_communicated": ["Through an interpreter"],
        "persons_own_words-0-original_language": ["Farsi"],
        "persons_own_words-0-original_words": [first.replace("\n", "\r\n")],
    }
    token = token_for(person, worker)

    refused = client.get(post(client, person, token, typed).url)

    assert "enter who interpreted: their name, or the service" in refused.text
    assert f"“{first}”" in refused.text

    typed["persons_own_words-0-interpreter"] = ["Laleh, LanguageBridge 4471"]
    signed(client, person, token_for(person, worker), typed)

    entry = Entry.objects.get()
    said = entry.versions.get().statements.get(field="persons_own_words")
    assert said.details["original_words"] == first
    assert said.details["interpreter"] == "Laleh, LanguageBridge 4471"
    for name in ("entry", "print-entry"):
        page = client.get(reverse(f"records:{name}", args=[person.key, entry.key])).text
        assert f'lang="fa" dir="auto">“{first}”</span>' in page
        assert "first said in Farsi:" in page


def test_a_missing_answer_stops_signing_until_it_is_explained(client, person, worker):
    token = token_for(person, worker)
    post(client, person, token, note_typed(note_about=""))
    address = reverse("records:check-draft", args=[person.key, token.key])

    refused = client.post(address, {"draft_version": "1"})
    assert refused.status_code == 200
    assert Entry.objects.count() == 0
    gap = next(each for each in refused.context["check"].may_explain if each.key == "note_about")
    reason = gap.gap.fields["reason"].choices[1][0]
    client.post(
        address,
        {
            "draft_version": "1",
            "gap-note_about-reason": reason,
            "gap-note_about-detail": "He asked me to wait.",
        },
    )

    assert Entry.objects.get().versions.get().gaps == {
        "note_about": {"reason": reason, "detail": "He asked me to wait."}
    }


def late_action(day):
    """An action to be done by a day, as typed."""
    return action_typed("actions", on=day) | {"actions-TOTAL_FORMS": ["1"]}


def test_an_action_that_is_late_already_is_put_right_or_explained(client, person, worker):
    day = clock.add_days(clock.today(), -3)
    token = token_for(person, worker)
    post(client, person, token, note_typed(**late_action(day)))
    address = reverse("records:check-draft", args=[person.key, token.key])
    key = f"past_due-{day.isoformat()}"

    refused = client.post(address, {"draft_version": "1"})
    assert "Say why it is late already" in refused.text
    assert Entry.objects.count() == 0
    said = {"reason": "It has been done already", "detail": "I rang on Monday."}
    client.post(
        address, {"draft_version": "1"} | {f"gap-{key}-{name}": text for name, text in said.items()}
    )

    entry = Entry.objects.get()
    assert entry.versions.get().gaps == {key: said}
    page = client.get(reverse("records:entry", args=[person.key, entry.key]))
    assert "already past when signed" in page.text


def test_an_action_may_be_due_today(client, person, worker):
    signed(client, person, token_for(person, worker), note_typed(**late_action(clock.today())))

    assert Entry.objects.get().actions.get().due_on == clock.today()


def test_an_opinion_without_its_reason_cannot_be_signed(client, person, worker):
    typed = note_typed() | {
        "statements-0-text": ["He seemed low."],
        "statements-0-kind": ["opinion"],
        "statements-0-rationale": [""],
    }
    token = token_for(person, worker)
    post(client, person, token, typed)

    refused = client.post(
        reverse("records:check-draft", args=[person.key, token.key]), {"draft_version": "1"}
    )

    assert refused.status_code == 200
    assert (
        "Statement 1 (opinion, “He seemed low.”): enter what the opinion is based on"
        in refused.text
    )
    assert Entry.objects.count() == 0


def test_an_urgent_record_is_signed_with_answers_missing_and_finished_later(client, person, worker):
    token = token_for(person, worker)
    post(client, person, token, note_typed(discussion="", note_about="Gas left on"))

    client.post(
        reverse("records:check-draft", args=[person.key, token.key]),
        {"draft_version": "1", "finish_later": "on"},
    )

    entry = Entry.objects.get()
    task = Action.objects.get(entry=entry, text__startswith="Finish the record")
    assert entry.finish_later
    assert task.owner == worker
    assert task.due_on == clock.add_working_days(clock.today(), 1)


def test_hidden_answers_stay_in_the_draft_and_out_of_the_entry(client, person, worker):
    typed = note_typed(author_took_part="true", provider_reason="Typed, then hidden")
    token = token_for(person, worker)

    post(client, person, token, typed)
    assert Draft.objects.get().typed["provider_reason"] == ["Typed, then hidden"]
    client.post(
        reverse("records:check-draft", args=[person.key, token.key]), {"draft_version": "1"}
    )

    assert "provider_reason" not in Entry.objects.get().versions.get().values


def test_a_shown_answer_is_asked_for_and_signed(client, person, worker):
    token = token_for(person, worker)
    colleague = make_staff(name="Denise Obi")
    typed = note_typed(
        author_took_part="false",
        provider_reason="She rang from the visit",
        information_provider=f"staff:{colleague.staff_number}",
        information_provider_other="",
    )

    signed(client, person, token, typed)

    entry = Entry.objects.get()
    assert entry.versions.get().values["provider_reason"] == "She rang from the visit"
    assert entry.information_provider == colleague


def test_guidance_about_an_entry_is_linked_to_it(client, person):
    manager = make_worker_of(person, Role.MANAGER)
    entry = make_entry(person=person)
    client.force_login(manager)
    begun = client.get(
        reverse("records:write", args=[person.key, "manager_guidance"]), {"about": entry.key}
    )
    desk = begun.context["desk"]
    typed = typed_for(catalogue().get("manager_guidance")) | {"about_entry": [desk.about]}

    post(client, person, desk.token, typed, type_key="manager_guidance")
    draft = Draft.objects.get()
    client.post(
        reverse("records:check-draft", args=[person.key, draft.key]), {"draft_version": "1"}
    )

    assert [
        link.target for link in Entry.objects.get(type_key="manager_guidance").links_out.all()
    ] == [entry]


# Corrections


def correct(client, entry, typed, *, kind="Something I wrote was wrong", detail="I misread it"):
    """Correct an entry through its form, as far as the check page."""
    token = token_for(entry.person, entry.author, corrects=entry)
    address = reverse("records:correct-entry", args=[entry.person.key, entry.key])
    return client.post(
        address,
        typed
        | {
            "form_token": token.sealed(),
            "draft_version": "0",
            "act": "check",
            "correction-kind": kind,
            "correction-detail": detail,
        },
    )


def test_a_correction_begins_from_what_was_signed(client, person, worker):
    signed(client, person, token_for(person, worker), note_typed(discussion="It was Monday."))
    entry = Entry.objects.get()

    page = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))

    assert "It was Monday." in page.text
    assert page.context["desk"].form["note_about"].value() == "Short answer to note_about"
    assert page.context["desk"].form.rows["statements"].forms[0]["text"].value() == (
        "A statement in statements."
    )


def test_a_correction_shows_old_and_new_and_is_signed(client, person, worker):
    signed(client, person, token_for(person, worker), note_typed(discussion="It was Monday."))
    entry = Entry.objects.get()

    response = correct(client, entry, note_typed(discussion="It was Tuesday."))
    page = client.get(response.url)
    client.post(response.url, {"draft_version": "1"})

    assert [(each.before, each.after) for each in page.context["changes"]] == [
        (["It was Monday."], ["It was Tuesday."])
    ]
    version = entry.versions.get(number=2)
    assert version.values["discussion"] == "It was Tuesday."
    assert version.reason == "Something I wrote was wrong. I misread it"
    assert Draft.objects.count() == 0


def test_a_correction_asks_why_of_a_late_action_only_where_the_date_is_new(client, person, worker):
    week_ago = clock.add_days(clock.now(), -7)
    day = clock.add_days(clock.today(), -3)
    action = {"text": "Ring", "owner": worker, "due_on": day, "priority": "ROUTINE"}
    event = {"on": clock.day_of(week_ago).isoformat(), "time_not_known": "Through the day"}
    entry = make_entry(
        person=person,
        by=worker,
        values=note_values(event_at=event),
        actions=[action],
        at=week_ago,
    )
    key = entry.actions.get().key
    same = note_typed(discussion="It was Tuesday.", **event_typed(clock.day_of(week_ago)))
    same |= late_action(day) | {"actions-0-key": [key]}
    address = correct(client, entry, same).url
    assert client.get(address).context["check"].obstacles == []

    moved = same | late_action(clock.add_days(day, -1)) | {"actions-0-key": [key]}
    other = client.get(correct(client, entry, moved).url).context["check"].obstacles
    assert [each.problem.instead for each in other] == ["Say why it is late already"]


def page_sent(client, page, **changes):
    """Send a form of a correction back as the page shows it, but for some answers."""
    return client.post(page.context["desk"].action, sent_back(page) | changes)


@pytest.mark.parametrize("act", ["check", "save", "add_row"])
def test_a_correction_in_which_nothing_was_typed_leaves_no_draft(client, person, worker, act):
    signed(client, person, token_for(person, worker), note_typed())
    entry = Entry.objects.get()
    page = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))

    pressed = {"add_row": "actions"} if act == "add_row" else {"act": act}
    response = page_sent(client, page, **pressed)

    assert not Draft.objects.exists()
    if act == "save":
        assert response.url == reverse("records:entry", args=[person.key, entry.key])
        return
    texts = [each["text"] for each in response.context["desk"].mistakes]
    assert texts == (
        [
            "Nothing is different from what was signed. Change what was wrong",
            "Choose what kind of correction it is",
            "Enter what was wrong, and how you know",
        ]
        if act == "check"
        else []
    )
    assert page_sent(client, response, act="save", note_about="Another").status_code == 302


def test_an_unfinished_correction_is_offered_and_no_second_one_made_unseen(client, person, worker):
    signed(client, person, token_for(person, worker), note_typed())
    entry = Entry.objects.get()
    address = reverse("records:correct-entry", args=[person.key, entry.key])
    opened_before = client.get(address)
    correct(client, entry, note_typed(discussion="It was Tuesday."))
    draft = Draft.objects.get()

    offered = client.get(address)

    assert "You began a correction on" in offered.text
    assert reverse("records:edit-draft", args=[person.key, draft.key]) in offered.text
    assert "form_token" not in offered.text

    page_sent(client, opened_before, act="save", discussion="It was Wednesday.")
    second = Draft.objects.exclude(pk=draft.pk).get()
    assert second.copy_of == draft.key
    edited = client.get(reverse("records:edit-draft", args=[person.key, second.key]))
    assert edited.context["desk"].unfinished == [draft]
    assert "You have begun another correction of this entry." in edited.text


def test_a_second_draft_of_one_kind_is_begun_beside_the_offer_of_the_first(client, person, worker):
    address = reverse("records:write", args=[person.key, NOTE])
    assert "You began this kind of record" not in client.get(address).text
    post(client, person, token_for(person, worker), note_typed(), act="save")
    draft = Draft.objects.get()
    Draft.objects.update(started_at=clock.add_hours(draft.started_at, -24 * 8))

    page = client.get(address)

    offer = page.text[page.text.index("You began this kind of record") :]
    offer = offer[: offer.index("</div>")]
    assert reverse("records:edit-draft", args=[person.key, draft.key]) in offer
    assert "8 days old" in offer
    assert 'href="#desk">Start another' in offer
    post(client, person, token_for(person, worker), note_typed(), act="save")
    assert Draft.objects.count() == 2
    colleague = make_worker_of(person)
    client.force_login(colleague)
    assert "You began this kind of record" not in client.get(address).text


def test_beginning_a_correction_again_throws_the_one_before_away_and_leads_back(
    client, person, worker
):
    signed(client, person, token_for(person, worker), note_typed())
    entry = Entry.objects.get()
    correct(client, entry, note_typed(discussion="It was Tuesday."))
    away = reverse("records:throw-away", args=[person.key, Draft.objects.get().key])

    response = client.post(f"{away}?again", follow=True)

    assert not Draft.objects.exists()
    assert response.context["desk"].form["discussion"].value() != "It was Tuesday."


def test_a_correction_needs_its_reason(client, person, worker):
    signed(client, person, token_for(person, worker), note_typed())
    entry = Entry.objects.get()

    page = correct(client, entry, note_typed(discussion="Other"), kind="", detail="")

    assert [each["text"] for each in page.context["desk"].mistakes] == [
        "Choose what kind of correction it is",
        "Enter what was wrong, and how you know",
    ]
    assert entry.versions.count() == 1


def own_words(text):
    """Somebody's own words, as typed."""
    return {"persons_own_words-0-text": [text]}


def test_changed_own_words_are_refused_before_the_last_page(client, person, worker):
    signed(client, person, token_for(person, worker), note_typed() | own_words("I am fine."))
    entry = Entry.objects.get()

    page = correct(client, entry, note_typed() | own_words("I am cold."))
    draft = Draft.objects.get()
    led_back = client.get(reverse("records:check-draft", args=[person.key, draft.key]))
    allowed = correct(
        client,
        entry,
        note_typed() | own_words("I am cold."),
        kind="The person asked for the change",
    )

    assert page.status_code == 200
    assert [each["target"] for each in page.context["desk"].mistakes] == ["id_correction-kind_0"]
    assert "own words are different" in page.context["desk"].mistakes[0]["text"]
    assert led_back.url.endswith("?checked")
    assert allowed.status_code == 302


# Rows without scripts


def test_a_row_is_added_without_scripts_and_nothing_typed_is_lost(client, person, worker):
    typed = note_typed(discussion="Still here") | {
        "statements-0-text": ["It was cold."],
        "statements-0-kind": ["fact"],
        "statements-TOTAL_FORMS": ["1"],
    }
    token = token_for(person, worker)

    page = post(client, person, token, typed, act="", add_row="statements")

    assert page.status_code == 200
    assert page.text.count('name="statements-1-text"') == 1
    assert "Still here" in page.text
    assert "It was cold." in page.text
    assert page.context["desk"].mistakes == []


# Who may write


def test_a_type_is_written_only_by_the_roles_it_names(client, person):
    clerk = make_worker_of(person, Role.BUSINESS_SUPPORT)
    client.force_login(clerk)

    page = client.get(reverse("records:write", args=[person.key, "needs_assessment"]))
    offered = client.get(reverse("records:choose-type", args=[person.key])).context["offered"]

    assert page.status_code == 403
    assert "practitioners" in page.text
    assert "needs_assessment" in [each.key for each, _ in offered.others]


def test_nobody_writes_without_a_basis(client, person):
    client.force_login(make_staff())

    page = client.get(reverse("records:write", args=[person.key, NOTE]))

    assert "/emergency/" in page["Location"]


# Bad input


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("event_at_day", "soon", "day must be a number"),
        ("source", "Made up", "Choose one answer from the list"),
        ("third_party_flag", "No'; DROP TABLE", "Choose one answer from the list"),
        ("author_took_part", "perhaps", "Choose yes or no"),
        ("note_about", "x" * 251, "250 characters or fewer"),
        ("discussion", "y" * 1_048_576, "1,000,000 characters or fewer"),
        ("discussion", "A bell\x07 rang", "hidden character after “A bell”"),
        ("statements-0-kind", "rumour", "choose a kind of statement from the list"),
        ("actions-0-priority", "whenever", "choose how soon from the list"),
    ],
)
def test_wrong_input_is_said_and_kept_and_nothing_is_signed(
    client, person, worker, field, value, message
):
    token = token_for(person, worker)
    typed = note_typed(**{field: value})

    page = post(client, person, token, typed)

    assert page.status_code == 200
    assert any(message in each["text"] for each in page.context["desk"].mistakes)
    assert Draft.objects.get().typed[field] == [value]
    if field in ("discussion", "note_about", "event_at_day"):
        assert value[:1000] in page.text
    assert Entry.objects.count() == 0


def test_an_event_cannot_be_in_the_future(client, person, worker):
    tomorrow = clock.add_days(clock.today(), 1)
    token = token_for(person, worker)

    page = post(client, person, token, note_typed() | event_typed(tomorrow))

    assert [each["text"] for each in page.context["desk"].mistakes] == [
        "The date and time it happened must not be in the future"
    ]


def test_nul_is_refused_with_a_sentence_and_the_text_is_still_there(client, person, worker):
    token = token_for(person, worker)
    typed = note_typed(discussion="Before\x00after", note_about="Kept")

    page = post(client, person, token, typed, act="save")
    answer = autosave(client, person, token, typed)

    assert page.status_code == 400
    assert "hidden character after “Before”" in page.text
    assert "Kept" in page.text
    assert answer.status_code == 422
    assert answer.json()["saved"] is False
    assert Draft.objects.count() == 0


def test_a_count_of_rows_that_was_tampered_with_does_no_harm(client, person, worker):
    token = token_for(person, worker)
    typed = note_typed() | {
        "statements-TOTAL_FORMS": ["99999999999999999999"],
        "statements-INITIAL_FORMS": ["-1"],
        "actions-TOTAL_FORMS": ["٣"],
    }

    assert post(client, person, token, typed).status_code == 302


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: "",
        lambda sealed: sealed[:-3] + "abc",
        lambda sealed: signing.dumps({"person": 1}, salt=SALT),
        lambda sealed: signing.dumps([1, 2], salt=SALT),
        lambda sealed: signing.dumps("x", salt="something else"),
        lambda sealed: "\x00",
    ],
)
def test_a_token_that_is_not_ours_is_refused_and_the_text_is_still_there(
    client, person, worker, damage
):
    token = token_for(person, worker)

    page = post(client, person, damage(token.sealed()), note_typed(discussion="All my words"))

    assert page.status_code == 400
    assert "could not be recognised" in page.text
    assert "All my words" in page.text
    assert Draft.objects.count() == 0
    assert Event.objects.filter(verb="records.form_refused").count() == 1


def test_a_token_signed_with_a_key_that_was_since_replaced_is_refused(
    client, person, worker, settings
):
    sealed = token_for(person, worker).sealed()
    settings.SECRET_KEY = "another key altogether, given to the service last night"
    settings.SECRET_KEY_FALLBACKS = []
    client.force_login(worker)

    page = post(client, person, sealed, note_typed(discussion="All my words"))

    assert page.status_code == 400
    assert "All my words" in page.text
    assert Draft.objects.count() == 0


def test_a_form_for_somebody_else_is_refused_and_the_text_is_still_there(client, person, worker):
    other = make_person()
    allocate(other, worker)

    page = post(client, person, token_for(other, worker), note_typed(discussion="All my words"))

    assert page.status_code == 400
    assert "opened for someone else’s record" in page.text
    assert "All my words" in page.text
    assert Draft.objects.count() == 0


def test_a_form_of_a_colleague_is_refused(client, person, worker):
    page = post(client, person, token_for(person, make_worker_of(person)), note_typed())

    assert page.status_code == 400
    assert "opened by a colleague" in page.text
    assert Draft.objects.count() == 0


def test_a_form_of_another_type_is_refused(client, person, worker):
    page = post(client, person, token_for(person, worker, "phone_call"), note_typed())

    assert page.status_code == 400
    assert "another kind of record" in page.text
    assert Draft.objects.count() == 0


def test_another_persons_draft_key_in_the_address_saves_nothing_there(client, person, worker):
    stranger = make_worker_of(person)
    theirs = uuid.uuid4()
    client.force_login(stranger)
    autosave(
        client, person, token_for(person, stranger, draft=theirs), note_typed(discussion="Hers")
    )
    client.force_login(worker)

    answer = autosave(
        client, person, token_for(person, worker, draft=theirs), note_typed(discussion="His")
    )

    assert answer.status_code == 403
    assert Draft.objects.get().typed["discussion"] == ["Hers"]


def test_someone_chosen_who_is_not_on_the_list_is_refused(client, person, worker):
    other = make_person()
    typed = typed_for(catalogue().get("phone_call")) | {"caller": [f"person:{other.key}"]}

    page = post(
        client, person, token_for(person, worker, "phone_call"), typed, type_key="phone_call"
    )

    assert "Someone chosen is not in the list" in page.text
    assert Entry.objects.count() == 0


def test_a_page_open_all_day_gets_a_fresh_token(client, worker):
    answer = client.get(reverse("records:csrf"))

    assert len(json.loads(answer.content)["csrf"]) == 64
