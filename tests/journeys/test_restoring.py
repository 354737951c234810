"""A backup from before a destruction is put back: nobody comes in before it is done again."""

import subprocess
from pathlib import Path

from playwright.sync_api import expect

from tests import databases
from tests.journeys.conftest import fill_sign_in
from tests.journeys.looking import check
from tests.journeys.site import address, running
from tests.journeys.test_destroying import NOW

NEEDS_WORKER = True
REFERENCE, NAME = "P09027", "Beryl Ashworth"  # of whom two officers agreed that the record goes
OFFICER = "ruth.penhallow"


def put_back(backup: Path) -> str:
    """Make a database of what PostgreSQL dumped, and return its name."""
    name = databases.make_database(databases.fresh_name())
    subprocess.run(["pg_restore", "-d", address("owner", name), backup], check=True)
    return name


def test_an_old_backup_lets_nobody_in_before_it_is_brought_up_to_date(sign_in, site, tmp_path):
    key, backup = site.person_key(REFERENCE), tmp_path / "backup"
    subprocess.run(["pg_dump", "-Fc", "-f", backup, "-d", site.database], check=True)
    assert site.rows(NOW, key)
    site.do("retention.destroy")
    page = sign_in(OFFICER)
    page.goto(f"/people/{key}/")
    expect(page.locator("main")).to_contain_text("it was destroyed: records officers can say")

    old = put_back(backup)
    with running(old, site.files, tmp_path / "log", worker=False) as service:
        assert service.rows("SELECT 1 FROM people_person WHERE key = %s", key)
        for path in ("/accounts/sign-in/", "/", f"/people/{key}/"):
            assert page.goto(service.url + path).status == 503
            expect(page.locator("body")).to_contain_text("being brought up to date")
            assert NAME not in page.content()
        page.problems.clear()  # the console tells of each page that is refused
        check(page, "brought-up-to-date")
        assert page.goto(f"{service.url}/privacy/").status == 200

        with running(old, site.files, tmp_path / "log-2", worker=True) as with_worker:
            with_worker.do("retention.destroy_again")

        assert service.rows("SELECT 1 FROM people_person WHERE key = %s", key) == []
        page.context.clear_cookies()
        page.goto(service.url)
        fill_sign_in(page, OFFICER)
        assert page.goto(f"{service.url}/people/{key}/").status == 404
        page.goto(f"{service.url}/certificates/")
        expect(page.locator("main")).to_contain_text(REFERENCE)
    databases.drop_database(old)
