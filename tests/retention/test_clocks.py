from collections.abc import Iterable
from datetime import date

import pytest

from retention.clocks import Facts, Involved, WhyNot, Written, reckon
from retention.schedule import schedule
from tests.retention.oracle import BASE, Happening, due_day, history

CLASSES = schedule().classes


def facts_of(born: date | None, happened: Iterable[Happening]) -> Facts:
    """Return what the record would say after a history."""
    written: dict[tuple[str, str], date] = {}
    periods: list[Involved] = []
    orders: dict[str, date | None] = {}
    also: set[tuple[str, str]] = set()
    death: Happening | None = None
    lengthened: list[tuple[str, date]] = []
    asked: dict[str, date | None] = {}
    for one in happened:
        match one.what:
            case "writes":
                written[one.part, one.about] = one.on
            case "opens":
                periods.append(Involved(one.part, None, had_service=one.about == "served"))
            case "closes":
                was = next(each for each in periods if each.part == one.part and not each.closed)
                periods[periods.index(was)] = Involved(one.part, one.on, was.had_service)
            case "dies":
                death = one
            case "lives after all":
                death = None
            case "is ordered":
                orders[one.about] = None
            case "order ends":
                orders[one.about] = one.on
            case "is known as":
                also.add((one.part, one.about))
            case "is kept until":
                until = date.fromisoformat(one.about)
                lengthened.append(("safeguarding_position_of_trust", until))
            case "is kept until no more":
                lengthened.clear()
            case "asks" | "asks again":
                asked[one.about] = None
            case "answers":
                asked[one.about] = one.on
    parts = {part for part, _ in [*written, *also]} | {each.part for each in periods}
    return Facts(
        born_on=born,
        died_on=death.on if death else None,
        death_recorded=death is not None,
        death_confirmed=death is not None and death.about == "confirmed",
        base={part: BASE[part] for part in parts},
        written=tuple(Written(part, key, day) for (part, key), day in written.items()),
        involved=tuple(periods),
        also=frozenset(also),
        order_ends=tuple(orders.values()),
        lengthened=tuple(lengthened),
        asked=tuple((about.split()[0], on) for about, on in asked.items()),
    )


def differences(seeds: Iterable[int]) -> list[int]:
    """Return the seeds of histories for which the clocks and the oracle do not agree."""
    return [
        seed
        for seed in seeds
        if (lived := history(seed))
        and reckon(facts_of(*lived), CLASSES).due != due_day(lived[0], lived[1])
    ]


def test_no_history_is_due_early_or_late():
    assert differences(range(300)) == []


@pytest.mark.assurance
def test_no_history_of_twenty_thousand_is_due_early_or_late():
    assert differences(range(20_000)) == []


def test_what_the_histories_reach():
    days = [due_day(*history(seed)) for seed in range(300)]

    assert 60 < sum(day is not None for day in days) < 240


def of_contact(day: date, **more) -> date | None:
    given = {"base": {"NEEDS": "asc_general"}, "written": (Written("NEEDS", "asc_general", day),)}
    return reckon(Facts(**given | more), CLASSES).due


def test_eight_years_after_the_last_contact_and_a_day():
    assert of_contact(date(2026, 4, 1)) == date(2034, 4, 2)


def test_29_february_counts_as_1_march_in_a_common_year():
    concern = (Written("NEEDS", "contact_no_service", date(2024, 2, 29)),)

    due = reckon(Facts(base={"NEEDS": "asc_general"}, written=concern), CLASSES).due

    assert due == date(2026, 3, 2)


def test_until_an_age_is_until_the_birthday():
    def at(born, last):
        return of_contact(
            last,
            born_on=born,
            written=(Written("NEEDS", "transition_to_adult", last),),
            base={"NEEDS": "transition_to_adult"},
        )

    assert at(date(2008, 2, 29), date(2024, 1, 5)) == date(2033, 3, 1)
    assert at(date(2008, 2, 29), date(2026, 2, 28)) == date(2034, 3, 1)
    assert at(date(2008, 2, 29), date(2026, 3, 1)) == date(2033, 3, 1)


def test_a_birth_that_is_not_known_leaves_no_day():
    reckoned = reckon(
        Facts(
            base={"NEEDS": "asc_general"},
            written=(Written("NEEDS", "transition_to_adult", date(2024, 1, 5)),),
        ),
        CLASSES,
    )

    assert reckoned.due is None
    assert reckoned.decides.why_not is WhyNot.BORN


def test_coming_back_clears_the_closing():
    closed = Involved("NEEDS", date(2026, 5, 1), had_service=True)
    back = Involved("NEEDS", None, had_service=False)
    facts = {"base": {"NEEDS": "asc_general"}}

    assert reckon(Facts(involved=(closed,), **facts), CLASSES).due == date(2034, 5, 2)
    assert reckon(Facts(involved=(closed, back), **facts), CLASSES).due is None


def test_a_carers_record_has_its_own_time():
    reckoned = reckon(
        Facts(
            base=BASE,
            written=(
                Written("NEEDS", "asc_general", date(2026, 4, 1)),
                Written("CARER", "carer_general", date(2020, 4, 1)),
            ),
        ),
        CLASSES,
    )

    assert reckoned.of_part("CARER").due == date(2028, 4, 2)
    assert reckoned.due == date(2034, 4, 2)


def test_the_longest_class_wins():
    assert of_contact(date(2026, 4, 1), also=frozenset({("NEEDS", "mental_health_s117")})) == date(
        2046, 4, 2
    )


def test_a_death_counts_once_it_is_confirmed_and_its_day_is_known():
    died = {"death_recorded": True, "died_on": date(2027, 1, 31)}

    assert of_contact(date(2026, 4, 1), **died) is None
    assert of_contact(date(2026, 4, 1), death_confirmed=True, **died) == date(2035, 2, 1)
    assert of_contact(date(2026, 4, 1), death_recorded=True, death_confirmed=True) is None


def test_where_the_schedule_says_if_sooner_the_earlier_of_contact_and_death_counts():
    detained = {"also": frozenset({("NEEDS", "mental_health_s117")}), "death_recorded": True}

    def due(contact, died):
        return of_contact(contact, death_confirmed=True, died_on=died, **detained)

    assert due(date(2006, 4, 1), date(2026, 4, 1)) == date(2034, 4, 2)  # eight years, as for all
    assert due(date(2026, 4, 1), date(2027, 4, 1)) == date(2037, 4, 2)  # ten after the death
    reckoned = reckon(
        Facts(
            base={"NEEDS": "mental_health_s117"},
            written=(Written("NEEDS", "mental_health_s117", date(2006, 4, 1)),),
            death_recorded=True,
            death_confirmed=True,
            died_on=date(2026, 4, 1),
        ),
        CLASSES,
    )
    assert (reckoned.due, reckoned.decides.trigger) == (date(2026, 4, 2), "last_contact")
    assert CLASSES["mental_health_s117"].if_died == "10 years after death, if sooner"
