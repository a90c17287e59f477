"""Texts that nobody else has, planted wherever something is to be hidden from somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.envelopes import Actor, Role
from tests.records.desk import a_person
from tests.web.crowd import COORDINATOR, Crowd, given, opened, terms
from tests.web.stories import ANSWERS

STAFF = frozenset({"coordinator", "administrator"})


@dataclass
class Planted:
    """Mentorships of one mentee, with a mentor each; ``open_to`` says who may read which text."""

    crowd: Crowd
    people: dict[str, Actor] = field(default_factory=dict)
    mentorships: dict[str, UUID] = field(default_factory=dict)
    open_to: dict[str, frozenset[str]] = field(default_factory=dict)

    def text(self, name: str, *readers: str) -> str:
        """Return a text that these may read, and nobody else."""
        marker = f"Zq{name}Qz"
        self.open_to[marker] = frozenset(readers)
        return marker

    def ident(self, name: str) -> UUID:
        person = self.people[name].person
        assert person is not None
        return person

    async def do(self, mentorship: str, by: str, type_: str, **body: object) -> None:
        actor = self.people[by]
        await given(self.crowd, self.mentorships[mentorship], actor, type_, body)


async def plant(crowd: Crowd) -> Planted:
    """Bring about everything that somebody must not read."""
    planted = Planted(crowd)
    for name, role in (
        ("mentee", Role.MENTEE),
        ("asked", Role.MENTOR),
        ("declined", Role.MENTOR),
        ("listed", Role.MENTOR),
        ("answering", Role.MENTOR),
        ("reflecting", Role.MENTOR),
        ("ending", Role.MENTOR),
    ):
        person = await a_person(crowd.desk, f"Planted-{name}", (crowd.program, role))
        planted.people[name] = Actor(role=role, person=person)
    planted.people |= {
        "coordinator": crowd.people[COORDINATOR],
        "administrator": crowd.people["an administrator"],
    }
    for name in ("search", "answers", "reflections", "closing"):
        planted.mentorships[name] = await opened(crowd, planted.people["mentee"])
    await _search(planted)
    for mentorship, mentor in (
        ("answers", "answering"),
        ("reflections", "reflecting"),
        ("closing", "ending"),
    ):
        await _accepted(planted, mentorship, mentor)
    await _answers(planted)
    for mentorship, mentor in (("reflections", "reflecting"), ("closing", "ending")):
        await _agreed(planted, mentorship, mentor)
    await _reflections(planted)
    await _closing(planted)
    await _private(planted)
    return planted


async def _search(planted: Planted) -> None:
    text, do = planted.text, planted.do
    need = text("need", "mentee", "asked", "declined", *STAFF)
    await do("search", "mentee", "describe_need", direction=need)
    for name in ("declined", "listed", "asked"):
        note = text(f"note-on-{name}", "mentee", *STAFF)
        await do("search", "mentee", "shortlist", person=str(planted.ident(name)), note=note)
    unknown = text("unknown", "mentee", *STAFF)
    await do("search", "mentee", "shortlist", name=unknown, email=f"{unknown.lower()}@example.org")
    ask = text("ask-of-declined", "mentee", "declined", *STAFF)
    await do("search", "mentee", "invite", candidate=1, ask=ask)
    reason = text("reason-to-decline", "mentee", "declined", *STAFF)
    referred = {
        "name": text("referred", "mentee", *STAFF),
        "email": "referred@example.org",
    }
    await do("search", "declined", "decline", invitation=1, reason=reason, referrals=[referred])
    ask = text("ask-of-asked", "mentee", "asked", *STAFF)
    await do("search", "mentee", "invite", candidate=3, ask=ask)


async def _accepted(planted: Planted, mentorship: str, mentor: str) -> None:
    person = str(planted.ident(mentor))
    await planted.do(mentorship, "mentee", "shortlist", person=person)
    await planted.do(mentorship, "mentee", "invite", candidate=1, ask="A project")
    await planted.do(mentorship, mentor, "accept", invitation=1)


async def _answers(planted: Planted) -> None:
    own = {name: planted.text(f"answer-{name}", "mentee") for name in ANSWERS}
    await planted.do("answers", "mentee", "submit_expectations", **own)


async def _agreed(planted: Planted, mentorship: str, mentor: str) -> None:
    both = ("mentee", mentor, *STAFF)
    for side in ("mentee", mentor):
        shown = planted.text(f"{mentorship}-shown-by-{side}", *both)
        await planted.do(mentorship, side, "submit_expectations", **ANSWERS | {"goals": shown})
    purpose = planted.text(f"{mentorship}-purpose", *both)
    agreed = terms(planted.crowd) | {"purpose": purpose}
    await planted.do(mentorship, "mentee", "propose_agreement", terms=agreed)
    await planted.do(mentorship, mentor, "sign_agreement", version=1)


async def _reflections(planted: Planted) -> None:
    text, both = planted.text, ("mentee", "reflecting", *STAFF)
    note = text("note-to-all", *both)
    await planted.do("reflections", "mentee", "note", text=note)
    concern = text("concern", "mentee", *STAFF)
    await planted.do("reflections", "mentee", "raise_concern", text=concern)
    why = text("why-a-check-in", *both)
    await planted.do("reflections", "coordinator", "transition", to="CHECK_IN", why=why)
    own: Mapping[str, str] = {
        name: text(f"reflection-{name}", "mentee", *STAFF)
        for name in ("done", "next", "feedback", "private_note")
    }
    await planted.do("reflections", "mentee", "submit_reflection", **own, wish="end")


async def _closing(planted: Planted) -> None:
    why = planted.text("sealed-reason", "ending", *STAFF)
    await planted.do("closing", "ending", "end_mentorship", kind="not_a_fit", why=why)
    thanks = planted.text("thanks", "mentee", "ending", *STAFF)
    await planted.do("closing", "mentee", "thank", text=thanks)


async def _private(planted: Planted) -> None:
    """Plant what is about the mentee as a person, and nobody else's but the staff's."""
    crowd, mentee = planted.crowd, planted.people["mentee"]
    interests = planted.text("interest", "mentee", "answering", "reflecting", "ending", *STAFF)
    profile = {"interests": [interests]}
    await crowd.desk.do(
        planted.ident("mentee"), "change_profile", category="person", by=mentee,
        at=crowd.now, mentee_profile=profile,
    )  # fmt: skip
