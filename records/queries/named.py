"""Whom the answers of entries name: the database finds them, and the record itself is not read."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Value

from records.models import EntryVersion, Statement

# Other than the person and staff.
_NAMED = 'strict $.** ? (@.name != "" && (@.kind == "other" || @.kind == "contact"))'


def named_in(versions: QuerySet[EntryVersion]) -> Iterator[Mapping[str, Any]]:
    """Yield everybody whom the answers in some versions name, as they keep them."""
    said = Statement.objects.filter(version__in=versions).exclude(details={})
    yield from _in(versions, "values").union(_in(said, "details"))


def _in(rows: QuerySet, column: str) -> QuerySet:
    inside = Func(
        F(column),
        Value(_NAMED),
        function="jsonb_path_query",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )
    return rows.annotate(named=inside).values_list("named", flat=True).order_by()
