"""The questions of an audit, typed as lines."""

from typing import Any

from django import forms

from ui.fields import LongTextField, ShortTextField

MOST = 60
MOST_SECTIONS = 12
LONGEST = 300


class ToolForm(forms.Form):
    """What a tool is called, and its questions."""

    title = ShortTextField(
        label="What is it called?",
        limit=100,
        error_messages={"required": "Enter what it is called"},
    )
    lines = LongTextField(
        label="What does it ask?",
        help_text="A question on each line. A line that begins with # names a part; one that "
        "begins with * is about safety or rights. After a bar | say what to look for.",
        rows=24,
        limit=20_000,
        error_messages={"required": "Enter at least one question"},
    )
    reason = ShortTextField(
        label="Why is it changed?",
        help_text="It stands in the history.",
        limit=500,
        error_messages={"required": "Enter why it is changed"},
    )

    def clean_lines(self) -> str:
        """Read the parts and questions; ``sections`` then has them."""
        self.sections: list[dict[str, Any]] = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            self._read(number, line.strip())
        count = sum(len(each["questions"]) for each in self.sections)
        if any(not each["questions"] for each in self.sections):
            raise forms.ValidationError("Enter a question under each part, or take the part out")
        if not count:
            raise forms.ValidationError("Enter at least one question")
        if count > MOST or len(self.sections) > MOST_SECTIONS:
            raise forms.ValidationError(
                f"Enter at most {MOST} questions, in at most {MOST_SECTIONS} parts"
            )
        return str(self.cleaned_data["lines"])

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        return {"title": cleaned["title"], "reason": cleaned["reason"], "sections": self.sections}

    def _read(self, number: int, line: str) -> None:
        if not line:
            return
        is_part = line.startswith("#")
        text, _, look_for = (part.strip() for part in line.lstrip("#* ").partition("|"))
        if not text or len(text) > LONGEST or len(look_for) > LONGEST:
            raise forms.ValidationError(
                f"Line {number}: enter words, at most {LONGEST} characters of them"
            )
        if is_part:
            self.sections.append({"title": text, "questions": []})
            return
        if not self.sections:
            self.sections.append({"title": "Questions", "questions": []})
        asked = {"text": text, "look_for": look_for, "starred": line.startswith("*")}
        self.sections[-1]["questions"].append(asked)
