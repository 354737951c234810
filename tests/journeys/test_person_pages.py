"""Every page about a person says whose record it is, and how to speak with them."""

import re

from playwright.sync_api import expect

# Of pages that differ only in these, one is as good as another.
ONE_OF_MANY = re.compile(r"(?<=/)(entries|actions|drafts|write)/[^/]+")
# Addresses that answer with a file, or lead elsewhere.
NOT_PAGES = re.compile(r"/files/|\.pdf$|/reason/")


def test_every_page_about_a_person_carries_who_they_are(sign_in, site):
    page = sign_in("ros.hale")
    begin = f"/people/{site.person_key('P10021')}/"
    seen, waiting = set(), [begin]

    while waiting:
        path = waiting.pop(0)
        kind = ONE_OF_MANY.sub(r"\1/…", path)
        if kind in seen:
            continue
        seen.add(kind)
        assert page.goto(path).ok, path
        banner = page.get_by_role("region", name="Whose record this is")
        expect(banner).to_contain_text("Win Clarke")
        expect(banner).to_contain_text("Ring before writing")
        links = page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => new URL(a.href).pathname)"
        )
        waiting += [each for each in links if each.startswith(begin) and not NOT_PAGES.search(each)]

    assert {kind.removeprefix(begin) for kind in seen} >= {
        "",
        "about/",
        "access/",
        "write/",
        "write/…/",
        "entries/…/",
        "entries/…/correct/",
        "entries/…/add/",
        "actions/…/",
        "drafts/…/",
    }
