"""Mailboxes with letters in them, and the activities that hand over and send."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session
from temporalio.testing import ActivityEnvironment

from activities.deliver import Deliverer
from activities.links import LinkMaker
from activities.measures import Measures
from activities.signatures import Delivered, DeliverLetters
from domain.envelopes import Role
from letters.route import Route
from records.store import Records
from runtime.tokens import new_token
from tests.activities.postman import OneByOne
from tests.letters.conftest import Moody
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program

MINUTE = timedelta(minutes=1)
MENTOR = "iris@example.org"
PUBLIC_URL = "https://mentorship.example.org"
FROM = "Mentorship <letters@example.org>"


@dataclass
class Choosy(Moody):
    """Breaks off so many times, and never takes letters to the refused addresses."""

    breaks: int = 0
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.breaks:
            self.breaks -= 1
            self.connections[-1].close()
        if address in self.refused:
            return "550 No such user here"
        return await super().handle_RCPT(server, session, envelope, address, options)


@dataclass(frozen=True)
class Asked:
    """A mentor whom mentees of one program asked, each in a mentorship of their own."""

    program: UUID
    mentor: UUID
    mentorships: tuple[UUID, ...]


async def asked(desk: Desk, *, times: int = 1) -> Asked:
    """Ask a mentor so many times: as many letters wait that leave at any hour."""
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentees = [await a_person(desk, f"Ann-{each}", (program, Role.MENTEE)) for each in range(times)]
    mentorships = [await a_mentorship(desk, program, mentee, mentor) for mentee in mentees]
    return Asked(program, mentor, tuple(mentorships))


def deliverer(
    records: Records,
    url: str,
    *,
    measures: Measures | None = None,
    woken: list[UUID] | None = None,
) -> Deliverer:
    """Make the activity that sends to a mail server, and notes whom it wakes."""

    async def wake(person: UUID, /, *, at: datetime) -> None:
        assert at >= START
        if woken is not None:
            woken.append(person)

    route = Route.parse(url, mail_from=FROM)
    links = LinkMaker(records, new_token=new_token, public_url=PUBLIC_URL)
    return Deliverer(
        records,
        OneByOne(route),
        links=links,
        wake=wake,
        sender=route.sender,
        measures=measures,
    )


async def deliver(
    activity: Deliverer, person: UUID, *, at: datetime = START, attempt: int = 1
) -> Delivered:
    """Run the activity as its so-manieth try, for a mailbox that asked at ``START``."""
    environment = surroundings(at=at, attempt=attempt)
    letters = DeliverLetters(person=person, at=START)
    delivered: Delivered = await environment.run(activity.deliver, letters)
    return delivered


def surroundings(*, at: datetime = START, attempt: int = 1) -> ActivityEnvironment:
    """Make what surrounds an activity that was asked for at ``START`` and began at ``at``."""
    environment = ActivityEnvironment()
    environment.info = replace(
        environment.info, attempt=attempt, scheduled_time=START, started_time=at
    )
    return environment
