"""Breaches, paper, holds, destruction, the schedule, complaints, training and a manager's week."""

from playwright.sync_api import Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.writing import date_of, fill, say_why, take_step, way

NEEDS_WORKER = True
SENT = "Sent, given or said to somebody"


def test_a_breach_is_reported_seen_at_once_and_closed(sign_in, scripts):
    words = f"A review of Win went to a wrong address, {way(scripts)}."
    page = sign_in("jo.lindqvist", scripts=scripts)
    page.goto("/breaches/report/")
    page.get_by_label(SENT).check()
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what went wrong")
    expect(page.get_by_label(SENT)).to_be_checked()
    page.get_by_label("Tell it in your own words").fill(words)
    page.get_by_label("Whose data is it").fill("One person: name and address")
    page.get_by_label("The council references").fill("P10021")
    check(page, "breach-report")
    page.get_by_role("button", name="Report it").click()
    expect(page.locator("main")).to_contain_text("71 hours left")
    breach = page.url

    page = sign_in("ros.hale", scripts=scripts)
    expect(page.get_by_role("region", name="Breaches of data")).to_be_visible()
    page.goto("/breaches/")
    expect(page.locator("main")).to_contain_text(words)
    page.goto(breach)
    take_step(page, "Say how it was contained", "Brought back unopened.", asks="What was done")

    page = sign_in("lena.fforde", scripts=scripts)
    page.goto(breach)
    check(page, "breach")
    for does, choice, asks in (
        ("Decide the risk to people", "A risk to people is unlikely", "Why?"),
        ("Say whether the Information Commissioner is told", "Not told", "What was said"),
        ("Say whether the people are told", "Not told", "How, or why not?"),
        ("Say what was learned", "A slip", "What is changed"),
    ):
        expect(page.get_by_role("link", name="Close it", exact=True)).to_have_count(0)
        take_step(page, does, "The envelope was not opened.", asks=asks, choice=choice)
    take_step(page, "Close it", "All of it is said.", asks="Why can it be closed?")
    check(page, "breach-closed")
    page.goto("/breaches/")
    expect(page.locator("main")).not_to_contain_text(words)
    page.get_by_role("link", name="Those that are closed").click()
    expect(page.locator("main")).to_contain_text(words)


def test_paper_is_registered_taken_out_brought_back_and_lost(sign_in, scripts, site):
    called = f"Letters of 2012, {way(scripts)}"
    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto(f"/people/{site.person_key('P10021')}/paper/")
    page.get_by_role("link", name="Put paper on the register").click()
    page.get_by_label("What is it?").fill(called)
    page.get_by_label("In which locked place").fill("Cabinet 4, locked")
    page.get_by_label("Who has the keys?").fill("Ros Hale")
    check(page, "paper-register")
    page.get_by_role("button", name="Put it on the register").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(called)
    page.get_by_role("link", name="Take it out").click()
    page.get_by_label("A copy").check()
    page.get_by_label("What is it needed for").fill("The hearing about her tenancy.")
    page.get_by_label("Where will it be?").fill("The county court")
    page.get_by_label("It is carried closed").check()
    check(page, "paper-out")
    page.get_by_role("button", name="Take it out").click()
    expect(page.locator("main")).to_contain_text("The county court")
    item = page.url

    manager = sign_in("ros.hale", scripts=scripts)
    manager.goto("/paper/")
    manager.get_by_role("link", name=called).click()
    take_step(
        manager,
        "Say that you know, as their manager",
        "It is right.",
        asks="Is it right that it is out",
    )

    page.goto(item)
    page.get_by_role("link", name="Say that it is back").click()
    page.get_by_label("In what condition is it").fill("All of it is there.")
    page.get_by_label("Where will it be?").fill("Cabinet 4, locked")
    page.get_by_role("button", name="Say that it is back").click()
    expect(page.locator("main")).to_contain_text("In its place")
    page.get_by_role("link", name="Report that it is lost").click()
    page.get_by_label("Where was it last seen").fill("Not in the cabinet this morning.")
    page.get_by_role("button", name="Report that it is lost").click()
    check(page, "paper-lost")
    manager.goto("/breaches/")
    expect(manager.locator("main")).to_contain_text("Not in the cabinet this morning.")


def test_a_record_is_held_and_only_then_cannot_be_destroyed(sign_in, scripts, site):
    key = site.person_key("P09041")
    page = _officer(sign_in("helen.marsh", scripts=scripts), key)
    page.goto(f"/people/{key}/hold/")
    page.get_by_label("A claim, or a letter before one").check()
    page.get_by_label("What is it about?").fill("A fall on our steps in 2018.")
    page.get_by_label("Who asked for it").fill("Letter of Tarn and Vale, solicitors")
    later = clock.add_days(clock.today(), 90)
    fill(page, date_of("place-review_on", later))
    check(page, "hold")
    page.get_by_role("button", name="Hold the record").click()
    page.goto("/holds/")
    expect(page.locator("main")).to_contain_text("P09041")
    page.goto(f"/people/{key}/end-of-record/")
    expect(page.locator("main")).to_contain_text("held")
    expect(page.get_by_role("button", name="Ask a second officer")).to_have_count(0)
    check(page, "end-of-record-held")

    page.goto(f"/people/{key}/hold/")
    expect(page.locator("main")).to_contain_text("Another records officer ends it")

    page = _officer(sign_in("ruth.penhallow", scripts=scripts), key)
    page.goto(f"/people/{key}/hold/")
    page.get_by_text("It is over").click()
    page.get_by_label("Why is it over?").fill("The claim was withdrawn.")
    page.get_by_role("button", name="End the hold").click()
    page.goto(f"/people/{key}/end-of-record/")
    expect(page.get_by_role("button", name="Ask a second officer")).to_be_visible()


def test_one_officer_proposes_and_another_agrees_to_destroy(sign_in, scripts, site):
    key = site.person_key("P09041")
    page = _officer(sign_in("owen.castell", scripts=scripts), key)
    page.goto(f"/people/{key}/end-of-record/")
    page.get_by_label("Why may it be destroyed?").fill("Nothing since 2018.")
    page.get_by_role("button", name="Ask a second officer to agree").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Why may it be destroyed?")).to_have_value("Nothing since 2018.")
    for box in page.get_by_role("checkbox").all():
        box.check()
    check(page, "end-of-record")
    page.get_by_role("button", name="Ask a second officer to agree").click()
    expect(page.get_by_role("button", name="Agree: destroy")).to_have_count(0)

    second = _officer(sign_in("ruth.penhallow", scripts=scripts), key)
    second.goto(f"/people/{key}/end-of-record/")
    second.get_by_label("What did you look at?").fill("Claims and safeguarding: nothing.")
    check(second, "end-of-record-agree")
    second.get_by_role("button", name="Agree: destroy this record").click()
    expect(second.locator("main")).to_contain_text("destroyed on")
    check(second, "end-of-record-planned")
    second.locator("summary", has_text="Take it back").click()
    second.get_by_label("Why is it taken back?").fill("A claim is expected.")
    second.get_by_role("button", name="Take it back").click()
    expect(second.get_by_role("button", name="Ask a second officer")).to_be_visible()
    second.goto("/certificates/")
    second.get_by_role("link", name="Certificate 1").click()
    expect(second.locator("main")).to_contain_text("P09012")
    check(second, "certificate")


def test_a_record_is_offered_to_an_archive_and_waits_for_its_answer(sign_in, scripts, site):
    key, today = site.person_key("P09041"), clock.today()
    page = _officer(sign_in("owen.castell", scripts=scripts), key)
    page.goto(f"/people/{key}/end-of-record/")
    page.locator("summary", has_text="Say to which archive").click()
    page.get_by_label("To which archive is it offered?").fill("Northmere Record Office")
    fill(page, date_of("offer-offered_on", today))
    page.get_by_role("button", name="Offer it", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Enter why the archive may want it")
    archive = page.get_by_label("To which archive is it offered?")
    expect(archive).to_have_value("Northmere Record Office")
    page.get_by_label("Why may the archive want it?").fill("She wrote of the mill's last years.")
    check(page, "archive-offer")
    page.get_by_role("button", name="Offer it", exact=True).click()
    expect(page.locator("main")).to_contain_text("Nothing is destroyed before it has answered.")
    expect(page.get_by_role("button", name="Ask a second officer")).to_have_count(0)
    page.goto("/due-for-review/")
    expect(page.locator("main")).to_contain_text("Northmere Record Office")
    check(page, "due-with-an-offer")

    page.goto(f"/people/{key}/end-of-record/")
    page.get_by_label("It takes the record").check()
    page.get_by_label("Who answered, and what did they say?").fill("Its archivist: closed to 2110.")
    fill(page, date_of("archive-answered_on", today))
    page.get_by_role("button", name="Keep the answer").click()
    expect(page.locator("main")).to_contain_text("Nothing is destroyed before the archive has it.")
    page.get_by_label("What was handed over, and how?").fill("The copy as PDF/A, by hand.")
    page.get_by_label("Which number does it have in the archive?").fill("NRO 2026/114")
    fill(page, date_of("hand-handed_over_on", today))
    check(page, "archive-hand-over")
    page.get_by_role("button", name="Keep that it was handed over").click()
    expect(page.locator("main")).to_contain_text("NRO 2026/114")
    expect(page.get_by_role("button", name="Ask a second officer")).to_be_visible()
    check(page, "archive-has-it")


def test_the_schedule_is_changed_after_seeing_what_would_change(sign_in, scripts):
    page = sign_in("helen.marsh", scripts=scripts)
    page.goto("/how-long-we-keep/direct_payment/")
    years = page.get_by_label("For how many years is it kept?")
    now = int(years.input_value())
    years.fill(str(now + 1))
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(years).to_have_value(str(now + 1))
    page.get_by_label("Why is it changed?").fill("Audit asked for one year more.")
    fill(page, date_of("starts_on", clock.add_days(clock.today(), 30)))
    page.get_by_role("button", name="See what it would change").click()
    decide = page.get_by_role("button", name="Decide it")
    _look_until(page, decide)
    check(page, "schedule-change")
    page.get_by_role("button", name="Leave the schedule as it is").click()
    page.goto("/how-long-we-keep/direct_payment/")
    expect(page.get_by_label("For how many years is it kept?")).to_have_value(str(now))


def test_a_complaint_is_taken_down_and_its_manager_sees_it(sign_in, scripts, site):
    words = f"Nobody rang me back, {way(scripts)}."
    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto(f"/people/{site.person_key('P10021')}/requests/new/")
    page.get_by_label("To complain about care or support").check()
    page.get_by_label("What did they say, in their words?").fill(words)
    page.get_by_label("Win Clarke", exact=True).check()
    page.get_by_label("By telephone").check()
    check(page, "complaint")
    page.get_by_role("button", name="Put it on the register").click()
    page = sign_in("ros.hale", scripts=scripts)
    page.goto("/complaints/")
    expect(page.locator("main")).to_contain_text("Win Clarke")
    check(page, "complaints")


def test_a_policy_is_written_read_by_staff_and_asked_again_when_it_changes(sign_in, scripts):
    called = f"Records on the bus: {way(scripts)}"
    keeper = sign_in("mina.takahashi", scripts=scripts)
    keeper.goto("/guidance-library/add/")
    keeper.get_by_label("What is it about?").fill(called)
    keeper.get_by_label("All staff are to say that they have read it").check()
    fill(keeper, {"owner": "Mina Takahashi, System administrator"})
    keeper.get_by_label("Why is it added?").fill("A laptop was left open on the 14.")
    keeper.get_by_role("button", name="Add it to the library").click()
    expect(keeper.get_by_role("alert").first).to_be_visible()
    expect(keeper.get_by_label("What is it about?")).to_have_value(called)
    keeper.locator("#id_text").fill("Nobody reads a record where others see the screen.")
    check(keeper, "policy-new")
    keeper.get_by_role("button", name="Add it to the library").click()
    expect(keeper.get_by_role("heading", level=1)).to_contain_text(called)
    policy = keeper.url

    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto("/")
    to_read = page.get_by_role("region", name="Policies to read")
    to_read.get_by_role("link", name=called).click()
    check(page, "policy-to-read")
    page.get_by_role("button", name="I have read this").click()
    expect(page.locator("main")).to_contain_text("that you have read this")
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text(called)
    manager = sign_in("ros.hale", scripts=scripts)
    manager.goto("/guidance-library/who-has-read/")
    row = manager.get_by_role("row", name=called)
    row.locator("summary").click()
    expect(row).to_contain_text("Fola Adeyemi")
    check(manager, "policy-read-by")

    keeper.goto(f"{policy}change/")
    keeper.locator("#id_text").fill("Nobody opens a record on a bus.")
    keeper.get_by_label("Why is it changed?").fill("Nobody knew what “where others see” is.")
    keeper.get_by_role("button", name="Keep it for everyone").click()
    page.goto("/")
    expect(to_read.get_by_role("link", name=called)).to_be_visible()
    expect(to_read).to_contain_text("Nobody knew what")
    page.goto(policy)
    page.get_by_text("As it stood then").click()
    expect(page.locator("main")).to_contain_text("where others see the screen")
    page.get_by_role("button", name="I have read this").click()
    expect(page.locator("main")).to_contain_text("that you have read this")


def test_a_death_is_recorded_asks_for_what_is_to_be_done_and_is_taken_back(sign_in, scripts, site):
    key = site.person_key("P10078")
    page = sign_in("ros.hale", scripts=scripts)
    page.goto(f"/people/{key}/death/record/")
    page.get_by_label("Known", exact=True).check()
    fill(page, date_of("died_on", clock.add_days(clock.today(), 1)))
    page.get_by_label("Family or friend").check()
    page.get_by_label("Who told us?").fill("Her niece")
    page.get_by_label("What did they say, or what did you see?").fill("At home, in her sleep.")
    page.get_by_role("button", name="Record the death").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a day that is today or in the past")
    expect(page.get_by_label("Who told us?")).to_have_value("Her niece")
    fill(page, date_of("died_on", clock.today()))
    check(page, "death")
    page.get_by_role("button", name="Record the death").click()
    expect(page.locator("main")).to_contain_text("Not confirmed yet")
    check(page, "death-to-do")
    page.locator(".cards .card__name a").first.click()
    page.get_by_label("Done", exact=True).check()
    page.get_by_label("What was done, or why is it not needed?").fill("Rang her niece.")
    page.get_by_role("button", name="Close it").click()
    page.goto(f"/people/{key}/how-long/")
    expect(page.locator("main")).to_contain_text("a death is recorded")
    page.goto(f"/people/{key}/death/")
    expect(page.locator("main")).to_contain_text("Rang her niece.")
    page.get_by_role("link", name="It was recorded in error").click()
    page.get_by_label("How did the mistake come about?").fill("Another Mr Langdon.")
    check(page, "death-undo")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("is living, as far as the record says")


def test_a_file_of_completed_training_is_looked_at_and_taken_in(sign_in, scripts, tmp_path):
    course = f"Records in court: {way(scripts)}"
    file = tmp_path / "training.csv"
    heads = "staff_number,about,course,completed_on"
    wrong = f"{heads}\nN9999,Recording,{course},{clock.today()}\n"
    page = sign_in("mina.takahashi", scripts=scripts)
    page.goto("/staff/training/")
    page.get_by_role("link", name="Take in a file of completed training").click()
    check(page, "training-import")
    for text in (wrong, wrong.replace("N9999", "N1014")):
        file.write_text(text, encoding="utf-8")
        page.get_by_label("File of completed training").set_input_files(file)
        page.get_by_role("button", name="Show what it would do").click()
        if text is wrong:
            expect(page.locator("main")).to_contain_text("Nobody here has the staff number")
            expect(page.get_by_role("button", name="Take the whole file in")).to_have_count(0)
            check(page, "training-import-mistake")
            page.get_by_role("link", name="Choose another file").click()
    check(page, "training-import-plan")
    page.get_by_role("button", name="Take the whole file in").click()
    page.get_by_role("link", name="Tom Ellery").click()
    expect(page.locator("main")).to_contain_text(course)


def test_every_number_of_a_managers_week_opens_its_list(sign_in, scripts):
    page = sign_in("ros.hale", scripts=scripts)
    page.goto("/this-week/")
    check(page, "this-week")
    links = [each.get_attribute("href") for each in page.locator("main dd a, main .stats a").all()]
    assert len(links) > 5
    for link in links:
        assert page.goto(link).status == 200, link
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def _officer(page: Page, person: str) -> Page:
    page.goto(f"/people/{person}/end-of-record/")
    say_why(page, "The review of this month", "See whether it may go")
    return page


def _look_until(page: Page, locator) -> None:
    for _ in range(60):
        if locator.count():
            return
        page.wait_for_timeout(1000)
        page.reload()
        page.wait_for_load_state()
    raise AssertionError(page.locator("main").inner_text())
