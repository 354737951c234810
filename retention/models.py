"""What keeps a record whatever its day, and how a record comes to its end."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Team, User
from people.keys import new_key
from people.models import Person
from records.models import Removal
from retention.schedule import schedule


class Hold(models.Model):
    """Why records are kept whatever their day, until another officer ends it.

    It holds one record, or without a ``person`` every record that meets all of its conditions, also
    one that comes to meet them later: the database says which (``retention_whom``). A hold stops
    destruction, never reading.
    """

    class Kind(models.TextChoices):
        LITIGATION = "LITIGATION", "A claim, or a letter before one"
        INQUIRY = "INQUIRY", "An inquiry, inquest or review"
        COMPLAINT = "COMPLAINT", "A complaint, or a case of the Ombudsman"
        ACCESS = "ACCESS", "A request to see, correct or erase the record"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="holds"
    )
    # The conditions of one that holds many: at least one, where days are alone both. Class, writer
    # and days are of one and the same entry.
    kept_class = models.CharField(max_length=40, blank=True, help_text="A key of the schedule.")
    type_keys = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="The types of entry that are in the class.",
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    writer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.CharField(max_length=150, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    inquiry = models.CharField(
        max_length=40, blank=True, help_text="A public inquiry of the schedule, by its key."
    )
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=500)
    authority = models.CharField(max_length=250)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    review_on = models.DateField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["review_on", "id"]
        indexes = [
            models.Index(
                fields=["review_on"], condition=Q(ended_at__isnull=True), name="hold_to_look_at"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("placed_by")),
                name="another_officer_ends_a_hold",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | (Q(ended_by__isnull=False) & ~Q(ended_because="")),
                name="an_ended_hold_says_why",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | ~Q(kept_class="")
                | Q(team__isnull=False)
                | Q(writer__isnull=False)
                | ~Q(organisation="")
                | Q(since__isnull=False, until__isnull=False),
                name="a_hold_says_what_it_holds",
            ),
        ]

    def __str__(self):
        return self.key


class Due(models.Model):
    """On which day one record may be looked at, as the night worked it out; none if it cannot."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    why_not = models.CharField(max_length=10, blank=True, help_text="Why there is no day.")
    class_key = models.CharField(max_length=40, blank=True, help_text="The class that decides.")
    reckoned_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "person_id"]
        indexes = [models.Index(fields=["due_on", "person"], name="due_by_day")]

    def __str__(self):
        return f"day of {self.person_id}"


class KeptLonger(models.Model):
    """Why a record that was due is kept for longer, and when it is looked at again."""

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_longer")
    reason = models.CharField(max_length=500)
    review_on = models.DateField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-id"]

    def __str__(self):
        return self.key


class Lengthening(models.Model):
    """Why a record is kept until a later day than its entries say, until an officer takes it back.

    A circumstance of the schedule (``longer_if``) that no answer of the record says.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lengthenings")
    class_key = models.CharField(max_length=40, help_text="The class that has the circumstance.")
    until = models.DateField()
    reason = models.CharField(max_length=500)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_lengthening_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | (Q(ended_by__isnull=False) & ~Q(ended_because="")),
                name="an_ended_lengthening_says_why",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def title(self) -> str:
        """The class that has the circumstance, in words."""
        return schedule().classes[self.class_key].title


class ArchiveOffer(models.Model):
    """One record that was offered to an archive: what the archive said, and what it was given.

    While an offer is open nothing of the record is destroyed. What was handed over, or declined,
    goes on to a decision about the record itself.
    """

    class State(models.TextChoices):
        OFFERED = "OFFERED", "Waits for the archive"
        ACCEPTED = "ACCEPTED", "The archive takes it: to be handed over"
        DECLINED = "DECLINED", "The archive declined it"
        HANDED_OVER = "HANDED_OVER", "Handed over to the archive"
        WITHDRAWN = "WITHDRAWN", "Taken back"

    # In which nothing is destroyed.
    OPEN = (State.OFFERED, State.ACCEPTED)
    # In which the archive has had its say.
    SETTLED = (State.DECLINED, State.HANDED_OVER)

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="archive_offers")
    state = models.CharField(max_length=12, choices=State, default=State.OFFERED)
    archive = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)
    offered_on = models.DateField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answer_kept_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_kept_at = models.DateTimeField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    handed_over = models.CharField(max_length=500, blank=True, help_text="What, and how.")
    receipt = models.CharField(max_length=100, blank=True, help_text="The archive's own number.")
    handed_over_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_over_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["OFFERED", "ACCEPTED"]),
                name="one_offer_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ACCEPTED", "DECLINED", "HANDED_OVER"])
                | (Q(answered_on__isnull=False, answer_kept_by__isnull=False) & ~Q(answer="")),
                name="an_answered_offer_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="HANDED_OVER")
                | (Q(handed_over_on__isnull=False, handed_over_by__isnull=False) & ~Q(receipt="")),
                name="what_was_handed_over_has_a_receipt",
            ),
        ]

    def __str__(self):
        return self.key


class ByTwo(models.Model):
    """A proposal to destroy something: one officer proposes it, another answers, time passes."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "Waits for a second person"
        AGREED = "AGREED", "Agreed: it will be destroyed"
        REFUSED = "REFUSED", "Refused"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"
        STOPPED = "STOPPED", "Stopped"
        DONE = "DONE", "Destroyed"

    # In which it waits, or is to be done.
    STANDING = (State.PROPOSED, State.AGREED)

    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)
    files = models.JSONField(
        default=list, blank=True, help_text="Stored files that are still to be taken away."
    )

    class Meta:
        abstract = True

    @property
    def stands(self) -> bool:
        """Say whether it may still come to destruction."""
        return self.state in self.STANDING


class Destruction(ByTwo):
    """A proposal to destroy one record: who proposed it, who agreed, and what became of it.

    Afterwards it names nobody: the person and what was typed are gone, the two people stay. With a
    ``removal`` it is of one entry alone that was taken off the record, and the record stays.
    """

    class Ground(models.TextChoices):
        """What allows that a part of a record is destroyed before the rest of it."""

        MISFILED = "MISFILED", "It is about somebody else, and should never have stood here"
        ERASURE = "ERASURE", "The person asked for it to be erased, and that was granted"
        RULE = "RULE", "A rule or an order says so"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="destructions"
    )
    removal = models.ForeignKey(
        Removal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="destructions",
        help_text="What took the entry off the record that is destroyed alone.",
    )
    ground = models.CharField(max_length=10, choices=Ground, blank=True)
    due_on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    reaches = models.JSONField(default=dict, help_text="How many rows of each table were there.")

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state="AGREED"), name="destruction_to_do"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(removal__isnull=True, state__in=["PROPOSED", "AGREED"]),
                name="one_destruction_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["removal"],
                condition=Q(removal__isnull=False, state__in=["PROPOSED", "AGREED"]),
                name="one_destruction_of_a_part_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(removal__isnull=True) | ~Q(ground=""),
                name="a_part_is_destroyed_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("proposed_by")),
                name="a_destruction_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["AGREED", "DONE"])
                | Q(answered_by__isnull=False, not_before__isnull=False),
                name="an_agreed_destruction_says_when",
            ),
        ]

    def __str__(self):
        return self.key


class Batch(ByTwo):
    """A proposal to destroy what of one kind is over: rows that are kept by class, not by record.

    It says of them no more than by which names they go. Which kinds there are says ``ends.toml``.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=20, help_text="A heading of ends.toml.")
    rows = ArrayField(
        models.CharField(max_length=16),
        help_text="By which names its rows go: by their keys, or numbers.",
    )
    reason = models.CharField(max_length=500)
    archive = models.CharField(
        max_length=500, blank=True, help_text="What an archive said to it, where it is asked first."
    )

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(state__in=["PROPOSED", "AGREED"]),
                name="one_batch_of_a_kind_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("proposed_by")),
                name="a_batch_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["AGREED", "DONE"])
                | Q(answered_by__isnull=False, not_before__isnull=False),
                name="an_agreed_batch_says_when",
            ),
        ]

    def __str__(self):
        return self.key


class ScheduleChange(models.Model):
    """What the council thinks of deciding, or decided, about one class of the schedule.

    First it is worked out whom it would change. Of those that were put in force and have begun the
    one that begins last holds, and of two of one day the later decision.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", "Being worked out"
        WORKED_OUT = "WORKED_OUT", "To decide"
        IN_FORCE = "IN_FORCE", "Decided"
        DROPPED = "DROPPED", "Dropped"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    class_key = models.CharField(max_length=40)
    length = models.PositiveSmallIntegerField(help_text="In the unit of the class.")
    length_if_died = models.PositiveSmallIntegerField(null=True, blank=True)
    disposal = models.CharField(max_length=10)
    basis = models.CharField(max_length=500)
    authority = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    starts_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    worked_out_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True, help_text="As whoever decided saw them.")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["class_key", "-starts_on", "-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="IN_FORCE")
                | Q(worked_out_at__isnull=False, decided_by__isnull=False),
                name="a_schedule_change_is_worked_out_first",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_schedule_change_says_why"),
        ]

    def __str__(self):
        return self.key


class ScheduleEffect(models.Model):
    """One record that a change of the schedule would change, until it is decided."""

    change = models.ForeignKey(ScheduleChange, on_delete=models.PROTECT, related_name="effects")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    was_due_on = models.DateField()
    would_be_due_on = models.DateField()
    is_held = models.BooleanField()
    ends_otherwise = models.BooleanField(
        help_text="Whether somebody looks at it, or an archive is asked first, would change."
    )
    is_planned = models.BooleanField(help_text="Its destruction is proposed or agreed.")
    is_kept_longer = models.BooleanField()

    class Meta:
        ordering = ["would_be_due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["change", "person"], name="one_effect_on_a_record")
        ]

    def __str__(self):
        return f"effect {self.pk}"


class Verification(models.Model):
    """What an officer found of what a class or a rule of the schedule rests on. Written once.

    Of a public inquiry, why nothing is held for it. It holds while the schedule says the same, and
    nobody has found otherwise since.
    """

    class Of(models.TextChoices):
        CLASS = "CLASS", "A class"
        RULE = "RULE", "A rule"
        INQUIRY = "INQUIRY", "A public inquiry"

    class Found(models.TextChoices):
        VERIFIED = "VERIFIED", "It is as the schedule says"
        NOT_VERIFIED = "NOT_VERIFIED", "It is not, or can be relied on no longer"
        NOT_HELD = "NOT_HELD", "Nothing is held for it"

    of = models.CharField(max_length=7, choices=Of)
    about = models.CharField(max_length=40, help_text="The key of what it is of.")
    said = models.TextField(help_text="What the schedule said of it then.")
    found = models.CharField(max_length=12, choices=Found)
    read = models.CharField(max_length=500, help_text="What the officer read.")
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["-found_at", "-id"]
        indexes = [models.Index(fields=["of", "about"], name="verification_of_what")]
        constraints = [
            models.CheckConstraint(condition=~Q(read=""), name="a_verification_says_what_was_read")
        ]

    def __str__(self):
        return f"verification {self.pk}"


class Certificate(models.Model):
    """What was destroyed, when, on what authority and by which two people. Written once."""

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    number = models.PositiveIntegerField(unique=True)
    plan = models.CharField(max_length=16, unique=True, help_text="The key of the proposal.")
    subjects = ArrayField(
        models.CharField(max_length=16),
        help_text="Keys of the record, and of those that were merged into it.",
    )
    destroyed_at = models.DateTimeField()
    body = models.TextField(help_text="What it says, as its digest was made of it.")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]

    def __str__(self):
        return f"certificate {self.number}"
