"""What files of other systems get wrong: said with its line, and never written down half."""

import csv
import io
import os
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

import clock
from accounts.roles import Role
from people import access, actions
from people.models import (
    Contact,
    DeathTask,
    Import,
    Imported,
    Involvement,
    Person,
    Relationship,
)
from people.queries import find_people
from records.importing.documents import found_in
from records.importing.kinds import KINDS
from records.management.commands.import_records import Command
from records.models import Attachment, Entry
from tests.accounts.factories import make_staff
from tests.people.factories import allocate, make_contact_point, make_person, restrict
from tests.records.moving_in import (
    SAMPLES,
    bring_in,
    bring_in_all,
    make_council,
    written,
)

pytestmark = pytest.mark.django_db

HEADS = "id,first,last,born,nhs,phone\r\n"
MAP = """
kind = "people"
source = "oldcare"
date_format = "%d/%m/%Y"
[columns]
source_id = "id"
given_names = "first"
family_name = "last"
born_on = "born"
nhs_number = "nhs"
phone = "phone"
"""
GOOD = "1,Ama,Okonedo,03/04/1950,,\r\n"


def people(tmp_path, rows, *, mapping=MAP, by=None, **options):
    content = rows if isinstance(rows, bytes) else (HEADS + rows).encode()
    by = by or make_council().service
    return bring_in(
        tmp_path, "people", by=by, file=written(tmp_path, content), mapping=mapping, **options
    )


# --- One line


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2,Bo,Lee,04/13/1950,,", "Born on must be written like 31/12/2019"),
        ("2,Bo,Lee,1950-04-13,,", "Born on must be written like 31/12/2019"),
        ("2,Bo,Lee,03/04/2150,,", "Born on must not be in the future, nor before 1850"),
        ("2,Bo,Lee,,9991234005,", "NHS number: its check digit is wrong"),
        ("2,Bo,,,,", "Family name is missing"),
        (",Bo,Lee,,,", "Source id is missing"),
        ("1,Bo,Lee,,,", "The same number stands in line 2"),
        ("2,Bo,Lee,,", "It has 5 cells under 6 heads"),
        ("2,B\0o,Lee,,,", "Given names: it holds a NUL byte. Take it out over there"),
        ("2,B\x07o,Lee,,,", "Given names holds a control character. Take it out over there"),
        (f"2,{'B' * 151},Lee,,,", "Given names is longer than 150 characters"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason_and_the_whole_file_with_it(tmp_path, row, why):
    told = people(tmp_path, f"{GOOD}{row}\r\n", commit=True)

    assert told.outcomes == ["not added, because the file has mistakes", "refused"]
    assert told.why(3) == why
    assert told.refused == "The file has mistakes. Nothing was written."
    assert not Person.objects.exists()


def test_row_by_row_what_is_right_comes_in_and_what_is_put_right_comes_later(tmp_path):
    by = make_council().service

    first = people(tmp_path, f"{GOOD}2,Bo,,,,\r\n3,Cy,Ng,,,\r\n", by=by, commit=True, per_row=True)
    second = people(tmp_path, f"{GOOD}2,Bo,Lee,,,\r\n3,Cy,Ng,,,\r\n", by=by, commit=True)

    assert first.outcomes == ["added", "refused", "added"]
    assert second.outcomes == ["unchanged", "added", "unchanged"]
    assert Person.objects.count() == 3


def test_a_line_is_counted_where_it_begins_though_cells_have_line_breaks(tmp_path):
    rows = 'x,"a\r\nb",Lee,,,\r\n2,Bo,,,,\r\n'

    told = people(tmp_path, rows)

    assert [row["line"] for row in told.rows] == ["2", "4"]


def test_bytes_of_another_encoding_are_refused_until_it_is_said(tmp_path):
    content = (HEADS + "1,Siân,Prydderch,,,\r\n").encode("cp1252")
    by = make_council().service

    told = people(tmp_path, content, by=by)
    said = people(tmp_path, content, by=by, mapping=f'encoding = "cp1252"\n{MAP}', commit=True)

    assert "Say the encoding of the file in the mapping" in told.why(2)
    assert said.outcomes == ["added"]
    assert Person.objects.get().given_names == "Siân"


def test_a_formula_is_text_and_no_report_runs_it(tmp_path):
    told = people(tmp_path, "=1+1,=SUM(A1),@Lee,,,\r\n", commit=True)

    assert Person.objects.get().given_names == "=SUM(A1)"
    assert told.rows[0]["id in the other system"] == "'=1+1"


def test_somebody_who_died_comes_with_their_death_and_how_it_is_known(tmp_path):
    content = b"id,first,last,born,nhs,phone,died\r\n1,Ama,Okonedo,03/04/1950,,,02/03/2021\r\n"

    people(tmp_path, content, mapping=f'{MAP}died_on = "died"\n', commit=True)

    person = Person.objects.get()
    death = person.deaths.get()
    assert person.death_words == "Died 2 March 2021"
    assert (death.since, death.told_by) == (person.died_on, "oldcare")


@pytest.mark.parametrize(
    ("source", "confirmed"), [("REGISTRAR", True), ("FAMILY", False), ("", False)]
)
def test_a_death_is_confirmed_where_its_source_counts(tmp_path, source, confirmed):
    heads, row = "id,first,last,born,nhs,phone,died,told", "1,Ama,Okonedo,03/04/1950,,,02/03/2021"
    content = f"{heads}\r\n{row},{source}\r\n"
    mapping = f'{MAP}died_on = "died"\ndeath_source = "told"\n'

    people(tmp_path, content.encode(), mapping=mapping, commit=True)

    death = Person.objects.get().deaths.get()
    assert (death.source, death.is_confirmed) == (source or "OTHER", confirmed)


def test_a_record_is_closed_as_it_comes_in_to_who_declared_that_they_know_them(tmp_path):
    manager = make_staff(Role.MANAGER)
    knows, by_number, other = (make_staff(line_manager=manager) for _ in range(3))
    for user, said in (
        (knows, {"given_names": "ama", "family_name": "OKONEDO", "born_on": date(1950, 4, 3)}),
        (by_number, {"reference": "999 000 0018"}),
        (other, {"given_names": "Ama", "family_name": "Okonedo", "born_on": date(1951, 4, 3)}),
    ):
        actions.declare(user=user, by=user, kind="FRIEND", **said)

    people(tmp_path, "1,Ama,Okonedo,03/04/1950,9990000018,\r\n", commit=True)

    person = Person.objects.get()
    assert {each.user for each in person.conflicts.all()} == {knows, by_number}
    assert access.decide(knows, access.Permission.VIEW, person).basis == "CONFLICT"


def test_a_safe_address_is_sealed_at_rest_and_finds_nobody(tmp_path):
    content = b"id,first,last,born,nhs,phone,where\r\n1,Ama,Okonedo,03/04/1950,,,9 Hidden Row\r\n"
    mapping = f'{MAP}address = "where"\n[constants]\naddress_kind = "SAFE"\n'

    people(tmp_path, content, mapping=mapping, commit=True)

    with connection.cursor() as cursor:
        cursor.execute("SELECT lines FROM people_address")
        assert "Hidden" not in cursor.fetchone()[0]
    assert Person.objects.get().addresses.get().lines == "9 Hidden Row"
    assert find_people(make_staff(), "9 Hidden Row")[0] == []


# --- The file and its mapping


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"id,first,id\r\n", "a column is there twice: id"),
        (b"id,first\r\n", "columns that the file does not have: last, born, nhs, phone"),
        (HEADS.encode("utf-16"), 'say encoding = "utf-16"'),
        (b"PK\x03\x04rest", "save it as CSV first"),
        ((HEADS + '1,"A"ma,Lee,,,\r\n').encode(), "Line 2: the row that begins here"),
        ((HEADS + GOOD + '2,"Bo,Lee,,,\r\n').encode(), "Line 3: the row that begins here"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path, content, words):
    told = people(tmp_path, content, commit=True)

    assert words in told.refused
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ('family_name = "last"', 'surname = "last"', "surname is none of our columns"),
        ('family_name = "last"', "", "columns must say which column is family_name"),
        ('"%d/%m/%Y"', '"%d/%m/%y"', "with a year of four figures"),
        ('source = "oldcare"', 'source = "Old Care"', "small letters, figures and hyphens"),
        ('kind = "people"', 'kind = "entries"', 'must say kind = "people"'),
        ("[columns]", "colour = 1\n[columns]", "a key that is not known: colour"),
        ("[columns]", "[columns", "not TOML"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_change(tmp_path, was, becomes, words):
    told = people(tmp_path, GOOD, mapping=MAP.replace(was, becomes))

    assert words in told.refused


def test_only_an_account_that_opens_no_record_brings_files_in(tmp_path):
    told = people(tmp_path, GOOD, by=make_staff())

    assert "may open records" in told.refused


def test_columns_that_nobody_reads_are_named(tmp_path):
    content = b"id,first,last,born,nhs,phone,religion\r\n1,Ama,Okonedo,,,,X\r\n"

    assert "not brought in: religion" in people(tmp_path, content).text


# --- What is here already


def test_a_row_that_changed_over_there_is_told_and_nothing_is_overwritten(tmp_path):
    by = make_council().service
    bring_in_all(tmp_path, by)
    content = (SAMPLES / "entries.csv").read_bytes().replace(b"No ramp", b"A ramp")
    before = list(Entry.objects.order_by("pk").values())

    told = bring_in(tmp_path, "entries", by=by, file=written(tmp_path, content), commit=True)

    assert sorted(told.outcomes) == ["changed", "unchanged", "unchanged", "unchanged"]
    (words,) = [row["why"] for row in told.rows if row["outcome"] == "changed"]
    assert words.startswith("Came in before and reads differently now: text.")
    assert "ramp" not in words
    assert list(Entry.objects.order_by("pk").values()) == before


def test_an_nhs_number_that_somebody_has_is_refused_in_words_that_tell_nobody(tmp_path):
    by = make_council().service
    restrict(make_person(nhs_number="9991234004"))

    told = people(tmp_path, "1,Bo,Lee,,9991234004,\r\n2,Cy,Ng,,999 123 4012,\r\n", by=by)

    assert told.outcomes[0] == "refused"
    assert "it is on another record, here or earlier in this file" in told.why(2)


def test_who_may_be_recorded_already_is_told_and_added_for_somebody_to_decide(tmp_path):
    by = make_council().service
    known = make_person(given_names="Ama", family_name="Okonedo")
    hidden = make_person(given_names="Bronwen", family_name="Tate")
    make_contact_point(hidden, value="01632 960555")
    restrict(hidden)

    told = people(
        tmp_path,
        "1,Ama,Okonedo,03/05/1950,,\r\n2,Bronwen,Tate,03/05/1950,,01632 960555\r\n"
        "3,Ravi,Nair,03/05/1950,,\r\n",
        by=by,
        commit=True,
    )

    assert told.outcomes == ["added"] * 3
    assert known.council_reference in told.why(2)
    assert told.why(3) == "May be recorded already: speak to the records team"
    assert told.why(4) == ""
    assert hidden.council_reference not in str(told.rows)
    assert Person.objects.count() == 5


def test_nothing_comes_in_for_somebody_who_did_not(tmp_path):
    told = bring_in(tmp_path, "entries", by=make_council().service, commit=True)

    assert set(told.outcomes) == {"refused"}
    assert "Bring the people in first" in told.why(2)
    assert not Entry.objects.exists()


def test_a_second_open_involvement_of_one_kind_is_refused(tmp_path):
    by = make_council().service
    bring_in(tmp_path, "people", by=by, commit=True)
    text = (SAMPLES / "involvements.csv").read_text().replace("30/06/2019", "")

    told = bring_in(tmp_path, "involvements", by=by, file=written(tmp_path, text), commit=True)

    assert "They have an involvement in this role that goes on already" in told.why(3)
    assert not Involvement.objects.exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            "R9,C10001,C10004,,Family,Sister,,",
            "This cannot come in from a file: speak to the records team",
        ),
        (
            "R9,C10004,C10001,,Family,Sister,Sister,",
            "This cannot come in from a file: speak to the records team",
        ),
        ("R9,C10001,C10001,,Family,Sister,,", "Other person: it is the person themselves"),
        ("R9,C10001,C9,,Family,Son,,", "Other person: nobody with this number was brought in"),
        ("R9,C10001,,,Family,Son,,", "Name is missing, and so is the number of the other person"),
    ],
)
def test_nobody_is_named_on_another_record_who_must_not_be(tmp_path, row, why):
    by = make_council().service
    bring_in(tmp_path, "people", by=by, commit=True)
    heads = (SAMPLES / "relationships.csv").read_text().splitlines()[0]

    told = bring_in(
        tmp_path, "relationships", by=by, file=written(tmp_path, f"{heads}\n{row}\n"), commit=True
    )

    assert told.why(2) == why
    assert not Relationship.objects.exists()
    assert not Contact.objects.exists()


def test_what_two_lines_say_from_two_sides_is_one_row(tmp_path):
    by = make_council().service
    bring_in(tmp_path, "people", by=by, commit=True)
    heads = (SAMPLES / "relationships.csv").read_text().splitlines()[0]
    rows = "R1,C10002,C10003,,Family,Husband,Wife,\nR2,C10003,C10002,,Family,Wife,Husband,\n"
    own = (
        (SAMPLES / "relationships.toml")
        .read_text()
        .replace("[values.kind] ", '[values.kind]\nWife = "wife" ')
    )

    for number in (1, 2):
        told = bring_in(
            tmp_path,
            "relationships",
            by=by,
            file=written(tmp_path, f"{heads}\n{rows}"),
            mapping=own,
            commit=True,
        )
        rows = rows.replace("R1", "R3").replace("R2", "R4")
        assert Relationship.objects.count() == 1, number
    assert "Stands already" in told.why(2)


def test_what_follows_a_death_begins_or_is_said_to_be_done(tmp_path):
    recent = f"{clock.add_days(clock.today(), -10):%d/%m/%Y}"
    content = (
        "id,first,last,born,nhs,phone,died\r\n1,Ama,Okonedo,03/04/1950,,,02/03/2021\r\n"
        f"2,Efua,Okonedo,03/04/1950,,,{recent}\r\n"
    ).encode()

    people(tmp_path, content, mapping=f'{MAP}died_on = "died"\n', commit=True)

    (done,) = DeathTask.objects.filter(person__given_names="Ama")
    assert done.status == "DONE"
    assert "2 March 2021, before the move from oldcare" in done.said
    begun = DeathTask.objects.filter(person__given_names="Efua")
    assert begun.count() > 5
    assert {task.status for task in begun} == {"OPEN"}


# --- Documents


def test_no_file_outside_the_folder_is_read(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "a.txt").write_text("in")
    (outside / "b.txt").write_text("out")
    (inside / "link.txt").symlink_to(outside / "b.txt")
    os.mkfifo(inside / "pipe.txt")

    assert found_in(inside, "a.txt") == inside / "a.txt"
    assert [
        found_in(inside, name)
        for name in ("../out/b.txt", str(outside / "b.txt"), "link.txt", "pipe.txt", ".", "no.txt")
    ] == [None] * 6


def test_a_file_of_no_kind_that_is_kept_is_refused_and_none_is_left_behind(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    by = make_council().service
    bring_in_all(tmp_path, by)
    kept = set((tmp_path / "media/attachments").iterdir())
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.txt").write_text("A letter.")
    (folder / "bad.exe").write_bytes(b"MZ\x90\x00 This program cannot be run")
    with (SAMPLES / "files.csv").open(newline="") as lines:
        heads, row = csv.reader(lines)
    text = ",".join(heads) + "\n"
    for number, name in (("D7", "good.txt"), ("D8", "bad.exe"), ("D9", "../report.csv")):
        text += f"{number},{row[1]},,{name},A letter,12/03/2018,\n"

    told = bring_in(
        tmp_path, "files", by=by, file=written(tmp_path, text), folder=folder, commit=True
    )

    assert "is not a kind that can be kept" in told.why(3)
    assert told.why(4) == "File: there is no such file in the folder"
    assert set((tmp_path / "media/attachments").iterdir()) == kept
    assert Attachment.objects.count() == Imported.objects.filter(kind="FILES").count() == 1


# --- What happens between


class Terminal(io.StringIO):
    """Somebody looks."""

    def isatty(self):
        return True


def test_a_bar_is_drawn_where_somebody_looks_and_nowhere_else(tmp_path):
    by = make_council().service

    looked_at = people(tmp_path, GOOD, by=by, stdout=Terminal())
    piped = people(tmp_path, GOOD, by=by)

    assert "100%  1 line," in looked_at.text
    assert "lines a second" in piped.text
    assert "\r" not in piped.text


def test_a_file_that_is_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    by = make_council().service
    monkeypatch.setitem(KINDS, "people", replace(KINDS["people"], at_once=1))
    monkeypatch.setattr(Command, "_progress", _stop_at_the_second_line)

    with pytest.raises(KeyboardInterrupt):
        people(tmp_path, f"{GOOD}2,Bo,Lee,,,\r\n3,Cy,Ng,,,\r\n", by=by, commit=True, per_row=True)

    monkeypatch.undo()
    told = people(tmp_path, f"{GOOD}2,Bo,Lee,,,\r\n3,Cy,Ng,,,\r\n", by=by, commit=True)
    assert told.outcomes == ["unchanged", "unchanged", "added"]
    assert [each.ended_at is None for each in Import.objects.all()] == [False, True]


def _stop_at_the_second_line(command, run):
    if run.total == 2:
        raise KeyboardInterrupt


def test_what_comes_for_a_record_that_was_merged_stands_on_the_one_that_stays(tmp_path):
    here = make_council()
    bring_in(tmp_path, "people", by=here.service, commit=True)
    gone = Imported.objects.get(source_id="C10001").person
    kept = make_person(team=here.worker.team, given_names="Grace", family_name="Okonedo")
    officers = [make_staff(Role.MANAGER) for _ in range(2)]
    for officer in officers:
        allocate(kept, officer, team=here.worker.team)
        allocate(gone, officer, team=here.worker.team)
    merge = actions.ask_to_merge(
        kept=kept, gone=gone, by=officers[0], reason="The same card was seen", choices={}
    )
    actions.agree_to_merge(merge=merge, by=officers[1])

    bring_in(tmp_path, "entries", by=here.service, commit=True)

    assert {entry.person for entry in Entry.objects.filter(imported_author="Jo Bloggs")} == {kept}
    assert [card.key for card in find_people(officers[0], "C10001")[0]] == [kept.key]
