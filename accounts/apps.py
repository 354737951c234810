"""Staff, teams, roles, line management and signing in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Staff and teams"

    def ready(self):
        from accounts import holdings
        from accounts.holdings import Holding
        from accounts.queries import left

        holdings.add(
            Holding("Staff who report to them", of_staff=left.reports),
            Holding("Teams that they manage", of_staff=left.teams_led),
            Holding("Colleagues they stand in for", of_staff=left.covers, page="staff:covers"),
            Holding("Half days on a duty rota to come", of_staff=left.shifts, page="staff:rotas"),
            Holding("Staff in the team, or coming to it", of_team=left.members),
            Holding("Teams that this one works for, or that work for it", of_team=left.ties),
        )
