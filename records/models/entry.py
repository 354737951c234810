"""Signed entries. What was signed never changes: each version is a row of its own, for ever."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.catalogue import RecordType, catalogue


class EntryQuerySet(models.QuerySet):
    """Entries, and those of them that still stand."""

    def standing(self) -> "EntryQuerySet":
        """Return those that were neither moved to another record nor removed."""
        return self.filter(taken_off_at__isnull=True)

    def here_by(self, at: datetime) -> "EntryQuerySet":
        """Return those that had been signed, and had come to their record, by an instant."""
        return self.filter(signed_at__lte=at).exclude(moved_here_by__answered_at__gt=at)


class Entry(models.Model):
    """One signed record of one event about one person.

    Holds what lists, search and access need, as columns; the words are in ``EntryVersion``. One
    that was moved or removed is a tombstone: ``taken_off_at`` is set, and no page, list, search,
    count or copy has anything of its content again. Its ``Removal`` says why.
    """

    class Status(models.TextChoices):
        SIGNED = "SIGNED", "Signed"
        AWAITING_SIGN_OFF = "AWAITING_SIGN_OFF", "Awaiting sign-off"
        SIGNED_OFF = "SIGNED_OFF", "Signed off"

    class RecordAs(models.TextChoices):
        PERSON = "PERSON", "Person with care and support needs"
        CARER = "CARER", "Carer"

    class Sensitivity(models.TextChoices):
        NORMAL = "NORMAL", "Normal"
        RESTRICTED = "RESTRICTED", "Restricted to named people"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="entries")
    signed_for = models.CharField(
        max_length=16,
        blank=True,
        help_text="The key of the record it was signed on, where that was merged into this one.",
    )
    type_key = models.CharField(max_length=60)
    type_version = models.PositiveSmallIntegerField(default=1)
    record_as = models.CharField(max_length=10, choices=RecordAs, default=RecordAs.PERSON)
    event_at = models.DateTimeField()
    event_time_known = models.BooleanField(default=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="entries")
    acting_for = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="In whose place the author wrote it, where they covered or acted for somebody.",
    )
    information_provider = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.SIGNED)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.NORMAL)
    summary = models.CharField(max_length=200, blank=True)
    is_significant = models.BooleanField(default=False)
    has_decision = models.BooleanField(default=False)
    has_own_words = models.BooleanField(default=False)
    finish_later = models.BooleanField(default=False)
    days_late = models.PositiveIntegerField(default=0, help_text="Working days beyond the limit.")
    due_on = models.DateField(
        null=True, blank=True, help_text="The day by which a time limit had it done."
    )
    signed_at = models.DateTimeField()
    submission = models.UUIDField(
        unique=True,
        help_text="The draft's key: one form signs one entry, however often it is sent.",
    )
    event = models.UUIDField(
        null=True,
        blank=True,
        db_index=True,
        help_text="Shared by the entries of one event about several people. Shown to nobody.",
    )
    taken_off_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was moved or removed: a tombstone since."
    )
    imported_from = models.CharField(
        max_length=80, blank=True, help_text="The other system that it was moved in from."
    )
    imported_author = models.CharField(
        max_length=150,
        blank=True,
        help_text="Who wrote it over there, as named there, where that is nobody here.",
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-event_at", "-id"]
        verbose_name_plural = "entries"
        permissions = [
            ("open_entry", "Is on the list of those who may open this restricted entry"),
        ]
        indexes = [
            models.Index(
                fields=["person", "-event_at", "-id"], include=["taken_off_at"], name="timeline"
            ),
            models.Index(
                fields=["person", "type_key", "-event_at", "-id"], name="entries_of_a_type"
            ),
            models.Index(fields=["author", "-signed_at"], name="entry_by_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(imported_from="") | Q(imported_author=""),
                name="who_wrote_elsewhere_is_named_with_where",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def record_type(self) -> RecordType:
        """The kind that it is of, in the version by which it was written."""
        return catalogue().pinned(self.type_key, self.type_version)

    @property
    def part(self) -> str:
        """The part of the record in which it stands now, also where it is shown as known before.

        Who may open it goes by this.
        """
        return str(self.__dict__.get("part_now", self.record_as))

    @property
    def is_imported(self) -> bool:
        """Say whether it was moved in: it is never shown as signed here (ruling 16)."""
        return bool(self.imported_from)

    @property
    def written_by(self) -> str:
        """The name of who wrote it: as the other system has it, where that is nobody here."""
        if not self.is_imported:
            return self.author.name
        return self.imported_author or self.author.name

    @property
    def written_by_described(self) -> str:
        """Who wrote it, with what they do where that is known here, and in whose place."""
        return (self.imported_author or self.author.described) + self.in_place_of

    @property
    def in_place_of(self) -> str:
        """In whose place it was written, to stand after the author's name: ", for Ana Price"."""
        return f", for {self.acting_for.name}" if self.acting_for else ""

    @property
    def whom_to_ask(self) -> str:
        """Whom to ask who may not open it: who owns its list, where somebody else does by now."""
        if owner := getattr(self, "list_owner", None):
            return f"{owner} or their manager"
        if self.imported_author:
            return "the team that works with them"
        return f"{self.author.name} or their manager"


class EntryVersionQuerySet(models.QuerySet):
    """Versions of entries."""

    def newest(self) -> "EntryVersionQuerySet":
        """Leave the one that holds, of each entry."""
        later = EntryVersion.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class EntryVersion(models.Model):
    """What was signed, word for word. Version 1 is the signature; later ones are corrections."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    values = models.JSONField(help_text="Field name to value, in the encodings of the form fields.")
    gaps = models.JSONField(default=dict, help_text="Field name to why it was not answered.")
    actions = models.JSONField(
        default=list, help_text="The actions as agreed in this version, whatever became of them."
    )
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    reason = models.TextField(blank=True, help_text="Why it was corrected; empty on version 1.")
    pasted = models.JSONField(
        default=list,
        help_text="What was pasted while it was written: place, length, and key of the entry.",
    )
    digest = models.CharField(max_length=64)

    objects = EntryVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="one_version_of_each_number"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="a_correction_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.entry_id} version {self.number}"


class Statement(models.Model):
    """One sentence or paragraph of a version: what kind of statement it is, how it is known."""

    class Kind(models.TextChoices):
        FACT = "fact", "Fact"
        OBSERVATION = "observation", "Observation"
        OPINION = "opinion", "Opinion"
        ASSESSMENT = "assessment", "Assessment"
        JUDGEMENT = "judgement", "Judgement"
        DECISION = "decision", "Decision"
        PERSON_WORDS = "person_words", "Person's own words"
        VIEWS = "views", "Views, wishes and outcomes"

    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="statements")
    field = models.CharField(max_length=60, help_text="The form field it was entered in.")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=Kind)
    text = models.TextField()
    details = models.JSONField(
        default=dict, help_text="The kind's other fields: source, rationale, decided_by…"
    )
    about_someone_else = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return f"statement {self.pk}"


class Addition(models.Model):
    """Something put beside a signed entry later. The entry itself stays as it was."""

    class Kind(models.TextChoices):
        MORE_DETAIL = "MORE_DETAIL", "More detail"
        LATE_INFORMATION = "LATE_INFORMATION", "Information that came later"
        REPLY = "REPLY", "Reply to a comment"
        PERSON_COMMENT = "PERSON_COMMENT", "The person's comment"
        READ_BACK = "READ_BACK", "Shown or read back to the person"

    class ShownHow(models.TextChoices):
        READ_ALOUD = "READ_ALOUD", "Read aloud"
        TELEPHONE = "TELEPHONE", "Read by telephone"
        PAPER = "PAPER", "On paper"
        LARGE_PRINT = "LARGE_PRINT", "In large print"
        EASY_READ = "EASY_READ", "In easy read"
        SCREEN = "SCREEN", "On a screen"
        INTERPRETER = "INTERPRETER", "Through an interpreter"
        SIGNED = "SIGNED", "In sign language"
        OTHER_WAY = "OTHER_WAY", "In a way of their own"

    # Those that keep somebody's words to the letter.
    IN_THEIR_WORDS = (Kind.PERSON_COMMENT, Kind.READ_BACK)

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="additions")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(blank=True, help_text="Blank where something was shown in silence.")
    about_text = models.TextField(
        blank=True, help_text="The sentence of the entry that this speaks of, as it was signed."
    )
    said_by = models.CharField(
        max_length=150,
        blank=True,
        help_text="Who commented, or was shown it: the person, or who speaks for them.",
    )
    received_on = models.DateField(null=True, blank=True)
    shown_how = models.CharField(max_length=12, choices=ShownHow, blank=True)
    answers = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_by",
        help_text="The person's comment that a reply answers, where it stands beside the entry.",
    )
    answers_record = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        help_text="The record of the person's comment that a reply answers.",
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answers=None) | Q(kind="REPLY"), name="only_a_reply_answers_a_comment"
            ),
            models.CheckConstraint(
                condition=Q(answers_record=None) | Q(answers=None, kind="REPLY"),
                name="only_a_reply_answers_a_record",
            ),
            models.CheckConstraint(
                condition=~Q(kind="PERSON_COMMENT") | ~Q(said_by=""), name="a_comment_has_a_voice"
            ),
            models.CheckConstraint(
                condition=Q(kind="READ_BACK", received_on__isnull=False)
                & ~Q(shown_how="")
                & ~Q(said_by="")
                | ~Q(kind="READ_BACK") & Q(shown_how=""),
                name="what_was_shown_says_to_whom_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(kind="READ_BACK") | ~Q(text=""), name="only_silence_adds_no_words"
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def word(self) -> str:
        """What it is called over its words: a reply says whose comment it answers."""
        if self.answers_record_id is not None:
            return "Reply to the person’s comment"
        if self.kind == self.Kind.READ_BACK:
            return f"{self.get_kind_display()}: {self.get_shown_how_display().lower()}"
        if self.answers_id is None:
            return self.get_kind_display()
        return f"Reply to the comment of {self.answers.said_by}"

    @property
    def came(self) -> str:
        """What its day is the day of."""
        return "shown" if self.kind == self.Kind.READ_BACK else "received"

    @property
    def words(self) -> str:
        """Its words, or that there were none."""
        return self.text or "Nothing that they said of it was written down."


class EntryLinkQuerySet(models.QuerySet):
    """Links between entries, and those of them that hold."""

    def that_hold(self, *, at: datetime | None = None) -> "EntryLinkQuerySet":
        """Return those that hold now, or as known at an instant on the record of both ends.

        An entry that came to the record later was linked with nothing of it by then.
        """
        later = EntryVersion.objects.filter(
            entry=OuterRef("source"), number__gt=OuterRef("version__number")
        )
        links = self
        if at is not None:
            later = later.filter(signed_at__lte=at)
            links = links.filter(
                Q(version=None, source__signed_at__lte=at) | Q(version__signed_at__lte=at),
                ~Q(source__moved_here_by__answered_at__gt=at),
                ~Q(target__moved_here_by__answered_at__gt=at),
            )
        return links.filter(Q(version=None) | ~Exists(later))


class EntryLink(models.Model):
    """One entry says something about another: corrects it, follows it, or belongs with it.

    ``version`` is the one whose answers name the other: the link holds until a later version leaves
    it out. A link without one was made beside the answers, and holds for ever.
    """

    class Kind(models.TextChoices):
        CORRECTS = "CORRECTS", "Corrects"
        ADDS_TO = "ADDS_TO", "Adds to"
        BELONGS_WITH = "BELONGS_WITH", "Belongs with"
        FOLLOWS = "FOLLOWS", "Follows"
        COMMENTS_ON = "COMMENTS_ON", "Comments on"

    source = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=15, choices=Kind)
    version = models.ForeignKey(
        EntryVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="links"
    )

    objects = EntryLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind", "version"],
                nulls_distinct=False,
                name="entries_linked_once_by_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="an_entry_is_not_linked_to_itself"
            ),
        ]

    def __str__(self):
        return f"link {self.pk}"
