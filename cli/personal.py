"""A person on one screen: who they are, what they offer and look for, and their mentorships."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rich.console import RenderableType
from rich.text import Text

from cli.finding import short
from cli.output import facts, screen, styled, table
from cli.words import Reader, due_words, spoken
from domain.mentorship.stages import WITH_MENTOR
from domain.people.preferences import Preferences
from domain.people.state import MenteeProfile, MentorProfile, Person
from records.queries import MentorshipRow


@dataclass(frozen=True)
class Personal:
    """What there is to show of a person."""

    state: Person
    programs: Mapping[UUID, str]
    names: Mapping[UUID, str]
    mentorships: Sequence[MentorshipRow]

    @property
    def load(self) -> int:
        """Return how many mentorships take up the person's capacity."""
        ident = self.state.id
        return sum(row.mentor == ident and row.stage in WITH_MENTOR for row in self.mentorships)

    @property
    def roles(self) -> Sequence[tuple[UUID, str, str]]:
        """Return the program, its name and the role, for each role; nobody gone has any."""
        held = {} if self.state.is_gone else self.state.roles
        return [
            (program, self.programs.get(program, str(program)), str(role))
            for program, roles in held.items()
            for role in sorted(roles)
        ]


def document_of(person: Personal) -> Mapping[str, Any]:
    """Return all of it for programs."""
    state = person.state
    return {
        "id": state.id,
        "version": state.version,
        "name": state.name,
        "email": None if state.is_gone else state.email,
        "zone": state.zone,
        "language": state.language,
        "administrator": state.administrator and not state.is_gone,
        "erased": state.erased,
        "merged_into": state.merged_into,
        "roles": [
            {"program": program, "program_name": name, "role": role}
            for program, name, role in person.roles
        ],
        "capacity": state.capacity,
        "load": person.load,
        "away_until": state.away_until,
        "mentor_profile": state.mentor_profile,
        "mentee_profile": state.mentee_profile,
        "references": [
            {"by": each.by, "by_name": _author(person, each.by), "text": each.text}
            for each in state.references
        ],
        "invited_to_mentor": state.invited_to_mentor,
        "preferences": state.preferences,
        "subscribed": state.subscribed,
        "address_failing_since": state.address_failing_since,
        "mentorships": person.mentorships,
    }


def tell_person(person: Personal) -> None:
    """Print it; parts that hold nothing are left out."""
    console, state = screen(), person.state
    console.print(_heading(person))
    console.print(facts(_about(person)))
    parts: Sequence[tuple[str, RenderableType | None]] = (
        ("as a mentor", _profile(state.mentor_profile)),
        ("as a mentee", _profile(state.mentee_profile)),
        ("references", _references(person)),
        ("mentorships", _mentorships(person)),
    )
    for name, part in parts:
        if part is not None:
            console.print(styled("\n", (name, "head")))
            console.print(part)


def _heading(person: Personal) -> Text:
    state = person.state
    if state.erased:
        return styled((state.name, "head"), ("  all that was personal is gone", "warn"))
    heading = styled((state.name, "head"), f"  {state.email}")
    if state.merged_into is not None:
        other = person.names.get(state.merged_into, str(state.merged_into))
        heading.append(f"  merged into {other} ({short(state.merged_into)})", style="warn")
    return heading


def _about(person: Personal) -> Mapping[str, str | Text | None]:
    state = person.state
    away = None if state.away_until is None else due_words(state.away_until)
    invited = None if state.invited_to_mentor is None else spoken(state.invited_to_mentor)
    held = ["administrator"] if state.administrator and not state.is_gone else []
    held += [f"{role} in {name}" for _, name, role in person.roles]
    return {
        "id": str(state.id),
        "roles": ", ".join(held) or None,
        "zone": state.zone,
        "language": state.language,
        "capacity": _capacity(person),
        "away": away,
        "invited to mentor": invited,
        "reminders": _reminders(state),
        "quiet hours": _quiet(state.preferences),
        "letters": _failing(state),
        "version": str(state.version),
    }


def _capacity(person: Personal) -> str | None:
    if person.state.capacity is None:
        return f"as the program's policy, {person.load} taken" if person.load else None
    return f"{person.load} of {person.state.capacity} taken"


def _reminders(state: Person) -> str | None:
    if not state.subscribed:
        return "none: unsubscribed"
    chosen = state.preferences
    told = (
        None if chosen.reminders is None else spoken(chosen.reminders),
        None if chosen.hour is None else f"at {chosen.hour}:00",
        None if chosen.weekly_reminders is None else f"at most {chosen.weekly_reminders} a week",
    )
    return ", ".join(filter(None, told)) or None


def _quiet(chosen: Preferences) -> str | None:
    begins, ends = chosen.quiet_from, chosen.quiet_to
    if begins is None and ends is None:
        return None
    if begins == ends:
        return "none"
    since = None if begins is None else f"from {begins}:00"
    until = None if ends is None else f"to {ends}:00"
    return " ".join(filter(None, (since, until)))


def _failing(state: Person) -> Text | None:
    since = state.address_failing_since
    if since is None:
        return None
    told = Reader({}, state.zone).moment(since)
    return Text(f"refused at this address since {told}; no reminders go there", style="warn")


def _profile(profile: MentorProfile | MenteeProfile) -> RenderableType | None:
    told = {
        spoken(name): ", ".join(
            spoken(str(each)) if name == "support" else str(each) for each in value
        )
        if isinstance(value, tuple)
        else str(value)
        for name, value in profile
        if value not in (None, ())
    }
    return facts(told) if told else None


def _references(person: Personal) -> RenderableType | None:
    told = {_author(person, each.by): each.text for each in person.state.references}
    return facts(told) if told else None


def _author(person: Personal, ident: UUID | None) -> str:
    return "the operator" if ident is None else person.names.get(ident, str(ident))


def _mentorships(person: Personal) -> RenderableType | None:
    listed = table("id", "stage", "program", "as", "with")
    for row in person.mentorships:
        is_mentee = row.mentee == person.state.id
        other = row.mentor_name if is_mentee else row.mentee_name
        listed.add_row(
            short(row.id),
            row.stage,
            row.program_name or "—",
            "mentee" if is_mentee else "mentor",
            other or "—",
        )
    return listed if person.mentorships else None
