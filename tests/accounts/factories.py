"""Staff and teams for tests: the least that is valid."""

from datetime import date
from itertools import count

import clock
from accounts.models import Cover, DutyShift, Team, Training, User
from accounts.roles import Role

_numbers = count(1)


def make_team(name: str = "", **fields) -> Team:
    """A team of the ordinary kind; its key is its number."""
    number = next(_numbers)
    return Team.objects.create(
        key=fields.pop("key", f"team-{number}"), name=name or f"Team {number}", **fields
    )


def make_staff(*roles: str, name: str = "", **fields) -> User:
    """A member of staff; a practitioner in no team, trained, unless told."""
    number = next(_numbers)
    user = User(
        email=f"staff{number}@northmere.example",
        staff_number=f"T{number:05}",
        name=name or f"Staff Member {number}",
        job_title=fields.pop("job_title", "Social worker"),
        roles=list(roles or (Role.PRACTITIONER,)),
        **{"training_until": clock.add_days(clock.today(), 90)} | fields,
    )
    user.set_unusable_password()
    user.save()
    return user


def put_on_duty(user: User, *, team: Team | None = None, day: date | None = None) -> DutyShift:
    """Somebody on the rota of their team this morning, unless told."""
    return DutyShift.objects.create(
        team=team or user.team,
        user=user,
        day=day or clock.today(),
        half=DutyShift.Half.MORNING,
        put_on_at=clock.now(),
    )


def make_cover(away: User, stands_in: User, **fields) -> Cover:
    """Somebody covers the work of another this week, unless told."""
    given = {
        "kind": Cover.Kind.WORK,
        "starts_on": clock.today(),
        "ends_on": clock.add_days(clock.today(), 7),
        "reason": "Annual leave",
        "arranged_at": clock.now(),
    }
    return Cover.objects.create(away=away, stands_in=stands_in, **given | fields)


def make_training(user: User, *, until: date, **fields) -> Training:
    """Data protection training that is valid until a day, and what access asks of it."""
    given = {
        "kind": Training.Kind.DATA_PROTECTION,
        "course": "Data protection, yearly",
        "done_on": clock.add_months(until, -12),
        "recorded_at": clock.now(),
    }
    done = Training.objects.create(user=user, valid_until=until, **given | fields)
    user.training_until = until
    user.save(update_fields=["training_until"])
    return done
