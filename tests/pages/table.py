"""Every page of the product: who of the ``World`` asks for it, and what stands in its address."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.pages.world import World

# Addresses that answer no GET, send a file and no page, or take what can be used only once.
NO_PAGES = {
    "administration:answer-posting",
    "administration:import-template",
    "administration:invite",
    "administration:take-in",
    "disclosure:arranged",
    "disclosure:download",
    "imports:report",
    "disclosure:try-again",
    "people:agree-alert",
    "people:look-alikes",
    "people:read-alerts",
    "records:begin-from",
    "records:file-page",
    "records:mark-read",
    "records:save-draft",
    "records:scan-file",
    "staff:end-cover",
    "welcome",
}

PERSON = ("person.key",)
ENTRY = (*PERSON, "entry.key")
ADDRESS = (*PERSON, "=addresses", "address.key")
ALERT = (*PERSON, "alert.key")
DRAFT = (*PERSON, "draft.key")
FILE = (*PERSON, "file.key")
ACTION = (*PERSON, "action.key")
STAFF = ("worker.staff_number",)
CHRONOLOGY = (*PERSON, "chronology.key")
# Who of the ``World`` asks for each page, and what of it stands in the address.
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "home": ("worker", ()),
    "home, a manager": ("manager", ()),
    "home, a records officer": ("officer", ()),
    "account_change_password": ("worker", ()),
    "accessibility": ("worker", ()),
    "keyboard": ("worker", ()),
    "logged": ("worker", ()),
    "session": ("worker", ()),
    "settings": ("worker", ()),
    "gallery": ("worker", ()),
    "gallery-person": ("worker", ()),
    "account_login": ("", ()),
    "account_logout": ("worker", ()),
    "account_inactive": ("", ()),
    "people:search": ("worker", ()),
    "people:found": ("worker", ()),
    "people:add": ("worker", ()),
    "people:mine": ("manager", ()),
    "people:give-reason": ("duty", ("stranger.key",)),
    "people:break-glass": ("worker", ("stranger.key",)),
    "people:ask-in-emergency": ("worker", ()),
    "people:emergencies": ("manager", ()),
    "people:emergency": ("manager", ("emergency.key",)),
    "people:about": ("worker", PERSON),
    "people:area": ("worker", (*PERSON, "=addresses")),
    "people:area, people": ("worker", (*PERSON, "=people")),
    "people:area, authority": ("worker", (*PERSON, "=authority")),
    "people:area, names": ("manager", (*PERSON, "=names")),
    "people:add-fact": ("worker", (*PERSON, "=communication")),
    "people:add-fact, authority": ("worker", (*PERSON, "=authority")),
    "people:add-fact, people": ("worker", (*PERSON, "=people")),
    "people:change-fact": ("worker", ADDRESS),
    "people:end-fact": ("worker", ADDRESS),
    "people:show-fact": ("worker", (*PERSON, "=kept-back", "code.key")),
    "people:protect-name": ("worker", (*PERSON, "former.key")),
    "people:protected": ("manager", PERSON),
    "people:block": ("worker", (*PERSON, "=equality")),
    "people:identity": ("worker", PERSON),
    "people:role": ("worker", PERSON),
    "people:changes": ("worker", PERSON),
    "people:household": ("worker", PERSON),
    "records:person-visits": ("worker", PERSON),
    "people:death": ("worker", ("died.key",)),
    "people:record-death": ("worker", PERSON),
    "people:confirm-death": ("worker", ("died.key",)),
    "people:undo-death": ("worker", ("died.key",)),
    "people:death-task": ("worker", ("died.key", "death_task.key")),
    "records:actions-after-death": ("worker", ("died.key",)),
    "people:alerts": ("manager", PERSON),
    "people:raise-alert": ("worker", PERSON),
    "people:review-alert": ("worker", ALERT),
    "people:end-alert": ("worker", ALERT),
    "records:timeline": ("manager", PERSON),
    "records:filters": ("worker", PERSON),
    "records:print-timeline": ("worker", PERSON),
    "records:as-known": ("worker", PERSON),
    "records:entry": ("worker", ENTRY),
    "records:compare": ("worker", ENTRY),
    "records:search-record": ("worker", PERSON),
    "records:found-in-record": ("worker", PERSON),
    "records:search-notes": ("worker", ()),
    "records:found-in-notes": ("worker", ()),
    "records:unread": ("worker", ()),
    "records:to-confirm": ("worker", ()),
    "records:confirm-entry": ("worker", (*PERSON, "told.key")),
    "records:catalogue": ("worker", ()),
    "records:type": ("worker", ("=case_note",)),
    "records:drafts": ("worker", ()),
    "records:csrf": ("worker", ()),
    "records:others-of-draft": ("worker", ("draft.key",)),
    "records:others-of-entry": ("worker", ("entry.key",)),
    "records:choose-type": ("worker", PERSON),
    "records:phoned-in": ("worker", PERSON),
    "records:write": ("worker", (*PERSON, "=case_note")),
    "records:edit-draft": ("worker", DRAFT),
    "records:throw-away": ("worker", DRAFT),
    "records:draft": ("worker", ("draft.key",)),
    "records:check-draft": ("worker", DRAFT),
    "records:draft-kind": ("worker", DRAFT),
    "records:compare-drafts": ("worker", (*PERSON, "copied.key")),
    "records:draft-left-behind": ("manager", (*PERSON, "left.key")),
    "records:staff-drafts": ("manager", ()),
    "records:file": ("worker", FILE),
    "records:look-at-file": ("worker", FILE),
    "records:remove-file": ("manager", (*PERSON, "attached.key")),
    "records:correct-entry": ("worker", ENTRY),
    "records:add-to-entry": ("worker", ENTRY),
    "records:move-entry": ("worker", ENTRY),
    "records:remove-entry": ("manager", ENTRY),
    "records:removal": ("manager", (*PERSON, "asked.key")),
    "records:report-entry": ("colleague", ENTRY),
    "records:misfiling": ("manager", (*PERSON, "reported.key")),
    "records:my-actions": ("worker", ()),
    "records:team-actions": ("manager", ()),
    "records:close-action": ("worker", ACTION),
    "records:hand-over-action": ("worker", ACTION),
    "records:move-action": ("worker", ACTION),
    "records:guidance-listed": ("manager", ()),
    "records:ask-guidance": ("worker", PERSON),
    "records:guidance": ("worker", (*PERSON, "guidance.key")),
    "records:decisions": ("manager", ()),
    "records:decisions-sheet": ("manager", ()),
    "records:person-decisions": ("worker", PERSON),
    "records:review-decision": ("worker", (*PERSON, "decision.key")),
    "records:chronologies": ("worker", PERSON),
    "records:begin-chronology": ("worker", PERSON),
    "records:chronology": ("worker", CHRONOLOGY),
    "records:print-chronology": ("worker", CHRONOLOGY),
    "records:pick-entries": ("worker", CHRONOLOGY),
    "records:freeze-chronology": ("worker", CHRONOLOGY),
    "records:chronology-line": ("worker", (*CHRONOLOGY, "entry.key")),
    "oversight:queue": ("manager", ()),
    "oversight:returned": ("worker", ()),
    "oversight:review": ("manager", ENTRY),
    "disclosure:copies": ("officer", PERSON),
    "disclosure:ask": ("officer", PERSON),
    "disclosure:copy": ("officer", (*PERSON, "export.key")),
    "governance:who-has-looked": ("manager", PERSON),
    "governance:moved-entry": ("officer", (*PERSON, "moved.key")),
    "governance:moved-entries": ("officer", ()),
    "governance:event-log": ("officer", ()),
    "governance:seals": ("officer", ()),
    "governance:access-lists": ("officer", PERSON),
    "governance:access-list": ("officer", (*PERSON, "access_list.key")),
    "governance:print-access-list": ("officer", (*PERSON, "access_list.key")),
    "governance:signals": ("officer", ()),
    "governance:signal": ("officer", ("signal.key",)),
    "governance:my-access": ("officer", ()),
    "governance:what-we-hold": ("officer", ()),
    "people:merge": ("manager", PERSON),
    "people:merge-with": ("manager", (*PERSON, "twin.key")),
    "people:merged": ("manager", (*PERSON, "merge.key")),
    "people:contacts": ("duty", ()),
    "people:log-contact": ("duty", ()),
    "people:contact": ("duty", ("contact.key",)),
    "people:waiting": ("manager", ()),
    "people:involvement": ("manager", PERSON),
    "people:involvement-step": ("manager", (*PERSON, "involvement.key", "=triage")),
    "records:visits": ("manager", ()),
    "records:print-visits": ("manager", ()),
    "records:plan-visit": ("worker", PERSON),
    "records:visit": ("worker", (*PERSON, "visit.key")),
    "oversight:close": ("manager", (*PERSON, "active.key")),
    "oversight:offer-transfer": ("manager", (*PERSON, "active.key")),
    "oversight:answer-transfer": ("manager", (*PERSON, "offer.key")),
    "oversight:keep-access": ("manager", (*PERSON, "handover.pk")),
    "oversight:caseload": ("manager", ()),
    "oversight:caseload-people": ("manager", ()),
    "administration:home": ("administrator", ()),
    "administration:jobs": ("administrator", ()),
    "administration:log": ("administrator", ()),
    "imports:list": ("administrator", ()),
    "administration:staff": ("administrator", ()),
    "administration:add-staff": ("administrator", ()),
    "administration:import": ("administrator", ()),
    "administration:staff-on-day": ("administrator", ()),
    "administration:member": ("administrator", STAFF),
    "administration:change-details": ("administrator", STAFF),
    "administration:move": ("administrator", STAFF),
    "administration:leave": ("administrator", STAFF),
    "administration:teams": ("administrator", ()),
    "administration:add-team": ("administrator", ()),
    "administration:team": ("administrator", ("team.key",)),
    "administration:change-team": ("administrator", ("team.key",)),
    "administration:close-team": ("administrator", ("team.key",)),
    "administration:lines": ("administrator", ()),
    "administration:settings": ("administrator", ()),
    "administration:setting": ("administrator", ("=review.new_starter_months",)),
    "administration:holidays": ("administrator", ()),
    "administration:take-off-holiday": ("administrator", ("=2026-12-25",)),
    "administration:add-holiday": ("administrator", ()),
    "staff:directory": ("worker", ()),
    "staff:me": ("worker", ()),
    "staff:covers": ("manager", ()),
    "staff:rotas": ("manager", ()),
    "staff:rota": ("manager", ("team.key",)),
    "staff:arrange-cover": ("manager", STAFF),
    "staff:colleague": ("worker", STAFF),
    "staff:leaving": ("manager", STAFF),
    "retention:schedule": ("worker", ()),
}


def address_of(client: Client, world: World, name: str) -> str:
    """Return where a page is; for what was found, after asking for it."""
    _, keys = PAGES[name]
    name = name.partition(",")[0]
    begin = {"people:found": "people:search", "records:found-in-notes": "records:search-notes"}
    begin["records:found-in-record"] = "records:search-record"
    given = [named(world, key) for key in keys]
    if name not in begin:
        return reverse(name, args=given)
    words = "Okafor" if name == "people:found" else "works"
    return client.post(reverse(begin[name], args=given), {"words": words}).url


def named(world: World, path: str) -> Any:
    """Return what stands behind a name of the table: something of the ``World``, or itself."""
    if path.startswith("="):
        return date.fromisoformat(path[1:]) if path[1:3] == "20" else path[1:]
    found: Any = world
    for name in path.split("."):
        found = getattr(found, name)
    return found
