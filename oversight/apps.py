"""Managers look: review of recording, and guidance."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "Oversight"

    def ready(self):
        from accounts import holdings
        from accounts.holdings import Holding
        from oversight.moving import take_reviews_along
        from oversight.queries import count_waiting, panels_for
        from records.shown import panels
        from records.signed import moving

        panels.offer(panels_for)
        holdings.add(Holding("Entries waiting for their review", of_staff=count_waiting))
        moving.carry_along(take_reviews_along)
