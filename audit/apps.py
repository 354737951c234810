"""The event log: who saw, wrote, changed or exported what, and why they could."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Audit"
