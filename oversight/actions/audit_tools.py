"""The council's own questions for audits. A version never changes: a change is a new version."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify

import clock
from accounts.models import User
from accounts.roles import Role
from audit import log, turns
from audit.turns import Turn
from oversight.audit_tool import tool
from oversight.models import OwnTool
from people.saved import save


@transaction.atomic
def write_tool(
    *,
    title: str,
    sections: Sequence[dict[str, Any]],
    reason: str,
    by: User,
    key: str = "",
    at: datetime | None = None,
) -> OwnTool:
    """Keep questions as a new version of the tool ``key``, or as the first of a new tool.

    ``sections`` are parts with their questions, without numbers. Raises ``PermissionDenied`` unless
    ``by`` is a records officer, and ``ValidationError`` if another tool has the title, there is no
    such tool, or nothing changes.
    """
    if not by.has_role(Role.RECORDS_OFFICER):
        raise PermissionDenied("Records officers write the questions of audits.")
    turns.wait_for(Turn.WRITE_AUDIT_TOOL)
    last = OwnTool.objects.filter(key=key).order_by("-version").first() if key else None
    if key and last is None:
        raise ValidationError("There are no such questions")
    new_key = key or slugify(title)[:40].strip("-")
    if not key and (not new_key or OwnTool.objects.filter(key=new_key).exists()):
        raise ValidationError({"title": "Enter a name that no other questions have"})
    content = _numbered(title, sections)
    if last is not None and last.content == content:
        raise ValidationError({"lines": "These questions stand like this already"})
    made = save(
        OwnTool(
            key=new_key,
            version=last.version + 1 if last else 1,
            title=title,
            content=content,
            reason=reason,
            made_by=by,
            made_at=at or clock.now(),
        )
    )
    log.record("oversight.tool_written", by=by, target=made.name, detail={"reason": reason}, at=at)
    return made


def _numbered(title: str, sections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the whole content: questions are numbered through, and those starred must be met."""
    number = 0
    starred: list[int] = []
    found: list[dict[str, Any]] = []
    for place, section in enumerate(sections):
        questions = []
        for each in section["questions"]:
            number += 1
            questions.append({"number": number, **each})
            if each["starred"]:
                starred.append(number)
        key = chr(ord("a") + place)
        found.append({"key": key, "title": section["title"], "question": questions})
    return {
        "title": title,
        "source": "The council’s own",
        "outstanding_needs": starred,
        "themes": list(tool().themes),
        "section": found,
    }
