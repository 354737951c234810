"""Whom the council helps, who works with them, and who may open whose record."""

from people.models.about import Contact
from people.models.access import (
    AS_WHAT,
    AccessReason,
    Conflict,
    PersonGroupObjectPermission,
    PersonUserObjectPermission,
    Referral,
    Restriction,
    RestrictionLift,
    RestrictionReview,
    UserException,
)
from people.models.alerts import Alert, AlertRead
from people.models.allocation import Allocation
from people.models.authority import Authority
from people.models.communication import CommunicationNeed
from people.models.death import Death, DeathTask
from people.models.declaration import Declaration, DeclarationReview
from people.models.detail import Detail
from people.models.duplicate import ToldApart
from people.models.emergency import EmergencyAccess
from people.models.fact import DetailsChange, Fact
from people.models.finding import FindingKeys
from people.models.front_door import ContactAbout, IncomingContact
from people.models.importing import Import, Imported
from people.models.involvement import (
    Involvement,
    InvolvementChange,
    Risk,
    TransferOffer,
    WaitingCheck,
)
from people.models.merge import Merge, MergeStep
from people.models.names import Name
from people.models.person import HAS_DIED, Person, death_in_words
from people.models.reaching import Address, ContactPoint, KeptBack, Safety
from people.models.relationship import Relationship
from people.models.roles import PersonRole
from people.models.sharing import Sharing

__all__ = [
    "AS_WHAT",
    "HAS_DIED",
    "AccessReason",
    "Address",
    "Alert",
    "AlertRead",
    "Allocation",
    "Authority",
    "CommunicationNeed",
    "Conflict",
    "Contact",
    "ContactAbout",
    "ContactPoint",
    "Death",
    "DeathTask",
    "Declaration",
    "DeclarationReview",
    "Detail",
    "DetailsChange",
    "EmergencyAccess",
    "Fact",
    "FindingKeys",
    "Import",
    "Imported",
    "IncomingContact",
    "Involvement",
    "InvolvementChange",
    "KeptBack",
    "Merge",
    "MergeStep",
    "Name",
    "Person",
    "PersonGroupObjectPermission",
    "PersonRole",
    "PersonUserObjectPermission",
    "Referral",
    "Relationship",
    "Restriction",
    "RestrictionLift",
    "RestrictionReview",
    "Risk",
    "Safety",
    "Sharing",
    "ToldApart",
    "TransferOffer",
    "UserException",
    "WaitingCheck",
    "death_in_words",
]
