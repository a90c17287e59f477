"""What comes next in a mentorship, in the words of those whom it concerns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.dates import Due, local_day
from domain.mentorship.coming import known_deadlines
from domain.mentorship.matters import Deadline, DeadlineKind, Invitation
from domain.mentorship.stages import Side
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer
from web.pages.mentorships.waiting import brings, short
from web.pages.way import Way
from web.pages.words import short_day

Kind = DeadlineKind


@dataclass(frozen=True)
class Ahead:
    """Something that comes on a day: ``what`` is a sentence."""

    on: Due
    what: str


def ahead(way: Way) -> list[Ahead]:
    """Return what comes next, in its order, as far as this person may know of it.

    ``domain.mentorship.coming`` knows what that is; here it is said to the two, with names.
    """
    return told_ahead(way.mentorship, way.viewer, name=way.name, zone=way.zone)


def told_ahead(
    seen: Mentorship, viewer: Viewer | None, *, name: Callable[..., str], zone: str
) -> list[Ahead]:
    """Return what comes next for a viewer, with ``name`` to tell who somebody is."""
    telling = _Telling(seen, viewer, name, zone)
    found = [Ahead(each.due, telling.sentence(each)) for each in known_deadlines(seen, viewer)]
    # By the days that are told: where one ends, in the same instant, the next begins.
    return sorted(found, key=lambda each: each.on.date)


SENTENCES: Final[Mapping[DeadlineKind, str]] = {
    Kind.SEEKING_NUDGE: "We ask how the search goes, unless somebody has been asked by then.",
    Kind.AGREEMENT_DUE: "The agreement should be signed; if it is not yet, we remind you both.",
    Kind.AGREEMENT_GRACE: "If the agreement is not signed by then, the program lends a hand.",
    Kind.CHECK_IN_REMINDER: "We remind whoever has not shared a reflection yet, once.",
    Kind.CHECK_IN_DUE: "The last day for your reflections.",
    Kind.END_CONFIRMATION: "The last day to say whether the wish to end stands.",
    Kind.QUIET_CHECK: "If we hear nothing of the two of you until then, we ask how it goes.",
    Kind.QUIET_GRACE: "If it stays quiet until then, the program has a look.",
    Kind.END_NOTICE: "We remind you that the agreed end is near.",
    Kind.AGREED_END: "The end that you agreed on; time for thanks follows, or you agree on more.",
    Kind.REDEFINITION_DUE: "By then you should have agreed on how to go on.",
    Kind.REDEFINITION_GRACE: "If you have not agreed by then, the program lends a hand.",
    Kind.PAUSE_END: "The pause is over, every date has moved by its length, and the work goes on.",
    Kind.CLOSING_DUE: "The last day for thanks; after it the mentorship ends.",
    Kind.RECORD_CLOSES: "Until then your program can open this mentorship again.",
}

_CHECK_INS: Final[Mapping[str, str]] = {
    "fit": "An early check-in: do the two of you get on?",
    "first_review": "Your first review together.",
    "periodic": "A check-in: what was done, and what comes next.",
}

OF_MEETINGS: Final[Mapping[DeadlineKind, str]] = {
    Kind.AGENDA_DUE: "The agenda should be there, for the meeting on {day}.",
    Kind.MATERIAL_DUE: "Material to read should be there, for the meeting on {day}.",
    Kind.SUMMARY_DUE: "The summary should be there, of the meeting on {day}.",
}


@dataclass(frozen=True)
class _Telling:
    seen: Mentorship
    viewer: Viewer | None
    name: Callable[..., str]
    zone: str

    def sentence(self, deadline: Deadline) -> str:
        match deadline.kind:
            case Kind.REPLY_DUE:
                return self._reply(self.seen.invitations.get(int(deadline.subject)))
            case Kind.ASK_AGAIN:
                return self._again(self.seen.invitations.get(int(deadline.subject)))
            case Kind.CHECK_IN_OPENS:
                return _CHECK_INS.get(deadline.subject, "A check-in opens.")
            case Kind.TASK_DUE | Kind.TASK_REMINDER:
                return self._task(deadline)
            case Kind.GOAL_REVIEW:
                goal = self.seen.goals.get(int(deadline.subject))
                said = "" if goal is None else f": {short(goal.smart.what)}"
                return f"The day of a goal, to look at it together{said}"
        if deadline.kind in OF_MEETINGS:
            return self._meeting(deadline)
        return SENTENCES[deadline.kind]

    def _reply(self, invitation: Invitation | None) -> str:
        if invitation is None:
            return "The last day to answer an invitation."
        if self._is_asked(invitation):
            more = "we ask once more" if invitation.asks_left else "the invitation ends by itself"
            return f"The last day for your answer; without one, {more}."
        mentor = self.name(invitation.mentor)
        if invitation.asks_left:
            return f"The last day for {mentor}'s answer; without one, we ask once more, politely."
        return f"The last day for {mentor}'s answer; after it, you can ask somebody else."

    def _again(self, invitation: Invitation | None) -> str:
        if invitation is not None and self._is_asked(invitation):
            return "We ask you again, as you wished."
        mentor = self.name(None if invitation is None else invitation.mentor)
        return f"We ask {mentor} again, who wished to be asked on this day."

    def _is_asked(self, invitation: Invitation) -> bool:
        return self.viewer is not None and invitation.mentor == self.viewer.person

    def _task(self, deadline: Deadline) -> str:
        task = self.seen.tasks.get(int(deadline.subject))
        if task is None:
            return "A task is due."
        what = short(task.what)
        if deadline.kind is Kind.TASK_REMINDER:
            return f"A reminder of a task: {what}"
        if self.viewer is not None and self.viewer.side is task.owner:
            return f"Your task: {what}"
        owner = self.name(self.seen.person_of(Side(task.owner)))
        return f"{owner}'s task: {what}"

    def _meeting(self, deadline: Deadline) -> str:
        meeting = self.seen.meetings.get(int(deadline.subject))
        sentence = OF_MEETINGS[deadline.kind]
        if meeting is None:
            return sentence.partition(",")[0] + "."
        said = sentence.format(day=short_day(local_day(meeting.when.at, self.zone)))
        side = brings(self.seen, deadline.kind)
        return said if side is None else f"{said[:-1]}; {self._brings(side)}."

    def _brings(self, side: Side) -> str:
        if self.viewer is not None and self.viewer.side is side:
            return "you bring it"
        return f"{self.name(self.seen.person_of(side))} brings it"
