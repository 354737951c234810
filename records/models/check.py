"""What a council decided about the checks of the coach. Rows are only added."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class CheckChange(models.Model):
    """A check was switched, or says something else, or has words of the council's own.

    Without ``phrase`` it is about the check itself; ``says`` is empty where it says what the
    product says. The last row of a check and phrase holds.
    """

    check_key = models.CharField(max_length=60)
    phrase = models.CharField(
        max_length=60, blank=True, help_text="Words to look for; none for the check itself."
    )
    is_on = models.BooleanField()
    says = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["check_key", "phrase", "-id"], name="check_as_it_stands")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_check_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(phrase="") | Q(is_on=False) | ~Q(says=""),
                name="words_looked_for_say_why",
            ),
        ]

    def __str__(self):
        return f"check change {self.pk}"
