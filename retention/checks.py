"""Start-up checks: the schedule and the record types know each other."""

from collections.abc import Iterator

from django.core.checks import Error, register

from people.models import Authority, Contact, Death
from people.questions import questions
from records.catalogue import catalogue
from records.catalogue.conditions import faults_in, fields_in
from retention import also
from retention.models import Hold
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


@register()
def what_adds_a_class_can_be_answered(app_configs, **kwargs):
    """Find rows under ``also`` that ask for what no record can say."""
    return [
        Error(
            f"What adds {row.class_key} asks for {fault}, which is not known.", id="retention.E002"
        )
        for row in also.rows()
        for fault in _faults_in(row)
    ]


def _faults_in(row: also.Also) -> Iterator[str]:
    kinds = row.authority.kinds if row.authority else ()
    yield from set(kinds) - set(Authority.Kind.values)
    yield from set(row.concerns) - set(Death.Concern.values)
    yield from set(row.closed_by) - set(Hold.Kind.values)
    if row.detail and row.detail.question not in questions():
        yield row.detail.question
    for each in row.entries:
        yield from _faults_in_entry(each)


def _faults_in_entry(says: also.EntrySays) -> Iterator[str]:
    versions = [each for each in catalogue().versions.values() if each.key == says.type]
    if not versions:
        yield says.type
        return
    asked = {name: each for version in versions for name, each in version.own_fields.items()}
    yield from says.fields - set(asked)
    if says.names:
        yield from set(says.names.around) - set(Contact.Kind.values)
    if says.where:
        yield from faults_in(says.where)
        for name, compared in fields_in(says.where):
            yield from set(compared) - set(asked[name].choice_values if name in asked else ())
