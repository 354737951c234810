"""Managers look: review of recording, and guidance."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "Oversight"

    def ready(self):
        from accounts import holdings
        from accounts.holdings import Holding
        from oversight.gate import answers_in_words, unmet
        from oversight.moving import take_reviews_along
        from oversight.queries import count_waiting, library, loads, panels_for
        from people import gate as people_gate
        from people.access import Permission
        from people.acts import Act, State, add_act
        from people.choosing import count_too
        from records import held
        from records.shown import panels, procedures
        from records.signed import moving

        panels.offer(panels_for)
        procedures.offer(library.beside_kind)
        holdings.add(
            Holding("Entries waiting for their review", of_staff=count_waiting),
            Holding("Pages of guidance that they keep", of_staff=library.owned_by),
        )
        moving.carry_along(take_reviews_along)
        people_gate.ask(unmet)
        held.hold_beside(answers_in_words)
        works = (State.ALLOCATED, State.ACTIVE)
        add_act(Act("transfer", "Transfer", works, Permission.WRITE, "oversight:offer-transfer"))
        closing = (*works, State.CLOSING)
        add_act(Act("close", "Close", closing, Permission.WRITE, "oversight:close"))
        count_too("open action", "open actions", loads.open_actions)
        count_too("review due", "reviews due", loads.reviews_due_soon)
