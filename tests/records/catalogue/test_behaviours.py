"""Each thing that the catalogue says another part of the product does is done by something."""

from importlib import import_module
from pathlib import Path

import pytest
from django.urls import get_resolver

from records.catalogue import catalogue, fields_by_name
from retention.schedule import schedule

TEMPLATES = Path(__file__).parents[3] / "templates"
CLAIMS = [
    pytest.param(record_type, behaviour, id=f"{record_type.key}-{number}")
    for record_type in catalogue().types
    for number, behaviour in enumerate(record_type.behaviours)
]

# By what each place named in the catalogue is kept: code, a page, a template, or the type itself.
KEPT_BY = {
    "Access": ["code:people.access.decide"],
    "Check before you sign": [
        "code:records.rules.second_look.put_right",
        "page:records:check-draft",
    ],
    "Check before you sign, and the entry": [
        "code:records.shown.presentation._view_beside",
        "template:records/write/answers.html",
        "template:records/rows.html",
    ],
    "Copies for the person": ["code:disclosure.queries.why_left_out", "page:disclosure:ask"],
    "Time limits: signing the request makes the decision due, on the worker’s actions": [
        "code:records.rules.due",
        "type:timescale",
    ],
    "Every summary": ["code:records.signed.summaries.line_of"],
    "Exports": ["code:disclosure.queries.why_left_out", "type:is_restricted"],
    "Guidance and the manager's review": ["type:guidance", "page:oversight:review"],
    "Guidance beside the question": ["type:guidance"],
    "Profile": ["code:records.shown.profile.profile_of"],
    "Retention": ["class:paper_original"],
    "Rules on eligibility": ["type:rules"],
    "Sign-off": ["type:needs_sign_off", "page:oversight:review"],
    "The carer's own record": ["type:has_no_link"],
    "The entry and its print": [
        "code:records.shown.whole.to_eighteen",
        "page:records:print-entry",
    ],
    "The form of a best interests decision": ["code:records.forms.named.copied_from"],
    "The form, check before you sign, and the entry": [
        "code:records.rules.checklist.arithmetic",
        "template:records/write/item.html",
    ],
    "The form, the entry and its print": ["type:always_says", "template:records/entry_head.html"],
    "The form, whose message says to write a meeting record": ["rule:holder_of_authority_decides"],
    "The page after signing": ["page:records:others-of-entry", "template:records/entry.html"],
    "This form, and exports": ["field:persons_own_words", "field:parent_carer_view"],
    "This form: it asks nothing of the kind": [],
    "This form: it asks nothing of the kind, and a test keeps it so": [],
}
_ANSWERS = ("Required answer: ", "Required answers: ")


@pytest.mark.parametrize(("record_type", "behaviour"), CLAIMS)
def test_what_a_type_says_is_kept_by_something_that_exists(record_type, behaviour):
    if behaviour.where.startswith(_ANSWERS):
        names = behaviour.where.partition(": ")[2].split(", ")
        fields = fields_by_name(record_type)
        assert [name for name in names if name not in fields or not fields[name].required] == []
        return
    missing = [each for each in KEPT_BY[behaviour.where] if not _exists(each, record_type)]
    assert missing == []


def test_nothing_is_listed_that_no_type_says():
    said = {behaviour.where for each in catalogue().types for behaviour in each.behaviours}

    assert sorted(set(KEPT_BY) - said) == []


def _exists(reference, record_type):
    kind, _, name = reference.partition(":")
    if kind == "code":
        module, _, attribute = name.rpartition(".")
        return hasattr(import_module(module), attribute)
    if kind == "page":
        app, page = name.split(":")
        _, resolver = get_resolver().namespace_dict[app]
        return page in resolver.reverse_dict
    if kind == "template":
        return (TEMPLATES / name).is_file()
    if kind == "rule":
        return name in {rule.key for rule in record_type.rules}
    if kind == "field":
        return name in record_type.own_fields
    if kind == "class":
        return name in schedule().classes
    if name == "has_no_link":
        return record_type.key == "carers_assessment"
    return bool(getattr(record_type, name))
