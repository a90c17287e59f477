"""A mentorship that has gone on for some days: told to the records as of then."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.dates import local_day
from domain.envelopes import Actor, CommandEnvelope, opened_by
from runtime.ids import new_id
from tests.records.desk import Desk, envelope
from tests.web.site import Site
from tests.web.stories import ANSWERS

ZONE = "America/Denver"


@dataclass
class Lived:
    """Gives commands as of some days ago; from then on the service takes over."""

    site: Site
    ident: UUID = field(default_factory=new_id)

    async def ask(self, *, days_ago: int) -> UUID:
        """Let the cast's mentee ask the mentor."""
        cast = self.site.cast
        opening = envelope(
            "open_mentorship",
            by=cast.mentee,
            program=str(cast.program),
            mentee=str(cast.mentee.person),
        )
        self.ident = opened_by(opening.id)
        desk, at = Desk(self.site.records), self.ago(days_ago)
        await desk.handle(self.ident, opening, at=at)
        await self.do(
            "shortlist", by=cast.mentee, days_ago=days_ago, person=str(cast.mentor.person)
        )
        await self.do("invite", by=cast.mentee, days_ago=days_ago, candidate=1, ask="A project")
        return self.ident

    async def meet(self, *, days_ago: int) -> UUID:
        """Bring the two together; the questions are to be answered."""
        await self.ask(days_ago=days_ago)
        await self.do("accept", by=self.site.cast.mentor, days_ago=days_ago, invitation=1)
        return self.ident

    async def begin(self, *, days_ago: int) -> UUID:
        """Bring the cast's pair to work on goals."""
        await self.meet(days_ago=days_ago)
        cast = self.site.cast
        for side in (cast.mentee, cast.mentor):
            await self.do("submit_expectations", by=side, days_ago=days_ago, **ANSWERS)
        terms = {
            "purpose": "A publication",
            "ends_on": self.day(-500).isoformat(),
            "meet": "first Friday of each month",
            "notice_days": 2,
        }
        await self.do("propose_agreement", by=cast.mentee, days_ago=days_ago, terms=terms)
        await self.do("sign_agreement", by=cast.mentor, days_ago=days_ago, version=1)
        return self.ident

    async def do(self, type_: str, *, by: Actor, days_ago: int, **body: Any) -> None:
        at = self.ago(days_ago)
        await Desk(self.site.records).do(self.ident, type_, by=by, at=at, **body)

    async def assign(self, what: str, *, owner: str, until: date, days_ago: int) -> None:
        """Assign a task; its day is the command's `by`, which is who acts elsewhere here."""
        body = {"owner": owner, "what": what, "by": until.isoformat()}
        command = CommandEnvelope(
            id=new_id(), actor=self.site.cast.mentee, type="assign_task", body=body
        )
        await Desk(self.site.records).handle(self.ident, command, at=self.ago(days_ago))

    def ago(self, days: int) -> datetime:
        return self.site.services.now() - timedelta(days=days)

    def day(self, days_ago: int) -> date:
        """Return a day of the program, so many days ago."""
        return local_day(self.ago(days_ago), ZONE)
