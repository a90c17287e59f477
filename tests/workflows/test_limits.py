"""One limit for one thing: what the workflow lets in, the records read, and the other way round."""

from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from domain.envelopes import BODY_LIMIT, TOO_LARGE, Actor, CommandEnvelope, Role
from domain.refusals import Refusal
from records.bodies import Entry, prepare
from records.canonical import canonical
from records.read_tables import KINDS
from runtime.clock import now
from runtime.ids import new_id
from tests.workflows.real import CIPHER
from workflows.reading import check_command

MENTEE = Actor(role=Role.MENTEE, person=new_id())
TEXT = "ж" * 10_000
LONGEST: dict[str, dict[str, Any]] = {
    "describe_need": {"direction": TEXT, "hopes": ["ж" * 1_000] * 20},
    "log_meeting": {
        "happened_on": "2026-03-02",
        "summary": TEXT,
        "accomplishments": ["ж" * 1_000] * 20,
    },
    "propose_agreement": {
        "terms": {
            "purpose": TEXT,
            "ends_on": "2999-01-01",
            "mentee_does": TEXT,
            "mentor_does": TEXT,
            "contact": TEXT,
            "confidential": TEXT,
            "off_limits": TEXT,
        }
    },
}


def command(type_: str, body: dict[str, Any]) -> CommandEnvelope:
    text = CIPHER.seal(canonical(body).encode())
    return CommandEnvelope(id=new_id(), actor=MENTEE, type=type_, sealed=text)


def read(envelope: CommandEnvelope) -> Any:
    entry = Entry("mentorship", new_id(), envelope, at=now())
    return prepare(entry, kinds=KINDS, opener=CIPHER.open).command


def body_of(size: int) -> dict[str, Any]:
    """Return a body of so many bytes."""
    return {"text": "x" * (size - len(canonical({"text": ""})))}


@pytest.mark.parametrize("type_", LONGEST)
def test_the_longest_commands_pass_the_workflow_and_the_records(type_: str) -> None:
    envelope = command(type_, LONGEST[type_])
    check_command([envelope])
    assert not isinstance(read(envelope), Refusal)


def test_a_body_at_the_limit_passes_the_workflow_sealed_as_in_clear() -> None:
    body = body_of(BODY_LIMIT)
    check_command([command("note", body)])
    check_command([command("note", {}).model_copy(update={"body": body, "sealed": None})])
    assert read(command("note", body)).code == "malformed"
    assert read(command("note", body_of(BODY_LIMIT + 1))).code == "too_large"


def test_the_workflow_and_the_records_refuse_alike() -> None:
    envelope = command("note", body_of(2 * BODY_LIMIT))
    with pytest.raises(ApplicationError) as refused:
        check_command([envelope])
    refusal = read(envelope)
    assert refused.value.details[0] == {
        "code": refusal.code,
        "sentence": str(refusal),
        "facts": {"limit": BODY_LIMIT},
    }
    assert (refusal.code, str(refusal)) == ("too_large", TOO_LARGE)
