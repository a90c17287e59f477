"""`mentorship up`."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import typer
from rich.text import Text

from cli.installation import open_records
from cli.invocation import invoked_as
from cli.output import AsJson, facts, print_json, screen, styled
from cli.progress import progress
from cli.serving import Part, Running, everything, until_stopped
from records.queries import Which
from runtime.settings import Settings

app = typer.Typer(add_completion=False)

_FIRST_STEPS = (
    "program create Residency --zone America/Denver",
    'do new register_person name="Maya Okafor" email=maya@example.org zone=America/Denver',
    "do person/maya@example.org grant_role program=Residency role=mentee",
    "open --program Residency --mentee maya@example.org",
    "access link maya@example.org",
)
_LATER_STEPS = ("list", "next ID", "access link EMAIL", "do ID COMMAND key=value … --dry-run")


@app.command()
def up(*, as_json: AsJson = False) -> None:
    """Run everything: the web service, a worker, PostgreSQL, Temporal and mail; Ctrl-C stops it.

    Servers of your own are used where the environment names them: MENTORSHIP_DATABASE_URL,
    MENTORSHIP_SMTP_URL, TEMPORAL_ADDRESS.
    """
    asyncio.run(_up(Settings.load(), as_json=as_json))
    if not as_json:
        screen().print("Stopped. The data stay where they are.", style="quiet")


async def _up(settings: Settings, *, as_json: bool) -> None:
    await until_stopped(_serve(settings, as_json=as_json))


async def _serve(settings: Settings, *, as_json: bool) -> None:
    started = asyncio.get_running_loop().time()
    async with AsyncExitStack() as exits:
        with progress(quiet=as_json) as say:
            running = await exits.enter_async_context(
                everything(settings, progress=say, tell=_teller(as_json=as_json))
            )
        took = asyncio.get_running_loop().time() - started
        if as_json:
            ours = {"worker": running.worker.pid, "web": running.web.pid}
            print_json({"event": "up", **running.servers.model_dump(mode="json"), **ours})
        else:
            await _welcome(running, took=took)
        await running.watch()


def _teller(*, as_json: bool) -> Callable[[Part, str], None]:
    def tell(part: Part, sentence: str) -> None:
        if as_json:
            print_json({"event": f"{part}_ended", "sentence": sentence})
        else:
            screen().print(sentence, style="warn", soft_wrap=True)

    return tell


async def _welcome(running: Running, *, took: float) -> None:
    servers, console = running.servers, screen()
    console.print(styled(("Everything is up", "good"), f" after {took:.1f} seconds.\n"))
    where = {
        "web pages": running.address,
        "Temporal Web UI": servers.temporal_ui_url,
        "letters": str(_near(servers.maildir)) if servers.smtp_url else None,
        "PostgreSQL": _without_password(running.installation.database_url),
        "data and logs": str(_near(servers.home)),
    }
    console.print(facts(where))
    again = invoked_as()
    async with open_records(running.installation) as records:
        steps = _LATER_STEPS if await records.mentorships(Which(), limit=1) else _FIRST_STEPS
    console.print("\nGo on in another terminal, in this directory:\n")
    for step in steps:
        console.print(Text(f"  {again} {step}", style="key"), soft_wrap=True)
    console.print("\nCtrl-C stops everything.", style="quiet")


def _near(path: Path) -> Path:
    """Return a path as one would type it here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    return parts._replace(netloc=f"{user}{place}").geturl()
