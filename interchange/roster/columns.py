"""The columns that a roster may have: the one place for their names, meanings and other headings.

The help of the command, the reference in the documentation and the page of an upload are made
from ``COLUMNS``.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from interchange.roster import cells
from interchange.roster.cells import Reader

_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Column:
    """A column of a roster.

    ``name`` is the heading that is documented, ``headings`` are others that are understood; case,
    spaces, accents and punctuation do not matter. ``about`` and ``example`` are for people.
    ``new`` says what holds where a new person's cell is blank.
    """

    name: str
    about: str
    example: str
    headings: Sequence[str]
    read: Reader
    new: str = "left open"


COLUMNS: Final[Sequence[Column]] = (
    Column(
        "email",
        "The person's address, by which they are known.",
        "ada@example.org",
        ("mail", "e-mail address", "mail address", "work email", "contact email", "courriel"),
        cells.email,
        new="required",
    ),
    Column(
        "name",
        "The full name.",
        "Ada Lovelace",
        ("full name", "display name", "person", "participant"),
        cells.line,
        new="required, here or as first and last name",
    ),
    Column(
        "first name",
        "The first part of the name, where it has a column of its own.",
        "Ada",
        ("given name", "forename", "first", "vorname", "prénom"),
        cells.line,
    ),
    Column(
        "last name",
        "The last part of the name, where it has a column of its own.",
        "Lovelace",
        ("surname", "family name", "last", "nachname", "nom de famille"),
        cells.line,
    ),
    Column(
        "zone",
        "The time zone, by its IANA name.",
        "Europe/London",
        ("time zone", "tz", "timezone name", "zeitzone"),
        cells.zone,
        new="the program's zone",
    ),
    Column(
        "language",
        "The language of letters, as a tag.",
        "en",
        ("lang", "locale", "preferred language", "sprache", "langue"),
        cells.language,
        new="en",
    ),
    Column(
        "role",
        "mentee, mentor or coordinator, in each program of the row; several separated by commas. "
        "Or each with its program, separated by semicolons: mentor in Labs; mentee in Residency. "
        "A new person may be an administrator, who is one of the whole installation.",
        "mentor",
        ("roles", "type", "participant type", "rolle"),
        cells.roles,
        new="the role given for all",
    ),
    Column(
        "program",
        "The name or the id of the program; several separated by semicolons.",
        "Residency 2027",
        ("programs", "programme", "programmes", "program name", "cohort"),
        cells.line,
        new="the program given for all",
    ),
    Column(
        "capacity",
        "How many mentorships a mentor takes on at the same time, from 0 to 50.",
        "3",
        ("max mentees", "maximum mentees", "mentees max", "number of mentees", "mentee limit"),
        cells.capacity,
        new="the program's policy holds",
    ),
    Column(
        "away until",
        "The last day of an absence in which there are no new invitations; a day that is past "
        "changes nothing.",
        "2027-03-31",
        ("away", "absent until", "on leave until", "unavailable until"),
        cells.day,
        new="not away",
    ),
    Column(
        "disciplines",
        "A mentor's disciplines, separated by semicolons, or by commas.",
        "paediatrics; ethics",
        ("specialties", "specialities", "specialty", "speciality", "expertise", "fields"),
        cells.several_or_commas,
    ),
    Column(
        "site",
        "Where a mentor works.",
        "North Campus",
        ("location", "hospital", "campus", "institution", "workplace"),
        cells.line,
    ),
    Column(
        "support",
        "The kinds of support that a mentor offers: clinical skills, research, career, education, "
        "leadership, wellbeing, sponsorship or reverse mentoring; several separated by commas.",
        "research, career",
        ("kinds of support", "support offered", "offers", "mentoring areas"),
        cells.support,
    ),
    Column(
        "recent work",
        "What a mentor worked on of late.",
        "A trial on sleep",
        ("recent projects", "current work", "bio", "about"),
        cells.text,
    ),
    Column(
        "learners so far",
        "How many learners a mentor has had.",
        "12",
        ("learners", "former mentees", "mentees so far"),
        cells.learners,
    ),
    Column(
        "style",
        "How a mentor works with mentees.",
        "Questions rather than answers",
        ("mentoring style", "approach"),
        cells.text,
    ),
    Column(
        "career stage",
        "Where a mentee is in the career.",
        "second-year resident",
        ("stage", "level", "training level", "seniority", "position"),
        cells.line,
    ),
    Column(
        "discipline",
        "A mentee's discipline.",
        "paediatrics",
        ("mentee discipline", "field", "department"),
        cells.line,
    ),
    Column(
        "interests",
        "A mentee's interests, separated by semicolons, or by commas.",
        "research; teaching",
        ("interest", "areas of interest", "mentee interests"),
        cells.several_or_commas,
    ),
)
"""Every column that is read, in the order in which a template for people has them."""


def column_headed(heading: str) -> Column | None:
    """Return the column that a heading means, or None."""
    return _known().get(_plain(heading))


@cache
def _known() -> Mapping[str, Column]:
    return {
        _plain(heading): column for column in COLUMNS for heading in (column.name, *column.headings)
    }


def _plain(heading: str) -> str:
    split = unicodedata.normalize("NFKD", heading)
    return _LETTERS.sub(
        "", "".join(each for each in split if not unicodedata.combining(each)).lower()
    )
