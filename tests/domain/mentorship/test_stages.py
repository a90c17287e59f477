"""Every command in every stage: what is accepted, and what is refused with which code.

In the table ``ok`` is accepted (recorded, or nothing to change), ``stage`` is refused as
``wrong_stage``, ``part`` as ``not_your_part``; any other word is the code itself.
"""

import pytest

from domain.mentorship import MENTORSHIP
from domain.mentorship.stages import Stage
from tests.domain.mentorship.commands import ACTORS, COMMANDS, command_of, furnished

ORDER = (
    Stage.SEEKING,
    Stage.OUTREACH,
    Stage.EXPECTATIONS,
    Stage.GOALS,
    Stage.CHECK_IN,
    Stage.REDEFINITION,
    Stage.CLOSING,
    Stage.ENDED,
)
TABLE = """
open_mentorship       mentee      already_exists already_exists already_exists already_exists already_exists already_exists already_exists already_exists
describe_need         mentee      ok    ok    ok    ok    ok    ok    ok    stage
shortlist             mentee      ok    ok    stage stage stage stage stage stage
strike                mentee      ok    ok    stage stage stage stage stage stage
assign_mentor         coordinator ok    ok    stage stage stage stage stage stage
invite                mentee      ok    too_many_invitations stage stage stage stage stage stage
accept                mentor      part  ok    part  part  part  part  part  part
accept                Cleo        ok    ok    ok    ok    ok    ok    ok    stage
decline               mentor      part  ok    part  part  part  part  part  part
decline               Cleo        stage invitation_not_open stage stage stage stage stage stage
reply_later           mentor      part  ok    part  part  part  part  part  part
reply_later           Cleo        stage invitation_not_open stage stage stage stage stage stage
withdraw_invitation   mentee      stage ok    stage stage stage stage stage stage
submit_expectations   mentee      stage stage ok    stage stage stage stage stage
waive_expectations    coordinator stage stage ok    stage stage stage stage stage
propose_agreement     mentee      stage stage ok    stage stage stage stage stage
sign_agreement        mentee      stage stage ok    stage stage not_signable stage stage
request_changes       mentee      stage stage ok    stage stage not_signable stage stage
set_goal              mentee      stage stage stage ok    ok    ok    stage stage
refine_goal           mentee      stage stage stage ok    ok    ok    stage stage
achieve_goal          mentee      stage stage stage ok    ok    ok    stage stage
drop_goal             mentee      stage stage stage ok    ok    ok    stage stage
note_accomplishment   mentee      stage stage stage ok    ok    ok    stage stage
assign_task           mentee      stage stage stage ok    ok    ok    stage stage
complete_task         mentee      stage stage stage ok    ok    ok    stage stage
reschedule_task       mentee      stage stage stage ok    ok    ok    stage stage
drop_task             mentee      stage stage stage ok    ok    ok    stage stage
schedule_meeting      mentee      stage stage stage ok    ok    ok    stage stage
reschedule_meeting    mentee      stage stage stage ok    ok    ok    stage stage
cancel_meeting        mentee      stage stage stage ok    ok    ok    stage stage
share_agenda          mentee      stage stage stage ok    ok    ok    stage stage
share_material        mentee      stage stage stage ok    ok    ok    stage stage
hold_meeting          mentee      stage stage stage ok    ok    ok    stage stage
log_meeting           mentee      stage stage stage ok    ok    ok    stage stage
miss_meeting          mentee      stage stage stage ok    ok    ok    stage stage
submit_reflection     mentee      stage stage no_check_in_open no_check_in_open ok no_check_in_open stage stage
hold_check_in         coordinator stage stage no_check_in_open no_check_in_open ok no_check_in_open stage stage
propose_redefinition  mentee      stage stage stage ok    ok    ok    stage stage
stay_as_we_are        mentee      stage stage stage stage stage ok    stage stage
end_mentorship        mentee      ok    ok    ok    ok    ok    ok    stage stage
reflect_on_closing    mentee      stage stage stage stage stage stage ok    stage
thank                 mentee      stage stage stage stage stage stage ok    stage
reopen                coordinator stage stage stage stage stage stage ok    ok
replace_mentor        coordinator stage stage ok    ok    ok    ok    stage stage
pause                 mentee      ok    ok    ok    ok    ok    ok    ok    stage
resume                mentee      not_paused not_paused not_paused not_paused not_paused not_paused not_paused stage
note                  mentee      ok    ok    ok    ok    ok    ok    ok    stage
note                  coordinator ok  ok    ok    ok    ok    ok    ok    stage
raise_concern         mentee      ok    ok    ok    ok    ok    ok    ok    ok
transition            coordinator no_such_transition no_such_transition ok ok ok ok ok no_such_transition
transition_by_email   system      no_such_transition no_such_transition ok ok ok ok ok no_such_transition
note_malformed_signal system      malformed_signal malformed_signal malformed_signal malformed_signal malformed_signal malformed_signal malformed_signal malformed_signal
review_people         system      ok    ok    ok    ok    ok    ok    ok    ok
deadline_passed       clock       ok    ok    ok    ok    ok    ok    ok    ok
"""  # noqa: E501 - a table
_CODES = {"stage": "wrong_stage", "part": "not_your_part"}
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (command, actor, stage, expected)
    for command, actor, *row in ROWS
    for stage, expected in zip(ORDER, row, strict=True)
]


def test_the_table_has_a_row_for_every_command() -> None:
    schema = MENTORSHIP.commands.json_schema()
    known = set(schema["discriminator"]["mapping"])
    assert {command for command, *_ in ROWS} == known
    assert set(COMMANDS) == known


@pytest.mark.parametrize("stage", ORDER)
def test_the_stories_are_in_the_stages_they_are_named_after(stage: Stage) -> None:
    state = furnished(stage).state
    assert state is not None
    assert state.stage is stage


@pytest.mark.parametrize(
    ("command", "actor", "stage", "expected"),
    CELLS,
    ids=[f"{command}-{actor}-{stage}" for command, actor, stage, _ in CELLS],
)
def test_a_command_is_accepted_or_refused_by_its_stage(
    command: str, actor: str, stage: Stage, expected: str
) -> None:
    step = furnished(stage).when(command_of(command), by=ACTORS[actor])
    if expected == "ok":
        assert step.refusal is None, step.refusal
        return
    step.refused(_CODES.get(expected, expected))
    assert step.refusal is not None
    assert len(step.refusal.sentence.split()) > 3
    assert "  " not in step.refusal.sentence


@pytest.mark.parametrize(
    ("command", "stage", "sentence"),
    [
        (
            "set_goal",
            Stage.SEEKING,
            "One cannot set goal in SEEKING; it is possible in GOALS, CHECK_IN or REDEFINITION.",
        ),
        ("thank", Stage.GOALS, "One cannot thank in GOALS; it is possible in CLOSING."),
        (
            "shortlist",
            Stage.ENDED,
            "One cannot shortlist in ENDED; it is possible in SEEKING or OUTREACH.",
        ),
    ],
)
def test_a_wrong_stage_is_answered_with_the_right_ones(
    command: str, stage: Stage, sentence: str
) -> None:
    step = furnished(stage).when(command_of(command), by=ACTORS["mentee"])
    assert step.refusal is not None
    assert step.refusal.sentence == sentence
