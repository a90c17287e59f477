"""Links in letters: made, followed, given to one act, revoked. Their tokens are kept nowhere."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.envelopes import CommandEnvelope, Role, derived_id, stream_of
from domain.links.condition import Condition, Settled, Usable, Used, condition_of, refusal_of, used
from domain.links.link import Link
from domain.links.permits import completed, is_final, permits, permits_type
from domain.links.purposes import Purpose
from domain.mentorship.state import Mentorship
from domain.people.state import Person
from domain.refusals import Refusal
from records.bodies import Entry, Prepared, prepare
from records.claims import ADDRESS_CHANGED
from records.connections import AnyConnection
from records.folds import load
from records.handle import Store
from records.receipts import find_receipt
from records.recorded import Row
from records.statements import SQL

_LONGEST = 200
"""Characters of the longest text that is taken for a token; ours have 43."""


_PURPOSES = frozenset(Purpose)
"""Those of this release; what a later one made is not known to it."""


@dataclass(frozen=True)
class NewLink:
    """A link that is about to be sent; ``digest`` is all that is kept of its token.

    ``email`` is where it goes; if the person has another address by then, it leads nowhere.
    """

    digest: bytes = field(repr=False)
    person: UUID
    role: Role
    purpose: Purpose
    mentorship: UUID | None = None
    subject: int | None = None
    letter: UUID | None = None
    expires_at: datetime | None = None
    email: str | None = field(default=None, repr=False)

    @property
    def id(self) -> UUID:
        """Return the id by which the link is spoken of; it gives nothing away."""
        return derived_id(self.person, "link", self.digest.hex())


@dataclass(frozen=True)
class Following:
    """Where a link leads now, and whether anything can be done by it."""

    link: Link
    condition: Condition
    person: Person | None
    mentorship: Mentorship | None

    @property
    def refusal(self) -> Refusal | None:
        """Return what its reader is told if nothing can be done by it."""
        zone = self.person.zone if self.person is not None else "UTC"
        return refusal_of(self.condition, zone=zone)


def digest_of(token: str) -> bytes:
    """Return what is kept of a token. A plain hash is enough: nobody can try 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def barred(following: Following, type_: str) -> Refusal | None:
    """Return why a type of command is not to be had by a link now, whatever its fields say.

    What a used link did may be asked for again: the same act has the same receipt.
    """
    if not isinstance(following.condition, Usable | Used):
        return following.refusal
    return permits_type(following.link, type_)


class Links:
    """What the edges and the mailboxes do with links; ``records.store.Records`` has it.

    Each method raises ``StoreDown`` when PostgreSQL is away.
    """

    _store: Store

    async def make_links(self, links: Sequence[NewLink], *, at: datetime) -> None:
        """Keep links that are about to be sent; the same again changes nothing."""
        if not links:
            return
        async with self._store.connection() as connection:
            await self._make(connection, links, at=at)

    async def _make(
        self, connection: AnyConnection, links: Sequence[NewLink], *, at: datetime
    ) -> None:
        await connection.execute(
            SQL["make_links"],
            [each.digest for each in links],
            [each.id for each in links],
            [each.person for each in links],
            [each.role for each in links],
            [each.purpose for each in links],
            [each.mentorship for each in links],
            [each.subject for each in links],
            [each.letter for each in links],
            [each.expires_at for each in links],
            [each.email for each in links],
            ADDRESS_CHANGED,
            at,
        )

    async def replace_link(self, link: NewLink, *, at: datetime, why: str) -> None:
        """Keep a link, and take back those that its person had for the same purpose.

        Whoever does the same at once waits, so that one link is good in the end. ``why`` is told to
        whoever follows one of the old.
        """
        async with self._store.connection() as connection, connection.transaction():
            await connection.execute(SQL["lock_links_of_person"], link.person)
            await connection.execute(
                SQL["revoke_links_for_purpose"], link.person, link.purpose, at, why
            )
            await self._make(connection, [link], at=at)

    async def revoke_links_for(
        self, person: UUID, purpose: Purpose, *, at: datetime, why: str
    ) -> None:
        """Take back all links that a person has for a purpose."""
        async with self._store.connection() as connection:
            await connection.execute(SQL["revoke_links_for_purpose"], person, purpose, at, why)

    async def lasting_link(self, person: UUID, purpose: Purpose) -> datetime | None:
        """Return when the lasting link of a person for a purpose was made; None: there is none.

        Lasting are those that are good until they are revoked, such as a calendar's.
        """
        async with self._store.connection() as connection:
            found: datetime | None = await connection.fetchval(
                SQL["lasting_link_for_purpose"], person, purpose
            )
        return found

    async def follow(self, token: str, *, at: datetime) -> Following | None:
        """Return where a link leads at ``at``, and change nothing; None if nobody made it."""
        if len(token) > _LONGEST:
            return None
        async with self._store.connection() as connection:
            found = await self._looked_at(connection, token, at=at)
            if found is None or not isinstance(found.condition, Settled):
                return found
            # Perhaps by an act of its own, recorded between the look at the link and at the rest.
            return await self._looked_at(connection, token, at=at)

    async def _looked_at(
        self, connection: AnyConnection, token: str, *, at: datetime
    ) -> Following | None:
        row = await connection.fetchrow(SQL["link_by_digest"], digest_of(token))
        if row is None or row["purpose"] not in _PURPOSES:
            return None
        link = _link(row)
        person, mentorship = await self._around(connection, link)
        condition = condition_of(link, at=at, person=person, mentorship=mentorship)
        return Following(link, condition, person, mentorship)

    async def _around(
        self, connection: AnyConnection, link: Link
    ) -> tuple[Person | None, Mentorship | None]:
        store, own = self._store, stream_of("person", link.person)
        about = None if link.mentorship is None else stream_of("mentorship", link.mentorship)
        streams = [own] if about is None else [own, about]
        known = {stream: store.cache.get(stream) for stream in streams}
        folds = await load(connection, known, kinds=store.kinds)
        store.cache.keep(folds.values())
        return folds[own].state, folds[about].state if about is not None else None

    async def prepare_act(
        self,
        following: Following,
        type_: str,
        body: Mapping[str, Any],
        *,
        at: datetime,
        command_id: UUID,
        rehearsed: bool = False,
    ) -> CommandEnvelope | Refusal:
        """Return a link's command, ready for the stream ``following.link.stream``, or why not.

        One that cannot be undone has the link's own command id in the place of ``command_id``, so
        that the same again has the same receipt, and a different one is refused: here, or as
        ``id_reused`` if both come at once. When it is refused, the link is free again.

        Args:
            following: where the link leads, looked up just before.
            type_: the command's type.
            body: its fields; the link's own number may be left out.
            at: now.
            command_id: an id that nobody has.
            rehearsed: the command is only to be tried in a dry run; nothing is written.
        """
        link = following.link
        if (refusal := barred(following, type_)) is not None:
            return refusal
        category, ident = link.stream
        fields = completed(link, type_, body)
        envelope = CommandEnvelope(id=command_id, actor=link.actor, type=type_, body=fields)
        entry = Entry(category, ident, envelope, at=at)
        prepared = prepare(entry, kinds=self._store.kinds, opener=_no_seal)
        if isinstance(prepared.command, Refusal):
            return prepared.command
        if (refusal := permits(link, prepared.command)) is not None:
            return refusal
        if not is_final(prepared.command):
            return following.refusal or envelope
        return await self._final(following, prepared, rehearsed=rehearsed)

    async def _final(
        self, following: Following, prepared: Prepared, *, rehearsed: bool
    ) -> CommandEnvelope | Refusal:
        link, entry = following.link, prepared.entry
        async with self._store.connection() as connection, connection.transaction():
            claimed = await connection.fetchrow(SQL["lock_link"], link.id)
            assert claimed is not None  # noqa: S101 - links are never removed
            if claimed["revoked"] and link.revoked_at is None:
                sentence = "This link has just been revoked; use the link of a later letter."
                return Refusal("link_revoked", sentence)
            attempts, ident = claimed["attempts"], claimed["command_id"]
            if ident is None or claimed["refused"]:
                attempts += 1
                ident = derived_id(link.id, "act", attempts)
                if not rehearsed:
                    await connection.execute(SQL["claim_link"], link.id, attempts, ident)
            envelope = entry.envelope.model_copy(update={"id": ident})
            kept = await find_receipt(
                connection, Entry(entry.category, entry.ident, envelope, at=entry.at)
            )
        if kept is not None and kept.digest not in {prepared.digest, None}:
            return following.refusal or used()
        return envelope

    async def revoke_link(self, link: UUID, *, at: datetime, why: str) -> bool:
        """Take a link back, by its id; say whether it was good until now."""
        async with self._store.connection() as connection:
            return bool(await connection.fetchval(SQL["revoke_link"], link, at, why))

    async def revoke_links(self, person: UUID, *, at: datetime, why: str) -> int:
        """Take all links of a person back; return how many there were."""
        async with self._store.connection() as connection:
            found = await connection.fetchval(SQL["revoke_links_of_person"], person, at, why)
        return int(found)


def _link(row: Row) -> Link:
    named = {**row, "role": Role(row["role"]), "purpose": Purpose(row["purpose"])}
    return Link(**named)


def _no_seal(_sealed: str) -> bytes:
    message = "what is done by a link comes in clear"
    raise AssertionError(message)
