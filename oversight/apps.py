"""Managers look: review of recording, and guidance."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "Oversight"

    def ready(self):
        from oversight.moving import take_reviews_along
        from oversight.queries import panels_for
        from records.shown import panels
        from records.signed import moving

        panels.offer(panels_for)
        moving.carry_along(take_reviews_along)
