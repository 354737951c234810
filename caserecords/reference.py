"""The pages of ``docs/reference`` that are written from the product itself."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.guards import Policy
from accounts.roles import matrix, permissions
from audit.verbs import verbs
from disclosure.exchange.schema import schema
from governance import register
from governance.sentences import BASES
from records.catalogue import catalogue
from records.quality import checks
from records.quality import words as word_lists
from retention.schedule import schedule

_NOTE = "Written by `manage.py write_reference`; a test finds a page that is out of date.\n"


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name."""
    writers: dict[str, Callable[[], Iterator[str]]] = {
        "addresses.md": _addresses,
        "copy.schema.json": _copy_schema,
        "record-types.md": _record_types,
        "recording-checks.md": _recording_checks,
        "roles.md": _roles,
        "verbs.md": _verbs,
        "what-we-hold.md": _what_we_hold,
    }
    return {name: "\n".join(writer()) + "\n" for name, writer in writers.items()}


def policies() -> dict[str, Policy | None]:
    """Return every address of the product with the policy of its guard, None where it has none."""
    return {url: getattr(view, "policy", None) for url, view in _views(get_resolver(), prefix="")}


def _views(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Callable]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _views(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each.callback


def _addresses() -> Iterator[str]:
    yield "# Addresses, and who may come\n"
    yield _NOTE
    yield from _table("Address", "Who", "Why")
    for url, policy in policies().items():
        who = policy.who if policy else "**nobody said**"
        if policy and policy.roles:
            who = ", ".join(role.label for role in policy.roles)
        if policy and policy.permission:
            who = f"who may {policy.permission} the person"
        yield _row(f"`/{url}`", who, policy.because if policy else "")


def _copy_schema() -> Iterator[str]:
    yield json.dumps(schema(), indent=1, ensure_ascii=False)


def _roles() -> Iterator[str]:
    yield "# Roles\n"
    yield _NOTE
    yield "A role says what someone may do with a record that they have a basis to open.\n"
    yield from _table("Role", "Does", "Must not", "May", "Reasons it may state")
    for rules in matrix().values():
        yield _row(
            rules.role.label,
            rules.does,
            rules.must_not,
            ", ".join(sorted(rules.permissions)) or "nothing of a record",
            ", ".join(rules.reasons).lower() or "none",
        )
    yield ""
    yield "## Roles and permissions\n"
    yield "Each with a record that opens to them. A person may hold several roles.\n"
    yield from _table("Role", *permissions().values())
    for rules in matrix().values():
        yield _row(
            rules.role.label,
            *("yes" if name in rules.permissions else "" for name in permissions()),
        )
    yield ""
    yield "## Why a record opens, or does not\n"
    yield from _table("Basis", "The event log says")
    for basis, words in BASES.items():
        yield _row(f"`{basis}`", f"because {words}")


def _verbs() -> Iterator[str]:
    yield "# Verbs of the event log\n"
    yield _NOTE
    yield from _table("Verb", "Kind", "Reads as")
    for verb in sorted(verbs().values(), key=lambda verb: verb.name):
        yield _row(f"`{verb.name}`", verb.kind, f"Fola Adeyemi {verb.sentence}")


def _record_types() -> Iterator[str]:
    known = catalogue()
    kept = schedule().classes
    yield "# Record types\n"
    yield _NOTE
    yield f"{len(known.types)} types. Times that are not law are the council's to change.\n"
    for group in known.groups:
        yield f"## {group.title}\n"
        yield from _table("Type", "Purpose", "Questions", "Sign-off", "Kept")
        for each in known.types:
            if each.group == group.key:
                questions = sum(len(section.fields) for section in each.sections)
                yield _row(
                    f"{each.title} (`{each.key}`)",
                    each.purpose,
                    str(questions),
                    "manager" if each.needs_sign_off else "",
                    kept[each.retention].kept_for,
                )
        yield ""


_SAID_BY = {
    "coach": "the coach",
    "form": "the form, whose questions ask for it",
    "lists": "the lists of work that waits",
}


def _recording_checks() -> Iterator[str]:
    known, lists = checks(), word_lists()
    yield "# Recording checks\n"
    yield _NOTE
    yield (
        f"{len(known)} checks. They point, and never rewrite. Advice never stops anybody; a "
        "warning asks for a second thought; must-fix is put right, or explained where the check "
        "allows a reason. Nothing that the person said is ever flagged. These are the defaults: a "
        "council switches a check off, says it in other words or adds words of its own under "
        "Administration, Recording checks, each with a reason and its history.\n"
    )
    for category in dict.fromkeys(each.category for each in known.values()):
        yield f"## {category.replace('_', ' ').capitalize()}\n"
        yield from _table(
            "Check", "Detects", "Severity", "Said by", "When", "Source", "Flagged", "Left alone"
        )
        for check in known.values():
            if check.category == category:
                yield _row(
                    f"{check.title} (`{check.key}`)",
                    check.detects,
                    check.severity,
                    _SAID_BY[check.told_by],
                    ", ".join(check.stages),
                    check.source + (" *Unverified.*" if check.unverified else ""),
                    _example(check.fails[0]),
                    _example(check.passes[0]),
                )
        yield ""
    for name, title in (
        ("loaded", "Words that may label or blame"),
        ("vague", "Words that sum up"),
        ("jargon", "Plainer words"),
    ):
        yield f"## {title}\n"
        yield from _table("Entry", "Found", "Why", "Instead, or asked", "Severity")
        for entry in lists.entries.values():
            if entry.list == name:
                found = ", ".join(f"`{each}`" for each in entry.find[:3])
                yield _row(f"`{entry.key}`", found, entry.why, entry.says, entry.severity)
        yield ""
    yield "## Short forms\n"
    yield from _table("Short", "In full", "Means")
    for short in lists.acronyms.values():
        for each in short:
            yield _row(each.acronym, each.term, each.meaning)
    yield ""


def _example(row: Mapping[str, Any]) -> str:
    """Return an example in one line: its text, or what the record knows."""
    text = str(row.get("text", ""))
    told = {key: value for key, value in row.items() if key in {"answers", "state", "actions"}}
    return text if len(text) > 1 and not told else f"{text if len(text) > 1 else ''} {told}".strip()


def _what_we_hold() -> Iterator[str]:
    yield "# What we hold\n"
    yield _NOTE
    yield f"{register.BESIDE}\n"
    for table in register.tables():
        yield f"## {table.title} (`{table.model}`)\n"
        kept_as = schedule().classes.get(table.ends)
        in_short = f" In the schedule: {kept_as.in_short}." if kept_as else ""
        yield f"Seen by: {table.seen_by} In a copy: {table.exported} Kept: {table.kept}{in_short}\n"
        yield from _table("Column", "Holds")
        for row in table.rows:
            yield _row(f"`{row.field}`", row.meaning)
        yield ""


def _table(*heads: str) -> Iterator[str]:
    yield _row(*heads)
    yield "|" + " --- |" * len(heads)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
