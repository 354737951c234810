"""Loaded by pytest before Django's settings: says that these are tests, and which database."""

import os

from tools import environment

os.environ["CASERECORDS_ENV"] = "test"
environment.load()
