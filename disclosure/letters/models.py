"""A letter or an e-mail, from the moment that it was finished."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models import Entry


class Letter(models.Model):
    """What goes to one recipient, as it is sent. It never changes: another one is written.

    ``attempt`` rises each time that sending is tried, so that a job left over from before sends
    nothing. Sending begins in one transaction and ends in another: what lies between is never
    tried again by itself.
    """

    class Goes(models.TextChoices):
        EMAIL = "EMAIL", "By email"
        POST = "POST", "On paper"

    class MadeAs(models.TextChoices):
        TEXT = "TEXT", "As plain text in the email"
        PDF = "PDF", "As a PDF beside a short email"

    class State(models.TextChoices):
        WAITING = "WAITING", "Goes in a moment"
        TO_PRINT = "TO_PRINT", "To be printed and sent"
        SENDING = "SENDING", "Being sent"
        SENT = "SENT", "Sent"
        FAILED = "FAILED", "Not sent"
        UNSURE = "UNSURE", "Nobody knows whether it went"
        TAKEN_BACK = "TAKEN_BACK", "Taken back"

    # What its writer has still to see to.
    OPEN = (State.WAITING, State.TO_PRINT, State.SENDING, State.FAILED, State.UNSURE)

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    goes = models.CharField(max_length=10, choices=Goes)
    template = models.CharField(max_length=30, help_text="A heading of templates.toml.")
    to = models.JSONField(help_text="To whom, as entries name somebody: kind, key, name, role.")
    address = models.CharField(max_length=400, blank=True, help_text="Blank: handed over.")
    subject = models.CharField(max_length=150)
    body = models.TextField()
    enclosed = models.JSONField(
        default=list,
        blank=True,
        help_text="The files of the record that go with it: key, title and digest.",
    )
    made_as = models.CharField(max_length=10, choices=MadeAs, default=MadeAs.PDF)
    print_size = models.PositiveSmallIntegerField(default=0)
    route = models.CharField(max_length=60, blank=True, help_text="How an e-mail is kept safe.")
    basis = models.CharField(max_length=60, blank=True, help_text="Why it may be shared.")
    decision = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The signed decision by which it is shared with somebody else.",
    )
    marks = models.JSONField(
        default=dict,
        blank=True,
        help_text="As the entry asks it: what is private to others, or not for the person.",
    )
    warned = models.JSONField(
        default=list, blank=True, help_text="What the check warned of, in words."
    )
    despite_because = models.CharField(max_length=500, blank=True)
    answers = models.JSONField(
        default=dict,
        blank=True,
        help_text="What its writer answered to the coach, by what an answer is kept under.",
    )
    format_because = models.CharField(
        max_length=60, blank=True, help_text="Why it is in another format than they need."
    )
    state = models.CharField(max_length=10, choices=State)
    attempt = models.PositiveSmallIntegerField(default=1)
    goes_at = models.DateTimeField(null=True, blank=True, help_text="Until then it is taken back.")
    moved_at = models.DateTimeField(help_text="When its state changed last.")
    failed_because = models.CharField(max_length=250, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    posted_how = models.CharField(max_length=20, blank=True)
    stored_as = models.CharField(max_length=100, help_text="The PDF, as it is sent or printed.")
    sha256 = models.CharField(max_length=64)
    entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The entry that was signed when it was sent.",
    )

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [
            models.Index(
                fields=["written_by"],
                condition=~Q(state__in=["SENT", "TAKEN_BACK"]),
                name="letters_to_see_to",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(goes="EMAIL") | (~Q(address="") & ~Q(route="")),
                name="an_email_has_an_address_and_a_route",
            ),
            models.CheckConstraint(
                condition=Q(warned=[]) | ~Q(despite_because=""),
                name="a_letter_goes_despite_warnings_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="SENT") | Q(sent_at__isnull=False, entry__isnull=False),
                name="a_letter_that_was_sent_is_on_the_record",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["FAILED", "UNSURE"]) | ~Q(failed_because=""),
                name="a_letter_that_was_not_sent_says_why",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def to_name(self) -> str:
        """Who it goes to."""
        return self.to["name"]

    @property
    def to_described(self) -> str:
        """Who it goes to, and who that is."""
        return ", ".join(filter(None, (self.to["name"], self.to.get("role", ""))))

    @property
    def is_own(self) -> bool:
        """Say whether it goes to the person whose record it is."""
        return self.to["kind"] == "person" and self.to["key"] == self.person.key

    @property
    def is_email(self) -> bool:
        """Say whether it goes by e-mail."""
        return self.goes == self.Goes.EMAIL

    @property
    def is_open(self) -> bool:
        """Say whether its writer has still to see to it."""
        return self.state in self.OPEN
