"""The opening: a mentorship exists before there is a mentor."""

from typing import ClassVar, Literal

from domain.context import Context
from domain.dates import Due
from domain.envelopes import Role, Stamp, opened_by
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.mentors import nudge_on
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.stages import SEEKERS, Stage
from domain.mentorship.state import Mentorship, wait_for
from domain.model import MentorshipId, PersonId, ProgramId
from domain.refusals import Refusal


class OpenMentorship(MentorshipCommand):
    """Begin a mentee's search; ``continues`` names an earlier mentorship of the mentee."""

    who: ClassVar = SEEKERS
    stages: ClassVar = frozenset[Stage]()
    type: Literal["open_mentorship"] = "open_mentorship"
    program: ProgramId
    mentee: PersonId
    continues: MentorshipId | None = None


class MentorshipOpened(MentorshipEvent):
    """A mentee's search begins."""

    type: Literal["seeking.mentorship_opened"] = "seeking.mentorship_opened"
    mentorship: MentorshipId
    program: ProgramId
    mentee: PersonId
    continues: MentorshipId | None
    nudge_on: Due


def decide_opening(command: OpenMentorship, context: Context) -> list[MentorshipEvent]:
    """Open a mentorship for the mentee who asks, or for whom a coordinator asks."""
    program = context.known_program()
    mentee = context.person(command.mentee)
    if not may_open(command.mentee, context):
        sentence = "Only the mentee, a coordinator of the program or an administrator can open it."
        raise Refusal("not_your_part", sentence)
    if program.closed:
        sentence = "The program is closed to new mentorships; ask for it to be reopened."
        raise Refusal("program_closed", sentence, program=str(program.id))
    if not mentee.has_role(Role.MENTEE, program.id):
        sentence = "This person is not a mentee of the program; grant them the role first."
        raise Refusal("not_a_mentee_here", sentence, person=str(mentee.id))
    if command.continues is not None and not _may_continue(mentee.id, context):
        sentence = "This mentee has no such earlier mentorship; check the id, or name none."
        raise Refusal("unknown_mentorship", sentence)
    return [
        MentorshipOpened(
            mentorship=opened_by(context.command_id),
            program=program.id,
            mentee=mentee.id,
            continues=command.continues,
            nudge_on=nudge_on(context),
        )
    ]


def _may_continue(mentee: PersonId, context: Context) -> bool:
    """Say whether the earlier mentorship is one of ``mentee``, or of a duplicate of theirs."""
    if context.earlier is None:
        return False
    before = context.people.get(context.earlier.mentee)
    return before is not None and mentee in {before.id, before.merged_into}


def may_open(mentee: PersonId, context: Context) -> bool:
    """Say whether the actor may begin a search of ``mentee`` in the program."""
    actor = context.actor
    if actor.role is Role.ADMINISTRATOR:
        return True
    if actor.role is Role.COORDINATOR:
        return actor.person in context.coordinators
    return actor.role is Role.MENTEE and actor.person == mentee


def opened(event: MentorshipOpened, stamp: Stamp) -> Mentorship:
    """Return the state of a mentorship that just began."""
    state = Mentorship(
        id=event.mentorship,
        program=event.program,
        mentee=event.mentee,
        opened_at=stamp.at,
        last_at=stamp.at,
        version=0,
        continues=event.continues,
    )
    return wait_for(state, DeadlineKind.SEEKING_NUDGE, event.nudge_on, at=stamp.at)
