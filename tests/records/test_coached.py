"""The coach on the page before signing: what it says, what is answered, and what is kept."""

import re

import lxml.html
import pytest
from django.urls import reverse

from accounts.roles import Role
from records.models import Action, Draft, Entry
from records.rules import coached
from records.shown import findings
from records.shown.findings import findings_for
from tests.people.factories import make_worker_of
from tests.records.factories import sent_back, statement_typed
from tests.records.test_findings import found_in
from tests.records.test_second_look import checked

pytestmark = pytest.mark.django_db
POOR = "He is wheelchair-bound. Prior to lunch I saw Mr X. It was decided to close the case!"
ACRONYMS = list(zip(
    ("OT", "DP", "POC", "MDT", "DST", "IMCA", "RPR", "LPA", "CHC", "SALT", "AMHP", "DoLS"),
    "ABCDEFGHJKLM", strict=True,
))  # fmt: skip
BLUNT = "He lost the plot. Prior to lunch he slept."


def said(page):
    return {each.words: each for each in page.context["coaching"].said}


def named(page, words, part):
    """The name of a control that answers what is said of some words."""
    return said(page)[words].form.add_prefix(part)


def sign(client, page, **typed):
    return client.post(page.request["PATH_INFO"], {"draft_version": "1"} | typed)


def stored():
    return {row.words: row for row in Entry.objects.get().versions.get().findings.all()}


def test_the_page_suggests_and_leads_to_the_question(client, person, worker):
    more = "THE DOOR WAS OPEN AND NOBODY CAME. She is on a number of tablets."
    page = checked(client, person, worker, {"discussion": [f"{POOR} {more}"]})
    assert {"wheelchair-bound", "Mr X", "Prior to"} <= set(said(page))
    shown = page.content.decode()
    assert "About the words" in shown
    assert shown.count("“Prior to”") == 1
    assert "More suggestions about the words" in shown
    assert all(each.target for each in said(page).values())


def press(client, page, words):
    """Press what one press puts right of some words, and go where it leads."""
    each = said(page)[words]
    sent = sign(client, page, put_right=each.key)
    assert (sent.status_code, sent.url) == (302, page.request["PATH_INFO"])
    return client.get(sent.url)


def test_one_press_writes_a_short_form_in_full_and_nothing_does_without(client, person, worker):
    page = checked(client, person, worker, {"discussion": ["MDTX met.\nThe MDT met, and the MDT."]})
    assert "Write it in full: multidisciplinary team (MDT)" in page.text
    assert Draft.objects.get().typed["discussion"] == ["MDTX met.\nThe MDT met, and the MDT."]

    after = press(client, page, "MDT")

    full = "MDTX met.\nThe multidisciplinary team (MDT) met, and the MDT."
    assert Draft.objects.get().typed["discussion"] == [full]
    assert "MDT" not in said(after)
    assert not Entry.objects.exists()


def test_one_press_changes_the_place_that_was_found_and_no_quoted_words(client, person, worker):
    written = "She said “the MDT is a waste of time”. The MDT met."
    page = checked(client, person, worker, {"discussion": [written]})

    after = press(client, page, "MDT")

    full = written.replace("The MDT", "The multidisciplinary team (MDT)")
    assert Draft.objects.get().typed["discussion"] == [full]
    assert "Your draft is changed" in after.text


def test_a_press_on_a_draft_that_was_changed_elsewhere_says_that_nothing_was_done(
    client, person, worker
):
    page = checked(client, person, worker, {"discussion": ["The MDT met."]})
    Draft.objects.update(version=2)  # changed in another window

    after = press(client, page, "MDT")

    assert "Nothing was changed" in after.text
    assert "Your draft is changed" not in after.text
    assert Draft.objects.get().typed["discussion"] == ["The MDT met."]


def test_enter_presses_nothing_but_what_signs(client, person, worker):
    page = checked(client, person, worker, {"discussion": ["The MDT met."]})

    first = page.text[page.text.index('name="draft_version"') :].split("<button", 1)[1]

    assert 'name="put_right"' in page.text
    assert "name=" not in first.split(">", 1)[0]


def test_one_press_adds_an_action_that_stands_in_the_text(client, person, worker):
    text = "I will ring the care agency on Friday."
    written = f"{text} I will write to her brother on Monday."
    page = checked(client, person, worker, {"discussion": [written]})

    after = press(client, page, text)

    typed = Draft.objects.get().typed
    assert typed["actions-1-text"] == [text]
    assert typed["actions-1-owner"] == [f"staff:{worker.staff_number}"]
    assert typed["discussion"] == [written]
    assert text not in said(after)


def test_words_of_another_kind_of_record_lead_to_it_with_all_that_was_typed(client, person, worker):
    text = "I assessed her capacity to sign the tenancy. She could not retain what I said."
    page = checked(client, person, worker, {"discussion": [text]})

    found = said(page)["assessed her capacity"]

    change = reverse("records:draft-kind", args=[person.key, Draft.objects.get().key])
    assert f'href="{change}?to={found.other_kind.key}"' in page.text
    assert client.get(f"{change}?to={found.other_kind.key}").status_code == 200


def test_a_press_for_what_is_not_there_any_more_signs_nothing(client, person, worker):
    page = checked(client, person, worker, {"discussion": ["It rained."]})

    sent = sign(client, page, put_right="0123456789ab")

    assert sent.status_code == 200
    assert "Nothing was changed" in sent.text
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("text", "page_key"),
    [
        ("He is from a BAME background.", "writing-about-ethnicity"),
        ("He is wheelchair-bound.", "writing-about-disability"),
        ("The elderly man opened the door.", "without-bias"),
        ("The MDT met.", ""),
    ],
)
def test_a_word_that_may_label_leads_to_the_guidance_about_it(
    client, person, worker, text, page_key
):
    page = checked(client, person, worker, {"discussion": [text]})

    assert {each.guidance for each in said(page).values()} - {""} == {page_key} - {""}
    if page_key:
        address = reverse("oversight:guidance-page", args=[page_key])
        assert address in page.text
        assert client.get(address).status_code == 200


def test_what_was_found_leads_to_its_question_in_the_entry(client, person, worker):
    page = checked(client, person, worker, {"discussion": [POOR]})
    sign(client, page)

    shown = client.get(reverse("records:entry", args=[person.key, Entry.objects.get().key])).text

    assert 'href="#answer-discussion"' in shown
    assert shown.count('id="answer-discussion"') == 1


def test_what_was_found_leads_to_no_question_that_its_page_does_not_show(client, person, worker):
    page = checked(client, person, worker, {"discussion": [POOR]})
    sign(client, page)
    entry = Entry.objects.get()
    entry.versions.get().findings.create(
        position=90,
        check_key="vague_words",
        level="must-fix",
        message="Ask.",
        place="provider_reason",
    )

    shown = client.get(reverse("records:entry", args=[person.key, entry.key])).text

    assert "“Why are you recording it for them?”" in shown
    for target in re.findall(r'href="#(answer-[^"]*)"', shown):
        assert f'id="{target}"' in shown


def test_no_suggestion_stands_in_the_way_of_signing(client, person, worker):
    page = checked(client, person, worker, {"discussion": [POOR]})
    signed = sign(client, page)
    assert signed.status_code == 302
    assert Entry.objects.get().versions.get().values["discussion"] == POOR


def test_the_persons_own_words_are_never_looked_at(client, person, worker):
    words = statement_typed("persons_own_words", "person_words", POOR)
    page = checked(client, person, worker, words)
    assert not set(said(page)) & {"wheelchair-bound", "Mr X", "Prior to"}


def test_what_must_be_put_right_asks_for_a_reason_and_takes_it(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    reason = named(page, "lost the plot", "reason")
    assert [each.words for each in page.context["coaching"].to_put_right] == ["lost the plot"]

    refused = sign(client, page)
    assert refused.context["check"].mistakes == [
        {"text": "Change “lost the plot”, or say why it stays", "target": f"id_{reason}"}
    ]
    assert not Entry.objects.exists()

    assert sign(client, page, **{reason: "So he says of himself."}).status_code == 302
    assert stored()["lost the plot"].reason == "So he says of himself."


def test_a_suggestion_is_left_with_a_reason_or_reported_with_one_press(client, person, worker):
    page = checked(client, person, worker, {"discussion": [POOR]})
    typed = {
        named(page, "Mr X", "reason"): "So he is called at the centre.",
        named(page, "Prior to", "is_unhelpful"): "on",
    }

    assert sign(client, page, **typed).status_code == 302

    rows = stored()
    assert rows["Mr X"].reason == "So he is called at the centre."
    assert [words for words, row in rows.items() if row.is_unhelpful] == ["Prior to"]


def test_no_finding_blocks_an_urgent_safety_record(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    assert "sign now, finish later" in page.content.decode()

    assert sign(client, page, finish_later="on").status_code == 302

    assert stored()["lost the plot"].reason == ""
    assert Action.objects.filter(text__startswith="Finish the record: ").count() == 1


def test_what_may_be_a_risk_stands_by_itself_and_asks_for_a_reason(client, person, worker):
    page = checked(client, person, worker, {"discussion": ["She told me that he hit her."]})
    shown = page.content.decode()
    (asked,) = page.context["coaching"].about_safety
    assert asked.finding.check == "safeguarding_not_raised"
    assert asked.finding.check not in {
        each.finding.check for each in page.context["coaching"].suggestions
    }
    assert shown.index("Is somebody at risk?") < shown.index("By signing you say")
    assert "Care Act 2014, section 42" in shown

    reason = asked.form.add_prefix("reason")
    assert sign(client, page, **{reason: "The concern is being written now."}).status_code == 302
    assert stored()[asked.words].reason == "The concern is being written now."


def test_what_may_be_a_risk_never_stops_signing_and_then_says_so_to_the_manager(
    client, person, worker
):
    page = checked(client, person, worker, {"discussion": ["She told me that he hit her."]})

    assert sign(client, page).status_code == 302

    client.force_login(make_worker_of(person, Role.MANAGER))
    entry = Entry.objects.get()
    shown = client.get(reverse("records:entry", args=[person.key, entry.key])).content.decode()
    assert "No reason was given." in shown


def test_what_is_warned_of_asks_why_stands_open_and_is_never_left_out(client, person, worker):
    text = " ".join(f"The {word} spoke to Mr {letter}." for word, letter in ACRONYMS)
    page = checked(client, person, worker, {"discussion": [f"{text} He is wheelchair-bound."]})
    coaching = page.context["coaching"]
    warned = [each for each in coaching.to_explain if each.finding.severity == "warning"]
    assert len(warned) > coached.SHOWN_AT_MOST
    assert all(each.finding.severity == "advice" for each in coaching.suggestions)
    shown = page.content.decode()
    assert shown.index("Look again</h2>") < shown.index("By signing you say")
    first = said(page)["Mr A"]
    box = lxml.html.fromstring(shown).get_element_by_id(f"id_{first.form.add_prefix('reason')}")
    assert not [each for each in box.iterancestors() if each.tag == "details"]

    reason = named(page, "Mr A", "reason")
    assert sign(client, page, **{reason: "So he is called there."}).status_code == 302

    client.force_login(make_worker_of(person, Role.MANAGER))
    entry = client.get(reverse("records:entry", args=[person.key, Entry.objects.get().key])).text
    assert "Look again" in entry
    assert "So he is called there." in entry
    assert "No reason was given." in entry


def test_a_correction_is_not_asked_again_why_what_was_signed_stays(person):
    found = found_in("I rang Mr X. The MDT met.", person)
    warned = coached.asked_why(found)
    assert {each.severity for each in warned} == {"warning"}
    stood = {(each.check, " ".join(each.words.casefold().split())) for each in warned}

    assert coached.asked_why(found, stood) == []


def test_the_manager_sees_what_the_writer_was_shown_and_no_more(
    client, person, worker, monkeypatch
):
    for module in (coached, findings):
        monkeypatch.setattr(module, "SHOWN_AT_MOST", 1)
    page = checked(client, person, worker, {"discussion": [POOR]})
    sign(client, page)
    entry = Entry.objects.get()
    kept = entry.versions.get().findings.count()
    manager = make_worker_of(person, Role.MANAGER)

    seen = findings_for(manager, entry)

    shown = {each.finding.message for each in page.context["coaching"].said}
    assert {each.row.message for each in (*seen.answered, *seen.others)} == shown
    assert len(seen.answered) + len(seen.others) < kept


def keep(client, page, **typed):
    return client.post(f"{page.request['PATH_INFO']}?keep=yes", {"draft_version": "1"} | typed)


def test_what_is_typed_on_the_page_is_kept_while_it_is_typed(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    reason = named(page, "lost the plot", "reason")

    answer = keep(client, page, **{reason: "His words.\r\nTwice.", "other": "x"})

    assert answer.json()["saved"] is True
    draft = Draft.objects.get()
    assert draft.before_signing == {reason: ["His words.\nTwice."]}
    assert (draft.version, answer.json()["version"]) == (1, 1)
    again = client.get(page.request["PATH_INFO"])
    assert said(again)["lost the plot"].form["reason"].value() == "His words.\nTwice."


def test_a_page_that_keeps_itself_still_signs_only_the_text_that_it_showed(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    reason = named(page, "lost the plot", "reason")
    Draft.objects.update(version=2)  # changed in another window

    answer = keep(client, page, **{reason: "His words."})
    assert answer.json()["version"] == 1

    refused = sign(client, page, **{reason: "His words."})
    assert "changed after you checked it" in refused.content.decode()
    assert not Entry.objects.exists()


def test_reasons_sent_without_scripts_are_kept_when_the_page_is_refused(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT + " He is a tramp."]})
    reason = named(page, "lost the plot", "reason")

    sign(client, page, **{reason: "His words."})

    assert Draft.objects.get().before_signing == {reason: ["His words."]}


def test_nothing_is_kept_of_a_draft_that_is_gone_or_somebody_elses(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    reason = named(page, "lost the plot", "reason")
    Draft.objects.all().delete()

    answer = keep(client, page, **{reason: "His words."})

    assert (answer.status_code, answer.json()["saved"]) == (409, False)


def test_a_character_that_cannot_be_kept_is_said(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    reason = named(page, "lost the plot", "reason")

    answer = keep(client, page, **{reason: "His\x00 words."})

    assert (answer.status_code, answer.json()["saved"]) == (422, False)
    assert Draft.objects.get().before_signing == {}


def test_a_correction_begins_with_the_reasons_that_were_given(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    sign(client, page, **{named(page, "lost the plot", "reason"): "His words."})
    entry = Entry.objects.get()
    form = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))
    typed = sent_back(form) | {
        "discussion": [BLUNT + " He is a tramp."],
        "correction-kind": [form.context["desk"].correction.fields["kind"].choices[0][0]],
        "correction-detail": ["A sentence was left out."],
        "act": "check",
    }
    sent = client.post(reverse("records:correct-entry", args=[person.key, entry.key]), typed)
    assert sent.status_code == 302, sent.context["desk"].mistakes
    page = client.get(sent.url)

    assert [each.words for each in page.context["coaching"].to_put_right] == ["tramp"]
    assert said(page)["lost the plot"].form["reason"].value() == "His words."


@pytest.mark.parametrize("asks_for_actions", [True, False])
def test_a_correction_that_leaves_the_actions_alone_is_offered_none(
    client, person, worker, asks_for_actions
):
    text = "I will ring the care agency on Friday."
    sign(client, checked(client, person, worker, {"discussion": ["It rained."]}))
    entry = Entry.objects.get()
    form = client.get(reverse("records:correct-entry", args=[person.key, entry.key]))
    typed = sent_back(form) | {
        "discussion": [f"{text} I will write to her brother on Monday."],
        "correction-kind": [form.context["desk"].correction.fields["kind"].choices[0][0]],
        "correction-detail": ["A sentence was left out."],
        "act": "check",
    }
    sent = client.post(reverse("records:correct-entry", args=[person.key, entry.key]), typed)
    draft = Draft.objects.get()
    if not asks_for_actions:
        draft.typed = {
            name: each for name, each in draft.typed.items() if not name.startswith("actions-")
        }
        draft.save()

    found = said(client.get(sent.url))[text]

    assert bool(found.remedy) is asks_for_actions


def test_writer_and_reviewer_see_findings_and_reasons_beside_the_entry(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    typed = {
        named(page, "lost the plot", "reason"): "So he says of himself.",
        named(page, "Prior to", "is_unhelpful"): "on",
    }
    sign(client, page, **typed)
    entry = Entry.objects.get()
    colleague = make_worker_of(person)
    manager = make_worker_of(person, Role.MANAGER)
    seen = {}
    for name, user, url in (
        ("writer", worker, "records:entry"),
        ("colleague", colleague, "records:entry"),
        ("manager", manager, "records:entry"),
        ("review", manager, "oversight:review"),
    ):
        client.force_login(user)
        seen[name] = client.get(reverse(url, args=[person.key, entry.key])).content.decode()

    for name in ("writer", "manager", "review"):
        assert "So he says of himself." in seen[name], name
        assert "The writer says that this does not help." in seen[name], name
    assert "So he says of himself." not in seen["colleague"]
    assert "The writer says that this" not in seen["colleague"]


def test_what_is_to_be_finished_leads_from_the_writers_lists_to_the_form(client, person, worker):
    page = checked(client, person, worker, {"discussion": [BLUNT]})
    sign(client, page, finish_later="on")
    entry = Entry.objects.get()
    action = Action.objects.get(text__startswith="Finish the record: ")
    form = reverse("records:correct-entry", args=[person.key, entry.key])
    lists = [
        reverse("home"),
        reverse("records:my-actions"),
        reverse("records:close-action", args=[person.key, action.key]),
        reverse("records:entry", args=[person.key, entry.key]),
    ]
    for url in lists:
        assert "Finish" in client.get(url).content.decode()
        assert f'href="{form}"' in client.get(url).content.decode(), url

    Entry.objects.update(finish_later=False)

    for url in lists[:3]:
        assert f'href="{form}"' not in client.get(url).content.decode(), url
