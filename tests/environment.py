"""Loaded by pytest before Django's settings: says that these are tests, and which database."""

import atexit
import os
import shutil
import tempfile

from tools import environment

os.environ["CASERECORDS_ENV"] = "test"
environment.load()
# Databases of tests are copies of one: what one run destroyed is in the next again.
os.environ["CASERECORDS_SEALS"] = tempfile.mkdtemp(prefix="caserecords-seals-")
atexit.register(shutil.rmtree, os.environ["CASERECORDS_SEALS"], ignore_errors=True)
