"""What is held is known: every column of ours has a row in the register."""

import re
from pathlib import Path

from governance import register
from retention import over
from tests.retention.by_class import models_of

GRANTS = Path(__file__).parents[1] / "caserecords" / "grants.txt"


def test_every_column_is_registered():
    assert register.columns_not_registered() == []


def test_free_text_is_marked_in_few_tables():
    holding = {
        table.model for table in register.tables() for row in table.rows if row.holds == "text"
    }

    assert len(holding) < 74
    assert "audit.Event" not in holding


def test_nothing_is_said_to_be_destroyed_that_nothing_can_destroy():
    deletes = set(re.findall(r"^table (\w+): app .*\bDELETE\b", GRANTS.read_text(), re.MULTILINE))
    # Months of the log go by a function of the database, as whole records do, and what is kept by
    # class.
    deletes |= {"audit_event"}
    deletes |= {each._meta.db_table for kind in over.kinds().values() for each in models_of(kind)}

    said = [
        (table.model, table.destroyed)
        for table in register.tables()
        if table.model.replace(".", "_").lower() not in deletes
        and "ith the person's record" not in table.destroyed
        and not table.destroyed.startswith("Not destroyed")
    ]

    assert said == []
