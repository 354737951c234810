"""Something is shared: decided, copied with words removed on that decision, and asked back."""

import re

import pypdfium2
from playwright.sync_api import Page, expect

from tests.journeys.looking import check
from tests.journeys.writing import check_answers, fill, happened, yesterday

NEEDS_WORKER = True
MADE_WITHIN = 120_000  # milliseconds
WARD = "Dr Noor Ali, ward sister, North Tyne Hospital"
DECISION = {
    **happened(yesterday(), "4pm"),
    "direction": "We shared",
    "with_whom_other": WARD,
    "what": "The telephone calls of this spring, without what they say of others.",
    "how": "Secure email",
    "must_should_may_not": "Should: needed for our duty or to keep someone safe",
    "lawful_basis": "Public task (Article 6(1)(e))",
    "special_category_condition": "Health or social care purposes (Schedule 1 paragraph 2)",
    "confidence_considered": "She told us in confidence; the ward must send her home safely.",
    "person_agreement": "Said no, overridden (say why)",
    "person_agreement__reason": "She falls at night, and the ward has to plan for that.",
    "manager_told": "Ros Hale, Team manager",
    "told_person_of_decision": "Yes",
    "reason": "The ward plans how she goes home on Friday. She fell twice in a week and was not "
    "found for hours. That weighed more than her wish that nobody knows.",
    "decided_by": "Ros Hale, Team manager",
    "caldicott_asked": "Yes",
}


def test_what_is_shared_is_decided_copied_without_what_may_not_leave_and_asked_back(
    sign_in, scripts, site, tmp_path
):
    win = site.person_key("P10021")
    _decide(sign_in("fola.adeyemi", scripts=scripts), win)

    page = sign_in("helen.marsh", scripts=scripts)
    _open(page, win)
    page.get_by_role("navigation", name="This record").get_by_role("link", name="Copies").click()
    page.get_by_role("link", name="Redacted copies").click()
    check(page, "redactions-answer-a-request")
    request = _register(page)
    page.goto(f"/people/{win}/redactions/")
    page.get_by_role("link", name=f"Begin one for {request}").click()
    check(page, "redactions")
    page.get_by_label("Some: between two days").check()
    page.get_by_label("For another council or the NHS").check()
    page.get_by_label("Who may have it?").fill(WARD)
    page.get_by_role("button", name="Begin, and mark what is found").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose days, types or kinds")
    check(page, "redactions-refused")
    page.get_by_label(re.compile("^Telephone call")).check()
    page.get_by_role("button", name="Begin, and mark what is found").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Redact a copy")
    expect(page.locator("main")).to_contain_text("of these types of record: Telephone call")
    check(page, "redaction")
    case = page.url
    _decide_all(page, case)
    _weigh_all(page, case)
    page.get_by_role("button", name="Send it to be checked").click()
    expect(page.get_by_text("A second officer can check it now.")).to_be_visible()

    second = sign_in("owen.castell", scripts=scripts)
    _open(second, win)
    second.goto(case)
    check(second, "redaction-to-check")
    second.get_by_role("button", name="Agree: the copy may be made").click()
    expect(second.get_by_text("The copy can be made now.")).to_be_visible()

    page.goto(case)
    page.get_by_role("button", name="Make the redacted copy").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select which decision lets it be")
    page.get_by_label(re.compile("Dr Noor Ali.*should")).first.check()
    check(page, "redaction-rests-on")
    page.get_by_role("button", name="Make the redacted copy").click()
    expect(page.get_by_role("heading", name="The copy is ready")).to_be_visible(timeout=MADE_WITHIN)
    expect(page.locator("main")).to_contain_text("Should: needed for our duty")
    check(page, "redacted-copy-ready")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the PDF").click()
    pdf = tmp_path / "copy.pdf"
    coming.value.save_as(pdf)
    said = _words(pdf)
    assert "By a decision to share, of" in said
    assert "of these types of record: Telephone call" in said
    assert "She falls at night" not in said

    copy_key = page.url.rstrip("/").rpartition("/")[2]
    _deliver(page, request)
    ((digest,),) = site.rows("SELECT sha256 FROM disclosure_export WHERE key = %s", copy_key)
    _ask_back(page, win, copy_key, digest)
    assert page.problems == []


def _decide(page: Page, person: str) -> None:
    """Record that it should be shared although she said no, and whom that was told."""
    page.goto(f"/people/{person}/sharing/")
    page.goto(f"/people/{person}/write/information_sharing_decision/")
    fill(page, DECISION)
    check(page, "write-sharing-decision")
    check_answers(page)
    page.get_by_role("button", name="Sign entry").click()
    expect(page.get_by_text("It is now part of the record")).to_be_visible()
    page.goto(f"/people/{person}/sharing/")
    card = page.locator(".card", has_text="Dr Noor Ali").first
    expect(card).to_contain_text("Caldicott Guardian or data protection officer asked")
    expect(card).to_contain_text("overridden: She falls at night")
    expect(card).to_contain_text("decided by Ros Hale (Team manager)")


def _open(page: Page, person: str) -> None:
    """Open the record, saying why where it is asked."""
    page.goto(f"/people/{person}/")
    page.wait_for_load_state()
    if page.get_by_role("button", name="Open the record").count():
        page.get_by_label("I am correcting or checking").check()
        page.get_by_label("What asks for it?").fill("The ward, on Monday")
        page.get_by_label("What are you going to do?").fill("Copy what it needs")
        page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("navigation", name="This record")).to_be_visible()


def _decide_all(page: Page, case: str) -> None:
    """Read each part, remove what is proposed or to look at, and say that it is done."""
    page.locator(".redact-parts a").first.click()
    seen = 0
    while page.url != case:
        expect(page.locator(".redact")).to_be_visible()
        check(page, "redact-part")
        decide = page.get_by_role("button", name="Decide all that is undecided as proposed")
        if decide.count():
            decide.click()
            expect(page.get_by_text("Everything is decided as it was proposed.")).to_be_visible()
        apart = page.locator(".redact-mark", has_text="away from their name: to look at")
        if apart.count():
            check(page, "redact-part-to-look-at")
            for each in apart.all():
                each.get_by_role("radio", name="Remove them").check()
            page.get_by_role("button", name="Keep these decisions").click()
            expect(page.get_by_text("Your decisions are kept.")).to_be_visible()
        here = page.url
        page.get_by_role("button", name="I have read it").click()
        page.wait_for_url(lambda url, here=here: url != here)
        seen += 1
        assert seen < 40


def _register(page: Page) -> str:
    """Put on the register that the ward asks for something of the record."""
    page.get_by_role("link", name="Put a request on the register").click()
    page.get_by_label("Something of the record, for somebody else").check()
    page.get_by_label("What did they say").fill("What was rung about this spring?")
    page.get_by_label("Somebody else", exact=True).check()
    page.get_by_label("who are they").fill(WARD)
    page.get_by_label("By telephone").check()
    page.get_by_role("button", name="Put it on the register").click()
    told = page.get_by_text("is on the register")
    expect(told).to_be_visible()
    return re.search(r"SR\d+", told.inner_text())[0]


def _weigh_all(page: Page, case: str) -> None:
    """Weigh what it says of each of those whom the copy waits for, one by one."""
    check(page, "redaction-weighing")
    while (waiting := page.locator("#unweighed ~ ul a")).count():
        waiting.first.click()
        page.get_by_role("radio", name="They were not asked").check()
        page.get_by_role("radio", name="It is withheld").check()
        page.locator("textarea[name=words]").fill("The ward does not need it.")
        page.locator("main form button[type=submit]").click()
        expect(page.get_by_text(": kept.")).to_be_visible()
        page.goto(case)
    expect(page.get_by_role("button", name="Send it to be checked")).to_be_visible()


def _deliver(page: Page, request: str) -> None:
    """Say on the request what it still lacks, and that the copy was delivered."""
    page.get_by_role("link", name="on the request that it answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(request)
    for link, choice in (("how it is known who asks", "They were rung"), ("looked for", "")):
        page.get_by_role("link", name=link).click()
        if choice:
            page.get_by_label(choice).check()
        _say(page, "The telephone calls of this spring")
    while (waiting := page.locator('a[href*="/steps/third/?whom="]')).count():
        waiting.first.click()
        page.get_by_role("radio", name="They were not asked").check()
        page.get_by_role("radio", name="says nothing of them").check()
        _say(page, "No call of this spring names them.")
    page.get_by_role("link", name="Say that it was delivered").click()
    page.get_by_label("By secure email").check()
    _say(page, "To the ward’s own address")


def _say(page: Page, words: str) -> None:
    page.locator("textarea[name=words]").fill(words)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text(": kept.")).to_be_visible()


def _ask_back(page: Page, person: str, copy_key: str, digest: str) -> None:
    """Ask the copy back, and say what came of it; the log keeps both by the digest of the file."""
    page.goto(f"/people/{person}/sharing/")
    card = page.locator(".card", has=page.locator(f'a[href*="{copy_key}"]')).first
    code = card.locator(".card__facts .verbatim").inner_text()
    assert digest.startswith(code.replace("-", "").replace(" ", "").lower())
    check(page, "sharing-log")
    card.get_by_role("link", name="Ask for it back").click()
    check(page, "ask-back")
    page.get_by_role("button", name="Keep that it was asked back").click()
    expect(page.get_by_role("alert").first).to_contain_text("Enter why it is asked back")
    page.get_by_label("Why is it asked back?").fill("It went to the wrong ward.")
    page.get_by_label("Whom did you ask, and how?").fill("Dr Ali, by telephone.")
    page.get_by_role("button", name="Keep that it was asked back").click()
    expect(page.get_by_text("Kept in the sharing log.")).to_be_visible()
    expect(card).to_contain_text("Asked back")
    card.get_by_role("link", name="Say what came of it").click()
    page.get_by_label("Destroyed").check()
    page.get_by_label("What did they say, who said it, and when?").fill("Dr Ali wrote so today.")
    page.get_by_role("button", name="Keep what came of it").click()
    expect(card).to_contain_text("Dr Ali wrote so today.")
    check(page, "sharing-log-asked-back")


def _words(pdf) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())
