"""A correction that a colleague's came before: both are seen, and no word of either is dropped."""

import uuid

import pytest
from django.urls import reverse

import clock
from audit.models import Event
from records import actions
from records.drafting.meeting import merged
from records.models import Draft
from tests.accounts.factories import make_staff
from tests.people.factories import allocate
from tests.records.factories import make_entry, note_values, sent_back

pytestmark = pytest.mark.django_db

TEXT = "She walked with a stick. She was warm. The dog slept."
WHY = {"correction-kind": "Something I wrote was wrong", "correction-detail": "My notebook"}


def said(text, **details):
    details = details or {"source": "First-hand"}
    return {"field": "statements", "kind": "fact", "text": text, "details": details}


@pytest.fixture
def entry(person, worker):
    return make_entry(
        person=person,
        by=worker,
        values=note_values(discussion=TEXT),
        statements=[said("She fell twice."), said("The kitchen was cold.")],
        actions=[
            {
                "text": "Ring the surgery",
                "owner": worker,
                "due_on": clock.add_days(clock.today(), 7),
                "priority": "ROUTINE",
            }
        ],
    )


@pytest.fixture
def colleague(person):
    made = make_staff(name="Carla Reyes")
    allocate(person, made)
    return made


def form_of(client, entry):
    """What the writer's browser holds of the form of a correction."""
    page = client.get(reverse("records:correct-entry", args=[entry.person.key, entry.key]))
    return sent_back(page) | WHY


def check(client, entry, posted):
    address = reverse("records:correct-entry", args=[entry.person.key, entry.key])
    return client.post(address, posted | {"act": "check"})


def sign(client, draft):
    address = reverse("records:check-draft", args=[draft.person.key, draft.key])
    return client.post(address, {"draft_version": draft.version})


def colleague_signs(entry, colleague, *, discussion=TEXT, statements=None, **given):
    before = entry.versions.last()
    rows = statements or [said(row.text) for row in before.statements.all()]
    return actions.correct_entry(
        entry=entry,
        by=colleague,
        submission=uuid.uuid4(),
        values=before.values | {"discussion": discussion},
        statements=rows,
        reason="Something was missing. I was there too.",
        **given,
    )


def put_together(client, page, **chosen):
    initial = page.context["form"].initial
    return client.post(page.request["PATH_INFO"], initial | chosen)


def test_the_second_signer_sees_both_and_keeps_both(client, entry, worker, colleague):
    posted = form_of(client, entry)
    posted["discussion"] = ["She walked with a frame. She was warm. The dog slept."]
    posted["statements-1-text"] = ["The kitchen was warm."]
    response = check(client, entry, posted)
    draft = Draft.objects.get(author=worker)
    assert response.url == reverse("records:check-draft", args=[entry.person.key, draft.key])
    client.get(response.url)  # looked through, not signed yet
    colleague_signs(
        entry,
        colleague,
        discussion="She walked with a stick. She was warm. The cat slept.",
        statements=[said("She fell thrice."), said("The kitchen was cold."), said("It rained.")],
    )

    pressed = sign(client, draft)
    again = sign(client, draft)

    address = reverse("records:compare-newest", args=[entry.person.key, draft.key])
    assert (pressed.url, again.url) == (address, address)
    assert entry.versions.count() == 2
    page = client.get(address)
    for text in ("with a frame", "The cat slept", "The dog slept", "She fell thrice", "was warm."):
        assert text in page.text
    assert "Carla Reyes corrected this entry meanwhile" in page.text
    assert [each.label for each, _ in page.context["form"].asked if not each.is_for_both] == []
    assert Event.objects.filter(verb="records.correction_compared").exists()

    response = put_together(client, page, keep_discussion="both", keep_statements="both")
    assert entry.versions.count() == 2  # nothing is signed by putting the two together
    checked = client.get(response.url)
    assert checked.status_code == 200
    draft.refresh_from_db()
    assert sign(client, draft).url == reverse("records:entry", args=[entry.person.key, entry.key])

    version = entry.versions.get(number=3)
    assert version.values["discussion"] == ("She walked with a frame. She was warm. The cat slept.")
    assert [row.text for row in version.statements.all()] == [
        "She fell thrice.",
        "The kitchen was warm.",
        "It rained.",
    ]
    assert [row.text for row in entry.actions.all()] == ["Ring the surgery"]


def test_what_only_the_colleague_changed_is_theirs_unless_the_writer_says_otherwise(
    client, entry, worker, colleague
):
    posted = form_of(client, entry)
    posted["discussion"] = ["She walked with a frame."]
    colleague_signs(entry, colleague, statements=[said("She fell thrice.")])

    response = check(client, entry, posted)
    page = client.get(response.url)

    (only,) = page.context["form"].asked
    assert (only[0].name, only[0].is_for_both) == ("statements", False)
    assert page.context["form"]["keep_statements"].value() == "theirs"
    assert [each.name for each in page.context["form"].only_mine] == ["discussion"]
    assert "Only you changed" in page.text
    response = put_together(client, page, keep_statements="theirs")
    draft = Draft.objects.get(author=worker)
    sign(client, draft)
    version = entry.versions.get(number=3)
    assert version.values["discussion"] == "She walked with a frame."
    assert [row.text for row in version.statements.all()] == ["She fell thrice."]


def test_a_choice_is_asked_for_and_what_was_typed_stays(client, entry, worker, colleague):
    posted = form_of(client, entry)
    posted["note_about"] = ["About mine"]
    before = entry.versions.last()
    check(client, entry, posted)
    draft = Draft.objects.get(author=worker)
    actions.correct_entry(
        entry=entry,
        by=colleague,
        submission=uuid.uuid4(),
        values=before.values | {"note_about": "About theirs"},
        statements=[said(row.text) for row in before.statements.all()],
        reason="Something was missing. I was there too.",
    )
    address = reverse("records:compare-newest", args=[entry.person.key, draft.key])

    page = client.post(address, {"draft_version": draft.version, "newest": 2})
    assert "Choose which to keep of" in page.text
    stale = client.post(
        address, {"draft_version": draft.version, "newest": 1, "keep_note_about": "mine"}
    )
    assert stale.url == address
    assert (
        "About mine"
        in client.get(reverse("records:edit-draft", args=[entry.person.key, draft.key])).text
    )

    put_together(client, client.get(address), keep_note_about="mine")
    draft.refresh_from_db()
    sign(client, draft)
    assert entry.versions.get(number=3).values["note_about"] == "About mine"


def test_the_form_says_that_a_colleague_came_first(client, entry, worker, colleague):
    posted = form_of(client, entry)
    posted["discussion"] = ["She walked with a frame."]
    check(client, entry, posted)
    draft = Draft.objects.get(author=worker)
    edit = reverse("records:edit-draft", args=[entry.person.key, draft.key])
    assert "Carla Reyes" not in client.get(edit).context["desk"].notice

    colleague_signs(entry, colleague, discussion="She ran.")

    page = client.get(edit)
    assert "Carla Reyes corrected this entry on" in page.text
    assert reverse("records:compare-newest", args=[entry.person.key, draft.key]) in page.text


def test_a_form_opened_before_is_stale_though_it_is_first_saved_after(
    client, entry, worker, colleague
):
    posted = form_of(client, entry)
    posted["discussion"] = ["She walked with a frame. She was warm. The dog slept."]
    colleague_signs(entry, colleague, discussion=f"{TEXT} It rained.")

    response = check(client, entry, posted)

    draft = Draft.objects.get(author=worker)
    assert response.url == reverse("records:compare-newest", args=[entry.person.key, draft.key])
    page = client.get(response.url)
    put_together(client, page, keep_discussion="both")
    draft.refresh_from_db()
    assert draft.typed["discussion"] == [
        "She walked with a frame. She was warm. The dog slept. It rained."
    ]


def test_actions_of_both_stand_and_one_action_stands_once(client, entry, worker, colleague):
    (task,) = entry.actions.all()
    posted = form_of(client, entry)
    posted["actions-0-text"] = ["Ring the surgery twice"]
    agreed = {"owner": colleague, "owner_name": "", "due_on": task.due_on, "priority": "ROUTINE"}
    colleague_signs(
        entry,
        colleague,
        actions=[
            agreed | {"key": task.key, "text": "Ring the chemist", "owner": worker},
            agreed | {"text": "Visit on Monday"},
        ],
    )

    page = client.get(check(client, entry, posted).url)
    assert page.context["form"].asked[0][0].is_for_both
    put_together(client, page, keep_actions="both")
    sign(client, Draft.objects.get(author=worker))

    standing = entry.actions.exclude(outcome__startswith="Taken out").order_by("position", "pk")
    assert {each.text for each in standing} == {"Ring the surgery twice", "Visit on Monday"}


def test_nobody_else_reads_the_comparison(client, entry, worker, colleague):
    posted = form_of(client, entry)
    posted["discussion"] = ["She walked with a frame."]
    check(client, entry, posted)
    colleague_signs(entry, colleague, discussion="She ran.")
    draft = Draft.objects.get(author=worker)

    client.force_login(colleague)

    address = reverse("records:compare-newest", args=[entry.person.key, draft.key])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("before", "mine", "theirs", "both"),
    [
        ("abc", "aXc", "abc", "aXc"),
        ("abc", "abc", "abY", "abY"),
        ("abc", "Xbc", "abY", "XbY"),
        ("abc", "aXc", "aYc", "aXYc"),
        ("abc", "abc", "ac", "ac"),
        ("abc", "Xabc", "abcY", "XabcY"),
        ("", "X", "Y", "XY"),
        ("ab", "aX", "Yb", "YX"),
        ("ab", "aX", "YbZ", "YXZ"),
        ("ab", "aX", "b", "X"),
    ],
)
def test_the_changes_of_both_stand_in_one(before, mine, theirs, both):
    assert "".join(merged(before, mine, theirs)) == both


def test_ones_own_other_correction_is_not_a_colleagues_and_kinds_read_as_elsewhere(
    client, entry, worker
):
    posted = form_of(client, entry)
    posted["statements-1-text"] = ["The kitchen was warm."]
    check(client, entry, posted)
    draft = Draft.objects.get(author=worker)
    colleague_signs(entry, worker, statements=[said("She fell thrice."), said("It was cold.")])

    page = client.get(reverse("records:compare-newest", args=[entry.person.key, draft.key])).text

    assert "You corrected this entry meanwhile" in page
    assert "What you signed" in page
    assert f"What {worker.name} signed" not in page
    assert "Kind: " not in page
    assert "Fact\n" in page
    desk = client.get(reverse("records:edit-draft", args=[entry.person.key, draft.key])).text
    assert "You corrected this entry on" in desk
