"""Staff and teams for tests: the least that is valid."""

from itertools import count

from accounts.models import Team, User
from accounts.roles import Role

_numbers = count(1)


def make_team(name: str = "", **fields) -> Team:
    """A team of the ordinary kind; its key is its number."""
    number = next(_numbers)
    return Team.objects.create(
        key=fields.pop("key", f"team-{number}"), name=name or f"Team {number}", **fields
    )


def make_staff(*roles: str, name: str = "", **fields) -> User:
    """A member of staff; a practitioner in no team unless told."""
    number = next(_numbers)
    user = User(
        email=f"staff{number}@northmere.example",
        staff_number=f"T{number:05}",
        name=name or f"Staff Member {number}",
        job_title=fields.pop("job_title", "Social worker"),
        roles=list(roles or (Role.PRACTITIONER,)),
        **fields,
    )
    user.set_unusable_password()
    user.save()
    return user
