"""What was parked is tried again by hand when its cause is mended."""

import asyncio
import json
from collections.abc import Callable
from uuid import UUID

import pytest

from cli.finding import Target, find_target
from cli.installation import find_installation
from cli.temporal import connect_to_temporal
from domain.envelopes import Actor, CommandEnvelope, Role, opened_by
from domain.standing import Standing
from records.roles import as_service
from records.store import Records
from runtime.clock import now
from runtime.database import connect_pool
from runtime.ids import new_id
from tests.cli.office import Office
from tests.cli.terminal import Cli, wait_for
from workflows import client as edge

pytestmark = pytest.mark.xdist_group("cli")

OPERATOR = Actor(role=Role.ADMINISTRATOR)


def keyless(_sealed: str) -> bytes:
    raise LookupError


def park(word: str, type_: str, **body: object) -> UUID:
    """Give a sealed command where the key is missing, and return its id."""

    async def parked() -> UUID:
        installation = find_installation()
        sealed = installation.cipher.seal(json.dumps(body).encode())
        command = CommandEnvelope(id=new_id(), actor=OPERATOR, type=type_, sealed=sealed)
        async with connect_pool(installation.database_url, init=as_service) as pool:
            records = Records(pool, opener=keyless)
            new = Target("person", opened_by(command.id))
            target = new if word == "new" else await find_target(records, word)
            assert target.ident is not None
            receipt = await records.handle(target.category, target.ident, command, at=now())
        assert receipt.outcome == "parked"
        return command.id

    return asyncio.run(parked())


def standing_of(mentorship: str) -> Callable[[], Standing | None]:
    """Return a way to ask the workflow itself what it knows."""

    async def asked() -> Standing | None:
        client = await connect_to_temporal(find_installation())
        return await edge.standing(client, UUID(mentorship))

    return lambda: asyncio.run(asked())


def test_a_parked_command_of_a_mentorship_is_recorded_and_its_workflow_learns_of_it(
    office: Office,
) -> None:
    ident = office.mentorship()
    command_id = park(ident, "note", text="Kept while the key was away")
    told = office.cli("retry", ident[:8])
    assert told.code == 0
    assert "✓ recorded as version 2: noted" in told.out
    assert str(command_id) in told.out
    asked = standing_of(ident)

    def learned() -> None:
        standing = asked()
        assert standing is not None
        assert standing.version == 2

    wait_for(learned)
    assert "Kept while the key was away" in office.cli("history", ident).out


def test_a_parked_command_of_a_person_is_recorded(own_office: Office) -> None:
    place = f"person/{own_office.mentor}"
    park(place, "set_capacity", capacity=5)
    told = own_office.cli("retry", place, "--json")
    assert told.code == 0
    [receipt] = told.json["receipts"]
    assert receipt["outcome"] == "recorded"
    again = own_office.cli("retry", place)
    assert again.code == 0
    assert again.out.startswith("Nothing is parked on person/")
    assert own_office.cli("retry", place, "--json").json["receipts"] == []


def test_a_retry_that_is_refused_says_so_and_is_parked_no_more(own_office: Office) -> None:
    place = f"program/{own_office.program}"
    park(place, "set_capacity", capacity=5)
    told = own_office.cli("retry", place)
    assert told.code == 1
    assert "✗ refused There is no such command as 'set_capacity' here" in told.out
    assert own_office.cli("retry", place).out.startswith("Nothing is parked on program/")


def test_what_was_to_begin_something_is_retried_by_the_id_of_its_stream(cli: Cli) -> None:
    address = f"{new_id().hex}@example.org"
    command = park("new", "register_person", name="Ada", email=address, zone="Europe/Berlin")
    told = cli("retry", f"person/{opened_by(command)}")
    assert told.code == 0, told.err
    assert address in cli("people", "--json").out


def test_who_is_not_there_has_nothing_to_retry(cli: Cli) -> None:
    told = cli("retry", "person/nobody@example.org")
    assert told.code == 2
    assert told.error.startswith("Nobody is registered as nobody@example.org")
