"""Staff and the teams they work in."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.roles import Role


class Team(models.Model):
    """A team of staff. Duty and emergency teams open records with a stated reason."""

    class Kind(models.TextChoices):
        TEAM = "TEAM", "Team"
        DUTY = "DUTY", "Duty team"
        EMERGENCY = "EMERGENCY", "Emergency duty team"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)
    area = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEAM)
    lead = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supports = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="supported_by"
    )
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Digest(models.TextChoices):
    """What a digest may count. Each is counted as the home page counts it, and nothing is named."""

    ACTIONS = "ACTIONS", "My actions that are late"
    UNREAD = "UNREAD", "Reports, letters, emails and alerts that I have not read"
    OUT_OF_HOURS = "OUT_OF_HOURS", "What the emergency duty team handed over"
    DRAFTS = "DRAFTS", "Drafts that I left unsigned"
    RETURNED = "RETURNED", "Records returned to me"
    TO_CONFIRM = "TO_CONFIRM", "What colleagues wrote from what I told them"
    VISITS = "VISITS", "Visits without a record"
    GUIDANCE = "GUIDANCE", "Questions waiting for my guidance"
    REVIEW = "REVIEW", "Records waiting for my review"
    CHECKS = "CHECKS", "Overdue checks on people who wait"

    @classmethod
    def open_to(cls, user: "User") -> list[tuple[str, str]]:
        """Return what can be counted for ``user``: some of it waits for managers alone."""
        managers = () if user.has_role(Role.MANAGER) else (cls.GUIDANCE, cls.REVIEW, cls.CHECKS)
        return [(kind.value, kind.label) for kind in cls if kind not in managers]


class Often(models.TextChoices):
    """How often somebody gets their digest."""

    NEVER = "NEVER", "Never"
    DAY = "DAY", "Every working day"
    WEEK = "WEEK", "Once a week, on the first working day"


class StaffManager(BaseUserManager):
    """Makes staff accounts; nobody is ever a superuser."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a member of staff who signs in with ``email``."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. Never deleted: their name stands on what they wrote."""

    email = models.EmailField("email address", unique=True)
    staff_number = models.CharField(
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"\A[A-Za-z0-9-]+\Z", "Use letters, digits and hyphens")],
    )
    name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=150)
    phone = models.CharField(max_length=30, blank=True)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    line_manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    roles = ArrayField(models.CharField(max_length=30, choices=Role), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    newly_qualified_until = models.DateField(
        null=True, blank=True, help_text="The last day on which they count as newly qualified."
    )
    wants_shortcuts = models.BooleanField(default=True)
    wants_privacy = models.BooleanField(default=False)
    digest_every = models.CharField(max_length=10, choices=Often, default=Often.NEVER)
    digest_kinds = ArrayField(
        models.CharField(max_length=20, choices=Digest), default=list, blank=True
    )
    digest_sent_on = models.DateField(null=True, blank=True, editable=False)
    # Kept by ``actions.training`` from what is on file, so that access asks nothing more.
    training_until = models.DateField(null=True, blank=True, editable=False)
    training_more_until = models.DateField(null=True, blank=True, editable=False)

    objects = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["staff_number", "name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_a_superuser"),
            models.CheckConstraint(
                condition=~Q(line_manager=models.F("id")), name="nobody_manages_themselves"
            ),
        ]

    def __str__(self):
        return self.staff_number

    @property
    def described(self) -> str:
        """Name, job and team, as the product writes staff everywhere."""
        parts = [self.name, self.job_title[:1].lower() + self.job_title[1:]]
        if self.team_id:
            parts.append(self.team.name)
        return ", ".join(part for part in parts if part)

    @property
    def role_names(self) -> str:
        """The roles in words."""
        return ", ".join(Role(role).label for role in self.roles)

    def has_role(self, *roles: str) -> bool:
        """Say whether this member of staff holds any of ``roles``."""
        return any(role in self.roles for role in roles)

    def has_left(self, day: date) -> bool:
        """Say whether they are gone on ``day``: the account is closed or the last day is over."""
        return not self.is_active or (self.ends_on is not None and self.ends_on < day)

    def works_on(self, day: date) -> bool:
        """Say whether the account may be used on ``day``."""
        return (
            self.is_active
            and (self.starts_on is None or self.starts_on <= day)
            and (self.ends_on is None or day <= self.ends_on)
        )
