"""Whether letters of the search, the outreach and the expectations still make sense."""

from collections.abc import Mapping
from typing import Final

from domain.mentorship.letters.looking import Look, Rule
from domain.mentorship.letters.verdicts import WhyDropped
from domain.mentorship.matters import Asked, Closed, Deferred, Invitation, Lapsed
from domain.mentorship.stages import UNDER_WAY, WITHOUT_MENTOR, Stage

_AGREEING: Final = frozenset({Stage.EXPECTATIONS, Stage.REDEFINITION})


def _search_opened(look: Look) -> WhyDropped | None:
    return None if look.state.stage in WITHOUT_MENTOR else WhyDropped.ANSWERED


def _search_nudge(look: Look) -> WhyDropped | None:
    if look.state.stage is not Stage.SEEKING:
        return WhyDropped.ANSWERED
    return None if look.says("nudge", look.state.nudges) else WhyDropped.SUPERSEDED


def _candidate_referred(look: Look) -> WhyDropped | None:
    found = look.state.candidates.get(look.number("candidate"))
    return WhyDropped.OVER if found is None or found.struck else None


def _coordinator_asked(look: Look) -> WhyDropped | None:
    stands = any(look.says("reason", each.value) for each in look.state.attention)
    return None if stands else WhyDropped.OVER


def _mentor_assigned(look: Look) -> WhyDropped | None:
    return WhyDropped.MOVED if look.state.mentor is None else None


def _mentor_replaced(look: Look) -> WhyDropped | None:
    return None if look.state.mentor is None else WhyDropped.SUPERSEDED


def _invitation_of(look: Look) -> Invitation | None:
    return look.state.invitations.get(look.number("invitation"))


def _invitation(look: Look) -> WhyDropped | None:
    found = _invitation_of(look)
    if found is None or not isinstance(found.status, Asked):
        return _awaited_no_more(found)
    return None if found.status.attempt == 1 else WhyDropped.SUPERSEDED


def _asked_again(look: Look) -> WhyDropped | None:
    found = _invitation_of(look)
    if found is None or not isinstance(found.status, Asked):
        return _awaited_no_more(found)
    return None if look.says("asks_left", found.asks_left) else WhyDropped.SUPERSEDED


def _followed_up(look: Look) -> WhyDropped | None:
    found = _invitation_of(look)
    if found is None or not isinstance(found.status, Asked):
        return _awaited_no_more(found)
    reply_by = found.status.reply_by.date.isoformat()
    return None if look.says("reply_by", reply_by) else WhyDropped.SUPERSEDED


def _awaited_no_more(invitation: Invitation | None) -> WhyDropped:
    match invitation and invitation.status:
        case Deferred() | Closed(how="accepted" | "declined" | "not_possible"):
            return WhyDropped.ANSWERED
        case _:
            return WhyDropped.OVER


def _deferred(look: Look) -> WhyDropped | None:
    found = _invitation_of(look)
    if found is not None and isinstance(found.status, Deferred):
        return None
    return _awaited_no_more(found)


def _lapsed(look: Look) -> WhyDropped | None:
    found = _invitation_of(look)
    lapsed = found is not None and isinstance(found.status, Lapsed)
    return None if lapsed else WhyDropped.ANSWERED


def _accepted(look: Look) -> WhyDropped | None:
    found, mentor = _invitation_of(look), look.state.mentor
    paired = found is not None and found.mentor == mentor
    return None if paired else WhyDropped.MOVED


def _other_side_answered(look: Look) -> WhyDropped | None:
    state, side = look.state, look.side
    if side in state.answers:
        return WhyDropped.ANSWERED
    if state.stage is not Stage.EXPECTATIONS:
        return WhyDropped.MOVED
    return None if state.answers else WhyDropped.SUPERSEDED


def _expectations_open(look: Look) -> WhyDropped | None:
    if look.state.stage is not Stage.EXPECTATIONS:
        return WhyDropped.MOVED
    open_now = look.state.revealed or look.state.waived
    return None if open_now else WhyDropped.SUPERSEDED


def _agreement_proposed(look: Look) -> WhyDropped | None:
    version = look.number("version")
    found = look.state.agreements.get(version)
    if found is not None and look.side in found.signed_by:
        return WhyDropped.ANSWERED
    if found is None or found.voided:
        newer = version < len(look.state.agreements)
        return WhyDropped.SUPERSEDED if newer else WhyDropped.OVER
    return None


def _changes_requested(look: Look) -> WhyDropped | None:
    if look.number("version") < len(look.state.agreements):
        return WhyDropped.ANSWERED
    return None if look.state.stage in _AGREEING else WhyDropped.MOVED


def _agreement_concluded(look: Look) -> WhyDropped | None:
    if look.state.in_force is None:
        return WhyDropped.MOVED
    return None if look.says("version", look.state.in_force) else WhyDropped.SUPERSEDED


def _agreement_due(look: Look) -> WhyDropped | None:
    if look.state.stage is Stage.EXPECTATIONS:
        return None
    return WhyDropped.ANSWERED if look.state.stage in UNDER_WAY else WhyDropped.MOVED


ASKING: Final[Mapping[str, Rule]] = {
    "search_opened": _search_opened,
    "search_nudge": _search_nudge,
    "coordinator_asked": _coordinator_asked,
    "mentor_assigned": _mentor_assigned,
    "mentor_replaced": _mentor_replaced,
    "invitation": _invitation,
    "invitation_follow_up": _asked_again,
    "invitation_again": _asked_again,
    "acceptance": _accepted,
    "acceptance_thanks": _accepted,
    "other_side_answered": _other_side_answered,
    "expectations_revealed": _expectations_open,
    "expectations_waived": _expectations_open,
    "agreement_proposed": _agreement_proposed,
    "changes_requested": _changes_requested,
    "agreement_due": _agreement_due,
}
"""Letters that ask for something."""

TELLING: Final[Mapping[str, Rule]] = {
    "candidate_referred": _candidate_referred,
    "invitation_followed_up": _followed_up,
    "invitation_deferred": _deferred,
    "invitation_lapsed": _lapsed,
    "agreement_concluded": _agreement_concluded,
}
"""Letters that tell of something which may be otherwise by now."""
