"""Telling what became of a command, or would."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.text import Text

from cli.exits import ExitCode
from cli.output import print_json, screen, styled, table, tell
from cli.words import Reader, details, label_words, spoken, title
from domain.envelopes import Outcome, Receipt
from domain.standing import OpenDeadline, Standing
from records.dry_run import Preview


def tell_receipt(
    receipt: Receipt,
    *,
    as_json: bool,
    standing: Standing | None = None,
    reader: Reader | None = None,
) -> int:
    """Print a receipt, and where the mentorship stands now; return the exit code it means."""
    if as_json:
        print_json({"receipt": receipt, "standing": standing and _brief(standing)})
    else:
        _tell_outcome(receipt)
        if standing is not None and standing.stage and reader is not None:
            tell(*_stands(standing, reader))
        if receipt.version == 1:
            tell(receipt.stream.replace("/", " ", 1))
        tell((f"command {receipt.command_id}", "quiet"))
    return exit_code_of(receipt)


def exit_code_of(receipt: Receipt) -> ExitCode:
    """Return what a receipt means to a script."""
    match receipt.outcome:
        case Outcome.REFUSED:
            return ExitCode.REFUSED
        case Outcome.PARKED:
            return ExitCode.NOT_RECORDED
    return ExitCode.DONE


def _tell_outcome(receipt: Receipt) -> None:
    match receipt.outcome:
        case Outcome.RECORDED:
            events = ", ".join(_counted(receipt.events))
            tell(("✓ recorded ", "good"), f"as version {receipt.version}: {events}")
        case Outcome.NOTHING_CHANGED:
            tell(("✓ nothing changed ", "good"), "— it was so already.")
        case Outcome.REFUSED:
            tell(("✗ refused ", "bad"), receipt.sentence or "")
        case Outcome.PARKED:
            tell(("! parked ", "warn"), receipt.sentence or "")


def _counted(types: tuple[str, ...]) -> list[str]:
    counted = Counter(title(each) for each in types)
    return [name if number == 1 else f"{name} ({number} times)" for name, number in counted.items()]


def _stands(standing: Standing, reader: Reader) -> tuple[str | tuple[str, str], ...]:
    first = standing.deadlines[0] if standing.deadlines else None
    waits = f"; next, {_deadline(first, reader)}" if first else ""
    return "  now in ", (f"{standing.stage}", "stage"), waits


def _deadline(deadline: OpenDeadline, reader: Reader) -> str:
    about = label_words(deadline.label, deadline.kind)
    return f"{about} {reader.deadline(deadline.due, deadline.kind)}"


def _brief(standing: Standing) -> Mapping[str, Any]:
    return standing.model_dump(mode="json", exclude={"receipts"})


def tell_preview(preview: Preview, reader: Reader, *, as_json: bool) -> int:
    """Print what a command would do, or what it did already."""
    if as_json:
        print_json(_preview_document(preview))
        return exit_code_of(preview.receipt)
    if preview.settled:
        tell("This command was given before, and is not given twice:")
        return tell_receipt(preview.receipt, as_json=False)
    if not preview.events:
        tell("Nothing would change.")
        return ExitCode.DONE
    tell(("This would happen", "head"), " (nothing was recorded):")
    screen().print(_events(preview, reader))
    _tell_consequences(preview, reader)
    return ExitCode.DONE


def _preview_document(preview: Preview) -> Mapping[str, Any]:
    return {
        "dry_run": True,
        "settled": preview.settled,
        "receipt": preview.receipt,
        "events": preview.events,
        "letters": [{"kind": kind, "to": to} for kind, to in preview.letters],
        "deadlines": preview.deadlines,
    }


def _events(preview: Preview, reader: Reader) -> Any:
    listed = table("event", "")
    for event in preview.events:
        listed.add_row(title(str(event["type"])), details(event, reader))
    return listed


def _tell_consequences(preview: Preview, reader: Reader) -> None:
    if preview.letters:
        screen().print(Text("\nletters", style="head"))
    for kind, to in preview.letters:
        tell("  ", spoken(kind), (f" to {reader.person(to)}", "who"))
    if preview.deadlines:
        screen().print(styled("\n", ("deadlines afterwards", "head")))
    for each in preview.deadlines:
        tell(
            "  ",
            (reader.deadline(each.due, each.kind), "quiet"),
            f"  {spoken(each.label or each.kind)}",
        )
