"""The worker: settings, wiring, run. Start it with ``python -m worker``.

SIGTERM stops it in good order, a second one at once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import WorkerDeploymentConfig

from activities.deliver import Deliverer
from activities.links import LinkMaker
from activities.measures import Unmeasured
from activities.post import Poster
from activities.record import Recorder
from activities.sweep import Sweeper
from letters.errors import LettersError
from letters.message import sender_address
from letters.post import Postman
from letters.render import Templates
from letters.route import Route
from records.errors import RecordsError
from records.migrations import check_schema
from records.roles import as_service
from records.store import Records
from runtime.capacity import capacity_of
from runtime.cipher import Cipher
from runtime.clock import now
from runtime.database import Pool, connect_pool
from runtime.deployment import current_build, deployment_of, how_to_promote
from runtime.exit import leave
from runtime.keys import installation_cipher
from runtime.lifetime import keep_for_good, live
from runtime.monitoring.monitor import Monitor, monitored
from runtime.places import Places, find_places
from runtime.settings import Settings
from runtime.temporal import build_worker, connect
from runtime.tokens import new_token
from workflows.client import refresh
from workflows.introduction import NOT_OURS, introduce
from workflows.mailbox import Mailbox
from workflows.mailbox_client import wake_mailbox
from workflows.mentorship import Mentorship
from workflows.sweep import Sweep

log = structlog.get_logger("worker")


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set, then finish what is under way within the settings' limit.

    Raises:
        SetupError, RecordsError, LettersError: something outside is not as it must be.
    """
    places = find_places(settings)
    cipher = installation_cipher(settings)
    route = Route.parse(places.smtp_url, mail_from=settings.mail_from)
    templates = Templates.load(settings.letters_dir)
    deployment, capacity = _deployment(settings, places), capacity_of(settings)
    async with monitored(host=settings.health_host, port=settings.health_port) as monitor:
        client = await connect(places.temporal_address, runtime=monitor.sdk.runtime)
        if problem := await introduce(client, task_queue=settings.task_queue):
            log.warning("temporal.not_ours_to_set_up", problem=problem)
        await _look_at_version(client, deployment)
        postman = Postman(route, templates, per_minute=settings.letters_per_minute)
        hands = _activities(settings, places, client, cipher=cipher, post=postman, monitor=monitor)
        async with postman, hands as activities:
            worker = build_worker(
                client,
                task_queue=settings.task_queue,
                workflows=[Mentorship, Mailbox, Sweep],
                activities=activities,
                graceful_stop=timedelta(seconds=settings.graceful_stop_seconds),
                capacity=capacity,
                deployment=deployment,
            )
            monitor.watch_worker(worker)
            async with worker:
                keep_for_good()
                log.info("worker.started", task_queue=settings.task_queue)
                await stop.wait()
                monitor.readiness.drain()
    log.info("worker.stopped")


@asynccontextmanager
async def _activities(
    settings: Settings,
    places: Places,
    client: Client,
    *,
    cipher: Cipher,
    post: Postman,
    monitor: Monitor,
) -> AsyncIterator[list[Callable[..., Any]]]:
    connections = settings.database_connections
    async with connect_pool(places.database_url, max_size=connections, init=as_service) as pool:
        await _look_at_schema(pool)
        records = Records(pool, opener=cipher.open)
        monitor.watch_database(pool, health=lambda: records.health(at=now()))
        wake = partial(refresh, client, task_queue=settings.task_queue)
        wake_box = partial(wake_mailbox, client, task_queue=settings.task_queue)
        links = LinkMaker(records, new_token=new_token, public_url=places.public_url)
        measures = monitor.metrics or Unmeasured()
        sender = sender_address(settings.mail_from)
        yield [
            Recorder(records, measures=measures).record,
            Poster(records, wake_box, measures=measures).post,
            Deliverer(
                records, post, links=links, wake=wake_box, sender=sender, measures=measures
            ).deliver,
            Sweeper(records, wake, wake_box, measures=measures).sweep,
        ]


async def _look_at_schema(pool: Pool) -> None:
    """Go on only on this release's tables; making them is for the database's owner."""
    async with pool.acquire() as connection:
        if later := await check_schema(connection):
            log.warning("database.is_newer", migrations=later)


def _deployment(settings: Settings, places: Places) -> WorkerDeploymentConfig | None:
    """Return this worker's version; on the embedded server, where nobody promotes one, none."""
    deployment = deployment_of(settings)
    return deployment if places.temporal_address is None else None


async def _look_at_version(client: Client, deployment: WorkerDeploymentConfig | None) -> None:
    """Say how this version gets work if it is not the current one: by itself it gets none."""
    if deployment is None:
        return
    version = deployment.version
    try:
        current = await current_build(client, version.deployment_name)
    except RPCError as refused:
        if refused.status not in NOT_OURS:
            raise
        return
    if current != version.build_id:
        log.warning("worker.not_current", current=current, promote=how_to_promote(version))


if __name__ == "__main__":
    leave(asyncio.run(live("worker", run, foreseen=(RecordsError, LettersError))))
