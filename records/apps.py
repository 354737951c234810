"""The catalogue of record types, drafts, signed entries and the timeline."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = "Records"
