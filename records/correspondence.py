"""What is asked and noted about letters: from the outbox through mailboxes to the ledger."""

from datetime import datetime
from uuid import UUID

from records import mailbox, mailing, outbox
from records.handle import Store
from records.mailbox import Sorted
from records.outbox import LedgerLine
from records.questions import LIST


class Correspondence:
    """The letters' part of ``records.store.Records``.

    Each method raises ``StoreDown`` when PostgreSQL is away.
    """

    _store: Store

    async def unhanded(self, mentorship: UUID) -> list[UUID]:
        """Return whose mailboxes have not heard of letters of a mentorship."""
        async with self._store.connection() as connection:
            return await mailing.unhanded(connection, mentorship)

    async def unhanded_about(self, person: UUID) -> list[UUID]:
        """Return whose mailboxes have not heard of letters about a person."""
        async with self._store.connection() as connection:
            return await mailing.unhanded_about(connection, person)

    async def handed(self, mentorship: UUID, person: UUID, *, at: datetime) -> None:
        """Note that a mailbox heard of the letters that a mentorship raised until ``at``."""
        async with self._store.connection() as connection:
            await mailing.handed(connection, mentorship, person, at=at)

    async def late_mailboxes(
        self, *, late: datetime, limit: int = LIST, after: UUID | None = None
    ) -> list[UUID]:
        """Return whose mailboxes were to be looked into before ``late``, in the order of ids."""
        async with self._store.connection() as connection:
            return await mailing.late_mailboxes(connection, late=late, limit=limit, after=after)

    async def sort_mailbox(
        self, person: UUID, *, at: datetime, held_until: datetime | None = None
    ) -> Sorted:
        """Decide what becomes of all that waits for a person, and return what leaves now.

        What was given a mail stays in it until it was sent, so that a repeat has the same message
        id. Mails held by ``hold_mailbox`` are taken too if their time comes by ``held_until``.
        """
        return await mailbox.sort_mailbox(self._store, person, at=at, held_until=held_until)

    async def next_delivery(self, person: UUID) -> datetime | None:
        """Return when to look into a mailbox again; None: nothing waits."""
        async with self._store.connection() as connection:
            return await mailing.next_delivery(connection, person)

    async def mail_sent(self, mail: UUID, *, at: datetime, message_id: str) -> None:
        """Note that a mail went out with all its letters; the first time stays."""
        async with self._store.connection() as connection:
            await mailing.mail_sent(connection, mail, at=at, message_id=message_id)

    async def mail_failed(self, mail: UUID, *, at: datetime, error: str) -> bool:
        """Note that a mail did not go out; it waits longer each time, a day at the most.

        Return whether it was given up, five days after the first try.
        """
        async with self._store.connection() as connection:
            return await mailing.mail_failed(connection, mail, at=at, error=error)

    async def mail_refused(self, mail: UUID, *, at: datetime, error: str) -> bool:
        """Note that the server never takes a mail; said on three days, it is given up.

        Return whether that was the end of it.
        """
        async with self._store.connection() as connection:
            return await mailing.mail_refused(connection, mail, at=at, error=error)

    async def drop_mail(self, mail: UUID, *, at: datetime, error: str, why: str) -> None:
        """Note that a mail is never sent: the server will not take it, and it is not worth more."""
        async with self._store.connection() as connection:
            await mailing.drop_mail(connection, mail, at=at, error=error, why=why)

    async def hold_mailbox(
        self, person: UUID, *, at: datetime, until: datetime, error: str
    ) -> None:
        """Hold back all mails of a person that may go out at ``at``, because none does."""
        async with self._store.connection() as connection:
            await mailing.hold_mailbox(connection, person, at=at, until=until, error=error)

    async def letters_of(self, mentorship: UUID) -> list[LedgerLine]:
        """Return all letters that a mentorship raised, oldest first."""
        async with self._store.connection() as connection:
            return await outbox.letters_of(connection, mentorship)

    async def letters_to(self, person: UUID) -> list[LedgerLine]:
        """Return all letters that were raised for a person, oldest first."""
        async with self._store.connection() as connection:
            return await outbox.letters_to(connection, person)
