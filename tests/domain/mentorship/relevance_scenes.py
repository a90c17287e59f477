"""Letters that something overtook before they left: raised in a scene, and why they are dropped."""

from collections.abc import Callable
from datetime import date, time

from domain.mentorship.closing import EndMentorship
from domain.mentorship.concerns import NoteDown
from domain.mentorship.expectations import (
    ProposeAgreement,
    RequestChanges,
    SignAgreement,
)
from domain.mentorship.goals import AchieveGoal, RefineGoal
from domain.mentorship.letters.verdicts import WhyDropped
from domain.mentorship.matters import Attention
from domain.mentorship.meetings import (
    CancelMeeting,
    HoldMeeting,
    MissMeeting,
    RescheduleMeeting,
    ShareAgenda,
    ShareMaterial,
)
from domain.mentorship.outreach import Accept, Decline, Invite, ReplyLater, WithdrawInvitation
from domain.mentorship.pause import PauseMentorship, Resume
from domain.mentorship.redefinition import StayAsWeAre
from domain.mentorship.returning import Reopen, ReplaceMentor
from domain.mentorship.seeking import AssignMentor, Strike
from domain.mentorship.stages import Stage
from domain.mentorship.tasks import CompleteTask, DropTask, RescheduleTask
from domain.mentorship.transition import Transition
from tests.domain.cast import on
from tests.domain.mentorship.scene import (
    CLEO,
    COORDINATOR,
    DAN,
    MENTEE,
    MENTOR,
    Tale,
    answers,
    concluded,
    passed,
    reflection,
    terms,
)

ANSWERED, MOVED, ENDED = WhyDropped.ANSWERED, WhyDropped.MOVED, WhyDropped.ENDED
OVER, SUPERSEDED = WhyDropped.OVER, WhyDropped.SUPERSEDED
GONE, PAUSED = WhyDropped.GONE, WhyDropped.PAUSED

LATER = date(2027, 1, 12)
AFTERWARDS = on("2026-04-20", "17:00")
NEXT_DAY = on("2026-04-21")

_AGAIN = ProposeAgreement(terms=terms(purpose="More"))
_END = EndMentorship()
_PAUSE = PauseMentorship(until=date(2027, 2, 1))
_SEEK = ReplaceMentor(why="x", next="SEEKING")
_OTHER = ReplaceMentor(why="x", next=CLEO.id)
_TO_GOALS = Transition(to=Stage.GOALS, why="x")
_BACK = Transition(to=Stage.EXPECTATIONS, why="x")


def by_mentee(*commands: object) -> Callable[[Tale], Tale]:
    return lambda story: story.after(*commands, by=MENTEE)  # type: ignore[arg-type]


def by_mentor(*commands: object) -> Callable[[Tale], Tale]:
    return lambda story: story.after(*commands, by=MENTOR)  # type: ignore[arg-type]


def by_hand(*commands: object) -> Callable[[Tale], Tale]:
    return lambda story: story.after(*commands, by=COORDINATOR)  # type: ignore[arg-type]


def clock(*deadlines: str) -> Callable[[Tale], Tale]:
    def goes_on(story: Tale) -> Tale:
        for each in deadlines:
            story = passed(story, each).story
        return story

    return goes_on


def later(*commands: object) -> Callable[[Tale], Tale]:
    """What the mentee does when the meeting of the scenes is over."""
    return lambda story: story.after(*commands, by=MENTEE, at=AFTERWARDS)  # type: ignore[arg-type]


def both(first: Callable[[Tale], Tale], then: Callable[[Tale], Tale]) -> Callable[[Tale], Tale]:
    return lambda story: then(first(story))


def _time(story: Tale) -> Tale:
    return story.after(NoteDown(text="x"), by=COORDINATOR, at=NEXT_DAY)


Overtaken = tuple[str, str, Callable[[Tale], Tale], WhyDropped]

_SEARCHING: tuple[Overtaken, ...] = (
    ("opened", "search_opened", by_hand(AssignMentor(mentor=DAN.id)), ANSWERED),
    ("nudged", "search_nudge", by_mentee(Invite(candidate=1, ask="x")), ANSWERED),
    ("nudged", "search_nudge", clock("seeking_nudge"), SUPERSEDED),
    ("nudged for the last time", "coordinator_asked", by_mentee(_END), ENDED),
    (
        "nudged for the last time",
        "coordinator_asked",
        by_hand(NoteDown(text="x", settles=Attention.SEEKING_LONG)),
        OVER,
    ),
    ("declined with a direction", "candidate_referred", by_mentee(Strike(candidate=3)), OVER),
    ("assigned", "mentor_assigned", by_hand(_SEEK), MOVED),
    ("replaced by a search", "mentor_replaced", by_hand(AssignMentor(mentor=DAN.id)), SUPERSEDED),
    ("invited", "invitation", by_mentor(Decline()), ANSWERED),
    ("invited", "invitation", by_mentor(Accept()), ANSWERED),
    ("invited", "invitation", by_mentor(ReplyLater(until=LATER)), ANSWERED),
    ("invited", "invitation", by_mentee(WithdrawInvitation(invitation=1)), OVER),
    ("invited", "invitation", clock("reply_due:1"), SUPERSEDED),
    ("invited", "invitation", clock("reply_due:1", "reply_due:1"), OVER),
    ("invited", "invitation", by_mentee(_END), ENDED),
    ("followed up", "invitation_follow_up", by_mentor(Accept()), ANSWERED),
    ("followed up", "invitation_follow_up", clock("reply_due:1"), OVER),
    ("followed up", "invitation_followed_up", by_mentor(Decline()), ANSWERED),
    (
        "followed up",
        "invitation_followed_up",
        both(by_mentor(ReplyLater(until=LATER)), clock("ask_again:1")),
        SUPERSEDED,
    ),
    ("asked again", "invitation_again", clock("reply_due:1"), SUPERSEDED),
    ("lapsed", "invitation_lapsed", by_mentor(Accept()), ANSWERED),
    ("deferred", "invitation_deferred", by_mentor(Accept()), ANSWERED),
    ("deferred", "invitation_deferred", clock("ask_again:1"), OVER),
    ("accepted while another was asked", "acceptance", by_hand(_SEEK), MOVED),
    ("accepted while another was asked", "acceptance_thanks", by_hand(_OTHER), GONE),
    ("one answered", "other_side_answered", by_mentor(answers()), ANSWERED),
    ("one answered", "other_side_answered", by_hand(_TO_GOALS), MOVED),
    ("one answered", "other_side_answered", by_hand(_TO_GOALS, _BACK), SUPERSEDED),
    ("both answered", "expectations_revealed", by_hand(_TO_GOALS), MOVED),
    ("waived", "expectations_waived", by_hand(_TO_GOALS, _BACK), SUPERSEDED),
    ("proposed", "agreement_proposed", by_mentor(SignAgreement(version=1)), ANSWERED),
    ("proposed", "agreement_proposed", by_mentor(RequestChanges(version=1, what="x")), OVER),
    ("proposed", "agreement_proposed", by_mentor(_AGAIN), SUPERSEDED),
    ("proposed", "agreement_proposed", by_hand(_TO_GOALS), OVER),
    ("changes", "changes_requested", by_mentee(_AGAIN), ANSWERED),
    ("changes", "changes_requested", by_hand(_TO_GOALS), MOVED),
    (
        "concluded",
        "agreement_concluded",
        both(by_hand(_BACK), lambda story: concluded(story, at=story.at)),
        SUPERSEDED,
    ),
    ("concluded", "agreement_concluded", by_hand(_OTHER), MOVED),
    ("agreement due", "agreement_due", by_hand(_TO_GOALS), ANSWERED),
    ("agreement due", "agreement_due", by_hand(_SEEK), MOVED),
    ("agreement due", "agreement_due", by_mentee(_PAUSE), PAUSED),
)

_WORKING: tuple[Overtaken, ...] = (
    ("goal's date", "goal_review_due", by_mentee(AchieveGoal(goal=1)), ANSWERED),
    (
        "goal's date",
        "goal_review_due",
        by_mentee(RefineGoal(goal=1, why="x", by=LATER)),
        MOVED,
    ),
    ("a task for the other", "task_assigned", by_mentee(CompleteTask(task=1)), ANSWERED),
    ("a task for the other", "task_assigned", by_mentor(DropTask(task=1)), OVER),
    ("task reminder", "task_reminder", by_mentee(CompleteTask(task=1)), ANSWERED),
    ("task reminder", "task_reminder", by_mentee(RescheduleTask(task=1, by=LATER)), MOVED),
    ("task reminder", "task_reminder", _time, OVER),
    ("task reminder", "task_reminder", by_mentee(_PAUSE), PAUSED),
    ("task reminder", "task_reminder", by_hand(_SEEK), MOVED),
    ("task overdue", "task_overdue", by_mentee(CompleteTask(task=1)), ANSWERED),
    ("task overdue", "task_overdue", by_mentor(DropTask(task=1)), OVER),
    ("task overdue", "task_overdue", by_mentee(RescheduleTask(task=1, by=LATER)), MOVED),
    ("task overdue", "task_overdue", by_mentor(_END), ENDED),
    ("meeting", "meeting_scheduled", by_mentor(CancelMeeting(meeting=1)), OVER),
    (
        "meeting",
        "meeting_scheduled",
        by_mentor(RescheduleMeeting(meeting=1, on=LATER, time=time(9))),
        SUPERSEDED,
    ),
    ("meeting", "meeting_scheduled", _time, OVER),
    (
        "meeting moved",
        "meeting_rescheduled",
        by_mentor(RescheduleMeeting(meeting=1, on=LATER, time=time(9))),
        SUPERSEDED,
    ),
    (
        "agenda",
        "agenda_shared",
        by_mentee(ShareAgenda(meeting=1, agenda="Another")),
        SUPERSEDED,
    ),
    ("agenda", "agenda_shared", later(HoldMeeting(meeting=1, summary="x")), OVER),
    (
        "material",
        "material_shared",
        by_mentee(ShareMaterial(meeting=1, material="Another")),
        SUPERSEDED,
    ),
    ("agenda due", "agenda_due", by_mentee(ShareAgenda(meeting=1, agenda="x")), ANSWERED),
    ("agenda due", "agenda_due", by_mentor(CancelMeeting(meeting=1)), OVER),
    ("agenda due", "agenda_due", _time, OVER),
    (
        "agenda due",
        "agenda_due",
        by_mentor(RescheduleMeeting(meeting=1, on=LATER, time=time(9))),
        MOVED,
    ),
    (
        "material due",
        "material_due",
        by_mentee(ShareMaterial(meeting=1, material="x")),
        ANSWERED,
    ),
    (
        "summary due",
        "summary_due",
        by_mentee(HoldMeeting(meeting=1, summary="x")),
        ANSWERED,
    ),
    ("summary due", "summary_due", by_mentee(MissMeeting(meeting=1)), ANSWERED),
    ("summary due", "summary_due", by_mentee(CancelMeeting(meeting=1)), OVER),
    (
        "summary due",
        "summary_due",
        by_mentee(RescheduleMeeting(meeting=1, on=LATER, time=time(9))),
        MOVED,
    ),
    ("check-in", "check_in_opened", by_mentee(reflection()), ANSWERED),
    ("check-in", "check_in_opened", clock("check_in_reminder:1", "check_in_due:1"), OVER),
    ("check-in", "check_in_opened", by_mentee(_END), ENDED),
    ("check-in reminder", "check_in_reminder", by_mentor(reflection()), ANSWERED),
    ("check-in reminder", "check_in_reminder", clock("check_in_due:1"), OVER),
    ("check-in reminder", "check_in_reminder", by_mentor(_PAUSE), PAUSED),
    ("check-in reminder", "check_in_reminder", by_hand(_OTHER), GONE),
    ("check-in missed", "check_in_missed", clock("check_in_opens:periodic"), SUPERSEDED),
    ("ending wished", "end_confirmation", by_mentee(_END), ENDED),
    ("ending wished", "end_confirmation", clock("end_confirmation:mentee"), OVER),
    ("redefinition wished", "redefinition_opened", by_hand(_TO_GOALS), ANSWERED),
    ("redefinition due", "redefinition_due", by_mentee(StayAsWeAre()), ANSWERED),
    ("redefinition due", "redefinition_due", by_hand(_BACK), MOVED),
    ("one would stay", "stay_proposed", by_mentee(StayAsWeAre()), ANSWERED),
    ("quiet", "went_quiet", by_mentee(NoteDown(text="x")), ANSWERED),
    ("quiet", "went_quiet", by_mentee(_END), ENDED),
    ("quiet for long", "coordinator_asked", by_mentee(NoteDown(text="x")), OVER),
    (
        "the end is near",
        "ending_prepared",
        both(
            by_hand(_BACK),
            lambda story: concluded(story, terms(ends_on=date(2029, 1, 1)), at=story.at),
        ),
        SUPERSEDED,
    ),
    ("the end is near", "ending_prepared", clock("agreed_end"), ENDED),
    ("meeting held", "meeting_summary", by_hand(_OTHER), GONE),
)

_ENDING: tuple[Overtaken, ...] = (
    ("closing", "closing_opened", clock("closing_due"), ENDED),
    ("closing", "closing_opened", by_hand(Reopen(stage=Stage.GOALS, why="x")), SUPERSEDED),
    ("ended", "mentorship_ended", by_hand(Reopen(stage=Stage.GOALS, why="x")), SUPERSEDED),
    ("reopened", "reopened", by_mentee(_END), ENDED),
    ("moved", "stage_moved", by_mentee(_END), ENDED),
    ("resumed", "resumed", by_mentee(_PAUSE), SUPERSEDED),
    ("resumed", "resumed", by_mentee(_END), ENDED),
    ("paused with a meeting inside", "paused", by_mentee(Resume()), OVER),
    ("paused with a meeting inside", "paused", by_mentee(_PAUSE), SUPERSEDED),
)

OVERTAKEN = (*_SEARCHING, *_WORKING, *_ENDING)
