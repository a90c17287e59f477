"""Who may give which command: ``x`` may, ``-`` is refused as ``not_your_part``."""

import pytest

from domain.envelopes import Actor, Role
from domain.mentorship import MENTORSHIP
from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.closing import EndMentorship, Thank
from domain.mentorship.concerns import NoteDown, RaiseConcern
from domain.mentorship.matters import Attention
from domain.mentorship.parts import side_acting
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition, TransitionByEmail
from domain.refusals import Refusal
from tests.domain.cast import a_person, as_coordinator, as_mentee, as_mentor, ident
from tests.domain.mentorship.commands import ACTORS, command_of, furnished
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    COORDINATOR,
    MIA,
    PEOPLE,
    check_in,
    closing,
    goals,
    letters,
    state_of,
)

WHO = ("mentee", "mentor", "Cleo", "coordinator", "administrator", "clock", "system", "stranger")
TABLE = """
describe_need         SEEKING       x - - - - - - -
shortlist             SEEKING       x - - x x - - -
strike                SEEKING       x - - x x - - -
assign_mentor         SEEKING       - - - x x - - -
invite                SEEKING       x - - x x - - -
accept                OUTREACH      - x x - - - - -
decline               OUTREACH      - x x - - - - -
reply_later           OUTREACH      - x x - - - - -
withdraw_invitation   OUTREACH      x - - x x - - -
submit_expectations   EXPECTATIONS  x x - - - - - -
waive_expectations    EXPECTATIONS  - - - x x - - -
propose_agreement     EXPECTATIONS  x x - - - - - -
sign_agreement        EXPECTATIONS  x x - - - - - -
request_changes       EXPECTATIONS  x x - - - - - -
set_goal              GOALS         x x - - - - - -
refine_goal           GOALS         x x - - - - - -
achieve_goal          GOALS         x x - - - - - -
drop_goal             GOALS         x x - - - - - -
note_accomplishment   GOALS         x x - - - - - -
assign_task           GOALS         x x - - - - - -
complete_task         GOALS         x x - - - - - -
reschedule_task       GOALS         x x - - - - - -
drop_task             GOALS         x x - - - - - -
schedule_meeting      GOALS         x x - - - - - -
reschedule_meeting    GOALS         x x - - - - - -
cancel_meeting        GOALS         x x - - - - - -
share_agenda          GOALS         x x - - - - - -
share_material        GOALS         x x - - - - - -
hold_meeting          GOALS         x x - - - - - -
log_meeting           GOALS         x x - - - - - -
miss_meeting          GOALS         x x - - - - - -
submit_reflection     CHECK_IN      x x - - - - - -
hold_check_in         CHECK_IN      - - - x x - - -
propose_redefinition  GOALS         x x - - - - - -
stay_as_we_are        REDEFINITION  x x - - - - - -
end_mentorship        GOALS         x x - x x - - -
reflect_on_closing    CLOSING       x x - - - - - -
thank                 CLOSING       x x - - - - - -
reopen                CLOSING       - - - x x - - -
replace_mentor        GOALS         - - - x x - - -
pause                 GOALS         x x - x x - - -
resume                GOALS         x x - x x - - -
note                  GOALS         x x - x x - - -
raise_concern         GOALS         x x - x x - - -
transition            GOALS         - - - x x - - -
transition_by_email   GOALS         - - - - - - x -
note_malformed_signal GOALS         - - - - - - x -
review_people         GOALS         - - - - - - x -
deadline_passed       GOALS         - - - - - x - -
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (command, Stage(stage), who, may == "x")
    for command, stage, *row in ROWS
    for who, may in zip(WHO, row, strict=True)
]


def test_the_table_has_a_row_for_every_command_but_the_opening() -> None:
    known = set(MENTORSHIP.commands.json_schema()["discriminator"]["mapping"])
    assert {command for command, *_ in ROWS} == known - {"open_mentorship"}


@pytest.mark.parametrize(
    ("command", "stage", "who", "may"),
    CELLS,
    ids=[f"{command}-{who}" for command, _, who, _ in CELLS],
)
def test_a_command_is_given_by_those_whose_part_it_is(
    command: str,
    stage: Stage,
    who: str,
    may: bool,  # noqa: FBT001 - a cell of the table
) -> None:
    step = furnished(stage).when(command_of(command), by=ACTORS[who])
    if may:
        assert step.refusal is None or step.refusal.code != "not_your_part", step.refusal
    else:
        step.refused("not_your_part", "Only the ", "of this mentorship can")


def test_a_refusal_names_those_who_may() -> None:
    step = furnished(Stage.GOALS).when(command_of("end_mentorship"), by=ACTORS["stranger"])
    sentence = (
        "Only the coordinator, the mentee or the mentor of this mentorship can end mentorship."
    )
    assert step.refusal is not None
    assert step.refusal.sentence == sentence
    step.refused("not_your_part", parts=["coordinator", "mentee", "mentor"])


def test_what_only_the_clock_gives_is_refused_in_a_whole_sentence() -> None:
    step = furnished(Stage.GOALS).when(command_of("deadline_passed"), by=ACTORS["mentee"])
    assert step.refusal is not None
    sentence = "Only the clock of this mentorship can give deadline_passed."
    assert step.refusal.sentence == sentence


def test_the_part_is_the_persons_whatever_role_they_act_in() -> None:
    closing().when(Thank(text="x"), by=as_mentor(MIA.id)).recorded("closing.thanked")
    closing().when(Thank(text="x"), by=as_mentee(BEN.id)).recorded("closing.thanked")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", ["Mia", "Ben"])
def test_a_coordinator_who_is_of_the_pair_has_only_that_sides_rights(role: Role, name: str) -> None:
    both = a_person(name, Role.MENTEE, Role.MENTOR, Role.COORDINATOR)
    actor = Actor(role=role, person=both.id)
    story = check_in().amid(people=(*PEOPLE, both))
    for command in (Transition(to=Stage.GOALS, why="x"), HoldCheckIn(why="x")):
        story.when(command, by=actor).refused("not_your_part")
    sealed = NoteDown(text="x", sealed=True, settles=Attention.CONCERN)
    story.when(sealed, by=actor).refused("not_your_part")
    story.when(EndMentorship(), by=actor).recorded("closing.closing_opened")


def test_another_coordinator_gets_the_concern_and_the_one_of_the_pair_does_not() -> None:
    both = a_person("Ben", Role.MENTOR, Role.COORDINATOR)
    step = goals().when(RaiseConcern(text="x"), by=as_mentee(MIA.id), people=(*PEOPLE, both))
    assert set(step.context.coordinators) == {CAROL.id, BEN.id}
    assert letters(step) == [("concern_raised", CAROL.id), ("concern_received", MIA.id)]


def test_a_coordinator_of_another_program_has_no_part() -> None:
    carl = a_person("Carl", Role.COORDINATOR, program=ident("Another program"))
    step = goals().when(EndMentorship(), by=as_coordinator(carl.id), people=(*PEOPLE, carl))
    step.refused("not_your_part")


def test_only_the_two_have_a_side() -> None:
    step = goals().when(NoteDown(text="x"), by=COORDINATOR)
    with pytest.raises(Refusal, match="Only the mentee or the mentor"):
        side_acting(state_of(goals()), step.context)


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (CAROL, True),
        (a_person("Ada", administrator=True), True),
        (a_person("Dan", Role.MENTOR), False),
        (a_person("Ben", Role.MENTOR, Role.COORDINATOR), False),
        (a_person("Mia", administrator=True), False),
        (a_person("Otto", Role.COORDINATOR, erased=True), False),
    ],
)
def test_a_transition_by_signal_is_a_coordinators_by_the_address(
    person: object,
    may: bool,  # noqa: FBT001 - whether they may
) -> None:
    assert isinstance(person, type(CAROL))
    command = TransitionByEmail(to=Stage.CLOSING, why="Stuck", by=person.email)
    step = goals().when(command, by=ACTORS["system"], people=(*PEOPLE, person))
    if may:
        assert step.refusal is None, step.refusal
        assert getattr(step.events[0], "by", None) == person.id
    else:
        step.refused("not_your_part", "is no coordinator here")


def test_an_unknown_address_moves_nothing() -> None:
    command = TransitionByEmail(to=Stage.CLOSING, why="Stuck", by="nobody@example.org")
    goals().when(command, by=ACTORS["system"]).refused("not_your_part")
