"""What the council holds, and who has looked at it."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Information governance"

    def ready(self):
        from accounts.roles import permissions_of
        from governance.access_lists import released_lists
        from governance.paper import keeps_the_record
        from people.page import add_entry_block, add_tab
        from records import ending, held

        held.hold_openers(released_lists)
        ending.ask(keeps_the_record)
        add_entry_block("governance/paper/link.html", lambda viewer, person: person.key)
        add_tab(
            "access",
            "Access",
            "governance:who-has-looked",
            position=80,
            offered_to=lambda user: "SEE_ACCESS" in permissions_of(user.roles),
        )
