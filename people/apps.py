"""People, carers, contacts, allocation, and who may open whose record."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"

    def ready(self):
        from accounts import holdings
        from accounts.holdings import Holding
        from people.access import Permission
        from people.acts import Act, State, add_act
        from people.page import add_tab
        from people.queries import left

        add_tab("about", "Details", "people:about", position=20)
        holdings.add(
            Holding("People allocated to them", of_staff=left.allocated_to, page="people:mine"),
            Holding("People whom the team works with", of_team=left.with_team),
        )
        add_tab("involvement", "Involvement", "people:involvement", position=21)
        no_worker, works = (State.TRIAGED, State.WAITING), (State.ALLOCATED, State.ACTIVE)
        for key, label, states, permission in (
            ("triage", "Triage", (State.CONTACT,), Permission.WRITE),
            ("introduce", "Record that they know their worker", works, Permission.WRITE),
            ("check", "Record a check", (State.WAITING,), Permission.WRITE),
            ("allocate", "Allocate a worker", no_worker, Permission.MANAGE),
            ("team", "Give to another team", no_worker, Permission.WRITE),
            ("wait", "Put on the waiting list", (State.TRIAGED,), Permission.MANAGE),
            ("end", "End without allocating", no_worker, Permission.WRITE),
            ("add-worker", "Add a second worker or cover", works, Permission.MANAGE),
            ("reopen", "Reopen", (State.CLOSED,), Permission.WRITE),
        ):
            living = key in ("introduce", "check", "wait")
            add_act(Act(key, label, states, permission, of_the_living=living))
