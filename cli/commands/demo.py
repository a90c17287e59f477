"""`mentorship demo`."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import typer
from rich.text import Text

from cli.exits import ExitCode
from cli.finding import short
from cli.invocation import invoked_as
from cli.narrator import Narrator
from cli.output import AsJson, facts, print_json, screen, styled
from cli.playing import Theatre, Told, home_of, theatre
from cli.progress import progress
from cli.serving import until_stopped
from domain.stories import quiet, resident
from domain.stories.script import Step
from records.outbox import LedgerLine
from runtime.clock import now
from runtime.settings import Settings

app = typer.Typer(add_completion=False)


@dataclass
class Tally:
    """What was told, and what was found wrong."""

    events: int = 0
    streams: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


@app.command()
def demo(*, as_json: AsJson = False) -> int:
    """Watch 21 months of one mentorship, played on real servers in under a minute.

    A pair that goes quiet is played after it, for its letters. Temporal's clock is turned; all
    else is as in real life: PostgreSQL, a worker, and a mail server that keeps every letter. The
    data stay in the home's directory demo until the next demonstration.
    """
    tally = Tally()
    ended = asyncio.run(until_stopped(_play(Settings.load(), tally, as_json=as_json)))
    if not ended:
        return ExitCode.INTERRUPTED
    return ExitCode.REFUSED if tally.problems else ExitCode.DONE


async def _play(settings: Settings, tally: Tally, *, as_json: bool) -> None:
    began = asyncio.get_running_loop().time()
    opened = now()
    steps = resident.steps(opened)
    async with AsyncExitStack() as exits:
        with progress(quiet=as_json) as say:
            stage = await exits.enter_async_context(
                theatre(settings, mentorship=steps[0].stream, opens=opened, progress=say)
            )
        before = [told for step in resident.setup(opened) for told in await stage.play(step)]
        _count(tally, before)
        if as_json:
            _print_events(before)
        else:
            _prologue()
        await _tell(stage, steps, tally, as_json=as_json)
        letters = await stage.letters()
        letters += await _play_quiet(stage, tally, as_json=as_json)
        tally.problems = [each.sentence async for each in stage.records.verify()]
        if not as_json:
            took = asyncio.get_running_loop().time() - began
            await _epilogue(stage, settings, tally, letters=letters, took=took)


async def _play_quiet(first: Theatre, tally: Tally, *, as_json: bool) -> Sequence[LedgerLine]:
    """Play the pair that goes quiet, in few words, and return its letters."""
    opened = now()
    steps = quiet.steps(opened)
    stage = first.another(steps[0].stream, opens=opened)
    if not as_json:
        about = ": the other way in which mentorships fail, played for its letters."
        screen().print(styled("\n", ("A pair that goes quiet", "head"), about))
    for step in (*quiet.setup(opened), *steps):
        news = await stage.play(step)
        _count(tally, news)
        if as_json:
            _print_events(news)
    return await stage.letters()


async def _tell(stage: Theatre, steps: Sequence[Step], tally: Tally, *, as_json: bool) -> None:
    narrator = Narrator(resident.ZONE)
    for step in steps:
        news = await stage.play(step)
        _count(tally, news)
        if as_json:
            _print_events(news)
        else:
            narrator.tell(step, news, await stage.records.letters_of(stage.mentorship))


def _count(tally: Tally, news: Sequence[Told]) -> None:
    tally.events += len(news)
    tally.streams |= {told.event.stream for told in news}


def _print_events(news: Sequence[Told]) -> None:
    for told in news:
        event = told.event
        print_json(
            {
                "at": event.at,
                "stream": event.stream,
                "version": event.version,
                "type": event.type,
                "stage": told.stage,
                "actor": event.actor,
                "data": event.data,
            }
        )


def _prologue() -> None:
    about = (
        ": one mentorship, from the search to its ending. The people are made up; the servers are "
        "real, and only the clock is turned.\n"
    )
    screen().print(styled("\n", ("The resident", "head"), about))


async def _epilogue(
    stage: Theatre,
    settings: Settings,
    tally: Tally,
    *,
    letters: Sequence[LedgerLine],
    took: float,
) -> None:
    console = screen()
    console.print(styled("\n", ("The end.", "head"), f" {stage.days} days in {took:.0f} seconds."))
    if tally.problems:
        console.print("\n".join(tally.problems), style="bad")
    else:
        told = f" {tally.events} events in {len(tally.streams)} streams, and every record verifies."
        console.print(styled(("✓", "good"), told))
    console.print(_told_of(letters))
    home, again = home_of(settings), invoked_as()
    console.print("")
    console.print(facts({"letters": f"{home / 'mail'}", "all data": f"{home}"}))
    console.print("\nTo look around in it:\n")
    for line in (
        f"MENTORSHIP_HOME={home} {again} up",
        f"MENTORSHIP_HOME={home} {again} history {short(stage.mentorship)}",
    ):
        console.print(Text(f"  {line}", style="key"), soft_wrap=True)


def _told_of(letters: Sequence[LedgerLine]) -> Text:
    """Say how many letters left in how many mails, and how many were spared."""
    mails = len({each.mail for each in letters if each.sent_at})
    sent = sum(1 for each in letters if each.sent_at)
    spared = sum(1 for each in letters if each.dropped_at)
    words = f" {sent} letters sent in {mails} mails; no longer applied, so dropped: {spared}."
    return styled(("✓" if sent + spared == len(letters) else "!", "good"), words)
