"""`mentorship restore`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import typer
from temporalio.client import Client, RPCError

from cli.advance import advancing
from cli.exits import Down
from cli.output import AsJson, print_json, screen, tell
from cli.session import Session, run, session
from cli.temporal import connect_to_temporal
from records.store import Records
from runtime.clock import now
from workflows import restore as clocks
from workflows.introduction import introduce
from workflows.restore import Restored
from workflows.watch import pollers

app = typer.Typer(add_completion=False)

_PAGE = 1_000


@dataclass(frozen=True)
class _Ended:
    restored: Restored
    workers: int
    set_up: bool


@app.command()
def restore(
    *,
    wake: Annotated[
        bool,
        typer.Option("--wake", help="Let those that run look at the records again, too."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Give every open mentorship its clock again, from the records: after Temporal's data are lost.

    A mentorship whose workflow runs is left alone, so this may be repeated, and two at once do no
    harm. Use --wake when Temporal, or the records, were put back to an earlier day. The sweep's
    schedule and the search attributes are made, too.
    """
    ended = run(_restored(wake=wake, quiet=as_json))
    made = ended.restored
    if as_json:
        print_json(
            {
                "started": made.started,
                "running": made.running,
                "woken": made.running if wake else 0,
                "workers": ended.workers,
                "set_up": ended.set_up,
            }
        )
        return
    running = "woken" if wake else "running already"
    tell(("✓", "good"), f" Mentorships started: {made.started}; {running}: {made.running}.")
    if not ended.set_up:
        _warn("Temporal's operators have to make the search attributes and the sweep's schedule.")
    if not ended.workers:
        _warn("No worker takes tasks now, so nothing goes on until one is started.")


def _warn(sentence: str) -> None:
    screen().print(sentence, style="warn", soft_wrap=True)


async def _restored(*, wake: bool, quiet: bool) -> _Ended:
    async with session() as found:
        total = (await found.records.health(at=now())).open_mentorships
        client = await connect_to_temporal(found.installation)
        so_far = Restored()
        try:
            set_up = await introduce(client, task_queue=found.installation.task_queue) is None
            with advancing("Restoring", "mentorships", quiet=quiet, total=total) as told:

                def tell_and_keep(restored: Restored) -> None:
                    nonlocal so_far
                    so_far = restored
                    told(restored.seen)

                made = await _each(found, client, wake=wake, told=tell_and_keep)
            queue = found.installation.task_queue
            there = await pollers(client, task_queue=queue, at=now())
        except RPCError as error:
            raise _cut_short(so_far, error) from error
        return _Ended(made, len(there), set_up)


async def _each(found: Session, client: Client, *, wake: bool, told: clocks.Told) -> Restored:
    return await clocks.restore(
        client,
        _open(found.records),
        task_queue=found.installation.task_queue,
        wake=wake,
        told=told,
    )


def _cut_short(so_far: Restored, error: RPCError) -> Down:
    sentence = (
        f"Temporal stopped answering after {so_far.started} mentorships were started "
        f"({error.status.name.lower()}): run it again, and those are left alone."
    )
    return Down(sentence, server="Temporal", started=so_far.started)


async def _open(records: Records) -> AsyncIterator[UUID]:
    last: UUID | None = None
    while page := await records.open_mentorships(after=last, limit=_PAGE):
        for each in page:
            yield each
        last = page[-1]
