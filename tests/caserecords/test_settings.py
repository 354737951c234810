"""A production service does not start half-configured."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

GIVEN = {
    "CASERECORDS_ENV": "production",
    "CASERECORDS_SECRET_KEY": "k" * 50,
    "CASERECORDS_HOSTS": "records.council.example",
    "CASERECORDS_COUNCIL_NAME": "Northmere Council",
    "CASERECORDS_FILES": "/srv/files",
    "CASERECORDS_FILE_KEY": "z" * 43 + "=",
    "CASERECORDS_FIELD_KEYS": "y" * 43 + "=",
    "CASERECORDS_SEAL_KEY": "/srv/seal.key",
    "CASERECORDS_SEALS": "/mnt/elsewhere/seals",
    "CASERECORDS_MAIL_FROM": "records@council.example",
    "DATABASE_URL": "postgresql://app:secret@db/records",
}


def load(show: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own and print one."""
    return subprocess.run(
        [sys.executable, "-c", f"from caserecords import settings; print(settings.{show})"],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_what_nobody_chose():
    environment = {name: value for name, value in GIVEN.items() if name != "CASERECORDS_ENV"}

    assert load("PRODUCTION", **environment).stdout.strip() == "True"


def test_production_starts_with_all_that_it_needs():
    assert load("SESSION_COOKIE_SECURE", **GIVEN).stdout.strip() == "True"


def test_production_says_a_sentence_for_each_thing_that_is_missing():
    refusal = load("DEBUG", CASERECORDS_ENV="production")

    assert refusal.returncode != 0
    for name in GIVEN.keys() - {"CASERECORDS_ENV"}:
        assert f"Set {name}: " in refusal.stderr


def test_an_unknown_kind_of_service_is_refused():
    assert "must be production, demo or test" in load("DEBUG", CASERECORDS_ENV="prod").stderr


def test_a_wrong_database_address_is_refused_without_its_password():
    refusal = load("DEBUG", **{**GIVEN, "DATABASE_URL": "mysql://app:hunter2@db/records"})

    assert "DATABASE_URL cannot be read: it must start with postgresql://." in refusal.stderr
    assert "hunter2" not in refusal.stderr


def test_debugging_is_never_on():
    for kind in ("production", "demo", "test"):
        assert load("DEBUG", **{**GIVEN, "CASERECORDS_ENV": kind}).stdout.strip() == "False"


def test_letters_name_the_notice_of_the_first_host_unless_told_another():
    elsewhere = {**GIVEN, "CASERECORDS_PRIVACY_NOTICE": "https://council.example/notice"}

    own = load("PRIVACY_NOTICE_ADDRESS", **GIVEN).stdout.strip()
    other = load("PRIVACY_NOTICE_ADDRESS", **elsewhere).stdout.strip()

    assert own == "https://records.council.example/privacy/"
    assert other == "https://council.example/notice"
