"""The sweep wakes whom it can."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.signatures import SweepRound, Swept
from activities.sweep import Sweeper
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program

LATE = START + timedelta(hours=1)


async def asleep(desk: Desk, *, number: int) -> list[UUID]:
    """Open mentorships whose letters nobody sends, and return them in the sweep's order."""
    program = await a_program(desk)
    people = [await a_person(desk, f"Ann-{each}") for each in range(number)]
    for person in people:
        await desk.do(person, "grant_role", category="person", program=str(program), role="mentee")
    return sorted([await a_mentorship(desk, program, person) for person in people])


async def sweep(desk: Desk, woken: list[UUID], *, dead: Iterable[UUID]) -> Swept:
    async def wake(mentorship: UUID) -> None:
        if mentorship in dead:
            message = "its history is too long"
            raise RuntimeError(message)
        woken.append(mentorship)

    swept: Swept = await ActivityEnvironment().run(
        Sweeper(desk.records, wake).sweep, SweepRound(at=LATE)
    )
    return swept


async def test_one_that_cannot_be_woken_keeps_nobody_else_asleep(desk: Desk) -> None:
    mentorships, woken = await asleep(desk, number=3), list[UUID]()
    assert await sweep(desk, woken, dead=mentorships[:1]) == Swept(woken=2, failed=1)
    assert woken == mentorships[1:]


async def test_a_round_that_wakes_nobody_it_should_wake_has_failed(desk: Desk) -> None:
    mentorships, woken = await asleep(desk, number=2), list[UUID]()
    with pytest.raises(ApplicationError, match="history is too long"):
        await sweep(desk, woken, dead=mentorships)
    assert woken == []


async def test_a_round_with_nobody_asleep_is_a_good_one(desk: Desk) -> None:
    assert await sweep(desk, [], dead=[]) == Swept()
