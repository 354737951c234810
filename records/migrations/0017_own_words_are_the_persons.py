from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def _said(apps, owner):
    """Return the words to the letter in the newest version of an entry, whoever spoke them."""
    versions = apps.get_model("records", "EntryVersion").objects.using(owner)
    newest = versions.filter(entry=OuterRef("version__entry")).order_by("-number")
    statements = apps.get_model("records", "Statement").objects.using(owner)
    return statements.filter(
        version__entry=OuterRef("pk"),
        version__number=Subquery(newest.values("number")[:1]),
        kind="person_words",
    )


def only_the_persons(apps, schema_editor):
    """Mark only entries with words that the person themselves spoke, and not about another."""
    owner = schema_editor.connection.alias
    entries = apps.get_model("records", "Entry").objects.using(owner)
    own = _said(apps, owner).filter(
        about_someone_else=False,
        details__speaker__0__kind="person",
        details__speaker__1__isnull=True,
    )
    entries.filter(~Exists(own), has_own_words=True).update(has_own_words=False)


def anybodys(apps, schema_editor):
    """Mark entries with anybody's words again."""
    owner = schema_editor.connection.alias
    entries = apps.get_model("records", "Entry").objects.using(owner)
    entries.filter(Exists(_said(apps, owner)), has_own_words=False).update(has_own_words=True)


class Migration(migrations.Migration):
    """Count as a person's own words only those that they spoke."""

    dependencies = [("records", "0016_replies_name_their_comment")]
    operations = [migrations.RunPython(only_the_persons, anybodys)]
