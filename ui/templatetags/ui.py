"""Template filters for how things are written, and tags for the components.

The inputs of each component stand at the top of its template in ``templates/components/``.
"""

import json
from typing import Any

from django import forms, template
from django.forms.formsets import BaseFormSet
from django.template.base import Parser, Token
from django.utils.html import conditional_escape

from ui import formats, statements

register = template.Library()

for _name in (
    "counted",
    "day_and_month",
    "length_of_time",
    "long_date",
    "long_datetime",
    "machine_datetime",
    "month_and_year",
    "nhs_number",
    "people_names",
    "person_with_role",
    "pounds",
    "quote_words",
    "short_date",
    "short_datetime",
    "time12",
    "uncapitalised",
):
    register.filter(_name, getattr(formats, _name))

TONES = {
    "draft": ("quiet", "○"),
    "unfinished": ("quiet", "○"),
    "signed": ("info", "●"),
    "awaiting sign-off": ("warn", "◐"),
    "awaiting review": ("warn", "◐"),
    "signed off": ("good", "✓"),
    "approved": ("good", "✓"),
    "returned": ("warn", "↩"),
    "open": ("info", "●"),
    "done": ("good", "✓"),
    "ready": ("good", "✓"),
    "not needed": ("quiet", "–"),
    "late": ("danger", "▲"),
    "overdue": ("danger", "▲"),
    "failed": ("danger", "▲"),
    "due soon": ("warn", "◐"),
    "waiting": ("quiet", "○"),
    "in progress": ("info", "◐"),
    "restricted": ("danger", "■"),
    "corrected": ("warn", "✎"),
    "imported": ("quiet", "⇥"),
    "closed": ("quiet", "■"),
    "significant": ("info", "◆"),
}


@register.filter
def as_json(value: Any) -> str:
    """Return JSON for a data attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False)


@register.filter
def width_class(attrs: dict) -> str:
    """Return GOV.UK's class for an input about as wide as its longest answer."""
    longest = int(attrs.get("data-width") or attrs.get("maxlength") or 0)
    fits = [width for width in (2, 3, 4, 5, 10, 20, 30) if longest <= width]
    return f"govuk-input--width-{fits[0]}" if longest and fits else ""


@register.filter
def is_wrong(attrs: dict) -> bool:
    """Say whether Django marked a control as holding a mistake."""
    return attrs.get("aria-invalid") == "true"


@register.filter
def field_target(bound: forms.BoundField) -> str:
    """Return the id that the error summary leads to: the first wrong control of a field."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.simple_tag
def field_parts(bound: forms.BoundField) -> dict[str, Any]:
    """Return what ``django/forms/field.html`` needs beyond Django's bound field."""
    field = bound.field
    show_if = getattr(field, "show_if", None)
    shown = None
    if show_if:
        asked = bound.form.fields.get(show_if.field)
        values = [_as_posted(value) for value in show_if.values]
        shown = {
            "name": bound.form.add_prefix(show_if.field),
            "values_json": json.dumps(values, ensure_ascii=False),
            "label": asked.label if asked and asked.label else show_if.field,
            "words": " or ".join(f"“{_in_words(value, asked)}”" for value in show_if.values),
        }
    default_mark = "" if field.required else "(optional)"
    return {
        "mark": getattr(field, "mark", default_mark),
        "label_size": getattr(field, "label_size", "s"),
        "count_to": getattr(field, "count_to", None),
        "guidance": getattr(field, "guidance", ""),
        "show_if": shown,
        "errors": _errors(bound),
        "is_single_checkbox": isinstance(field.widget, forms.CheckboxInput),
    }


def _errors(bound: forms.BoundField) -> list[str]:
    """Return a field's errors; Django's bare "This field is required." names its question."""
    bare = forms.Field.default_error_messages["required"]
    verb = "Tick" if isinstance(bound.field.widget, forms.CheckboxInput) else "Answer"
    return [f"{verb} “{bound.label}”" if text == bare else text for text in bound.errors]


def _as_posted(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_words(value: Any, asked: forms.Field | None) -> str:
    """Return an answer as its question words it."""
    if isinstance(value, bool):
        return {True: "Yes", False: "No"}[value]
    return str(dict(getattr(asked, "choices", ())).get(value, value))


def _mistakes(form: Any) -> list[dict[str, str]]:
    if isinstance(form, list):
        return form
    if form is None or not getattr(form, "is_bound", False):
        return []
    if isinstance(form, BaseFormSet):
        found = [{"text": text, "target": ""} for text in form.non_form_errors()]
        return found + [mistake for each in form.forms for mistake in _mistakes(each)]
    found = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for name in form.fields:
        if name in form.errors:
            bound = form[name]
            target = "" if bound.is_hidden else field_target(bound)
            found += [{"text": text, "target": target} for text in _errors(bound)]
    return found


class _Page(template.Node):
    """A whole page. Its title tells of mistakes, and names nobody while names are covered."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        page = self.nodelist.render(context)
        page = self._cover_title(page, context)
        # Nothing typed can look so: what is shown of it is escaped.
        if '<div class="govuk-error-summary"' not in page:
            return page
        return page.replace("<title>", "<title>Error: ", 1)

    @staticmethod
    def _cover_title(page: str, context: template.Context) -> str:
        """Call the person of the record by reference where the reader has names covered."""
        banner = context.get("banner") or {}
        name, reference = banner.get("name", ""), banner.get("reference", "")
        if not name or not getattr(context.get("user"), "wants_privacy", False):
            return page
        before, end, after = page.partition("</title>")
        return before.replace(conditional_escape(name), conditional_escape(reference)) + end + after


@register.tag
def page(parser: Parser, token: Token) -> _Page:
    """Stand round all of a page, so that one place says in its title that it has mistakes."""
    nodelist = parser.parse(("endpage",))
    parser.delete_first_token()
    return _Page(nodelist)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*given: Any) -> dict:
    """List the mistakes in forms and formsets, or as they are given, each leading to its field."""
    return {"mistakes": [mistake for form in given if form for mistake in _mistakes(form)]}


@register.inclusion_tag("components/tag.html")
def tag(text: str, tone: str = "quiet", mark: str = "") -> dict:
    """A short state or kind: tone is quiet, info, good, warn or danger."""
    return {"text": text, "tone": tone, "mark": mark}


@register.inclusion_tag("components/tag.html")
def status_tag(status: Any) -> dict:
    """The tag for a status by its words; a shape goes with each colour."""
    text = str(getattr(status, "label", status))
    tone, mark = TONES.get(text.lower(), ("quiet", ""))
    return {"text": text, "tone": tone, "mark": mark}


@register.inclusion_tag("components/date_tag.html")
def date_tag(value: Any, tone: str = "", note: str = "") -> dict:
    """A date with a word on how it stands: "14 Sep 2026, 3 days late"."""
    return {"value": value, "tone": tone, "note": note}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", label: str = "") -> dict:
    """What would be here, and the act that fills it."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/loading.html")
def loading(text: str) -> dict:
    """What is being fetched or made."""
    return {"text": text}


@register.inclusion_tag("components/pagination.html")
def pagination(older: str = "", newer: str = "", label: str = "Pages", **words: str) -> dict:
    """Older and newer, for lists paged by key. Words: ``older_label``, ``newer_label``."""
    return {"older": older, "newer": newer, "label": label} | words


@register.inclusion_tag("components/page_numbers.html", takes_context=True)
def page_numbers(context: template.Context, page: Any, label: str = "Pages") -> dict:
    """Numbered pages of a Django ``Page``; keeps the rest of the address's query."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def address(number: int) -> str:
        if query is None:
            return f"?page={number}"
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = [
        {"number": n, "url": address(n), "current": n == page.number}
        if isinstance(n, int)
        else {"gap": True}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "label": label,
        "numbers": numbers,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/filters.html")
def filters(form: forms.Form, clear_url: str = "", found: str = "", label: str = "Filter") -> dict:
    """A row of filters sent by GET, and what was found with them."""
    return {"form": form, "clear_url": clear_url, "found": found, "label": label}


@register.inclusion_tag("components/table.html")
def table(caption: str, columns: list, rows: list, empty: str = "", hide_caption: bool = False):
    """A table that turns into cards on a narrow screen."""
    heads = [{"label": head} if isinstance(head, str) else head for head in columns]
    body = [
        [
            {"head": head, "cell": cell if isinstance(cell, dict) else {"text": cell}}
            for head, cell in zip(heads, row, strict=True)
        ]
        for row in rows
    ]
    return {
        "caption": caption,
        "heads": heads,
        "body": body,
        "empty": empty,
        "hide_caption": hide_caption,
    }


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: list, compact: bool = False) -> dict:
    """Questions and their answers, with a way to change each."""
    return {"rows": rows, "compact": compact}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Any, compact: bool = False, heading_level: int = 2) -> dict:
    """Entries in the order given, under a heading for each month."""
    months: list[dict[str, Any]] = []
    for entry in entries:
        moment = _part(entry, "event_at")
        month = formats.month_and_year(moment.get("on") if isinstance(moment, dict) else moment)
        if not months or months[-1]["title"] != month:
            months.append({"title": month, "entries": []})
        months[-1]["entries"].append(entry)
    return {
        "months": months,
        "compact": compact,
        "month_tag": f"h{heading_level}",
        "title_tag": f"h{heading_level + 1}",
    }


@register.inclusion_tag("components/statement.html")
def statement(said: Any, corrections: Any = (), additions: Any = ()) -> dict:
    """One typed statement, each kind in its own dress."""
    return {
        "said": statements.shown(said),
        "corrections": corrections,
        "additions": additions,
    }


@register.inclusion_tag("components/progress.html")
def progress(label: str, value: int, maximum: int, text: str = "") -> dict:
    """How far a long piece of work has got, as a bar and in words."""
    return {"label": label, "value": value, "maximum": maximum, "text": text}


@register.inclusion_tag("components/person_name.html")
def person(name: str, role: str = "", url: str = "", team: str = "") -> dict:
    """Somebody's name in running text: "Fola Adeyemi, social worker, Northgate Adults"."""
    return {"name": name, "role": role, "url": url, "team": team}


def _part(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
