"""All that is wrong or missing in a form, in the order of the page, each with where to mend it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from records.catalogue import REASON_SUFFIX, Problem
from records.forms.items import Item
from records.forms.mistakes import in_full
from records.forms.rows import row_named
from records.rules.described import control_of
from records.rules.readiness import field_of
from ui.templatetags.ui import field_target

Place = tuple[int, int, int]
Mistake = dict[str, str]
_WHOLE = -1  # before the rows of a question


@dataclass
class Summary:
    """What one ``EntryForm`` has to say of its mistakes, and of the problems before signing."""

    form: Any

    @property
    def mistakes(self) -> list[Mistake]:
        """Every answer that cannot be read, with the id of the control to mend."""
        return self.with_problems(())

    def with_problems(self, problems: Iterable[Problem]) -> list[Mistake]:
        """Return the mistakes and what stops signing; what cannot be read is not missing too."""
        if not self.form.is_bound or self.form.quiet:
            return []
        found: list[tuple[Place, Mistake]] = [
            ((_WHOLE, 0, 0), {"text": text, "target": ""}) for text in self.form.non_field_errors()
        ]
        for number, item in enumerate(self._items):
            found += [((number, *place), said) for place, said in self._in_item(item)]
        found += [
            (
                self.place_of(each),
                {"text": self.named(each).message, "target": self.target_of(each)},
            )
            for each in problems
            if (each.severity == "must-fix" or each.overridable) and not self._is_unreadable(each)
        ]
        return [said for _, said in sorted(found, key=lambda each: each[0])]

    def mistakes_of(self, item: Item) -> list[Mistake]:
        """Return the mistakes of one question."""
        return [said for _, said in self._in_item(item)]

    def in_page_order(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems in the order of the page."""
        return sorted(problems, key=self.place_of)

    def named(self, problem: Problem) -> Problem:
        """Return a problem of a row with the question and the row in its words."""
        place = self._row_of(problem)
        if place is None:
            return problem
        item = self._item_named(place[0])
        return replace(problem, message=item.in_row(place[1], problem.message))

    def target_of(self, problem: Problem) -> str:
        """Return the id of the control in which a problem is put right."""
        asked, reason = _detail(problem)
        place = self._row_of(problem)
        if (control := self._of_file(problem)) is not None:
            return field_target(control)
        if place is not None:
            bound = self.form.rows[place[0]].forms[place[1]][asked]
        elif asked in self.form.fields:
            bound = self.form[asked]
        else:
            item = self._item_named(field_of(problem))
            return item.anchor if item else ""
        return f"{bound.auto_id}{REASON_SUFFIX}" if reason else field_target(bound)

    def place_of(self, problem: Problem) -> Place:
        """Return where on the page a problem is: its question, row and control."""
        names = [each.name for each in self._items]
        name = field_of(problem)
        number = names.index(name) if name in names else len(names)
        row = self._row_of(problem)
        if row is None:
            return (number, _WHOLE, 0)
        return (number, row[1], _control(self.form.rows[row[0]].forms[row[1]], _detail(problem)[0]))

    @property
    def _items(self) -> list[Item]:
        return [item for section in self.form.sections for item in section.all_items]

    def _item_named(self, name: str) -> Any:
        return next((each for each in self._items if each.name == name), None)

    def _in_item(self, item: Item) -> Iterator[tuple[tuple[int, int], Mistake]]:
        if item.bound is not None:
            for text in in_full(item.bound):
                yield (_WHOLE, 0), {"text": text, "target": item.anchor}
        elif item.file is not None:
            for text, target in self._in_files(item):
                yield (_WHOLE, 0), {"text": text, "target": target}
        else:
            for text in item.rows.non_form_errors():
                yield (_WHOLE, 0), {"text": text, "target": item.anchor}
            for number, row in enumerate(item.rows.forms):
                for name, texts in row.errors.items():
                    known = name in row.fields
                    target = field_target(row[name]) if known else item.anchor
                    for text in in_full(row[name]) if known else texts:
                        said = {"text": item.in_row(number, text), "target": target}
                        yield (number, _control(row, name)), said

    def _in_files(self, item: Item) -> Iterator[tuple[str, str]]:
        for form in [item.file, *(each.form for each in item.kept if each.form is not None)]:
            for name in form.errors:
                for text in in_full(form[name]):
                    yield text, field_target(form[name])
        for text in self.form.file_problems.get(item.name, []):
            yield text, item.anchor

    def _is_unreadable(self, problem: Problem) -> bool:
        """Say whether the answer stands there and cannot be read, which is said already."""
        if (control := self._of_file(problem)) is not None:
            return bool(control.errors)
        place = self._row_of(problem)
        if place is not None:
            return _detail(problem)[0] in self.form.rows[place[0]].forms[place[1]].errors
        name = field_of(problem)
        item = self._item_named(name)
        return name in self.form.said_elsewhere or (
            item is not None and bool(self.mistakes_of(item))
        )

    def _of_file(self, problem: Problem) -> Any:
        """Return the control that describes a file, if that is what a problem is about."""
        wanted = control_of(problem)
        controls = (form[name] for form in self.form.described for name in form.fields if wanted)
        return next((each for each in controls if each.html_name == wanted), None)

    def _row_of(self, problem: Problem) -> tuple[str, int] | None:
        """Return the question and the row on the page that a problem is about, if it is a row's."""
        place = row_named(problem.field.split(".")[0])
        if place is None or place[0] not in self.form.rows or "." not in problem.field:
            return None
        return place[0], self.form.rows[place[0]].rows_given()[place[1]][0]


def _detail(problem: Problem) -> tuple[str, bool]:
    """Return the control that a problem is about, and whether it is about the reason beside it."""
    name = problem.field.rpartition(".")[2]
    return name.removesuffix(REASON_SUFFIX), name.endswith(REASON_SUFFIX)


def _control(row: forms.Form, name: str) -> int:
    names = list(row.fields)
    return names.index(name) if name in names else _WHOLE
