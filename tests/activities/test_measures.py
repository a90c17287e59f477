"""What activities tell whoever counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.post import Poster
from activities.record import Recorder
from activities.signatures import Entered, PostLetters, RecordStep, SweepRound
from activities.sweep import Sweeper
from domain.envelopes import Actor, CommandEnvelope, Role
from letters.route import Route
from records.errors import StoreDown
from records.store import Records
from runtime.ids import new_id
from runtime.monitoring.metrics import Metrics
from tests.activities.correspondence import MENTOR, Choosy, four_letters
from tests.letters.conftest import serving
from tests.records.desk import START, Desk

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
    mentorship = await four_letters(desk)
    async with serving(Choosy(refused={MENTOR}), enable_SMTPUTF8=True) as port:
        route = Route.parse(f"smtp://127.0.0.1:{port}", mail_from="M <letters@example.org>")
        poster = Poster(desk.records, route, measures=metrics)
        for days in range(3):
            await post(poster, mentorship, days=days)
    assert await counted(metrics) == {
        'letters_total{outcome="sent"}': 2,
        'letters_total{outcome="failed"}': 4,
        'letters_total{outcome="given_up"}': 2,
    }


async def post(poster: Poster, mentorship: UUID, *, days: int = 0) -> None:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, started_time=START + days * DAY)
    await environment.run(poster.post, PostLetters(mentorship=mentorship, at=START))


async def test_a_worker_that_is_to_stop_finishes_its_letter_and_leaves_the_others_to_the_next(
    desk: Desk, metrics: Metrics
) -> None:
    mentorship = await four_letters(desk)
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, started_time=START)

    class Stopping(Choosy):
        async def handle_DATA(self, *given: object) -> str:  # noqa: N802
            environment.worker_shutdown()
            return await super().handle_DATA(*given)  # type: ignore[arg-type]

    async with serving(Stopping(), enable_SMTPUTF8=True) as port:
        route = Route.parse(f"smtp://127.0.0.1:{port}", mail_from="M <letters@example.org>")
        poster = Poster(desk.records, route, measures=metrics)
        with pytest.raises(ApplicationError, match="the next one sends the letters that are left"):
            await environment.run(poster.post, PostLetters(mentorship=mentorship, at=START))
        ledger = await desk.records.letters_of(mentorship)
        assert [line.sent_at is not None for line in ledger].count(True) == 1
        await post(poster, mentorship)
    assert await counted(metrics) == {'letters_total{outcome="sent"}': 4}


class Away(Records):
    """Records that do not answer."""

    async def record(self, *_: object, **__: object) -> object:  # type: ignore[override]
        raise StoreDown(reason="away")

    async def waiting_letters(self, *_: object, **__: object) -> object:  # type: ignore[override]
        raise StoreDown(reason="away")


async def test_a_step_counts_by_who_asked_and_how_it_ended(desk: Desk, metrics: Metrics) -> None:
    mentorship = await four_letters(desk)
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
    route = Route.parse("smtp://127.0.0.1:1", mail_from="M <letters@example.org>")
    step = RecordStep(mentorship=new_id(), at=START)
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(Recorder(records, measures=metrics).record, step)
    with pytest.raises(ApplicationError):
        await post(Poster(records, route, measures=metrics), new_id())
    assert await counted(metrics) == {"steps_postponed_total": 1, "posts_postponed_total": 1}


async def test_a_round_of_the_sweep_counts_whom_it_woke_and_whom_it_could_not(
    desk: Desk, metrics: Metrics
) -> None:
    await four_letters(desk)
    turn = SweepRound(at=START + DAY)

    async def wake(_: UUID) -> None:
        pass

    async def fail(_: UUID) -> None:
        raise ConnectionError

    sweeper = Sweeper(desk.records, wake, measures=metrics)
    await ActivityEnvironment().run(sweeper.sweep, turn)
    failing = Sweeper(desk.records, fail, measures=metrics)
    with pytest.raises(ApplicationError):
        await ActivityEnvironment().run(failing.sweep, turn)
    assert await counted(metrics) == {
        'sweep_mentorships_total{outcome="woken"}': 1,
        'sweep_mentorships_total{outcome="failed"}': 1,
        "sweep_last_timestamp_seconds": turn.at.timestamp(),
    }
