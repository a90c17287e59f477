"""How long the histories of mailboxes become: events for each letter."""

import asyncio
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from benchmarks.figures import Figure
from benchmarks.service import SQL, Service
from benchmarks.work import ZONE, must_be_recorded
from domain.dates import local_day, local_instant
from domain.envelopes import CommandEnvelope, opened_by
from runtime.clock import now
from workflows import client as edge
from workflows.mailbox_client import wake_mailbox
from workflows.mailbox_start import mailbox_id

_UNIT: Final = "events a letter"
_GROUP: Final = "mailbox"
_MONTH: Final = timedelta(days=32)
_BETWEEN_LOOKS: Final = 0.05
_MANY: Final = 10


async def letter_figures(running: Service) -> list[Figure]:
    """Count the events of mailboxes in the usual cases."""
    found = {
        "an invitation, which leaves at once": await _invitation(running),
        "two reminders, gathered the next morning": await _reminders(running) / 2,
        f"{_MANY} letters to one person at once": await _many(running) / _MANY,
    }
    return [
        Figure(label=label, group=_GROUP, unit=_UNIT, rounds=(count,))
        for label, count in found.items()
    ]


async def _invitation(running: Service) -> int:
    office, pair = running.office, await running.office.pair()
    opening = office.opening(pair)
    mentorship, mentor = opened_by(opening.id), _known(pair.mentor.person)
    body = {"person": str(mentor)}
    asking = [
        office.command("shortlist", body, by=pair.mentee),
        office.command("invite", {"candidate": 1, "ask": "Would you?"}, by=pair.mentee),
    ]
    await _open(running, opening)
    for command in asking:
        must_be_recorded(
            await edge.perform(running.client, mentorship, command, task_queue=running.place.queue)
        )
    await running.until_posted([mentorship])
    return await _length(running, mentor)


async def _reminders(running: Service) -> int:
    """Have two searches of a mentee last a month, whom the clock then nudges."""
    mentee = await running.office.mentee()
    person = _known(mentee.person)
    openings = [running.office.search_of(mentee) for _ in range(2)]
    for opening in openings:
        await _recorded(running, opening, ago=_MONTH)
    mentorships = [opened_by(each.id) for each in openings]
    await _wake(running, person)
    await running.until_posted(mentorships)
    await _length(running, person)
    for each in mentorships:
        await edge.refresh(running.client, each, task_queue=running.place.queue)
    while await running.pool.fetchval(SQL["held_letters"], mentorships) < len(mentorships):  # noqa: ASYNC110 - elsewhere
        await asyncio.sleep(_BETWEEN_LOOKS)
    tomorrow = local_day(now(), ZONE) + timedelta(days=1)
    await _wake(running, person, at=local_instant(tomorrow, time(12), ZONE))
    return await _length(running, person)


async def _many(running: Service) -> int:
    mentee = await running.office.mentee()
    openings = [running.office.search_of(mentee) for _ in range(_MANY)]
    for opening in openings:
        await _recorded(running, opening)
    await _wake(running, _known(mentee.person))
    return await _length(running, _known(mentee.person))


async def _open(running: Service, opening: CommandEnvelope) -> None:
    must_be_recorded(
        await edge.open_mentorship(running.client, opening, task_queue=running.place.queue)
    )


async def _recorded(
    running: Service, opening: CommandEnvelope, *, ago: timedelta = timedelta(0)
) -> None:
    """Open a mentorship of which no workflow knows."""
    receipt = await running.office.records.handle(
        "mentorship", opened_by(opening.id), opening, at=now() - ago
    )
    must_be_recorded(receipt)


async def _wake(running: Service, person: UUID, *, at: datetime | None = None) -> None:
    await wake_mailbox(running.client, person, at=at or now(), task_queue=running.place.queue)


async def _length(running: Service, person: UUID) -> int:
    """Return the events of a mailbox's last run, once it has nothing left to do."""
    handle = running.client.get_workflow_handle(mailbox_id(person))
    await handle.result()
    return (await handle.describe()).history_length


def _known(person: UUID | None) -> UUID:
    assert person is not None  # noqa: S101 - an actor who is registered
    return person
