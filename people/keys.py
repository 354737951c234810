"""Random keys: what stands in a URL or in the log instead of a name or a number."""

from django.utils.crypto import get_random_string

# No vowels, so that no word is spelt; no letters that look like figures.
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"


def new_key() -> str:
    """Return a random key of 12 characters (57 bits): unguessable, and says nothing."""
    return get_random_string(12, ALPHABET)


def new_council_reference() -> str:
    """Return a random reference for a new person, easy to read out: ``K7M-4QX``."""
    code = get_random_string(6, ALPHABET).upper()
    return f"{code[:3]}-{code[3:]}"
