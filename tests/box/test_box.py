"""The box: what a program in it returns, and what becomes of one that ends badly."""

import logging
import tempfile
from pathlib import Path

import pytest

import box
from box import inside
from box.standing import Standing
from tests.box import crashes_at_the_end, leaves_a_file, opens_files

LIMITS = box.Limits(memory=1024**3, work=10, wait=60)


def test_an_answer_counts_even_if_the_process_would_crash_at_its_end():
    program = Path(crashes_at_the_end.__file__)

    assert box.run(program, b"drawer", limits=LIMITS) == b"reward"


def test_what_a_program_leaves_behind_goes_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)

    with pytest.raises(box.Failed):
        box.run(Path(leaves_a_file.__file__), b"words", limits=LIMITS)

    assert not list(tmp_path.iterdir())


@pytest.fixture
def kept_connected(monkeypatch, tmp_path):
    """A machine whose kernel takes the network away from nobody."""
    said = Path(inside.__file__).read_text(encoding="utf-8")
    there = tmp_path / "box" / "inside.py"
    there.parent.mkdir()
    there.write_text(said.replace("libc.unshare(", "(lambda asked: -1)("), encoding="utf-8")
    monkeypatch.setattr(inside, "__file__", str(there))
    box.is_closed.cache_clear()
    program = tmp_path / "program.py"
    program.write_text("def main(given):\n    return given[::-1]\n", encoding="utf-8")
    yield program
    box.is_closed.cache_clear()


def test_nothing_is_begun_that_would_stay_on_the_network(kept_connected, caplog):
    standing = Standing(kept_connected, LIMITS)

    for ask in (standing.ask, lambda given: box.run(kept_connected, given, limits=LIMITS)):
        with pytest.raises(box.Failed) as failed:
            ask(b"drawer")
        assert failed.value.stayed_connected
    standing.close()

    assert [each.levelno for each in caplog.records] == [logging.ERROR] * 2
    assert "does not take the network away" in caplog.text
    assert not box.is_closed()


def test_it_is_begun_there_once_the_settings_say_so(kept_connected, monkeypatch):
    monkeypatch.setenv(inside.MAY_STAY_CONNECTED, "1")
    standing = Standing(kept_connected, LIMITS)

    assert box.run(kept_connected, b"drawer", limits=LIMITS) == b"reward"
    assert standing.ask(b"drawer") == b"reward"
    assert not box.is_closed()
    standing.close()


def test_this_machine_takes_the_network_away():
    assert box.is_closed()


def test_a_program_opens_no_more_files_than_it_may():
    number = int(box.run(Path(opens_files.__file__), b"", limits=LIMITS))

    assert 64 < number < inside.MOST_FILES
