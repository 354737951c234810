"""How long each kind of record is kept."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = "Retention"

    def ready(self):
        from people.merging import references
        from people.page import add_death_block, add_entry_block
        from people.queries.banner import say_in_banner
        from records import ending
        from retention import (
            after_death,
            checks,  # noqa: F401  registers the check
            holding,
            policy,
            queries,
            telling,
        )

        ending.ask_of_holds(holding.is_held)
        ending.ask_of_many_holds(holding.IsHeld)
        ending.ask_of_times(policy.begun_before)
        ending.ask_of_classes(policy.classes_in_short)
        references.call("retention.Hold.person", "holds")
        references.call("retention.Lengthening.person", "reasons why it is kept longer")
        references.call("retention.ArchiveOffer.person", "offers to an archive")
        references.stays("retention.Due.person", because="worked out anew every night")
        references.stays("retention.ScheduleEffect.person", because="worked out anew when asked")
        references.stays("retention.KeptLonger.person", because="written once, and read of both")
        references.stays("retention.Destruction.person", because="of a merged record it is stopped")
        say_in_banner("planned", queries.agreed_of_each, telling.planned)
        add_entry_block("retention/link.html", lambda viewer, person: person.key)
        add_death_block("retention/after_death.html", after_death.said_of, position=20)
