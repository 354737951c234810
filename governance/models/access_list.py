"""What a person is told of who opened their record: prepared, checked, then released (ruling 10).

The lines are kept as they were when the list was prepared, so that what was given out is known.
"""

from django.db import models

from accounts.models import User
from people.keys import new_key


class AccessList(models.Model):
    """Who opened one record between two days, in words for the person."""

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    subject = models.CharField(max_length=16, db_index=True, help_text="The key of the person.")
    since = models.DateField()
    until = models.DateField()
    lines = models.JSONField(help_text="Who opened it on which days, what they did, and why.")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    checked = models.TextField(blank=True, help_text="What was checked before it was released.")
    released_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-prepared_at", "-id"]

    def __str__(self):
        return self.key


class WithheldName(models.Model):
    """A name that one officer asks to leave out of a list, and what another one decided."""

    class Answer(models.TextChoices):
        WAITING = "WAITING", "Waits for a second officer"
        AGREED = "AGREED", "Left out"
        REFUSED = "REFUSED", "Stays in"

    access_list = models.ForeignKey(AccessList, on_delete=models.PROTECT, related_name="withheld")
    staff_number = models.CharField(max_length=40)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["access_list", "staff_number"],
                condition=~models.Q(answer="REFUSED"),
                name="a_name_is_withheld_once",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by__isnull=True)
                | ~models.Q(answered_by=models.F("asked_by")),
                name="two_people_withhold_a_name",
            ),
        ]

    def __str__(self):
        return f"{self.access_list_id} {self.staff_number}"
