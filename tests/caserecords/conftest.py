"""Fixtures that the tests here share."""

from tests.demo import demo_council, demo_database

__all__ = ["demo_council", "demo_database"]
