"""The activity that sends what may leave a person's mailbox."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.headerregistry import Address
from typing import Any, NoReturn, Protocol
from uuid import UUID

import structlog
from structlog.contextvars import bound_contextvars
from temporalio import activity

from activities.beating import beating
from activities.links import LinkMaker
from activities.mails import mail_of
from activities.measures import LetterOutcome, Measures, Unmeasured
from activities.moment import moment
from activities.passing import passing
from activities.post import WakeMailbox
from activities.signatures import DELIVER, Delivered, DeliverLetters
from domain.envelopes import SYSTEM, CommandEnvelope, derived_id
from domain.mailbox import WhyDropped
from letters.errors import (
    AddressRefused,
    LetterRefused,
    MailServerDown,
)
from letters.letter import Mail
from records.errors import Unavailable
from records.mailbox import OutgoingLetter, OutgoingMail, Unsortable
from records.store import Records

HELD = timedelta(minutes=20)
"""How long mails are the failed activity's alone while the mail server is down.

Longer than from the start of one try to that of the next: 5 minutes to work and 10 to wait.
"""

SOONEST = timedelta(seconds=10)
"""After which a mailbox looks again at the earliest: were the rules to err, it must not spin."""

log = structlog.get_logger(__name__)


class Sends(Protocol):
    """Takes mails to the mail server, as `letters.post.Postman` does."""

    async def send(self, mail: Mail, *, at: datetime) -> str:
        """Hand over a mail and return its message id; raises `letters.errors`."""


class WorkerStops(Exception):
    """The worker is to stop; the next one sends the rest."""

    def __init__(self) -> None:
        """Say so to whoever looks at the activity meanwhile."""
        super().__init__("The worker stops; the next one sends the letters that are left.")


class Deliverer:
    """Takes mails from mailboxes to the mail server, and keeps the ledger."""

    def __init__(
        self,
        records: Records,
        postman: Sends,
        *,
        links: LinkMaker,
        wake: WakeMailbox,
        sender: Address,
        measures: Measures | None = None,
    ) -> None:
        """Keep what a mailbox is sorted by, what sends and links its mails, and who counts.

        ``wake`` is for those who are told that an address fails, ``sender`` the address from which
        mails come.
        """
        self._records = records
        self._postman = postman
        self._links = links
        self._wake = wake
        self._sender = sender
        self._measures = measures or Unmeasured()

    @activity.defn(name=DELIVER)
    async def deliver(self, letters: DeliverLetters) -> Delivered:
        """Send what may leave, and say when to look again.

        A mail that cannot be sent holds up no other: the ledger says why and when it is tried
        again; one that is refused for good is given up in the end. One that was sent just before a
        crash is sent twice, with the same message id. A worker that is to stop finishes the mail
        it is at and leaves the others for the next.

        Raises:
            ApplicationError: nothing goes out at present; the activity is tried again.
        """
        with bound_contextvars(person_id=str(letters.person)):
            try:
                async with beating():
                    return await self._deliver(letters, at=moment(letters.at))
            except (MailServerDown, Unavailable) as error:
                self._measures.post_postponed()
                log.warning("letters.postponed", problem=type(error).__name__)
                raise passing(error) from None
            except WorkerStops as stops:
                log.info("letters.left", problem="the worker stops")
                raise passing(stops) from None

    async def _deliver(self, letters: DeliverLetters, *, at: datetime) -> Delivered:
        further = activity.info().attempt > 1  # whose try before may have held back what it takes
        found = await self._records.sort_mailbox(
            letters.person, at=at, held_until=at + HELD if further else None
        )
        for letter in found.unsortable:
            await self._set_aside(letter, at=at)
        sent = 0
        for mail in found.mails:
            _go_on_unless_stopping()
            try:
                sent += await self._send(mail, at=at)
            except MailServerDown as down:
                await self._hold(letters, down, at=at)
        next_at = found.next_at
        if sent < len(found.mails) or found.unsortable:
            next_at = await self._records.next_delivery(letters.person)
        return Delivered(sent=sent, next_at=next_at and max(next_at, at + SOONEST))

    async def _send(self, mail: OutgoingMail, *, at: datetime) -> bool:
        try:
            links = await self._links.links_of(mail, at=at)
            written = mail_of(mail, links, sender=self._sender, at=at)
            message_id = await self._postman.send(written, at=at)
        except (MailServerDown, Unavailable):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the other mails go out
            await self._note(mail, error, at=at)
            return False
        self._tell("sent", mail)
        await self._records.mail_sent(mail.id, at=at, message_id=message_id)
        self._links.forget(mail)
        if mail.address_failing and not mail.former_address:
            await self._note_address(mail, "note_address_works", {}, at=at)
        return True

    async def _set_aside(self, letter: Unsortable, *, at: datetime) -> None:
        """Note a letter at which the rules stumble: it is tried again like one that failed."""
        given_up = await self._records.mail_failed(letter.id, at=at, error=letter.problem)
        outcome: LetterOutcome = "given_up" if given_up else "failed"
        _tell_of(outcome, letter, mail=letter.id, error=letter.problem)
        self._measures.letter(outcome)

    async def _note(self, mail: OutgoingMail, error: Exception, *, at: datetime) -> None:
        if isinstance(error, AddressRefused) and mail.former_address:
            why = WhyDropped.ADDRESS_FAILING  # and nobody need mend it: it is in use no more
            await self._records.drop_mail(mail.id, at=at, error=_brief(error), why=why)
            self._tell("failed", mail, error=type(error).__name__)
            return
        if isinstance(error, AddressRefused):
            refused = {
                "program": (program := mail.letters[0].program) and str(program),
                "code": error.code,
                "answer": error.answer,
                "email": mail.email,
            }
            await self._note_address(mail, "note_address_failing", refused, at=at)
            await self._wake_those_told(mail.person, at=at)
        note = self._records.mail_failed
        if isinstance(error, AddressRefused | LetterRefused):
            note = self._records.mail_refused
        given_up = await note(mail.id, at=at, error=_brief(error))
        self._tell("given_up" if given_up else "failed", mail, error=type(error).__name__)

    async def _note_address(
        self, mail: OutgoingMail, type_: str, body: Mapping[str, Any], *, at: datetime
    ) -> None:
        """Have the person's stream know how the address does; said again, it changes nothing."""
        command = CommandEnvelope(
            id=derived_id(mail.id, type_, at.isoformat()),
            actor=SYSTEM,
            type=type_,
            body=dict(body),
        )
        await self._records.handle("person", mail.person, command, at=at, internal=True)

    async def _wake_those_told(self, person: UUID, *, at: datetime) -> None:
        """Wake who is told that a person's address fails; whom it misses, the sweep wakes."""
        for told in await self._records.unhanded_about(person):
            try:
                await self._wake(told, at=at)
            except Exception as error:  # noqa: BLE001 - whatever it is, the mails go out
                log.warning("mailbox.not_woken", told=str(told), error=type(error).__name__)

    async def _hold(
        self, letters: DeliverLetters, down: MailServerDown, *, at: datetime
    ) -> NoReturn:
        """Keep the sweep from waking for mails that this activity is at, and fail."""
        await self._records.hold_mailbox(letters.person, at=at, until=at + HELD, error=_brief(down))
        raise down

    def _tell(self, outcome: LetterOutcome, mail: OutgoingMail, **facts: str) -> None:
        """Log and count what became of each letter of a mail."""
        for letter in mail.letters:
            _tell_of(outcome, letter, mail=mail.id, **facts)
            self._measures.letter(outcome)


def _tell_of(
    outcome: LetterOutcome, letter: OutgoingLetter | Unsortable, *, mail: UUID, **facts: str
) -> None:
    say = log.info if outcome == "sent" else log.warning
    about = {} if letter.mentorship is None else {"mentorship_id": str(letter.mentorship)}
    say(
        "letter.sent" if outcome == "sent" else "letter.failed",
        letter_id=str(letter.id),
        command_id=str(letter.command_id),
        mail_id=str(mail),
        **about,
        **facts,
    )


def _go_on_unless_stopping() -> None:
    if activity.is_worker_shutdown():
        raise WorkerStops


def _brief(error: Exception) -> str:
    return f"{error}"[:500]
