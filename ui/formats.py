"""How dates, times, numbers and names are written, the same on every page.

Pure functions from values to words. Arithmetic on dates belongs to ``clock``.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

import clock

_OPENING = "“\"‘'"


def as_day_or_moment(value: Any) -> date | datetime | None:
    """Return a date or datetime from one, or from its ISO text; ``None`` if it is neither.

    Moments that know their time zone are turned to local time (Europe/London).
    """
    if isinstance(value, str):
        try:
            is_day = len(value) == 10
            value = date.fromisoformat(value) if is_day else datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value if isinstance(value, date) else None


def long_date(value: Any) -> str:
    """Write "Thursday 3 September 2026"."""
    day = as_day_or_moment(value)
    return f"{day:%A} {day.day} {day:%B %Y}" if day else ""


def day_and_month(value: Any) -> str:
    """Write "3 September 2026", for places where the day of the week is of no use."""
    day = as_day_or_moment(value)
    return f"{day.day} {day:%B %Y}" if day else ""


def short_date(value: Any) -> str:
    """Write "3 Sep 2026", for tables and narrow columns."""
    day = as_day_or_moment(value)
    return f"{day.day} {day:%b %Y}" if day else ""


def month_and_year(value: Any) -> str:
    """Write "September 2026"."""
    day = as_day_or_moment(value)
    return f"{day:%B %Y}" if day else ""


def ago(day: date, today: date) -> str:
    """Write "today", "9 days ago", "5 weeks ago", "7 months ago", "3 years ago", "in 4 days"."""
    days = (today - day).days
    if days < 0:
        return f"in {_span(today, day)}"
    return {0: "today", 1: "yesterday"}.get(days) or f"{_span(day, today)} ago"


def _span(earlier: date, later: date) -> str:
    days, months = (later - earlier).days, clock.months_between(earlier, later)
    if days < 15:
        return counted(days, "day")
    if months < 2:
        return counted(days // 7, "week")
    return counted(months, "month") if months < 24 else counted(months // 12, "year")


def time12(value: Any) -> str:
    """Write "3:45pm", "3pm", "noon" or "midnight"."""
    if isinstance(value, str):
        try:
            value = time.fromisoformat(value)
        except ValueError:
            value = as_day_or_moment(value)
    elif isinstance(value, datetime):
        value = as_day_or_moment(value)
    if not isinstance(value, (time, datetime)):
        return ""
    if (value.hour, value.minute) == (0, 0):
        return "midnight"
    if (value.hour, value.minute) == (12, 0):
        return "noon"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def long_datetime(value: Any) -> str:
    """Write "Thursday 3 September 2026, 3:45pm".

    Also writes the answer kept when a time is not known:
    "Thursday 3 September 2026, time not known: written from memory".
    """
    if isinstance(value, Mapping):
        why = value.get("time_not_known")
        return f"{long_date(value.get('on'))}, time not known" + (f": {why}" if why else "")
    moment = as_day_or_moment(value)
    if not isinstance(moment, datetime):
        return long_date(moment)
    return f"{long_date(moment)}, {time12(moment)}"


def short_datetime(value: Any) -> str:
    """Write "3 Sep 2026, 3:45pm", for tables and narrow columns."""
    moment = as_day_or_moment(value)
    if not isinstance(moment, datetime):
        return short_date(moment)
    return f"{short_date(moment)}, {time12(moment)}"


def machine_datetime(value: Any) -> str:
    """Return the text for a ``datetime`` attribute of a ``time`` element."""
    moment = as_day_or_moment(value)
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else ""


def nhs_number(value: Any) -> str:
    """Write ten digits as 999 339 5633; anything else as it came."""
    digits = str(value or "").replace(" ", "")
    if len(digits) == 10 and digits.isdecimal():
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return str(value or "")


def quote_words(value: Any) -> str:
    """Put someone's own words in quotation marks, unless they already stand in them."""
    text = str(value or "")
    if not text.strip() or text.lstrip()[0] in _OPENING:
        return text
    return f"“{text}”"


def person_with_role(ref: Any) -> str:
    """Write "Ana Clarke (daughter)" from text, a mapping or an object with name and role."""
    if isinstance(ref, str):
        return ref
    if isinstance(ref, Mapping):
        name, role = ref.get("name", ""), ref.get("role", "")
    else:
        name, role = getattr(ref, "name", str(ref)), getattr(ref, "role", "")
    return f"{name} ({role})" if role else str(name)


def people_names(value: Any) -> str:
    """Write several people: "Ana Clarke (daughter), Jo Marsh and Win Clarke"."""
    if not value:
        return ""
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        return person_with_role(value)
    names = [person_with_role(ref) for ref in value]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def people_in_sentence(value: Any) -> str:
    """Write several people as ``people_names`` does, their jobs as inside a sentence.

    "Fola Adeyemi (social worker) and Jo Marsh (GP)".
    """
    refs = [value] if isinstance(value, (str, Mapping)) else list(value or [])
    named = [
        {**ref, "role": uncapitalised(str(ref.get("role") or ""))}
        if isinstance(ref, Mapping)
        else ref
        for ref in refs
    ]
    return people_names(named)


def uncapitalised(words: str) -> str:
    """Write words as they stand inside a sentence: "Social worker" small, "GP" and "AMHP" not."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def pounds(value: Any) -> str:
    """Write "£1,480" or "£148.20"; from a money answer, "£148.20 a week"."""
    every = ""
    if isinstance(value, Mapping):
        every = {"one-off": " once"}.get(str(value.get("every")), f" a {value.get('every')}")
        value = value.get("amount")
    if value in (None, ""):
        return ""
    amount = Decimal(str(value))
    figures = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"£{figures}{every}"


def length_of_time(value: Any) -> str:
    """Write a duration answer: "2pm to 3:30pm" or "1 hour 20 minutes"."""
    if not isinstance(value, Mapping):
        return ""
    if "minutes" not in value:
        return f"{time12(value.get('start'))} to {time12(value.get('end'))}"
    hours, minutes = divmod(int(value["minutes"]), 60)
    words = [counted(hours, "hour")] if hours else []
    if minutes or not hours:
        words.append(counted(minutes, "minute"))
    return " ".join(words)


def length_in_words(minutes: int) -> str:
    """Write how long something took in its largest unit: "35 minutes", "3 hours", "2 days"."""
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write "1 action" or "4 actions"; thousands get a comma."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """Return ``25th``."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    end = "th" if 10 <= number % 100 <= 20 else ends.get(number % 10, "th")
    return f"{number}{end}"
