"""What the Web UI shows of a mentorship: kinds, dates and ids, never a name or a text."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from activities.signatures import RecordStep
from domain.standing import Standing
from workflows.dates import Wake

DATES_SHOWN = 12

SUMMARY_LIMIT = 380
"""Bytes of a summary; Temporal takes 400."""


def step_summary(step: RecordStep) -> str:
    """Say what kinds of things a step records: ``note (2), reply due``."""
    kinds = [entered.envelope.type for entered in step.commands]
    kinds += [deadline.label or deadline.kind for deadline in step.deadlines]
    return _cut(", ".join(_counted(kinds)) or "look at the records")


def timer_summary(wake: Wake) -> str:
    """Say what a timer waits for: ``reply due: first ask — 18 March 2026, 06:00 UTC``."""
    return _cut(f"{wake.label[:150]} — {_moment(wake.at)}")


def details(standing: Standing) -> str:
    """Describe where the mentorship stands, as Markdown for the Web UI."""
    lines = [f"**{standing.stage or 'not opened'}** (version {standing.version})"]
    if standing.paused_until:
        lines.append(f"Paused until {_moment(standing.paused_until)}")
    if standing.attention:
        lines.append(f"Needs attention: {', '.join(standing.attention)}")
    shown = standing.deadlines[:DATES_SHOWN]
    lines += [f"- {_moment(one.due)}: {one.label or one.kind}" for one in shown]
    if more := len(standing.deadlines) - len(shown):
        lines.append(f"- and {more} later dates")
    if standing.letters_waiting:
        lines.append("Letters are on their way.")
    return "\n\n".join(lines)


def mailbox_details(next_at: datetime | None) -> str:
    """Describe what a mailbox waits for, as Markdown for the Web UI."""
    return "No letters wait." if next_at is None else f"Looks again on {_moment(next_at)}."


def _counted(kinds: Sequence[str]) -> list[str]:
    return [kind if n == 1 else f"{kind} ({n})" for kind, n in Counter(kinds).items()]


def _moment(at: datetime) -> str:
    moment = at.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _cut(text: str) -> str:
    # What callers send as a command's type may be anything: here it is shown without surprises.
    shown = text if text.isprintable() else ascii(text)
    return shown.encode()[:SUMMARY_LIMIT].decode(errors="ignore")
