"""From the first call to the first visit, and each page on the way at two widths."""

from playwright.sync_api import expect

import clock
from tests.journeys.looking import check
from tests.journeys.writing import date_of, fill

ABOUT = "Her aunt Golnar Rahimi, born 9 October 1947, 3 Weir Cottages."
ASKED = "My aunt has stopped going out and lives on toast. Could somebody see her?"


def test_a_referral_arrives_and_leads_to_a_first_visit(sign_in, scripts):
    name = "Golnar" if scripts else "Parisa"
    duty = sign_in("kasia.nowak", scripts=scripts)
    duty.goto("/contacts/")
    check(duty, "contacts")
    duty.get_by_role("link", name="Log a contact").click()
    check(duty, "contact-log")
    fill(
        duty,
        {
            "how": "Phone",
            "came_from": "Family, friend or neighbour",
            "from_name": "Leila Rahimi, niece",
            "about": ABOUT,
            "asked": ASKED,
            "urgency": "Within 2 working days",
        },
    )
    duty.get_by_role("button", name="Log the contact").click()
    duty.locator("main").get_by_label("Find a person").fill(f"{name} Rahimi")
    duty.locator("main").get_by_role("button", name="Find").click()
    check(duty, "contact-nobody-found")

    duty.get_by_role("link", name="add them as a new person").click()
    fill(
        duty,
        {
            "given_names": name,
            **date_of("born_on", clock.today().replace(year=1947, month=10, day=9)),
            "known_as": "Has or may have needs for care and support",
        },
    )
    check(duty, "person-add")
    duty.get_by_role("button", name="Check who is recorded").click()
    check(duty, "person-add-check")
    if not scripts:  # the other way round added somebody like her
        duty.get_by_label("How do you know?").first.fill("A sister of the one who rang before")
    duty.get_by_role("button", name="Add this person").click()

    expect(duty.get_by_role("link", name=f"Triage {name}")).to_be_visible()
    check(duty, "contact-matched")
    address = duty.get_by_role("link", name=f"{name} Rahimi").first.get_attribute("href")

    lead = sign_in("colette.dacosta", scripts=scripts)
    lead.goto(address)
    lead.locator('main a[href$="/step/triage/"]').click()
    check(lead, "triage")
    fill(lead, {"contacted": "Rang her; she asks for a visit.", "reason": "She eats little."})
    lead.get_by_role("button", name="Save triage").click()
    _take(lead, "team", {"team": "Northgate Adults", "reason": "She lives in Northgate."})

    manager = sign_in("ros.hale", scripts=scripts)
    manager.goto("/waiting/")
    check(manager, "waiting")
    manager.goto("/contacts/")
    manager.get_by_role("link", name="Waiting for a worker").click()
    check(manager, "contacts-to-allocate")
    manager.get_by_role("link", name=f"{name} Rahimi").first.click()
    check(manager, "involvement")
    _take(
        manager,
        "allocate",
        {
            "worker": "Fola Adeyemi",
            "reason": "She speaks with people who find it hard to ask.",
            "conflict_asked": "I have asked whether they know the person or anyone close to them",
        },
    )

    worker = sign_in("fola.adeyemi", scripts=scripts)
    worker.goto(address.replace("involvement/", "visits/plan/"))
    check(worker, "visit-plan")
    day = clock.add_working_days(clock.today(), 2)
    fill(worker, {**date_of("starts_at", day), "starts_at_time": "2pm", "purpose": "Meet her."})
    worker.get_by_role("button", name="Plan the visit").click()

    expect(worker.get_by_role("heading", level=1)).to_contain_text("Visit")
    check(worker, "visit")
    worker.goto("/visits/?week=" + day.isoformat())
    expect(worker.locator("main")).to_contain_text(f"{name} Rahimi")
    check(worker, "visits")


def test_each_page_about_working_with_a_person_holds_at_any_width(sign_in, site):
    manager = sign_in("ros.hale")
    person = f"people/{site.person_key('P10021')}/"
    ((involvement,),) = site.rows(
        "SELECT i.key FROM people_involvement i JOIN people_person p ON p.id = i.person_id"
        " WHERE p.council_reference = 'P10021'"
    )
    ((team,),) = site.rows("SELECT key FROM accounts_team WHERE name = 'Northgate Adults'")
    for path in (
        "caseload/",
        "caseload/people/",
        f"{person}involvement/{involvement}/close/",
        f"{person}involvement/{involvement}/transfer/",
        f"{person}involvement/{involvement}/step/add-worker/",
        f"{person}details/names/",
        f"{person}details/communication/",
        f"{person}details/communication/add/",
        f"{person}details/ask/equality/",
        f"{person}details/who/",
        f"{person}details/changes/",
        f"{person}alerts/",
        f"{person}alerts/raise/",
        f"{person}merge/",
        f"people/{site.person_key('P10044')}/merge/{site.person_key('P10045')}/",
        "staff/N1010/",
        f"staff/rotas/{team}/",
    ):
        assert manager.goto(f"/{path}").status == 200, path
        check(manager, _named(path, person))


def _take(page, step, answers):
    """Take a step of the involvement, from the page of the record."""
    page.locator(f'main a[href$="/step/{step}/"]').click()
    fill(page, answers)
    page.locator("main form button[type=submit]").last.click()


def _named(path, person):
    return path.replace(person, "person-").strip("/").replace("/", "-")
