"""A file of completed trainings: said in words first, then all of it or nothing, twice is once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import clock
from accounts import actions, completions
from accounts.models import Training, User
from accounts.roles import Role
from accounts.taking_in import Outcome
from audit.models import Event
from tests.accounts.factories import make_staff

pytestmark = pytest.mark.django_db

HEADS = "staff_number,about,course,completed_on,valid_until\n"


@pytest.fixture
def administrator():
    return make_staff(Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def ana():
    ana = make_staff(name="Ana Lowe")
    ana.staff_number = "N9001"
    ana.save(update_fields=["staff_number"])
    return ana


def outcomes(text, **by):
    return [row.outcome for row in completions.plan(text, **by).rows]


def test_a_file_opens_records_to_whoever_did_the_course_and_twice_is_once(administrator, ana):
    text = (
        HEADS
        + "N9001,Data protection,Level 1,2026-11-02,2027-12-31\n"
        + "N9001,recording,Writing well,03/11/2026,\n"
        + "N9001,recording,Writing well,03/11/2026,\n"
    )
    before = Training.objects.filter(user=ana).count()
    assert outcomes(text) == [Outcome.CREATE, Outcome.CREATE, Outcome.SAME]

    actions.import_trainings(text=text, by=administrator)

    done = Training.objects.get(user=ana, course="Level 1")
    assert (done.done_on, done.valid_until) == (date(2026, 11, 2), date(2027, 12, 31))
    assert User.objects.get(pk=ana.pk).training_until >= date(2027, 12, 31)
    assert Event.objects.filter(verb="accounts.training_recorded").count() == 2
    actions.import_trainings(text=text, by=administrator)
    assert Training.objects.filter(user=ana).count() == before + 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("N4711,Recording,A,2026-11-02,", "Nobody here has the staff number"),
        ("N9001,Cookery,A,2026-11-02,", "is none of the three"),
        ("N9001,Recording,A,soon,", "must be like 2026-12-31"),
        ("N9001,Recording,,2026-11-02,", "Course is missing"),
        ("N9001,Recording,A,2026-11-02,2026-11-01", "before it was completed"),
    ],
)
def test_a_file_with_one_mistake_says_which_and_records_nothing(administrator, ana, line, said):
    text = f"{HEADS}N9001,Recording,Whole,2026-11-02,\n{line}\n"
    before = Training.objects.count()

    [first, wrong] = completions.plan(text).rows

    assert (first.outcome, wrong.outcome) == (Outcome.CREATE, Outcome.ERROR)
    assert said in " ".join(wrong.words)
    with pytest.raises(ValidationError):
        actions.import_trainings(text=text, by=administrator)
    assert Training.objects.count() == before


def test_whoever_has_left_is_passed_over_and_the_rest_is_taken_in(administrator, ana):
    left = make_staff(is_active=False)
    text = f"{HEADS}{left.staff_number},Cookery,A,2026-11-02,\nN9001,Recording,A,2026-11-02,\n"
    assert outcomes(text) == [Outcome.LEFT, Outcome.CREATE]

    actions.import_trainings(text=text, by=administrator)

    assert Training.objects.filter(user=ana, course="A").count() == 1
    assert not Training.objects.filter(user=left, course="A").exists()


def test_a_day_to_come_is_a_mistake(ana):
    day = clock.add_days(clock.today(), 1)
    [row] = completions.plan(f"{HEADS}N9001,Recording,A,{day},\n").rows
    assert "a day to come" in " ".join(row.words)


def test_an_administrator_takes_in_nothing_of_their_own(administrator, ana):
    text = f"{HEADS}{administrator.staff_number},Recording,A,2026-11-02,\n"
    assert outcomes(text, by=administrator) == [Outcome.ERROR]
    with pytest.raises(PermissionDenied):
        actions.import_trainings(text=HEADS + "N9001,Recording,A,2026-11-02,\n", by=ana)


def test_the_pages_show_what_a_file_would_do_and_do_it(client, administrator, ana):
    client.force_login(administrator)
    text = HEADS + "N9001,Recording,Writing well,2026-11-02,\n"
    file = SimpleUploadedFile("training.csv", text.encode())

    shown = client.post(reverse("administration:import-training"), {"file": file}).text

    assert "Take the whole file in" in shown
    assert "Writing well" in shown
    assert not Training.objects.filter(course="Writing well").exists()
    done = client.post(reverse("administration:take-training-in"), {"text": text}, follow=True)
    assert "1 added" in done.text
    assert Training.objects.filter(user=ana, course="Writing well").exists()


def test_the_template_is_a_file_that_can_be_read(client, administrator, ana):
    client.force_login(administrator)
    sent = client.get(reverse("administration:training-template")).text
    assert outcomes(sent.replace("N2001", "N9001")) == [Outcome.CREATE]
