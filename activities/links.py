"""The links of a mail: made just before it is sent, kept in the records only as digests."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.envelopes import Role
from domain.links.actions import action_of, expiry, lasting
from domain.links.addresses import address_of
from domain.links.purposes import Purpose
from records.links import NewLink, digest_of
from records.mailbox import OutgoingLetter, OutgoingMail
from records.store import Records

KEPT = 10_000
"""Mails whose links are remembered until they are sent, some megabytes: so many wait at a server
that is down. Of more, each try would leave rows behind for links that nobody ever gets."""


@dataclass(frozen=True)
class MailLinks:
    """Where the links of a mail lead; ``letters`` by the letter's id, missing where there is none.

    ``unsubscribe`` is missing where the mail is no reminder, and ``preferences`` where the address
    is the person's no more.
    """

    letters: Mapping[UUID, str]
    preferences: str | None
    unsubscribe: str | None


class LinkMaker:
    """Makes the links of mails, once for each mail however often it is tried."""

    def __init__(self, records: Records, *, new_token: Callable[[], str], public_url: str) -> None:
        """Keep where links are noted, what makes tokens, and what addresses begin with."""
        self._records = records
        self._new_token = new_token
        self._public_url = public_url
        self._made: OrderedDict[tuple[UUID, str], MailLinks] = OrderedDict()

    async def links_of(self, mail: OutgoingMail, *, at: datetime) -> MailLinks:
        """Return a mail's links, which work from now on.

        A mail that goes to another address than before has new ones.
        """
        known = self._made.get((mail.id, mail.email))
        return known or await self._make(mail, at=at)

    def forget(self, mail: OutgoingMail) -> None:
        """Forget a mail's links: it is sent."""
        self._made.pop((mail.id, mail.email), None)

    async def _make(self, mail: OutgoingMail, *, at: datetime) -> MailLinks:
        new: list[NewLink] = []
        letters = dict(self._of_letters(mail, new, at=at))
        made = MailLinks(
            letters=letters,
            preferences=(
                None
                if mail.former_address
                else self._lasting(mail, Purpose.PREFERENCES, new, at=at)
            ),
            unsubscribe=(
                self._lasting(mail, Purpose.UNSUBSCRIBE, new, at=at) if mail.is_reminder else None
            ),
        )
        await self._records.make_links(new, at=at)
        self._made[mail.id, mail.email] = made
        if len(self._made) > KEPT:
            self._made.popitem(last=False)
        return made

    def _of_letters(
        self, mail: OutgoingMail, new: list[NewLink], *, at: datetime
    ) -> Iterator[tuple[UUID, str]]:
        for letter in mail.letters:
            address = self._of_letter(mail, letter, new, at=at)
            if address is not None:
                yield letter.id, address

    def _of_letter(
        self, mail: OutgoingMail, letter: OutgoingLetter, new: list[NewLink], *, at: datetime
    ) -> str | None:
        action = action_of(letter.kind, letter.facts)
        if action is None or letter.role is Role.COORDINATOR:
            # Coordinators sign in: what they may do is more than a letter should carry.
            if letter.mentorship is None:
                return None
            return f"{self._public_url}/mentorships/{letter.mentorship}"
        token = self._new_token()
        link = NewLink(
            digest=digest_of(token),
            person=mail.person,
            role=letter.role,
            purpose=action.purpose,
            mentorship=letter.mentorship,
            subject=action.subject,
            letter=letter.id,
            email=mail.email,
            expires_at=expiry(letter.kind, letter.facts, at=at),
        )
        new.append(link)
        return address_of(self._public_url, token)

    def _lasting(
        self, mail: OutgoingMail, purpose: Purpose, new: list[NewLink], *, at: datetime
    ) -> str:
        token, first = self._new_token(), mail.letters[0]
        link = NewLink(
            digest=digest_of(token),
            person=mail.person,
            role=first.role,
            purpose=purpose,
            letter=first.id,
            email=mail.email,
            expires_at=lasting(purpose, at=at),
        )
        new.append(link)
        return address_of(self._public_url, token)
