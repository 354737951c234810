from django.db import migrations


def keep(apps, schema_editor):
    """Give each day of death that stood without one the row that says how it is known."""
    owner = schema_editor.connection.alias
    people = apps.get_model("people", "Person").objects.using(owner)
    deaths = apps.get_model("people", "Death").objects.using(owner)
    for person in people.filter(died_on__isnull=False):
        deaths.create(
            person=person,
            since=person.died_on,
            precision="KNOWN",
            source="OTHER",
            told_by=person.death_source[:150],
        )
    people.filter(died_on__isnull=False).update(death_precision="KNOWN")


class Migration(migrations.Migration):
    """Let every day of death say how it is known."""

    dependencies = [("people", "0013_deaths_and_what_they_ask")]

    # Going back drops both tables with the schema; the day and its source stand on the person.
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
