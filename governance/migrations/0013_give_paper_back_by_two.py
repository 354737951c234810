from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

# A step stands as it was written: where one of before names nobody, only new ones are asked.
VALIDATE = """
DO $$ BEGIN
    IF NOT EXISTS (
        SELECT FROM governance_paperstep WHERE kind = 'GIVEN_BACK' AND second_id IS NULL
    ) THEN
        ALTER TABLE governance_paperstep VALIDATE CONSTRAINT paper_is_destroyed_by_two;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Have paper given back by two."""

    dependencies = [("governance", "0012_give_paper_back")]
    operations = [
        migrations.RemoveConstraint(model_name="paperstep", name="paper_is_destroyed_by_two"),
        AddConstraintNotValid(
            model_name="paperstep",
            constraint=models.CheckConstraint(
                condition=~Q(kind__in=["DESTROYED", "COPY_GONE", "GIVEN_BACK"])
                | Q(second__isnull=False),
                name="paper_is_destroyed_by_two",
            ),
        ),
        migrations.RunSQL(VALIDATE, migrations.RunSQL.noop),
    ]
