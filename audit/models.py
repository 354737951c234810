"""The event log: one row for everything that somebody saw, wrote, changed, exported or was refused.

An event holds references, a verb, a basis and times: no names and no text (ruling 18). What must
be erasable stands in ``EventDetail``, bound to the event by a digest keyed per person.
Rows are written by a database function alone; nothing here is ever saved through the ORM. The
database keeps the events of each month in a partition.
"""

from typing import Any

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from audit import verify_log


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
    # In whose place it was allowed, if so, stands after a colon: "COVER:S00123".
    basis = models.CharField(max_length=30, blank=True)
    shown = ArrayField(models.CharField(max_length=80), default=list)
    request_id = models.CharField(max_length=32, blank=True)
    address = models.GenericIPAddressField(null=True)
    detail_digest = models.BinaryField(null=True)
    leaf = models.BinaryField(help_text="Digest of the whole event, made by the database.")

    class Meta:
        indexes = [
            GinIndex(fields=["subjects"], name="event_by_subject"),
            models.Index(fields=["actor", "-id"], name="event_by_actor"),
            models.Index(fields=["-happened_at", "-id"], name="event_by_time"),
            # Of the rest there are always some among the newest.
            *(
                models.Index(
                    fields=["-id"], condition=models.Q(kind=kind), name=f"event_{kind.lower()}"
                )
                for kind in ("REFUSED", "EXPORT", "SIGN_IN")
            ),
        ]

    def __str__(self):
        return f"event {self.pk}"


class EventDetail(models.Model):
    """The erasable part of an event: search words, free-text reasons. Keyed to one subject."""

    event = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=40, db_index=True)
    fields = models.JSONField()
    salt = models.BinaryField(help_text="Makes of the subject's key one for this detail alone.")

    def __str__(self):
        return f"detail of event {self.event}"


class SubjectKey(models.Model):
    """The secret that binds details to events. Destroying it makes a digest say nothing."""

    subject = models.CharField(max_length=40, unique=True)
    key = models.BinaryField()

    def __str__(self):
        return f"key of {self.subject}"


class Changes(LogEntryManager):
    """Puts on each field change whom it is about, as the row that changed says itself."""

    def log_create(self, instance, force_log=False, **kwargs):
        """Keep a change with the key of the person to whose record the row belongs, if to any."""
        kwargs.setdefault("subject", subject_of(instance))
        return super().log_create(instance, force_log=force_log, **kwargs)


def subject_of(row: models.Model) -> str:
    """Return the key of the person on whose record ``row`` stands, or nothing where it is on none.

    Its path is in ``AUDITLOG_SUBJECTS``. The leaf of a change is bound to the secret of that person
    and says nothing once the secret is destroyed, so it is whoever the row is destroyed with.
    """
    found: Any = row
    for name in settings.AUDITLOG_SUBJECTS.get(row._meta.label, "person.key").split("."):
        found = getattr(found, name, None)
    return found or ""


class ChangeEntry(AbstractLogEntry):
    """One field-level change to a mutable row, kept by django-auditlog, and whom it concerns.

    It is made by who may open the page; ``basis`` says why they might, ``reason`` what they said if
    that was asked: the kind of reason, without its words.
    """

    request_id = models.CharField(max_length=32, blank=True)
    basis = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=15, blank=True)
    subject = models.CharField(max_length=16, blank=True, db_index=True)

    objects = Changes()

    class Meta(AbstractLogEntry.Meta):
        abstract = False
        verbose_name = "change"
        verbose_name_plural = "changes"

    def __str__(self):
        return f"change {self.pk}"


class Seal(models.Model):
    """A signed statement of which events and field changes there were: see ``audit.sealing``."""

    number = models.PositiveBigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    body = models.TextField(help_text="The signed text, which names the rows and their root.")
    signature = models.BinaryField()
    last_event = models.BigIntegerField(help_text="The greatest event number in it, or 0.")
    last_change = models.BigIntegerField(help_text="The greatest number of a field change, or 0.")
    seen_events = models.BigIntegerField(help_text="No later transaction has a smaller one.")
    seen_changes = models.BigIntegerField()
    next_transaction = models.BigIntegerField(help_text="The first number not yet given then.")
    whole_to_event = models.BigIntegerField(help_text="Every event up to it is in a seal.")
    whole_to_change = models.BigIntegerField()

    def __str__(self):
        return f"seal {self.number}"

    @property
    def said(self) -> verify_log.Seal:
        """What it says, read from its signed text."""
        return verify_log.Seal.read(self.body, bytes(self.signature))


class ChangeLeaf(models.Model):
    """The keyed digest of one field change, which stays when the change is erased."""

    change = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=40)
    leaf = models.BinaryField()

    def __str__(self):
        return f"leaf of change {self.change}"
