"""Who was said not to be the same person, so that the pair is not offered again."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.models.person import Person


class ToldApart(models.Model):
    """Two people who look alike on paper, and how somebody knew that they are two. Written once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="told_apart_from_another")
        ]

    def __str__(self):
        return f"told apart {self.pk}"
