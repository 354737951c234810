"""Filters for the templates of a copy on paper."""

import unicodedata

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


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
