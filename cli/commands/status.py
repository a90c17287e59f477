"""`mentorship status`."""

import asyncio

import typer
from temporalio.client import Client, RPCError

from cli import checkup
from cli.checkup import EXIT_CODES, Check, State, worst
from cli.output import AsJson, print_json, screen, styled, table
from cli.whereabouts import Whereabouts, not_running, whereabouts
from records.connections import outages_told
from records.errors import RecordsError
from records.health import health
from records.migrations import check_schema
from records.roles import as_service
from runtime.clock import now
from runtime.database import connect_pool
from runtime.deployment import current_build
from runtime.errors import SetupError
from runtime.settings import Settings
from runtime.temporal import connect
from workflows.watch import Poller, pollers, sweep_state

app = typer.Typer(add_completion=False)

PATIENCE = 5.0
"""Seconds after which a server that says nothing is down."""

_MARKS = {
    State.HEALTHY: ("✓", "good"),
    State.NEEDS_ATTENTION: ("!", "warn"),
    State.DOWN: ("✗", "bad"),
}


@app.command()
def status(*, as_json: AsJson = False) -> int:
    """Tell how everything does, for a person or for a monitor.

    What is up is told even if something else is down. Exit codes:

    0: healthy.

    1: somebody has to look. A letter waits for more than 15 minutes, or one
    was given up in the last week; a deadline or a stream is more than 10
    minutes late; a command is parked; the sweep has not run for 15 minutes.

    3: the database, Temporal or every worker is down.
    """
    places, at = whereabouts(Settings.load()), now()
    checks = asyncio.run(_checks(places))
    state = worst(checks)
    if as_json:
        print_json({"state": state, "at": at, "checks": checks})
    else:
        _tell(checks)
    return EXIT_CODES[state]


def _tell(checks: list[Check]) -> None:
    listed = table("", "", "")
    listed.show_header = False
    for each in checks:
        listed.add_row(styled(_MARKS[each.state]), each.name, each.sentence)
    screen().print(listed)


async def _checks(places: Whereabouts) -> list[Check]:
    groups = await asyncio.gather(_of_database(places), _of_temporal(places))
    return [check for group in groups for check in group]


async def _of_database(places: Whereabouts) -> list[Check]:
    if places.database_url is None:
        return [checkup.down("database", str(not_running("PostgreSQL", places.home)))]
    try:
        async with (
            asyncio.timeout(PATIENCE),
            connect_pool(places.database_url, max_size=1, init=as_service) as pool,
        ):
            with outages_told():
                async with pool.acquire() as connection:
                    newer = await check_schema(connection)
                    found = await health(connection, at=now())
    except (SetupError, RecordsError) as error:
        return [checkup.down("database", str(error))]
    except TimeoutError:
        return [checkup.down("database", f"does not answer within {PATIENCE:.0f} seconds")]
    return [checkup.database(newer), *checkup.records(found)]


async def _of_temporal(places: Whereabouts) -> list[Check]:
    if places.temporal_address is None and not places.temporal_configured:
        return [checkup.down("temporal", str(not_running("Temporal", places.home)))]
    try:
        async with asyncio.timeout(PATIENCE):
            client = await connect(places.temporal_address)
            return await _of_client(client, places.task_queue)
    except SetupError as error:
        return [checkup.down("temporal", str(error))]
    except RPCError as error:
        return [checkup.down("temporal", f"does not answer as it should ({error.message})")]
    except TimeoutError:
        return [checkup.down("temporal", f"does not answer within {PATIENCE:.0f} seconds")]


async def _of_client(client: Client, queue: str) -> list[Check]:
    at = now()
    found, state = await asyncio.gather(
        pollers(client, task_queue=queue, at=at), sweep_state(client, task_queue=queue)
    )
    current = await _current(client, found)
    return [
        checkup.temporal(client.service_client.config.target_host),
        checkup.workers(found, current, queue=queue),
        checkup.sweep(state, at=at),
    ]


async def _current(client: Client, found: tuple[Poller, ...]) -> dict[str, str | None]:
    """Return the current build of each deployment that works here."""
    names = {each.deployment for each in found if each.deployment}
    return {name: await current_build(client, name) for name in names}
