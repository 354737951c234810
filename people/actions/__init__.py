"""Every change to a person, to who works with them and to who may open their record."""

from people.actions.access import declare_conflict, end_access, give_reason, grant_access, restrict
from people.actions.allocation import allocate, end_allocation
from people.actions.facts import end_fact, record_fact
from people.actions.names import end_name, name_person, protect_name
from people.actions.person import add_contact, add_person, change_person, raise_alert

__all__ = [
    "add_contact",
    "add_person",
    "allocate",
    "change_person",
    "declare_conflict",
    "end_access",
    "end_allocation",
    "end_fact",
    "end_name",
    "give_reason",
    "grant_access",
    "name_person",
    "protect_name",
    "raise_alert",
    "record_fact",
    "restrict",
]
