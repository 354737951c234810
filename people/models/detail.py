"""One answer to one question about a person: what matters, language, equality."""

from django.db import models
from django.db.models import Q

from people.models.fact import Fact
from people.models.person import Person
from people.questions import Question, questions


class Detail(Fact):
    """What somebody answered. No row is "nobody wrote anything"; the rest says what happened."""

    class Outcome(models.TextChoices):
        ANSWERED = "ANSWERED", "Answered"
        PREFERS_NOT = "PREFERS_NOT", "Prefers not to say"
        NOT_KNOWN = "NOT_KNOWN", "Does not know"
        NOT_ASKED = "NOT_ASKED", "Not asked"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="details")
    question = models.CharField(max_length=30)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.ANSWERED)
    answer = models.TextField(blank=True)
    own_words = models.CharField(max_length=500, blank=True)

    called = "Detail"

    class Meta:
        ordering = ["question", "-since", "-id"]
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "question"],
                condition=Q(until__isnull=True, is_mistake=False),
                name="one_answer_to_each_question_at_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="ANSWERED") & (~Q(answer="") | ~Q(own_words="")))
                | (~Q(outcome="ANSWERED") & Q(answer="", own_words="")),
                name="an_answer_stands_only_where_one_was_given",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def asked(self) -> Question | None:
        """The question; None if it is asked no longer."""
        return questions().get(self.question)

    @property
    def words(self) -> str:
        """The answer, with the person's own words, or why there is none."""
        if self.outcome != self.Outcome.ANSWERED:
            return self.get_outcome_display()
        words = f"“{self.own_words}”" if self.own_words else ""
        return f"{self.answer}: {words}" if self.answer and words else self.answer or words

    @property
    def secrecy(self) -> str:
        """As the question says, if there is something to keep back."""
        answered = self.outcome == self.Outcome.ANSWERED
        return self.asked.secrecy if self.asked and answered else self.Secrecy.OPEN

    @property
    def title(self) -> str:
        """The question in short."""
        return self.asked.label if self.asked else self.question
