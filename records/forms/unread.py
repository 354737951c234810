"""What a worker types to have read a report that came without its key points."""

from typing import Any

from records.forms.quiet import QuietForm
from ui.fields import LongTextField


class ReadForm(QuietForm):
    """The key points of a report, where nobody has given them."""

    key_points = LongTextField(
        label="Key points, with page numbers",
        help_text="Facts and opinions apart; say whose opinion. They stand beside the report.",
        limit=4000,
        rows=6,
        error_messages={"required": "Enter the key points, with page numbers"},
    )

    def __init__(self, *args: Any, needs_points: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not needs_points:
            del self.fields["key_points"]
