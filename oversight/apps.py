"""Managers look: review of recording, and guidance."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "Oversight"

    def ready(self):
        from oversight.queries import panels_for
        from records import panels

        panels.offer(panels_for)
