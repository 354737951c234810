"""What somebody types to have an entry moved or removed, and to answer that."""

from collections.abc import Iterable
from typing import Any

from django import forms

from people.queries import Card
from records.forms.quiet import QuietForm
from records.models import Removal
from ui import formats
from ui.fields import LongTextField

LONGEST_REASON = 2000


class MoveForm(QuietForm):
    """The right person, chosen from those who were found, and why the entry is theirs."""

    q = forms.CharField(
        label="Whose record does it belong on?",
        help_text="Name, date of birth (14/3/1942), address, postcode, phone, NHS number or "
        "council reference. A name may be short, begun or misspelt.",
        required=False,
        max_length=100,
    )
    right_person = forms.ChoiceField(
        label="Choose the right person",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Find and choose the right person",
            "invalid_choice": "Find and choose the right person",
        },
    )
    meant = forms.ChoiceField(
        label="Who is meant where it names the person?",
        choices=Removal.Meant,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who is meant"},
    )
    reason = LongTextField(
        label="How did it come to be on this record?",
        help_text="Only the second person and information governance read this.",
        limit=LONGEST_REASON,
        rows=3,
        error_messages={"required": "Enter how it came to be on this record"},
    )

    def __init__(
        self,
        *args: Any,
        cards: Iterable[Card] = (),
        name: str = "",
        named: Any = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if named:
            meant = self.fields["meant"]
            meant.label = f"Who is meant where the entry names {name}?"
            meant.error_messages["required"] = f"Say who is meant where the entry names {name}"
            meant.choices = [
                (Removal.Meant.RIGHT, "The person it is moved to: the wrong record was open"),
                (Removal.Meant.WRITTEN, f"{name}: the name stays, and leads to no record"),
            ]
        else:
            del self.fields["meant"]
        self.fields["q"].mark = ""
        self.fields["right_person"].choices = [(card.key, _described(card)) for card in cards]


class RemovalForm(QuietForm):
    """Why something is removed, and what allows it. Both stand on the record for ever."""

    reason = LongTextField(
        label="Why must it be removed?",
        help_text="This stands on the record in its place: say nothing of what it said.",
        limit=LONGEST_REASON,
        rows=3,
        error_messages={"required": "Enter why it must be removed"},
    )
    authority = LongTextField(
        label="What allows it?",
        help_text="The decision, order or granted request, with its date and who made it.",
        limit=LONGEST_REASON,
        rows=2,
        error_messages={"required": "Enter what allows the removal"},
    )


class UnsealForm(QuietForm):
    """Why somebody must read what a removed entry said."""

    reason = LongTextField(
        label="Why must you read it?",
        help_text="It is kept with your name. Say nothing of what the entry said.",
        limit=LONGEST_REASON,
        rows=3,
        error_messages={"required": "Enter why you must read it"},
    )


class RefusalForm(QuietForm):
    """Why a second person refuses."""

    reason = LongTextField(
        label="If you refuse, why?",
        limit=LONGEST_REASON,
        rows=2,
        error_messages={"required": "Enter why you refuse"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].mark = ""

    def clean(self) -> dict[str, Any]:
        """Refuse to agree while there is a reason to refuse: it would go unread."""
        cleaned = super().clean() or {}
        if "refuse" not in self.data:
            if cleaned.get("reason"):
                self.add_error("reason", "Take this out to agree, or refuse")
            elif self.has_error("reason", code="required"):
                del self.errors["reason"]
        return cleaned


def _described(card: Card) -> str:
    born = formats.day_and_month(card.born_on)
    parts = [
        card.name,
        f"({card.legal_name})" if card.legal_name != card.name else "",
    ]
    facts = [
        f"born {born}" if born else "",
        f"ref {card.council_reference}",
        f"worker {card.worker}" if card.worker else card.team,
    ]
    return ", ".join([" ".join(filter(None, parts)), *filter(None, facts)])
