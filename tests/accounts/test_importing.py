"""A file of staff: said in words first, then all of it or nothing, and twice is once."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

import clock
from accounts import actions, importing
from accounts.models import Posting, User
from accounts.roles import Role
from accounts.taking_in import Outcome
from tests.accounts.factories import make_staff, make_team
from ui.sheets import sheet_of

pytestmark = pytest.mark.django_db

HEADS = "staff_number,name,email,job_title,team,line_manager,roles\n"
ANA = "N9001,Ana Lowe,ana@northmere.example,Team manager,Harbour,,Manager\n"
BEN = "N9002,Ben Moss,ben@northmere.example,Social worker,harbour,N9001,practitioner\n"


@pytest.fixture
def administrator():
    return make_staff(Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def harbour():
    return make_team(name="Harbour", key="harbour")


def outcomes(text, **by):
    return [row.outcome for row in importing.plan(text, **by).rows]


def words(text, **by):
    return [" ".join(row.words) for row in importing.plan(text, **by).rows]


def test_a_file_adds_staff_below_managers_that_it_adds_too_and_twice_is_once(
    administrator, harbour
):
    text = HEADS + BEN + ANA
    assert outcomes(text) == [Outcome.CREATE, Outcome.CREATE]

    actions.import_staff(text=text, by=administrator)

    ben = User.objects.get(staff_number="N9002")
    assert (ben.team, ben.line_manager.staff_number, ben.roles) == (harbour, "N9001", [])
    asked = ben.postings.get(needs_second=True)
    assert asked.roles == [Role.PRACTITIONER]
    assert not ben.has_usable_password()
    assert outcomes(text) == [Outcome.SAME, Outcome.SAME]
    actions.import_staff(text=text, by=administrator)
    assert User.objects.filter(staff_number__startswith="N900").count() == 2
    assert ben.postings.count() == 2


def test_a_file_changes_what_differs_and_says_it(administrator, harbour):
    actions.import_staff(text=HEADS + ANA + BEN, by=administrator)
    changed = BEN.replace("Social worker", "Senior social worker").replace(",N9001,", ",,")

    assert words(HEADS + changed) == [
        "Job title: Social worker → Senior social worker Line manager: N9001 → nobody"
    ]
    actions.import_staff(text=HEADS + changed, by=administrator)
    ben = User.objects.get(staff_number="N9002")
    assert (ben.job_title, ben.line_manager) == ("Senior social worker", None)
    asked = ben.postings.get(needs_second=True)
    assert (asked.job_title, asked.withdrawn_at) == ("Senior social worker", None)
    without = "staff_number,name,email,job_title,roles\n"
    assert outcomes(
        without + "N9002,Ben Moss,ben@northmere.example,Senior social worker,Practitioner\n"
    ) == [Outcome.SAME]


def test_a_file_ends_somebodys_access(administrator, harbour):
    actions.import_staff(text=HEADS + ANA, by=administrator)
    day = clock.add_days(clock.today(), 10)
    heads = HEADS.replace("\n", ",ends_on\n")
    actions.import_staff(text=heads + ANA.replace("\n", f",{day:%d/%m/%Y}\n"), by=administrator)

    assert User.objects.get(staff_number="N9001").ends_on == day


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",A,a@b.example,Job,,,Manager", "Staff number is missing"),
        ("N1,A,nothing,Job,,,Manager", "is no e-mail address"),
        ("N1,A,a@b.example,Job,Nowhere,,Manager", "no open team"),
        ("N1,A,a@b.example,Job,,,Boss", "no role “Boss”"),
        ("N1,A,a@b.example,Job,,N404,Manager", "Nobody has the staff number"),
        ("N1,A,a@b.example,Job,,N1,Manager", "go round in a circle"),
        ("N/1,A,a@b.example,Job,,,Manager", "letters, digits and hyphens"),
        ("N1,A,a@b.example,Job,Manager", "5 cells under 7 heads"),
        (f"N1,{'A' * 151},a@b.example,Job,,,Manager", "longer than 150"),
        ("N1,A\x00,a@b.example,Job,,,Manager", "Name:"),
    ],
)
def test_each_mistake_is_said_in_words(row, said):
    (told,) = words(HEADS + row + "\n")

    assert said in told
    assert outcomes(HEADS + row) == [Outcome.ERROR]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name\nA\n", "must have these columns too"),
        (HEADS.replace("team", "secret") + "x\n", "not known: secret"),
        (HEADS.replace("\n", ",team\n") + "x\n", "twice"),
        (HEADS, "no rows"),
        (HEADS + '"N1', "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text, said):
    assert said in importing.plan(text).wrong


def test_what_only_the_whole_file_shows_is_found(harbour):
    same = BEN.replace("ben@", "ana@").replace("N9002", "N9003")
    told = words(HEADS + ANA.replace(",,Manager", ",N9002,Manager") + BEN + same)

    assert "circle" in told[0]
    assert "circle" in told[1]
    assert "e-mail address stands in line 2" in told[2]


def test_one_mistake_and_nothing_of_the_file_happens(administrator, harbour):
    with pytest.raises(ValidationError, match="Nothing was changed"):
        actions.import_staff(text=HEADS + ANA + BEN.replace("N9001", "N404"), by=administrator)
    assert not User.objects.filter(staff_number="N9001").exists()
    with pytest.raises(PermissionDenied):
        actions.import_staff(text=HEADS + ANA, by=make_staff(Role.MANAGER))


def test_nobody_changes_themselves_by_a_file_nor_gives_the_role_of_administrator_alone(
    administrator, harbour
):
    own = f"{administrator.staff_number},Me,{administrator.email},Boss,,,Manager\n"
    assert "This is you" in words(HEADS + own, by=administrator)[0]

    text = HEADS + ANA.replace("Manager\n", "Manager; System administrator\n")
    actions.import_staff(text=text, by=administrator)
    assert User.objects.get(staff_number="N9001").roles == []
    assert outcomes(text, by=administrator) == [Outcome.SAME]
    assert Posting.objects.filter(needs_second=True).count() == 1


def test_no_cell_of_a_sheet_can_act_as_a_formula():
    assert sheet_of(["a"], [["=1+1"], [" @x"], ["Ana"]]).splitlines() == [
        "a",
        "'=1+1",
        "' @x",
        "Ana",
    ]
    assert outcomes(importing.template()) == [Outcome.ERROR]  # its team and manager are examples


def test_the_pages_show_what_a_file_would_do_and_do_it(client, administrator, harbour):
    client.force_login(administrator)
    page = reverse("administration:import")

    def send(text):
        data = text if isinstance(text, bytes) else text.encode()
        return client.post(page, {"file": SimpleUploadedFile("staff.csv", data)})

    assert "Choose a file" in client.post(page).text
    assert "Save it as CSV" in send(b"\xff\xfe\x00").text
    assert "The file is empty" in send("").text
    shown = send(HEADS + ANA + BEN)
    assert "Take the whole file in" in shown.text
    assert not User.objects.filter(staff_number="N9001").exists()
    wrong = send(HEADS + ANA.replace("Harbour", "Nowhere"))
    assert "Take the whole file in" not in wrong.text
    take_in = reverse("administration:take-in")
    refused = client.post(take_in, {"text": HEADS + ANA.replace("Harbour", "Nowhere")})
    assert "Nothing was changed" in refused.text
    text = (HEADS + ANA + BEN).replace("\n", "\r\n")
    assert client.post(take_in, {"text": text}).url == reverse("administration:staff")
    assert User.objects.filter(staff_number__startswith="N900").count() == 2
    assert client.post(take_in, {}).url == page
    assert client.get(reverse("administration:import-template")).text.startswith("staff_number")


def test_the_command_says_what_it_would_do_and_does_it_when_told(tmp_path, harbour):
    file, out = tmp_path / "staff.csv", StringIO()
    file.write_text(HEADS + ANA.replace("Manager\n", "System administrator\n"))

    call_command("import_staff", file, stdout=out)
    assert "2: Add N9001" in out.getvalue()
    assert not User.objects.filter(staff_number="N9001").exists()
    call_command("import_staff", file, "--commit", stdout=out)
    assert User.objects.get(staff_number="N9001").roles == [Role.SYSTEM_ADMINISTRATOR]
    file.write_text(HEADS + ANA.replace("Harbour", "Nowhere"))
    with pytest.raises(CommandError, match="mistakes"):
        call_command("import_staff", file, "--commit", stdout=out)
