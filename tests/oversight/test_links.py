"""The links of the guidance library are looked at once a month, and broken ones are shown."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from oversight import links
from oversight.library import shipped
from oversight.models import LinkLook
from tests.accounts.factories import make_staff

pytestmark = pytest.mark.django_db


class _Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/there" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def failing(url):
    return links.look_at_links([url], by=log.CLOCK, asked=lambda _: "404 Not Found")


def test_a_page_that_is_there_a_page_that_is_not_and_nobody_who_answers(site):
    found = [f"{site}/there", f"{site}/gone", "http://127.0.0.1:9/"]

    failed = links.look_at_links(found, by=log.CLOCK)

    rows = dict(LinkLook.objects.values_list("url", "failure"))
    assert [rows[url] for url in found] == ["", "404 Not Found", links.NO_ANSWER]
    assert failed == 2
    assert Event.objects.get(verb="oversight.links_looked_at").shown == ["failed:2"]


def test_since_when_it_fails_is_kept_until_it_answers():
    url, month_ago = "https://a.example", clock.add_days(clock.now(), -30)
    links.look_at_links([url], by=log.CLOCK, asked=lambda _: "gone", at=month_ago)

    failing(url)
    assert LinkLook.objects.get().failing_since == month_ago

    links.look_at_links([url], by=log.CLOCK, asked=lambda _: "")
    assert LinkLook.objects.get().failing_since is None
    links.look_at_links([], by=log.CLOCK)
    assert not LinkLook.objects.exists()


def test_every_address_of_the_library_is_a_safe_one():
    assert links.addresses()
    assert all(url.startswith("https://") for url in links.addresses())


def test_administrators_read_which_failed_and_the_page_says_so_to_all(client):
    page = next(each for each in shipped().values() if each.links)
    failing(page.links[0].url)
    for role, told in ((Role.SYSTEM_ADMINISTRATOR, True), (Role.PRACTITIONER, False)):
        client.force_login(make_staff(role))

        shown = client.get(reverse("oversight:library")).text

        assert ("Links that did not answer" in shown) is told
        one = client.get(reverse("oversight:guidance-page", args=[page.key])).text
        assert "It did not answer on" in one
        assert "404 Not Found" in one
