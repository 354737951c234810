"""The one place where dates are reckoned: every rule of the product counts time here.

Four sums are kept apart because the law keeps them apart: working days, calendar days,
calendar months and clock hours. All days are days in England (Europe/London).
"""

from clock.calendar import (
    add_days,
    add_hours,
    add_months,
    add_seconds,
    add_working_days,
    add_years,
    age,
    end_of_week,
    is_working_day,
    minutes_between,
    months_between,
    working_days_between,
)
from clock.holidays import bank_holidays, holidays_from, shipped_holidays
from clock.present import LONDON, at_time, day_of, end_of_day, end_of_minute, local, now, today

__all__ = [
    "LONDON",
    "add_days",
    "add_hours",
    "add_months",
    "add_seconds",
    "add_working_days",
    "add_years",
    "age",
    "at_time",
    "bank_holidays",
    "day_of",
    "end_of_day",
    "end_of_minute",
    "end_of_week",
    "holidays_from",
    "is_working_day",
    "local",
    "minutes_between",
    "months_between",
    "now",
    "shipped_holidays",
    "today",
    "working_days_between",
]
