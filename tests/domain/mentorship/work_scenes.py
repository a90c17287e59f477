"""Steps of the work, of endings and of pauses, each with the letters that follow."""

from collections.abc import Callable
from datetime import date, time

from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.closing import EndMentorship, ReflectOnClosing, Thank
from domain.mentorship.concerns import NoteDown, RaiseConcern
from domain.mentorship.goals import AchieveGoal, DropGoal, NoteAccomplishment, RefineGoal
from domain.mentorship.meetings import (
    CancelMeeting,
    HoldMeeting,
    LogMeeting,
    MissMeeting,
    RescheduleMeeting,
    ShareAgenda,
    ShareMaterial,
)
from domain.mentorship.pause import PauseMentorship, Resume
from domain.mentorship.redefinition import StayAsWeAre
from domain.mentorship.returning import Reopen, ReplaceMentor
from domain.mentorship.stages import Stage
from domain.mentorship.tasks import CompleteTask, DropTask, RescheduleTask
from domain.mentorship.transition import Transition
from domain.mentorship.work import Wish
from tests.domain.cast import on
from tests.domain.mentorship.scene import (
    CLEO,
    COORDINATOR,
    MENTEE,
    MENTOR,
    Step,
    Tale,
    a_goal,
    a_meeting,
    a_task,
    assigned,
    check_in,
    closing,
    ended,
    expectations,
    goals,
    outreach,
    passed,
    redefinition,
    reflection,
)

AFTERWARDS = on("2026-04-20", "17:00")
LATER = date(2026, 12, 1)


def working() -> Tale:
    return goals().after(a_goal(), a_task(), a_meeting(about="The draft"), by=MENTEE)


def half_reflected(wish: Wish = Wish.GO_ON) -> Tale:
    return check_in().after(reflection(wish, private_note="Hush"), by=MENTEE)


def resting() -> Tale:
    return working().after(PauseMentorship(until=LATER), by=MENTEE)


WORK: dict[str, tuple[Callable[[], Step], str]] = {
    "goal set": (lambda: goals().when(a_goal(), by=MENTEE), ""),
    "goal refined": (
        lambda: working().when(RefineGoal(goal=1, why="x", measure="y"), by=MENTEE),
        "",
    ),
    "goal achieved": (lambda: working().when(AchieveGoal(goal=1), by=MENTEE), ""),
    "goal dropped": (lambda: working().when(DropGoal(goal=1, why="x"), by=MENTEE), ""),
    "goal's date": (
        lambda: passed(working(), "goal_review:1"),
        "goal_review_due:Mia goal_review_due:Ben",
    ),
    "accomplished": (lambda: goals().when(NoteAccomplishment(what="x"), by=MENTEE), ""),
    "a task of one's own": (lambda: goals().when(a_task(), by=MENTEE), ""),
    "a task for the other": (lambda: goals().when(a_task(), by=MENTOR), "task_assigned:Mia"),
    "task reminder": (lambda: passed(working(), "task_reminder:1"), "task_reminder:Mia"),
    "task overdue": (lambda: passed(working(), "task_due:1"), "task_overdue:Mia"),
    "task done": (lambda: working().when(CompleteTask(task=1), by=MENTEE), ""),
    "task moved": (lambda: working().when(RescheduleTask(task=1, by=LATER), by=MENTEE), ""),
    "task dropped": (lambda: working().when(DropTask(task=1), by=MENTEE), ""),
    "meeting": (
        lambda: goals().when(a_meeting(), by=MENTEE),
        "meeting_scheduled:Mia meeting_scheduled:Ben",
    ),
    "meeting moved": (
        lambda: working().when(RescheduleMeeting(meeting=1, on=LATER, time=time(9)), by=MENTOR),
        "meeting_rescheduled:Mia meeting_rescheduled:Ben",
    ),
    "meeting called off": (
        lambda: working().when(CancelMeeting(meeting=1, why="Ill"), by=MENTEE),
        "meeting_cancelled:Mia meeting_cancelled:Ben",
    ),
    "agenda": (
        lambda: working().when(ShareAgenda(meeting=1, agenda="x"), by=MENTEE),
        "agenda_shared:Ben",
    ),
    "material": (
        lambda: working().when(ShareMaterial(meeting=1, material="x"), by=MENTEE),
        "material_shared:Ben",
    ),
    "agenda due": (lambda: passed(working(), "agenda_due:1"), "agenda_due:Mia"),
    "material due": (lambda: passed(working(), "material_due:1"), "material_due:Mia"),
    "summary due": (lambda: passed(working(), "summary_due:1"), "summary_due:Mia"),
    "meeting held": (
        lambda: working().when(HoldMeeting(meeting=1, summary="x"), by=MENTEE, at=AFTERWARDS),
        "meeting_summary:Ben",
    ),
    "meeting missed": (
        lambda: working().when(MissMeeting(meeting=1), by=MENTOR, at=AFTERWARDS),
        "meeting_missed:Mia",
    ),
    "meeting logged": (
        lambda: goals().when(LogMeeting(happened_on=date(2026, 4, 5), summary="x"), by=MENTEE),
        "",
    ),
    "check-in": (
        lambda: passed(goals(), "check_in_opens:first_review"),
        "check_in_opened:Mia check_in_opened:Ben",
    ),
    "check-in skipped": (lambda: passed(redefinition(), "check_in_opens:first_review"), ""),
    "reflected": (lambda: check_in().when(reflection(), by=MENTEE), ""),
    "check-in reminder": (
        lambda: passed(half_reflected(), "check_in_reminder:1"),
        "check_in_reminder:Ben",
    ),
    "check-in held": (
        lambda: half_reflected().when(reflection(), by=MENTOR),
        "check_in_held:Mia check_in_held:Ben",
    ),
    "check-in held otherwise": (
        lambda: check_in().when(HoldCheckIn(why="x"), by=COORDINATOR),
        "check_in_held:Mia check_in_held:Ben",
    ),
    "redefinition wished": (
        lambda: half_reflected(Wish.REDEFINE).when(reflection(), by=MENTOR),
        "redefinition_opened:Mia redefinition_opened:Ben",
    ),
    "ending wished": (
        lambda: half_reflected(Wish.END).when(reflection(), by=MENTOR),
        "check_in_held:Mia check_in_held:Ben end_confirmation:Mia",
    ),
    "ending not confirmed": (
        lambda: passed(
            half_reflected(Wish.END).after(reflection(), by=MENTOR), "end_confirmation:mentee"
        ),
        "coordinator_asked:Carol",
    ),
    "check-in missed": (
        lambda: passed(check_in(), "check_in_due:1"),
        "check_in_missed:Mia check_in_missed:Ben",
    ),
    "one would stay": (
        lambda: redefinition().when(StayAsWeAre(), by=MENTOR),
        "stay_proposed:Mia",
    ),
    "stayed": (
        lambda: redefinition().when(StayAsWeAre(), by=MENTEE),
        "stayed_as_we_are:Mia stayed_as_we_are:Ben",
    ),
    "redefinition due": (
        lambda: passed(redefinition(), "redefinition_due"),
        "redefinition_due:Mia redefinition_due:Ben",
    ),
    "redefinition stuck": (
        lambda: passed(passed(redefinition(), "redefinition_due").story, "redefinition_grace"),
        "coordinator_asked:Carol",
    ),
    "quiet": (lambda: passed(goals(), "quiet_check"), "went_quiet:Mia went_quiet:Ben"),
    "watched on": (
        lambda: passed(
            goals().after(NoteDown(text="x"), by=MENTEE, at=on("2026-04-20")), "quiet_check"
        ),
        "",
    ),
    "heard of": (
        lambda: passed(goals(), "quiet_check").story.when(NoteDown(text="x"), by=MENTEE),
        "",
    ),
    "quiet for long": (
        lambda: passed(passed(goals(), "quiet_check").story, "quiet_grace"),
        "coordinator_asked:Carol",
    ),
    "the end is near": (
        lambda: passed(goals(), "end_notice"),
        "ending_prepared:Mia ending_prepared:Ben",
    ),
    "closing": (
        lambda: goals().when(EndMentorship(), by=MENTOR),
        "closing_opened:Mia closing_opened:Ben",
    ),
    "looked back": (lambda: closing().when(ReflectOnClosing(text="x"), by=MENTOR), ""),
    "thanked": (lambda: closing().when(Thank(text="x"), by=MENTEE), "thanks:Ben"),
    "ended": (
        lambda: passed(closing(), "closing_due"),
        "mentorship_ended:Mia mentorship_ended:Ben invited_to_mentor:Mia",
    ),
    "ended without a mentor": (
        lambda: outreach().when(EndMentorship(), by=MENTEE),
        "invitation_withdrawn:Ben mentorship_ended:Mia",
    ),
    "record closed": (lambda: passed(ended(), "record_closes"), ""),
    "reopened": (
        lambda: closing().when(Reopen(stage=Stage.GOALS, why="x"), by=COORDINATOR),
        "reopened:Mia reopened:Ben",
    ),
    "replaced by a search": (
        lambda: assigned().when(ReplaceMentor(why="x", next="SEEKING"), by=COORDINATOR),
        "replaced_thanks:Ben mentor_replaced:Mia",
    ),
    "replaced by another": (
        lambda: assigned().when(ReplaceMentor(why="x", next=CLEO.id), by=COORDINATOR),
        "replaced_thanks:Ben mentor_assigned:Mia mentor_assigned:Cleo",
    ),
    "paused with a meeting inside": (
        lambda: working().when(PauseMentorship(until=LATER), by=MENTEE),
        "paused:Mia paused:Ben paused_meeting_cancelled:Mia paused_meeting_cancelled:Ben",
    ),
    "resumed": (lambda: resting().when(Resume(), by=MENTOR), "resumed:Mia resumed:Ben"),
    "pause over": (lambda: passed(resting(), "pause_end"), "resumed:Mia resumed:Ben"),
    "note": (lambda: goals().when(NoteDown(text="x"), by=MENTEE), ""),
    "concern": (
        lambda: goals().when(RaiseConcern(text="x"), by=MENTEE),
        "concern_raised:Carol concern_received:Mia",
    ),
    "concern of the coordinator": (
        lambda: goals().when(RaiseConcern(text="x"), by=COORDINATOR),
        "",
    ),
    "moved": (
        lambda: expectations().when(Transition(to=Stage.GOALS, why="x"), by=COORDINATOR),
        "stage_moved:Mia stage_moved:Ben",
    ),
}
