"""A referral that begins with what the front door took down, word for word."""

from dataclasses import dataclass
from typing import Any

import clock
from accounts.models import User
from people import queries as people_queries
from people.models import ContactAbout, IncomingContact, Person
from records.catalogue import RecordType
from records.drafting.references import Reference
from records.models import Entry

KIND = "referral_received"
_How = IncomingContact.How
_CHANNELS = {
    _How.PHONE: "Telephone",
    _How.ONLINE: "Online form",
    _How.EMAIL: "Email",
    _How.LETTER: "Letter",
    _How.IN_PERSON: "Appointment at an office",
}


@dataclass(frozen=True)
class Received:
    """A contact that the front door logged about somebody, as a referral begins with it."""

    about: ContactAbout

    @property
    def contact(self) -> IncomingContact:
        """What was logged."""
        return self.about.contact

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that the contact gives. What it does not say is asked as ever."""
        contact, involvement = self.contact, self.about.involvement
        answers = {
            "event_at": clock.local(contact.received_at).isoformat(timespec="minutes"),
            "reason_in_their_words": contact.asked,
            "urgency": contact.get_urgency_display(),
            "referrer": [self._referrer()],
        }
        if channel := _CHANNELS.get(_How(contact.how)):
            answers["contact_channel"] = channel
        if involvement.role == involvement.Role.CARER and involvement.person.is_both:
            answers["record_as"] = Entry.RecordAs.CARER.label
        return answers

    def _referrer(self) -> Reference:
        contact, person = self.contact, self.about.involvement.person
        # Of a contact about several, nobody can tell which of them got in touch.
        is_self = contact.came_from == IncomingContact.From.SELF and contact.people.count() == 1
        if is_self:
            return {"kind": "person", "key": person.key, "name": person.name, "role": ""}
        said = [contact.get_came_from_display(), contact.from_reach]
        name = contact.from_name or said.pop(0)
        return {"kind": "other", "key": "", "name": name, "role": ", ".join(filter(None, said))}


def received(user: User, person: Person, record_type: RecordType, key: str) -> Received | None:
    """Return the contact of that key, if a record of this type begins with one about ``person``."""
    if record_type.key != KIND or not key:
        return None
    contacts = people_queries.contacts_of_person(user, person)
    about = contacts.filter(contact__key=key.replace("\x00", "")).first()
    return None if about is None else Received(about)


def came_from(user: User, entry: Entry) -> IncomingContact | None:
    """Return the contact that a signed referral speaks of: that of its minute, if it is open."""
    if entry.type_key != KIND or entry.is_imported:
        return None
    first, last = (entry.event_at.replace(second=at, microsecond=at and 999_999) for at in (0, 59))
    about = (
        people_queries.contacts_of_person(user, entry.person)
        .filter(contact__received_at__range=(first, last))
        .first()
    )
    return None if about is None else about.contact
