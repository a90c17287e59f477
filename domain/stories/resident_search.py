"""The resident, days 0 to 54: from the first wish to the signed agreement."""

from datetime import date, timedelta
from typing import Final

from domain.dates import add_months
from domain.mentorship.asking import Referral
from domain.mentorship.expectations import ProposeAgreement, SignAgreement, SubmitExpectations
from domain.mentorship.matters import Terms
from domain.mentorship.outreach import Accept, Decline, Invite
from domain.mentorship.seeking import DescribeNeed, Shortlist
from domain.people.state import Support
from domain.stories.script import Calendar, Line, Member

SIGNED_ON: Final = 54
"""The day on which the agreement is signed by both."""

TERM_MONTHS: Final = 18

MEET: Final = "FREQ=MONTHLY;BYDAY=1FR"
"""The first Friday of each month."""

_ASK: Final = (
    "I would like to work with you on a quality-improvement project on inpatient "
    "anticoagulation: who gets prophylaxis on our wards, and who should have."
)


def search(calendar: Calendar, cast: dict[str, Member]) -> list[Line]:
    """Return the lines of the search, the outreach and the expectations."""
    return [
        *_seeking(calendar, cast),
        *_asking(calendar, cast),
        *_expecting(calendar),
        *_agreeing(calendar),
    ]


def _seeking(calendar: Calendar, cast: dict[str, Member]) -> list[Line]:
    need = DescribeNeed(
        direction="Hematology, not sure yet",
        hopes=("A publication", "Advice on my career", "A fellowship"),
        support=(Support.RESEARCH, Support.CAREER),
    )
    shortlisted = (
        ("hematologist", "Two residents recommend her.", "she hears good things of the first"),
        ("oncologist", "Runs many trials; very busy.", "the second is busy and well known"),
        ("internist", "A generalist who does hematology research.", "the third is a generalist"),
    )
    day = calendar.day(1)
    return [
        Line(
            calendar.opened + timedelta(minutes=20),
            "resident",
            need,
            "She says what she hopes for; not being sure yet is a valid answer.",
        ),
        *(
            Line(
                calendar.at(day, f"19:{30 + 5 * number}"),
                "resident",
                Shortlist(person=cast[key].id, note=note),
                f"Maya shortlists {cast[key].registration.name}: {why}.",
            )
            for number, (key, note, why) in enumerate(shortlisted)
        ),
    ]


def _asking(calendar: Calendar, cast: dict[str, Member]) -> list[Line]:
    referral = Referral(person=cast["hematologist"].id)
    declined = Decline(reason="I have no time for a new mentee this year.", referrals=(referral,))
    told: tuple[tuple[date, str, str | None, object, str], ...] = (
        (calendar.day(2), "08:30", "resident", Invite(candidate=2, ask=_ASK),
         "She asks the busy oncologist first, with a specific project."),
        (calendar.day(17), "00:05", None, None,
         "The fourteenth day has ended without a word: he is asked once more, by itself."),
        (calendar.day(32), "00:05", None, None,
         "Fourteen more days of silence: the invitation lapses, and Maya is told."),
        (calendar.day(33), "10:15", "resident", Invite(candidate=3, ask=_ASK),
         "She asks the internist, with the same project."),
        (calendar.day(35), "12:40", "internist", declined,
         "Dr. Ferrer has no time, but knows who could: Dr. Abara."),
        (calendar.day(35), "20:10", "resident", Invite(candidate=1, ask=_ASK),
         "Dr. Abara is on the shortlist already, now with a referral; Maya asks her."),
        (calendar.day(40), "18:20", "hematologist", Accept(),
         "Dr. Abara says yes; the two will set expectations before anything else."),
    )  # fmt: skip
    return [
        Line(calendar.at(day, clock), who, command, telling)
        for day, clock, who, command, telling in told
    ]


def _expecting(calendar: Calendar) -> list[Line]:
    maya = SubmitExpectations(
        goals="Finish one project and learn how research is done.",
        outcome="A publication, and a clear idea whether hematology is for me.",
        i_expect="That you tell me early when I am on the wrong path.",
        you_expect="That I come prepared and keep my dates.",
        how_often="Every two weeks",
    )
    ruth = SubmitExpectations(
        goals="A project that helps our patients and that she can finish.",
        outcome="An abstract within the year, a paper after that.",
        i_expect="An agenda before each meeting, and honesty about your hours.",
        you_expect="Comments within a week, and an open door.",
        how_often="Once a month",
    )
    return [
        Line(
            calendar.at(calendar.day(42), "20:30"),
            "resident",
            maya,
            "Maya writes down alone what she expects; nobody sees it yet.",
        ),
        Line(
            calendar.at(calendar.day(45), "21:15"),
            "hematologist",
            ruth,
            "So does Dr. Abara: now the answers lie side by side, and differ on how often to meet.",
        ),
    ]


def terms(calendar: Calendar, *, notice_days: int) -> Terms:
    """Return what the first agreement says; it ends eighteen months after it was signed."""
    return Terms(
        purpose="A quality-improvement project on inpatient anticoagulation.",
        ends_on=add_months(calendar.day(SIGNED_ON), TERM_MONTHS),
        check_in_months=3,
        mentee_does="Leads the project, brings the agenda and writes the summaries.",
        mentor_does="Comments on drafts within a week and opens doors.",
        meet=MEET,
        agenda_days=2,
        notice_days=notice_days,
        contact="E-mail; by telephone when it is urgent.",
        confidential="What is said about colleagues and about health stays between us.",
        off_limits="Duty rosters and evaluations.",
    )


def _agreeing(calendar: Calendar) -> list[Line]:
    first = ProposeAgreement(terms=terms(calendar, notice_days=1))
    counter = ProposeAgreement(terms=terms(calendar, notice_days=2))
    return [
        Line(
            calendar.at(calendar.day(47), "20:00"),
            "resident",
            first,
            "Maya proposes an agreement: first Fridays, for eighteen months.",
        ),
        Line(
            calendar.at(calendar.day(50), "07:45"),
            "hematologist",
            counter,
            "Dr. Abara counters in one point: cancel with two days' notice.",
        ),
        Line(
            calendar.at(calendar.day(SIGNED_ON), "11:30"),
            "resident",
            SignAgreement(version=2),
            "Maya signs; the agreement is concluded, with every date that follows from it.",
        ),
    ]
