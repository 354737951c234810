"""Guidance of the demonstration council: its own words, policies to read, and who has read them."""

from datetime import datetime
from typing import Any

import clock
from caserecords.demo.council import Council
from oversight import actions


def keep(council: Council, row: dict[str, Any], at: datetime) -> None:
    """Say how something is done here; some have read it by the end of that day."""
    written = actions.change_guidance(
        page=row["page"],
        text=row["text"],
        owner=council.staff[row["owner"]],
        review_on=clock.add_months(clock.day_of(at), 12),
        must_be_read=row["must_be_read"],
        reason=row["reason"],
        by=council.staff[row["by"]],
        seen=0,
        at=at,
    )
    for name in row["read_by"]:
        actions.answer_guidance(
            page=row["page"],
            wording=written.pk,
            said="READ",
            by=council.staff[name],
            at=at,
        )
