"""The servers that are measured: PostgreSQL and Temporal as ``mentorship up`` runs them."""

from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from temporalio.client import Client

from records.migrations import migrate
from runtime.embedded.ports import free_port
from runtime.embedded.postgres import Postgres, postgres
from runtime.embedded.temporal import Temporal, temporal
from runtime.ids import new_id
from runtime.temporal import connect
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.introduction import ensure_search_attributes

_TEMPLATE = "benchmark_template"


class Servers:
    """One PostgreSQL and one Temporal under ``home``, each started when somebody asks for it.

    Both keep their data on disk and wait for it to be there (fsync), as in earnest.
    """

    def __init__(self, home: Path, *, exits: AsyncExitStack) -> None:
        self.home = home
        self._exits = exits
        self._postgres: Postgres | None = None
        self._temporal: Temporal | None = None

    async def postgres(self) -> Postgres:
        """Return the running PostgreSQL, with its process."""
        if self._postgres is None:
            directory, log = self.home / "postgres", self.home / "postgres.log"
            server = postgres(directory, port=free_port(), log=log)
            self._postgres = await self._exits.enter_async_context(server)
        return self._postgres

    async def temporal(self) -> Temporal:
        """Return the running Temporal, with its process."""
        if self._temporal is None:
            file, log = self.home / "temporal.db", self.home / "temporal.log"
            server = temporal(file, port=free_port(), ui_port=None, log=log)
            self._temporal = await self._exits.enter_async_context(server)
        return self._temporal

    async def client(self) -> Client:
        """Return a client of Temporal, which knows our search attributes."""
        client = await connect((await self.temporal()).address)
        await ensure_search_attributes(client, SEARCH_ATTRIBUTES)
        return client

    async def database(self) -> str:
        """Make a database with our tables and no rows, and return its URL, with all rights."""
        await self._ensure_template()
        return await self._create(f"benchmark_{new_id().hex}", template=_TEMPLATE)

    async def empty_database(self) -> str:
        """Make a database with nothing in it, for those who bring their own tables."""
        return await self._create(f"benchmark_{new_id().hex}", template="template0")

    async def drop(self, url: str) -> None:
        """Remove a database, so that the next benchmark has the server's memory to itself."""
        await self._execute(f'drop database "{urlsplit(url).path[1:]}" with (force)')

    async def _ensure_template(self) -> None:
        server = (await self.postgres()).url
        connection = await asyncpg.connect(server)
        try:
            there = await connection.fetchval(
                "select 1 from pg_database where datname = $1", _TEMPLATE
            )
        finally:
            await connection.close()
        if not there:
            await migrate(await self._create(_TEMPLATE, template="template0"))

    async def _create(self, name: str, *, template: str) -> str:
        await self._execute(f'create database "{name}" template "{template}"')
        return urlsplit((await self.postgres()).url)._replace(path=f"/{name}").geturl()

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect((await self.postgres()).url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
