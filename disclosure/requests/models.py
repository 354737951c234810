"""What somebody asked for or complained about, and each step that was taken to answer it.

A step stands as it was written; what was wrong is put right by a further step.
"""

import uuid

from django.db import models
from django.db.models import Q

import clock
from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models import Entry


class SubjectRequest(models.Model):
    """A request, as it came in: what for, who made it for whom, how and when."""

    class MadeBy(models.TextChoices):
        """Who asks. All but the first need an authority, or there is none."""

        SELF = "SELF", "The person"
        ATTORNEY = "ATTORNEY", "An attorney"
        DEPUTY = "DEPUTY", "A deputy of the Court of Protection"
        PARENT = "PARENT", "A parent, of somebody under 18"
        SOLICITOR = "SOLICITOR", "A solicitor or advocate, with the person’s agreement"
        EXECUTOR = "EXECUTOR", "The executor or administrator of their estate"
        CLAIMANT = "CLAIMANT", "Somebody with a claim that arises from their death"
        OTHER = "OTHER", "Somebody else"

    class How(models.TextChoices):
        LETTER = "LETTER", "By letter"
        EMAIL = "EMAIL", "By email or online form"
        SPOKEN = "SPOKEN", "In person"
        PHONE = "PHONE", "By telephone"
        OTHER = "OTHER", "In another way"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="subject_requests")
    kind = models.CharField(max_length=15, help_text="A heading of kinds.toml.")
    made_by = models.CharField(max_length=10, choices=MadeBy)
    asker = models.CharField(max_length=250, blank=True, help_text="Who asks for the person.")
    how = models.CharField(max_length=10, choices=How)
    words = models.TextField(help_text="What they asked for, in their words.")
    reach = models.CharField(max_length=250, blank=True, help_text="How they want the answer.")
    received_on = models.DateField(help_text="The day that it reached anybody in the council.")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_request_says_what_for"),
            models.CheckConstraint(
                condition=Q(made_by="SELF") | ~Q(asker=""),
                name="whoever_asks_for_somebody_is_named",
            ),
        ]

    def __str__(self):
        return self.reference

    @classmethod
    def who_may_ask(cls, *, has_died: bool) -> list["SubjectRequest.MadeBy"]:
        """Return who can ask: what others were allowed for the person ends with their death."""
        who = cls.MadeBy
        after = [who.EXECUTOR, who.CLAIMANT, who.OTHER]
        return after if has_died else [each for each in who if each not in after[:2]]

    @property
    def reference(self) -> str:
        """What it is called in talk and letters."""
        return f"SR{self.pk:05}"


class RequestStep(models.Model):
    """One thing that was done or decided about a request: a heading of ``steps.toml``."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, help_text="A heading of steps.toml.")
    choice = models.CharField(max_length=20, blank=True, help_text="One of its choices.")
    outcome = models.CharField(max_length=20, blank=True, help_text="One of its outcomes.")
    words = models.TextField(blank=True)
    about = models.CharField(max_length=250, blank=True, help_text="Of whom or whose it is.")
    whom = models.CharField(
        max_length=200, blank=True, help_text="Which of the people around them is weighed."
    )
    on = models.DateField(help_text="The day that it happened.")
    months = models.PositiveSmallIntegerField(default=0, help_text="By how many it is extended.")
    export = models.ForeignKey(
        "disclosure.Export", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The entry by which it is shown what came of the request.",
    )
    staff = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom a complaint is about, or who looks at it.",
    )
    until = models.DateField(null=True, blank=True, help_text="By when it was agreed to answer.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file that it is about.")
    stored_as = models.CharField(max_length=100, blank=True, help_text="A letter, as it is sent.")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="LETTER") | ~Q(words=""), name="a_request_step_has_words"
            ),
            models.CheckConstraint(
                condition=~Q(kind="EXTEND") | Q(months__in=(1, 2)),
                name="a_request_is_extended_by_a_month_or_two",
            ),
            models.CheckConstraint(
                condition=~Q(kind="SEND") | (Q(export__isnull=False) & ~Q(sha256="")),
                name="what_was_sent_is_kept",
            ),
            models.CheckConstraint(
                condition=~Q(kind="EFFECT") | Q(entry__isnull=False),
                name="an_effect_is_shown_by_an_entry",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("ABOUT", "LOOKER")) | Q(staff__isnull=False),
                name="a_complaint_names_whom_it_is_about_and_who_looks_at_it",
            ),
            models.CheckConstraint(
                condition=~Q(kind="PLAN") | Q(until__isnull=False),
                name="what_is_agreed_has_a_last_day",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(kind="EXTEND"), name="a_request_is_extended_once"
            ),
        ]

    def __str__(self):
        return f"{self.request_id} {self.kind}"

    @property
    def written_later(self) -> bool:
        """Say whether it was written down on a later day than it happened."""
        return self.on != clock.day_of(self.added_at)
