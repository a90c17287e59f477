"""Databases that live as long as a test: made from nothing, or cloned from a template."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NewType
from urllib.parse import urlsplit

import asyncpg

from runtime.ids import new_id

Template = NewType("Template", str)
"""The name of a database that nobody is connected to."""


QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""PostgreSQL's settings for data that need not outlive their server."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which we may create databases."""

    admin_url: str

    @asynccontextmanager
    async def database(self, *, like: Template | None = None) -> AsyncIterator[str]:
        """Make a database and yield its URL; it is dropped at the end, whoever still uses it."""
        name = await self._create(template=like or "template0")
        try:
            yield self._url(name)
        finally:
            await self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    async def template(self, fill: Callable[[str], Awaitable[object]]) -> Template:
        """Make a database, fill it by its URL, and give its name for others to be cloned from."""
        name = await self._create(template="template0")
        await fill(self._url(name))
        return Template(name)

    async def _create(self, *, template: str) -> str:
        name = f"test_{new_id().hex}"
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.admin_url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _url(self, name: str) -> str:
        return urlsplit(self.admin_url)._replace(path=f"/{name}").geturl()
