"""Answering an invitation: yes, no with thanks, or later. Who is asked sees nothing else of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.envelopes import Outcome
from domain.links.purposes import Purpose
from domain.mentorship.matters import Closed, Invitation, Lapsed
from records.directory import FindMentors
from web.giving import rehearse
from web.pages.page import Page
from web.pages.way import Way
from web.problems import not_found
from web.services import Services

_REFERRALS: Final = 3
_COLLEAGUES: Final = 50
_SAID: Final = {
    "outreach.invitation_accepted": (
        "Thank you for saying yes! Next, each of you answers five questions alone; "
        "a letter with the way to them is coming to you."
    ),
    "outreach.acceptance_not_possible": (
        "Thank you for saying yes. It cannot be this time, and your yes is told all the same; "
        "a letter to you says why."
    ),
    "outreach.invitation_declined": (
        "Thank you for your honest answer. A clear no is a kindness: the search goes on at once."
    ),
    "outreach.invitation_deferred": "Thank you. We ask you again on that day, and not before.",
}


@dataclass(frozen=True)
class Foresight:
    """What a yes would come to now, as the rules themselves say.

    ``obstacle`` is why it could not be; ``refusal`` why it cannot even be said.
    """

    obstacle: str | None = None
    refusal: str | None = None
    ends_away: bool = False
    is_late: bool = False


async def foresee(services: Services, way: Way, number: int) -> Foresight:
    """Return what would come of a yes to an invitation; nothing is recorded."""
    preview = await rehearse(
        services,
        way.actor,
        way.target,
        "accept",
        {"invitation": number},
        command_id=services.new_id(),
    )
    if preview.receipt.outcome is Outcome.REFUSED:
        return Foresight(refusal=preview.receipt.sentence)
    for event in preview.events:
        match event["type"]:
            case "outreach.acceptance_not_possible":
                return Foresight(obstacle=event["why"])
            case "outreach.invitation_accepted":
                return Foresight(ends_away=event["ends_away"], is_late=event["late"])
    return Foresight()


def own_invitations(way: Way) -> Sequence[Invitation]:
    """Return the invitations to this person, the latest first."""
    found = way.mentorship.invitations.values()
    return [each for each in reversed(list(found)) if each.mentor == way.person.id]


async def _list(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    own = own_invitations(way)
    if not own:
        raise not_found("invitation")
    mentee = way.name(way.mentorship.mentee)
    return {"invitations": own, "title": f"You were asked for {mentee}", "mentee": mentee}


async def _one(services: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    own = (each for each in own_invitations(way) if each.number == numbers["number"])
    invitation = next(own, None)
    if invitation is None:
        raise not_found("invitation")
    can_accept = "accept" in way.offers and not isinstance(invitation.status, Closed)
    mentee = way.name(way.mentorship.mentee)
    return {
        "title": f"Would you be {mentee}'s mentor?",
        "mentee": mentee,
        "invitation": invitation,
        "how": invitation.status.how if isinstance(invitation.status, Closed) else None,
        "is_lapsed": isinstance(invitation.status, Lapsed),
        "can_accept": can_accept,
        "foresight": await foresee(services, way, invitation.number) if can_accept else None,
        "colleagues": await _colleagues(services, way) if invitation.is_open else (),
        "referrals": range(_REFERRALS),
    }


async def _colleagues(services: Services, way: Way) -> Sequence[tuple[str, str]]:
    """Return the other mentors of the program, whom somebody may know better than an address."""
    wanted = FindMentors(way.mentorship.program)
    found = await services.records.find_mentors(wanted, at=way.at, limit=_COLLEAGUES)
    return [
        (str(each.id), each.name)
        for each in found.rows
        if each.id not in {way.person.id, way.mentorship.mentee}
    ]


PAGES: Final = (
    Page(
        path="/invitations",
        template="invitations.html",
        title="Invitations",
        purposes=frozenset({Purpose.ANSWER_INVITATION}),
        facts=_list,
    ),
    Page(
        path="/invitations/{number:int}",
        template="invitation.html",
        title="Invitation",
        commands=frozenset({"accept", "decline", "reply_later"}),
        purposes=frozenset({Purpose.ANSWER_INVITATION}),
        facts=_one,
        said=_SAID,
        refused={"date_past": "Please choose a day after today."},
    ),
)
