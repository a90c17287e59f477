"""`mentorship show`."""

from typing import Any
from uuid import UUID

import typer

from cli.arguments import As, MentorshipId
from cli.finding import Target, find_mentorship
from cli.output import AsJson, print_json
from cli.portrait import Portrait, document_of, tell_portrait
from cli.session import Session, run, session
from cli.viewing import viewer_as
from domain.mentorship import Mentorship
from domain.mentorship.coming import known_deadlines
from domain.mentorship.seen import as_seen
from domain.mentorship.views import SIDES_AND_INVITED, Viewer
from domain.standing import Standing
from records.questions import LIST

app = typer.Typer(add_completion=False)

_REFUSED = 5
"""Refused commands and signals that are shown, the latest first."""


@app.command()
def show(ident: MentorshipId, *, email: As = None, as_json: AsJson = False) -> None:
    """Show a mentorship: where it stands, who is in it, and what waits.

    With --as it shows what that person may see: sealed stays sealed, hidden stays hidden.
    """
    portrait = run(_portrait(ident, email))
    if as_json:
        print_json(document_of(portrait))
    else:
        tell_portrait(portrait)


async def _portrait(word: str, email: str | None) -> Portrait:
    async with session() as found:
        ident = await find_mentorship(found.records, word)
        state: Mentorship = await found.records.state("mentorship", ident)
        viewer = await viewer_as(found.records, state, email)
        return await _drawn(found, ident, state, viewer)


async def _drawn(found: Session, ident: UUID, state: Mentorship, viewer: Viewer) -> Portrait:
    records = found.records
    runs_it = viewer.part not in SIDES_AND_INVITED
    refused = await records.refused("mentorship", ident, limit=_REFUSED if runs_it else LIST)
    if not runs_it:
        refused = [each for each in refused if each.actor.person == viewer.person][:_REFUSED]
    program: Any = await records.state("program", state.program)
    people = _people(as_seen(state, viewer))
    people |= {each.actor.person for each in refused if each.actor.person}
    return Portrait(
        state=state,
        viewer=viewer,
        program=program.name if program else "—",
        standing=_to(viewer, state, await records.standing(ident)),
        refused=refused,
        parked=await records.parked_of("mentorship", ident) if runs_it else [],
        reader=await found.reader(Target("mentorship", ident), people),
    )


def _to(viewer: Viewer, state: Mentorship, standing: Standing) -> Standing:
    """Return a standing with what a viewer may know of it."""
    if viewer.part not in SIDES_AND_INVITED:
        return standing
    known = {each.id for each in known_deadlines(state, viewer)}
    deadlines = tuple(each for each in standing.deadlines if each.id in known)
    return standing.model_copy(update={"deadlines": deadlines, "attention": ()})


def _people(state: Mentorship) -> set[UUID]:
    listed = {each.person for each in state.candidates.values() if each.person}
    asked = {each.mentor for each in state.invitations.values()}
    referring = {ident for each in state.candidates.values() for ident in each.referred_by}
    return {state.mentee, *([state.mentor] if state.mentor else ()), *listed, *asked, *referring}
