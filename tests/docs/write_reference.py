"""Writes the reference from the code: ``python -m tests.docs.write_reference``."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.docs.reference.api import api, openapi
from tests.docs.reference.command_line import command_line
from tests.docs.reference.language import commands, events, refusals
from tests.docs.reference.letters import letters_page
from tests.docs.reference.numbers import dates, policy, settings
from tests.docs.reference.rights import rights
from tests.docs.reference.rules import ROOT
from tests.docs.reference.tables import alert_rules, exporting, importing, metrics
from tests.docs.reference.temporal import temporal

REFERENCE = ROOT / "docs" / "reference"

PAGES: Mapping[str, Callable[[], str]] = {
    "alerts.json": alert_rules,
    "api.md": api,
    "command-line.md": command_line,
    "commands.md": commands,
    "dates.md": dates,
    "events.md": events,
    "export.md": exporting,
    "import.md": importing,
    "letters.md": letters_page,
    "metrics.md": metrics,
    "openapi.json": openapi,
    "policy.md": policy,
    "refusals.md": refusals,
    "rights.md": rights,
    "settings.md": settings,
    "temporal.md": temporal,
}
"""Each file of the reference, and what writes it."""


def path_of(name: str) -> Path:
    """Return where a file is kept."""
    return REFERENCE / name


if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for each, written in PAGES.items():
        path_of(each).write_text(written(), encoding="utf-8")
        print(path_of(each))  # noqa: T201 - whoever runs this wants to know
