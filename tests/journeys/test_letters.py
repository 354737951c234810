"""A practitioner writes an email from a record: looked over, taken back, and sent."""

from playwright.sync_api import expect

from tests.journeys.looking import check

NEEDS_WORKER = True
WORDS = "Dear Ana\n\nCan you be there on Friday at ten? The MDT meets then."


def test_an_email_is_looked_over_taken_back_and_sent(site, sign_in, scripts):
    page = sign_in("fola.adeyemi", scripts=scripts)
    person = site.person_key("P10021")
    page.goto(f"/people/{person}/letters/")
    check(page, "letter-begin")
    page.get_by_label("Somebody who is not on the record").check()
    page.get_by_label("By email").check()
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Email to")

    for turn in ("back", "sent"):
        if turn == "sent":
            page.goto(f"/people/{person}/letters/?to=OTHER&goes=EMAIL&template=blank")
        page.get_by_label("What are they called?").fill("Ana Marsh")
        page.get_by_label("Who are they, and for which organisation?").fill("Advocate")
        page.get_by_label("Another email address").check()
        page.get_by_label("Enter the email address").fill("ana.marsh@example.org")
        page.get_by_label("What is it about?").fill(f"P10021: Friday, {turn}")
        page.get_by_label("What do you write?").fill(WORDS)
        page.get_by_label("Secure email").check()
        page.get_by_label("Person agreed to this being shared").check()
        for asked in ("private information about someone else", "not be shown without advice"):
            page.get_by_role("group", name=asked).get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Check it").click()
        looked = page.get_by_role("region", name="Before it goes")
        expect(looked).to_contain_text("is not on the record")
        asked = page.get_by_role("region", name="Look again")
        expect(asked).to_contain_text("“MDT”")
        asked.get_by_label("Why it stays as it is").first.fill("She knows what it is.")
        check(page, "letter-looked-over")
        page.get_by_label("Why does it go all the same?").fill("She gave it on the phone.")
        page.get_by_role("button", name="Send the email").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("goes in a moment")
        check(page, "letter-waits")
        if turn == "back":
            page.get_by_role("button", name="Take it back").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("it was not sent")
            check(page, "letter-taken-back")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Sent", timeout=60_000)
    check(page, "letter-sent")
    page.get_by_role("link", name="The entry on the record").click()
    expect(page.locator("main")).to_contain_text(WORDS.split("\n")[2])
    beside = page.get_by_role("region", name="About the words, when it was signed")
    expect(beside).to_contain_text("She knows what it is.")
    page.get_by_role("link", name="Open what was sent").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sent")
    assert page.problems == []
