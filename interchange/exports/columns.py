"""The columns of each export, in their order, with what they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

What = Literal["people", "mentorships", "events"]
"""What can be exported."""

GONE: Final = "(gone)"
"""What stands where something of an erased person stood."""


@dataclass(frozen=True)
class Column:
    """A column of CSV, which is a field of JSON Lines."""

    name: str
    about: str


PEOPLE: Final = (
    Column("id", "the person's id"),
    Column("name", f"the name; {GONE} for somebody who was erased"),
    Column("email", "the address; empty for somebody who is gone"),
    Column("zone", "the time zone"),
    Column("language", "the language of letters, as BCP 47 writes it"),
    Column("administrator", "whether the person is an administrator of the installation"),
    Column("gone", "whether the person was erased, or merged into another one"),
    Column("roles", "the roles, each with its program"),
    Column("capacity", "how many mentorships a mentor takes on; empty: as the program's policy"),
    Column("away_until", "the last day on which the person is away"),
    Column("disciplines", "a mentor's disciplines"),
    Column("site", "where a mentor works"),
    Column("support", "the kinds of support that a mentor offers"),
    Column("recent_work", "a mentor's recent work"),
    Column("learners_so_far", "how many learners a mentor had before"),
    Column("style", "a mentor's style"),
    Column("career_stage", "where a mentee is in the career"),
    Column("discipline", "a mentee's discipline"),
    Column("interests", "a mentee's interests"),
    Column("version", "how many events the person's stream has"),
)

MENTORSHIPS: Final = (
    Column("id", "the mentorship's id"),
    Column("program", "the program's id"),
    Column("program_name", "the program's name"),
    Column("stage", "the stage, such as GOALS"),
    Column("mentee", "the mentee's id"),
    Column("mentee_name", f"the mentee's name, or {GONE}"),
    Column("mentee_email", "the mentee's address"),
    Column("mentor", "the mentor's id; empty while there is none"),
    Column("mentor_name", f"the mentor's name, or {GONE}"),
    Column("mentor_email", "the mentor's address"),
    Column("opened_at", "when the search began, in UTC"),
    Column("last_at", "when something happened last, in UTC"),
    Column("paused_until", "until when it is paused, in UTC"),
    Column("next_due", "when the next deadline passes, in UTC"),
    Column("next_kind", "what that deadline is; the confirming of a wish to end with --sealed"),
    Column("attention", "why somebody has to look at it; concerns and wishes to end with --sealed"),
    Column("complete", "whether its record is closed"),
    Column("version", "how many events the mentorship's stream has"),
)

EVENTS: Final = (
    Column("position", "the place among all events; give the last one to --after to go on"),
    Column("stream", "what it happened to, such as mentorship/ID"),
    Column("version", "the place in its stream, from 1"),
    Column("id", "the event's id"),
    Column("type", "what happened, such as outreach.invitation_sent"),
    Column("schema_version", "the version of the shape that data has"),
    Column("at", "when, in UTC"),
    Column("actor_role", "in which role somebody acted; clock and system are nobody"),
    Column("actor_person", "who acted"),
    Column("command_id", "the id of the command that led to it"),
    Column("data", "what else there is to say of it, as JSON"),
    Column("hidden", "the fields that were left out of data, or replaced"),
    Column("source", "the workflow and the run that recorded it, as JSON"),
    Column(
        "hash", "the hash that ties it to the event before, in hexadecimal; with --sealed, if whole"
    ),
)

COLUMNS: Final[Mapping[What, Sequence[Column]]] = {
    "people": PEOPLE,
    "mentorships": MENTORSHIPS,
    "events": EVENTS,
}
"""The columns by what is exported."""
