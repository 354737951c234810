"""The council's own questions for audits, and the report that a board reads."""

import io

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from oversight import actions
from oversight.audit_tool import made_of, tool
from oversight.forms.audit_tools import ToolForm
from oversight.models import AuditRating, Grade, KeptWords, OwnTool
from oversight.queries import audit_tools as queries
from tests.accounts.factories import make_staff
from tests.oversight.factories import make_audit, send
from tests.people.factories import make_person
from tests.records.factories import make_entries
from ui import papers

pytestmark = pytest.mark.django_db
LINES = """# Before the visit
Was it said who comes? | The letter
* Was an interpreter booked? | Planned visits

# After it
Is it signed the same day?"""


@pytest.fixture
def officer():
    return make_staff(Role.RECORDS_OFFICER)


def typed(lines, **fields):
    given = {"title": "Visits", "lines": lines, "reason": "A bad winter", **fields}
    return ToolForm(given)


def write(by, lines=LINES, **fields):
    form = typed(lines)
    assert form.is_valid()
    return actions.write_tool(by=by, **form.given | fields)


def test_lines_become_questions_and_questions_the_same_lines(officer):
    made = tool(write(officer).name)

    assert [(each.key, each.title) for each in made.sections] == [
        ("a", "Before the visit"),
        ("b", "After it"),
    ]
    assert [
        (each.number, each.text, each.look_for, each.starred) for each in made.questions.values()
    ] == [
        (1, "Was it said who comes?", "The letter", False),
        (2, "Was an interpreter booked?", "Planned visits", True),
        (3, "Is it signed the same day?", "", False),
    ]
    assert queries.as_lines(made) == LINES
    ready = typed(queries.as_lines(tool()))
    assert ready.is_valid()
    assert [row["text"] for each in ready.sections for row in each["questions"]] == [
        each.text for each in tool().questions.values()
    ]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("# A part\n", "Enter a question under each part"),
        ("\n \n", "Enter at least one question"),
        ("# A\nWho?\n# B", "Enter a question under each part"),
        ("x" * 301, "Line 1: enter words, at most 300 characters"),
        ("Who?\n* | names", "Line 2: enter words"),
        ("Who?\n" * 61, "Enter at most 60 questions"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_says_where(lines, why):
    form = typed(lines)

    assert not form.is_valid()
    assert why in str(form.errors["lines"])


def test_the_rule_of_the_overall_grade_holds_for_own_questions():
    data = {"title": "", "source": "", "outstanding_needs": [], "themes": []}
    asked = [{"number": 1, "text": "Who?", "look_for": "", "starred": False}]
    own = made_of({**data, "section": [{"key": "a", "title": "A", "question": asked}]})

    assert own.suggested({1: Grade.OUTSTANDING}) == Grade.OUTSTANDING
    assert own.suggested({1: Grade.INADEQUATE}) == Grade.REQUIRES_IMPROVEMENT


def test_a_new_version_leaves_what_was_asked_and_an_audit_asks_the_one_it_chose(client, officer):
    first = write(officer)
    make_entries(make_person(), 1)
    audit = make_audit(by=make_staff(Role.MANAGER), asks=first.name)
    second = write(officer, "Who came?", key=first.key)

    assert (second.name, second.version) == ("own.visits.v2", 2)
    assert len(tool(audit.tool).questions) == 3
    assert [name for name, _ in queries.to_choose()] == ["case_file.v1", "own.visits.v2"]
    rating = AuditRating.objects.get(file__round=audit)
    client.force_login(rating.auditor)
    page = client.get(reverse("oversight:audit-section", args=[rating.key, "a"]))
    assert "Was an interpreter booked?" in page.text
    client.force_login(officer)
    page = client.get(reverse("oversight:audit-tool", args=["visits"])).text
    assert "Who came?" in page
    assert "Was it said who comes?" in page


def test_records_officers_write_questions_and_others_read_them(client, officer):
    made, manager = write(officer), make_staff(Role.MANAGER)
    client.force_login(manager)

    assert client.get(reverse("oversight:audit-tools")).status_code == 200
    assert client.get(reverse("oversight:audit-tool", args=[made.key])).status_code == 200
    for name, args in (("write-audit-tool", []), ("rewrite-audit-tool", [made.key])):
        assert client.get(reverse(f"oversight:{name}", args=args)).status_code == 403
    with pytest.raises(PermissionDenied):
        write(manager)
    with pytest.raises(ValidationError, match="no other questions"):
        write(officer)
    with pytest.raises(ValidationError, match="stand like this already"):
        write(officer, key=made.key)
    assert OwnTool.objects.count() == 1


def test_the_report_is_a_tagged_pdf_with_numbers_and_nobodys_name(client):
    manager, auditor = make_staff(Role.MANAGER, name="Ros Hale"), make_staff(Role.AUDITOR)
    make_entries(make_person(family_name="Okafor"), 1)
    audit = make_audit(by=manager, auditors=[auditor], title="Visits & calls")
    send(AuditRating.objects.get())
    client.force_login(manager)

    answer = client.get(reverse("oversight:audit-report", args=[audit.key]))

    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == "Visits & calls: report of a case file audit"
        assert len(pdf.pages) > 0
    event = Event.objects.filter(verb="oversight.audit_taken_away").get()
    assert event.shown == ["report"]


def test_a_report_that_cannot_be_printed_says_so_and_is_not_logged(client, monkeypatch):
    def broken(html, title):
        raise papers.NotPrinted("It took too long.")

    monkeypatch.setattr(papers, "_PRESS", [broken])
    manager = make_staff(Role.MANAGER)
    make_entries(make_person(), 1)
    audit = make_audit(by=manager)
    client.force_login(manager)

    page = client.get(reverse("oversight:audit-report", args=[audit.key]), follow=True)

    assert "The report was not made. It took too long." in page.text
    assert not Event.objects.filter(verb="oversight.audit_taken_away").exists()


def test_what_an_auditor_types_in_a_section_is_kept_before_it_is_sent(client):
    make_entries(make_person(), 1)
    make_audit()
    rating = AuditRating.objects.get()
    client.force_login(rating.auditor)
    address = reverse("oversight:audit-section", args=[rating.key, "a"])
    token = client.get(address).context["kept"].token
    typed = {"form_token": token, "draft_version": "0", "words-1": "Seen in March"}

    assert client.post(f"{address}?keep=yes", typed).json()["saved"]

    assert "Seen in March" in client.get(address).text
    assert AuditRating.objects.get().answers == {}
    version = KeptWords.objects.get().version
    sent = {**typed, "draft_version": str(version), "grade-1": "GOOD"}
    assert client.post(address, sent).status_code == 302
    assert not KeptWords.objects.exists()
