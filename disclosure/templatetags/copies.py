"""Filters for the templates of a copy on paper."""

import unicodedata

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_BESIDE_ITS_LABEL = 400


@register.filter
def direction(text: str) -> SafeString:
    """Return a ``dir`` attribute when the first letter of ``text`` runs from right to left."""
    for character in str(text)[:1000]:
        way = unicodedata.bidirectional(character)
        if way == "L":
            break
        if way in ("R", "AL"):
            return mark_safe(' dir="rtl"')
    return SafeString("")


@register.filter
def is_long(text: str) -> bool:
    """Say whether an answer needs the whole width instead of standing beside its label."""
    return len(str(text)) > _BESIDE_ITS_LABEL
