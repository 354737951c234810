"""A record opened in an emergency by somebody without a basis: asked, answered, looked at after."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.keys import new_key
from people.models.person import Person


class EmergencyAccess(models.Model):
    """One opening in an emergency, or the wish for one, with why and what was found afterwards.

    ``person`` is empty while somebody asks for a record that they cannot find: they learn nothing
    from asking, and a second person looks. The access itself is a grant that ends by itself.
    """

    class Category(models.TextChoices):
        PERSON = "PERSON", "The person may come to harm"
        OTHERS = "OTHERS", "Somebody else may come to harm"
        OUT_OF_HOURS = "OUT_OF_HOURS", "I am working out of hours and they need help now"
        ABSENT = "ABSENT", "Their worker is away and nobody covers"
        OTHER = "OTHER", "Another emergency"

    class Answer(models.TextChoices):
        AGREED = "AGREED", "Agreed"
        REFUSED = "REFUSED", "Refused"
        NOT_FOUND = "NOT_FOUND", "No record opens for this"

    class Finding(models.TextChoices):
        JUSTIFIED = "JUSTIFIED", "It was needed"
        SET_UP = "SET_UP", "It was needed, and they should have had access: set it up"
        UNCLEAR = "UNCLEAR", "It is not clear: I have asked for an explanation"
        NOT_JUSTIFIED = "NOT_JUSTIFIED", "It was not needed"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="emergencies"
    )
    asked_for = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergencies")
    category = models.CharField(max_length=15, choices=Category)
    words = models.TextField()
    wants_restricted = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    review_by = models.DateField()
    finding = models.CharField(max_length=15, choices=Finding, blank=True)
    review_words = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(
                fields=["review_by"], condition=Q(reviewed_at=None), name="emergency_to_review"
            ),
            models.Index(fields=["user", "-asked_at"], name="emergency_by_user"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("user")),
                name="an_emergency_takes_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")),
                name="nobody_reviews_their_own_emergency",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None)
                | Q(person__isnull=False, expires_at__gt=F("opened_at")),
                name="an_emergency_opens_a_record_and_ends",
            ),
        ]

    def __str__(self):
        return self.key
