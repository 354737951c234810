"""A colleague phones in from where they are, and somebody at the desk writes it down."""

from typing import Any

from accounts.models import User
from accounts.queries import working_staff
from records.catalogue import RecordType, catalogue
from records.drafting.references import staff_reference

# What is phoned in from a visit, nearly always.
KINDS = ("visit_face_to_face", "phone_call", "case_note")
REASON = "Phoned in"


def colleague(writer: User, staff_number: str) -> User | None:
    """Return the colleague who phoned in; None for nobody, or for the writer."""
    if not staff_number or "\x00" in staff_number:
        return None
    return working_staff().filter(staff_number=staff_number).exclude(pk=writer.pk).first()


def begins_with(provider: User) -> dict[str, Any]:
    """Return the answers that a form begins with when ``provider`` phoned it in."""
    told = [staff_reference(provider)]
    return {
        "author_took_part": False,
        "information_provider": told,
        "provider_reason": REASON,
        "source": "Third party: someone told me",
        "source_person": told,
    }


def kinds() -> list[RecordType]:
    """Return the kinds of record that are offered."""
    return [catalogue().pinned(key, catalogue().get(key).version) for key in KINDS]
