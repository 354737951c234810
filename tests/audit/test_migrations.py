"""A log with events comes through the change to months, and back."""

from django.core.management import call_command
from django.db import connection, connections

from audit import log, sealing
from audit.models import Event
from tests.accounts.factories import make_staff
from tests.audit.sealed import as_owner, look


def migrate(*to: str) -> None:
    """Take the log back to a migration, and what stands on it; or bring everything up to date."""
    call_command("migrate", *(("audit", *to) if to else ()), database="owner", verbosity=0)
    connections["owner"].close()


def test_events_of_before_are_kept_and_proved(outside):
    user = make_staff()
    for _ in range(3):
        log.record("people.people_listed", by=user)
    before = list(Event.objects.order_by("pk").values("pk", "actor", "verb", "written_at"))

    migrate("0002")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER events_are_append_only")
        cursor.execute(
            "UPDATE audit_event SET written_at = written_at - interval '70 days' WHERE id = 1"
        )
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER events_are_append_only")
    migrate()
    call_command("database_roles", verbosity=0)

    after = list(Event.objects.order_by("pk").values("pk", "actor", "verb", "written_at"))
    assert after[1:] == before[1:]
    assert after[0]["actor"] == before[0]["actor"]
    log.record("people.people_listed", by=user)
    sealing.seal_all()
    with as_owner() as owner:
        assert look(owner, outside).wrong == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_has_strays()")
        assert cursor.fetchone() == (False,)
