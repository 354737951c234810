"""Where each rule's function says which check it is."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from records.quality.definitions import Finding
from records.quality.reading import Look

RuleFunction = Callable[[Look], Iterator[Finding]]
Function = TypeVar("Function", bound=RuleFunction)

RULES: dict[str, RuleFunction] = {}


def rule(key: str) -> Callable[[Function], Function]:
    """Register the function that looks for one check."""

    def register(function: Function) -> Function:
        assert key not in RULES, key
        RULES[key] = function
        return function

    return register
