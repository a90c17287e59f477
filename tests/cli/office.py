"""A program with its people, set up and run by the command alone."""

from dataclasses import dataclass
from itertools import count
from typing import Any, Self

from tests.cli.terminal import Cli, Ran

_NUMBERS = count(1)


@dataclass(frozen=True)
class Office:
    """A program and the addresses of its people; each test has its own."""

    cli: Cli
    number: int

    @property
    def program(self) -> str:
        return f"Residency {self.number}"

    @property
    def mentee(self) -> str:
        return f"maya{self.number}@example.org"

    @property
    def mentor(self) -> str:
        return f"ruth{self.number}@example.org"

    @property
    def other_mentor(self) -> str:
        return f"henrik{self.number}@example.org"

    @property
    def coordinator(self) -> str:
        return f"tom{self.number}@example.org"

    @classmethod
    def opened(cls, cli: Cli) -> Self:
        """Create the program, register its people and give them their roles."""
        office = cls(cli, next(_NUMBERS))
        office.done("new", "create_program", f"name={office.program}", "zone=America/Denver")
        for name, address, role in (
            ("Maya Okafor", office.mentee, "mentee"),
            ("Ruth Abara", office.mentor, "mentor"),
            ("Henrik Sandvik", office.other_mentor, "mentor"),
            ("Tom Whitlock", office.coordinator, "coordinator"),
        ):
            office.done(
                "new", "register_person", f"name={name}", f"email={address}", "zone=Europe/Berlin"
            )
            place = f"person/{address}"
            office.done(place, "grant_role", f"program={office.program}", f"role={role}")
        return office

    def do(self, *words: str, by: str | None = None) -> Ran:
        """Run ``mentorship do``."""
        return self.cli("do", *words, *(["--as", by] if by else []))

    def done(self, *words: str, by: str | None = None) -> Any:
        """Run ``mentorship do`` for something that has to succeed, and return its document."""
        ran = self.do(*words, "--json", by=by)
        assert ran.code == 0, ran.out
        return ran.json

    def mentorship(self) -> str:
        """Open a mentorship and return its id."""
        ran = self.cli("open", "--program", self.program, "--mentee", self.mentee, "--json")
        assert ran.code == 0, ran.out
        ident: str = ran.json["receipt"]["stream"].removeprefix("mentorship/")
        return ident

    def invited(self) -> str:
        """Open a mentorship in which the mentor was asked, and return its id."""
        ident = self.mentorship()
        self.done(ident, "shortlist", f"person={self.mentor}", by=self.mentee)
        self.done(ident, "invite", "candidate=1", "ask=A project of yours", by=self.mentee)
        return ident

    def accepted(self) -> str:
        """Open a mentorship in which the mentor said yes, and return its id."""
        ident = self.invited()
        self.done(ident, "accept", by=self.mentor)
        return ident
