"""How PostgreSQL goes about what is asked of it."""

from dataclasses import dataclass, field
from typing import Any, cast

import asyncpg

from records.connections import AnyConnection


@dataclass
class Plans:
    """A connection that keeps the plan of each question, and answers none."""

    owner: "asyncpg.Connection[asyncpg.Record]"
    found: list[str] = field(default_factory=list)

    @property
    def connection(self) -> AnyConnection:
        return cast("AnyConnection", self)

    async def fetch(self, question: str, *arguments: Any) -> list[asyncpg.Record]:
        rows = await self.owner.fetch(f"explain {question}", *arguments)
        self.found += [row[0] for row in rows]
        return []

    def text(self) -> str:
        return "\n".join(self.found)
