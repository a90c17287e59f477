"""`mentorship calendar`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from cli.exits import Usage
from cli.finding import find_person, names_of
from cli.output import AsJson, print_json, screen
from cli.session import Session, run, session
from domain.mentorship import Mentorship
from domain.mentorship.appointments import appointments
from domain.mentorship.days_ahead import days_ahead
from domain.mentorship.stages import Part
from domain.mentorship.views import Viewer
from letters.calendar import Strand, feed
from letters.message import sender_address
from records.queries import Which
from runtime.clock import now

app = typer.Typer(add_completion=False)

Who = Annotated[str, typer.Argument(metavar="WHO", help="The person: an address or an id.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write it here, not on the screen.")
]


@app.command()
def calendar(who: Who, *, out: Out = None, as_json: AsJson = False) -> None:
    """Write a person's calendar: meetings, and the days that matter, of all their mentorships.

    It is an iCalendar file (.ics), which every calendar program opens.
    """
    person, content = run(_calendar(who))
    if out is not None:
        _write(out, content)
    if as_json:
        print_json({"person": person, "out": out, "calendar": content})
    elif out is None:
        typer.echo(content, nl=False)
    else:
        screen().print(f"Written to {out}.", style="good", soft_wrap=True)


def _write(out: Path, content: str) -> None:
    try:
        out.write_bytes(content.encode())
    except OSError as error:
        sentence = f"{out} cannot be written: {error.strerror}; name a file in a folder that is."
        raise Usage(sentence, out=str(out)) from error


async def _calendar(word: str) -> tuple[UUID, str]:
    async with session() as found:
        person = await find_person(found.records, word)
        states = await _mentorships(found, person.id)
        names = await names_of(found.records, _people(states))
        strands = [_strand(each, person.id, names) for each in states]
        place = sender_address(found.installation.settings.mail_from).domain
        return person.id, feed(person.name, strands, place=place, stamp=now())


async def _mentorships(found: Session, person: UUID) -> list[Mentorship]:
    """Return the mentorships of a person, and those to which they were invited."""
    rows = await found.records.mentorships(Which(person=person))
    letters = await found.records.letters_to(person)
    asked = {each.mentorship for each in letters if each.kind.startswith("invitation")}
    idents = {row.id for row in rows} | {each for each in asked if each is not None}
    states: list[Any] = [await found.records.state("mentorship", each) for each in sorted(idents)]
    return [each for each in states if each is not None]


def _people(states: Iterable[Mentorship]) -> set[UUID | None]:
    return {person for each in states for person in (each.mentee, each.mentor)}


def _strand(state: Mentorship, person: UUID, names: Any) -> Strand:
    side = state.side_of(person)
    viewer = Viewer(Part.INVITED if side is None else Part(side.value), person)
    mentor = None if side is None else state.mentor
    return Strand(
        names=(names.get(state.mentee, ""), names.get(mentor, "")),
        appointments=appointments(state, viewer),
        days=days_ahead(state, viewer),
    )
