"""`mentorship retry`."""

from typing import Annotated
from uuid import UUID

import typer
from temporalio.client import Client, RPCError

from cli.exits import Down, ExitCode
from cli.finding import Target, find_target
from cli.installation import connect_to_temporal
from cli.output import AsJson, print_json, tell
from cli.receipts import exit_code_of, tell_receipt
from cli.session import Session, run, session
from domain.envelopes import Receipt
from records.recorded import stream_parts
from runtime.clock import now
from workflows import client as edge

app = typer.Typer(add_completion=False)

Ident = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="A mentorship's id or its first 4 characters; person/EMAIL; program/NAME.",
    ),
]


@app.command()
def retry(ident: Ident, *, as_json: AsJson = False) -> int:
    """Try again what was parked: commands that failed for a fault of ours.

    Do this when the cause is mended, such as a key that was missing. What fails again stays parked.
    """
    stream, receipts = run(_retried(ident))
    if as_json:
        print_json({"stream": stream, "receipts": receipts})
    elif not receipts:
        tell(f"Nothing is parked on {stream}, so there is nothing to try again.")
    else:
        for each in receipts:
            tell_receipt(each, as_json=False)
    return max((exit_code_of(each) for each in receipts), default=ExitCode.DONE)


async def _retried(word: str) -> tuple[str, tuple[Receipt, ...]]:
    async with session() as found:
        target = await _target(found, word)
        if target.ident is None or not await found.records.parked_of(target.category, target.ident):
            return target.stream, ()
        if target.category != "mentorship":
            at = now()
            return target.stream, await found.records.retry(target.category, target.ident, at=at)
        client = await connect_to_temporal(found.installation)  # before anything is decided
        receipts = await found.records.retry("mentorship", target.ident, at=now())
        await _wake(client, target.ident, task_queue=found.installation.task_queue)
        return target.stream, receipts


async def _target(found: Session, word: str) -> Target:
    """Return what is meant, even if nothing but a parked command is there, such as its opening."""
    for each in await found.records.parked():
        if each.stream in {word, f"mentorship/{word}"}:
            return Target(*stream_parts(each.stream))
    return await find_target(found.records, word)


async def _wake(client: Client, mentorship: UUID, *, task_queue: str) -> None:
    try:
        await edge.refresh(client, mentorship, task_queue=task_queue)
    except RPCError as error:
        sentence = (
            "What was parked was tried again, but Temporal does not answer; "
            "the mentorship takes note when it is back."
        )
        raise Down(sentence, server="Temporal") from error
