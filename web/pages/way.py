"""How somebody comes to a page: signed in, or by a letter's link. What follows is the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.acting import actor_in, viewer_of
from domain.dates import local_day
from domain.envelopes import Actor, Category, Outcome, Receipt, Role
from domain.links.condition import Usable, unknown
from domain.links.offers import offers
from domain.links.permits import own_number
from domain.links.purposes import Purpose
from domain.mentorship.possible import possible
from domain.mentorship.seen import as_seen
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer
from domain.people.state import Person
from domain.programs.state import Program
from domain.refusals import Refusal
from records.access.sessions import Session
from records.links import Following
from web.giving import give
from web.problems import not_found, problem_of
from web.services import Services
from web.signing_in.rates import GUESSED_PER_CLIENT, count
from web.tokens import form_token

OF_ONESELF: Final = frozenset(
    {
        "answer_invitation_to_mentor",
        "change_contact",
        "change_profile",
        "erase_person",
        "resubscribe",
        "set_away",
        "set_capacity",
        "set_preferences",
        "unsubscribe",
    }
)
"""What anybody can do on their own pages; each is theirs by the domain's rules, too."""


@dataclass(frozen=True)
class Way:
    """Who is here, by which way, and what they may see and do.

    ``base`` begins the address of every page on this way. ``seen`` is the mentorship as they may
    see it, ``version`` its version; on the pages about oneself there is none. ``offers`` are the
    commands that could be given now. ``names`` are those of people who occur.
    """

    base: str
    person: Person
    actor: Actor
    target: tuple[Category, UUID]
    at: datetime
    offers: frozenset[str]
    form_token: str = field(repr=False)
    session: Session | None = None
    following: Following | None = None
    viewer: Viewer | None = None
    seen: Mentorship | None = None
    program: Program | None = None
    names: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        """Return the zone in which this person's days and hours are told."""
        return self.person.zone

    @property
    def version(self) -> int:
        """Return which version of the mentorship, or of the person, the page shows."""
        return self.person.version if self.seen is None else self.seen.version

    @property
    def mentorship(self) -> Mentorship:
        """Return the mentorship as this person may see it, on a page that is about one."""
        if self.seen is None:
            raise not_found("mentorship")
        return self.seen

    @property
    def purpose(self) -> Purpose | None:
        """Return what the link is for, where somebody came by one."""
        return None if self.following is None else self.following.link.purpose

    @property
    def home(self) -> str:
        """Return where the same pages begin for whoever is signed in."""
        category, ident = self.target
        return f"/mentorships/{ident}" if category == "mentorship" else "/me"

    @property
    def is_usable(self) -> bool:
        """Say whether anything can be done on this way: a link may be used up, or expired."""
        return self.following is None or isinstance(self.following.condition, Usable)

    def can(self, type_: str, *, number: int | None = None) -> bool:
        """Say whether a command can be given now; by a link about one thing, on that alone.

        ``number`` is that of the task, the meeting and so on which the command would be about.
        """
        if type_ not in self.offers:
            return False
        own = None if self.following is None else own_number(self.following.link, type_)
        return own is None or number is None or own[1] == number

    @property
    def today(self) -> date:
        """Return the day that it is with this person."""
        return local_day(self.at, self.zone)

    def name(self, ident: UUID | None) -> str:
        """Return somebody's name as this person is told it."""
        if ident is None:
            return "nobody"
        return self.names.get(ident, "somebody who is registered here no longer")

    @property
    def other(self) -> str | None:
        """Return the name of the other one of the two, once there is one."""
        if self.seen is None or self.viewer is None or self.viewer.side is None:
            return None
        ident = self.seen.person_of(self.viewer.side.other)
        return None if ident is None else self.name(ident)


async def by_link(services: Services, token: str, *, client: str) -> Way:
    """Return the way of whoever holds a link; it may be one on which nothing can be done.

    Raises:
        Problem: nobody made this link, ``client`` has tried too many such, or its person is gone.
    """
    at = services.now()
    following = await services.records.follow(token, at=at)
    if following is None:
        await count(services, "guess", client, GUESSED_PER_CLIENT)
    if following is None or following.person is None or following.person.is_gone:
        raise problem_of(unknown())
    link, state = following.link, following.mentorship
    about = None if link.stream[0] == "person" else state
    viewer = None if about is None else viewer_of(about, following.person)
    usable = isinstance(following.condition, Usable)
    return Way(
        base=f"/l/{token}",
        person=following.person,
        actor=link.actor,
        target=link.stream,
        at=at,
        offers=frozenset(offers(link, state)) if usable else frozenset(),
        form_token=form_token(token),
        following=following,
        viewer=viewer,
        seen=None if about is None or viewer is None else as_seen(about, viewer),
        program=await _program(services, state),
        names=await _names(services, about),
    )


async def signed_in(services: Services, session: Session, mentorship: UUID) -> Way:
    """Return the way of somebody who is signed in to one of their mentorships.

    Raises:
        Problem: there is none, or it is none of theirs; which of the two is not said.
    """
    person = await person_of(services, session)
    state: Mentorship | None = await services.records.state("mentorship", mentorship)
    viewer = None if state is None else viewer_of(state, person)
    actor = actor_in(person, state)
    if state is None or viewer is None or actor is None:
        raise not_found("mentorship")
    return Way(
        base=f"/mentorships/{mentorship}",
        person=person,
        actor=actor,
        target=("mentorship", mentorship),
        at=services.now(),
        offers=possible(viewer.part, state.stage),
        form_token=form_token(session.form_secret),
        session=session,
        viewer=viewer,
        seen=as_seen(state, viewer),
        program=await _program(services, state),
        names=await _names(services, state),
    )


async def oneself(services: Services, session: Session) -> Way:
    """Return the way of somebody who is signed in to the pages about themselves."""
    person = await person_of(services, session)
    actor = actor_in(person, person) or Actor(role=Role.MENTEE, person=person.id)
    return Way(
        base="/me",
        person=person,
        actor=actor,
        target=("person", person.id),
        at=services.now(),
        offers=OF_ONESELF,
        form_token=form_token(session.form_secret),
        session=session,
    )


async def person_of(services: Services, session: Session) -> Person:
    """Return the person whose session it is."""
    person: Person | None = await services.records.state("person", session.person)
    if person is None or person.is_gone:
        raise not_found("person")
    return person


async def give_on(
    services: Services, way: Way, type_: str, body: Mapping[str, Any], *, command_id: UUID
) -> Receipt:
    """Give a command on somebody's way and return its receipt, which may be a refusal.

    A link may put its own command id in the place of ``command_id``: see
    ``records.links.Links.prepare_act``.

    Raises:
        Problem: as ``web.giving.give`` does.
    """
    if way.following is not None:
        act = await services.records.prepare_act(
            way.following, type_, body, at=services.now(), command_id=command_id
        )
        if isinstance(act, Refusal):
            return _refused(way, act, command_id=command_id)
        body, command_id = act.body or {}, act.id
    return await give(services, way.actor, way.target, type_, body, command_id=command_id)


def _refused(way: Way, refusal: Refusal, *, command_id: UUID) -> Receipt:
    return Receipt(
        command_id=command_id,
        stream=f"{way.target[0]}/{way.target[1]}",
        outcome=Outcome.REFUSED,
        version=0,
        code=refusal.code,
        sentence=refusal.sentence,
        facts=dict(refusal.facts),
    )


async def _program(services: Services, state: Mentorship | None) -> Program | None:
    if state is None:
        return None
    program: Program | None = await services.records.state("program", state.program)
    return program


async def _names(services: Services, state: Mentorship | None) -> Mapping[UUID, str]:
    if state is None:
        return {}
    listed = {each.person for each in state.candidates.values() if each.person is not None}
    referring = {who for each in state.candidates.values() for who in each.referred_by}
    asked = {each.mentor for each in state.invitations.values()}
    mentor = {state.mentor} if state.mentor is not None else set()
    return await services.records.names({state.mentee, *mentor, *listed, *referring, *asked})
