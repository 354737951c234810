"""The paper that the council has about people: files, bundles, and notebooks of its staff."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from people.models import Person


class PaperItem(models.Model):
    """A file or bundle about one person, or a notebook of one member of staff.

    How it came to stand as it does is in its steps: kinds of ``paper_steps.toml``.
    """

    class State(models.TextChoices):
        IN = "IN", "In its place"
        OUT = "OUT", "Out"
        IN_USE = "IN_USE", "In use"
        FULL = "FULL", "Full"
        BACK = "BACK", "Handed back"
        LOST = "LOST", "Lost"
        DESTROYED = "DESTROYED", "Destroyed"
        GIVEN_BACK = "GIVEN_BACK", "Given back"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="paper"
    )
    called = models.CharField(max_length=200)
    place = models.CharField(max_length=250, help_text="Where it is kept, and how it is locked.")
    key_holders = models.CharField(max_length=250, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.IN)
    held_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(
        null=True, blank=True, help_text="Back in its place, or pages seen to, by this day."
    )
    is_original_out = models.BooleanField(default=False)
    manager_knows = models.BooleanField(default=True)
    scanned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_verified = models.BooleanField(default=False, help_text="Somebody else compared the scan.")
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["registered_at", "id"]
        indexes = [
            models.Index(
                fields=["held_by"],
                condition=Q(state__in=["OUT", "IN_USE", "FULL", "BACK"]),
                name="paper_that_somebody_has",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["OUT", "IN_USE", "FULL"])
                | Q(held_by__isnull=False, due_on__isnull=False),
                name="paper_that_is_out_is_with_somebody_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(state__in=["IN", "OUT"]),
                name="a_notebook_is_never_merely_in_or_out",
            ),
            models.CheckConstraint(
                condition=~Q(state="BACK") | Q(person=None, held_by__isnull=False),
                name="a_notebook_that_is_back_is_with_somebody",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_notebook(self) -> bool:
        """Say whether it is a notebook, which is about nobody in particular."""
        return self.person_id is None


class PaperStep(models.Model):
    """What was done with paper, by whom and when. Written once."""

    item = models.ForeignKey(PaperItem, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, help_text="A heading of paper_steps.toml.")
    choice = models.CharField(max_length=12, blank=True, help_text="One of its choices.")
    words = models.TextField()
    place = models.CharField(max_length=250, blank=True)
    holds_others = models.BooleanField(
        null=True,
        blank=True,
        help_text="Of what is taken out: whether it holds other people's data.",
    )
    no_legal_effect = models.BooleanField(
        null=True, blank=True, help_text="Of a file that is destroyed: nothing in it has any."
    )
    given_to = models.CharField(max_length=250, blank=True, help_text="To whom it was given back.")
    due_on = models.DateField(null=True, blank=True)
    second = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    breach = models.CharField(max_length=16, blank=True, help_text="The key of the breach.")
    happened_on = models.DateField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_paper_step_has_words"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=models.F("added_by")),
                name="a_second_name_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["DESTROYED", "COPY_GONE", "GIVEN_BACK"])
                | Q(second__isnull=False),
                name="paper_is_destroyed_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(kind="GIVEN_BACK") | ~Q(given_to=""),
                name="paper_is_given_back_to_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.item_id} {self.kind}"
