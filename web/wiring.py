"""The services of one process, wired: records, workflows and post, as the settings say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from letters.message import sender_address
from letters.post import Postman
from letters.render import Templates
from letters.route import Route
from records.migrations import check_schema
from records.roles import as_service
from records.store import Records
from runtime.clock import now
from runtime.database import Pool, connect_pool
from runtime.ids import new_id
from runtime.keys import installation_cipher
from runtime.monitoring.web import WebMonitor
from runtime.places import find_places
from runtime.settings import Settings, SettingsError, variable
from runtime.temporal import connect
from runtime.tokens import new_token
from web.errands import Errands
from web.services import OpenIdProvider, Services

_MEGABYTE = 2**20

log = structlog.get_logger(__name__)


@asynccontextmanager
async def wired(settings: Settings, monitor: WebMonitor) -> AsyncIterator[Services]:
    """Lend what every handler needs while the block lasts.

    Raises:
        SetupError, RecordsError, LettersError: something outside is not as it must be.
    """
    places, cipher = find_places(settings), installation_cipher(settings)
    route = Route.parse(places.smtp_url, mail_from=settings.mail_from)
    templates, sender = Templates.load(settings.letters_dir), sender_address(settings.mail_from)
    provider, connections = open_id_of(settings), settings.web_connections
    client = await connect(places.temporal_address, runtime=monitor.sdk.runtime)
    async with (
        Postman(route, templates, per_minute=settings.letters_per_minute) as postman,
        connect_pool(places.database_url, max_size=connections, init=as_service) as pool,
        Errands(within=settings.graceful_stop_seconds) as errands,
    ):
        await _watch(pool, monitor)
        yield Services(
            records=Records(pool, opener=cipher.open),
            temporal=client,
            task_queue=settings.task_queue,
            seal=cipher.seal,
            public_url=places.public_url,
            now=now,
            new_id=new_id,
            new_token=new_token,
            post=postman.send_message,
            sender=sender,
            templates=templates,
            errands=errands,
            open_id=provider,
            max_import_bytes=settings.max_import_mb * _MEGABYTE,
        )


def open_id_of(settings: Settings) -> OpenIdProvider | None:
    """Return the provider with whom people may sign in; None where nobody chose one.

    Raises:
        SettingsError: the settings name a part of one.
    """
    secret = settings.oidc_client_secret
    parts = {
        "oidc_issuer": settings.oidc_issuer,
        "oidc_client_id": settings.oidc_client_id,
        "oidc_client_secret": secret.get_secret_value() if secret else None,
    }
    if not any(parts.values()):
        return None
    for name, part in parts.items():
        if not part:
            given = next(variable(other) for other, each in parts.items() if each)
            raise SettingsError(
                variable(name),
                wrong=f"is missing, and {given} is set",
                right="set all three to let people sign in with OpenID Connect, or none of them",
            )
    issuer, client_id, client_secret = (f"{part}" for part in parts.values())
    return OpenIdProvider(issuer, client_id, client_secret, name=settings.oidc_name)


async def _watch(pool: Pool, monitor: WebMonitor) -> None:
    """Go on only on this release's tables, and be ready only while they are there."""

    async def later() -> tuple[str, ...]:
        async with pool.acquire() as connection:
            return await check_schema(connection)

    async def fits() -> bool:
        await later()
        return True

    if newer := await later():
        log.warning("database.is_newer", migrations=newer)
    monitor.watch_database(pool, answers=fits)
