"""What to know before contact: hazards and warnings, each with its evidence and its end."""

from datetime import date

from django.db import models
from django.db.models import F, Q

import clock
from accounts.models import User
from people.keys import new_key
from people.models.person import Person


class AlertQuerySet(models.QuerySet):
    """Alerts, asked for by day."""

    def standing_on(self, day: date) -> "AlertQuerySet":
        """Return those that stand on ``day``: not ended before it, not expired."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=day),
            Q(expires_on__isnull=True) | Q(expires_on__gte=day),
        )

    def not_told(self) -> "AlertQuerySet":
        """Return those of which nobody has said that the person was told."""
        return self.exclude(person_told=Alert.Told.TOLD)


class Alert(models.Model):
    """Something to know before contact, with its evidence and the day it is looked at again."""

    class Kind(models.TextChoices):
        HOME = "HOME", "Hazard at home"
        RISK_TO_PERSON = "RISK_TO_PERSON", "Risk to the person"
        RISK_TO_STAFF = "RISK_TO_STAFF", "Risk to staff or others"
        ANIMAL = "ANIMAL", "Animal"
        HEALTH = "HEALTH", "Health or infection"
        CONFIDENTIAL = "CONFIDENTIAL", "Something not to be told to somebody"
        CONTACT = "CONTACT", "How to make contact safely"
        OTHER = "OTHER", "Other"

    class Told(models.TextChoices):
        TOLD = "TOLD", "Yes"
        NOT_TOLD = "NOT_TOLD", "No"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.OTHER)
    title = models.CharField(max_length=80)
    detail = models.TextField(blank=True)
    evidence = models.TextField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    review_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    person_told = models.CharField(max_length=10, choices=Told, blank=True)
    not_told_because = models.CharField(max_length=500, blank=True)
    told_on = models.DateField(
        null=True, blank=True, help_text="When they were told, of an alert raised without."
    )
    told_how = models.CharField(
        max_length=500, blank=True, help_text="Who told them, how, and what they said."
    )
    told_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(
        default=clock.now, help_text="What was read before this is to be read again."
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=500, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["raised_on", "id"]
        indexes = [
            models.Index(
                fields=["review_on"],
                condition=Q(ended_on__isnull=True),
                name="alerts_to_look_at_again",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person_told="NOT_TOLD") | ~Q(not_told_because=""),
                name="not_telling_the_person_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, told_by__isnull=True, told_how="")
                | (Q(told_on__isnull=False, told_by__isnull=False) & ~Q(told_how="")),
                name="told_later_says_when_how_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("raised_by")),
                name="nobody_agrees_to_their_own_alert",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_told(self) -> bool:
        """Say whether the person was told of it."""
        return self.person_told == self.Told.TOLD


class AlertRead(models.Model):
    """Somebody said that they have read an alert. Written once."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why several were marked at once."
    )

    class Meta:
        indexes = [models.Index(fields=["user", "alert", "-read_at"], name="alert_last_read")]

    def __str__(self):
        return f"alert read {self.pk}"
