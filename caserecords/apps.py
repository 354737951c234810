"""What stands on every app: it puts together what apps say that may not know each other."""

from django.apps import AppConfig


class CaseRecordsConfig(AppConfig):
    """The whole product."""

    name = "caserecords"

    def ready(self):
        """Say on somebody's details whether they had the privacy notice."""
        from caserecords.privacy_told import told_of
        from people.page import add_entry_block

        add_entry_block("caserecords/privacy_told.html", told_of)
