"""The catalogue of record types, drafts, signed entries and the timeline."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = "Records"

    def ready(self):
        from accounts import carried, holdings, local
        from accounts.holdings import Holding
        from people import dying
        from people.merging import references
        from people.page import (
            add_death_block,
            add_entry_block,
            add_tab,
            offer_another_way,
            offer_to_write,
            say_from_entries,
        )
        from people.standing import ask_above
        from records import ending
        from records.queries import left, lists
        from records.rules import deaths
        from records.rules.local_figures import figures
        from records.shown import after_death
        from records.shown.profile import authority_in, profile_of
        from records.signed.merged import keep_signed_for
        from records.views import keeping
        from records.views.receiving import keep_for_manager

        carried.lands_in_draft("records:write", "records:edit-draft", "records:correct-entry")
        carried.keep_for_manager_with(keep_for_manager)
        carried.keep_for_manager_with(keeping.keep_for_manager)
        local.offer(figures)
        ending.count_begun("draft", "Unsigned drafts", left.drafts_begun)
        ask_above(lists.KNOWN, lists.listed_of_person)
        holdings.add(
            Holding(
                "Open actions",
                of_staff=left.open_actions,
                page="records:team-actions",
                query="owner={number}",
            ),
            Holding("Interpreters to book", of_staff=left.interpreters),
            Holding("Unsigned drafts", of_staff=left.unsigned_drafts, page="records:staff-drafts"),
            Holding("Questions to answer", of_staff=left.questions),
        )
        references.stays("records.Removal.moved_to", because="an answered request never changes")
        references.call("records.Attachment.person", "files")
        references.call("records.GuidanceRequest.person", "questions to managers")
        references.call("records.SearchText.person", "")
        references.when_moved(keep_signed_for)
        add_tab("record", "Record", "records:timeline", position=10)
        add_tab("decisions", "Decisions", "records:person-decisions", position=22)
        add_tab("chronologies", "Chronologies", "records:chronologies", position=25)
        add_entry_block("records/profile.html", profile_of)
        say_from_entries("authority", authority_in)
        add_death_block("records/death/block.html", after_death.said_of, position=10)
        dying.stops(deaths.VISITS)
        offer_to_write("visit_face_to_face", "Visit", of_the_living=True)
        offer_to_write("phone_call", "Phone call")
        offer_to_write("case_note", "Case note")
        offer_to_write("decision_record", "Decision")
        offer_another_way("records:phoned-in", "Phoned in by a colleague")
        offer_another_way("records:plan-visit", "Plan a visit", of_the_living=True)
