"""People, carers, contacts, allocation, and who may open whose record."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self):
        from accounts import holdings
        from accounts.holdings import Holding
        from people.page import add_tab
        from people.queries import left

        add_tab("about", "About", "people:about", position=20)
        holdings.add(
            Holding("People allocated to them", of_staff=left.allocated_to, page="people:mine"),
            Holding("People whom the team works with", of_team=left.with_team),
        )
