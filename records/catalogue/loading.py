"""Read the catalogue's files, refusing anything that they should not hold.

Every unknown or missing key is an error that names the file and the key: a misspelt ``show_if``
would otherwise be a question that is always asked.
"""

import tomllib
from pathlib import Path
from typing import Any

from records.catalogue.definitions import (
    COLUMN_KINDS,
    FIELD_KINDS,
    FLAGS,
    MOST_ROWS,
    AppliesTo,
    AuthorGroup,
    Behaviour,
    Choice,
    Example,
    Field,
    Group,
    Header,
    RecordType,
    ReviewAfter,
    Rule,
    Section,
    Sets,
    ShowIf,
    StatementKind,
    Timescale,
    Wording,
)

_NO_DEFAULT = object()


class CatalogueError(Exception):
    """A file of the catalogue that cannot be used. Its words name the file and the key."""


class _Table:
    """A TOML table that is used up key by key; what is left over is an error."""

    def __init__(self, file: Path, where: str, content: Any) -> None:
        self.file = file
        self.where = where
        if not isinstance(content, dict):
            raise self.refuse("is not a table")
        self.left = dict(content)

    def refuse(self, words: str) -> CatalogueError:
        return CatalogueError(f"{self.file.parent.name}/{self.file.name}: {self.where} {words}")

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = _NO_DEFAULT) -> Any:
        if key not in self.left:
            if default is _NO_DEFAULT:
                raise self.refuse(f"has no {key}")
            return default
        value = self.left.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.refuse(f"has a {key} of the wrong kind")
        return value

    def words(self, key: str, default: Any = _NO_DEFAULT) -> tuple[str, ...]:
        value = self.take(key, list, default if default is _NO_DEFAULT else list(default))
        if not all(isinstance(each, str) for each in value):
            raise self.refuse(f"has a {key} that is not a list of words")
        return tuple(value)

    def tables(self, key: str) -> list["_Table"]:
        return [
            _Table(self.file, f"{self.where} {key} {number}", each)
            for number, each in enumerate(self.take(key, list, []), start=1)
        ]

    def table(self, key: str) -> "_Table | None":
        value = self.take(key, dict, None)
        return None if value is None else _Table(self.file, f"{self.where} {key}", value)

    def finish(self) -> None:
        if self.left:
            raise self.refuse(f"has a key that is not known: {', '.join(sorted(self.left))}")


def _read(path: Path) -> _Table:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.parent.name}/{path.name}: {error}") from error
    return _Table(path, "the file", content)


def load(path: Path) -> RecordType:
    """Return the record type that the file describes.

    Raises ``CatalogueError``, naming the file and the key, if it holds anything unexpected.
    """
    table = _read(path)
    flags = frozenset(table.words("flags"))
    if flags - FLAGS:
        raise table.refuse(f"has a flag that is not known: {', '.join(sorted(flags - FLAGS))}")
    record_type = RecordType(
        key=table.take("key", str),
        version=table.take("version", int),
        title=table.take("title", str),
        group=table.take("group", str),
        purpose=table.take("purpose", str),
        when_to_use=table.take("when_to_use", str),
        when_not_to_use=table.take("when_not_to_use", str),
        statutory_basis=table.take("statutory_basis", str),
        unverified=table.take("unverified", bool),
        checked=table.words("checked", ()),
        flags=flags,
        record_within_working_days=table.take("record_within_working_days", int, None),
        who_may_author=table.words("who_may_author"),
        needs_sign_off=table.take("needs_sign_off", bool),
        person_voice_required=table.take("person_voice_required", bool),
        decision_required=table.take("decision_required", bool),
        retention=table.take("retention", str),
        sensitivity=table.take("sensitivity", str),
        guidance=table.words("guidance"),
        quality_checks=table.words("quality_checks"),
        timescale=_timescale(table.table("timescale")),
        review_after=_review_after(table.table("review_after")),
        sets=tuple(_sets(each) for each in table.tables("sets")),
        wordings=tuple(_wording(each) for each in table.tables("wording")),
        sections=tuple(_section(each) for each in table.tables("section")),
        rules=tuple(_rule(each) for each in table.tables("rule")),
        behaviours=tuple(_behaviour(each) for each in table.tables("behaviour")),
        always_says=table.take("always_says", str, ""),
    )
    table.finish()
    if path.parent.name != record_type.key or path.stem != f"v{record_type.version}":
        raise table.refuse("is not where its key and version say")
    return record_type


def load_header(path: Path) -> Header:
    """Return what every record shares. Raises ``CatalogueError`` like ``load``."""
    table = _read(path)
    kinds = [_statement_kind(each) for each in table.tables("statement_kind")]
    details = [_field(each) for each in table.tables("statement_field")]
    columns = [_field(each) for each in table.tables("action_field")]
    authors = [_author_group(each) for each in table.tables("author_group")]
    header = Header(
        sections=tuple(_section(each) for each in table.tables("section")),
        statement_kinds={each.key: each for each in kinds},
        statement_fields={each.name: each for each in details},
        action_fields={each.name: each for each in columns},
        groups=tuple(_group(each) for each in table.tables("group")),
        author_groups={each.key: each for each in authors},
        placeholders=frozenset(table.words("placeholders")),
        override_reasons=tuple(
            _choice(table, each) for each in table.take("override_reasons", list)
        ),
        rules=tuple(_rule(each) for each in table.tables("rule")),
    )
    table.finish()
    return header


def _section(table: _Table) -> Section:
    section = Section(
        title=table.take("title", str),
        placement=table.take("placement", str, "type"),
        fields=tuple(_field(each) for each in table.tables("field")),
    )
    table.finish()
    return section


def _field(table: _Table, *, kinds: frozenset[str] = FIELD_KINDS) -> Field:
    name = table.take("name", str)
    table.where = f"field {name}"
    kind = table.take("kind", str)
    if kind not in kinds:
        raise table.refuse(f"has a kind that is not known: {kind}")
    field = Field(
        name=name,
        kind=kind,
        label=table.take("label", str),
        help=table.take("help", str, ""),
        required=table.take("required", str, ""),
        required_if=table.take("required_if", dict, None),
        overridable=table.take("overridable", bool, True),
        essential=table.take("essential", bool, False),
        choices=tuple(_choice(table, each) for each in table.take("choices", list, [])),
        show_if=_show_if(table.table("show_if")),
        kinds=table.words("kinds", ()),
        people=table.words("people", ()),
        entries=table.words("entries", ()),
        one=table.take("one", bool, False),
        copies=table.words("copies", ()),
        persons_voice=table.take("persons_voice", bool, False),
        time_not_known=table.take("time_not_known", bool, False),
        needs_fact=table.take("needs_fact", str, ""),
        system=table.take("system", bool, False),
        applies_to=_applies_to(table.table("applies_to")),
        default=table.take("default", str, ""),
        row=table.take("row", str, ""),
        columns=tuple(_field(each, kinds=COLUMN_KINDS) for each in table.tables("column")),
        each=table.take("each", str, ""),
        at_least=table.take("at_least", int, 0),
        at_most=table.take("at_most", int, MOST_ROWS),
    )
    table.finish()
    return field


def _choice(table: _Table, content: Any) -> Choice:
    if isinstance(content, str):
        return Choice(content)
    entry = _Table(table.file, f"{table.where} choice", content)
    choice = Choice(value=entry.take("value", str), reason=entry.take("reason", str))
    entry.finish()
    return choice


def _show_if(table: _Table | None) -> ShowIf | None:
    if table is None:
        return None
    many = table.take("in", list, None)
    values = many if many is not None else [table.take("equals", (str, bool))]
    show_if = ShowIf(field=table.take("field", str), values=tuple(values))
    table.finish()
    return show_if


def _applies_to(table: _Table | None) -> AppliesTo | None:
    if table is None:
        return None
    applies_to = AppliesTo(
        flags=frozenset(table.words("flags", ())),
        groups=frozenset(table.words("groups", ())),
        types=frozenset(table.words("types", ())),
        decision=table.take("decision", bool, False),
        voice=table.take("voice", bool, False),
        except_types=frozenset(table.words("except_types", ())),
    )
    table.finish()
    return applies_to


def _sets(table: _Table) -> Sets:
    sets = Sets(
        field=table.take("field", str),
        value=table.take("value", (str, list), None),
        copy=table.take("copy", str, ""),
        when=table.take("when", dict, None),
    )
    table.finish()
    return sets


def _wording(table: _Table) -> Wording:
    wording = Wording(
        field=table.take("field", str),
        label=table.take("label", str, ""),
        help=table.take("help", str, ""),
        required=table.take("required", str, ""),
    )
    table.finish()
    return wording


def _rule(table: _Table) -> Rule:
    key = table.take("key", str)
    table.where = f"rule {key}"
    rule = Rule(
        key=key,
        text=table.take("text", str),
        message=table.take("message", str),
        field=table.take("field", str),
        when=table.take("when", dict, None),
        require=table.words("require", ()),
        must=table.take("must", dict, None),
        severity=table.take("severity", str, "must-fix"),
        overridable=table.take("overridable", bool, False),
        needs=table.take("needs", str, ""),
        passes=tuple(_example(each) for each in table.tables("passes")),
        fails=tuple(_example(each) for each in table.tables("fails")),
    )
    table.finish()
    if not rule.require and rule.must is None:
        raise table.refuse("neither requires an answer nor says what must hold")
    if not rule.passes or not rule.fails:
        raise table.refuse("needs an example that passes and one that fails")
    return rule


def _example(table: _Table) -> Example:
    example = Example(
        values=table.take("values", dict, {}),
        statements=tuple(table.take("statements", list, [])),
        actions=tuple(table.take("actions", list, [])),
        facts=table.take("facts", dict, {}),
    )
    table.finish()
    return example


def _behaviour(table: _Table) -> Behaviour:
    behaviour = Behaviour(text=table.take("text", str), where=table.take("where", str))
    table.finish()
    return behaviour


def _timescale(table: _Table | None) -> Timescale | None:
    if table is None:
        return None
    timescale = Timescale(
        within=table.take("within", int, None),
        unit=table.take("unit", str),
        starts=table.take("from", str),
        direction=table.take("direction", str, "after"),
        basis=table.take("basis", str),
        kind=table.take("kind", str),
    )
    table.finish()
    return timescale


def _review_after(table: _Table | None) -> ReviewAfter | None:
    if table is None:
        return None
    first = table.table("first_review")
    review = ReviewAfter(
        months=table.take("months", int),
        basis=table.take("basis", str),
        kind=table.take("kind", str),
        first_months=first.take("months", int) if first else None,
        first_basis=first.take("basis", str) if first else "",
        first_kind=first.take("kind", str) if first else "",
    )
    if first:
        first.finish()
    table.finish()
    return review


def _statement_kind(table: _Table) -> StatementKind:
    kind = StatementKind(
        key=table.take("key", str),
        title=table.take("title", str),
        meaning=table.take("meaning", str),
        required=table.words("required"),
        optional=table.words("optional", ()),
        unless_explained=table.take("unless_explained", dict, {}),
        explanations=table.words("explanations", ()),
        locked=table.take("locked", bool, False),
        letter=table.take("letter", str, ""),
    )
    table.finish()
    return kind


def _group(table: _Table) -> Group:
    group = Group(key=table.take("key", str), title=table.take("title", str))
    table.finish()
    return group


def _author_group(table: _Table) -> AuthorGroup:
    group = AuthorGroup(
        key=table.take("key", str), title=table.take("title", str), does=table.take("does", str)
    )
    table.finish()
    return group
