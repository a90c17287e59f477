"""A mentorship whose workflow is gone gets one again, from the command line."""

import asyncio
from uuid import UUID

import pytest

from cli.installation import find_installation
from cli.temporal import connect_to_temporal
from tests.cli.office import Office
from workflows.start import workflow_id

pytestmark = pytest.mark.xdist_group("cli")


def lose(mentorship: str) -> None:
    """End a workflow in the middle, as if Temporal had lost it."""

    async def lost() -> None:
        client = await connect_to_temporal(find_installation())
        await client.get_workflow_handle(workflow_id(UUID(mentorship))).terminate()

    asyncio.run(lost())


def test_a_mentorship_whose_workflow_is_gone_is_started_and_the_others_run_on(
    office: Office,
) -> None:
    ident = office.invited()
    lose(ident)
    told = office.cli("restore", "--json").json
    assert (told["started"], told["woken"], told["workers"], told["set_up"]) == (1, 0, 1, True)
    again = office.cli("restore", "--wake", "--json").json
    assert (again["started"], again["woken"]) == (0, told["running"] + 1)
    assert office.done(ident, "decline", by=office.mentor)["standing"]["stage"] == "SEEKING"
    assert "Mentorships started: 0; running already:" in office.cli("restore").out


def test_where_nobody_works_the_restored_are_said_to_wait(
    office: Office, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_TASK_QUEUE", "nobody's")
    told = office.cli("restore")
    assert told.code == 0
    assert "No worker takes tasks now, so nothing goes on until one is started." in told.out
    monkeypatch.setenv("TEMPORAL_ADDRESS", f"127.0.0.1:{unused_tcp_port}")
    told = office.cli("restore")
    assert told.code == 3
    assert told.error.startswith(f"Temporal at 127.0.0.1:{unused_tcp_port} cannot be used")
