"""How staff and teams came to stand as they do, and who was asked to sign in."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.staff import Team, User
from accounts.roles import Role


class Posting(models.Model):
    """From a day on somebody is in a team, with a job, roles and a manager; or is no longer here.

    Of two that have begun on the same day the later written one holds. One by which an
    administrator gives a role, or another e-mail address, waits until a second person confirms it.
    """

    class Kind(models.TextChoices):
        JOINED = "JOINED", "Joined"
        MOVED = "MOVED", "Moved"
        LEFT = "LEFT", "Left"
        RETURNED = "RETURNED", "Came back"
        ADDRESS = "ADDRESS", "New e-mail address"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField(help_text="Of one who left, the day after the last day.")
    job_title = models.CharField(max_length=150, blank=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="postings"
    )
    line_manager = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="postings_below"
    )
    roles = ArrayField(models.CharField(max_length=30, choices=Role), default=list, blank=True)
    email = models.EmailField(blank=True, help_text="The new one, where that is what changes.")
    reason = models.CharField(max_length=500)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["user", "-starts_on", "-id"], name="posting_by_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="posting_has_a_reason"),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | ~Q(recorded_by=F("user")),
                name="nobody_moves_themselves",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("recorded_by"))),
                name="posting_is_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(begun_at=None) | Q(needs_second=False) | Q(confirmed_at__isnull=False),
                name="posting_begins_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(line_manager=None) | ~Q(line_manager=F("user")),
                name="nobody_is_posted_below_themselves",
            ),
        ]

    def __str__(self):
        return f"posting {self.pk}"

    @property
    def waits_for_second(self) -> bool:
        """Say whether a second person has still to confirm it."""
        return self.needs_second and self.confirmed_at is None and self.withdrawn_at is None

    @property
    def is_planned(self) -> bool:
        """Say whether it has not begun and has not been withdrawn."""
        return self.begun_at is None and self.withdrawn_at is None

    @property
    def role_names(self) -> str:
        """The roles in words."""
        return ", ".join(Role(role).label for role in self.roles)


class TeamChange(models.Model):
    """What a team was from a day on: its name, area, kind and lead. Written once."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="changes")
    starts_on = models.DateField()
    name = models.CharField(max_length=100)
    area = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=Team.Kind)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    is_closed = models.BooleanField(default=False)
    reason = models.CharField(max_length=500)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="team_change_has_a_reason")
        ]

    def __str__(self):
        return f"team change {self.pk}"


class Invitation(models.Model):
    """A message with a link by which somebody chooses their own password, once.

    The link itself is known to nobody but whoever reads the message: only its digest is kept.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="invitation_expires_after_sent"
            )
        ]

    def __str__(self):
        return f"invitation {self.pk}"
