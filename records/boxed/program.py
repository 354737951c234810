"""What the box runs: one question about one file.

Takes a line of JSON (``task``, and what the task needs) and then the file; returns a line of JSON
(what was found, or ``refused`` with words) and then bytes.
"""

import json

from records.boxed import Refused


def main(given: bytes) -> bytes:
    """Answer one question about one file."""
    head, _, content = given.partition(b"\n")
    asked = json.loads(head)
    try:
        found, made = _TASKS[asked["task"]](content, asked)
    except Refused as refused:
        found, made = {"refused": str(refused)}, b""
    except RecursionError:
        found, made = {"refused": "is nested too deeply"}, b""
    return json.dumps(found).encode() + b"\n" + made


def _examine(content: bytes, asked: dict) -> tuple[dict, bytes]:
    kind = asked["media_type"]
    if kind.startswith("image/"):
        from records.boxed import pictures

        return {}, pictures.made_anew(content, kind)
    if kind == "application/pdf":
        from records.boxed import papers

        return papers.examined(content), content
    if kind in ("message/rfc822", "application/vnd.ms-outlook"):
        from records.boxed import mails

        return mails.examined(content, kind), content
    from records.boxed import letters

    return letters.examined(content), content


def _page(content: bytes, asked: dict) -> tuple[dict, bytes]:
    if asked["media_type"] == "application/pdf":
        from records.boxed import papers

        return {}, papers.page(content, asked["number"], width=asked["width"])
    from records.boxed import pictures

    return {}, pictures.shown(content, width=asked["width"])


def _part(content: bytes, asked: dict) -> tuple[dict, bytes]:
    from records.boxed import mails

    return mails.part(content, asked["media_type"], asked["number"])


_TASKS = {"examine": _examine, "page": _page, "part": _part}
