import pytest

from accounts.roles import Role
from tests.accounts.factories import make_staff, make_team

pytestmark = pytest.mark.django_db

EVERYDAY = ["Home", "My people", "My actions", "Drafts"]
MANAGERS = ["Home", "This week", "My people", "Contacts", "My actions", "Drafts"]


@pytest.mark.parametrize(
    ("roles", "labels"),
    [
        ([Role.PRACTITIONER], [*EVERYDAY, "Supervision", "Staff"]),
        ([Role.BUSINESS_SUPPORT], [*EVERYDAY, "Supervision", "Staff"]),
        (
            [Role.MANAGER],
            [
                *MANAGERS,
                "Review",
                "Quality",
                "Supervision",
                "Decisions",
                "Access questions",
                "Staff",
            ],
        ),
        (
            [Role.RECORDS_OFFICER],
            [
                "Home",
                "Drafts",
                "Audits",
                "Decisions",
                "Requests",
                "Access questions",
                "Event log",
                "Breaches",
                "Staff",
            ],
        ),
        (
            [Role.CALDICOTT_GUARDIAN],
            ["Home", "Access questions", "Event log", "Breaches", "Staff"],
        ),
        (
            [Role.DATA_PROTECTION_OFFICER],
            [
                "Home",
                "Requests",
                "Access questions",
                "Event log",
                "Breaches",
                "Staff",
            ],
        ),
        ([Role.AUDITOR], ["Home", "Audits", "Decisions", "Staff"]),
        ([Role.SYSTEM_ADMINISTRATOR], ["Administration", "Staff"]),
        (
            [Role.AUDITOR, Role.MANAGER],
            [
                *MANAGERS,
                "Review",
                "Quality",
                "Supervision",
                "Audits",
                "Decisions",
                "Access questions",
                "Staff",
            ],
        ),
    ],
)
def test_each_role_is_offered_the_pages_that_open_to_it(client, roles, labels):
    client.force_login(make_staff(*roles))

    items = client.get("/", follow=True).context["nav_items"]

    assert [item["label"] for item in items] == labels
    assert [client.get(item["url"]).status_code for item in items] == [200] * len(items)


@pytest.mark.parametrize(
    ("page", "label"),
    [("/", "Home"), ("/people/mine/", "My people"), ("/staff/me/", "Staff")],
)
def test_the_part_one_is_in_is_marked(client, page, label):
    client.force_login(make_staff())

    items = client.get(page).context["nav_items"]

    assert [item["label"] for item in items if item["current"]] == [label]


def test_who_takes_contacts_is_offered_them(client):
    client.force_login(make_staff(team=make_team(kind="DUTY")))

    items = client.get("/").context["nav_items"]

    assert "Contacts" in [item["label"] for item in items]


def test_nothing_is_offered_before_sign_in(client):
    page = client.get("/accounts/sign-in/")

    assert page.context["nav_items"] == []
    assert "<nav" not in page.text
