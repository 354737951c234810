"""What a council has decided for itself: figures, and its bank holidays. Rows are only added."""

from django.db import models
from django.db.models import F, Q


class SettingChange(models.Model):
    """A local figure was changed, when, by whom and why. The last one of a key holds."""

    key = models.CharField(max_length=100)
    old = models.IntegerField()
    new = models.IntegerField()
    reason = models.CharField(max_length=500)
    changed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "-id"], name="setting_by_key")]
        constraints = [
            models.CheckConstraint(condition=~Q(new=F("old")), name="setting_change_changes"),
            models.CheckConstraint(condition=~Q(reason=""), name="setting_change_has_a_reason"),
        ]

    def __str__(self):
        return f"setting change {self.pk}"


class HolidayChange(models.Model):
    """A day was made a bank holiday, or an ordinary day. The last one of a day holds.

    Days without a change are as ``clock/bank_holidays.toml`` has them.
    """

    day = models.DateField()
    is_holiday = models.BooleanField()
    name = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500)
    changed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["day", "-id"], name="holiday_by_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="holiday_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(is_holiday=False) | ~Q(name=""), name="bank_holiday_has_a_name"
            ),
        ]

    def __str__(self):
        return f"bank holiday change {self.pk}"
