"""Whose record it is stands on every page about a person, and on what is printed of it."""

import lxml.html
import pytest

from tests.pages.table import NO_PAGES, PAGES, address_of, named
from tests.pages.world import World
from tests.security.crawl import patterns
from ui import formats

pytestmark = pytest.mark.django_db

ABOUT_A_PERSON = "people/<slug:person_key>/"
# A reason, or what the emergency is, is asked for before the record is open. Whoever told us
# something has no basis for more of the record than the entry that was written from it, and may
# have typed an answer beside it. A file is
# itself.
WITHOUT = {
    "people:break-glass",
    "people:give-reason",
    "records:confirm-entry",
    "records:delete-kept",
    "records:file",
}


def test_every_page_about_a_person_and_each_print_of_one_says_whose_record_it_is(client):
    world = World()
    about = {name for pattern, name in patterns() if pattern.startswith(ABOUT_A_PERSON)}
    about -= NO_PAGES | WITHOUT

    found = {name: _missing(client, world, name) for name in sorted(about)}

    assert len(about) > 60
    assert {name: missing for name, missing in found.items() if missing} == {}


def _missing(client, world, name):
    who, keys = PAGES[name]
    client.force_login(getattr(world, who))
    response = client.get(address_of(client, world, name))
    assert response.status_code == 200, name
    person = named(world, keys[0].removesuffix(".key"))
    wanted = [person.name, person.council_reference, formats.day_and_month(person.born_on)]
    if person.nhs_number:
        wanted.append(formats.nhs_number(person.nhs_number))
    page = lxml.html.fromstring(response.content.decode())
    found = page.xpath("//section[@aria-label='Whose record this is']")
    said = " ".join(" ".join(each.text_content().split()) for each in found)
    return [each for each in wanted if each not in said]
