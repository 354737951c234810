"""Files of these tests go to a folder of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def stored_files(settings, tmp_path):
    """The folder in which this test's copies are stored."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT
