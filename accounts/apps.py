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
            Holding("Staff in the team, or coming to it", of_team=left.members),
            Holding("Teams that this one works for, or that work for it", of_team=left.ties),
        )
