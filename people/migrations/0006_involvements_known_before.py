from django.db import migrations
from django.db.models import Max, Min

import clock


def open_involvements(apps, schema_editor):
    """Give everyone recorded so far the involvement that their allocations speak of."""
    owner = schema_editor.connection.alias
    involvements = apps.get_model("people", "Involvement").objects.using(owner)
    changes = apps.get_model("people", "InvolvementChange").objects.using(owner)
    allocations = apps.get_model("people", "Allocation").objects.using(owner)
    for person in apps.get_model("people", "Person").objects.using(owner).iterator():
        own = allocations.filter(person=person)
        days = own.aggregate(began=Min("starts_on"), ended=Max("ends_on"))
        began_on = days["began"] or person.added_at.date()
        closed = person.status == "CLOSED"
        has_worker = own.filter(worker__isnull=False, ends_on__isnull=True).exists()
        team = person.team or (own.last().team if own.exists() else None)
        state = "CLOSED" if closed else "ACTIVE" if has_worker and team else "TRIAGED"
        involvement = involvements.create(
            person=person,
            role="NEEDS" if person.has_care_needs else "CARER",
            state=state,
            opened_at=clock.at_time(began_on, 9),
            team=team,
            manager=team.lead if team else None,
            closed_on=max(days["ended"] or began_on, began_on) if closed else None,
        )
        changes.create(
            involvement=involvement,
            step="Known before steps were kept",
            became=state,
            reason="The record is older than this list of steps",
            changed_at=clock.now(),
        )
        own.update(involvement=involvement)


def forget_involvements(apps, schema_editor):
    """Take them away: the allocations say who worked with whom, and people their status."""
    owner = schema_editor.connection.alias
    apps.get_model("people", "Allocation").objects.using(owner).update(involvement=None)
    for name in (
        "ContactAbout",
        "IncomingContact",
        "TransferOffer",
        "WaitingCheck",
        "InvolvementChange",
    ):
        apps.get_model("people", name).objects.using(owner).all().delete()
    involvements = apps.get_model("people", "Involvement").objects.using(owner)
    involvements.update(follows=None)
    involvements.all().delete()


class Migration(migrations.Migration):
    """Open an involvement for everyone who was recorded before involvements were kept."""

    dependencies = [("people", "0005_involvements_and_the_front_door")]
    operations = [migrations.RunPython(open_involvements, forget_involvements)]
