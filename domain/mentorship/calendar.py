"""Days as a program reads them."""

from datetime import date

from domain.context import Context
from domain.dates import local_day
from domain.refusals import Refusal


def today(context: Context) -> date:
    """Return the day it is in the program's time zone."""
    return local_day(context.at, context.known_program().zone)


def refuse_past(day: date, context: Context) -> None:
    """Refuse a due date that is over in the program's zone, with ``date_past``.

    Today is not over: a due date lasts through its day.
    """
    now = today(context)
    if day < now:
        sentence = f"{day} is over; give today, {now}, or a later date."
        raise Refusal("date_past", sentence, date=day.isoformat(), today=now.isoformat())


def refuse_begun(day: date, context: Context) -> None:
    """Refuse a day that has begun in the program's zone, with ``date_past``."""
    now = today(context)
    if day <= now:
        sentence = f"{day} is not in the future; give a date after today, {now}."
        raise Refusal("date_past", sentence, date=day.isoformat(), today=now.isoformat())
