"""What awaits a manager's review, and how the work is shared."""

from oversight.queries.reviewing import (
    NEEDS_SIGN_OFF,
    Returned,
    Waiting,
    awaiting_review,
    count_waiting,
    how_many_wait,
    panels_for,
    praise_for,
    returned_to,
    reviews_of,
)

__all__ = [
    "NEEDS_SIGN_OFF",
    "Returned",
    "Waiting",
    "awaiting_review",
    "count_waiting",
    "how_many_wait",
    "panels_for",
    "praise_for",
    "returned_to",
    "reviews_of",
]
