"""People with links, on real records."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from domain.envelopes import CommandEnvelope, Receipt, Role
from domain.links.purposes import Purpose
from domain.refusals import Refusal
from records.links import Following, NewLink, digest_of
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.records.desk import START, Desk

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """Ann asked Iris and Noor, and each has a link."""

    desk: Desk
    program: UUID
    ann: UUID
    iris: UUID
    mentorship: UUID

    async def link(self, purpose: Purpose, person: UUID | None = None, **fields: Any) -> str:
        """Make a link, of Iris unless it says whose, and return its token."""
        token = new_token()
        whose = person or self.iris
        role = Role.MENTEE if whose == self.ann else Role.MENTOR
        usual: dict[str, Any] = {
            "mentorship": self.mentorship,
            "expires_at": START + 14 * DAY,
        }
        link = NewLink(digest_of(token), whose, role, purpose, **{**usual, **fields})
        await self.desk.records.make_links([link], at=START)
        return token

    async def answer(self) -> str:
        return await self.link(Purpose.ANSWER_INVITATION, subject=1)

    async def follow(self, token: str, *, at: datetime = START) -> Following:
        following = await self.desk.records.follow(token, at=at)
        assert following is not None
        return following

    async def prepared(
        self, token: str, type_: str, *, at: datetime = START, rehearsed: bool = False, **body: Any
    ) -> CommandEnvelope | Refusal:
        following = await self.follow(token, at=at)
        return await self.desk.records.prepare_act(
            following, type_, body, at=at, command_id=new_id(), rehearsed=rehearsed
        )

    async def act(
        self, token: str, type_: str, *, at: datetime = START, **body: Any
    ) -> Receipt | Refusal:
        """Follow a link and press its button."""
        prepared = await self.prepared(token, type_, at=at, **body)
        if isinstance(prepared, Refusal):
            return prepared
        category, ident = (await self.follow(token, at=at)).link.stream
        return await self.desk.records.handle(category, ident, prepared, at=at)

    async def change(self, person: UUID, type_: str, **body: Any) -> None:
        """Give a command of a person's stream, as the operator."""
        await self.desk.do(person, type_, category="person", **body)

    async def refused(self, token: str, type_: str, **body: Any) -> str:
        """Return the code with which an act is refused."""
        refusal = await self.act(token, type_, **body)
        assert refusal.code is not None
        return refusal.code


async def kept(owner: Owner) -> dict[str, list[str]]:
    """Return every row of every table of ours, as text."""
    tables = await owner.fetch(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables "
        "where schemaname in ('store', 'read', 'access') order by name"
    )
    return {
        table["name"]: [
            row["line"]
            for row in await owner.fetch(
                f"select part::text as line from {table['name']} as part"  # noqa: S608
            )
        ]
        for table in tables
    }
