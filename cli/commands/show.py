"""`mentorship show`."""

from typing import Any
from uuid import UUID

import typer

from cli.arguments import MentorshipId
from cli.finding import Target, find_mentorship
from cli.output import AsJson, print_json
from cli.portrait import Portrait, document_of, tell_portrait
from cli.session import Session, run, session
from domain.mentorship.state import Mentorship
from runtime.clock import now

app = typer.Typer(add_completion=False)

_REFUSED = 5
"""Refused commands and signals that are shown, the latest first."""


@app.command()
def show(ident: MentorshipId, *, as_json: AsJson = False) -> None:
    """Show a mentorship: where it stands, who is in it, and what waits."""
    portrait = run(_portrait(ident))
    if as_json:
        print_json(document_of(portrait))
    else:
        tell_portrait(portrait)


async def _portrait(word: str) -> Portrait:
    async with session() as found:
        ident = await find_mentorship(found.records, word)
        state: Mentorship = await found.records.state("mentorship", ident)
        return await _drawn(found, ident, state)


async def _drawn(found: Session, ident: UUID, state: Mentorship) -> Portrait:
    records = found.records
    refused = await records.refused("mentorship", ident, limit=_REFUSED)
    program: Any = await records.state("program", state.program)
    people = _people(state) | {each.actor.person for each in refused if each.actor.person}
    return Portrait(
        state=state,
        program=program.name if program else "—",
        standing=await records.standing(ident, at=now()),
        refused=refused,
        parked=await records.parked_of("mentorship", ident),
        reader=await found.reader(Target("mentorship", ident), people),
    )


def _people(state: Mentorship) -> set[UUID]:
    listed = {each.person for each in state.candidates.values() if each.person}
    asked = {each.mentor for each in state.invitations.values()}
    referring = {ident for each in state.candidates.values() for ident in each.referred_by}
    return {state.mentee, *([state.mentor] if state.mentor else ()), *listed, *asked, *referring}
