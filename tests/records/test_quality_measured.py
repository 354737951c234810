"""The command that says how well the coach does on sentences that somebody else labelled."""

import pytest
from django.core.management import CommandError, call_command

LABELS = """
family = "style"
checks = ["emphasis", "initials_only"]

[[row]]
text = "She did it! I saw Mr X."
expected = ["emphasis"]

[[row]]
text = "She rang."
expected = ["initials_only"]
"""


def test_it_counts_what_is_right_and_lists_what_is_not(tmp_path, capsys):
    (tmp_path / "style.toml").write_text(LABELS)
    call_command("measure_coach", tmp_path, misses=True)
    said = capsys.readouterr().out
    assert "2 rows, precision 0.50, recall 0.50" in said
    assert "1: initials_only raised" in said
    assert "2: initials_only not raised" in said
    assert "together" not in said


def test_the_halves_of_a_set_are_counted_alone_and_together(tmp_path, capsys):
    one, other = tmp_path / "held_out", tmp_path / "tuned_on"
    for folder in (one, other):
        folder.mkdir()
    (one / "style.toml").write_text(LABELS)
    (other / "style.toml").write_text(LABELS.replace("I saw Mr X.", "They left."))
    call_command("measure_coach", one, other)
    said = capsys.readouterr().out
    assert "style, held_out: 2 rows, precision 0.50, recall 0.50" in said
    assert "style, tuned_on: 2 rows, precision 1.00, recall 0.50" in said
    assert "style, together: 4 rows, precision 0.67, recall 0.50" in said


@pytest.mark.parametrize(
    "wrong",
    [
        LABELS.replace('["emphasis", "initials_only"]', '["no_such_check"]'),
        LABELS.replace('["emphasis"]\n\n', '["padding"]\n\n'),
        LABELS.replace("text =", "txet ="),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, wrong):
    (tmp_path / "style.toml").write_text(wrong)
    with pytest.raises(CommandError, match=r"style\.toml"):
        call_command("measure_coach", tmp_path)


def test_an_empty_folder_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="no labelled sentences"):
        call_command("measure_coach", tmp_path)
