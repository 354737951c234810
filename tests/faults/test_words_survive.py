"""Twelve ways of ending a session or a connection in the middle of a note, and a crash.

What ruling 15 promises is looked for in the database, letter by letter: with scripts all that was
typed before the fault and while it lasted, without scripts all that was sent. A few run with every
test run, the whole with `make assurance`.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from caserecords.demo.data import PASSWORD
from tests.journeys.conftest import PATIENCE
from tests.journeys.looking import check

EMAIL = "fola.adeyemi@northmere.example"
NEW_PASSWORD = "three-grey-kettles"
BEFORE = "Gwên fach; اتصلت ليلى — 👩🏽‍🦽 <b>&amp;</b> {{ 7*7 }} '; --  two  spaces \n\nand a line "
DURING = "What she said while nobody could save it: “Dw i’n iawn”. e\u0301\u0323 "
SAVED = re.compile(r"^Saved \d")
TOO_LONG, TOO_LONG_IN_ALL = timedelta(minutes=21), timedelta(hours=10, minutes=1)
assurance = pytest.mark.assurance


def with_and_without_scripts(*quick: bool):
    """Try both ways; those in ``quick`` in every run of the tests."""
    return pytest.mark.parametrize(
        "scripts",
        [
            pytest.param(way, id=f"scripts-{name}", marks=[] if way in quick else [assurance])
            for way, name in ((True, "on"), (False, "off"))
        ],
    )


class Note:
    """A case note about Win Clarke being written in a window of Fola Adeyemi's."""

    name, email = "discussion", EMAIL

    def __init__(self, site, page: Page) -> None:
        self.site, self.page = site, page
        self.had = site.texts(self.email, self.name)
        page.goto("/")
        sign_in(page, email=self.email)
        self.open()
        self.type(BEFORE)
        if page.runs_scripts:
            expect(page.locator("[data-draft-status]")).to_have_text(SAVED)
        else:
            self.send()
            newest = self.site.rows("SELECT key FROM records_draft ORDER BY id DESC LIMIT 1")
            page.goto(f"/drafts/{newest[0][0]}/")
        assert self.kept() == [BEFORE]

    def open(self) -> None:
        self.page.goto(self.address())

    def address(self) -> str:
        return f"/people/{win_clarke(self.site)}/write/case_note/"

    @property
    def box(self):
        return self.page.locator(f'[name="{self.name}"]')

    def type(self, text: str) -> None:
        self.box.focus()
        self.box.evaluate("box => box.setSelectionRange(box.value.length, box.value.length)")
        self.page.keyboard.insert_text(text)

    def send(self) -> None:
        self.page.get_by_role("button", name="Leave for later").click()

    def kept(self) -> list[str]:
        return self.site.texts(self.email, self.name)[len(self.had) :]

    def wait_until_kept(self, text: str) -> None:
        """Wait for the page to save by itself."""
        for _ in range(PATIENCE // 100):
            if self.kept()[-1:] == [text]:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"Not kept: {self.kept()}")

    def says(self, words: str) -> None:
        expect(self.page.locator("[data-draft-status]")).to_contain_text(words)

    def go_on_as(self, password: str = PASSWORD, *, sends: bool = True) -> None:
        """Sign in again as the page asks, and come back to the text."""
        if self.page.runs_scripts:
            self.says("You were signed out")
            expect(self.page.get_by_role("heading", name="You were signed out")).to_be_visible()
            expect(self.box).not_to_be_visible()
            with self.page.context.expect_page() as opened:
                self.page.get_by_role("link", name="Sign in again in a new tab").click()
            sign_in(opened.value, password)
            opened.value.close()
            self.come_back()
            expect(self.box).to_be_visible()
            self.says("Saved")
        else:
            if sends:
                self.send()
            expect(self.page.get_by_role("heading", level=1)).to_have_text("You were signed out")
            assert DURING not in self.page.content()
            sign_in(self.page, password)
            expect(self.page.get_by_text("is kept here")).to_be_visible()
        expect(self.box).to_have_value(BEFORE + DURING)

    def come_back(self) -> None:
        """Do what a browser does when its window is looked at again."""
        self.page.bring_to_front()
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")


class AdditionToNote(Note):
    """An addition to a signed entry about Win Clarke, likewise."""

    name = "text"

    def address(self) -> str:
        found = self.site.rows(
            "SELECT entry.key FROM records_entry entry JOIN people_person person"
            " ON person.id = entry.person_id WHERE person.council_reference = 'P10021'"
            " AND entry.sensitivity = 'NORMAL' AND entry.taken_off_at IS NULL"
            " ORDER BY entry.id LIMIT 1"
        )
        return f"/people/{win_clarke(self.site)}/entries/{found[0][0]}/add/"


class NoteOnDuty(Note):
    """A note of somebody on duty, whose reason to open the record stands for the day."""

    email = "colette.dacosta@northmere.example"

    def open(self) -> None:
        self.reason_runs_out()  # one of an earlier note of that day
        self.page.goto(self.address())
        self.say_why(self.page)

    def say_why(self, page: Page) -> None:
        page.get_by_label("I am on duty").check()
        page.get_by_label("What are you going to do?").fill("Write down what she rang about")
        page.get_by_role("button", name="Open the record").click()
        page.wait_for_load_state()

    def reason_runs_out(self) -> None:
        self.site.rows(
            "UPDATE people_accessreason SET expires_at = now() FROM accounts_user who"
            " WHERE who.id = user_id AND email = %s AND expires_at > now() RETURNING 1",
            self.email,
        )


def sign_in(page: Page, password: str = PASSWORD, *, email: str = EMAIL) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)


def win_clarke(site) -> str:
    return site.rows("SELECT key FROM people_person WHERE council_reference = 'P10021'")[0][0]


@pytest.fixture
def note(site, open_window, scripts):
    return Note(site, open_window(scripts=scripts))


@with_and_without_scripts(True, False)
def test_nobody_did_anything_for_twenty_minutes(note, site):
    site.let_pass("session_last_act_at", TOO_LONG)
    note.type(DURING)

    note.go_on_as()

    assert note.kept() == [BEFORE + DURING]


@with_and_without_scripts()
def test_ten_hours_are_over(note, site):
    site.let_pass("session_started_at", TOO_LONG_IN_ALL)
    note.type(DURING)

    note.go_on_as()

    assert note.kept() == [BEFORE + DURING]


@with_and_without_scripts()
def test_an_administrator_ends_the_session(note, site):
    site.end_sessions()
    note.type(DURING)

    note.go_on_as()

    assert note.kept() == [BEFORE + DURING]


@with_and_without_scripts()
def test_the_directory_signs_them_out(note, site):
    site.end_sessions()
    note.page.context.clear_cookies(name="sessionid")
    note.type(DURING)

    note.go_on_as()

    assert note.kept() == [BEFORE + DURING]


@with_and_without_scripts()
def test_the_password_is_changed_elsewhere(note, site):
    try:
        site.set_password(EMAIL, NEW_PASSWORD)
        note.type(DURING)

        note.go_on_as(NEW_PASSWORD)

        assert note.kept() == [BEFORE + DURING]
    finally:
        site.set_password(EMAIL, PASSWORD)


@with_and_without_scripts()
def test_the_account_is_closed(note, site):
    """It is kept for the manager, and not shown."""
    try:
        site.set_account_in_use(EMAIL, in_use=False)
        note.type(DURING)

        if note.page.runs_scripts:
            note.says("kept for your manager")
        else:
            note.send()
            expect(note.page.get_by_text("kept for your manager")).to_be_visible()
            assert DURING not in note.page.content()

        assert note.kept() == [BEFORE + DURING]
    finally:
        site.set_account_in_use(EMAIL, in_use=True)


@with_and_without_scripts(True)
def test_the_service_is_killed_and_begins_again(note, site):
    site.kill()
    note.type(DURING)
    if note.page.runs_scripts:
        note.says("Not saved since")
        site.start()
        note.says("Saved")
    else:
        site.start()
        note.send()
        expect(note.page.get_by_role("heading", level=1)).to_have_text("Your drafts")

    assert note.kept() == [BEFORE + DURING]


@with_and_without_scripts()
def test_the_secret_key_is_changed(note, site):
    old = site.secret_key
    try:
        site.change_secret_key(f"another {old}")
        note.type(DURING)
        if note.page.runs_scripts:
            note.wait_until_kept(BEFORE + DURING)
        else:
            note.send()
            expect(note.page.get_by_role("heading", level=1)).to_have_text("Your drafts")

        assert note.kept() == [BEFORE + DURING]
    finally:
        site.change_secret_key(old)


@with_and_without_scripts(True, False)
def test_the_reason_that_was_stated_runs_out(site, open_window, scripts):
    note = NoteOnDuty(site, open_window(scripts=scripts))
    note.reason_runs_out()
    note.type(DURING)
    page = note.page
    if scripts:
        note.says("Say why you need Win Clarke's record today")
        with page.context.expect_page() as opened:
            page.evaluate("window.open('/people/' + location.pathname.split('/')[2] + '/reason/')")
    else:
        note.send()
        expect(page.get_by_role("heading", level=1)).to_have_text("Say why you need this record")
        check(page, "reason-first")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Say why in a new tab").click()
    note.say_why(opened.value)
    opened.value.close()
    if scripts:
        note.come_back()
    else:
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your drafts")

    note.wait_until_kept(BEFORE + DURING)


@with_and_without_scripts()
def test_the_form_s_protection_against_other_sites_has_run_out(note, site):
    note.page.context.clear_cookies(name="csrftoken")
    note.type(DURING)
    if note.page.runs_scripts:
        note.wait_until_kept(BEFORE + DURING)
    else:
        note.send()
        expect(note.page.get_by_text("Nothing has been saved yet")).to_be_visible()
        note.page.get_by_role("button", name="Send it again").click()
        expect(note.page.get_by_role("heading", level=1)).to_have_text("Your drafts")

    assert note.kept() == [BEFORE + DURING]


@with_and_without_scripts()
def test_a_second_tab_writes_in_the_same_draft(note, site):
    other = note.page.context.new_page()
    other.goto(note.page.url)
    other.locator('[name="discussion"]').fill("Something quite different.")
    if note.page.runs_scripts:
        expect(other.locator("[data-draft-status]")).to_have_text(SAVED)
    else:
        other.get_by_role("button", name="Leave for later").click()
    note.type(DURING)
    if note.page.runs_scripts:
        expect(note.page.get_by_role("alert").first).to_contain_text("kept as a separate draft")
    else:
        note.send()
        expect(note.page.get_by_text("kept as a separate draft")).to_be_visible()

    assert note.kept() == ["Something quite different.", BEFORE + DURING]


@with_and_without_scripts()
def test_the_laptop_sleeps_without_a_network(note, site):
    """Without scripts the browser itself keeps what it could not send, and sends it again."""
    note.page.context.set_offline(True)
    note.type(DURING)
    if note.page.runs_scripts:
        note.says("Offline. Not saved since")
    else:
        note.send()
        expect(note.box).to_have_count(0)
    site.let_pass("session_last_act_at", TOO_LONG)
    note.page.context.set_offline(False)
    if not note.page.runs_scripts:
        note.page.reload()

    note.go_on_as(sends=note.page.runs_scripts)

    assert note.kept() == [BEFORE + DURING]


@with_and_without_scripts()
def test_the_browser_crashes(note, site, open_window):
    if note.page.runs_scripts:
        note.type(DURING)
        note.wait_until_kept(BEFORE + DURING)
    else:
        note.type(DURING)
        note.send()
    note.page.context.close(reason="crash")
    page = open_window(scripts=note.page.runs_scripts)
    page.goto("/drafts/")
    sign_in(page)
    page.get_by_role("link", name="Case note about Win Clarke").first.click()

    expect(page.locator('[name="discussion"]')).to_have_value(BEFORE + DURING)
    assert note.kept() == [BEFORE + DURING]


@pytest.mark.parametrize("scripts", [True], ids=["scripts-on"])
def test_a_warning_comes_before_the_end_and_any_key_prolongs(note, site):
    page = note.page
    page.clock.install()
    page.reload()
    site.let_pass("session_last_act_at", timedelta(minutes=17, seconds=40))
    page.clock.fast_forward("17:40")
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="about 3 minutes")).to_have_count(1)
    check(page, "session-warning")

    page.keyboard.press("Shift")

    expect(page.get_by_role("heading", name="Are you still there?")).to_have_count(0)
    site.let_pass("session_last_act_at", TOO_LONG)
    page.clock.fast_forward("21:00")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to case records")
    sign_in(page)
    expect(note.box).to_have_value(BEFORE)


@pytest.mark.parametrize("scripts", [True], ids=["scripts-on"])
def test_the_service_is_killed_while_an_addition_is_typed(site, open_window, scripts):
    addition = AdditionToNote(site, open_window(scripts=scripts))
    site.kill()
    addition.type(DURING)
    addition.says("Not saved since")

    site.start()

    addition.says("Saved")
    assert addition.kept() == [BEFORE + DURING]
    addition.page.goto("/drafts/")
    addition.page.get_by_role("link", name="Read or delete").first.click()
    addition.page.get_by_role("button", name="Delete what was kept").click()
    assert addition.kept() == []


@assurance
@pytest.mark.parametrize("scripts", [True], ids=["scripts-on"])
def test_nobody_did_anything_while_an_addition_was_typed(site, open_window, scripts):
    addition = AdditionToNote(site, open_window(scripts=scripts))
    site.let_pass("session_last_act_at", TOO_LONG)
    addition.type(DURING)

    addition.go_on_as()

    assert addition.kept() == [BEFORE + DURING]
