"""A manager and the people they supervise: from a figure to what moves it, and a meeting of two."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.site import Site
from tests.journeys.visits_and_calls import CASE_NOTE, HER_WORDS
from tests.journeys.writing import check_answers, date_of, fill

COMMENT = "What did she say or do? Give the reason, or leave it out."
SAID = "We read one visit together. The reasons stand beside the opinions now."
OPINION = "Read the notes of the last three visits. I think she is lonely."
POINT = "Two evenings on duty in one month"
AGREED = "Read the guide to opinions"
SENTENCE = "Her neighbour has the spare key until Monday."
ANSWER = "She told me so herself."
PUT_RIGHT = "Read the notes of the last three visits, and rang the day centre about Mondays."
OF_WHOM = "Case note, Win Clarke"
MEANS = "quick extra team. It comes out at night"


def test_from_the_figure_to_the_entry_its_correction_and_the_figure_moved(sign_in, site, scripts):
    writer = sign_in("fola.adeyemi", scripts=scripts)
    _sign(writer, site, OPINION)
    page = sign_in("ros.hale", scripts=scripts)
    page.get_by_role("navigation", name="Case records").get_by_role("link", name="Quality").click()
    check(page, "quality")
    before = _opinions(page)

    page.locator("section[aria-labelledby=figure-opinions] p a").first.click()
    check(page, "quality-records")
    expect(page.locator("main .card")).to_have_count(before)
    page.get_by_role("link", name=OF_WHOM).click()
    page.get_by_label("Comment for the writer").fill(COMMENT)
    entry = urlsplit(page.url).path.removesuffix("review/")
    page.get_by_role("button", name="Return with comment").click()
    expect(page.get_by_text("Returned to Fola Adeyemi")).to_be_visible()
    page.goto("/quality/opinions/")
    returned = page.locator("main .card").filter(has_text=OF_WHOM)
    expect(returned).to_contain_text("Returned with a comment")
    _put_right(writer, entry)

    page.reload()
    expect(page.locator("main .card")).to_have_count(before - 1)
    expect(returned).to_have_count(0)
    page.get_by_role("link", name="Put right").click()
    page.get_by_role("link", name=OF_WHOM).first.click()  # the newest on top
    assert page.url.endswith(entry + "review/")
    expect(page.get_by_text(PUT_RIGHT).first).to_be_visible()
    page.goto("/quality/")
    assert _opinions(page) == before - 1


def test_worker_and_supervisor_hold_a_session_and_both_sign_it(sign_in, site, scripts):
    page = sign_in("ros.hale", scripts=scripts)
    page.get_by_role("navigation", name="Case records").get_by_role(
        "link", name="Supervision"
    ).click()
    check(page, "supervision")
    page.get_by_role("table").get_by_role("link", name="Fola Adeyemi").click()
    check(page, "supervision-agreement")
    page.locator("main .cards").get_by_role("link").first.click()
    point = page.get_by_role("form", name="Something to talk about")
    point.get_by_role("textbox").fill(POINT)
    point.get_by_role("button", name="Put it on the agenda").click()
    expect(page.get_by_role("form", name="What is to be talked about")).to_contain_text(POINT)
    agenda = page.get_by_role("form", name="Who is talked about")
    agenda.get_by_role("checkbox", name=re.compile("^Win Clarke")).check()
    agenda.get_by_role("button", name="Keep the agenda").click()
    expect(page.get_by_role("link", name="Win Clarke")).to_be_visible()
    check(page, "supervision-planned")
    fill(page, date_of("words-held_on", clock.today()))
    page.get_by_label("What is said of practice?").fill(SAID)
    page.get_by_role("button", name="Sign what was said").click()
    expect(page.get_by_text("to sign.").first).to_be_visible()
    page.get_by_text("Agree an action").first.click()
    fill(page, {"action-text": AGREED, "action-owner": "Fola Adeyemi, Social worker"})
    fill(page, date_of("action-due_on", clock.today()))
    page.get_by_role("button", name="Agree the action").click()
    expect(page.locator("main .card").filter(has_text=AGREED)).to_contain_text("Fola Adeyemi")

    worker = sign_in("fola.adeyemi", scripts=scripts)
    worker.goto("/")
    worker.get_by_role("link", name="Sign your session").click()
    expect(worker.get_by_text(SAID)).to_be_visible()
    worker.get_by_label("Do you see anything differently?").fill("We read two.")
    worker.get_by_role("button", name="Sign it too").click()
    expect(worker.get_by_text("Signed by both of you.")).to_be_visible()
    check(worker, "supervision-signed")
    private = worker.url
    worker.get_by_role("link", name=AGREED).click()
    fill(worker, {"status": "Done", "outcome": "Read on Monday"})
    worker.get_by_role("main").get_by_role("button", name="Save").click()
    expect(worker.get_by_text("What became of it is kept.")).to_be_visible()
    worker.goto(private)
    expect(worker.locator("main .card").filter(has_text=AGREED)).to_contain_text("Read on Monday")
    assert sign_in("marcus.webb", scripts=scripts).request.get(private).status == 404
    worker.get_by_role("link", name="Write the note on their record").click()

    expect(worker.get_by_role("heading", name="Supervision case discussion")).to_be_visible()
    worker.goto(f"/people/{site.person_key('P10021')}/")
    expect(worker.locator(".identity")).to_contain_text("Win Clarke")
    assert SAID not in worker.content()  # what is said of staff stands on nobody's record


def test_a_reviewer_says_something_of_one_sentence_and_its_writer_answers(sign_in, site, scripts):
    writer = sign_in("fola.adeyemi", scripts=scripts)
    _sign(writer, site, f"Rang about the key safe. {SENTENCE}")
    page = sign_in("ros.hale", scripts=scripts)
    page.goto(f"{writer.url}review/")
    page.get_by_text("Say something of one sentence").click()
    page.get_by_role("radio", name=SENTENCE).check()
    page.get_by_label("What do you say of it?").fill(COMMENT)
    check(page, "review-sentence")
    page.get_by_role("button", name="Put it beside the sentence").click()
    expect(page.get_by_text("Fola Adeyemi sees it beside the sentence.")).to_be_visible()

    writer.goto("/")
    about = writer.get_by_role("region", name="About a sentence of yours")
    about.get_by_role("link").first.click()
    expect(writer.get_by_text(SENTENCE)).to_be_visible()
    writer.get_by_label("What do you answer?").fill(ANSWER)
    check(writer, "answer-comment")
    writer.get_by_role("button", name="Answer").click()
    expect(writer.get_by_text(ANSWER)).to_be_visible()
    page.reload()

    expect(page.get_by_text(ANSWER)).to_be_visible()


def _opinions(page: Page) -> int:
    """Return how many records the figure of opinions without reasons counts."""
    words = page.locator("section[aria-labelledby=figure-opinions] p").first.inner_text()
    return int(words.split()[0].replace("None", "0"))


def test_a_short_form_of_the_council_is_written_in_full_with_one_press(sign_in, site, scripts):
    short = "QXT" if scripts else "ZKT"
    admin = sign_in("mina.takahashi", scripts=scripts)
    admin.goto("/recording-checks/acronym_unexplained/words/")
    check(admin, "checks-short-forms")
    fill(admin, {"phrase": short, "says": MEANS, "reason": "They began this month."})
    admin.get_by_role("button", name="Add it").click()
    expect(admin.get_by_role("row").filter(has_text=short)).to_contain_text(MEANS)
    admin.get_by_role("link", name=short, exact=True).click()
    check(admin, "checks-short-form")
    admin.goto("/recording-checks/vague_words/words/")
    check(admin, "checks-words")

    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto("/recording-examples/")
    check(page, "recording-examples")
    page.goto(f"/people/{site.person_key('P10021')}/write/{CASE_NOTE.type_key}/")
    told = {"discussion": f"The {short} came at nine."}
    fill(page, {**CASE_NOTE.first, **CASE_NOTE.answers, **HER_WORDS, **told})
    in_full, press = (
        f"The quick extra team ({short}) came at nine.",
        re.compile("^Write it in full"),
    )
    if scripts:
        page.get_by_role("button", name=press).click()
        expect(page.locator("#id_discussion")).to_have_value(in_full)
        check_answers(page)
    else:
        check_answers(page)
        page.get_by_role("button", name=press).click()
    expect(page.locator("main")).to_contain_text(in_full)
    expect(page.get_by_role("button", name=press)).to_have_count(0)


def _sign(page: Page, site: Site, text: str) -> None:
    person = site.person_key("P10021")
    page.goto(f"/people/{person}/write/{CASE_NOTE.type_key}/")
    fill(page, {**CASE_NOTE.first, **CASE_NOTE.answers, **HER_WORDS, "discussion": text})
    check_answers(page)
    page.get_by_role("button", name="Sign entry").click()
    expect(page.get_by_role("link", name="Correct this entry")).to_be_visible()


def _put_right(page: Page, entry: str) -> None:
    page.goto(f"{entry}correct/")
    fill(page, {"correction-kind": "Something I wrote was wrong"})
    fill(page, {"correction-detail": "It gave no reason.", "discussion": PUT_RIGHT})
    check_answers(page)
    page.get_by_role("button", name="Sign correction").click()
    expect(page.get_by_text("It gave no reason.").first).to_be_visible()
