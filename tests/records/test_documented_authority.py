"""Who is named as deciding, and the signed legal document that says by what authority."""

import pytest
from django.urls import reverse

import clock
from people.models import DetailsChange
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import Draft, Entry
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_contact, make_person, make_worker_of
from tests.records.factories import make_entries, statement_typed, typed_for

pytestmark = pytest.mark.django_db
HEALTH = "Lasting power of attorney: health and welfare"
WARNED = "is named as deciding"


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def worker(client, person):
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker


@pytest.fixture
def daughter(person):
    return make_contact(person, name="Abena Okafor")


def begun(client, person, worker, key, **answers):
    """Fill in a form and send it to be checked; return its draft."""
    record_type = catalogue().get(key)
    token = new_token(person=person, record_type=record_type, user=worker)
    typed = typed_for(record_type) | answers
    client.post(
        reverse("records:write", args=[person.key, key]),
        typed | {"form_token": token.sealed(), "draft_version": "0", "act": "check"},
    )
    return Draft.objects.get(key=token.key)


def check(draft):
    return reverse("records:check-draft", args=[draft.person.key, draft.key])


def is_warned(client, person, worker, daughter) -> bool:
    """Say whether the page before signing warns whoever names her as deciding."""
    decision = statement_typed("statements", "decision") | {
        "statements-0-decided_by": [f"contact:{daughter.key}"],
        "statements-0-decided_by_other": [],
    }
    draft = begun(client, person, worker, "case_note", **decision)
    page = client.get(check(draft))
    assert page.status_code == 200
    draft.delete()
    return WARNED in page.text


def reasons(page) -> dict[str, str]:
    """Say why each answer that may be left is left."""
    given = {}
    for each in page.context["check"].may_explain:
        given[f"{each.gap.prefix}-reason"] = each.gap.fields["reason"].choices[1][0]
        given[f"{each.gap.prefix}-detail"] = "Explained in the test."
    return given


def sign_document(client, person, worker, daughter, **answers) -> Entry:
    given = {
        "document_kind": [HEALTH],
        "people_named": [f"contact:{daughter.key}"],
        "people_named_other": [],
        "seen": ["Yes, original"],
        "registered": ["Yes"],
    } | {name: [text] for name, text in answers.items()}
    for name in ("expires_on", "check_on", "used_since"):
        for part in ("day", "month", "year"):
            given.setdefault(f"{name}_{part}", [""])
    draft = begun(client, person, worker, "legal_document", **given)
    page = client.get(check(draft))
    sent = client.post(check(draft), {"draft_version": draft.version} | reasons(page))
    assert sent.status_code == 302, page.context["check"].mistakes
    return Entry.objects.get(submission=draft.key)


def test_a_signed_document_that_was_seen_silences_the_warning(client, person, worker, daughter):
    assert is_warned(client, person, worker, daughter)

    document = sign_document(client, person, worker, daughter)

    assert not is_warned(client, person, worker, daughter)
    document.taken_off_at = clock.now()
    document.save()
    assert is_warned(client, person, worker, daughter)


@pytest.mark.parametrize(
    "answers",
    [
        {"seen": "No, told only"},
        {"registered": "No"},
        {"document_kind": "Lasting power of attorney: property and financial affairs"},
        {"document_kind": "Will (held elsewhere)"},
        {"expires_on": "2026-01-01"},
        {"starts_on": "2999-01-01"},
        {"people_named": []},
    ],
)
def test_one_that_gives_no_authority_for_it_does_not(client, person, worker, daughter, answers):
    documented(person, worker, daughter)
    assert not is_warned(client, person, worker, daughter)

    documented(person, worker, daughter, **answers)
    if "document_kind" in answers or "people_named" in answers:
        # The newest of its kind that names her counts; one of another stands beside the first.
        first = Entry.objects.order_by("pk").first()
        Entry.objects.filter(pk=first.pk).update(taken_off_at=clock.now())

    assert is_warned(client, person, worker, daughter)


def documented(person, worker, daughter, **answers):
    named = [{"kind": "contact", "key": daughter.key, "name": daughter.name, "role": ""}]
    values = {
        "document_kind": HEALTH,
        "people_named": named,
        "seen": "Yes, copy",
        "registered": "Yes",
        "starts_on": "2024-05-03",
    } | answers
    at = clock.add_hours(clock.now(), -48 + Entry.objects.count())
    return make_entries(
        person, author=worker, type_key="legal_document", values=values, event_at=at
    )[0]


def test_once_its_authority_is_recorded_that_says_how_it_stands(client, person, worker, daughter):
    document = documented(person, worker, daughter)
    DetailsChange.objects.create(
        person=person, what="Legal authority", became="x", changed_by=worker,
        changed_at=clock.now(), source_entry=document.key,
    )  # fmt: skip

    assert is_warned(client, person, worker, daughter)


def test_a_document_closed_to_the_writer_tells_them_nothing(client, person, daughter):
    team = make_team()
    person.team = team
    person.save()
    mate = make_staff(team=team)
    client.force_login(mate)
    document = documented(person, make_staff(), daughter)
    assert not is_warned(client, person, mate, daughter)

    document.sensitivity = "RESTRICTED"
    document.save()

    assert is_warned(client, person, mate, daughter)
