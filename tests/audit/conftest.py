"""What tests of the seals share."""

import pytest

from tests.audit.sealed import Outside, seal_apart


@pytest.fixture
def outside(database_of_its_own, settings, tmp_path) -> Outside:
    """Where the keys and the checkpoints of a database in which a test may commit stand."""
    return seal_apart(settings, tmp_path / "seals")
