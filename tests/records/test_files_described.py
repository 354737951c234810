"""Before a file is signed, its writer says what it is, from whom, of when and whether by hand."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from records import actions
from records.catalogue import catalogue
from records.files.pages import facts_of
from records.models import Attachment, Draft, Entry
from records.rules.readiness import NotReady
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import describe, make_entry, note_values
from tests.records.papers import mail, pdf, picture
from tests.records.test_files_of_drafts import begin, go_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker


def said_of(kept, **said):
    """What is typed in the row of a file."""
    return {f"file-{kept.key}-{name}": text for name, text in said.items()}


DESCRIBED = {
    "title": "Night notes",
    "source": "Ana Clarke",
    "dated_on_day": "3",
    "dated_on_month": "9",
    "dated_on_year": "2026",
    "handwriting": "none",
}


def check(client, draft, **posted):
    address = reverse("records:check-draft", args=[draft.person.key, draft.key])
    if not posted:
        return client.get(address)
    version = Draft.objects.get(pk=draft.pk).version
    return client.post(address, {"draft_version": version} | posted)


def test_a_file_that_nobody_described_waits_with_the_draft_and_is_asked_for_at_signing(
    client, person, worker
):
    begin(client, person, worker, ("scan.png", picture()))
    kept, draft = Attachment.objects.get(), Draft.objects.get()

    assert go_on(client, draft, act="save").status_code == 302
    assert go_on(client, draft, act="check").status_code == 302
    page = check(client, draft)

    assert "Enter what “scan.png” is" in page.text
    assert "Select whether there is handwriting on “scan.png”" in page.text
    for name in ("title", "source", "dated_on_day", "handwriting_0"):
        assert f"#id_file-{kept.key}-{name}" in page.text
    form = client.get(reverse("records:edit-draft", args=[person.key, draft.key])).text
    for name in ("title", "source", "dated_on_day", "handwriting_0"):
        assert f'id="id_file-{kept.key}-{name}"' in form
    assert "Before you sign, say: what it is; who or where it came from" in form
    refused = check(client, draft, act="sign")
    assert refused.status_code == 200
    assert "Enter who or where “scan.png” came from" in refused.text
    assert not Entry.objects.exists()
    assert Draft.objects.get().typed["discussion"] == draft.typed["discussion"]


def test_once_described_it_is_signed_and_says_that_there_is_no_handwriting(client, person, worker):
    begin(client, person, worker, ("scan.png", picture()))
    kept, draft = Attachment.objects.get(), Draft.objects.get()

    go_on(client, draft, act="check", **said_of(kept, **DESCRIBED))
    assert (
        "Before you sign"
        not in client.get(reverse("records:edit-draft", args=[person.key, draft.key])).text
    )
    check(client, draft, act="sign")

    kept.refresh_from_db()
    assert kept.entry == Entry.objects.get()
    assert (kept.title, kept.source, kept.has_handwriting) == ("Night notes", "Ana Clarke", False)
    assert {"label": "Handwriting", "value": "None"} in facts_of(kept)


def test_what_nobody_knows_of_a_file_is_signed_with_the_reason(client, person, worker):
    begin(client, person, worker, ("Tea with Ana.pdf", pdf("Tea")))
    kept, draft = Attachment.objects.get(), Draft.objects.get()
    said = {"title": "", "source": "Ana Clarke", "handwriting": "none"}
    go_on(client, draft, act="check", **said_of(kept, **said))

    gaps = {
        f"gap-file-{kept.key}-title-reason": "The name of the file says what it is",
        f"gap-file-{kept.key}-dated_on-reason": "There is no date on it",
    }
    check(client, draft, act="sign", **gaps)

    page = client.get(reverse("records:entry", args=[person.key, Entry.objects.get().key])).text
    assert "The date on it: “Tea with Ana.pdf”" in page
    assert "There is no date on it" in page


def test_the_reason_stands_with_the_file_when_the_entry_is_corrected(client, person, worker):
    begin(client, person, worker, ("Tea with Ana.pdf", pdf("Tea")))
    kept, draft = Attachment.objects.get(), Draft.objects.get()
    describe(kept, dated_on=None)
    gap = {f"file-{kept.key}-dated_on": {"reason": "There is no date on it", "detail": ""}}
    entry = make_entry(
        person=person,
        by=worker,
        submission=draft.key,
        values=note_values(attachments=[kept.key]),
        gaps=gap,
    )
    given = {"entry": entry, "by": worker, "statements": [], "reason": "It was Tuesday"}
    values = entry.versions.get().values

    with pytest.raises(ValidationError, match="Nothing is different"):
        actions.correct_entry(submission=uuid.uuid4(), values=values, **given)
    corrected = actions.correct_entry(
        submission=uuid.uuid4(), values=values | {"discussion": "On Tuesday."}, **given
    )

    assert corrected.gaps == gap


def test_handwriting_is_confirmed_as_legible_and_as_signed_and_dated(client, person, worker):
    begin(client, person, worker, ("scan.png", picture()))
    kept, draft = Attachment.objects.get(), Draft.objects.get()
    typed = DESCRIBED | {"handwriting": "legible"}

    page = go_on(client, draft, act="check", **said_of(kept, **typed))
    said = [each["text"] for each in page.context["desk"].mistakes]
    assert "Select whether it is signed and dated by the writer" in said
    assert "Enter who or where “scan.png” came from" not in said

    draft.refresh_from_db()
    go_on(client, draft, act="check", **said_of(kept, **typed, signed="true"))
    check(client, draft, act="sign")

    kept.refresh_from_db()
    hand = (kept.has_handwriting, kept.is_legible, kept.is_signed_and_dated)
    assert (kept.entry, hand) == (Entry.objects.get(), (True, True, True))


def test_a_mistake_in_the_row_of_one_file_hides_nothing_that_another_lacks(client, person, worker):
    begin(client, person, worker, ("a.png", picture()), ("b.png", picture(size=(50, 30))))
    one, other = Attachment.objects.order_by("pk")
    typed = said_of(one, **DESCRIBED | {"dated_on_month": "13"}) | said_of(other, title="Letter")

    page = go_on(client, Draft.objects.get(), act="check", **typed)

    found = {each["target"] for each in page.context["desk"].mistakes}
    assert f"id_file-{one.key}-dated_on_month" in found
    assert {f"id_file-{other.key}-source", f"id_file-{other.key}-dated_on_day"} <= found
    assert f"id_file-{one.key}-source" not in found


def test_a_saved_email_says_for_itself_what_it_is(client, person, worker):
    begin(client, person, worker, ("m.eml", mail("Tea at four.")))

    page = check(client, Draft.objects.get())

    assert "handwriting" not in page.text
    assert "came from" not in page.text


def test_no_caller_signs_a_file_that_nobody_described(client, person, worker):
    begin(client, person, worker, ("scan.png", picture()))
    kept, draft = Attachment.objects.get(), Draft.objects.get()
    given = {
        "person": person,
        "by": worker,
        "record_type": catalogue().get("case_note"),
        "submission": draft.key,
        "values": note_values(attachments=[kept.key]),
        "statements": [],
        "actions": [],
    }

    with pytest.raises(NotReady) as refused:
        actions.sign_entry(**given)
    assert len(refused.value.problems) == 4

    said = {
        "title": "Photograph of the step",
        "source": "Taken by me",
        "dated_on": clock.today(),
        "has_handwriting": False,
    }
    actions.describe_file(attachment=kept, by=worker, said=said)
    assert actions.sign_entry(**given).attachments.get() == kept
