"""What decides whether a step of set-up is done again."""

from tools import stamps


def test_a_step_is_done_again_when_a_file_changes(tmp_path):
    inputs = tmp_path / "lock.txt"
    inputs.write_text("one")
    stamp = tmp_path / "stamps" / "step"
    stamps.put(stamp, stamps.digest(files=[inputs]))

    assert stamps.is_fresh(stamp, stamps.digest(files=[inputs]))

    inputs.write_text("two")

    assert not stamps.is_fresh(stamp, stamps.digest(files=[inputs]))


def test_a_step_that_was_never_done_is_done(tmp_path):
    assert not stamps.is_fresh(tmp_path / "none", stamps.digest("anything"))
