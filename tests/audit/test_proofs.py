"""What leaves the product can be checked by a stranger, with one file of Python."""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit import log, sealing, verify_log
from audit.models import Event
from tests.audit.sealed import write_a_log
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry

VERIFIER = Path(verify_log.__file__)


@pytest.fixture
def court(tmp_path, outside):
    """Check a file with the verifier alone: no product, no database, another folder."""
    place = tmp_path / "court"
    place.mkdir()
    shutil.copy(VERIFIER, place)

    def check(what: str, file: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "verify_log.py", what, str(file)]
        command += ["--keys", str(outside.folder)]
        command += ["--checkpoints", str(outside.folder / "checkpoints.txt")]
        return subprocess.run(
            command,
            cwd=place,
            env={"LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    return check


@pytest.mark.parametrize("name", ["log.txt", "log.txt.gz"])
def test_an_exported_log_is_checked_elsewhere(outside, court, tmp_path, name):
    write_a_log()

    call_command("export_log", str(tmp_path / name), verbosity=0)

    found = court("export", tmp_path / name)
    assert (found.returncode, found.stderr) == (0, "")
    assert "3 seals, 24 events" in found.stdout
    assert "The log is whole." in found.stdout


def test_an_export_says_what_was_done_to_it(outside, court, tmp_path):
    write_a_log()
    file = tmp_path / "log.txt"
    call_command("export_log", str(file), verbosity=0)
    lines = file.read_text().splitlines(keepends=True)

    for wrong, named in (
        ([line for line in lines if "[7, " not in line], "event 7 is missing"),
        (
            [line.replace('"VIEW"', '"LIST"') if "[7, " in line else line for line in lines],
            "event 7 was altered",
        ),
        ([*lines[:10], lines[11], lines[10], *lines[12:]], "out of its order"),
        (lines[:12], "missing"),
        ([*lines, "something more\n"], "no event"),
    ):
        file.write_text("".join(wrong))
        found = court("export", file)
        assert found.returncode == 1
        assert named in found.stdout


def test_an_export_holds_no_words_and_no_names(outside, tmp_path):
    person = make_person(family_name="Okafor")
    log.record("people.reason_given", by=None, about=person, detail={"words": "a secret reason"})
    sealing.seal_all()

    call_command("export_log", str(tmp_path / "log.txt.gz"), verbosity=0)

    text = gzip.decompress((tmp_path / "log.txt.gz").read_bytes()).decode()
    assert person.key in text
    assert "Okafor" not in text
    assert "secret" not in text


def test_no_file_is_written_over(outside, tmp_path):
    (tmp_path / "log.txt").write_text("mine")

    with pytest.raises(CommandError, match="not exported"):
        call_command("export_log", str(tmp_path / "log.txt"), verbosity=0)
    assert (tmp_path / "log.txt").read_text() == "mine"


def test_one_event_is_proved_alone(outside, court, tmp_path):
    write_a_log()
    file = tmp_path / "proof.json"

    call_command("prove_event", "7", str(file), verbosity=0)

    found = court("proof", file)
    assert (found.returncode, found.stderr) == (0, "")
    assert "Event 7 was in the log when seal 1 was made" in found.stdout
    assert "words 0 6" in found.stdout
    made, proved = Event.objects.get(verb="audit.proof_made"), Event.objects.get(pk=7)
    assert made.subjects == proved.subjects != []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda proof: proof | {"event": proof["event"].replace("VIEW", "LIST")}, "not the one"),
        (lambda proof: proof | {"index": proof["index"] + 1}, "not the one"),
        (lambda proof: proof | {"path": proof["path"][:-1]}, "too short"),
        (lambda proof: proof | {"detail": {"words": "kinder words"}}, "not those"),
        (
            lambda proof: (
                proof
                | {
                    "seal": proof["seal"]
                    | {"body": proof["seal"]["body"].replace("seal: 1", "seal: 2")}
                }
            ),
            "not signed",
        ),
    ],
)
def test_a_proof_that_was_altered_proves_nothing(outside, court, tmp_path, change, named):
    write_a_log(seals=1)
    file = tmp_path / "proof.json"
    call_command("prove_event", "7", str(file), verbosity=0)

    file.write_text(json.dumps(change(json.loads(file.read_text()))))

    found = court("proof", file)
    assert found.returncode == 1
    assert named in found.stderr


def test_one_signed_entry_is_proved_to_the_letter(outside, court, tmp_path):
    person = make_person()
    entry = make_entry(person=person, by=make_worker_of(person))
    sealing.seal_all()
    file = tmp_path / "entry.json"

    call_command("prove_entry", entry.key, str(file), verbosity=0)

    found = court("proof", file)
    assert (found.returncode, found.stderr) == (0, "")
    assert "to the letter, what was signed" in found.stdout
    proof = json.loads(file.read_text())
    file.write_text(json.dumps(proof | {"content": proof["content"].replace(entry.key, "other")}))
    assert "not the one that was signed" in court("proof", file).stderr
    assert Event.objects.filter(verb="audit.proof_made", target=entry.key).count() == 1


def test_what_is_not_sealed_is_not_proved(outside, tmp_path):
    number = log.record("people.people_listed", by=None)

    with pytest.raises(CommandError, match="in no seal"):
        call_command("prove_event", str(number), str(tmp_path / "proof.json"), verbosity=0)


def test_the_verifier_reads_a_live_database(outside, capsys, monkeypatch):
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    write_a_log()
    given = connection.settings_dict
    address = make_conninfo(
        host=given["HOST"],
        port=given["PORT"] or 5432,
        user=given["USER"],
        password=given["PASSWORD"],
        dbname=given["NAME"],
    )

    assert (
        verify_log.main(
            [
                "database",
                address,
                "--keys",
                str(outside.folder),
                "--checkpoints",
                str(outside.folder / "checkpoints.txt"),
            ]
        )
        == 0
    )
    assert "The log is whole." in capsys.readouterr().out


@pytest.mark.parametrize("file", ["nothing-there.txt", "no-log.txt"])
def test_what_cannot_be_read_is_said(outside, court, tmp_path, file):
    write_a_log(seals=1)
    (tmp_path / "no-log.txt").write_text("Dear Sir")

    found = court("export", tmp_path / file)

    assert found.returncode == 2
    assert file in found.stderr
