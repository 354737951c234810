"""Supervision from the agreement to its end: what is about staff stays apart from every record."""

import re

from playwright.sync_api import Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.site import Site
from tests.journeys.writing import (
    add_row,
    check_answers,
    date_of,
    fill,
    happened,
    way,
    yesterday,
)

COVERS = "An hour every time, with the door shut. Each of us brings one piece of recording."
OTHERWISE = "Two weeks, please, until I know the work."
UNPLANNED = "We met because Tuesday was hard. Nothing is asked of anybody but a quiet week."
ASKS = "The worker has asked to be supervised by somebody else."
ENDS = "They move to another team on Monday."
STAFF = "Tired since the spring, and says so. Wants to write up on Fridays."
POOR = "The snow kept both of us at home."
ASKED = "Bring one visit to read together"
NOBODY = "No: I would have something otherwise"
SUPERVISOR = "Ros Hale, Team manager"
# What is said of one person in each of the two ways; a note of the other way is no copy of it.
DISCUSSED = {
    True: "The MDT met twice about the stairs and could not agree who pays for a second rail. We "
    "read the last three visits together and asked what has changed since the spring, who has been "
    "told, what the family would rather have, and which steps agreed in March are left.",
    False: "The MDT wrote to the surgery about the hoist and nobody has answered. We looked at how "
    "the mornings go, at what was promised in the last review, at the two visits in June and at "
    "whether the carers come when they say, and could not find who was to ring them.",
}


def test_an_agreement_is_sent_back_agreed_held_when_overdue_and_ended(sign_in, scripts):
    email, worker_name, job = {
        True: ("marcus.webb", "Marcus Webb", "Occupational therapist"),
        False: ("jo.lindqvist", "Jo Lindqvist", "Reablement lead"),
    }[scripts]
    page = sign_in("ros.hale", scripts=scripts)
    page.goto("/supervision/")
    row = page.get_by_role("row").filter(has_text=worker_name)
    expect(row).to_contain_text("No agreement yet")
    _offer(page, f"{worker_name}, {job}", every="9")
    expect(page.get_by_role("alert")).to_contain_text("weeks or fewer")
    check(page, "supervision-offer-too-long")
    page.locator("main [name=every_weeks]").fill("4")
    page.get_by_role("button", name="Ask them to agree").click()
    expect(page.get_by_text("has it on their home page.")).to_be_visible()

    worker = sign_in(email, scripts=scripts)
    _answer(worker, NOBODY, "")
    expect(worker.get_by_role("alert")).to_contain_text("Enter what should be different")
    _send_answer(worker, NOBODY, OTHERWISE)
    check(worker, "supervision-sent-back")
    page.goto("/supervision/")
    expect(page.locator("main .card").filter(has_text=worker_name)).to_contain_text(OTHERWISE)
    _offer(page, f"{worker_name}, {job}", every="2")
    agreement = page.url
    _answer(worker, "Yes, I agree", "")
    expect(worker.get_by_text("Your answer is kept.")).to_be_visible()

    # It holds from forty days ago, so that a session is overdue at once.
    page.goto("/")
    expect(page.get_by_role("link", name=f"{worker_name}: a session is overdue")).to_be_visible()
    page.goto("/supervision/")
    expect(row).to_contain_text("Overdue since")
    check(page, "supervision-overdue")
    row.get_by_role("link", name=worker_name).click()
    expect(page.get_by_text("A session is overdue")).to_be_visible()
    # They meet today, without a plan: the day is put in and what was said written at once.
    fill(page, date_of("planned_on", clock.today()))
    page.get_by_role("button", name="Plan the session").click()
    page.get_by_label("What else was said?").fill(UNPLANNED)
    page.get_by_role("button", name="Sign what was said").click()
    expect(page.get_by_text("to sign.").first).to_be_visible()
    private = page.url
    page.goto("/supervision/")
    expect(row).not_to_contain_text("Overdue")
    worker.goto("/")
    worker.get_by_role("link", name=re.compile("^Sign your session of")).click()
    worker.get_by_role("button", name="Sign it too").click()
    expect(worker.get_by_text("Signed by both of you.")).to_be_visible()

    above = sign_in("priya.nair", scripts=scripts)
    above.goto(agreement)
    check(above, "supervision-asked-for-by-the-next-manager")
    above.get_by_label("Why do you ask to read it?").fill(ASKS)
    above.get_by_role("button", name="Read it").click()
    above.goto(private)
    expect(above.get_by_text("You read this as Ros Hale’s manager.")).to_be_visible()
    expect(above.get_by_text(UNPLANNED)).to_be_visible()
    above.goto(agreement)
    check(above, "supervision-read-by-the-next-manager")
    above.get_by_text("End this agreement").click()
    above.get_by_label("Why does it end?").fill(ENDS)
    above.get_by_role("button", name="End it today").click()
    expect(above.get_by_text("It has ended.")).to_be_visible()
    worker.goto(agreement)
    expect(worker.get_by_text(ASKS)).to_be_visible()
    expect(worker.get_by_text(ENDS).first).to_be_visible()
    check(worker, "supervision-ended")
    page.goto("/supervision/")
    expect(row).to_contain_text("No agreement yet")


def test_a_case_goes_on_its_record_in_time_and_what_is_about_staff_on_none(sign_in, site, scripts):
    reference, name = ("P10021", "Win Clarke") if scripts else ("P10057", "Sahra Warsame")
    note = f"Read the last three visits together, {way(scripts)}. Her sister has not been asked."
    page = sign_in("ros.hale", scripts=scripts)
    _planned(page)
    agenda = page.get_by_role("form", name="Who is talked about")
    agenda.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    agenda.get_by_role("button", name="Keep the agenda").click()
    about = page.locator(".panel__list > li").filter(has_text=name)
    about.locator("summary").click()
    expect(about).to_contain_text("open action")
    check(page, "supervision-agenda-with-actions")
    held_on = clock.add_working_days(clock.today(), -5)
    fill(page, date_of("words-held_on", held_on))
    page.get_by_label("How are things?").fill(STAFF)
    page.get_by_role("button", name="Sign what was said").click()
    expect(page.get_by_text("Note overdue")).to_be_visible()
    check(page, "supervision-note-overdue")
    private = page.url

    worker = sign_in("fola.adeyemi", scripts=scripts)
    worker.goto("/")
    asked = worker.get_by_role("region", name="Supervision").get_by_role("listitem")
    asked = asked.filter(has_text=f"Write the note about {name}")
    expect(asked).to_contain_text("Overdue")
    asked.get_by_role("link").click()
    fill(worker, {**happened(yesterday(), "10am"), "supervisor": SUPERVISOR})
    fill(worker, {"discussion": note, "person_view_heard": "In part"})
    fill(worker, {"risk_view": "Nothing has changed since the spring."})
    fill(worker, {"recording_quality": "Up to date and clear"})
    check(worker, "supervision-write-the-note")
    check_answers(worker)
    worker.get_by_role("button", name="Sign entry").click()
    expect(worker.get_by_text("It is now part of the record")).to_be_visible()

    worker.goto("/")
    expect(asked).to_have_count(0)
    worker.goto(private)
    expect(about.get_by_role("link", name="The note on their record")).to_be_visible()
    expect(worker.get_by_text(STAFF)).to_be_visible()
    assert note not in worker.content()  # it stands on the record, and is only pointed to
    person = site.person_key(reference)
    worker.goto(f"/people/{person}/")
    expect(worker.locator("main")).to_contain_text(note)
    assert STAFF not in worker.content()
    box = worker.get_by_label("Search this record")
    box.fill("Fridays")
    box.press("Enter")
    worker.wait_for_url(re.compile(r"/search/[a-z0-9]{12}/$"))
    assert STAFF not in worker.content()
    colleague = sign_in("tom.ellery", scripts=scripts)
    assert colleague.request.get(private).status == 404


def test_the_manager_decides_no_note_is_copied_and_the_agenda_says_why(sign_in, site, scripts):
    one, other = ("P10021", "P10057") if scripts else ("P10057", "P10021")
    worker = sign_in("fola.adeyemi", scripts=scripts)
    _write_note(worker, site.person_key(one), DISCUSSED[scripts])
    add_row(worker, "decisions_made")
    row = "decisions_made-0-"
    fill(
        worker, {f"{row}text": "A second rail is asked for.", f"{row}decider_role": "Team manager"}
    )
    fill(
        worker, {f"{row}reason": "Two falls on the stairs in a month, and one rail is not enough."}
    )
    fill(worker, {f"{row}impact": "Somebody comes to measure the stairs next week."})
    fill(
        worker,
        {f"{row}decided_by_other": "Fola Adeyemi"} | date_of(f"{row}decided_on", yesterday()),
    )
    worker.get_by_role("button", name="Check your answers").click()
    refused = worker.get_by_role("region", name="Still to answer")
    expect(refused).to_contain_text("name the supervisor alone as who decided")
    check(worker, "supervision-another-decides")
    worker.get_by_role("link", name="Go back to the form").click()
    worker.wait_for_load_state()
    fill(worker, {f"{row}decided_by_other": "", f"{row}decided_by": SUPERVISOR})
    worker.get_by_role("button", name="Check your answers").click()
    expect(refused).to_have_count(0)
    for gap in worker.locator(".obstacles__gap").all():
        gap.locator("summary").click()
        gap.locator("select").first.select_option(index=1)
    warned = worker.get_by_role("region", name="Look again")
    expect(warned.get_by_label("Why it stays as it is").first).to_be_visible()
    check(worker, "supervision-look-again")
    worker.get_by_role("button", name="Sign entry").click()
    expect(worker.get_by_text("It is now part of the record")).to_be_visible()

    # The same words are not signed of somebody else.
    _write_note(worker, site.person_key(other), DISCUSSED[scripts])
    worker.get_by_role("button", name="Check your answers").click()
    copied = worker.get_by_role("region", name="Change, or say why it stays")
    expect(copied).to_contain_text("This is the same")
    worker.get_by_role("button", name="Sign entry").click()
    expect(worker.get_by_role("alert").first).to_contain_text("or say why it stays")
    check(worker, "supervision-copy-refused")
    worker.get_by_role("link", name="Throw this draft away").click()
    worker.get_by_role("button", name="Throw draft away").click()
    expect(worker.get_by_role("heading", name="Your drafts")).to_be_visible()

    page = sign_in("ros.hale", scripts=scripts)
    _planned(page)
    agenda = page.get_by_role("form", name="Who is talked about")
    expect(agenda).to_contain_text("not discussed for 8 weeks")
    recording = page.locator(".panel").filter(has_text="Their recording")
    expect(recording).to_contain_text("pointed out")
    check(page, "supervision-agenda-reasons")
    # The newly qualified are seen every fortnight.
    page.goto("/supervision/")
    _offer(page, "Tom Ellery, Newly qualified social worker", every="4")
    expect(page.get_by_role("alert")).to_contain_text("2 weeks or fewer for Tom Ellery")


def test_a_session_that_was_not_held_says_why_and_moves(sign_in, scripts):
    page = sign_in("ros.hale", scripts=scripts)
    _planned(page)
    session = page.url
    page.get_by_text("It was not held").click()
    form = page.get_by_role("form", name="It was not held")
    form.get_by_role("button", name="Keep the new day").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter why")
    form.locator("[name=not_held-because]").fill(POOR)
    for name, value in date_of(
        "not_held-planned_on", clock.add_working_days(clock.today(), 3)
    ).items():
        form.locator(f"[name={name}]").fill(value)
    check(page, "supervision-not-held")
    form.get_by_role("button", name="Keep the new day").click()

    expect(page.get_by_text("Kept. This is the next one.")).to_be_visible()
    assert page.url != session
    page.get_by_role("link", name="Supervision of Fola Adeyemi").click()
    first = page.locator("main .card").filter(has_text=POOR).first
    expect(first).to_contain_text("Not held")
    page.goto(session)
    expect(page.get_by_text(POOR)).to_be_visible()


def test_an_action_that_was_agreed_is_late_until_it_is_closed(sign_in, site, scripts):
    action = f"{ASKED}, {way(scripts)}"
    page = sign_in("ros.hale", scripts=scripts)
    _planned(page)
    page.get_by_text("Agree an action").first.click()
    fill(page, {"action-text": action, "action-owner": "Fola Adeyemi, Social worker"})
    fill(page, date_of("action-due_on", clock.today()))
    page.get_by_role("button", name="Agree the action").click()
    card = page.locator("main .card").filter(has_text=action)
    expect(card).to_contain_text("Fola Adeyemi")
    _make_late(site, action)
    page.reload()
    expect(card).to_contain_text("overdue")

    worker = sign_in("fola.adeyemi", scripts=scripts)
    worker.goto("/")
    agreed = worker.get_by_role("region", name="Agreed actions").get_by_role("listitem")
    expect(agreed.filter(has_text=action)).to_contain_text("overdue")
    worker.get_by_role("link", name=action).click()
    check(worker, "supervision-action-overdue")
    fill(worker, {"status": "Not needed", "outcome": "We read it on the train."})
    worker.get_by_role("main").get_by_role("button", name="Save").click()
    expect(worker.get_by_text("What became of it is kept.")).to_be_visible()
    page.reload()
    expect(card).to_contain_text("We read it on the train.")
    expect(card).not_to_contain_text("overdue")


def _offer(page: Page, worker: str, *, every: str) -> None:
    """Write an agreement that holds from forty days ago."""
    page.get_by_role("link", name="Write an agreement").click()
    fill(page, {"worker": worker, "every_weeks": every, "covers": COVERS})
    fill(page, date_of("starts_on", clock.add_days(clock.today(), -40)))
    page.get_by_role("button", name="Ask them to agree").click()


def _answer(worker: Page, answer: str, reply: str) -> None:
    """Go from the home page to what is to be agreed, and answer."""
    worker.goto("/")
    worker.get_by_role("link", name="Agree how you are supervised").click()
    _send_answer(worker, answer, reply)


def _write_note(worker: Page, person: str, discussed: str) -> None:
    """Write what was said of somebody in supervision, as far as the check before signing."""
    worker.goto(f"/people/{person}/write/supervision_case_discussion/")
    fill(worker, {**happened(yesterday(), "10am"), "supervisor": SUPERVISOR})
    fill(worker, {"discussion": discussed, "person_view_heard": "In part"})
    fill(worker, {"risk_view": "Nothing has changed since the spring."})
    fill(worker, {"recording_quality": "Up to date and clear"})


def _send_answer(worker: Page, answer: str, reply: str) -> None:
    fill(worker, {"agrees": answer, "reply": reply})
    worker.get_by_role("button", name="Answer").click()
    worker.wait_for_load_state()


def _planned(page: Page) -> None:
    """Open the session with Fola Adeyemi that is planned."""
    page.goto("/supervision/")
    page.get_by_role("table").get_by_role("link", name="Fola Adeyemi").click()
    page.locator("main .card").filter(has_text="Planned").get_by_role("link").click()
    expect(page.get_by_role("form", name="What was said")).to_be_visible()


def _make_late(site: Site, action: str) -> None:
    """Let three days go by for one action."""
    moved = site.rows(
        "UPDATE oversight_agreedaction SET due_on = due_on - 3 WHERE text = %s RETURNING key",
        action,
    )
    assert len(moved) == 1
