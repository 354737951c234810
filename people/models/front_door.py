"""What reaches the council from outside, before and after it is known whom it is about."""

from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from people.keys import new_key
from people.models.involvement import Involvement


class IncomingContact(models.Model):
    """Somebody got in touch. It stays on the list until it is matched to people, or ended with why.

    What was said stands as it was given; the record about each person is written on their record.
    """

    class How(models.TextChoices):
        PHONE = "PHONE", "Phone"
        ONLINE = "ONLINE", "Online form"
        EMAIL = "EMAIL", "E-mail"
        LETTER = "LETTER", "Letter"
        IN_PERSON = "IN_PERSON", "In person"
        COLLEAGUE = "COLLEAGUE", "From a colleague"

    class From(models.TextChoices):
        SELF = "SELF", "The person themselves"
        FAMILY = "FAMILY", "Family, friend or neighbour"
        HEALTH = "HEALTH", "GP, hospital or other health service"
        PROVIDER = "PROVIDER", "Care provider"
        POLICE_OR_FIRE = "POLICE_OR_FIRE", "Police or fire service"
        OTHER_SERVICE = "OTHER_SERVICE", "Other service or council"
        ANONYMOUS = "ANONYMOUS", "Did not say who they are"

    class Ended(models.TextChoices):
        NOT_OURS = "NOT_OURS", "Not for adult social care: passed on"
        NOBODY_NAMED = "NOBODY_NAMED", "Nobody could be identified"
        MISTAKE = "MISTAKE", "Wrong number, or logged twice"
        RECORDS_TEAM = "RECORDS_TEAM", "Passed to the records team"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=How)
    came_from = models.CharField(max_length=15, choices=From)
    from_name = models.CharField(max_length=150, blank=True)
    from_reach = models.CharField(
        max_length=250, blank=True, help_text="How to reach whoever got in touch."
    )
    about = models.TextField(help_text="Whom it is about, as it was said.")
    asked = models.TextField(help_text="What is asked, in their words.")
    urgency = models.CharField(max_length=10, choices=Involvement.Urgency)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    all_matched_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=15, choices=Ended, blank=True)
    ended_why = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(
                fields=["team", "received_at"],
                condition=Q(all_matched_at__isnull=True, ended=""),
                name="contact_to_match",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended="") | (~Q(ended_why="") & Q(ended_at__isnull=False)),
                name="an_ended_contact_says_why",
            ),
            models.CheckConstraint(
                condition=Q(came_from="ANONYMOUS") | ~Q(from_name=""),
                name="who_got_in_touch_has_a_name_or_gave_none",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_to_match(self) -> bool:
        """Say whether somebody has still to find out whom it is about."""
        return self.all_matched_at is None and not self.ended


class ContactAbout(models.Model):
    """One person whom a contact is about, by the involvement that it began or reached."""

    contact = models.ForeignKey(IncomingContact, on_delete=models.PROTECT, related_name="people")
    involvement = models.ForeignKey(
        Involvement, on_delete=models.PROTECT, related_name="incoming_contacts"
    )
    matched_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    matched_at = models.DateTimeField()
    is_to_read = models.BooleanField(
        default=False,
        help_text="It joined what was open, so whoever answers for that must read it.",
    )
    follows = models.TextField(blank=True, help_text="What follows from it, as they wrote it.")
    read_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["matched_at", "id"]
        indexes = [
            models.Index(
                fields=["involvement"],
                condition=Q(is_to_read=True, read_at__isnull=True),
                name="contact_not_read_yet",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "involvement"], name="a_contact_names_each_once"
            ),
            models.CheckConstraint(
                condition=Q(read_by__isnull=True, read_at__isnull=True, follows="")
                | Q(read_by__isnull=False, read_at__isnull=False),
                name="a_contact_read_says_by_whom_and_when",
            ),
        ]

    def __str__(self):
        return f"about {self.pk}"

    @property
    def waits_to_be_read(self) -> bool:
        """Say whether nobody who answers for the involvement has read it yet."""
        return self.is_to_read and self.read_at is None
