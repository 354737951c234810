"""People, carers, contacts, allocation, and who may open whose record."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self):
        from people.page import add_tab

        add_tab("about", "About", "people:about", position=20)
