"""The box: what a program in it returns, and what becomes of one that ends badly."""

import tempfile
from pathlib import Path

import pytest

import box
from tests.box import crashes_at_the_end, leaves_a_file

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
