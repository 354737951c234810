"""Form fields, template components and the look of every page."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ui"
    verbose_name = "Design system"
