"""How the command line tells what became of letters."""

from collections.abc import Sequence

from rich.text import Text

from cli.finding import short
from cli.output import screen, styled, table
from cli.words import Reader, spoken
from records.outbox import LedgerLine


def tell_letters_of(lines: Sequence[LedgerLine], reader: Reader) -> None:
    """Print the letters of a mentorship, oldest first."""
    rows = [(line.name or "(gone)", line) for line in lines]
    _tell("to", rows, reader, none="No letters were written yet.")


def tell_letters_to(lines: Sequence[LedgerLine], reader: Reader) -> None:
    """Print the letters to a person, oldest first."""
    rows = [(short(line.mentorship) if line.mentorship else "—", line) for line in lines]
    _tell("mentorship", rows, reader, none="No letters were written to this person yet.")


def _tell(
    column: str, rows: Sequence[tuple[str, LedgerLine]], reader: Reader, *, none: str
) -> None:
    if not rows:
        screen().print(none, style="quiet")
        return
    listed = table("written", column, "about", "what became of it")
    for name, line in rows:
        written = reader.moment(line.raised_at)
        listed.add_row(written, name, spoken(line.kind), fate(line, reader))
    screen().print(listed)
    screen().print(f"Times are those of {reader.zone}.", style="quiet")


def fate(line: LedgerLine, reader: Reader) -> Text:
    """Return what became of a letter until now: ``sent on …``, ``held until …: quiet hours``."""
    said, style = _fate(line, reader)
    return styled((f"{_company(line)}{said}", style))


def _company(line: LedgerLine) -> str:
    others = line.in_mail - 1
    if others < 1 or line.dropped_at is not None:
        return ""
    how = "gathered" if line.is_reminder else "together"
    return f"{how} with {others} other{'' if others == 1 else 's'}, "


def _fate(line: LedgerLine, reader: Reader) -> tuple[str, str]:
    if line.sent_at is not None:
        return f"sent on {reader.moment(line.sent_at)}", "good"
    if line.dropped_at is not None:
        return f"dropped on {reader.moment(line.dropped_at)}: {line.dropped_why}", "quiet"
    if line.given_up_at is not None:
        return f"given up on {reader.moment(line.given_up_at)}: {line.last_error}", "bad"
    if line.held_why is not None and line.next_try_at is not None:
        return f"held until {reader.moment(line.next_try_at)}: {_held(line)}", "warn"
    if line.attempts:
        times = "once" if line.attempts == 1 else f"{line.attempts} times"
        return f"failed {times}{_again(line, reader)}: {line.last_error}", "bad"
    return "waiting", "warn"


def _held(line: LedgerLine) -> str:
    return f"{line.held_why} ({line.last_error})" if line.last_error else f"{line.held_why}"


def _again(line: LedgerLine, reader: Reader) -> str:
    return f", again on {reader.moment(line.next_try_at)}" if line.next_try_at else ""
