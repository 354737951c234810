"""Copies of a record that leave, and the job that makes each."""

from django.db import models

from accounts.models import User
from people.keys import new_key
from people.models import Person


class Export(models.Model):
    """One copy of a person's record as PDF: asked for, made in the background, downloaded."""

    class Purpose(models.TextChoices):
        PERSON = "PERSON", "For the person, or someone acting for them"
        COURT = "COURT", "For a court or tribunal"
        OMBUDSMAN = "OMBUDSMAN", "For the Ombudsman or a regulator"
        COUNCIL = "COUNCIL", "For another council or the NHS"
        INTERNAL = "INTERNAL", "For use in the council"

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting to start"
        RUNNING = "RUNNING", "Being made"
        READY = "READY", "Ready"
        FAILED = "FAILED", "Could not be made"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField()
    purpose = models.CharField(max_length=15, choices=Purpose)
    recipient = models.CharField(max_length=250)
    includes_restricted = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    entries_total = models.PositiveIntegerField(default=0)
    entries_done = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=60, blank=True)
    failed_because = models.CharField(max_length=250, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stored_as = models.CharField(max_length=100, blank=True)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["person", "-asked_at"])]

    def __str__(self):
        return self.key
