"""How long each kind of record is kept."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = "Retention"

    def ready(self):
        from retention import checks  # noqa: F401  registers the check
