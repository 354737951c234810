"""That a member of staff knows somebody who may have a record here."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.keys import new_key

# What a manager decides that is no ``DeclarationReview``: it need not stay closed, and ends.
END = "END"


class Declaration(models.Model):
    """Who a member of staff knows, by reference or by name, whether there is a record or not.

    A record that it fits is closed to them by a ``Conflict``. Nothing here says whether one does.
    """

    class Kind(models.TextChoices):
        SELF = "SELF", "It is me"
        RELATIVE = "RELATIVE", "A relative, or somebody I live with"
        FRIEND = "FRIEND", "A friend or neighbour"
        OTHER = "OTHER", "Somebody I know in another way"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=10, choices=Kind)
    given_names = models.CharField(max_length=150, blank=True)
    family_name = models.CharField(max_length=150, blank=True)
    born_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=500, blank=True)
    asked_to_look = models.CharField(max_length=500, blank=True)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    sought_on = models.DateField(
        null=True, blank=True, help_text="When a records officer last looked for whom it means."
    )
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-declared_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reference="") | ~Q(family_name=""), name="a_declaration_says_who"
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | ~Q(ended_by=F("user")),
                name="nobody_ends_their_own_declaration",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(end_reason=""),
                name="a_declaration_ends_for_a_reason",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def who(self) -> str:
        """Who was declared, as it was typed."""
        name = f"{self.given_names} {self.family_name}".strip()
        return ", ".join(part for part in (name, self.reference) if part)


class DeclarationReview(models.Model):
    """A manager looked at a declaration and said what comes of it. Written once.

    That it need not stay closed stands on the declaration itself: it ends.
    """

    class Decision(models.TextChoices):
        CLOSED = "CLOSED", "It stays closed to them"
        MOVED = "MOVED", "It stays closed to them, and the work goes to somebody else"

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField()
    review_on = models.DateField(help_text="When it is looked at again.")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["-reviewed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="a_declaration_is_decided_for_a_reason"
            ),
        ]

    def __str__(self):
        return f"review {self.pk}"
