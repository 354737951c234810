"""A reply stands beneath the person's comment that it answers."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse

from records.models import Addition, Entry
from records.shown.comments import PersonComment


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


def beneath_records(
    comments: list[PersonComment], additions: Iterable[Addition]
) -> tuple[list[PersonComment], list[Addition]]:
    """Return comments in records of their own with the replies to them, which leave the others.

    A reply about one sentence stays at the sentence.
    """
    left = list(additions)
    found = []
    for comment in comments:
        here = [
            each
            for each in left
            if each.answers_record_id == comment.entry.pk and not each.about_text
        ]
        left = [each for each in left if each not in here]
        found.append(replace(comment, replies=here))
    return found, left


def offer_replies(entry: Entry) -> None:
    """Give each comment on an entry that was read whole the address at which it is answered."""
    for each in entry.additions.all():
        if each.kind == Addition.Kind.PERSON_COMMENT:
            page = reverse("records:add-to-entry", args=[entry.person.key, entry.key])
            each.reply_url = f"{page}?answers={each.key}"
