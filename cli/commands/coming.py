"""`mentorship next`."""

from collections.abc import Sequence

import typer
from rich.text import Text

from cli.arguments import As, MentorshipId
from cli.finding import Target, find_mentorship
from cli.output import AsJson, print_json, screen, styled, table
from cli.session import run, session
from cli.viewing import viewer_as
from cli.words import due_words
from domain.mentorship import Mentorship
from domain.mentorship.coming import Coming, coming

app = typer.Typer(add_completion=False)

_ALWAYS = "waits for people"
"""What is said already by ``waits``."""


@app.command(name="next")
def what_comes_next(ident: MentorshipId, *, email: As = None, as_json: AsJson = False) -> None:
    """Say what happens next in a mentorship, when, and by which rule."""
    comes, zone = run(_coming(ident, email))
    if as_json:
        print_json(comes)
    else:
        _tell(comes, zone)


async def _coming(word: str, email: str | None) -> tuple[list[Coming], str]:
    async with session() as found:
        target = Target("mentorship", await find_mentorship(found.records, word))
        state: Mentorship = await found.state(target)
        viewer = await viewer_as(found.records, state, email) if email else None
        return coming(state, viewer), await found.zone_of(target)


def _tell(comes: Sequence[Coming], zone: str) -> None:
    if not comes:
        screen().print("Nothing comes any more; the record stays readable.", style="quiet")
        return
    listed = table("when", "what")
    for each in comes:
        when = due_words(each.when) if each.when else "waits"
        listed.add_row(styled((when, "head" if each.when else "quiet")), Text(each.what))
        if each.rule != _ALWAYS:
            listed.add_row("", styled((f"by {each.rule}" if each.when else each.rule, "quiet")))
    screen().print(listed)
    screen().print(f"A day is a day in {zone}, and lasts until it has ended.", style="quiet")
