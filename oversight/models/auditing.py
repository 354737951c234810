"""Case file audits: a round, the files drawn for it, what each auditor found, what was agreed."""

from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from oversight.models.supervision import SupervisionSession
from people.keys import new_key
from people.models import Person, Referral


class Grade(models.TextChoices):
    """How one question, or a whole file, is graded."""

    OUTSTANDING = "OUTSTANDING", "Outstanding"
    GOOD = "GOOD", "Good"
    REQUIRES_IMPROVEMENT = "REQUIRES_IMPROVEMENT", "Requires improvement"
    INADEQUATE = "INADEQUATE", "Inadequate"
    NOT_APPLICABLE = "NOT_APPLICABLE", "Not applicable"


class OwnTool(models.Model):
    """A version of questions that the council made for its audits. Rows are only added.

    ``content`` is as the files of ``audit_tools`` have it. A round keeps which version it asked.
    """

    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    content = models.JSONField()
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_tool_of_a_version"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_tool_says_why"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """What a round keeps: ``own.key.v1``."""
        return f"own.{self.key}.v{self.version}"


class AuditRound(models.Model):
    """A sample of records, drawn once. ``frame`` and ``seed`` draw the same sample again.

    ``frame`` pairs the key of each record that could have been drawn with its weight; drawn by
    worker, it has a row for each record and worker, with the staff number as the third.
    """

    class Population(models.TextChoices):
        WRITTEN = "WRITTEN", "Records on which something was signed"
        SAFEGUARDING = "SAFEGUARDING", "Records with safeguarding work"
        CLOSED = "CLOSED", "Records that were closed"
        COMPLAINT = "COMPLAINT", "Records about which somebody complained"
        DEATH = "DEATH", "Records of people who died"

    class Sampling(models.TextChoices):
        RANDOM = "RANDOM", "At random: each record has the same chance"
        RISK = "RISK", "By risk: records with more risk have more chance"
        WORKER = "WORKER", "By worker: for each, as many at random of what they wrote"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    title = models.CharField(max_length=100)
    why = models.TextField()
    tool = models.CharField(max_length=60, help_text="Which questions, of which version.")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True)
    population = models.CharField(max_length=15, choices=Population)
    sampling = models.CharField(max_length=10, choices=Sampling)
    since = models.DateField()
    until = models.DateField()
    ends_on = models.DateField(help_text="The last day on which auditors may open the records.")
    size = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many were asked for; of each worker, by worker."
    )
    seed = models.BigIntegerField()
    frame = models.JSONField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="an_audit_round_says_why"),
        ]

    def __str__(self):
        return self.key


class AuditFile(models.Model):
    """One record of a sample, who settles it if somebody has to, and what its worker was told."""

    class Moderated(models.TextChoices):
        """Why a second person settles a file."""

        DRAWN = "DRAWN", "It was drawn with the sample, whatever its grades"
        GRADES = "GRADES", "It is the best or the worst grade, or two see it differently"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    round = models.ForeignKey(AuditRound, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose recording is looked at, where the sample was drawn by worker.",
    )
    moderated_because = models.CharField(max_length=10, choices=Moderated, blank=True)
    moderator = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who settles it, where a second person has to.",
    )
    told = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_on = models.DateField(null=True, blank=True)
    response = models.TextField(blank=True, help_text="What the worker said to the feedback.")
    theme = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "case file audits"
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="file_numbered_once"),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | (Q(told__isnull=False) & ~Q(response="")),
                name="feedback_says_to_whom_and_what_they_said",
            ),
        ]

    def __str__(self):
        return self.key


class AuditRatingQuerySet(models.QuerySet["AuditRating"]):
    """What auditors found, or are asked to."""

    def standing(self) -> "AuditRatingQuerySet":
        """Return those in whose place nobody else was asked."""
        return self.filter(replaced_at=None)


class AuditRating(models.Model):
    """What one auditor found in a file. Where there are two, neither sees the other's.

    ``answers`` holds, by the number of the question, its grade, the words and the evidence. Once
    somebody else was asked in its place it counts no more, and stays to say why.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    file = models.ForeignKey(AuditFile, on_delete=models.PROTECT, related_name="ratings")
    auditor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="audit_ratings")
    order = models.PositiveSmallIntegerField(default=1)
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="+", help_text="What opens the record."
    )
    answers = models.JSONField(default=dict, blank=True)
    strengths = models.TextField(blank=True)
    suggested = models.CharField(max_length=25, choices=Grade, blank=True)
    overall = models.CharField(max_length=25, choices=Grade, blank=True)
    overall_reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    replaced_because = models.TextField(blank=True, help_text="Why somebody else was asked.")
    replaced_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = AuditRatingQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "order"],
                condition=Q(replaced_at__isnull=True),
                name="rating_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True)
                | (~Q(replaced_because="") & Q(submitted_at__isnull=True)),
                name="a_replaced_rating_says_why",
            ),
            models.UniqueConstraint(fields=["file", "auditor"], name="two_raters_are_two_people"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | ~Q(overall=""),
                name="a_submitted_rating_has_a_grade",
            ),
        ]

    def __str__(self):
        return self.key


class AuditModeration(models.Model):
    """What a second person settled. The auditors' own grades stay beside it. Written once."""

    file = models.OneToOneField(AuditFile, on_delete=models.PROTECT, related_name="moderation")
    answers = models.JSONField(
        blank=True, help_text="By the number of each question whose grade was settled: its grade."
    )
    overall = models.CharField(max_length=25, choices=Grade)
    reason = models.TextField()
    moderated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    moderated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_moderation_says_why"),
        ]

    def __str__(self):
        return f"moderation {self.pk}"


class AgreedAction(models.Model):
    """What somebody does about how the work is done; what is done for a person is an ``Action``.

    An action of the record hangs on an entry. What an audit finds, or two people agree in
    supervision, stands on no record.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN", "Open"
        DONE = "DONE", "Done"
        NOT_NEEDED = "NOT_NEEDED", "Not needed"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    file = models.ForeignKey(
        AuditFile, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    session = models.ForeignKey(
        SupervisionSession, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    text = models.CharField(max_length=250)
    is_safety = models.BooleanField(default=False, help_text="A serious finding about safety.")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agreed_actions")
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    outcome = models.CharField(max_length=250, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["owner", "status", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN") | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="a_closed_agreed_action_says_what_happened",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, session__isnull=True)
                | Q(file__isnull=True, session__isnull=False),
                name="agreed_after_an_audit_or_in_supervision",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def about(self) -> Person | None:
        """Whose record the audit was of; nobody, where it was agreed in supervision."""
        return self.file.person if self.file is not None else None
