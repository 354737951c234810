"""Where staff are signed in."""

from secrets import token_hex

from django.db import models

from accounts.models.staff import User


def new_place_key() -> str:
    """Return what a place is known by on a page: nothing can be done with it elsewhere."""
    return token_hex(8)


class SignedInPlace(models.Model):
    """One browser in which somebody signed in. When it was last used is kept by its session."""

    key = models.CharField(max_length=16, unique=True, default=new_place_key, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60)
    begun_at = models.DateTimeField()

    def __str__(self):
        return self.key
