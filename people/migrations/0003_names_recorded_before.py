from django.db import migrations


def copy_names(apps, schema_editor):
    """Give everyone recorded so far a row for each name that stood on them."""
    owner = schema_editor.connection.alias
    names = apps.get_model("people", "Name").objects.using(owner)
    for person in apps.get_model("people", "Person").objects.using(owner).iterator():
        known = {"person": person, "recorded_by": person.added_by, "recorded_at": person.added_at}
        names.create(
            kind="LEGAL",
            honorific=person.title,
            given_names=person.given_names,
            family_name=person.family_name,
            **known,
        )
        if person.preferred_name:
            given = person.preferred_name.removesuffix(person.family_name).strip()
            whole = not given or given == person.preferred_name
            names.create(
                kind="PREFERRED",
                given_names=person.preferred_name if whole else given,
                family_name="" if whole else person.family_name,
                **known,
            )


def forget_names(apps, schema_editor):
    """Take the copies away: the names in use stand on the people still."""
    owner = schema_editor.connection.alias
    apps.get_model("people", "Name").objects.using(owner).all().delete()


class Migration(migrations.Migration):
    """Copy the names of people recorded before names had rows of their own."""

    dependencies = [("people", "0002_names_and_changes_to_details")]
    operations = [migrations.RunPython(copy_names, forget_names)]
