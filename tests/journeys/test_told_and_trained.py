"""People are told of the privacy notice, and again; staff whose training ran out, until it is done.

Time is moved where the service keeps it: a day is set to one that is over.
"""

from playwright.sync_api import Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.site import Site
from tests.journeys.writing import check_answers, date_of, fill, happened, way, yesterday

FOUR_POINTS = (
    "What we collect",
    "How we use it",
    "Who we may share it with",
    "How long we keep it",
)


def test_somebody_is_told_of_the_privacy_notice_and_again_when_it_changes(sign_in, scripts, site):
    site.rows("DELETE FROM governance_noticeagain RETURNING 1")
    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto("/")
    check(page, "home-notices")
    page.goto("/privacy-notices/")
    check(page, "notices")
    link = page.locator("main .panel__list a").first
    name, form = link.inner_text().removeprefix("Tell "), link.get_attribute("href")
    person = form.split("/write/")[0]
    link.click()
    fill(page, {"given": "Yes"})
    page.get_by_role("button", name="Check your answers").click()
    expect(page.locator("main")).to_contain_text("Select the format")
    _tell(page, form, version="2.9", format_="Large print")
    page.goto(f"{person}/about/")
    told = page.locator("main")
    expect(told).to_contain_text("version 2.9")
    expect(told).to_contain_text("The notice is another one now.")
    page.goto("/privacy-notices/")
    expect(page.locator("main")).not_to_contain_text(name)

    officer = sign_in("lena.fforde", scripts=scripts)
    officer.goto("/privacy/")
    officer.get_by_role("link", name="Have people told again of this version").click()
    version = officer.locator("main strong.verbatim").inner_text()
    officer.get_by_role("button", name="Have people told again").click()
    expect(officer.get_by_role("alert")).to_contain_text("Enter what is other now")
    check(officer, "tell-again-refused")
    why = f"We share with one hospital more ({way(scripts)})."
    officer.get_by_label("What is other now").fill(why)
    officer.get_by_role("button", name="Have people told again").click()
    expect(officer.locator("main")).to_contain_text("Lena Fforde")
    check(officer, "tell-again")

    page.goto("/")
    page.get_by_role("link", name="to tell again, as the notice is another one").click()
    expect(page.locator("main")).to_contain_text(why)
    check(page, "notices-again")
    page.get_by_role("link", name=f"Tell {name}").click()
    _tell(page, page.url, version=version, format_="Explained in conversation")
    page.goto(f"{person}/about/")
    expect(told).to_contain_text(f"version {version}")
    expect(told).not_to_contain_text("The notice is another one now.")
    page.goto("/privacy-notices/")
    expect(page.locator("main")).not_to_contain_text(name)
    assert page.problems == []


def test_the_privacy_notice_is_checked_and_stands_in_another_language(sign_in, scripts):
    officer = sign_in("lena.fforde", scripts=scripts)
    officer.goto("/privacy/")
    officer.get_by_role("link", name="Check and publish what changed").click()
    expect(officer.locator("main")).to_contain_text("Nothing changed")
    check(officer, "notice-check")
    officer.goto("/privacy/")
    officer.get_by_role("link", name="add it in another language").click()
    said = {"tag": "Welsh", "called": "Cymraeg", "translated_by": "Rhian Zqprys", "title": "Teitl"}
    fill(officer, said | date_of("translated_on", yesterday()))
    officer.get_by_role("button", name="Add this translation").click()
    expect(officer.get_by_role("alert")).to_contain_text("Enter the words of “Who keeps this”")
    check(officer, "translation-refused")
    officer.locator("[name=note]").fill("Cyfieithiad yw hwn.")
    for key in ("who", "collected", "used", "shared", "kept", "rights", "complain"):
        officer.locator(f"[name={key}_title]").fill(f"Teitl {key}")
        officer.locator(f"[name={key}_words]").fill("Un.\n\nDau.")
    officer.get_by_role("button", name="Add this translation").click()
    expect(officer.locator("main")).to_contain_text("Where the two differ, the English one holds.")
    expect(officer.locator("article[lang=cy] h1")).to_have_text("Teitl")
    check(officer, "translation")
    officer.goto("/privacy/")
    expect(officer.get_by_role("link", name="Cymraeg (Welsh)")).to_be_visible()
    check(officer, "notice-in-languages")
    assert officer.problems == []


def test_training_runs_out_warns_closes_and_opens_again_once_it_is_on_file(
    sign_in, scripts, site, tmp_path
):
    win = site.person_key("P10021")
    page = sign_in("jo.lindqvist", scripts=scripts)
    _ran_out(site, "N1013", days_ago=-20)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Do the course again by then")
    check(page, "home-training-due")
    _ran_out(site, "N1013", days_ago=2 if scripts else 3)
    page.goto(f"/people/{win}/")
    expect(page.get_by_role("region", name="Whose record this is")).to_be_visible()
    expect(page.locator("body")).to_contain_text("Your data protection training ran out on")
    check(page, "training-grace")
    manager = sign_in("ros.hale", scripts=scripts)
    manager.goto("/staff/training/?state=look")
    check(manager, "training-to-see-to")
    manager.get_by_role("link", name="Jo Lindqvist").click()
    manager.get_by_label("How many working days more?").fill("2")
    manager.get_by_label("Why?").fill("The course is full until Thursday.")
    check(manager, "training-more-days")
    manager.get_by_role("button", name="Allow these days").click()
    expect(manager.locator("main")).to_contain_text("The course is full until Thursday.")

    _ran_out(site, "N1013", days_ago=60)
    page.goto(f"/people/{win}/")
    assert "/emergency/" in page.url
    expect(page.locator("main")).to_contain_text("Your data protection training ran out on")
    check(page, "training-out")
    page.goto("/")
    expect(page.locator("body")).to_contain_text("Until it is recorded again")
    manager.goto("/staff/training/")
    row = manager.get_by_role("row", name="Jo Lindqvist")
    expect(row).to_contain_text("Ran out: new records closed")
    check(manager, "training")

    file = tmp_path / "training.csv"
    line = f"N1013,Data protection,Data security level 1,{clock.today()}"
    file.write_text(f"staff_number,about,course,completed_on\n{line}\n", encoding="utf-8")
    keeper = sign_in("mina.takahashi", scripts=scripts)
    keeper.goto("/administration/training/import/")
    keeper.get_by_label("File of completed training").set_input_files(file)
    keeper.get_by_role("button", name="Show what it would do").click()
    keeper.get_by_role("button", name="Take the whole file in").click()
    expect(keeper.get_by_role("link", name="Jo Lindqvist")).to_be_visible()
    page.goto(f"/people/{win}/")
    expect(page.get_by_role("region", name="Whose record this is")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("ran out on")
    assert page.problems == []


def _tell(page: Page, form: str, *, version: str, format_: str) -> None:
    """Record that somebody was told: by Fola, how and of which version; then sign it."""
    page.goto(form)
    fill(
        page,
        {
            **happened(yesterday()),
            "contact_channel": "Visit at home",
            "communication_support_used": "Read it out, a part at a time.",
            "given": "Yes",
            "version": version,
            "told_by": "Fola Adeyemi, Social worker",
            "format": format_,
            "understood": "Yes",
        },
    )
    for point in FOUR_POINTS:
        page.get_by_label(point, exact=True).check()
    page.locator('main [name="told_to"]').first.check()
    check_answers(page)
    page.get_by_role("button", name="Sign entry").click()
    expect(page.get_by_text("It is now part of the record")).to_be_visible()


def _ran_out(site: Site, staff_number: str, *, days_ago: int) -> None:
    """Move what somebody completed so far back that the last of it ran out so many days ago."""
    until = clock.add_days(clock.today(), -days_ago)
    site.rows(
        "WITH moved AS (UPDATE accounts_training t SET"
        " done_on = t.done_on - (u.training_until - %s), valid_until = t.valid_until -"
        " (u.training_until - %s) FROM accounts_user u WHERE u.id = t.user_id AND"
        " u.staff_number = %s) UPDATE accounts_user SET training_until = %s,"
        " training_more_until = NULL WHERE staff_number = %s RETURNING 1",
        until,
        until,
        staff_number,
        until,
        staff_number,
    )
