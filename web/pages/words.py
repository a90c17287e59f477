"""How pages say days, hours, and what people wrote."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from domain.dates import Due, begins
from domain.mentorship.stages import Stage
from domain.mentorship.work import When
from domain.people.state import Support

STAGES = {
    Stage.SEEKING: "Looking for a mentor",
    Stage.OUTREACH: "Asking a mentor",
    Stage.EXPECTATIONS: "Agreeing on expectations",
    Stage.GOALS: "Working on goals",
    Stage.CHECK_IN: "Checking in",
    Stage.REDEFINITION: "Thinking over what should change",
    Stage.CLOSING: "Saying thank you",
    Stage.ENDED: "Ended",
}
"""Where a mentorship is, in the words of the two."""

STEPS = (
    (Stage.SEEKING, "Find a mentor"),
    (Stage.OUTREACH, "Ask"),
    (Stage.EXPECTATIONS, "Agree"),
    (Stage.GOALS, "Work"),
    (Stage.CLOSING, "Thank"),
)
"""The way of a mentorship, as the line at the head of its page shows it."""

_STEP_OF = {
    Stage.CHECK_IN: Stage.GOALS,
    Stage.REDEFINITION: Stage.GOALS,
    Stage.ENDED: Stage.CLOSING,
}

SUPPORT = {
    Support.CLINICAL_SKILLS: "Clinical skills",
    Support.RESEARCH: "Research",
    Support.CAREER: "Career",
    Support.EDUCATION: "Education",
    Support.LEADERSHIP: "Leadership",
    Support.WELLBEING: "Wellbeing",
    Support.SPONSORSHIP: "Sponsorship",
    Support.REVERSE_MENTORING: "Reverse mentoring",
}
"""The kinds of support, as pages name them."""


_WORKDAYS = ("MO", "TU", "WE", "TH", "FR")

RECURRENCES = {
    "Each month": tuple(
        f"FREQ=MONTHLY;BYDAY={place}{day}" for place in (1, 2, 3, 4, -1) for day in _WORKDAYS
    ),
    "Every two weeks": tuple(f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}" for day in _WORKDAYS),
    "Each week": tuple(f"FREQ=WEEKLY;BYDAY={day}" for day in _WORKDAYS),
}
"""How often people commonly meet, to choose from."""


def step_of(stage: Stage) -> int:
    """Return the number of the step on which a stage is, from 0."""
    steps = [each for each, _ in STEPS]
    return steps.index(_STEP_OF.get(stage, stage))


def day(value: date | Due) -> str:
    """Return a day as ``Friday 4 December 2026``."""
    said = value.date if isinstance(value, Due) else value
    return f"{said:%A} {said.day} {said:%B %Y}"


def short_day(value: date | Due) -> str:
    """Return a day as ``4 Dec 2026``."""
    said = value.date if isinstance(value, Due) else value
    return f"{said.day} {said:%b %Y}"


def due(value: Due, word: str = "until") -> str:
    """Return when something is due: ``until`` a day that has to end first, or ``on`` one.

    ``by`` is the word for what is to be done once: until then one has time, by then one has done.
    """
    word = "on" if value == begins(value.date, value.zone) else f"{word} the end of"
    return f"{word} {day(value)}"


def moment(at: datetime, zone: str) -> str:
    """Return an instant on clocks in a zone: ``Friday 4 December 2026, 14:30``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {local:%H:%M}"


def day_of(at: datetime, zone: str) -> str:
    """Return the day on which an instant is in a zone."""
    return day(at.astimezone(ZoneInfo(zone)).date())


def clock(value: time) -> str:
    """Return a time of the day as ``14:30``."""
    return f"{value:%H:%M}"


def meeting_time(when: When, zone: str) -> str:
    """Return when a meeting is, and where the reader's clocks differ, when that is for them."""
    said = f"{day(when.date)}, {clock(when.time)}"
    here = when.at.astimezone(ZoneInfo(zone))
    if (here.date(), here.time()) == (when.date, when.time):
        return said
    return f"{said} ({when.zone}), which is {day(here.date())}, {here:%H:%M} with you"


def from_now(value: date, today: date) -> str:
    """Return how far away a day is, in words: ``today``, ``in 3 days``, ``5 days ago``."""
    days = (value - today) // timedelta(days=1)
    match days:
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case -1:
            return "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def sentence(text: str) -> str:
    """Return words as a sentence begins: with a capital, and otherwise as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def lasting(minutes: int) -> str:
    """Return a length in words: ``1 hour``, ``1 hour 30 minutes``."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    return " ".join(f"{number} {word}{'s' * (number != 1)}" for number, word in parts if number)


def paragraphs(text: str) -> Markup:
    """Return what somebody wrote as paragraphs, its lines kept; nothing in it is markup."""
    parts = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    lines = (Markup("<br>").join(part.strip("\n").split("\n")) for part in parts)
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def spoken(name: object) -> str:
    """Return a name of the language in words: ``not_a_fit`` is ``not a fit``."""
    return str(name).replace("_", " ")


FIELDS = {
    "about": "What it is about",
    "accomplishments": "What was accomplished",
    "achievable": "What makes it possible",
    "agenda": "The agenda",
    "ask": "What you ask",
    "by": "By which day",
    "direction": "Which direction draws you",
    "done": "What was done",
    "email": "The e-mail address",
    "estimate_days": "How many days it takes",
    "feedback": "A word to the other",
    "goals": "Your goals",
    "hopes": "What you hope for",
    "how_often": "How often to meet",
    "i_expect": "What you expect",
    "material": "Material to read",
    "measure": "How you will know",
    "name": "The name",
    "next": "What comes next",
    "note": "Your note",
    "on": "The day",
    "outcome": "What should come of it",
    "private_note": "A note to your program alone",
    "reason": "Why",
    "recurrence": "How often",
    "referrals.email": "Somebody who might suit: e-mail address",
    "referrals.name": "Somebody who might suit",
    "summary": "What you talked about",
    "text": "Your words",
    "time": "The time",
    "until": "Until which day",
    "weekly_reminders": "Reminders in a week",
    "what": "What it is",
    "why": "Why",
    "you_expect": "What you think is expected of you",
}
"""What a field is called where its form is not shown; others go by the last of their names."""


def field_words(name: str) -> str:
    """Return what a field is called where no page calls it anything."""
    parts = [part for part in name.split(".") if not part.isdigit()]
    return FIELDS.get(".".join(parts)) or spoken(parts[-1] if parts else "").capitalize()


def anchored(text: str) -> str:
    """Return a text as the name of a place in a page."""
    return str(escape(text)).replace(".", "-").replace(":", "-")
