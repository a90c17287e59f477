"""A mentorship with letters to send, and the activity that sends them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session
from temporalio.testing import ActivityEnvironment

from activities.post import Poster
from activities.signatures import Posted, PostLetters
from domain.envelopes import Actor, Role
from letters.route import Route
from records.store import Records
from tests.letters.conftest import Moody
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program

MINUTE = timedelta(minutes=1)
MENTOR = "iris@example.org"
KINDS = {"search_opened", "invitation", "acceptance", "acceptance_thanks"}


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


async def four_letters(desk: Desk) -> UUID:
    """Open a mentorship that has raised two letters to the mentee and two to the mentor."""
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee, mentor)
    await desk.do(mentorship, "accept", by=Actor(role=Role.MENTOR, person=mentor))
    await desk.records.record(mentorship, at=START)
    return mentorship


async def post(
    records: Records, mentorship: UUID, url: str, *, at: datetime = START, attempt: int = 1
) -> Posted:
    """Run the activity as its so-manieth try, started at ``at``."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=attempt, started_time=at)
    poster = Poster(records, Route.parse(url, mail_from="Mentorship <letters@example.org>"))
    posted: Posted = await environment.run(poster.post, PostLetters(mentorship=mentorship, at=at))
    return posted
