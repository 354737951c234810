"""Whom the council helps, who works with them, and who may open whose record."""

from people.models.about import Address, Alert, CommunicationNeed, Contact
from people.models.access import (
    AccessReason,
    Conflict,
    PersonGroupObjectPermission,
    PersonUserObjectPermission,
    Restriction,
)
from people.models.allocation import Allocation
from people.models.duplicate import ToldApart
from people.models.fact import DetailsChange, Fact
from people.models.finding import FindingKeys
from people.models.front_door import ContactAbout, IncomingContact
from people.models.involvement import (
    Involvement,
    InvolvementChange,
    Risk,
    TransferOffer,
    WaitingCheck,
)
from people.models.names import Name
from people.models.person import Person

__all__ = [
    "AccessReason",
    "Address",
    "Alert",
    "Allocation",
    "CommunicationNeed",
    "Conflict",
    "Contact",
    "ContactAbout",
    "DetailsChange",
    "Fact",
    "FindingKeys",
    "IncomingContact",
    "Involvement",
    "InvolvementChange",
    "Name",
    "Person",
    "PersonGroupObjectPermission",
    "PersonUserObjectPermission",
    "Restriction",
    "Risk",
    "ToldApart",
    "TransferOffer",
    "WaitingCheck",
]
