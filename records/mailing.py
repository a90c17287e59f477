"""Mails on their way: handed to mailboxes, sent, failed, refused, or held for want of a server."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.envelopes import stream_of
from records.connections import AnyConnection
from records.statements import SQL

REFUSALS: Final = 3
"""How often the server says on different days that it never takes a mail, before that counts."""

TRIED_FOR: Final = timedelta(days=5)
"""For how long a mail is tried in vain: 4 to 5 days at least, says RFC 5321, 4.5.4.1."""

SERVER_DOWN: Final = "mail server down"
"""Why all mails of a person are held when the server takes none; of no letter's doing."""


async def unhanded(connection: AnyConnection, mentorship: UUID) -> list[UUID]:
    """Return whose mailboxes have not heard of letters of a mentorship."""
    return [row["recipient"] for row in await connection.fetch(SQL["unhanded"], mentorship)]


async def unhanded_about(connection: AnyConnection, person: UUID) -> list[UUID]:
    """Return whose mailboxes have not heard of letters about a person."""
    rows = await connection.fetch(SQL["unhanded_about_person"], stream_of("person", person))
    return [row["recipient"] for row in rows]


async def handed(
    connection: AnyConnection, mentorship: UUID, person: UUID, *, at: datetime
) -> None:
    """Note that a person's mailbox heard of the letters that a mentorship raised until ``at``."""
    await connection.execute(SQL["handed"], mentorship, person, at)


async def late_mailboxes(
    connection: AnyConnection, *, late: datetime, limit: int, after: UUID | None
) -> list[UUID]:
    """Return whose mailboxes were to be looked into before ``late``, in the order of their ids."""
    rows = await connection.fetch(SQL["late_mailboxes"], late, limit, after)
    return [row["recipient"] for row in rows]


async def next_delivery(connection: AnyConnection, person: UUID) -> datetime | None:
    """Return when to look into a mailbox again; None: nothing waits."""
    found: datetime | None = await connection.fetchval(SQL["next_delivery"], person)
    return found


async def mail_sent(
    connection: AnyConnection, mail: UUID, *, at: datetime, message_id: str
) -> None:
    """Note that a mail went out with all its letters; the first time stays."""
    await connection.execute(SQL["mail_sent"], mail, at, message_id, SERVER_DOWN)


async def mail_failed(connection: AnyConnection, mail: UUID, *, at: datetime, error: str) -> bool:
    """Note that a mail did not go out; it waits longer each time, a day at the most.

    Return whether it was given up, ``TRIED_FOR`` after the first try.
    """
    return bool(
        await connection.fetchval(
            SQL["mail_failed"], mail, at, _kept(error), TRIED_FOR, SERVER_DOWN
        )
    )


async def mail_refused(connection: AnyConnection, mail: UUID, *, at: datetime, error: str) -> bool:
    """Note that the server will never take a mail; it waits a day.

    Return whether it was given up, because that was said ``REFUSALS`` times.
    """
    return bool(
        await connection.fetchval(
            SQL["mail_refused"], mail, at, _kept(error), REFUSALS, SERVER_DOWN
        )
    )


async def drop_mail(
    connection: AnyConnection, mail: UUID, *, at: datetime, error: str, why: str
) -> None:
    """Note that a mail is never sent: the server will not take it, and it is not worth more."""
    await connection.execute(SQL["drop_mail"], mail, at, _kept(error), why)


async def hold_mailbox(
    connection: AnyConnection, person: UUID, *, at: datetime, until: datetime, error: str
) -> None:
    """Hold back all mails of a person that may go out at ``at``, because none does."""
    await connection.execute(SQL["hold_mailbox"], person, at, until, _kept(error), SERVER_DOWN)


def _kept(error: str) -> str:
    """Return an error as PostgreSQL takes it: text in Unicode, without the character 0."""
    return error.replace("\x00", "").encode("utf-8", "replace").decode()
