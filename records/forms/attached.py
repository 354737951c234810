"""One more file on a record, with what it is and where it came from."""

from typing import Any

from records.forms.quiet import QuietForm
from ui.fields import DateField3, SeveralFilesField, ShortTextField


class FileForm(QuietForm):
    """One more file, with what it is and where it came from."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"] = ShortTextField(label="What is it?", limit=150, required=False)
        self.fields["source"] = ShortTextField(
            label="Where did it come from?", limit=150, required=False
        )
        self.fields["dated_on"] = DateField3(label="Date on it", required=False)
        self.fields["file"] = SeveralFilesField(
            label="File",
            required=False,
            help_text="PDF, picture, Word document, plain text or saved email, each up to 20 MB.",
        )
        for each in self.fields.values():
            each.label_size = "plain"
            each.mark = ""
