"""What a council decided about the checks of the coach, and what writers report of them.

Rows are only added.
"""

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


class CheckReport(models.Model):
    """A writer said, while writing, that what a check said did not help: once a day is counted.

    Of which words, and in whose record, is not kept. What is said of an entry as it is signed
    stands with its findings.
    """

    check_key = models.CharField(max_length=60)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_key", "reported_by", "reported_on"],
                name="a_check_is_reported_once_a_day_by_a_writer",
            )
        ]

    def __str__(self):
        return f"check report {self.pk}"
