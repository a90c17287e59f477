from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from domain.envelopes import SYSTEM, Role, opened_by
from domain.policy import Policy
from domain.programs import COMMANDS, PROGRAM, PROGRAM_COMMANDS, ProgramCommand, ProgramEvent
from domain.programs.commands import (
    CloseProgram,
    CreateProgram,
    ReopenProgram,
    SetLetterhead,
    SetPolicy,
    SetTemplate,
)
from domain.programs.events import (
    LetterheadSet,
    PolicyChanged,
    ProgramClosed,
    ProgramCreated,
    ProgramReopened,
    TemplateSet,
)
from domain.programs.state import Letterhead, Program
from tests.domain.cast import ADMINISTRATOR, ZONE, a_person, as_coordinator, as_mentor, ident
from tests.domain.given import Story, given

RESIDENCY = ident("Residency")
CREATED = ProgramCreated(program=RESIDENCY, name="Residency", zone=ZONE, policy=Policy())
CAROL = a_person("Carol", Role.COORDINATOR)
CARL = a_person("Carl", Role.COORDINATOR, program=ident("Another program"))
CREATE = CreateProgram(name="Residency", zone=ZONE)
COMMAND = ident("the command")


def residency(*events: ProgramEvent) -> Story[Program, ProgramCommand, ProgramEvent]:
    return given(PROGRAM, CREATED, *events, people=[CAROL, CARL])


def test_an_administrator_creates_a_program_with_the_usual_policy() -> None:
    outcome = given(PROGRAM).when(CREATE, command_id=COMMAND)
    outcome.then(CREATED.model_copy(update={"program": opened_by(COMMAND)})).told().leads_to()
    assert outcome.state == Program(
        id=opened_by(COMMAND), version=1, name="Residency", zone=ZONE, policy=Policy()
    )


def test_a_program_may_begin_with_a_policy_of_its_own() -> None:
    command = CreateProgram(name="Residency", zone=ZONE, policy=Policy(reply_by_days=21))
    assert given(PROGRAM).when(command).state.policy.reply_by_days == 21


def test_a_second_creation_in_one_stream_only_counts() -> None:
    again = CREATED.model_copy(update={"name": "Another"})
    before = residency().state
    assert before is not None
    assert residency(again).state == replace(before, version=2)


def test_a_program_is_created_once() -> None:
    residency().when(CREATE).refused("already_exists", "Residency exists already")


@pytest.mark.parametrize(
    "command",
    [
        SetPolicy(changes={}),
        SetTemplate(text=None),
        SetLetterhead(),
        CloseProgram(),
        ReopenProgram(),
    ],
    ids=lambda each: each.type,
)
def test_a_command_for_no_program_is_refused(command: ProgramCommand) -> None:
    given(PROGRAM).when(command).refused("unknown_program", "create it first, or check the id")


def test_a_closed_program_is_opened_again() -> None:
    closed = residency().when(CloseProgram()).then(ProgramClosed())
    assert closed.state.closed
    reopened = closed.story.when(ReopenProgram()).then(ProgramReopened())
    assert not reopened.state.closed


def test_closing_twice_and_reopening_an_open_program_change_nothing() -> None:
    residency(ProgramClosed()).when(CloseProgram()).nothing()
    residency().when(ReopenProgram()).nothing()


def test_the_template_is_set_and_taken_back() -> None:
    outcome = residency().when(SetTemplate(text="We meet monthly."))
    outcome.then(TemplateSet(template="We meet monthly."))
    assert outcome.state.template == "We meet monthly."
    outcome.story.when(SetTemplate(text="We meet monthly.")).nothing()
    assert outcome.story.when(SetTemplate(text=None)).state.template is None


def test_the_letterhead_is_set_in_parts_and_taken_back() -> None:
    outcome = residency().when(SetLetterhead(reply_to="Office@Example.org"))
    outcome.then(LetterheadSet(reply_to="office@example.org", signature=None))
    signed = outcome.story.when(SetLetterhead(signature="Carol\nRoom 4"))
    both = LetterheadSet(reply_to="office@example.org", signature="Carol\nRoom 4")
    assert signed.then(both).state.letterhead == Letterhead("office@example.org", "Carol\nRoom 4")
    signed.story.when(SetLetterhead(signature="Carol\nRoom 4")).nothing()
    signed.story.when(SetLetterhead()).nothing()
    back = signed.story.when(SetLetterhead(reply_to=None))
    assert back.state.letterhead == Letterhead(signature="Carol\nRoom 4")


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("reply_to", "office", "valid email"),
        ("reply_to", "office@example.org\nBcc: all@example.org", "valid email"),
        ("signature", "x" * 1_001, "at most 1000 characters"),
        ("signature", "Carol\x1b[2J", "control character U+001B"),
        ("signature", " ", "at least 1 character"),
    ],
)
def test_a_wrong_letterhead_is_refused_with_what_would_be_right(
    field: str, value: str, right: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        PROGRAM_COMMANDS.validate_python({"type": "set_letterhead", field: value})
    assert right in caught.value.errors()[0]["msg"]


def test_replies_go_to_an_address_that_every_server_takes() -> None:
    refused = residency().when(SetLetterhead(reply_to="büro@example.org"))
    sentence = "Not every mail server can send replies to büro@example.org; give an address"
    refused.refused("reply_to_not_ascii", sentence, reply_to="büro@example.org")
    elsewhere = residency().when(SetLetterhead(reply_to="office@exämple.org"))
    assert elsewhere.state.letterhead.reply_to == "office@exämple.org"


ACTORS = {
    "administrator": ADMINISTRATOR,
    "coordinator": as_coordinator(CAROL.id),
    "another program's": as_coordinator(CARL.id),
    "as a mentor": as_mentor(CAROL.id),
    "a stranger": as_coordinator(ident("Nobody")),
    "system": SYSTEM,
}
STAFF = {"administrator", "coordinator"}
RIGHTS: list[tuple[ProgramCommand, set[str]]] = [
    (CREATE, {"administrator"}),
    (SetPolicy(changes={"follow_ups": 2}), STAFF),
    (SetTemplate(text="We meet monthly."), STAFF),
    (SetLetterhead(reply_to="office@example.org"), STAFF),
    (CloseProgram(), {"administrator"}),
    (ReopenProgram(), {"administrator"}),
]


def test_the_table_of_rights_speaks_of_every_command() -> None:
    assert [type(command) for command, _ in RIGHTS] == list(COMMANDS)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(("command", "may"), RIGHTS, ids=[each.type for each, _ in RIGHTS])
def test_each_command_is_for_those_named_and_refused_to_all_others(
    command: ProgramCommand, may: set[str], actor: str
) -> None:
    story = given(PROGRAM, people=[CAROL]) if command == CREATE else residency()
    outcome = story.when(command, by=ACTORS[actor])
    if actor in may:
        assert outcome.refusal is None
    else:
        outcome.refused("not_allowed", command.type, "administrator", command=command.type)


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("name", " ", "at least 1 character"),
        ("name", "x" * 2_000_000, "at most 200 characters"),
        ("zone", "Denver", "America/Denver"),
        ("policy", {"reply_by_days": 0}, "greater than or equal to 1"),
        ("policy", {"check_in_open_days": 3}, "must be less than check_in_open_days (3)"),
    ],
)
def test_a_wrong_field_is_refused_with_what_would_be_right(
    field: str, value: object, right: str
) -> None:
    body: dict[str, Any] = {"type": "create_program", "name": "Residency", "zone": ZONE}
    with pytest.raises(ValidationError) as caught:
        PROGRAM_COMMANDS.validate_python({**body, field: value})
    assert right in caught.value.errors()[0]["msg"]


def test_the_event_carries_the_whole_policy_and_what_changed() -> None:
    command = SetPolicy(changes={"reply_by_days": "21", "follow_ups": 1, "quiet_days": 60})
    outcome = residency().when(command)
    policy = Policy(reply_by_days=21, quiet_days=60)
    outcome.then(PolicyChanged(policy=policy, changed=("reply_by_days", "quiet_days")))
    assert outcome.state.policy == policy
