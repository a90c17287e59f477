"""The scripts and steps by which this is deployed, run on real servers in plain folders."""

import asyncio
import os
import re
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest

from records.dumping import PASSING
from records.migrations import Migrated, check_schema, migrate
from records.roles import as_service
from runtime.embedded.binaries import postgres_binaries, temporal_binary
from runtime.embedded.ports import free_port
from runtime.embedded.postgres import postgres as run_postgres
from runtime.settings import Settings, SettingsError
from runtime.temporal import connect
from tests.conftest import MailServer
from tests.deploy.files import DEPLOY, ROOT, secrets, services
from tests.eventually import eventually
from tests.workflows.real import KEY, Cast, Real, real_records
from tests.workflows.worker_process import Working
from tests.workflows.world import World
from web.wiring import open_id_of
from workflows.attributes import SEARCH_ATTRIBUTES

pytestmark = pytest.mark.xdist_group("deployed")


DUMP = (
    "--format=custom",
    "--exclude-schema=read_next",
    "--exclude-schema=read_old",
    *(f"--exclude-table-data={table}" for table in PASSING),
)
ATTEMPT = "insert into access.attempts values (sha256('x'), now(), null)"
RESTORE = ("--single-transaction", "--exit-on-error", "--dbname=mentorship")


def script(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEPLOY / name, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Office:
    """A PostgreSQL server as the scripts leave it."""

    secrets: Path
    superuser: str
    """The URL of the server's superuser, in no database of ours."""
    place: str
    """Host and port, in place of the name that the server has for containers."""

    def url(self, name: str) -> str:
        url = (self.secrets / name).read_text().strip()
        return urlsplit(url.replace("postgres:5432", self.place)).geturl()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Secrets, as the script makes them."""
    directory = tmp_path_factory.mktemp("deploy") / "secrets"
    ran = script("make-secrets.sh", str(directory), SMTP_URL="smtp://relay.example.org:25")
    assert ran.returncode == 0, ran.stderr
    return directory


@pytest.fixture(scope="module")
async def office(made: Path, servers_home: Path) -> AsyncIterator[Office]:
    """A server with the roles and databases that the script makes, migrated by its owner."""
    home, port = servers_home / "deployed", free_port()
    log, quick = servers_home / "deployed.log", {"fsync": "off", "synchronous_commit": "off"}
    async with run_postgres(home, port=port, log=log, options=quick) as server:
        parts = urlsplit(server.url)
        superuser = parts._replace(path="/postgres").geturl()
        async with logged_in(superuser) as connection:
            await connection.execute("drop database mentorship")  # the image's server has none
        ran = script(
            "postgres-roles.sh",
            PATH=f"{postgres_binaries()}:{os.environ['PATH']}",
            SECRETS=str(made),
            POSTGRES_USER=str(parts.username),
            PGPASSWORD=str(parts.password),
            PGHOST="127.0.0.1",
            PGPORT=str(port),
        )
        assert ran.returncode == 0, ran.stderr
        found = Office(made, superuser, f"127.0.0.1:{port}")
        await migrate(found.url("owner_database_url"))
        yield found


@asynccontextmanager
async def logged_in(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def test_secrets_are_made_once_and_only_their_owner_enters_the_directory(made: Path) -> None:
    before = {file.name: file.read_text() for file in made.iterdir()}
    again = script("make-secrets.sh", str(made), SMTP_URL="smtp://other.example.org")
    assert again.returncode == 0
    assert {file.name: file.read_text() for file in made.iterdir()} == before
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o644 for file in made.iterdir())
    passwords = [text for name, text in before.items() if name.endswith("password")]
    assert len(set(passwords)) == len(passwords) == 4


def test_without_a_mail_server_no_secrets_are_made(tmp_path: Path) -> None:
    ran = script("make-secrets.sh", str(tmp_path / "secrets"))
    assert ran.returncode != 0
    assert "which mail server takes the letters" in ran.stderr
    assert not (tmp_path / "secrets").exists()


def test_the_settings_are_read_from_the_secrets(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount(services()["web"], made, tmp_path)
    monkeypatch.setenv("MENTORSHIP_SECRETS_DIR", str(tmp_path))
    settings = Settings.load()
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value().startswith("postgresql://mentorship_worker:")
    assert settings.smtp_url is not None
    assert settings.smtp_url.get_secret_value() == "smtp://relay.example.org:25"
    assert len(settings.keys) == 1
    assert open_id_of(settings) is None, "an empty secret is none"
    monkeypatch.setenv("MENTORSHIP_SMTP_URL", "smtps://nearer.example.org")
    nearer = Settings.load().smtp_url
    assert nearer is not None
    assert nearer.get_secret_value() == "smtps://nearer.example.org"


def test_a_misspelt_secret_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mentorship_datbase_url").write_text("postgresql://somewhere/x")
    monkeypatch.setenv("MENTORSHIP_SECRETS_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match=r"MENTORSHIP_DATBASE_URL is not a setting: .*DATABASE"):
        Settings.load()


@pytest.mark.parametrize("place", ["/nowhere/secrets", __file__])
def test_what_is_no_directory_of_secrets_is_named(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_SECRETS_DIR", place)
    with pytest.raises(SettingsError, match="MENTORSHIP_SECRETS_DIR is no directory"):
        Settings.load()


@pytest.mark.long
async def test_the_worker_s_login_can_do_nothing_but_act_as_the_service(office: Office) -> None:
    async with logged_in(office.url("worker_database_url")) as connection:
        for forbidden in (
            "select count(*) from store.events",
            "create table mine (x int)",
            "set role mentorship_owner",
            "create role more",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)
        await as_service(connection)
        assert await check_schema(connection) == ()
        assert await connection.fetchval("select count(*) from store.events") == 0
        for forbidden in (
            "update store.events set data = '{}'",
            "delete from store.events",
            "truncate store.events",
            "delete from store.receipts",
            "drop table store.letters",
            "delete from public.schema_migrations",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)


@pytest.mark.long
async def test_the_owner_owns_one_database_and_rules_nothing_else(office: Office) -> None:
    async with logged_in(office.url("owner_database_url")) as connection:
        rights = await connection.fetchrow(
            "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls "
            "from pg_roles where rolname = current_user"
        )
        assert rights is not None
        assert not any(rights.values())
    temporal = urlsplit(office.url("owner_database_url"))._replace(path="/temporal").geturl()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with logged_in(temporal):
            pass


@pytest.mark.long
async def test_a_dump_from_the_server_s_container_is_loaded_there_with_everybody_s_rights(
    office: Office,
) -> None:
    """As docs/how-to/go-to-production.md has it done, where nobody logs in over the network."""
    page = " ".join(
        (ROOT / "docs/how-to/go-to-production.md").read_text().replace("\\\n", "").split()
    )
    assert f"pg_dump --username=postgres {' '.join(DUMP)} mentorship" in page
    assert f"pg_restore --username=postgres {' '.join(RESTORE)} < office.dump" in page
    async with logged_in(office.url("owner_database_url")) as connection:
        await connection.execute(ATTEMPT)
        assert await connection.fetchval("select count(*) from access.attempts") == 1
    dumped = client("pg_dump", office, *DUMP, "mentorship")
    async with logged_in(office.superuser) as connection:
        await connection.execute("drop database mentorship")
        await connection.execute("create database mentorship owner mentorship_owner")
        await connection.execute("revoke all on database mentorship from public")
    client("pg_restore", office, *RESTORE, read=dumped)
    assert await migrate(office.url("owner_database_url")) == Migrated((), rebuilt=None)
    async with logged_in(office.superuser) as connection:
        await connection.execute("grant connect on database mentorship to mentorship_worker")
    async with logged_in(office.url("worker_database_url")) as connection:
        await as_service(connection)
        assert await check_schema(connection) == ()
        assert await connection.fetchval("select count(*) from access.attempts") == 0


def test_whoever_dumps_by_other_means_is_told_what_to_leave_out() -> None:
    page = (ROOT / "docs/how-to/back-up-and-restore.md").read_text()
    told = page.partition("--exclude-table-data")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+\.\w+)`", told)) == set(PASSING)


def client(program: str, office: Office, *arguments: str, read: bytes = b"") -> bytes:
    """Run one of PostgreSQL's programs as the superuser."""
    parts = urlsplit(office.superuser)
    place = {"PGHOST": "127.0.0.1", "PGPORT": str(parts.port), "PGUSER": str(parts.username)}
    command = [str(postgres_binaries() / program), *arguments]
    environment = {**place, "PGPASSWORD": str(parts.password)}
    return subprocess.run(
        command, env=environment, input=read, stdout=subprocess.PIPE, check=True
    ).stdout


def mount(service: Mapping[str, object], made: Path, into: Path, **other: str) -> None:
    """Lay out a service's secrets as its container finds them."""
    for target, source in secrets(dict(service)).items():
        text = other.get(source) or (made / source).read_text()
        (into / target).write_text(text)


@pytest.mark.long
async def test_a_worker_with_the_container_s_environment_works(
    office: Office, temporal: str, smtp: MailServer, tmp_path: Path
) -> None:
    service = services()["worker"]
    world, health = World(await connect(temporal)), free_port()
    url = office.url("worker_database_url")
    mounted = tmp_path / "secrets"
    mounted.mkdir()
    here = {"worker_database_url": url, "smtp_url": smtp.url, "keys": KEY}
    mount(service, office.secrets, mounted, **here)
    environment = {name: unset(value) for name, value in service["environment"].items()} | {
        "PATH": os.environ["PATH"],
        "MENTORSHIP_SECRETS_DIR": str(mounted),
        "MENTORSHIP_HEALTH_PORT": str(health),
        "MENTORSHIP_MAIL_FROM": "Mentorship <mentorship@example.org>",
        "MENTORSHIP_PUBLIC_URL": "https://mentorship.example.org",
        "MENTORSHIP_TASK_QUEUE": world.queue,
        "MENTORSHIP_HOME": str(tmp_path / "home"),
        "TEMPORAL_ADDRESS": temporal,
        "TEMPORAL_NAMESPACE": "default",
    }
    command = [sys.executable, *service["command"][1:]]
    worker = await asyncio.create_subprocess_exec(*command, env=environment, cwd=ROOT)
    try:
        await eventually(Working(worker, health).ready, within=60)
        asks = service["healthcheck"]["test"]
        question = asks[-1].replace(service["environment"]["MENTORSHIP_HEALTH_PORT"], str(health))
        assert await code_of(sys.executable, "-c", question) == 0
        async with real_records(url) as records:
            real = Real(world, records, url, await Cast.register(records))
            assert await real.types(await real.open()) == ["seeking.mentorship_opened"]
        worker.terminate()
        assert await worker.wait() == 0
        assert await code_of(sys.executable, "-c", question) == 1
    finally:
        if worker.returncode is None:
            worker.kill()


def unset(value: str) -> str:
    """Return what a value of the file is where nobody sets its variable."""
    return re.sub(r"\$\{\w+:-(.*)\}", r"\1", value)


async def code_of(*command: str) -> int:
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait()


@pytest.mark.long
async def test_the_namespace_and_its_search_attributes_are_made_once(temporal: str) -> None:
    environment = {
        "PATH": f"{temporal_binary().parent}:{os.environ['PATH']}",
        "HOME": "/nonexistent",
        "TEMPORAL_ADDRESS": temporal,
        "TEMPORAL_NAMESPACE": "deployed",
    }
    for _ in range(2):
        ran = script("temporal-namespace.sh", **environment)
        assert ran.returncode == 0, ran.stderr
    client = await connect(temporal)
    request = ListSearchAttributesRequest(namespace="deployed")
    made = await client.operator_service.list_search_attributes(request)
    used = {key.name: key.indexed_value_type for key in SEARCH_ATTRIBUTES}
    assert made.custom_attributes.items() >= used.items()
