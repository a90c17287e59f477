"""The web service: settings, wiring, run. Start it with ``python -m web``.

SIGTERM stops it in good order: what was asked is answered, and streams end at once. A second one
stops it at once. It speaks plain HTTP; a proxy before it speaks HTTPS.
"""

import argparse
import asyncio
import socket
from functools import partial
from urllib.parse import urlsplit

import structlog

from letters.errors import LettersError
from records.errors import RecordsError
from runtime.exit import leave
from runtime.http_server import answering
from runtime.lifetime import keep_for_good, live
from runtime.listening import inherited, listen
from runtime.monitoring.web import WebMonitor, web_monitored
from runtime.settings import Settings, variable
from runtime.web_settings import DEFAULT_WEB_PORT
from web.app import create_app
from web.services import Services
from web.serving import Served
from web.wiring import wired

log = structlog.get_logger("web")


async def run(settings: Settings, stop: asyncio.Event, *, descriptor: int | None = None) -> None:
    """Answer until ``stop`` is set, then finish what is under way within the settings' limit.

    Args:
        settings: where, and with what.
        stop: is set when the service shall end.
        descriptor: a socket that a parent opened for us; None opens the one of the settings.

    Raises:
        SetupError, RecordsError, LettersError: something outside is not as it must be.
    """
    async with web_monitored(host=settings.health_host, port=settings.health_port) as monitor:
        with _listener(settings, descriptor) as listener:
            async with wired(settings, monitor) as services:
                served = Served(create_app(services), monitor)
                _tell(listener, services)
                await _serve(served, listener, settings, stop=stop, monitor=monitor)
    log.info("web.stopped")


async def _serve(
    served: Served,
    listener: socket.socket,
    settings: Settings,
    *,
    stop: asyncio.Event,
    monitor: WebMonitor,
) -> None:
    async with answering(
        served,
        listener,
        goodbye_within=settings.graceful_stop_seconds,
        trusted_proxies=settings.trusted_proxies,
    ):
        keep_for_good()
        monitor.is_open()
        await stop.wait()
        monitor.readiness.drain()
        served.end_streams()


def _listener(settings: Settings, descriptor: int | None) -> socket.socket:
    if descriptor is not None:
        return inherited(descriptor)
    port = settings.web_port or DEFAULT_WEB_PORT
    return listen(settings.web_host, port, setting=variable("web_port"))


def _tell(listener: socket.socket, services: Services) -> None:
    host, port, *_ = listener.getsockname()
    log.info("web.started", host=host, port=port, public_url=services.public_url)
    here = urlsplit(services.public_url).hostname == "localhost"
    if not (services.is_enciphered or here):
        log.warning("web.nobody_can_sign_in", problem="browsers keep no session without https")


def _descriptor() -> int | None:
    arguments = argparse.ArgumentParser(prog="python -m web", description="Run the web service.")
    arguments.add_argument("--fd", type=int, help="a socket to answer at, opened by the parent")
    chosen: int | None = arguments.parse_args().fd
    return chosen


if __name__ == "__main__":
    serve = partial(run, descriptor=_descriptor())
    leave(asyncio.run(live("web", serve, foreseen=(RecordsError, LettersError))))
