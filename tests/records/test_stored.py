"""Files at rest: which key they lie under."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from records import files
from records.files import stored


def test_a_file_lies_under_the_key_of_its_own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "one"
    kept = files.store(b"of the first council", folder="attachments")
    settings.MEDIA_ROOT = tmp_path / "another"
    files.store(b"of the second", folder="attachments")

    assert (tmp_path / "one" / "key").read_bytes() != (tmp_path / "another" / "key").read_bytes()
    settings.MEDIA_ROOT = tmp_path / "one"
    assert files.read(kept) == b"of the first council"


def test_a_file_under_another_key_is_damaged(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept = files.store(b"words", folder="attachments")
    (tmp_path / "key").unlink()

    with pytest.raises(files.FileDamaged):
        files.read(kept)


def test_many_at_once_agree_on_one_key(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: stored.key(), range(8)))

    assert len(keys) == 1
