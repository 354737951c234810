"""What the council holds, and who has looked at it."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = "Information governance"

    def ready(self):
        from accounts import holdings, leaving
        from accounts.holdings import Holding
        from accounts.roles import permissions_of
        from governance import breaches
        from governance.access_lists import released_lists
        from governance.notices import who_is_told_again
        from governance.paper import (
            count_compared,
            count_files_with,
            count_notebooks_with,
            keeps_the_record,
            not_where_it_belongs,
            panels_for,
            said_of_paper_with,
        )
        from people import live_tasks
        from people.gate import ask_of_paper
        from people.page import add_entry_block, add_tab
        from records import ending, held
        from records.queries import notices
        from records.shown import panels

        live_tasks.offer(breaches.live_tasks_of)
        notices.narrow_to_told_again(who_is_told_again)
        held.hold_openers(released_lists)
        ending.ask(keeps_the_record)
        ending.ask(breaches.keeps_the_record)
        ending.count_begun("paper_original", "Originals on the register of paper", count_compared)
        ask_of_paper(not_where_it_belongs)
        panels.offer(panels_for)
        leaving.remind(said_of_paper_with)
        holdings.add(
            Holding("Paper to bring back", of_staff=count_files_with, page="governance:paper-out"),
            Holding(
                "Notebooks to hand back",
                of_staff=count_notebooks_with,
                page="governance:paper-out",
            ),
        )
        add_entry_block("governance/paper/link.html", lambda viewer, person: person.key)
        add_tab(
            "access",
            "Access",
            "governance:who-has-looked",
            position=80,
            offered_to=lambda user: "SEE_ACCESS" in permissions_of(user.roles),
        )
