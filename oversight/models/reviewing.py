"""Managers' review of recording."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from people.keys import new_key
from people.models import Involvement
from records.models import Entry


class Review(models.Model):
    """A manager's answer to one version of one signed entry.

    Returned is a state of the review, never of the entry (ruling 11): the entry stays signed, and
    the writer answers by correction or addition. What still waits is not stored but asked of the
    entries (``oversight.queries.awaiting_review``), so that queue and record cannot disagree.
    """

    class State(models.TextChoices):
        APPROVED = "APPROVED", "Approved"
        RETURNED = "RETURNED", "Returned with a comment"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reviews")
    version_number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    comment = models.TextField(blank=True)
    praise = models.TextField(blank=True)

    class Meta:
        ordering = ["reviewed_at", "id"]
        indexes = [models.Index(fields=["entry", "-reviewed_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | ~Q(comment=""), name="a_return_says_why"
            ),
        ]

    def __str__(self):
        return self.key


class SentenceComment(models.Model):
    """What a reviewer says of one sentence of one version. Written once, and answered once.

    The sentence is kept as it stood, with the question that it answered and its number in the
    version: a later version leaves the comment with the text that it was about.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="sentence_comments")
    version_number = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(help_text="Which sentence of the version, from 1.")
    question = models.CharField(max_length=250)
    sentence = models.TextField()
    words = models.TextField()
    commented_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    commented_at = models.DateTimeField()

    class Meta:
        ordering = ["commented_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(sentence=""), name="a_comment_names_its_sentence"
            ),
        ]

    def __str__(self):
        return self.key


class CommentAnswer(models.Model):
    """What the writer answers to a comment on a sentence."""

    comment = models.OneToOneField(SentenceComment, on_delete=models.PROTECT, related_name="answer")
    words = models.TextField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="an_answer_to_a_comment_has_words"),
        ]

    def __str__(self):
        return f"answer {self.pk}"


class SampleChange(models.Model):
    """How much of a kind of record, or of a team's, is drawn for review from a day on.

    Rows are only added; the last of a kind and team holds. Without ``percent`` there is no share of
    its own any more. The share of everything is a local setting.
    """

    type_key = models.CharField(max_length=60, blank=True, help_text="Empty: every kind.")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    percent = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    reason = models.CharField(max_length=500)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_sample_change_says_why"),
            models.CheckConstraint(
                condition=~Q(type_key="") | Q(team__isnull=False),
                name="a_sample_is_of_a_kind_or_a_team",
            ),
        ]

    def __str__(self):
        return f"sample change {self.pk}"


class GateAnswer(models.Model):
    """What a worker says of one line of the closing or transfer checklist. Written once.

    The last one of a line counts, until somebody else has become the person's worker.
    """

    class Purpose(models.TextChoices):
        CLOSE = "CLOSE", "Closing"
        OFFER = "OFFER", "Transfer"

    involvement = models.ForeignKey(
        Involvement, on_delete=models.PROTECT, related_name="gate_answers"
    )
    purpose = models.CharField(max_length=10, choices=Purpose)
    item = models.CharField(max_length=20)
    words = models.TextField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_checklist_answer_has_words"),
        ]

    def __str__(self):
        return f"checklist answer {self.pk}"
