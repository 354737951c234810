"""A reply stands beneath the person's comment that it answers."""

from collections.abc import Iterable

from django.urls import reverse

from records.models import Addition, Entry


def in_threads(additions: Iterable[Addition]) -> list[Addition]:
    """Return what was added to an entry, each comment with its ``replies``, which leave the list.

    A reply carries the comment it answers, so that it can name it wherever it is shown.
    """
    found: list[Addition] = []
    by_key: dict[int | None, Addition] = {}
    for each in additions:
        each.replies = []
        answered = by_key.get(each.answers_id) if each.answers_id else None
        if answered is None:
            found.append(each)
        else:
            each.answers = answered
            answered.replies.append(each)
        by_key[each.pk] = each
    return found


def offer_replies(entry: Entry) -> None:
    """Give each comment on an entry that was read whole the address at which it is answered."""
    for each in entry.additions.all():
        if each.kind == Addition.Kind.PERSON_COMMENT:
            page = reverse("records:add-to-entry", args=[entry.person.key, entry.key])
            each.reply_url = f"{page}?answers={each.key}"
