"""Records at the end of their time: kept longer, held with many others, destroyed whole or in part.

Time is moved where the service keeps it: a day is set to one that is over.
"""

from playwright.sync_api import Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.site import Site
from tests.journeys.writing import date_of, fill, say_why

NEEDS_WORKER = True
# Two of each: one for the way with scripts, one for the way without.
DUE = {True: ("P09041", "Constance Birtwhistle"), False: ("P09066", "Edmund Sallis")}
PLANNED = {True: ("P09027", "Beryl Ashworth"), False: ("P09033", "Leonard Peake")}
NOW = (
    "UPDATE retention_destruction SET not_before = now() WHERE state = 'AGREED' AND person_id ="
    " (SELECT id FROM people_person WHERE key = %s) RETURNING key"
)

OLD_TRAINING = (
    "INSERT INTO accounts_training (key, user_id, kind, course, provider, done_on, valid_until,"
    " score, certificate, recorded_at, withdrawn_because)"
    " SELECT gen_random_uuid(), id, 'RECORDING', 'Recording well', '', %s, %s, '', '', now(), ''"
    " FROM accounts_user WHERE name = 'Ros Hale' RETURNING id"
)


def test_a_record_is_kept_longer_and_comes_back_on_its_day(sign_in, scripts, site):
    reference, name = DUE[scripts]
    key = site.person_key(reference)
    page = sign_in("owen.castell", scripts=scripts)
    page.goto("/due-for-review/")
    check(page, "due-for-review")
    page.get_by_role("link", name=name).click()
    _say_why(page)
    page.get_by_label("Why is it kept for longer?").fill("Her niece writes a book about the mill.")
    fill(page, date_of("keep-review_on", clock.today()))
    page.get_by_role("button", name="Keep the record").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a day after today")
    expect(page.get_by_label("Why is it kept for longer?")).to_have_value(
        "Her niece writes a book about the mill."
    )
    fill(page, date_of("keep-review_on", clock.add_days(clock.today(), 60)))
    page.get_by_role("button", name="Keep the record").click()
    expect(page.locator("main")).to_contain_text("It was decided to keep it for longer.")
    expect(page.locator("main")).to_contain_text("Her niece writes a book")
    expect(page.get_by_role("button", name="Ask a second officer")).to_have_count(0)
    check(page, "kept-longer")
    page.goto("/due-for-review/")
    expect(page.locator("main")).not_to_contain_text(name)
    page.goto("/due-for-review/?show=soon")
    row = page.locator(".card", has_text=name)
    expect(row).to_contain_text("kept until then, though it was due on")
    check(page, "due-soon")

    site.rows(
        "UPDATE retention_keptlonger SET review_on = review_on - 60 WHERE person_id ="
        " (SELECT id FROM people_person WHERE key = %s) RETURNING 1",
        key,
    )
    page.goto("/due-for-review/")
    expect(page.locator(".card", has_text=name)).to_contain_text("kept until then")


def test_a_hold_of_many_stops_what_was_agreed_until_it_is_lifted(sign_in, scripts, site):
    reference, name = PLANNED[scripts]
    key = site.person_key(reference)
    page = sign_in("helen.marsh", scripts=scripts)
    page.goto("/holds/")
    page.get_by_role(
        "link", name="Hold every record of a class, a team, a provider or a time"
    ).click()
    page.get_by_role("button", name="Count them first").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a class, a team or a colleague")
    fill(page, {"team": "Northgate Adults"} | date_of("until", _years_ago(6)))
    page.get_by_label("An inquiry").check()
    page.get_by_label("What is it about?").fill("Equipment that was fitted before 2019.")
    page.get_by_label("Who asked for it").fill("Letter of the Health and Safety Executive")
    fill(page, date_of("review_on", clock.add_days(clock.today(), 200)))
    page.get_by_role("button", name="Count them first").click()
    expect(page.locator("main")).to_contain_text("would be held now.")
    check(page, "hold-many-counted")
    page.get_by_role("button", name="Hold these records").click()
    expect(page.locator("main")).to_contain_text("Whom it holds now")
    expect(page.locator("main")).to_contain_text(name)
    check(page, "hold-of-many")
    hold = page.url

    site.rows(NOW, key)
    site.do("retention.destroy")
    page.goto(f"/people/{key}/end-of-record/")
    _say_why(page)
    expect(page.locator("main")).to_contain_text("The record is held.")
    expect(page.locator(".card", has_text="Destruction proposed").first).to_contain_text("Stopped")
    check(page, "end-of-record-stopped")
    page.goto("/due-for-review/")
    expect(page.locator("main")).not_to_contain_text(name)
    page.goto(hold)
    expect(page.locator("main")).to_contain_text("Another records officer ends it")

    page = sign_in("ruth.penhallow", scripts=scripts)
    page.goto(hold)
    page.get_by_text("It is over").click()
    page.get_by_label("Why is it over?").fill("The Executive has closed it.")
    page.get_by_role("button", name="End the hold").click()
    expect(page.locator("main")).to_contain_text("The Executive has closed it.")
    page.goto("/due-for-review/")
    expect(page.locator("main")).to_contain_text(name)


def test_a_record_is_destroyed_once_the_time_to_think_is_over(sign_in, scripts, site):
    reference, name = DUE[scripts]
    key = site.person_key(reference)
    page = sign_in("owen.castell", scripts=scripts)
    page.goto("/due-for-review/")
    page.get_by_role("link", name=name).click()
    _say_why(page)
    page.get_by_label("Why may it be destroyed?").fill("Nothing since 2018.")
    for box in page.get_by_role("checkbox").all():
        box.check()
    check(page, "end-of-record-ticked")
    page.get_by_role("button", name="Ask a second officer to agree").click()
    expect(page.locator("main")).to_contain_text("It is proposed to destroy this record")

    second = sign_in("ruth.penhallow", scripts=scripts)
    second.goto("/due-for-review/")
    row = second.locator(".card", has_text=name)
    expect(row).to_contain_text("To answer")
    row.get_by_role("link", name=name).click()
    _say_why(second)
    second.get_by_label("What did you look at?").fill("Claims and safeguarding: nothing.")
    second.get_by_role("button", name="Agree: destroy this record").click()
    expect(second.locator("main")).to_contain_text("will be destroyed on")
    site.do("retention.destroy")
    second.goto(f"/people/{key}/how-long/")
    expect(second.locator("main")).to_contain_text("This record will be destroyed on")
    check(second, "how-long-planned")

    assert site.rows(NOW, key)
    site.do("retention.destroy")
    for path in ("", "how-long/", "end-of-record/"):
        assert second.goto(f"/people/{key}/{path}").status == 404
    expect(second.locator("main")).to_contain_text("it was destroyed: records officers can say")
    check(second, "record-is-gone")
    second.goto("/due-for-review/")
    expect(second.locator("main")).not_to_contain_text(name)
    second.goto("/certificates/")
    second.get_by_label("Council reference").fill(reference)
    second.get_by_role("button", name="Filter").click()
    expect(second.locator(".cards .card")).to_have_count(1)
    check(second, "certificates-found")
    second.get_by_role("link", name=f"record {reference}").click()
    certificate = second.locator("main")
    for words in ("Owen Castell", "Ruth Penhallow", "Adult social care record", "35 days"):
        expect(certificate).to_contain_text(words)
    expect(certificate).to_contain_text("seen to by Owen Castell on")
    expect(certificate).not_to_contain_text(name)
    expect(certificate).not_to_contain_text("This certificate is not what was written")
    check(second, "certificate-of-a-record")
    assert site.rows("SELECT 1 FROM people_person WHERE key = %s", key) == []


def test_a_part_is_destroyed_and_the_rest_of_the_record_kept(sign_in, scripts, site):
    # Nobody asked for anything about him, or complained: that would keep every part.
    key = site.person_key("P10094")
    entry, words = _a_note(site, key)
    page = sign_in("ros.hale", scripts=scripts)
    page.goto(f"/people/{key}/entries/{entry}/remove/")
    page.get_by_label("Why must it be removed?").fill("He asked for it to be erased.")
    page.get_by_label("What allows it?").fill("Request of this month, granted.")
    page.get_by_role("button", name="Ask for the removal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Remove an entry")
    removal = page.url

    page = sign_in("helen.marsh", scripts=scripts)
    page.goto(removal)
    _say_why(page)
    page.get_by_role("button", name="Agree: remove it").click()
    expect(page.locator("main")).to_contain_text("Agreed by")

    page = sign_in("owen.castell", scripts=scripts)
    page.goto(f"/people/{key}/end-of-record/")
    _say_why(page)
    page.locator(f'a[href$="/end-of-record/{_last_part(removal)}/"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Destroy a part of this record")
    page.get_by_label("The person asked for it to be erased").check()
    page.get_by_label("What have you seen that says so?").fill("The decision about his request.")
    check(page, "part")
    page.get_by_role("button", name="Ask a second officer to agree").click()
    expect(page.locator("main")).to_contain_text("It is proposed to destroy this entry")
    part = page.url

    second = sign_in("ruth.penhallow", scripts=scripts)
    second.goto(part)
    _say_why(second)
    second.get_by_label("What did you look at?").fill("The request, and what was granted.")
    second.get_by_role("button", name="Agree: destroy this entry").click()
    expect(second.locator("main")).to_contain_text("This entry will be destroyed on")
    check(second, "part-agreed")
    assert site.rows(NOW, key)
    site.do("retention.destroy")
    page.goto(part)
    expect(page.locator("main")).to_contain_text("What it said was destroyed on")
    check(page, "part-destroyed")
    page.goto(f"/people/{key}/")
    expect(page.locator("main")).to_contain_text("He asked for it to be erased.")
    expect(page.locator("main")).not_to_contain_text(words)
    page.goto("/certificates/")
    page.get_by_role("link", name="an entry of record P10094").first.click()
    expect(page.locator("main")).to_contain_text("destroyed one entry of the record P10094")
    check(page, "certificate-of-a-part")


def test_what_makes_a_record_longer_is_recorded_and_taken_back(sign_in, scripts, site):
    key = site.person_key("P10021")
    page = sign_in("owen.castell", scripts=scripts)
    page.goto(f"/people/{key}/end-of-record/")
    _say_why(page)
    page.get_by_text("Say what makes it longer, and until when").click()
    page.get_by_label("Allegation about a person in a position of trust").check()
    page.get_by_label("How do you know, and how was that day").fill("The carer is 67 on that day.")
    fill(page, date_of("lengthen-until", _years_ago(-25)))
    page.get_by_role("button", name="Keep it until then").click()
    expect(page.locator("main")).to_contain_text("The carer is 67 on that day.")
    check(page, "end-of-record-longer")
    page.goto(f"/people/{key}/how-long/")
    expect(page.locator("main")).to_contain_text("recorded by Owen Castell")
    check(page, "how-long-longer")

    page.goto(f"/people/{key}/end-of-record/")
    page.get_by_text("It holds no longer", exact=True).click()
    page.get_by_label("Allegation about a person in a position of trust, until").check()
    page.get_by_label("Why does it hold no longer?").fill("It was another carer.")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main")).to_contain_text("Taken back: It was another carer.")
    page.goto(f"/people/{key}/how-long/")
    expect(page.locator("main")).not_to_contain_text("The carer is 67 on that day.")


def test_an_officer_verifies_what_a_class_and_a_rule_rest_on(sign_in, scripts):
    page = sign_in("owen.castell", scripts=scripts)
    for title, part in (("Complaint", "#complaint"), ("Legal hold", "#rule-legal_hold")):
        page.goto("/how-long-we-keep/")
        page.get_by_role("link", name=f"of what this rests on: {title}").last.click()
        page.get_by_label("It is as the schedule says").check()
        page.get_by_label("What did you read?").fill("The Code of 2023, appendix II, page 41")
        check(page, "verify")
        page.get_by_role("button", name="Keep it").click()
        section = page.locator(".register", has=page.locator(part))
        expect(section).to_contain_text("✓ Verified")
        expect(section).to_contain_text("The Code of 2023, appendix II, page 41")
    check(page, "how-long-we-keep-verified")


def test_what_is_kept_by_class_goes_once_two_officers_agree(sign_in, scripts, site):
    day = _years_ago(11)
    ((training,),) = site.rows(OLD_TRAINING, day, clock.add_years(day, 1))
    page = sign_in("owen.castell", scripts=scripts)
    page.goto("/due-for-review/")
    page.get_by_role("link", name="What is kept by class").click()
    check(page, "by-class")
    page.get_by_role("link", name="Training that staff completed").click()
    page.get_by_label("Why may these be destroyed?").fill("Nothing asks for them any more.")
    page.get_by_role("button", name="Ask a second officer to agree").click()
    expect(page.get_by_role("alert")).to_contain_text("Select which of these")
    why = page.get_by_label("Why may these be destroyed?")
    expect(why).to_have_value("Nothing asks for them any more.")
    for box in page.get_by_role("checkbox").all():
        box.check()
    check(page, "of-kind-propose")
    page.get_by_role("button", name="Ask a second officer to agree").click()
    expect(page.locator("main")).to_contain_text("It is proposed to destroy these")
    expect(page.locator("main")).to_contain_text(f"Training {training}: done")
    expect(page.get_by_role("button", name="Agree: destroy these")).to_have_count(0)

    second = sign_in("ruth.penhallow", scripts=scripts)
    second.goto("/")
    second.get_by_role("link", name="Agree or refuse: training that staff completed").click()
    second.get_by_label("What did you look at?").fill("Claims: nothing.")
    check(second, "of-kind-agree")
    second.get_by_role("button", name="Agree: destroy these").click()
    expect(second.locator("main")).to_contain_text("These will be destroyed on")
    site.do("retention.destroy")
    assert site.rows("SELECT 1 FROM accounts_training WHERE id = %s", training)

    site.rows("UPDATE retention_batch SET not_before = now() WHERE state = 'AGREED' RETURNING 1")
    site.do("retention.destroy")
    assert site.rows("SELECT 1 FROM accounts_training WHERE id = %s", training) == []
    second.reload()
    expect(second.locator("main")).to_contain_text("Nothing of these is over")
    check(second, "of-kind-over")
    second.goto("/certificates/")
    second.get_by_role("link", name="training that staff completed").first.click()
    for words in ("Owen Castell", "Ruth Penhallow", "Training: 1"):
        expect(second.locator("main")).to_contain_text(words)
    check(second, "certificate-of-a-class")


def _say_why(page: Page) -> None:
    say_why(page, "The review of this month", "See whether it may go")


def _last_part(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def _years_ago(years: int):
    return clock.add_years(clock.today(), -years)


def _a_note(site: Site, person: str) -> tuple[str, str]:
    """Return an entry of somebody from which no fact was told, and how its text begins."""
    entry, words = site.rows(
        "SELECT e.key, left(v.values ->> 'discussion', 40) FROM records_entry e"
        " JOIN records_entryversion v ON v.entry_id = e.id"
        " JOIN people_person p ON p.id = e.person_id"
        " WHERE p.key = %s AND e.taken_off_at IS NULL"
        " AND e.type_key IN ('phone_call', 'visit_face_to_face')"
        " ORDER BY e.event_at DESC LIMIT 1",
        person,
    )[0]
    return entry, words
