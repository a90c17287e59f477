"""A person's mailbox: which letters leave it now, in which mails."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from domain.envelopes import Role, stream_of
from domain.mailbox import Sorting, Waiting, sort
from domain.mentorship.appointments import Appointment, appointment_of_letter
from domain.mentorship.state import Mentorship
from domain.people.letters import former_address
from domain.people.state import Person
from domain.policy import Policy
from domain.programs.state import Letterhead, Program
from records.connections import AnyConnection
from records.handle import Store
from records.keeping import keep_dropped, keep_sorted
from records.kinds import State
from records.mailing import SERVER_DOWN
from records.recorded import Row
from records.statements import SQL
from records.stumbling import in_short, load_around, sort_around

RECIPIENT_GONE: Final = "recipient gone"
"""Why a letter is dropped when there is nobody to write to any more."""


@dataclass(frozen=True)
class OutgoingLetter:
    """A letter that leaves now, with all that is needed to write it.

    ``mentor_name`` is that of the mentor when the letter was raised, and missing when there was
    none. ``role`` is the one in which the recipient may act on it. ``attempts`` counts those that
    failed. ``command_id`` is that of the event.
    """

    id: UUID
    event: UUID
    command_id: UUID
    mentorship: UUID | None
    program: UUID | None
    kind: str
    role: Role
    facts: dict[str, Any]
    raised_at: datetime
    attempts: int
    mentee_name: str | None
    mentor_name: str | None
    program_name: str | None
    program_zone: str | None
    appointment: Appointment | None


@dataclass(frozen=True)
class OutgoingMail:
    """What leaves now as one message to one person.

    Letters of several programs share no ``program`` and no letterhead; ``program_name`` then names
    them all. With ``address_failing`` a server refused the address for good not long ago. A mail
    to a ``former_address`` goes where the person was written to before.
    """

    id: UUID
    person: UUID
    name: str
    email: str
    language: str
    zone: str
    is_reminder: bool
    letterhead: Letterhead
    program_name: str
    program: UUID | None
    letters: tuple[OutgoingLetter, ...]
    address_failing: bool = False
    former_address: bool = False


@dataclass(frozen=True)
class Unsortable:
    """A letter of which no rule can say what becomes of it, and where they stumble.

    It is in a mail of its own, which has its id and can be noted as failed.
    """

    id: UUID
    command_id: UUID
    mentorship: UUID | None
    problem: str


@dataclass(frozen=True)
class Sorted:
    """The mails that leave a mailbox now, and when to look into it again; None: nothing waits."""

    mails: tuple[OutgoingMail, ...] = ()
    next_at: datetime | None = None
    unsortable: tuple[Unsortable, ...] = ()


async def sort_mailbox(
    store: Store, person: UUID, *, at: datetime, held_until: datetime | None = None
) -> Sorted:
    """Decide what becomes of all that waits for a person, keep that, and return what leaves now.

    What was given a mail stays in it until it was sent, so that a repeat has the same message id.
    Mails held because the server was down are taken too if their time comes by ``held_until``.
    Letters at which the rules stumble hold up no other.
    """
    async with store.connection() as connection, connection.transaction():
        locked = await connection.fetch(SQL["waiting_in_mailbox"], person, at)
        rows = sorted(locked, key=itemgetter("raised_at", "position", "id"))  # as they were raised
        if not rows:
            return Sorted()
        states, errors = await _states(store, connection, person, rows)
        recipient: Person | None = states[stream_of("person", person)]
        if recipient is None or recipient.is_gone or not recipient.email:
            await keep_dropped(connection, rows, why=RECIPIENT_GONE, at=at)
            return Sorted()
        sorting, unsorted = sort_around(
            [_waiting(row, states, at=at, held_until=held_until) for row in rows],
            _unreadable(rows, errors),
            sort=partial(
                sort,
                recipient=recipient,
                policies=_policies(rows, states),
                reminders_sent=rows[0]["reminders_sent"],
                at=at,
            ),
        )
        await keep_sorted(connection, rows, sorting, unsorted, at=at)
    return Sorted(
        tuple(_mails(sorting, rows, states, recipient)),
        sorting.next_at,
        tuple(_unsortable(row, unsorted[row["id"]]) for row in rows if row["id"] in unsorted),
    )


async def _states(
    store: Store, connection: AnyConnection, person: UUID, rows: Sequence[Row]
) -> tuple[Mapping[str, State], Mapping[str, Exception]]:
    """Return the states of all streams that matter to what waits, and what cannot be read."""
    streams = {stream_of("person", person)}
    for row in rows:
        streams |= {_stream("mentorship", row), _stream("program", row)} - {""}
    known = {stream: store.cache.get(stream) for stream in sorted(streams)}
    folds, errors = await load_around(connection, known, kinds=store.kinds)
    if own := errors.get(stream_of("person", person)):
        raise own
    store.cache.keep(folds.values())
    return {stream: fold.state for stream, fold in folds.items()}, errors


def _unreadable(rows: Iterable[Row], errors: Mapping[str, Exception]) -> Mapping[UUID, Exception]:
    """Return the letters about what cannot be read, with the errors."""
    return {
        row["id"]: errors[stream]
        for row in rows
        for stream in (_stream("mentorship", row), _stream("program", row))
        if stream in errors
    }


def _stream(category: str, row: Row) -> str:
    ident = row[category]
    if ident is None:
        return ""
    return stream_of("mentorship" if category == "mentorship" else "program", ident)


def _waiting(
    row: Row, states: Mapping[str, State], *, at: datetime, held_until: datetime | None
) -> Waiting:
    return Waiting(
        id=row["id"],
        kind=row["kind"],
        raised_at=row["raised_at"],
        facts=json.loads(row["facts"]),
        state=_mentorship(row, states),
        by_clock=row["by_clock"],
        mail=row["mail"],
        not_before=_not_before(row, at=at, held_until=held_until),
    )


def _mentorship(row: Row, states: Mapping[str, State]) -> Mentorship | None:
    state = states.get(_stream("mentorship", row))
    return state if isinstance(state, Mentorship) else None


def _not_before(row: Row, *, at: datetime, held_until: datetime | None) -> datetime | None:
    """Return when a mail that did not get through goes again; what rules hold is judged anew."""
    due: datetime | None = row["next_try_at"]
    if due is None or due <= at:
        return None
    if row["held_why"] == SERVER_DOWN:
        return due if held_until is None or due > held_until else None
    return due if row["held_why"] is None else None


def _policies(rows: Iterable[Row], states: Mapping[str, State]) -> Sequence[Policy]:
    """Return the policies of the programs that write."""
    streams = dict.fromkeys(_stream("program", row) for row in rows)
    programs = [states.get(stream) for stream in streams]
    return [each.policy for each in programs if isinstance(each, Program)]


def _unsortable(row: Row, error: Exception) -> Unsortable:
    return Unsortable(row["id"], row["command_id"], row["mentorship"], in_short(error))


def _mails(
    sorting: Sorting, rows: Sequence[Row], states: Mapping[str, State], recipient: Person
) -> Iterable[OutgoingMail]:
    letters = {row["id"]: row for row in rows}
    for mail in sorting.mails:
        theirs = [_letter(letters[each], states, recipient) for each in mail.letters]
        programs = dict.fromkeys(each.program for each in theirs)
        program = theirs[0].program if len(programs) == 1 else None
        state = states.get("" if program is None else stream_of("program", program))
        names = dict.fromkeys(each.program_name for each in theirs if each.program_name)
        former = former_address(theirs[0].facts)
        yield OutgoingMail(
            id=mail.id,
            person=recipient.id,
            name=theirs[0].facts.get("former_name", recipient.name),
            email=former or recipient.email,
            language=recipient.language,
            zone=recipient.zone,
            is_reminder=mail.is_reminder,
            letterhead=state.letterhead if isinstance(state, Program) else Letterhead(),
            program_name=" and ".join(names),
            program=program,
            letters=tuple(theirs),
            address_failing=recipient.address_failing_since is not None,
            former_address=former is not None,
        )


def _letter(row: Row, states: Mapping[str, State], recipient: Person) -> OutgoingLetter:
    mentorship, program = _mentorship(row, states), states.get(_stream("program", row))
    known = program if isinstance(program, Program) else None
    facts = json.loads(row["facts"])
    return OutgoingLetter(
        id=row["id"],
        event=row["event"],
        command_id=row["command_id"],
        mentorship=row["mentorship"],
        program=row["program"],
        kind=row["kind"],
        role=_role(row, recipient),
        facts=facts,
        raised_at=row["raised_at"],
        attempts=row["attempts"],
        mentee_name=row["mentee_name"],
        mentor_name=row["mentor_name"],
        program_name=known.name if known else None,
        program_zone=known.zone if known else None,
        appointment=appointment_of_letter(row["kind"], facts, mentorship) if mentorship else None,
    )


def _role(row: Row, recipient: Person) -> Role:
    """Return as what somebody is written to; who is asked to be the mentor is so as a mentor."""
    if recipient.id == row["mentee"]:
        return Role.MENTEE
    asked = chain((row["mentor"], row["mentor_then"]), row["watched"] or ())
    if recipient.id in asked:
        return Role.MENTOR
    coordinates = recipient.administrator or (
        row["program"] is not None and recipient.has_role(Role.COORDINATOR, row["program"])
    )
    return Role.COORDINATOR if coordinates else Role.MENTOR
