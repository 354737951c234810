"""Reads about people, each asked for by someone."""

from people.queries.banner import Banner, BannerAlert, banner_for
from people.queries.finding import (
    SHOWN_AT_MOST,
    Card,
    by_keys,
    contacts_of,
    find_people,
    my_people,
    running_allocations,
    team_people,
)

__all__ = [
    "SHOWN_AT_MOST",
    "Banner",
    "BannerAlert",
    "Card",
    "banner_for",
    "by_keys",
    "contacts_of",
    "find_people",
    "my_people",
    "running_allocations",
    "team_people",
]
