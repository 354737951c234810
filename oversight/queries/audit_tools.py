"""The questions that audits may ask: those that come with the product, and the council's own."""

from oversight.audit_tool import NEWEST, Tool, tool
from oversight.models import OwnTool


def newest_tools() -> list[OwnTool]:
    """Return the council's own tools, each in its newest version, by title."""
    rows = OwnTool.objects.order_by("key", "-version").distinct("key").select_related("made_by")
    return sorted(rows, key=lambda each: each.title.casefold())


def versions_of(key: str) -> list[OwnTool]:
    """Return every version of an own tool, the newest first."""
    return list(OwnTool.objects.filter(key=key).select_related("made_by").order_by("-version"))


def to_choose() -> list[tuple[str, str]]:
    """Return what a new audit may ask, with its title."""
    own = [(each.name, f"{each.title}, version {each.version}") for each in newest_tools()]
    return [(NEWEST, f"{tool().title}, which comes with the product"), *own]


def as_lines(asked: Tool) -> str:
    """Return questions as they are typed: a section's title, then a line for each question."""
    lines = []
    for section in asked.sections:
        lines.append(f"# {section.title}")
        for each in section.questions:
            star = "* " if each.starred else ""
            lines.append(f"{star}{each.text}{f' | {each.look_for}' if each.look_for else ''}")
        lines.append("")
    return "\n".join(lines).strip()
