"""The facts from which ``people.access`` decides: restrictions, conflicts, reasons, grants."""

from django.db import models
from django.db.models import F, Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import User
from people.models.declaration import Declaration
from people.models.person import Person


class Restriction(models.Model):
    """Hides a whole record from everyone who is not on its list, without a trace."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions")
    reason = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    review_on = models.DateField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_at__isnull=True),
                name="restricted_once_at_a_time",
            )
        ]

    def __str__(self):
        return f"restriction {self.pk}"


class Conflict(models.Model):
    """A member of staff may not open this record: they, or someone close, are too near to it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    link = models.CharField(max_length=150, help_text="The kind of link, not its detail.")
    declared_at = models.DateTimeField()
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="conflicts"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "user"],
                condition=Q(ended_at__isnull=True),
                name="conflict_declared_once_at_a_time",
            )
        ]

    def __str__(self):
        return f"conflict {self.pk}"


class AccessReason(models.Model):
    """Why someone opened a record they are not assigned to. Written once, then expires."""

    class Basis(models.TextChoices):
        DUTY = "DUTY", "I am on duty and this person, or someone about them, has been in touch"
        EMERGENCY = "EMERGENCY", "I am working for the emergency duty team"
        REQUEST = "REQUEST", "I am dealing with a request for information or a copy"
        AUDIT = "AUDIT", "This record is in an audit sample"
        CALDICOTT = "CALDICOTT", "I have been asked to advise on confidentiality"
        QUALITY = "QUALITY", "I am correcting or checking how this record is kept"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="access_reasons")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_reasons")
    basis = models.CharField(max_length=15, choices=Basis)
    words = models.CharField(max_length=500)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "person", "-expires_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("given_at")), name="access_reason_expires_after_given"
            )
        ]

    def __str__(self):
        return f"access reason {self.pk}"


class PersonUserObjectPermission(UserObjectPermissionBase):
    """A named member of staff's exception for one person. Ends by itself on ``expires_at``."""

    content_object = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="user_grants")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=250, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"grant {self.pk}"


class PersonGroupObjectPermission(GroupObjectPermissionBase):
    """The table that guardian keeps beside the one for users; the product grants to no group."""

    content_object = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="group_grants"
    )

    def __str__(self):
        return f"group grant {self.pk}"
