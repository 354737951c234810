"""Start-up check: every record type names a class that the schedule has."""

from django.core.checks import Error, register

from records.catalogue import catalogue
from retention.schedule import schedule


@register()
def every_type_has_a_retention_class(app_configs, **kwargs):
    """Find record types whose retention class is not in the schedule."""
    known = schedule().classes
    return [
        Error(
            f"{each.key} is kept as {each.retention}, which the schedule does not have.",
            id="retention.E001",
        )
        for each in catalogue().versions.values()
        if each.retention not in known
    ]
