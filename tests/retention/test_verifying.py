"""Officers verify what the schedule rests on; it counts while the schedule says the same."""

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from caserecords import privacy
from retention import actions
from retention.models import ScheduleChange, Verification
from retention.policy import in_force, verified
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person, make_worker_of
from tests.retention.test_changing_the_schedule import ask, decide
from tests.retention.test_kept import page_of, written

pytestmark = pytest.mark.django_db
POLICY = "retention:schedule"


def keep(about="safeguarding_adult", **given) -> Verification:
    given = {
        "of": "CLASS",
        "found": "VERIFIED",
        "read": "The Code of 2023, appendix II",
        "by": make_officer(name="Helen Marsh"),
    } | given
    return actions.keep_verification(about=about, **given)


def address(of="class", about="safeguarding_adult"):
    return reverse("retention:verify", args=[of, about])


def section(client, anchor):
    page = unescape(client.get(reverse(POLICY)).text)
    begins = page.index(f'aria-labelledby="{anchor}"')
    return page[begins : page.index("</section>", begins)]


def test_an_officer_verifies_a_class_and_all_staff_read_who_and_where(client):
    client.force_login(make_officer(name="Helen Marsh"))
    assert "Unverified" in section(client, "safeguarding_adult")
    assert "Kept at least as long as" in unescape(client.get(address()).text)

    assert client.post(address(), {"found": "VERIFIED"}).status_code == 400
    sent = {"found": "VERIFIED", "read": "The Code of 2023, appendix II"}
    assert client.post(address(), sent).url == f"{reverse(POLICY)}#safeguarding_adult"

    client.force_login(make_staff())
    said = section(client, "safeguarding_adult")
    for words in ("Verified", "The Code of 2023, appendix II", "Helen Marsh"):
        assert words in said
    assert "Unverified" not in said
    assert address() not in said
    assert "Unverified" in section(client, "complaint")
    event = Event.objects.get(verb="retention.basis_looked_at")
    assert event.shown == ["class:safeguarding_adult", "VERIFIED"]


def test_a_rule_is_verified_apart_from_a_class_of_the_same_name(client):
    client.force_login(make_officer())

    client.post(address("rule", "legal_hold"), {"found": "VERIFIED", "read": "CPR 31"})

    assert "CPR 31" in section(client, "rule-legal_hold")
    assert "Unverified" in section(client, "legal_hold")
    kept = verified(in_force())
    assert kept.classes["legal_hold"].is_unverified
    assert [each.key for each in kept.rules if each.authority == "verified"] == ["legal_hold"]


def test_it_holds_until_somebody_finds_otherwise_and_the_history_stays(client):
    keep()
    keep(found="NOT_VERIFIED", read="The Code of 2027 says otherwise", by=make_officer())
    client.force_login(make_staff())

    said = section(client, "safeguarding_adult")

    assert "Unverified" in said
    assert "Not as it stands now" in said
    for words in ("The Code of 2023, appendix II", "The Code of 2027 says otherwise"):
        assert words in said


def test_it_holds_no_longer_once_the_period_or_the_basis_is_another():
    keep()
    assert verified(in_force()).classes["safeguarding_adult"].authority == "verified"

    decide(ask("safeguarding_adult", authority="unverified"))
    ScheduleChange.objects.update(starts_on=clock.today())

    assert verified(in_force()).classes["safeguarding_adult"].is_unverified
    keep(read="The committee's paper 7")
    assert verified(in_force()).classes["safeguarding_adult"].authority == "verified"


def test_the_record_and_the_notice_say_it_too(client):
    person = make_person()
    worker = make_worker_of(person)
    written(person, clock.today(), type_key="safeguarding_concern")
    unconfirmed = "Not confirmed by the council"
    assert unconfirmed in page_of(client, person, worker).text
    before = {each.title: each.is_unverified for each in privacy.notice().kept}

    keep()

    assert unconfirmed not in page_of(client, person, worker).text
    after = {each.title: each.is_unverified for each in privacy.notice().kept}
    changed = {title for title, was in before.items() if after[title] != was}
    assert changed == {"Adult safeguarding record"}


def test_nobody_else_verifies_and_nothing_that_is_not_there(client):
    with pytest.raises(PermissionDenied):
        keep(by=make_staff(Role.DATA_PROTECTION_OFFICER))
    with pytest.raises(KeyError):
        keep("no_such_class")
    client.force_login(make_officer())
    for of, about in (("class", "death"), ("rule", "asc_general"), ("what", "death")):
        assert client.get(address(of, about)).status_code == 404


def test_what_was_found_is_never_changed():
    row = keep()
    for act in (row.delete, lambda: Verification.objects.update(read="Nothing")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
