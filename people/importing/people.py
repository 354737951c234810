"""People of another system: what a line says of somebody, checked against who is here."""

from collections import Counter
from typing import Any

import nhs_number
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.finding.keys import is_nhs_number
from people.importing.reading import Line
from people.importing.run import Run
from people.models import Address, ContactPoint, Death, Name, Person, PersonRole

TAKEN = (
    "NHS number: it is on another record, here or earlier in this file. Leave it out, or tell the "
    "records team"
)


def prepare(lines: list[Line], run: Run) -> None:
    """Make a person of each line, or refuse it."""
    for line in lines:
        _prepare(line, run)
    for column, words in (
        ("nhs_number", TAKEN),
        ("council_reference", "Council reference: it is another record's"),
    ):
        _refuse_taken(lines, column, words)


def _prepare(line: Line, run: Run) -> None:
    said = line.values
    number = "".join(said.get("nhs_number", "").split())
    if number and not is_nhs_number(number):
        line.refuse("NHS number: its check digit is wrong")
    number = nhs_number.standardise_format(number) if is_nhs_number(number) else ""
    check_email(line)
    if (born := said.get("born_on")) and (died := said.get("died_on")) and died < born:
        line.refuse("Died on is before born on")
    said["needs"] = "has_care_needs" not in line.cells or _given(line, "has_care_needs", True)
    if not said["needs"] and not said.get("is_carer"):
        line.refuse("Somebody has care and support needs, or is a carer, or both")
    run.known.team(line, must_be_open=True)
    _prepare_restriction(line, run)
    if line.stands:
        line.made = line.person = _person(line, run, number)


def check_email(line: Line) -> None:
    """Refuse a line whose e-mail address is none."""
    if line.values.get("email"):
        try:
            validate_email(line.values["email"])
        except ValidationError:
            line.refuse("Email: it is no e-mail address")


def _given(line: Line, column: str, otherwise: bool) -> bool:
    return line.values[column] if line.cells[column].strip() else otherwise


def _prepare_restriction(line: Line, run: Run) -> None:
    said = line.values
    if not said.get("restricted"):
        return
    said["listed"] = [run.known.staff.get(each) for each in said.get("restricted_to", ())]
    if not said["listed"]:
        line.refuse("Restricted to: somebody must be able to open it. Name staff by their number")
    elif None in said["listed"]:
        line.refuse("Restricted to: nobody here has one of these staff numbers")


def _person(line: Line, run: Run, number: str) -> Person:
    said = line.values
    precision = said.get("birth_precision") or ("KNOWN" if said.get("born_on") else "UNKNOWN")
    if precision == "UNKNOWN":
        said["born_on"] = None
    fields: dict[str, Any] = {}
    if said.get("council_reference"):
        fields["council_reference"] = said["council_reference"]
    if number:
        verified = said.get("nhs_verified")
        status = Person.NhsStatus.VERIFIED if verified else Person.NhsStatus.NOT_VERIFIED
        fields |= {"nhs_number": number, "nhs_status": status}
    return Person(
        title=said.get("title", ""),
        given_names=said["given_names"],
        family_name=said["family_name"],
        preferred_name=said.get("preferred_name", ""),
        pronouns=said.get("pronouns", ""),
        born_on=said.get("born_on"),
        birth_precision=precision,
        died_on=said.get("died_on"),
        death_precision=Person.DeathPrecision.KNOWN if said.get("died_on") else "",
        death_source=run.mapping.source_title if said.get("died_on") else "",
        has_care_needs=said["needs"],
        is_carer=bool(said.get("is_carer")),
        status=said.get("status") or Person.Status.OPEN,
        team=run.known.team(line),
        added_by=run.by,
        **fields,
    )


def _death(person: Person, said: dict[str, Any]) -> Death:
    """Return the death of a line, which a source that counts confirms as when it is told here."""
    source = said.get("death_source") or Death.Source.OTHER
    death = Death(
        person=person, since=person.died_on, precision=person.death_precision, source=source
    )
    if source in Death.CONFIRMING:
        death.confirmed_source = source
        death.confirmed_how = f"As in {person.death_source}"
    return death


def _refuse_taken(lines: list[Line], column: str, words: str) -> None:
    """Refuse lines whose number somebody has, and all but the first of those who share one."""
    given = [line for line in lines if line.stands and line.cells.get(column, "").strip()]
    numbers = [getattr(line.made, column) for line in given]
    taken = set(Person.objects.filter(**{f"{column}__in": numbers}).values_list(column, flat=True))
    seen: Counter[str] = Counter()
    for line, number in zip(given, numbers, strict=True):
        seen[number] += 1
        if number in taken or seen[number] > 1:
            line.refuse(words)


def facts_of(line: Line) -> list[Any]:
    """Return the names, parts, addresses and ways to reach somebody that a line tells."""
    said, person = line.values, line.made
    legal = {"given_names": person.given_names, "family_name": person.family_name}
    facts: list[Any] = [Name(person=person, kind=Name.Kind.LEGAL, honorific=person.title, **legal)]
    if person.preferred_name:
        parts = Name.parts_of(person.preferred_name, person.family_name)
        facts.append(Name(person=person, kind=Name.Kind.PREFERRED, **parts))
    if said.get("also_known_as"):
        parts = Name.parts_of(said["also_known_as"], person.family_name)
        facts.append(Name(person=person, kind=Name.Kind.ALIAS, **parts))
    former = [said.get(f"former_{each}", "") for each in ("given_names", "family_name")]
    if any(former):
        given, family = former
        facts.append(
            Name(
                person=person,
                kind=Name.Kind.FORMER,
                given_names=given or person.given_names,
                family_name=family or person.family_name,
                is_protected=bool(said.get("former_name_protected")),
            )
        )
    for is_so, kind in (
        (person.has_care_needs, PersonRole.Kind.NEEDS),
        (person.is_carer, PersonRole.Kind.CARER),
    ):
        if is_so:
            facts.append(PersonRole(person=person, kind=kind, retention=PersonRole.RETENTION[kind]))
    if person.died_on:
        facts.append(_death(person, said))
    lives = said.get("address_kind") or Address.Kind.HOME
    if said.get("address") or lives == Address.Kind.NO_FIXED:
        where = {"lines": said.get("address", ""), "postcode": said.get("postcode", "")}
        facts.append(Address(person=person, kind=lives, **where))
    for column, way in (
        ("phone", ContactPoint.Kind.PHONE),
        ("mobile", ContactPoint.Kind.MOBILE),
        ("email", ContactPoint.Kind.EMAIL),
    ):
        if said.get(column):
            facts.append(ContactPoint(person=person, kind=way, value=said[column]))
    return facts
