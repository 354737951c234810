"""The generated pages of the documentation say what the product does."""

import pytest

from caserecords import reference
from caserecords.management.commands.write_reference import FOLDER


@pytest.mark.parametrize("name", sorted(reference.pages()))
def test_the_page_is_up_to_date(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == reference.pages()[name], (
        "run manage.py write_reference"
    )
