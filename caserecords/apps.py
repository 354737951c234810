"""What stands on every app: it puts together what apps say that may not know each other."""

from django.apps import AppConfig


class CaseRecordsConfig(AppConfig):
    """The whole product."""

    name = "caserecords"

    def ready(self):
        """Say whether somebody had the privacy notice, and offer it in each language."""
        from caserecords.privacy_told import told_of
        from caserecords.privacy_translated import offered
        from people.page import add_entry_block
        from records.shown import procedures

        procedures.offer(offered)
        add_entry_block("caserecords/privacy_told.html", told_of)
