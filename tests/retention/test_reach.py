"""Every table is either destroyed with the person whom it is about, or kept for a reason."""

import json
import re

import auditlog.registry
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, ForeignKey

from governance import register
from people.models import Person
from retention import reach

RULES = reach.rules()
WITH_THE_RECORD = "With the person's record"
# Of the tables that the register says go with the record, those that go by another way than by a
# foreign key: by the key of the person, with a row of a log, or with the last that it is about.
BY_ANOTHER_WAY = {
    "audit.EventDetail",
    "audit.SubjectKey",
    "audit.ChangeEntry",
    "governance.AccessList",
    "governance.WithheldName",
    "people.IncomingContact",
}


def reached_by_foreign_keys() -> set[str]:
    """Return the models to which a chain of foreign keys leads from a person, as the rules go."""
    found, fresh = {Person}, {Person}
    while fresh:
        fresh = {
            model
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.local_concrete_fields
            if isinstance(field, ForeignKey)
            and field.related_model in fresh
            and f"{model._meta.db_table}.{field.column}" not in RULES["stays"]
        } - found
        found |= fresh
    return {model._meta.label for model in found}


def test_what_the_register_says_goes_with_the_record_is_reached():
    said = {
        table.model for table in register.tables() if table.destroyed.startswith(WITH_THE_RECORD)
    }

    assert sorted(said - reached_by_foreign_keys() - BY_ANOTHER_WAY) == []


def test_what_is_reached_is_said_in_the_register():
    kept = {
        table.model
        for table in register.tables()
        if not table.destroyed.startswith(WITH_THE_RECORD)
        and re.search("[Nn]ot destroyed|Never|staff account|event log", table.destroyed)
    }

    assert sorted(reached_by_foreign_keys() & kept) == []


def test_a_key_held_as_text_goes_with_the_record_or_stays_for_a_reason():
    named = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField | ArrayField)
        and field.name in ("subject", "subjects", "person_key", "subject_key")
    }

    named -= {"disclosure_letter.subject"}  # what a letter is about, in words

    assert sorted(named - {*RULES["by_key"], *RULES["keys_that_stay"]}) == []
    assert len(named) > 7


def test_a_change_to_what_goes_with_a_record_says_whose_record_it_is():
    """Its leaf then says nothing any more when that person's secret is destroyed."""
    named = set()
    for each in settings.AUDITLOG_INCLUDE_TRACKING_MODELS:
        model = apps.get_model(each if isinstance(each, str) else each["model"])
        *path, last = settings.AUDITLOG_SUBJECTS.get(model._meta.label, "person.key").split(".")
        label, names = model._meta.label, {field.name for field in model._meta.get_fields()}
        if path and path[0] not in names:
            continue
        for name in path:
            field = model._meta.get_field(name)
            assert f"{model._meta.db_table}.{field.column}" not in RULES["stays"]
            model = field.related_model
        if f"{model._meta.db_table}.{last}" in RULES["by_key"]:
            continue
        assert (model, last) == (Person, "key")
        named.add(label)

    tracked = {
        model._meta.label
        for model in apps.get_models()
        if auditlog.registry.auditlog.contains(model)
    }
    assert tracked & reached_by_foreign_keys() == named


def test_every_column_that_the_rules_name_is_there():
    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
    }
    rules = set(RULES) - {"called", "left_by"}

    assert sorted({column for rule in rules for column in RULES[rule]} - columns) == []
    assert set(RULES["empties"]) <= set(RULES["stays"])
    assert set(RULES["empties_of_part"]) <= set(RULES["stays_of_part"])


def test_every_row_that_names_an_entry_by_its_key_goes_with_the_entry():
    named = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.name == "source_entry"
    }

    assert named == set(RULES["by_entry"])


def test_no_row_goes_by_a_generic_relation_that_nobody_follows():
    generic = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, ForeignKey)
        and field.related_model._meta.label_lower == ("contenttypes.contenttype")
    }

    assert generic <= {
        "audit.ChangeEntry",  # found by the table and the number of the row that changed
        "auth.Permission",  # of a table, not of a row
        "guardian.UserObjectPermission",  # nobody writes these: each of ours has its own table
        "guardian.GroupObjectPermission",
    }


@pytest.mark.django_db
def test_the_database_reaches_what_the_models_say():
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_reach('{0}', '{}', %s::jsonb)::text", [json.dumps(RULES)])

        assert json.loads(cursor.fetchone()[0]) == {"people_person": [0]}
