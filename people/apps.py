"""People, carers, contacts, allocation, and who may open whose record."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"
