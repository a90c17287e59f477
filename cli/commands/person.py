"""`mentorship person`."""

from typing import Annotated
from uuid import UUID

import typer

from cli.finding import find_person, names_of
from cli.output import AsJson, print_json
from cli.personal import Personal, document_of, tell_person
from cli.session import Session, run, session
from domain.people.state import Person
from records.queries import Which

app = typer.Typer(add_completion=False)

Ident = Annotated[str, typer.Argument(metavar="EMAIL|ID", help="The person's address or id.")]


@app.command()
def person(ident: Ident, *, as_json: AsJson = False) -> None:
    """Show a person: profile, roles, capacity and load, references, and mentorships."""
    found = run(_person(ident))
    if as_json:
        print_json(document_of(found))
    else:
        tell_person(found)


async def _person(word: str) -> Personal:
    async with session() as found:
        row = await find_person(found.records, word)
        state: Person = await found.records.state("person", row.id)
        return await _gathered(found, row.id, state)


async def _gathered(found: Session, ident: UUID, state: Person) -> Personal:
    records = found.records
    authors = {each.by for each in state.references}
    return Personal(
        state=state,
        programs={row.id: row.name for row in await records.programs()},
        names=await names_of(records, {*authors, state.merged_into}),
        mentorships=await records.mentorships(Which(person=ident)),
    )
