"""Who works with whom."""

from accounts.models import Team, User


def reports_of(manager: User) -> set[int]:
    """Return the ids of everyone below ``manager`` in the line, at any level."""
    found: set[int] = set()
    level = {manager.pk}
    while level:
        level = (
            set(User.objects.filter(line_manager__in=level).values_list("pk", flat=True)) - found
        )
        found |= level
    return found - {manager.pk}


def team_ids_of(user: User) -> set[int]:
    """Return the ids of the team ``user`` is in and of the teams that team supports."""
    if user.team_id is None:
        return set()
    supported = Team.objects.filter(supported_by=user.team_id).values_list("pk", flat=True)
    return {user.team_id, *supported}


def working_staff():
    """Return the staff whose accounts are in use, by name, with their teams."""
    return User.objects.filter(is_active=True).select_related("team").order_by("name")
