"""Files, as a practitioner adds, describes and looks at them."""

from playwright.sync_api import expect

from tests.journeys.looking import check
from tests.records.papers import mail, pdf

TEXT = "Mum had a good night, says the sitter."


def test_files_are_added_described_and_looked_at(sign_in, scripts, site):
    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto(f"/people/{site.person_key('P10021')}/write/email_received/")
    page.get_by_label("What it says, and why it matters").fill(TEXT)
    files = page.locator("[data-files]")
    if not files.locator("input[type=file]").is_visible():
        page.locator("details", has=files).locator("summary").first.click()

    files.locator("input[type=file]").set_input_files(
        [
            _sent("night.eml", mail(files={"plan.pdf": pdf("Turn her at two")})),
            _sent("run.exe", b"MZ\x90\x00"),
            _sent("letter.pdf", pdf("Her hip is healing")),
        ]
    )
    if not scripts:
        page.get_by_role("button", name="Add these files").click()

    expect(page.locator(".files__one")).to_have_count(2)
    expect(page.get_by_text("“run.exe” is not a kind that can be kept").first).to_be_visible()
    expect(page.get_by_label("What it says, and why it matters")).to_have_value(TEXT)
    page.get_by_role("button", name="Fill in this record from the email").click()
    expect(page.get_by_label("Email as received")).to_have_value("Win rang.\n")
    expect(page.get_by_label("What it says, and why it matters")).to_have_value(TEXT)
    page.get_by_role("button", name="Add “plan.pdf” by itself").click()
    expect(page.locator(".files__one")).to_have_count(3)
    check(page, "files-of-a-draft")

    page.get_by_role("link", name="Mrs Clarke", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mrs Clarke")
    expect(page.locator("main")).to_contain_text("Dr Sorsby <sorsby@surgery.example>")
    check(page, "file-email")
    page.get_by_role("link", name="Draft that it belongs to").click()
    page.get_by_role("link", name="plan.pdf", exact=True).click()
    expect(page.get_by_role("img", name="The page as a picture")).to_be_visible()
    expect(page.get_by_text("Turn her at two")).to_be_visible()
    check(page, "file-pdf")
    assert page.problems == []


def _sent(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
