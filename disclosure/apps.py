"""Copies of a record that leave the council."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = "Copies"

    def ready(self):
        from accounts import holdings
        from accounts.holdings import Holding
        from accounts.roles import permissions_of
        from disclosure.clearing import count_finished
        from disclosure.happenings import of_complaints, of_copies
        from disclosure.letters.queries import panels_for as letter_panels
        from disclosure.letters.queries import take_letters_along
        from disclosure.papers import print_paper
        from disclosure.queries import stored_before
        from disclosure.requests.queries import (
            are_open,
            count_looked_at_by,
            holds_the_record,
            keeps_the_record,
            live_tasks_of,
            panels_for,
            requests_about_people,
            was_complained_about,
        )
        from people import live_tasks
        from people.access import Permission
        from people.page import add_entry_block, add_tab, offer_another_way
        from records import complained, ending
        from records.queries.happenings import offer
        from records.shown import panels
        from records.signed import moving
        from ui import papers

        live_tasks.offer(live_tasks_of)
        offer(of_copies)
        offer(of_complaints)
        panels.offer(panels_for)
        panels.offer(letter_panels)
        moving.carry_along(take_letters_along)
        ending.ask(keeps_the_record)
        ending.ask_of_requests(requests_about_people)
        complained.ask(was_complained_about)
        ending.ask_for_copies(stored_before)
        ending.count_begun("export_file", "Files of finished copies", count_finished)
        holdings.add(Holding("Complaints that they look at", of_staff=count_looked_at_by))
        ending.ask_of_holds(holds_the_record, until_answered=True)
        ending.ask_of_many_holds(are_open)
        papers.offer(print_paper)
        add_tab(
            "copies",
            "Copies",
            "disclosure:copies",
            position=70,
            offered_to=lambda user: Permission.EXPORT in permissions_of(user.roles),
        )
        add_entry_block("disclosure/sharing/link.html", lambda viewer, person: person.key)
        offer_another_way("disclosure:write-letter", "A letter or email to send")
        offer_another_way("disclosure:register-request", "A request or a complaint")
