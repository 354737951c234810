from importlib import import_module

from django.db import migrations
from django.db.models import Exists

_before = import_module("records.migrations.0017_own_words_are_the_persons")


def those_of_another_too(apps, schema_editor):
    """Mark entries in which the person spoke of somebody else, too."""
    owner = schema_editor.connection.alias
    entries = apps.get_model("records", "Entry").objects.using(owner)
    spoken = _before._said(apps, owner).filter(
        details__speaker__0__kind="person", details__speaker__1__isnull=True
    )
    entries.filter(Exists(spoken), has_own_words=False).update(has_own_words=True)


class Migration(migrations.Migration):
    """Count as a person's own words also those that they spoke of somebody else."""

    dependencies = [("records", "0017_own_words_are_the_persons")]
    operations = [migrations.RunPython(those_of_another_too, _before.only_the_persons)]
