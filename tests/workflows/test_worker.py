"""The worker as a process of its own: how it starts, what it shows of itself, how it stops."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from domain.envelopes import opened_by
from letters.post import ANSWER_WITHIN
from records.store import Records
from runtime.monitoring.catalogue import OURS, SDK
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.real import KEY, Cast, Real, real_records, sealed
from tests.workflows.worker_process import Working, start, working
from tests.workflows.world import World
from workflows import client as edge

PLANTED = "Quetzalcoatlus"
"""A word that nothing else says."""

START_WITHIN = 60.0
"""Seconds; a busy machine takes many to import everything."""

with_a_cache = pytest.mark.parametrize("cache", [1000], ids=["cached"])


@pytest.fixture
async def unanswered() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """The URL of a mail server that never says a word, and whether somebody waits for one."""
    called = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(listen, host="127.0.0.1", port=0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", called


async def a_word_in_every_place(real: Real) -> list[str]:
    """Give commands that hold the word, one of them refused; return the commands' ids."""
    opening = real.cast.opening()
    await edge.open_mentorship(real.world.client, opening, task_queue=real.world.queue)
    mentorship = opened_by(opening.id)
    need = sealed("describe_need", by=real.cast.mentee, direction=PLANTED, hopes=[PLANTED])
    await real.world.perform(mentorship, need)
    name = {"name": f"Dr {PLANTED}", "email": f"{PLANTED}@example.org"}
    await real.world.perform(mentorship, sealed("shortlist", by=real.cast.mentee, **name))
    refused = sealed("note", by=real.cast.coordinator, **{PLANTED: PLANTED}, text=PLANTED)
    with pytest.raises(edge.Refused):
        await real.world.perform(mentorship, refused)
    return [f"{each.id}" for each in (opening, need, refused)]


@with_a_cache
async def test_a_worker_shows_what_it_does_and_one_id_leads_through_its_log(
    world: World,
    database_url: str,
    smtp: MailServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = {
        "MENTORSHIP_DATABASE_URL": database_url,
        "MENTORSHIP_SMTP_URL": smtp.url,
        "MENTORSHIP_LOG_LEVEL": "debug",
    }
    async with (
        working(world, tmp_path, **settings) as worker,
        real_records(database_url) as records,
    ):
        await eventually(worker.ready, within=START_WITHIN)
        assert (await worker.get("/live"))[0] == 200
        real = Real(world, records, database_url, await Cast.register(records))
        with caplog.at_level(logging.INFO, logger="workflows"):
            opening, need, refused = await a_word_in_every_place(real)
        at_the_edge = {each.command_id: each.outcome for each in caplog.records}  # type: ignore[attr-defined]
        assert {at_the_edge[opening], at_the_edge[refused]} == {"recorded", "refused"}
        shown = await eventually(lambda: letter_counted(worker))
        assert len(smtp.letters()) == 1
        worker.process.send_signal(signal.SIGTERM)
        code, log = await worker.end()
    assert code == 0
    assert log[-1]["event"] == "worker.stopped"
    assert PLANTED.lower() not in f"{shown}{log}".lower()
    assert [line["event"] for line in log if opening in f"{line}"] == [
        "command.entered",
        "command.settled",
        "step.recorded",
        "letter.sent",
    ]
    assert len({line["mentorship_id"] for line in log if "mentorship_id" in line}) == 1
    steps = [line for line in log if need in f"{line}" and line["level"] == "info"]
    assert [step["outcomes"] for step in steps] == [["recorded"]]
    check_metrics(shown)


async def letter_counted(worker: Working) -> str:
    _, shown = await worker.get("/metrics")
    assert 'mentorship_letters_total{outcome="sent"} 1.0' in shown
    return shown


def check_metrics(shown: str) -> None:
    """Hold what is shown against the tables of metrics, both ways for ours."""
    families = {each.name: each for each in text_string_to_metric_families(shown)}
    expected = {each.name.removesuffix("_total"): each for each in (*OURS, *SDK)}
    ours = {name for name in families if not name.startswith("temporal_")}
    assert ours == {each.name.removesuffix("_total") for each in OURS}
    for name, metric in expected.items():
        if name not in families:
            assert metric.appears_late, name
            continue
        assert families[name].type == metric.kind
        told = [sample.labels for sample in families[name].samples]
        for label, allowed in metric.labels.items():
            found = {labels[label] for labels in told}
            assert found == set(allowed) if allowed else found
    lines = shown.splitlines()
    for line in (
        'mentorship_commands_total{by="people",category="mentorship",outcome="recorded"} 3.0',
        'mentorship_commands_total{by="people",category="mentorship",outcome="refused"} 1.0',
        "mentorship_step_seconds_count 4.0",
        'mentorship_open_mentorships{stage="SEEKING"} 1.0',
    ):
        assert line in lines


async def waiting_for_its_mail(real: Real, called: asyncio.Event) -> None:
    """Give the worker a letter for a mail server that never answers."""
    await real.open()
    await called.wait()


async def drains(worker: Working) -> None:
    status, said = await worker.get("/ready")
    assert (status, '"worker":"stops"' in said) == (503, True)


@with_a_cache
@pytest.mark.long
async def test_a_worker_stops_though_the_mail_server_never_answers(
    world: World, database_url: str, tmp_path: Path, unanswered: tuple[str, asyncio.Event]
) -> None:
    url, called = unanswered
    settings = {"MENTORSHIP_DATABASE_URL": database_url, "MENTORSHIP_SMTP_URL": url}
    async with (
        working(world, tmp_path, MENTORSHIP_GRACEFUL_STOP_SECONDS="1", **settings) as worker,
        real_records(database_url) as records,
    ):
        real = await a_real(world, records, database_url)
        await waiting_for_its_mail(real, called)
        worker.process.send_signal(signal.SIGTERM)
        # Less than the mail server has for its answer, after which the activity ends by itself.
        async with asyncio.timeout(ANSWER_WITHIN - 5):
            code, log = await worker.end()
    assert code == 0
    assert log[-1]["event"] == "worker.stopped"
    assert not [line for line in log if "Traceback" in f"{line}"]


@with_a_cache
async def test_a_worker_that_stops_is_not_ready_and_a_second_signal_stops_it_at_once(
    world: World, database_url: str, tmp_path: Path, unanswered: tuple[str, asyncio.Event]
) -> None:
    url, called = unanswered
    settings = {"MENTORSHIP_DATABASE_URL": database_url, "MENTORSHIP_SMTP_URL": url}
    async with (
        working(world, tmp_path, MENTORSHIP_GRACEFUL_STOP_SECONDS="600", **settings) as worker,
        real_records(database_url) as records,
    ):
        real = await a_real(world, records, database_url)
        await waiting_for_its_mail(real, called)
        worker.process.send_signal(signal.SIGTERM)
        await eventually(lambda: drains(worker))
        assert (await worker.get("/live"))[0] == 200
        worker.process.send_signal(signal.SIGTERM)
        code, log = await worker.end()
    assert code == 128 + signal.SIGTERM
    assert log[-1]["event"] == "worker.stopped_at_once"


async def a_real(world: World, records: Records, database_url: str) -> Real:
    return Real(world, records, database_url, await Cast.register(records))


@pytest.mark.long
async def test_a_worker_that_knows_no_servers_says_what_to_do(tmp_path: Path) -> None:
    process = await start(tmp_path)
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode() == (
        f"MENTORSHIP_DATABASE_URL is missing, and no servers run in {tmp_path}: "
        "set it, or start the embedded servers with 'mentorship up'.\n"
    )


@pytest.mark.long
async def test_a_worker_whose_letters_would_lead_nowhere_refuses_to_start(tmp_path: Path) -> None:
    process = await start(
        tmp_path,
        MENTORSHIP_DATABASE_URL="postgresql://db/mentorship",
        MENTORSHIP_SMTP_URL="smtp://relay.example.org",
        MENTORSHIP_PUBLIC_URL="",
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode() == (
        "MENTORSHIP_PUBLIC_URL is missing, and with MENTORSHIP_SMTP_URL it is required: "
        "set it to the address at which people reach the service, "
        "for example https://mentorship.example.org.\n"
    )


@pytest.mark.long
async def test_a_worker_without_its_database_names_it(
    temporal: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    url = f"postgresql://me:secret@127.0.0.1:{unused_tcp_port}/mentorship"
    process = await start(
        tmp_path,
        TEMPORAL_ADDRESS=temporal,
        MENTORSHIP_DATABASE_URL=url,
        MENTORSHIP_SMTP_URL="smtp://127.0.0.1:1",
        MENTORSHIP_KEYS=KEY,
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert "PostgreSQL" in said.decode()
    assert "secret" not in said.decode()
    assert len(said.decode().splitlines()) == 1
