from importlib import import_module

from django.db import migrations

# Whether one record is held is asked of it alone: who is in a class is asked among those persons, by
# number, and among all only for a list of all. For that what a class means becomes part of what asks
# it, and has no settings of its own.
AMONG = """
CREATE FUNCTION retention_said_among(of_class text, among bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT whose.id FROM public.retention_said_of_class(of_class) AS whose(id) WHERE among IS NULL
    UNION ALL
    SELECT whose.id FROM public.retention_said_of_class(of_class) AS whose(id) WHERE whose.id = ANY(among)
$$;
"""
_MEANT = ("retention_says()", "retention_said_of_class(text)")
INLINED = "".join(f"ALTER FUNCTION {each} RESET ALL;" for each in _MEANT)
NOT_INLINED = "".join(
    f"ALTER FUNCTION {each} SET search_path = pg_catalog, pg_temp;" for each in _MEANT
)

_WHOM_BEFORE = import_module("retention.migrations.0015_hold_what_a_class_means").WHOM
_LAST = "to_day date\n)"
_ASKED = "public.retention_said_of_class(of_class)"
assert (_WHOM_BEFORE.count(_LAST), _WHOM_BEFORE.count(_ASKED)) == (1, 1)
WHOM = _WHOM_BEFORE.replace(_LAST, "to_day date,\n    among bigint[] DEFAULT NULL\n)").replace(
    _ASKED, "public.retention_said_among(of_class, among)"
)
_NOT_WHOM = "DROP FUNCTION retention_whom(text, text[], bigint, bigint, text, date, date{});"

_FIRST = import_module("retention.migrations.0004_hold_many_records").WHOM
_REST = _FIRST.split("CREATE FUNCTION retention_holds_on", 1)[1]
_HOLDS_ON_BEFORE = "CREATE OR REPLACE FUNCTION retention_holds_on" + _REST.split("CREATE", 1)[0]
_CALLED = "h.since, h.until) whom"
assert _HOLDS_ON_BEFORE.count(_CALLED) == 1
HOLDS_ON = _HOLDS_ON_BEFORE.replace(_CALLED, "h.since, h.until, persons) whom")


class Migration(migrations.Migration):
    """Ask of one record whether it is in a class, without reading every other."""

    dependencies = [("retention", "0015_hold_what_a_class_means")]
    operations = [
        migrations.RunSQL(
            INLINED + AMONG + _NOT_WHOM.format("") + WHOM + HOLDS_ON,
            _NOT_WHOM.format(", bigint[]")
            + "DROP FUNCTION retention_said_among(text, bigint[]);"
            + _WHOM_BEFORE
            + _HOLDS_ON_BEFORE
            + NOT_INLINED,
        ),
    ]
