"""The event log: one row for everything that somebody saw, wrote, changed, exported or was refused.

An event holds references, a verb, a basis and times: no names and no text (ruling 18). What must
be erasable stands in ``EventDetail``, bound to the event by a digest keyed per person.
Rows are written by a database function alone; nothing here is ever saved through the ORM.
"""

from auditlog.models import AbstractLogEntry
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Event(models.Model):
    """Something that somebody did. Written once by ``audit_record_event``, and never changed."""

    class Kind(models.TextChoices):
        VIEW = "VIEW", "Opened"
        LIST = "LIST", "Listed or searched"
        WRITE = "WRITE", "Wrote"
        CHANGE = "CHANGE", "Changed"
        EXPORT = "EXPORT", "Copied or exported"
        REFUSED = "REFUSED", "Was refused"
        SIGN_IN = "SIGN_IN", "Signed in or out"

    happened_at = models.DateTimeField(help_text="When it happened, as the product says.")
    written_at = models.DateTimeField(help_text="When it was written, by the database's clock.")
    actor = models.CharField(max_length=40, help_text="Staff number, service name, or 'nobody'.")
    roles = ArrayField(models.CharField(max_length=30), default=list)
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    subjects = ArrayField(models.CharField(max_length=16), default=list)
    target_kind = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=30, blank=True)
    shown = ArrayField(models.CharField(max_length=80), default=list)
    request_id = models.CharField(max_length=32, blank=True)
    address = models.GenericIPAddressField(null=True)
    detail_digest = models.BinaryField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["subjects"], name="event_by_subject"),
            models.Index(fields=["actor", "-id"], name="event_by_actor"),
            models.Index(fields=["-happened_at", "-id"], name="event_by_time"),
        ]

    def __str__(self):
        return f"event {self.pk}"


class EventDetail(models.Model):
    """The erasable part of an event: search words, free-text reasons. Keyed to one subject."""

    event = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=40, db_index=True)
    fields = models.JSONField()

    def __str__(self):
        return f"detail of event {self.event}"


class SubjectKey(models.Model):
    """The secret that binds details to events. Destroying it makes a digest say nothing."""

    subject = models.CharField(max_length=40, unique=True)
    key = models.BinaryField()

    def __str__(self):
        return f"key of {self.subject}"


class ChangeEntry(AbstractLogEntry):
    """One field-level change to a mutable row, kept by django-auditlog, and whom it concerns."""

    request_id = models.CharField(max_length=32, blank=True)
    subject = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta(AbstractLogEntry.Meta):
        abstract = False
        verbose_name = "change"
        verbose_name_plural = "changes"

    def __str__(self):
        return f"change {self.pk}"
