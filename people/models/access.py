"""The facts from which ``people.access`` decides: restrictions, conflicts, reasons, grants."""

from django.db import models
from django.db.models import F, Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import User
from people.keys import new_key
from people.models.declaration import Declaration
from people.models.person import Person


class Restriction(models.Model):
    """Keeps a whole record, or one part of it, from everyone who is not on its list.

    A whole record is hidden without a trace; of a part, its entries are restricted, whoever wrote
    them. ``told`` is the last thing that the clock said of it: written once, until somebody reviews
    it.
    """

    class Kind(models.TextChoices):
        STAFF = "STAFF", "A member of staff, or somebody close to one"
        PUBLIC = "PUBLIC", "Somebody in public life"
        ABUSE = "ABUSE", "Somebody looks for them who could harm them"
        ALLEGATION = "ALLEGATION", "An allegation against staff"
        SEALED = "SEALED", "A court order, or another matter that is sealed"
        OTHER = "OTHER", "Another reason"

    class Part(models.TextChoices):
        WHOLE = "WHOLE", "The whole record"
        PERSON = "PERSON", "What is written about them as a person with care and support needs"
        CARER = "CARER", "What is written about them as a carer"

    class Told(models.TextChoices):
        DUE = "DUE", "The review is due"
        LATE = "LATE", "The review is late"
        ENDED = "ENDED", "It has ended by itself"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions")
    part = models.CharField(max_length=10, choices=Part, default=Part.WHOLE)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    reason = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    review_on = models.DateField()
    ends_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=5, choices=Told, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["review_on"],
                condition=Q(ends_at__isnull=True),
                name="restriction_to_review",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "part"],
                condition=Q(ends_at__isnull=True),
                name="restricted_once_at_a_time",
            )
        ]

    def __str__(self):
        return f"restriction {self.pk}"

    @property
    def is_whole(self) -> bool:
        """Say whether the whole record is restricted, and not one part of it."""
        return self.part == self.Part.WHOLE

    @property
    def of_whom(self) -> str:
        """In which part of the record: "as a carer"; nothing for the whole."""
        return AS_WHAT.get(self.part, "")


# What a part of a record is about, to follow somebody's name.
AS_WHAT = {
    Restriction.Part.PERSON.value: "as a person with care and support needs",
    Restriction.Part.CARER.value: "as a carer",
}


class RestrictionReview(models.Model):
    """Somebody looked at a restriction and said why it is still needed. Written once."""

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="reviews")
    words = models.TextField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    review_on = models.DateField(help_text="When it is looked at again.")

    class Meta:
        ordering = ["-reviewed_at", "-id"]

    def __str__(self):
        return f"review {self.pk}"


class RestrictionLift(models.Model):
    """Somebody asks that a restriction ends, and a second person answers."""

    class Answer(models.TextChoices):
        AGREED = "AGREED", "Agreed"
        REFUSED = "REFUSED", "Refused"

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="lifts")
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["restriction"], condition=Q(answer=""), name="one_lift_asked_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="a_lift_takes_a_second_person",
            ),
        ]

    def __str__(self):
        return f"lift {self.pk}"


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
    referral = models.ForeignKey(
        "people.Referral",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reasons",
        help_text="What asked for the look, where the reason needs to be asked for.",
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_reasons")
    basis = models.CharField(max_length=15, choices=Basis)
    reference = models.CharField(
        max_length=100,
        blank=True,
        help_text="The request, report or case that asks for it, where the reason rests on one.",
    )
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


class Referral(models.Model):
    """Somebody else asks an auditor, or the Caldicott Guardian, to look at one record.

    Their reason opens a record only while this lasts: a sampled record, a referred question.
    """

    class Basis(models.TextChoices):
        AUDIT = "AUDIT", "The record is in an audit sample"
        CALDICOTT = "CALDICOTT", "A question about confidentiality"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    basis = models.CharField(max_length=15, choices=Basis)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="referrals")
    about = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ends_on = models.DateField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["user", "person"], name="referral_by_user")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("user")), name="nobody_refers_to_themselves"
            )
        ]

    def __str__(self):
        return f"referral {self.pk}"


class UserException(UserObjectPermissionBase):
    """What one named member of staff may do by exception. Ends by itself on ``expires_at``."""

    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=250, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class PersonUserObjectPermission(UserException):
    """A named member of staff's exception for one person."""

    content_object = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="user_grants")

    def __str__(self):
        return f"grant {self.pk}"


class PersonGroupObjectPermission(GroupObjectPermissionBase):
    """The table that guardian keeps beside the one for users; the product grants to no group."""

    content_object = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="group_grants"
    )

    def __str__(self):
        return f"group grant {self.pk}"
