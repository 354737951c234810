"""What was pasted into a form while it was written: where, how much, and from which entry.

The script of the page says so (static/js/pasted.js), never the words. Without it nothing is known.
"""

import re
from collections.abc import Mapping
from typing import Any

PASTED = "pasted"
AT_MOST = 60
_OUTSIDE = "outside"
_ONE = re.compile(rf"([a-z0-9_-]{{1,120}})\|([0-9]{{1,7}})\|([a-z0-9]{{12}}|{_OUTSIDE})")


def pasted_in(typed: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Return what was pasted into a form, as a version keeps it. What is misshapen is left out."""
    found = (_ONE.fullmatch(each) for each in typed.get(PASTED, ())[:AT_MOST])
    return [
        {"place": each[1], "length": int(each[2]), "entry": each[3].removeprefix(_OUTSIDE)}
        for each in found
        if each
    ]
