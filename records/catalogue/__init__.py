"""The catalogue of record types: what each asks, when, of whom, and what must hold to sign it.

Plain Python over TOML files, one for each published version of a type.
"""

from records.catalogue.asking import (
    all_fields,
    columns_asked,
    display_sections,
    field_for_statement,
    fields_by_name,
    form_sections,
    header_fields_for,
    preset_values,
    reasons_asked,
    retention_class,
    visible_fields,
    worded_for_carer,
)
from records.catalogue.definitions import (
    REASON_SUFFIX,
    Behaviour,
    Choice,
    Field,
    Group,
    Problem,
    RecordType,
    ReviewAfter,
    Rule,
    Section,
    ShowIf,
    StatementKind,
    Timescale,
)
from records.catalogue.digests import digest
from records.catalogue.following import (
    followers,
    is_followed_by,
    question_naming,
    questions_about_entries,
    takes,
)
from records.catalogue.index import Catalogue, catalogue
from records.catalogue.loading import CatalogueError, load
from records.catalogue.problems import (
    action_problems,
    broken_rules,
    missing,
    override_reasons,
    statement_problems,
    unsaid,
)

__all__ = [
    "REASON_SUFFIX",
    "Behaviour",
    "Catalogue",
    "CatalogueError",
    "Choice",
    "Field",
    "Group",
    "Problem",
    "RecordType",
    "ReviewAfter",
    "Rule",
    "Section",
    "ShowIf",
    "StatementKind",
    "Timescale",
    "action_problems",
    "all_fields",
    "broken_rules",
    "catalogue",
    "columns_asked",
    "digest",
    "display_sections",
    "field_for_statement",
    "fields_by_name",
    "followers",
    "form_sections",
    "header_fields_for",
    "is_followed_by",
    "load",
    "missing",
    "override_reasons",
    "preset_values",
    "question_naming",
    "questions_about_entries",
    "reasons_asked",
    "retention_class",
    "statement_problems",
    "takes",
    "unsaid",
    "visible_fields",
    "worded_for_carer",
]
