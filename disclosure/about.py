"""The pages about the person in a copy: what is known of them, how, and what stood there before.

What is kept back stands in no copy (ruling 9), and neither does a former or a protected name.
"""

from collections.abc import Iterable
from datetime import date

from disclosure.pdf.document import About, Fact
from people import queries as people_queries
from people.models import Alert, CommunicationNeed, Contact, Detail, Name, Person
from people.models import Fact as Known
from people.models.fact import FactQuerySet
from people.questions import questions
from ui import formats

_WITH_LANGUAGE = ("first_language", "reads")
_WITH_WHAT_MATTERS = ("what_matters", "strengths")


def about(person: Person, today: date, *, with_held_back: bool = False) -> list[About]:
    """Return what is known about the person, part by part; empty parts are left out.

    An alert of which the person was not told stays out unless what is held back was asked for.
    """
    answers = {
        key: found for key, found in people_queries.answers_of(person).items() if found.is_open
    }
    died = person.has_died
    needs = [_need(each) for each in people_queries.needs_of(person)]
    asked = [key for key in questions() if key not in (*_WITH_LANGUAGE, *_WITH_WHAT_MATTERS)]
    parts = [
        (
            f"How {person.name} communicated" if died else f"How to communicate with {person.name}",
            needs + _answers(answers, _WITH_LANGUAGE),
        ),
        (
            f"What {'mattered' if died else 'matters'} to {person.name}",
            _answers(answers, _WITH_WHAT_MATTERS),
        ),
        (
            "Who this was" if died else "Who this is",
            [*_identity(person), *_answers(answers, asked), *_where(person, today)],
        ),
        ("Known beforehand", list(_alerts(person, today, with_held_back))),
        (
            f"People around {person.name}",
            [
                *_around(person, today),
                *(
                    Fact(each.name, _contact(each))
                    for each in people_queries.contacts_for_copy(person)
                ),
            ],
        ),
        ("Legal authority", list(_held(person, today))),
        ("What may be shared, and with whom", list(_shared(person, today))),
        ("What stood here before", list(_before(person, today, with_held_back))),
    ]
    return [About(title, tuple(facts)) for title, facts in parts if facts]


def named_in(person: Person) -> list[Person]:
    """Return the other people with a record whom these pages name."""
    facts = (
        *people_queries.relationships_for_copy(person),
        *people_queries.authorities_for_copy(person),
        *people_queries.sharings_for_copy(person),
    )
    named = people_queries.named_beside(facts, person)
    return list(dict.fromkeys([*named, *people_queries.records_of_contacts(person)]))


def named_among(person: Person, texts: Iterable[str]) -> list[Person]:
    """Return whom some texts of these pages still name, of whom nothing may be left in them."""
    said = " ".join(texts)
    return [each for each in named_in(person) if each.name in said]


def _around(person: Person, today: date) -> Iterable[Fact]:
    """Return who is around the person; nobody whose own record is restricted (ruling 4)."""
    for each in people_queries.relationships_for_copy(person).current_on(today):
        yield Fact(
            each.headline,
            sentences(
                _dated(each.meant.words, each),
                f"And the other way round: {each.meant_back.words}",
                each.note_shown,
                how_known(each),
            ),
        )


def _held(person: Person, today: date) -> Iterable[Fact]:
    """Return who may decide for the person by law, and what was seen of that."""
    for each in people_queries.authorities_for_copy(person).current_on(today):
        yield Fact(each.title, sentences(_dated(each.words, each), how_known(each)))


def _shared(person: Person, today: date) -> Iterable[Fact]:
    """Return what may be shared with those around the person, and who said so."""
    for each in people_queries.sharings_for_copy(person).current_on(today):
        yield Fact(
            each.headline, sentences(_dated(each.title, each), each.note_shown, how_known(each))
        )


def how_known(fact: Known) -> str:
    """Return who told us and how it was checked."""
    if not (fact.told_by or fact.checked_how):
        return ""
    return f"Known from: {joined(fact.told_by, fact.checked_how, between='; ')}"


def sentences(*words: str) -> str:
    """Return texts as sentences, one after the other."""
    return " ".join(
        word if word.endswith((".", "!", "?")) else f"{word}." for word in words if word
    )


def joined(*words: str, between: str = ", ") -> str:
    """Return what there is of some texts as one."""
    return between.join(word for word in words if word)


def _need(need: CommunicationNeed) -> Fact:
    asked = f"Asked on {formats.day_and_month(need.asked_on)}" if need.asked_on else ""
    shared = ""
    if need.share_with:
        shared = f"May be told to: {need.share_with}. Agreed by {need.agreed_by}"
    kind = "" if need.kind == CommunicationNeed.Kind.OTHER else need.get_kind_display()
    text = sentences(
        kind,
        need.detail if need.says_more else "",
        need.interpreter,
        asked,
        shared,
        how_known(need),
    )
    return Fact(need.need, text)


def _answers(answers: dict[str, Detail], keys: Iterable[str]) -> list[Fact]:
    found = []
    for key in keys:
        if key in answers:
            answer = answers[key]
            is_own = key == "what_matters"
            # What somebody said themselves is quoted as it is, with nothing beside it.
            text = answer.words if is_own else sentences(answer.words, how_known(answer))
            found.append(Fact(answer.title, text, is_own))
    return found


def _identity(person: Person) -> Iterable[Fact]:
    number = formats.nhs_number(person.nhs_number)
    given = (
        ("Legal name", joined(person.title, person.legal_name, between=" ")),
        ("Name to be known by", person.preferred_name),
        ("Pronouns", person.pronouns),
        ("Born", _born(person)),
        ("Died", _died(person)),
        ("NHS number", joined(number, person.get_nhs_status_display())),
        ("Council reference", person.council_reference),
        ("Record", person.get_status_display()),
    )
    yield from (Fact(label, text) for label, text in given if text)
    # An entry that was moved in says so itself.
    for row in people_queries.known_elsewhere(person):
        yield Fact(f"Known in {row.brought_in.source_title} as", row.source_id)
    for name in person.names.filter(is_mistake=False, is_protected=False):
        in_use = name.kind in (Name.Kind.LEGAL, Name.Kind.PREFERRED) and name.until is None
        if name.is_open and not in_use:
            yield Fact(name.title, sentences(_dated(name.words, name), how_known(name)))
    for role in person.roles.filter(is_mistake=False):
        words = sentences(_dated(role.words, role), role.reason, how_known(role))
        yield Fact("In touch with us as", words)


def _where(person: Person, today: date) -> Iterable[Fact]:
    for point in person.contact_points.current_on(today):
        preferred = "They prefer this" if point.is_preferred else ""
        yield Fact(point.title, sentences(point.words, preferred, how_known(point)))
    for address in person.addresses.filter(is_mistake=False):
        if address.is_open:
            until = f"until {formats.day_and_month(address.until)}" if address.until else ""
            yield Fact(joined(address.title, until), sentences(address.words, how_known(address)))


def _contact(contact: Contact) -> str:
    # What somebody is called often says what kind of contact they are.
    parts = dict.fromkeys([contact.get_kind_display(), *contact.described.split(", ")])
    return joined(*parts, contact.phone, contact.email, contact.note)


def _alerts(person: Person, today: date, with_held_back: bool) -> Iterable[Fact]:
    """Return the alerts that stand, and how many more there are or were that stay out."""
    for alert in person.alerts.standing_on(today):
        if alert.is_told or with_held_back:
            yield _alert(alert)
    left_out = 0 if with_held_back else person.alerts.all().not_told().count()
    if left_out:
        words = formats.counted(left_out, "alert was", "alerts were")
        yield Fact("Left out", f"{words} held back for a records officer to look at first.")


def _alert(alert: Alert) -> Fact:
    told = alert.get_person_told_display().lower()
    first = "at first " if alert.told_on else ""
    return Fact(
        alert.title,
        sentences(
            alert.get_kind_display(),
            alert.detail,
            f"Evidence: {alert.evidence}",
            f"Were they told? {told.capitalize()}" if told else "",
            f"Told on {formats.day_and_month(alert.told_on)}: {alert.told_how}"
            if alert.told_on
            else "",
            f"Not told {first}because: {alert.not_told_because}" if alert.not_told_because else "",
            f"Raised on {formats.day_and_month(alert.raised_on)}",
            f"Ended because: {alert.end_reason}" if alert.end_reason else "",
        ),
    )


def _before(person: Person, today: date, with_held_back: bool) -> Iterable[Fact]:
    """Return what has ended or was a mistake: alerts, needs, ways to reach, answers and deaths."""
    for alert in people_queries.ended_alerts(person):
        if alert.is_told or with_held_back:
            yield _alert(alert)
    for contact in people_queries.contacts_ended(person):
        day = formats.day_and_month(contact.ended_on)
        yield Fact(joined(contact.name, f"not around since {day}"), _contact(contact))
    rows: tuple[FactQuerySet, ...] = (
        person.communication_needs.all(),
        person.contact_points.all(),
        Detail.objects.filter(person=person),
        person.deaths.all(),
        people_queries.relationships_for_copy(person),
        people_queries.authorities_for_copy(person),
        people_queries.sharings_for_copy(person),
    )
    for facts in rows:
        for fact in facts.past_on(today):
            if fact.is_open:
                until = "recorded in error"
                if not fact.is_mistake:
                    until = f"until {formats.day_and_month(fact.until)}"
                yield Fact(joined(fact.title, until), sentences(fact.words, how_known(fact)))


def _born(person: Person) -> str:
    if person.born_on is None:
        return "not known"
    estimated = person.birth_precision == Person.BirthPrecision.ESTIMATED
    return f"{'about ' if estimated else ''}{formats.day_and_month(person.born_on)}"


def _died(person: Person) -> str:
    if not person.has_died:
        return ""
    when = formats.day_and_month(person.died_on) or "day not known"
    about = "about " if person.death_precision == Person.DeathPrecision.ESTIMATED else ""
    death = people_queries.death_of(person)
    if death is None:
        return sentences(f"{about}{when}", person.death_source)
    confirmed = ""
    if death.is_confirmed:
        confirmed = (
            f"Confirmed: {joined(death.get_confirmed_source_display(), death.confirmed_how)}"
        )
    return sentences(f"{about}{when}", death.get_source_display(), how_known(death), confirmed)


def _dated(words: str, fact: Known) -> str:
    since = f"from {formats.day_and_month(fact.since)}" if fact.since else ""
    until = f"until {formats.day_and_month(fact.until)}" if fact.until else ""
    return joined(words, joined(since, until, between=" "))
