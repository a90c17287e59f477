"""The activity that sends a mentorship's waiting letters."""

from datetime import UTC, datetime, timedelta
from typing import NoReturn

import structlog
from structlog.contextvars import bound_contextvars
from temporalio import activity

from activities.measures import Measures, Unmeasured
from activities.passing import passing
from activities.signatures import POST, Posted, PostLetters
from letters.errors import AddressRefused, LetterNotWritten, MailServerDown
from letters.letter import Letter
from letters.post import Postman
from letters.route import Route
from records.errors import Unavailable
from records.outbox import WaitingLetter
from records.store import Records

AT_ONCE = 50
"""Letters sent in one go; what waits beyond that follows in the next."""

DOWN_AFTER = 4
"""Letters in a row at which the server breaks off before it counts as down.

One event writes the same to several people; were it down for one letter, what the server cannot
stomach in it would hold up all others.
"""

HELD = timedelta(minutes=20)
"""How long letters are the failed activity's alone while the mail server is down.

Longer than from the start of one try to that of the next: 5 minutes to work and 10 to wait.
"""

log = structlog.get_logger(__name__)

_Broken = list[tuple[WaitingLetter, MailServerDown]]


class WorkerStops(Exception):
    """The worker is to stop; the next one sends the rest."""

    def __init__(self) -> None:
        """Say so to whoever looks at the activity meanwhile."""
        super().__init__("The worker stops; the next one sends the letters that are left.")


class Poster:
    """Takes letters from the outbox to the mail server, and keeps the ledger."""

    def __init__(self, records: Records, route: Route, *, measures: Measures | None = None) -> None:
        """Keep the records to read from, the way to the mail server, and whoever counts."""
        self._records = records
        self._route = route
        self._measures = measures or Unmeasured()

    @activity.defn(name=POST)
    async def post(self, letters: PostLetters) -> Posted:
        """Send what waits, and say how much went out.

        A letter that cannot be sent holds up no other: the ledger says why and when it is tried
        again, and the sweep sees to that; one that is refused for good is given up in the end. One
        that was sent just before a crash is sent twice, with the same message id. A worker that is
        to stop finishes the letter it is at and leaves the others for the next.

        Raises:
            ApplicationError: nothing goes out at present; the activity is tried again.
        """
        with bound_contextvars(mentorship_id=str(letters.mentorship)):
            try:
                return await self._post(letters)
            except (MailServerDown, Unavailable) as error:
                self._measures.post_postponed()
                log.warning("letters.postponed", problem=type(error).__name__)
                raise passing(error) from None
            except WorkerStops as stops:
                log.info("letters.left", problem="the worker stops")
                raise passing(stops) from None

    async def _post(self, letters: PostLetters) -> Posted:
        at = _take_until()
        waiting = await self._records.waiting_letters(letters.mentorship, at=at, limit=AT_ONCE)
        sent = 0
        broken: _Broken = []
        async with Postman(self._route) as postman:
            for letter in waiting:
                _go_on_unless_stopping()
                try:
                    sent += await self._send(postman, letter)
                except MailServerDown as down:
                    broken.append((letter, down))
                    if len(broken) == DOWN_AFTER:
                        break
                except LetterNotWritten as unwritten:  # the server was not asked
                    await self._note(letter, unwritten)
                else:
                    await self._fail(broken)
                    broken = []
        if broken:
            await self._hold(letters, broken[-1][1], at=at)
        return Posted(sent=sent, waiting=len(waiting) == AT_ONCE)

    async def _send(self, postman: Postman, letter: WaitingLetter) -> bool:
        try:
            message_id = await postman.send(_written(letter), at=_now())
        except (MailServerDown, LetterNotWritten):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the other letters go out
            await self._note(letter, error)
            return False
        log.info("letter.sent", **_ids(letter))
        self._measures.letter("sent")
        await self._records.letter_sent(letter.id, at=_now(), message_id=message_id)
        return True

    async def _fail(self, broken: _Broken) -> None:
        """Note letters at which the server broke off, though it went on with the next one."""
        for letter, error in broken:
            await self._note(letter, error)

    async def _note(self, letter: WaitingLetter, error: Exception) -> None:
        log.warning("letter.failed", **_ids(letter), error=type(error).__name__)
        given_up = False
        if isinstance(error, AddressRefused):
            given_up = await self._records.letter_refused(letter.id, at=_now(), error=_brief(error))
        else:
            await self._records.letter_failed(letter.id, at=_now(), error=_brief(error))
        self._measures.letter("given_up" if given_up else "failed")

    async def _hold(self, letters: PostLetters, down: MailServerDown, *, at: datetime) -> NoReturn:
        """Keep the sweep from waking for letters that this activity is at, and fail."""
        until = _now() + HELD
        await self._records.hold_letters(letters.mentorship, at=at, until=until, error=_brief(down))
        raise down


def _go_on_unless_stopping() -> None:
    if activity.is_worker_shutdown():
        raise WorkerStops


def _ids(letter: WaitingLetter) -> dict[str, str]:
    return {"letter_id": str(letter.id), "command_id": str(letter.command_id)}


def _brief(error: Exception) -> str:
    return f"{error}"[:500]


def _written(letter: WaitingLetter) -> Letter:
    return Letter(
        id=letter.id,
        kind=letter.kind,
        to_name=letter.name,
        to_email=letter.email,
        language=letter.language,
        zone=letter.zone,
        mentorship=letter.mentorship,
        program=letter.program_name or "",
        mentee_name=letter.mentee_name,
        mentor_name=letter.mentor_name,
        facts=letter.facts,
        raised_at=letter.raised_at,
    )


def _take_until() -> datetime:
    """Return until when letters may be held back to be taken now: a further try takes its own."""
    return _now() if activity.info().attempt == 1 else _now() + HELD


def _now() -> datetime:
    # The server's clock, which started this try, and which tests can move.
    return activity.info().started_time.astimezone(UTC)
