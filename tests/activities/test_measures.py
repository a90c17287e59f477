"""What activities tell whoever counts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.post import Poster
from activities.record import Recorder
from activities.signatures import (
    DeliverLetters,
    Entered,
    PostLetters,
    RecordStep,
    SweepRound,
)
from activities.sweep import Sweeper
from domain.envelopes import Actor, CommandEnvelope, Role
from records.errors import StoreDown
from records.store import Records
from runtime.ids import new_id
from runtime.monitoring.metrics import Metrics
from tests.activities.correspondence import (
    MENTOR,
    Choosy,
    asked,
    deliver,
    deliverer,
    surroundings,
)
from tests.letters.conftest import serving
from tests.records.desk import START, Desk, a_mentorship, a_person

DAY = timedelta(days=1)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


async def counted(metrics: Metrics) -> dict[str, float]:
    """Return what was counted at least once; a metric with labels by its values in order."""

    def lines() -> Iterator[tuple[str, float]]:
        for line in text.decode().splitlines():
            if not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                yield name.removeprefix("mentorship_"), float(value)

    text = await metrics.text()
    return {name: value for name, value in lines() if value and "step_seconds_" not in name}


async def test_a_letter_counts_as_sent_failed_or_given_up(desk: Desk, metrics: Metrics) -> None:
    scene = await asked(desk, times=2)
    mentee = await a_person(desk, "Zoe", (scene.program, Role.MENTEE))
    choosy = Choosy(refused={MENTOR})
    async with serving(choosy, enable_SMTPUTF8=True) as port:
        sending = deliverer(desk.records, f"smtp://127.0.0.1:{port}", measures=metrics)
        for days in range(3):
            await deliver(sending, scene.mentor, at=START + days * DAY)
        choosy.refused.clear()
        await a_mentorship(desk, scene.program, mentee, scene.mentor)
        await deliver(sending, scene.mentor, at=START + 3 * DAY)
    assert await counted(metrics) == {
        'letters_total{outcome="sent"}': 1,
        'letters_total{outcome="failed"}': 4,
        'letters_total{outcome="given_up"}': 2,
    }


async def test_a_worker_that_is_to_stop_finishes_its_letter_and_leaves_the_others_to_the_next(
    desk: Desk, metrics: Metrics
) -> None:
    scene = await asked(desk, times=4)
    environment = surroundings()

    class Stopping(Choosy):
        async def handle_DATA(self, *given: object) -> str:  # noqa: N802
            environment.worker_shutdown()
            return await super().handle_DATA(*given)  # type: ignore[arg-type]

    async with serving(Stopping(), enable_SMTPUTF8=True) as port:
        sending = deliverer(desk.records, f"smtp://127.0.0.1:{port}", measures=metrics)
        with pytest.raises(ApplicationError, match="the next one sends the letters that are left"):
            await environment.run(sending.deliver, DeliverLetters(person=scene.mentor, at=START))
        ledger = await desk.records.letters_to(scene.mentor)
        assert [line.sent_at is not None for line in ledger].count(True) == 1
        await deliver(sending, scene.mentor)
    assert await counted(metrics) == {'letters_total{outcome="sent"}': 4}


class Away(Records):
    """Records that do not answer."""

    async def record(self, *_: object, **__: object) -> object:  # type: ignore[override]
        raise StoreDown(reason="away")

    async def unhanded(self, *_: object, **__: object) -> object:  # type: ignore[override]
        raise StoreDown(reason="away")

    async def sort_mailbox(self, *_: object, **__: object) -> object:  # type: ignore[override]
        raise StoreDown(reason="away")


async def test_a_step_counts_by_who_asked_and_how_it_ended(desk: Desk, metrics: Metrics) -> None:
    [mentorship] = (await asked(desk)).mentorships
    actor = Actor(role=Role.ADMINISTRATOR)
    unknown = CommandEnvelope(id=new_id(), actor=actor, type="sing", body={})
    note = CommandEnvelope(id=new_id(), actor=actor, type="note", body={"text": "They met."})
    step = RecordStep(
        mentorship=mentorship,
        at=START,
        commands=tuple(Entered(at=START, envelope=each) for each in (unknown, note, note)),
    )
    await ActivityEnvironment().run(Recorder(desk.records, measures=metrics).record, step)
    [deadline, *_] = await desk.records.deadlines(mentorship)
    due = RecordStep(mentorship=mentorship, at=deadline.due, deadlines=(deadline,))
    await ActivityEnvironment().run(Recorder(desk.records, measures=metrics).record, due)
    assert await counted(metrics) == {
        'commands_total{by="people",category="mentorship",outcome="refused"}': 1,
        'commands_total{by="people",category="mentorship",outcome="recorded"}': 2,
        'commands_total{by="clock",category="mentorship",outcome="recorded"}': 1,
    }


async def test_what_is_put_off_while_the_records_are_away_is_counted(
    records: Records, metrics: Metrics
) -> None:
    records.__class__ = Away
    step = RecordStep(mentorship=new_id(), at=START)
    letters = PostLetters(mentorship=new_id(), at=START)
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(Recorder(records, measures=metrics).record, step)
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(Poster(records, wake, measures=metrics).post, letters)
    with pytest.raises(ApplicationError):
        await deliver(deliverer(records, "smtp://127.0.0.1:1", measures=metrics), new_id())
    assert await counted(metrics) == {"steps_postponed_total": 1, "posts_postponed_total": 2}


async def wake(_: UUID, *, at: datetime = START) -> None:
    assert at >= START


async def fail(_: UUID, *, at: datetime = START) -> None:
    raise ConnectionError(at)


async def test_a_round_of_the_sweep_counts_whom_it_woke_and_whom_it_could_not(
    desk: Desk, metrics: Metrics
) -> None:
    await asked(desk)
    turn = SweepRound(at=START + 400 * DAY)
    late = await desk.records.late_mailboxes(late=turn.at)
    sweeper = Sweeper(desk.records, wake, wake, measures=metrics)
    await ActivityEnvironment().run(sweeper.sweep, turn)
    failing = Sweeper(desk.records, fail, fail, measures=metrics)
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(failing.sweep, turn)
    assert await counted(metrics) == {
        'sweep_mentorships_total{outcome="woken"}': 1,
        'sweep_mentorships_total{outcome="failed"}': 1,
        'sweep_mailboxes_total{outcome="woken"}': len(late),
        'sweep_mailboxes_total{outcome="failed"}': len(late),
        "sweep_last_timestamp_seconds": turn.at.timestamp(),
    }
