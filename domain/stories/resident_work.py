"""The resident, from the signed agreement to the closed record."""

from datetime import date, timedelta
from typing import Final

from domain.dates import add_months
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.closing import EndMentorship, ReflectOnClosing, Thank
from domain.mentorship.expectations import SignAgreement
from domain.mentorship.goals import AchieveGoal, NoteAccomplishment, SetGoal
from domain.mentorship.matters import EndingKind, Terms
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.stages import Side
from domain.mentorship.tasks import AssignTask, CompleteTask
from domain.mentorship.work import Climate, Wish
from domain.model import PersonId
from domain.people.commands import AnswerInvitationToMentor
from domain.stories.resident_meetings import first_planned_on, meetings
from domain.stories.resident_search import MEET, SIGNED_ON, terms
from domain.stories.script import Calendar, Line

_GOOD: Final = Climate(example=5, humility=4, respect=5, care=4, giving_on=4)
_BETTER: Final = Climate(example=5, humility=5, respect=5, care=5, giving_on=5)

_Told = tuple[date, str, str | None, object, str]


def work(calendar: Calendar, mentee: PersonId) -> list[Line]:
    """Return the lines of goals, tasks, meetings, check-ins, the leave, the change and the end."""
    leave, back, over = calendar.month(8, 7), calendar.month(11, 6), calendar.month(20)
    signed = calendar.day(SIGNED_ON)
    ninth = add_months(signed, 9) + (back - leave)
    lines = [
        *_goals(calendar),
        *_check_ins(calendar, signed),
        *_leave(calendar, leave, back),
        *_published(calendar, ninth),
        *_redefined(calendar, ninth),
        *_ended(over),
    ]
    told = [
        Line(
            calendar.at(day, clock),
            who,
            command,
            telling,
            category="person" if isinstance(command, AnswerInvitationToMentor) else "mentorship",
            stream=mentee if isinstance(command, AnswerInvitationToMentor) else None,
        )
        for day, clock, who, command, telling in lines
    ]
    return [*told, *meetings(calendar, leave=leave, back=back, over=over)]


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _two_goals(calendar: Calendar, start: date) -> tuple[SetGoal, SetGoal]:
    draft = SetGoal(
        what="First draft of the proposal for the anticoagulation project",
        measure="Three pages that Dr. Abara could send to a colleague",
        achievable="The literature is read, and the numbers of one ward are known",
        reason="Without a proposal there are no data",
        by=_after(start, 21),
    )
    abstract = SetGoal(
        what="Abstract to the spring meeting",
        measure="Submitted, with Maya as first author",
        achievable="Two hundred charts are enough for one result",
        reason="She would meet the people of the field",
        by=calendar.month(10),
    )
    return draft, abstract


def _goals(calendar: Calendar) -> list[_Told]:
    start = first_planned_on(calendar)
    draft, abstract = _two_goals(calendar, start)
    write = AssignTask(owner=Side.MENTEE, what="Write the first draft", estimate_days=14)
    introduce = AssignTask(
        owner=Side.MENTOR, what="Introduce Maya to the data analyst", by=_after(start, 14)
    )
    ethics = AssignTask(
        owner=Side.MENTEE, what="File the form for the ethics board", by=_after(start, 45)
    )
    return [
        (start, "12:30", "resident", draft,
         "The first goal: a draft of the proposal, in three weeks."),
        (start, "12:35", "resident", write,
         "She thinks that it takes her two weeks; four are suggested, and she takes them."),
        (start, "12:40", "resident", abstract,
         "The second goal: an abstract to the spring meeting."),
        (start, "18:00", "hematologist", introduce, "Dr. Abara takes a task as well."),
        (start, "18:05", "hematologist", ethics, "Maya gets another one: the ethics board."),
        (_after(start, 10), "09:15", "hematologist", CompleteTask(task=2),
         "Dr. Abara's task is done first."),
        (_after(start, 27), "22:30", "resident", CompleteTask(task=1),
         "The draft is done, a day early."),
        (_after(start, 31), "22:40", "resident", AchieveGoal(goal=1),
         "The goal's date brought a review; now the two tick it off."),
        (_after(start, 46), "00:05", None, None,
         "The form for the ethics board is overdue: Maya is told, nobody else."),
        (_after(start, 49), "21:10", "resident", CompleteTask(task=3),
         "Three days late, the form is filed."),
    ]  # fmt: skip


def _check_ins(calendar: Calendar, signed: date) -> list[_Told]:
    review, third, sixth = (add_months(signed, months) for months in (1, 3, 6))
    on = Wish.GO_ON
    charts = AssignTask(
        owner=Side.MENTEE, what="Read the second hundred charts", by=calendar.month(8, 27)
    )
    return [
        (review, "20:30", "resident",
         SubmitReflection(done="We have a question.", next="The draft.", wish=on, climate=_GOOD),
         "One month after the agreement the first joint review is open; Maya looks back."),
        (_after(review, 1), "07:30", "hematologist",
         SubmitReflection(done="A narrow question.", next="Data.", wish=on, climate=_GOOD),
         "Dr. Abara too: they go on."),
        (_after(third, 3), "21:00", "resident",
         SubmitReflection(done="Proposal and ethics.", next="Charts.", wish=on, climate=_GOOD),
         "Three months: Maya is content."),
        (_after(third, 5), "08:10", "hematologist",
         SubmitReflection(done="More than planned.", next="Charts.", wish=on, climate=_GOOD),
         "So is Dr. Abara."),
        (_after(sixth, 2), "21:30", "resident",
         SubmitReflection(
             done="Half of the charts.", next="The other half, before my leave.", wish=on,
             climate=_GOOD, private_note="I am more tired than I say.",
         ),
         "Six months: Maya answers; one line of it is for the program alone."),
        (_after(sixth, 8), "00:05", None, None,
         "A week later only Dr. Abara is reminded, because only she is silent."),
        (_after(sixth, 9), "19:30", "hematologist",
         SubmitReflection(done="Steady work.", next="A good leave.", wish=on, climate=_BETTER),
         "After the reminder she answers."),
        (_after(sixth, 10), "20:00", "resident", charts,
         "Maya takes the rest of the charts with a date that will not hold."),
    ]  # fmt: skip


def _leave(calendar: Calendar, leave: date, back: date) -> list[_Told]:
    return [
        (leave, "18:00", "resident", PauseMentorship(until=back),
         "Parental leave: everything rests, and nobody is in default."),
        (calendar.month(10, 24), "12:00", None, None,
         "The check-in of the ninth month would have been now; not one letter goes out."),
        (back, "00:05", None, None,
         "The leave is over: every date has moved by its length, to the day."),
        (_after(back, 19), "20:00", "resident", CompleteTask(task=4),
         "The charts are read, in time, by the new date."),
        (_after(back, 42), "17:00", "resident", AchieveGoal(goal=2),
         "The abstract is accepted."),
    ]  # fmt: skip


def _published(calendar: Calendar, ninth: date) -> list[_Told]:
    onward = SubmitReflection(
        done="The project is done and published.",
        next="I would like to do research of my own, with you beside me and not in front.",
        wish=Wish.REDEFINE,
        climate=_BETTER,
    )
    agreed = SubmitReflection(
        done="A paper that changed our order set.",
        next="A cohort study that she leads.",
        wish=Wish.REDEFINE,
        climate=_BETTER,
    )
    return [
        (_after(ninth, -4), "15:00", "resident",
         NoteAccomplishment(what="The paper on inpatient anticoagulation is published"),
         "The paper is out."),
        (ninth, "00:05", None, None,
         "The check-in that the leave moved opens, and begins with what was accomplished."),
        (_after(ninth, 5), "21:00", "resident", onward,
         "Maya wishes to go on in another way: research, in a new role."),
        (max(_after(ninth, 6), calendar.month(14)), "07:50", "hematologist", agreed,
         "So does Dr. Abara: they redefine what they do, under the old agreement meanwhile."),
    ]  # fmt: skip


def _redefined(calendar: Calendar, ninth: date) -> list[_Told]:
    fresh = {
        "purpose": "A cohort study on anticoagulation in five hospitals, led by Maya.",
        "ends_on": calendar.month(24),
        "mentee_does": "Leads the study and its meetings.",
        "mentor_does": "Advises, introduces, and comments within a week.",
        "meet": MEET,
    }
    changed = Terms.model_validate(terms(calendar, notice_days=2).model_dump() | fresh)
    proposed = ProposeRedefinition(kind=RedefinitionKind.ROLE, terms=changed)
    signed = _after(ninth, 16)
    study = SetGoal(
        what="Submit the cohort study",
        measure="The manuscript is with a journal",
        achievable="The data of five hospitals are promised",
        reason="It is what a fellowship will ask about",
        by=calendar.month(20, -10),
    )
    review, third = add_months(signed, 1), add_months(signed, 3)
    on = Wish.GO_ON
    return [
        (_after(ninth, 12), "20:20", "resident", proposed,
         "Maya proposes it in writing: another role, until the twenty-fourth month."),
        (signed, "12:10", "hematologist", SignAgreement(version=3),
         "Dr. Abara signs: the third version is in force, and the check-ins count anew."),
        (_after(signed, 3), "21:00", "resident", study, "A new goal, as big as a new role."),
        (_after(review, 2), "20:00", "resident",
         SubmitReflection(done="Five hospitals.", next="A plan.", wish=on, climate=_BETTER),
         "A month on, the review of the new agreement: Maya."),
        (_after(review, 3), "20:00", "hematologist",
         SubmitReflection(done="She leads.", next="I listen.", wish=on, climate=_BETTER),
         "And Dr. Abara."),
        (_after(third, 4), "20:00", "hematologist",
         SubmitReflection(done="First numbers.", next="The paper.", wish=on, climate=_BETTER),
         "Three months on, Dr. Abara is the first to answer."),
        (_after(third, 6), "20:00", "resident",
         SubmitReflection(done="An analysis plan.", next="To write.", wish=on, climate=_BETTER),
         "Maya follows."),
        (calendar.month(20, -12), "17:00", "resident", AchieveGoal(goal=3),
         "The manuscript is with a journal."),
    ]  # fmt: skip


def _ended(over: date) -> list[_Told]:
    end = EndMentorship(kind=EndingKind.FULFILLED, why="I have what I came for, and more.")
    return [
        (over, "19:00", "resident", end,
         "Maya, a senior resident now, ends it: fulfilled. Nobody has to consent."),
        (_after(over, 1), "20:30", "resident",
         Thank(text="You asked me what I wanted until I knew it. Thank you."),
         "She thanks Dr. Abara."),
        (_after(over, 2), "07:30", "hematologist",
         Thank(text="You made me read my own field again."), "And is thanked."),
        (_after(over, 5), "21:00", "resident",
         ReflectOnClosing(text="One paper, one submitted, and a fellowship in hematology."),
         "Maya looks back on what was accomplished."),
        (_after(over, 9), "18:45", "hematologist",
         ReflectOnClosing(text="The leave was no gap. We simply went on."),
         "Dr. Abara as well."),
        (_after(over, 15), "00:05", None, None,
         "Fourteen days have ended, and so has the mentorship; Maya is invited to mentor."),
        (_after(over, 18), "19:00", "resident", AnswerInvitationToMentor(answer="yes"),
         "She says yes: there is an intern who asked her already."),
        (_after(over, 46), "00:05", None, None,
         "Thirty days later the record closes; it stays readable for ever."),
    ]  # fmt: skip
