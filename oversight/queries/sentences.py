"""What reviewers said of single sentences, and what their writers have still to answer."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from oversight.models import CommentAnswer, SentenceComment
from people import access
from records.models import Entry, EntryVersion
from records.queries import entry_is_open
from records.shown import anchored, presentation


@dataclass(frozen=True)
class Commented:
    """A comment on a sentence, and whether the sentence stands as it did."""

    row: SentenceComment
    still_stands: bool

    @property
    def answer(self) -> CommentAnswer | None:
        """What the writer answered."""
        return getattr(self.row, "answer", None)


def sentences_of(version: EntryVersion) -> list[tuple[str, str]]:
    """Return the question and the words of each sentence of a version, in their order."""
    placed = anchored.placed_sentences(presentation.present(version))
    return [(question, sentence) for sentence, question in placed.items()]


def commented_on(entry: Entry, newest: EntryVersion) -> list[Commented]:
    """Return what reviewers said of sentences of an entry, the oldest first."""
    rows = list(
        SentenceComment.objects.filter(entry=entry).select_related("commented_by", "answer")
    )
    if not rows:
        return []
    standing = {sentence for _, sentence in sentences_of(newest)}
    return [
        Commented(row, row.version_number == newest.number or row.sentence in standing)
        for row in rows
    ]


def comment_for(writer: User, entry: Entry, key: str) -> SentenceComment | None:
    """Return a comment on an entry of ``writer``'s own that is not answered yet."""
    rows = SentenceComment.objects.filter(entry=entry, entry__author=writer, answer=None)
    return rows.filter(key=key).select_related("commented_by__team").first()


def comments_for(writer: User) -> QuerySet[SentenceComment]:
    """Return what was said of the writer's sentences and waits for their answer, oldest first."""
    return (
        SentenceComment.objects.filter(
            entry_is_open(writer, entry="entry__", person="entry__person"),
            entry__author=writer,
            entry__person__in=access.visible_people(writer),
            answer=None,
        )
        .select_related("entry__person", "commented_by")
        .order_by("commented_at")
    )
