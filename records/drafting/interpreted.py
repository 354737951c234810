"""What the record of a visit begins with when an interpreter was booked for it."""

from accounts.models import User
from people.models import Person
from records.catalogue import RecordType
from records.queries import interpreter_booked
from records.rules.visits import kinds_of_meetings


def begins_with(writer: User, record_type: RecordType, person: Person) -> dict[str, str]:
    """Return who was to interpret, for the visit that ``writer`` has still to record."""
    if record_type.key not in kinds_of_meetings():
        return {}
    visit = interpreter_booked(writer, person)
    if visit is None:
        return {}
    who = f"{visit.interpreter_for}: {visit.interpreter_said}"
    return {"interpreter_used": "Trained interpreter", "communication_support_used": who}
