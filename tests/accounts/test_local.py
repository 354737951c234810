"""Local figures and bank holidays: what they are, who changes them, and that a change holds."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts import actions, local
from accounts.models import HolidayChange, SettingChange
from accounts.roles import Role
from audit.models import Event, EventDetail
from people import access
from tests.accounts.factories import make_staff
from tests.accounts.test_session import make_signing_in, sign_in

pytestmark = pytest.mark.django_db

KEY = "drafts.noted_days"


@pytest.fixture
def administrator():
    return make_staff(Role.SYSTEM_ADMINISTRATOR)


def change(by, new, *, key=KEY):
    return actions.change_setting(key=key, new=new, reason="The council decided so", by=by)


def test_a_figure_is_its_default_until_it_is_changed_and_then_the_last_change(administrator):
    assert local.settings_value(KEY) == 3

    change(administrator, 5)
    change(administrator, 4)

    assert local.settings_value(KEY) == 4
    assert list(SettingChange.objects.values_list("old", "new")) == [(3, 5), (5, 4)]


def test_a_change_is_an_event_and_its_reason_can_be_erased(administrator):
    change(administrator, 5)

    event = Event.objects.get()
    assert (event.verb, event.target) == ("accounts.setting_changed", KEY)
    assert EventDetail.objects.get(event=event.pk).fields == {
        "change": "3 days to 5 days",
        "reason": "The council decided so",
    }


def test_only_an_administrator_changes_a_figure_and_within_its_limits(administrator):
    with pytest.raises(PermissionDenied):
        change(make_staff(Role.MANAGER), 5)
    with pytest.raises(ValidationError, match="from 1 day to 30 days"):
        change(administrator, 31)
    with pytest.raises(ValidationError, match="3 days already"):
        change(administrator, 3)
    with pytest.raises(KeyError):
        change(administrator, 3, key="no.such_figure")
    assert not SettingChange.objects.exists()


def test_figures_are_read_once_inside_a_request_and_afresh_after_a_change(
    administrator, django_assert_num_queries
):
    with local.read_once():
        with django_assert_num_queries(1):
            assert local.settings_value(KEY) == 3
            assert local.is_on("retention.approvers_not_in_line")
        change(administrator, 5)
        assert local.settings_value(KEY) == 5


def test_what_was_stored_beyond_limits_drawn_closer_counts_as_the_nearest():
    SettingChange.objects.create(
        key=KEY, old=3, new=99, reason="Before the limits", changed_at=clock.now()
    )

    assert local.settings_value(KEY) == 30


def test_each_figure_says_what_it_means_and_where_it_comes_from():
    known = local.catalogue().values()

    assert len(known) > 80
    assert [each.key for each in known if not (each.title and each.means and each.source)] == []


def test_a_stated_reason_holds_as_long_as_the_council_says(administrator):
    late = clock.at_time(date(2026, 9, 3), 23, 30)
    change(administrator, 4, key="access.reason_least_hours")

    assert access.reason_expires_at(late) == late + timedelta(hours=4)


def test_a_session_lasts_as_long_as_the_council_says_when_it_begins(client, administrator):
    change(administrator, 30, key="session.idle_minutes")
    user = make_signing_in()
    sign_in(client, user)
    change(administrator, 10, key="session.idle_minutes")

    assert 1790 <= client.get("/accounts/session/").json()["seconds"] <= 1800


def test_a_bank_holiday_is_added_and_taken_off_in_every_sum_of_working_days(administrator):
    wednesday, thursday = date(2026, 9, 2), date(2026, 9, 3)
    christmas = date(2026, 12, 25)
    actions.change_holiday(
        day=thursday, is_holiday=True, name="Jubilee", reason="Announced", by=administrator
    )
    actions.change_holiday(day=christmas, is_holiday=False, reason="A trial", by=administrator)

    with local.read_once():
        assert clock.add_working_days(wednesday, 1) == date(2026, 9, 4)
        assert clock.is_working_day(christmas)
    assert clock.add_working_days(wednesday, 1) == thursday
    with pytest.raises(ValidationError, match="a bank holiday already"):
        actions.change_holiday(
            day=thursday, is_holiday=True, name="Jubilee", reason="Again", by=administrator
        )
    assert HolidayChange.objects.count() == 2


def test_the_pages_change_a_figure_and_keep_what_was_typed_when_it_is_wrong(client, administrator):
    client.force_login(administrator)
    page = reverse("administration:setting", args=[KEY])

    wrong = client.post(page, {"new": "many", "reason": "Because of the audit"})
    assert "Enter a whole number from 1 day to 30 days" in wrong.text
    assert 'value="many"' in wrong.text
    assert "Because of the audit" in wrong.text
    assert client.post(page, {"new": "5", "reason": "Because of the audit"}).url == page

    shown = client.get(page).text
    assert "3 days → 5 days" in shown
    assert "Because of the audit" in shown
    listed = client.get(reverse("administration:settings"), {"words": "draft mark"}).text
    assert "Age at which a draft is marked" in listed
    assert "Longest session" not in listed


def test_the_pages_keep_the_list_of_bank_holidays(client, administrator):
    client.force_login(administrator)
    add = reverse("administration:add-holiday")
    typed = {"day_day": "25", "day_month": "12", "day_year": "2026", "name": "X", "reason": "Y"}

    assert "is a bank holiday already" in client.post(add, typed).text
    assert client.post(add, typed | {"day_day": "29", "name": "State visit"}).status_code == 302
    listed = client.get(reverse("administration:holidays"), {"year": "2026"}).text
    assert "State visit" in listed
    take_off = reverse("administration:take-off-holiday", args=[date(2026, 12, 29)])
    assert client.post(take_off, {"reason": "Called off"}).status_code == 302
    assert client.get(take_off).status_code == 404
    assert client.get("/administration/bank-holidays/2026-02-30/take-off/").status_code == 404


@pytest.mark.parametrize("page", ["home", "settings", "holidays", "add-holiday", "jobs", "log"])
def test_only_an_administrator_comes_to_these_pages(client, administrator, page):
    address = reverse(f"administration:{page}")
    client.force_login(make_staff(Role.MANAGER))
    assert client.get(address).status_code == 403

    client.force_login(administrator)
    for odd in ("", "?year=99999", "?year=0000", "?page=x", "?before=x", "?words=%00"):
        assert client.get(address + odd).status_code == 200


def test_a_figure_says_truly_whether_the_product_reckons_with_it():
    root = Path(local.__file__).parent.parent
    apps = ("accounts", "people", "records", "oversight", "disclosure", "governance", "retention")
    code = "".join(
        path.read_text(encoding="utf-8") for app in apps for path in (root / app).rglob("*.py")
    )
    own = [each for each in local.catalogue().values() if "_" not in each.key.split(".")[0]]

    assert len(own) > 20
    wrong = [
        each.key
        for each in own
        if each.key.split(".")[0] != "timescale" and each.is_read != (f'"{each.key}"' in code)
    ]
    assert wrong == []
