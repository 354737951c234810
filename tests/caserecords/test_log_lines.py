"""What an error writes to the log."""

import logging

from caserecords.log_lines import LogLine


def test_an_error_is_logged_by_its_type_and_place_without_its_message():
    try:
        try:
            raise ValueError("Key (note)=(Mrs Clarke fell twice) already exists")
        except ValueError as refused:
            raise RuntimeError("while saving: Mrs Clarke fell twice") from refused
    except RuntimeError as error:
        record = logging.LogRecord(
            name="django.request",
            level=logging.ERROR,
            pathname=__file__,
            lineno=1,
            msg="Internal Server Error: %s",
            args=("/people/",),
            exc_info=(type(error), error, error.__traceback__),
        )

    line = LogLine().format(record)

    assert "Internal Server Error: /people/" in line
    assert "builtins.RuntimeError, raised at:" in line
    assert "builtins.ValueError, raised at:" in line
    assert "test_log_lines.py" in line
    assert "Clarke" not in line
