"""`mentorship records`: what keeps the records whole."""

from pathlib import Path
from typing import Annotated

import typer

from cli.advance import advancing
from cli.backups import dumped, keys_sentence, loaded
from cli.exits import ExitCode
from cli.heads import HeadsFile, read_heads, write_heads
from cli.output import AsJson, print_json, screen, styled, table, tell
from cli.session import run, session
from records.verify import Heads, Problem
from runtime.clock import now

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Keep the records whole: check, rebuild, dump and load them. Each speaks --json.",
)

SHOWN = 50
"""Problems told one by one; ``--json`` tells all."""

Sums = dict[str, tuple[int, int]]


@app.command()
def verify(
    *,
    heads: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Heads exported earlier: they show what was cut off."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Check every event: nothing changed, lost or reordered since it was written.

    Events cut off at the end of a stream, with all that pointed at them, are missed only by whoever
    kept the heads: give them by --heads. Exit code 1 if anything is wrong.
    """
    exported = read_heads(heads) if heads else None
    present, problems = run(_verified(exported, quiet=as_json))
    events = sum(version for version, _ in present.values())
    if as_json:
        print_json({"streams": len(present), "events": events, "problems": problems})
    else:
        _tell_problems(len(present), events, problems)
    return ExitCode.REFUSED if problems else ExitCode.DONE


async def _verified(exported: Heads | None, *, quiet: bool) -> tuple[Heads, list[Problem]]:
    async with session() as found:
        with advancing("Checking", "events", quiet=quiet) as told:
            problems = [each async for each in found.records.verify(exported=exported, told=told)]
        return await found.records.heads(), problems


def _tell_problems(streams: int, events: int, problems: list[Problem]) -> None:
    if not problems:
        tell(("✓", "good"), f" All {events} events of {streams} streams are as they were recorded.")
        return
    found = table("stream", "version", "finding", "what is wrong")
    for each in problems[:SHOWN]:
        found.add_row(each.stream, str(each.version), each.finding, each.sentence)
    screen().print(found)
    if len(problems) > SHOWN:
        tell((f"… and {len(problems) - SHOWN} more; --json tells all.", "quiet"))
    tell((f"Findings: {len(problems)}, in {events} events.", "bad"))


@app.command()
def heads(
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write; without it, standard output."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Export where each stream ends, to be kept elsewhere for 'records verify --heads'."""
    taken = HeadsFile(taken_at=now(), streams=dict(run(_heads())))
    if out is None:
        print_json(taken)
        return
    write_heads(out, taken)
    if as_json:
        print_json({"file": str(out), "streams": len(taken.streams)})
    else:
        tell(("✓", "good"), f" The heads of {len(taken.streams)} streams are in {out}.")


async def _heads() -> Heads:
    async with session() as found:
        return await found.records.heads()


@app.command()
def rebuild(*, as_json: AsJson = False) -> None:
    """Make the read tables again from the events, beside live traffic, and say what differed.

    Lists and searches go on meanwhile, on the tables there are; the new ones take their place at
    the end, at once.
    """
    streams, before, after = run(_rebuilt(quiet=as_json))
    if as_json:
        sums = {name: {"before": before[name], "after": after[name]} for name in after}
        print_json({"streams": streams, "tables": sums})
        return
    made = table("table", "rows before", "rows now", "")
    for name, (rows, _) in after.items():
        differs = before[name] != after[name]
        word = ("differs", "warn") if differs else ("the same", "quiet")
        made.add_row(name, str(before[name][0]), str(rows), styled(word))
    screen().print(made)
    tell(("✓", "good"), f" The read tables are made again from {streams} streams.")
    if before != after:
        tell(("What was recorded meanwhile differs too; nothing was lost by it.", "quiet"))


async def _rebuilt(*, quiet: bool) -> tuple[int, Sums, Sums]:
    async with session() as found:
        before = await found.records.checksum()
        total = len(await found.records.heads())
        with advancing("Rebuilding", "streams", quiet=quiet, total=total) as told:
            streams = await found.records.rebuild(told=told)
        return streams, before, await found.records.checksum()


@app.command()
def dump(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write all records to one file while everything runs: the first half of a back-up.

    It is PostgreSQL's own format, readable by you alone, and has been read to its end when this
    ends. Give MENTORSHIP_DATABASE_URL of the database's owner. The keys (MENTORSHIP_KEYS, or the
    home's file 'keys') are not in it: keep them too, and apart from it.
    """
    made = run(dumped(file, quiet=as_json))
    if as_json:
        print_json({"file": str(made.file), "bytes": made.size, "migration": made.migration})
        return
    size = f"{made.size:,} bytes, as of migration {made.migration}"
    tell(("✓", "good"), f" The records are in {made.file} ({size}).")
    screen().print(keys_sentence(), style="warn", soft_wrap=True)


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What 'records dump' wrote.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Put a dump into an empty database: all of it, or nothing. 'mentorship restore' comes next.

    An older release's dump is brought to this release. Give MENTORSHIP_DATABASE_URL of the
    database's owner, and the keys of the time of the dump (MENTORSHIP_KEYS, or the home's file
    'keys').
    """
    made, sealed = run(loaded(file, quiet=as_json))
    if as_json:
        print_json(
            {
                "streams": made.streams,
                "events": made.events,
                "migrated": made.migrated,
                "parked_without_key": sealed,
            }
        )
        return
    tell(("✓", "good"), f" {made.events} events of {made.streams} streams are loaded.")
    if made.migrated:
        tell(f"They were brought to this release by migration {', '.join(made.migrated)}.")
    if sealed:
        words = (
            f"Parked commands that open with none of the keys here: {sealed}; add the keys of the "
            "time of the dump, then 'mentorship retry --all'."
        )
        screen().print(words, style="bad", soft_wrap=True)
    tell(("Next: 'mentorship restore' gives every open mentorship its clock again.", "quiet"))
