"""What a person needs to get information and to be understood (DAPB1605, six steps)."""

from django.db import models
from django.db.models import Q

from people.models.fact import Fact
from people.models.person import Person


class CommunicationNeed(Fact):
    """One thing to do so that the person can understand and be understood. Shown in the banner."""

    class Kind(models.TextChoices):
        INTERPRETER = "INTERPRETER", "Interpreter (spoken language)"
        BSL = "BSL", "British Sign Language"
        DEAFBLIND = "DEAFBLIND", "Deafblind manual"
        LIP_SPEAKER = "LIP_SPEAKER", "Lip speaker"
        NOTE_TAKER = "NOTE_TAKER", "Note taker"
        EASY_READ = "EASY_READ", "Easy read"
        LARGE_PRINT = "LARGE_PRINT", "Large print"
        BRAILLE = "BRAILLE", "Braille"
        AUDIO = "AUDIO", "Audio"
        COLOURED_PAPER = "COLOURED_PAPER", "Coloured paper"
        TRANSLATION = "TRANSLATION", "Written in another language"
        EMAIL = "EMAIL", "Email rather than post"
        TEXT = "TEXT", "Text rather than phone"
        SUPPORTER = "SUPPORTER", "Someone with me"
        TIME = "TIME", "More time"
        QUIET = "QUIET", "Quiet room"
        PICTURES = "PICTURES", "Pictures or objects"
        EQUIPMENT = "EQUIPMENT", "Hearing aid or other equipment"
        CONTACT = "CONTACT", "How and when to get in touch"
        OTHER = "OTHER", "Something else"

    WITH_INTERPRETER = (Kind.INTERPRETER, Kind.BSL, Kind.DEAFBLIND, Kind.LIP_SPEAKER)
    # Those that say how something written must be, the most particular first.
    FORMATS = (
        Kind.BRAILLE, Kind.AUDIO, Kind.EASY_READ, Kind.LARGE_PRINT, Kind.TRANSLATION,
    )  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="communication_needs")
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.OTHER)
    need = models.CharField(max_length=120)
    detail = models.TextField(blank=True)
    language = models.CharField(max_length=60, blank=True)
    dialect = models.CharField(max_length=60, blank=True)
    interpreter_gender = models.CharField(max_length=60, blank=True)
    interpreter_name = models.CharField(max_length=120, blank=True)
    interpreter_agency = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    asked_on = models.DateField(null=True, blank=True, help_text="When we last asked.")
    review_on = models.DateField(null=True, blank=True, help_text="When we ask again.")
    share_with = models.CharField(max_length=250, blank=True, help_text="Whom we may tell.")
    agreed_by = models.CharField(max_length=150, blank=True, help_text="Who agreed to that.")

    called = "Communication need"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(share_with="") | ~Q(agreed_by=""),
                name="a_need_is_shared_with_agreement",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def interpreter(self) -> str:
        """Which interpreter, on one line."""
        parts = [
            self.language,
            self.dialect,
            self.interpreter_gender,
            self.interpreter_name,
            self.interpreter_agency,
        ]
        return ", ".join(part for part in parts if part)

    @property
    def words(self) -> str:
        """The need with everything that is known of it."""
        parts = [self.need, self.detail, self.interpreter]
        return ". ".join(part.rstrip(".") for part in parts if part)

    @property
    def title(self) -> str:
        """What it is called on the page of changes."""
        return self.called
