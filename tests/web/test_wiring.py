"""The web service as it is run: wired to real servers, asked to stop, or refused at once."""

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from structlog.testing import capture_logs

from records.errors import NotMigrated
from runtime.embedded.ports import LOOPBACK, free_port
from runtime.listening import PortUnusable, listen
from runtime.settings import Settings, SettingsError
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.real import KEY
from web.__main__ import run
from web.wiring import open_id_of


@pytest.fixture(autouse=True)
def on_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("MENTORSHIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MENTORSHIP_HOME", str(tmp_path / "home"))


@pytest.fixture
def ports() -> tuple[int, int]:
    return free_port(), free_port()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with listen(LOOPBACK, 0, setting="MENTORSHIP_WEB_PORT") as listener:
        yield listener.getsockname()[1]


def installed(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Settings:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return Settings.load()


async def test_it_answers_when_wired_and_ends_when_asked(
    monkeypatch: pytest.MonkeyPatch,
    ports: tuple[int, int],
    database_url: str,
    temporal: str,
    smtp: MailServer,
) -> None:
    web, health = ports
    settings = installed(
        monkeypatch,
        TEMPORAL_ADDRESS=temporal,
        MENTORSHIP_DATABASE_URL=database_url,
        MENTORSHIP_SMTP_URL=smtp.url,
        MENTORSHIP_KEYS=KEY,
        MENTORSHIP_PUBLIC_URL="http://office.example.org/mentorship",
        MENTORSHIP_WEB_PORT=str(web),
        MENTORSHIP_HEALTH_PORT=str(health),
    )
    stop = asyncio.Event()
    gc.unfreeze()
    with capture_logs() as logged:
        service = asyncio.create_task(run(settings, stop))
        async with httpx2.AsyncClient() as client:

            async def ready() -> None:
                assert not service.done() or service.result()
                try:
                    answer = await client.get(f"http://localhost:{web}/ready")
                except httpx2.ConnectError as early:
                    raise AssertionError from early
                assert answer.json() == {"ready": True, "checks": {"database": "ok", "web": "ok"}}

            await eventually(ready)
            here = f"http://localhost:{web}/mentorship/api/v1"
            assert (await client.get(f"{here}/nothing")).json()["code"] == "not_found"
            numbers = (await client.get(f"http://localhost:{health}/metrics")).text
            assert 'mentorship_web_requests_total{method="GET",status="4xx"} 1.0' in numbers
            assert 'mentorship_database_connections{state="in_use"} 0.0' in numbers
            assert "temporal_request" in numbers
            assert gc.get_freeze_count() > 0, "what is there for good is not looked through again"
            stop.set()
            await service
    told = [line["event"] for line in logged if line["event"].startswith("web.")]
    assert told == ["web.started", "web.nobody_can_sign_in", "web.stopped"]


async def test_without_servers_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int, tmp_path: Path
) -> None:
    settings = installed(monkeypatch, MENTORSHIP_WEB_PORT=str(unused_tcp_port))
    with pytest.raises(SettingsError) as refused:
        await run(settings, asyncio.Event())
    assert str(refused.value) == (
        f"MENTORSHIP_DATABASE_URL is missing, and no servers run in {tmp_path / 'home'}: "
        "set it, or start the embedded servers with 'mentorship up'."
    )


async def test_a_taken_port_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, taken_port: int
) -> None:
    settings = installed(monkeypatch, MENTORSHIP_WEB_PORT=str(taken_port))
    with pytest.raises(PortUnusable) as refused:
        await run(settings, asyncio.Event())
    assert str(refused.value) == (
        f"MENTORSHIP_WEB_PORT cannot be used (nobody can listen on 127.0.0.1:{taken_port}, "
        "address already in use): choose a free port of this machine."
    )


async def test_a_database_that_nobody_migrated_is_named(
    monkeypatch: pytest.MonkeyPatch,
    unused_tcp_port: int,
    empty_database_url: str,
    temporal: str,
    smtp: MailServer,
) -> None:
    settings = installed(
        monkeypatch,
        TEMPORAL_ADDRESS=temporal,
        MENTORSHIP_DATABASE_URL=empty_database_url,
        MENTORSHIP_SMTP_URL=smtp.url,
        MENTORSHIP_KEYS=KEY,
        MENTORSHIP_PUBLIC_URL="https://mentorship.example.org",
        MENTORSHIP_WEB_PORT=str(unused_tcp_port),
    )
    with pytest.raises(NotMigrated, match="mentorship migrate") as refused:
        await run(settings, asyncio.Event())
    assert f"{urlsplit(empty_database_url).password}" not in str(refused.value)


def test_openid_connect_is_off_until_all_three_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_id_of(Settings.load()) is None
    issuer = "https://sso.example.org/realms/staff"
    settings = installed(monkeypatch, MENTORSHIP_OIDC_ISSUER=issuer, MENTORSHIP_OIDC_CLIENT_ID="we")
    with pytest.raises(SettingsError) as refused:
        open_id_of(settings)
    assert str(refused.value) == (
        "MENTORSHIP_OIDC_CLIENT_SECRET is missing, and MENTORSHIP_OIDC_ISSUER is set: set all "
        "three to let people sign in with OpenID Connect, or none of them."
    )
    provider = open_id_of(installed(monkeypatch, MENTORSHIP_OIDC_CLIENT_SECRET="hunter2"))
    assert provider is not None
    assert (provider.issuer, provider.client_id) == (issuer, "we")
    assert provider.client_secret == "hunter2"
    assert provider.name == "your organisation"
    assert "hunter2" not in f"{provider!r} {Settings.load()!r}"
