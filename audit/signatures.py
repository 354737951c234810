"""What the event log says was signed: the digests with which its events were written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audit import verify_log
from audit.models import Event, EventDetail, Seal, SubjectKey


@dataclass(frozen=True)
class Signature:
    """The digest of one version of an entry, as its event tells it. ``is_sealed``: it is proved."""

    digest: str
    is_sealed: bool


def signatures_about(subjects: Iterable[str]) -> dict[str, list[Signature]]:
    """Return by entry what the log tells of its versions, in their order, in four questions.

    Words that are not those with which their event was written give no digest at all.
    """
    events = Event.objects.filter(subjects__overlap=list(subjects), verb__in=verify_log.SIGNED)
    rows = list(events.order_by("pk").values_list("pk", "target", "detail_digest"))
    details = {row.event: row for row in EventDetail.objects.filter(event__in=[r[0] for r in rows])}
    holders = {detail.subject for detail in details.values()}
    keys = {row.subject: bytes(row.key) for row in SubjectKey.objects.filter(subject__in=holders)}
    sealed_to = Seal.objects.order_by("-number").values_list("whole_to_event", flat=True).first()
    found: dict[str, list[Signature]] = defaultdict(list)
    for number, entry, written in rows:
        digests = _digests(details.get(number), keys, bytes(written or b""))
        found[entry] += [Signature(digest, number <= (sealed_to or 0)) for digest in digests]
    return found


def _digests(detail: EventDetail | None, keys: dict[str, bytes], written: bytes) -> list[str]:
    if detail is None or detail.subject not in keys:
        return [""]
    key = verify_log.key_of_detail(keys[detail.subject], bytes(detail.salt))
    is_whole = verify_log.digest_of_detail(key, detail.fields) == written
    return verify_log.digests_of(detail.fields) if is_whole else [""]
