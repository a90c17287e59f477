"""`mentorship retry`."""

from typing import Annotated
from uuid import UUID

import typer
from temporalio.client import Client, RPCError

from cli.checkup import spoken
from cli.exits import Down, ExitCode, Usage
from cli.finding import Target, find_target
from cli.output import AsJson, print_json, screen, table, tell
from cli.receipts import exit_code_of, tell_receipt
from cli.session import Session, run, session
from cli.temporal import connect_to_temporal
from domain.envelopes import Receipt
from records.parking import Parked
from records.recorded import stream_parts
from runtime.clock import now
from workflows import client as edge

app = typer.Typer(add_completion=False)

Ident = Annotated[
    str | None,
    typer.Argument(
        metavar="ID",
        help="A mentorship's id or its first 4 characters; person/EMAIL; program/NAME.",
    ),
]
_NOTHING = "Nothing is parked, so there is nothing to try again."

Retried = tuple[str, tuple[Receipt, ...]]
"""A stream, and what became of its parked commands."""


@app.command()
def retry(
    ident: Ident = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Try again whatever is parked anywhere.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Try again what was parked: commands that failed for a fault of ours.

    Do this when the cause is mended, such as a key that was missing. What fails again stays parked.
    Without an ID and --all it tries nothing, and tells what is parked and why.
    """
    if ident is not None and everything:
        sentence = "Name one thing to retry by its ID, or say --all, not both."
        raise Usage(sentence)
    if everything:
        return _tell_all(run(_all_retried()), as_json=as_json)
    if ident is None:
        return _tell_parked(run(_parked()), as_json=as_json)
    return _tell(run(_one_retried(ident)), as_json=as_json)


def _tell_parked(parked: list[Parked], *, as_json: bool) -> int:
    if as_json:
        print_json({"parked": [_document(each) for each in parked]})
    elif not parked:
        tell(_NOTHING)
    else:
        listed = table("what", "command", "since", "tries", "why")
        for each in parked:
            since = spoken(now() - each.entered_at)
            listed.add_row(each.stream, each.envelope.type, since, str(each.attempts), each.error)
        screen().print(listed)
        tell(("Mend the cause, then 'mentorship retry --all'.", "quiet"))
    return ExitCode.DONE


def _document(parked: Parked) -> dict[str, object]:
    return {
        "stream": parked.stream,
        "command_id": parked.envelope.id,
        "type": parked.envelope.type,
        "entered_at": parked.entered_at,
        "attempts": parked.attempts,
        "retry_at": parked.retry_at,
        "error": parked.error,
    }


def _tell(retried: Retried, *, as_json: bool) -> int:
    stream, receipts = retried
    if as_json:
        print_json({"stream": stream, "receipts": receipts})
    elif not receipts:
        tell(f"Nothing is parked on {stream}, so there is nothing to try again.")
    else:
        for each in receipts:
            tell_receipt(each, as_json=False)
    return _exit_code(receipts)


def _tell_all(retried: list[Retried], *, as_json: bool) -> int:
    if as_json:
        print_json(
            {"streams": [{"stream": stream, "receipts": every} for stream, every in retried]}
        )
    elif not retried:
        tell(_NOTHING)
    else:
        for each in retried:
            tell((each[0], "head"))
            _tell(each, as_json=False)
    return _exit_code([receipt for _, every in retried for receipt in every])


def _exit_code(receipts: list[Receipt] | tuple[Receipt, ...]) -> int:
    return max((exit_code_of(each) for each in receipts), default=ExitCode.DONE)


async def _parked() -> list[Parked]:
    async with session() as found:
        return await found.records.parked()


async def _one_retried(word: str) -> Retried:
    async with session() as found:
        found.installation.require_keys()
        return await _retried(found, await _target(found, word))


async def _all_retried() -> list[Retried]:
    async with session() as found:
        found.installation.require_keys()
        streams = await found.records.parked_streams()
        return [await _retried(found, Target(*stream_parts(stream))) for stream in streams]


async def _retried(found: Session, target: Target) -> Retried:
    if target.ident is None or not await found.records.parked_of(target.category, target.ident):
        return target.stream, ()
    if target.category != "mentorship":
        receipts = await found.records.retry(target.category, target.ident, at=now())
        return target.stream, receipts
    client = await connect_to_temporal(found.installation)  # before anything is decided
    receipts = await found.records.retry("mentorship", target.ident, at=now())
    await _wake(client, target.ident, task_queue=found.installation.task_queue)
    return target.stream, receipts


async def _target(found: Session, word: str) -> Target:
    """Return what is meant, even if nothing but a parked command is there, such as its opening."""
    for stream in await found.records.parked_streams():
        if stream in {word, f"mentorship/{word}"}:
            return Target(*stream_parts(stream))
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
