"""Destroying a record whose time has come: rows in one transaction, then files, then the proof.

What stands in the way stops it. A record is wholly there or wholly gone: a function of the database
destroys every row or none, and the names of the files are written down in the same transaction, so
that whoever comes next goes on where the last one was cut off.
"""

import json
import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.db.models import Max, Min

import clock
from accounts.models import User
from audit import log
from audit.models import Event
from people.actions import undo_merge_again
from people.keeping import lock
from people.models import Merge, Person, Relationship, Sharing
from people.survivors import keys_of, survivor_of
from records import ending
from records.files import parts_kept, pictures_kept, stored
from records.models import Attachment, Entry
from retention import batches, certificates, parts, reach, rules
from retention.actions import stop_destruction
from retention.actions.reviewing import SEEN_TO
from retention.models import ArchiveOffer, Batch, ByTwo, Certificate, Destruction
from retention.schedule import schedule
from retention.telling import because

logger = logging.getLogger(__name__)
_METHOD = (
    "Every row deleted from the database in one transaction; files, pictures of their pages and"
    " copies deleted from storage."
)


# The event of a destruction, by whether it is of a part, and whether it is done again.
_VERBS = {
    (False, False): "retention.record_destroyed",
    (False, True): "retention.record_destroyed_again",
    (True, False): "retention.part_destroyed",
    (True, True): "retention.part_destroyed_again",
}


_UNDONE_AGAIN = (
    "It was undone before an old copy was put back, and one of the two destroyed. Where it parted"
    " others, they can be made one again."
)


class RestoreFirst(Exception):
    """An old copy of the database was put back, and what was destroyed since is there again."""


def what_would_be_done(*, at: datetime | None = None) -> list[tuple[Destruction, list[str]]]:
    """Return what a run would do, and change nothing: each plan, with why it would be stopped.

    A plan that nothing is in the way of is among them once its day has come, to be destroyed.
    """
    at = at or clock.now()
    plans = Destruction.objects.filter(state__in=Destruction.STANDING).order_by("not_before", "pk")
    found = [
        (plan, rules.in_the_way_of(plan, at=at))
        for plan in plans.select_related("person", "removal__entry__person")
    ]
    return [
        (plan, why)
        for plan, why in found
        if why or (plan.state == "AGREED" and plan.not_before and plan.not_before <= at)
    ]


def do_what_is_due(*, at: datetime | None = None) -> list[Certificate]:
    """Destroy what two people agreed on and whose time to think is over, and finish what was begun.

    Raises ``RestoreFirst`` where destructions have to be done again before new ones.
    """
    if certificates.not_in_database():
        raise RestoreFirst("Destructions of a later time are not in this database. Do them again.")
    at = at or clock.now()
    finish()
    stop_what_is_in_the_way(at=at)
    done = []
    for key in Destruction.objects.filter(state="AGREED", not_before__lte=at).values_list(
        "key", flat=True
    ):
        if certificate := destroy(key, at=at):
            done.append(certificate)
        finish()
    done += batches.do_what_is_due(at)
    finish()
    return done


def stop_what_is_in_the_way(*, at: datetime | None = None) -> None:
    """Stop every proposal whose record is held by now, has changed, or is not due any more."""
    for plan in Destruction.objects.filter(state__in=Destruction.STANDING):
        with transaction.atomic():
            if why := _in_the_way(plan.key, at):
                stop_destruction(plan, because=" ".join(why), by=log.CLOCK, at=at)


def destroy(key: str, *, at: datetime | None = None) -> Certificate | None:
    """Destroy the record of one plan, or stop the plan. Return the certificate, if it was done."""
    at = at or clock.now()
    try:
        with transaction.atomic():
            if why := _in_the_way(key, at):
                plan = Destruction.objects.get(key=key)
                if plan.stands:
                    stop_destruction(plan, because=" ".join(why), by=log.CLOCK, at=at)
                return None
            return carry_out(_whole(key), at)
    except DatabaseError:
        logger.exception("plan %s could not be done", key)
        return None


def finish() -> None:
    """Take away the files of records that are gone, and write outside what was destroyed."""
    for plan in _with_files(Destruction) + _with_files(Batch):
        for name in plan.files:
            if name.startswith((f"{pictures_kept.FOLDER}/", f"{parts_kept.FOLDER}/")):
                pictures_kept.forget_folder(name)
            else:
                stored.remove(name)
        type(plan)._base_manager.filter(pk=plan.pk).update(files=[])
    certificates.write_journal()


def _with_files(model: type[ByTwo]) -> list[Any]:
    return list(model._base_manager.filter(state="DONE").exclude(files=[]))


def _in_the_way(key: str, at: datetime | None) -> list[str]:
    """Lock the record, and return why it may not be destroyed, asked anew."""
    plan = _whole(key)
    if not plan.stands or plan.person is None:
        return ["It was decided otherwise."]
    lock(plan.person)
    plan = _whole(key)
    if not plan.stands or plan.person is None:
        return ["It was decided otherwise."]
    return rules.in_the_way_of(plan, at=at)


def _whole(key: str) -> Destruction:
    """Return a plan, with all that it is about."""
    rows = Destruction.objects.select_related("person", "removal__entry__person")
    return rows.get(key=key)


def carry_out(plan: Destruction, at: datetime, *, again: Certificate | None = None) -> Certificate:
    """Destroy what the plan is about, in the caller's transaction, and certify it."""
    person, removal = plan.person, plan.removal
    assert person is not None
    said = {}
    if not again:
        said = parts.said_of(plan, removal, at) if removal else _said(plan, person, at)
        said |= certificates.common(plan, reference=person.council_reference, at=at)
    rows = reach.rows_of(person, removal)
    beside = _people_beside(person, rows)
    files = Attachment.objects.filter(pk__in=rows.get("records_attachment", []))
    folders = {pictures_kept.folder_of(each) for each in files}
    folders |= {parts_kept.folder_of(key) for key in keys_of(person)}
    names = reach.stored_files(rows) + sorted(folders)
    if removal:
        names += ending.copies_before(keys_of(person), removal.answered_at or at)
    Destruction.objects.filter(pk=plan.pk).update(files=names)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_destroy(%s, %s::jsonb)::text",
            [plan.key, json.dumps(reach.rules(of_part=removal is not None))],
        )
        gone = json.loads(cursor.fetchone()[0])
    certificate = again or certificates.issue(
        plan=plan.key,
        subjects=gone["keys"],
        said=said | {"destroyed_rows": dict(reach.in_words(gone["counts"]))},
        destroyed_at=at,
    )
    log.record(
        _VERBS[removal is not None, again is not None],
        by=log.CLOCK,
        about=person,
        target=certificate,
        shown=[f"sha256:{certificate.digest}"],
        at=at,
    )
    if beside:
        log.record("retention.link_ended", by=log.CLOCK, subjects=beside, target=certificate, at=at)
    return certificate


def _people_beside(person: Person, rows: dict[str, list[int]]) -> list[Person]:
    """Return those whose own record said how they are related: that goes, and their log says so."""
    found, own = {}, keys_of(person)
    for model in (Relationship, Sharing):
        both = model.objects.filter(pk__in=rows.get(model._meta.db_table, []), other__isnull=False)
        for row in both.select_related("person", "other"):
            found |= {each.pk: each for each in (row.person, row.other)}
    return [each for each in found.values() if each.key not in own]


def _said(plan: Destruction, person: Person, at: datetime) -> dict[str, Any]:
    """Return what the certificate says of a whole record: its person's name by a digest alone."""
    reckoned = rules.reckoned_of(person)
    days = Entry.objects.filter(person=person).aggregate(
        first=Min("event_at"), last=Max("event_at")
    )
    return {
        "known_by": certificates.known_by(person),
        "entries_from": clock.day_of(days["first"]).isoformat() if days["first"] else "",
        "entries_until": clock.day_of(days["last"]).isoformat() if days["last"] else "",
        "classes": [
            {
                "class": each.kept.title,
                "due": each.due.isoformat() if each.due else "",
                "because": because(each),
                "authority": each.kept.basis,
            }
            for each in reckoned.clocks
        ],
        "archives": _archives(person),
        "elsewhere": _seen_to(plan),
        "method": _METHOD,
    }


def _seen_to(plan: Destruction) -> list[str]:
    """Return what whoever proposed it had seen to outside this service, as their event says."""
    event = Event.objects.filter(
        happened_at=plan.proposed_at, verb="retention.destruction_proposed", target=plan.key
    ).first()
    said = event.shown if event else []
    keys = [each.removeprefix(SEEN_TO) for each in said if each.startswith(SEEN_TO)]
    return [schedule().elsewhere.get(key, key) for key in keys]


def _archives(person: Person) -> list[dict[str, str]]:
    """Return which archive declined the record, and which has a copy under which number."""
    rows = ArchiveOffer.objects.filter(person=person, state__in=ArchiveOffer.SETTLED)
    return [
        {
            "archive": each.archive,
            "day": (each.handed_over_on or each.answered_on).isoformat(),  # type: ignore[union-attr]
            "receipt": each.receipt,
        }
        for each in rows.order_by("pk")
    ]


# --- After an old copy was put back -------------------------------------------------------------


def do_again(*, at: datetime | None = None) -> list[Certificate]:
    """Destroy again whatever the journal says was destroyed and this database holds again.

    Not what was moved to another record before, and was not moved yet in this old copy. What cannot
    be done stands in the way of nothing else, and stays to be done.
    """
    done = []
    for line in certificates.not_in_database():
        try:
            with transaction.atomic():
                if parts.waits_for_a_move(line):
                    continue
                done.append(_again(line, at or clock.now()))
        except (DatabaseError, ObjectDoesNotExist):
            logger.exception("certificate %s could not be done again", line.said["certificate"])
            continue
        finish()
    return done


def _again(line: certificates.Line, at: datetime) -> Certificate:
    said = line.said
    certificate = Certificate.objects.create(
        key=line.key,
        number=said["certificate"],
        plan=line.plan,
        subjects=line.subjects,
        destroyed_at=datetime.fromisoformat(said["destroyed_at"]),
        body=line.body,
        digest=line.digest,
    )
    if "of_class" in said:
        batches.do_again(line, certificate, at)
        return certificate
    about = _about(line, at)
    if about is not None:
        plan = _plan_of(line, about, certificate)
        carry_out(plan, at, again=certificate)
    return certificate


def _about(line: certificates.Line, at: datetime) -> dict[str, Any] | None:
    """Return what a line of the journal is about, as far as it is there again."""
    if "part" in line.said:
        removal = parts.removal_again(line)
        return removal and {
            "person": Person.objects.select_for_update().get(pk=removal.entry.person_id),
            "removal": removal,
            "ground": line.said["part"]["ground"],
        }
    _part_from_others(line, at)
    found = list(Person.objects.select_for_update(of=("self",)).filter(key__in=line.subjects))
    person = next((each for each in found if each.merged_into_id is None), None)
    if person is None:
        return None
    # What was merged into it later goes with it, as it did.
    apart = [each.pk for each in found if each.merged_into_id is None and each.pk != person.pk]
    Person.objects.filter(pk__in=apart).update(merged_into=person)
    return {"person": person}


def _part_from_others(line: certificates.Line, at: datetime) -> None:
    """Undo again what made one record of these and of others: it was undone before they went.

    Raises ``Merge.DoesNotExist`` where that cannot be: then nobody signs in before it is seen to.
    """
    if not _together_with(line):
        return
    merges = Merge.objects.filter(state=Merge.State.DONE).select_related("kept", "gone")
    joined = merges.filter(kept__key__in=[*line.subjects, *_together_with(line)])
    latest_first = list(joined.order_by("-answered_at", "-pk"))
    of_both = [
        each.answered_at
        for each in latest_first
        if (each.kept.key in line.subjects) != (each.gone.key in line.subjects)
    ]
    for merge in latest_first:
        if of_both and merge.answered_at >= min(of_both):
            undo_merge_again(merge=merge, reason=_UNDONE_AGAIN, at=at)
    if others := _together_with(line):
        raise Merge.DoesNotExist(
            f"The record of certificate {line.said['certificate']} is one with records that were"
            f" not destroyed ({', '.join(others)}), and no merge says how to part them"
        )


def _together_with(line: certificates.Line) -> list[str]:
    """Return the keys of records that are one with those of a line, and are not of it."""
    survivors = {survivor_of(each) for each in Person.objects.filter(key__in=line.subjects)}
    return sorted({key for each in survivors for key in keys_of(each)} - set(line.subjects))


def _plan_of(
    line: certificates.Line, about: dict[str, Any], certificate: Certificate
) -> Destruction:
    """Return the plan as it stood when it was done; an old copy may know an earlier state."""
    said, agreed = line.said, certificate.destroyed_at
    whose = Destruction.objects.filter(person__key__in=keys_of(about["person"]))
    standing = whose.filter(state__in=Destruction.STANDING)
    standing.exclude(key=line.plan).update(state="STOPPED", ended_at=agreed)
    plan, _ = Destruction.objects.update_or_create(
        key=line.plan,
        defaults={
            **about,
            "state": "AGREED",
            "due_on": clock.day_of(agreed),
            "proposed_by": User.objects.get(staff_number=said["proposed_by"]["staff_number"]),
            "proposed_at": datetime.fromisoformat(said["proposed_by"]["at"]),
            "answered_by": User.objects.get(staff_number=said["agreed_by"]["staff_number"]),
            "answered_at": datetime.fromisoformat(said["agreed_by"]["at"]),
            "not_before": agreed,
        },
    )
    return plan
