"""The search for a mentor: what is hoped for, the shortlist, the directory, and who is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from domain.access.people_views import view_person
from domain.access.relations import relation_to_person
from domain.links.purposes import Purpose
from domain.mentorship.matters import Candidate, Invitation
from domain.mentorship.stages import SEEKERS, WITHOUT_MENTOR, Part
from domain.people.state import Person, Support
from records.directory import FindMentors, MentorFound
from records.pages import BrokenCursor
from records.pages import Page as Rows
from web.giving import rehearse
from web.pages.forms import number_of
from web.pages.mentorships.telling import history
from web.pages.page import Page
from web.pages.way import Way
from web.pages.weights import Some, some_of, weight_of
from web.problems import not_found
from web.services import Services

_FOUND: Final = 10
_HISTORY: Final = 15
_OF_THE_SEARCH: Final = ("seeking.", "outreach.", "pause.")
_HOLDS: Final = frozenset({"paused", "too_many_invitations"})
"""Refusals of an invitation that hold whoever is asked."""

_SAID: Final = {
    "seeking.mentorship_opened": (
        "Your search is open. A good beginning is to write down what draws you."
    ),
    "seeking.need_described": "Kept. You can change it whenever you see clearer.",
    "seeking.candidate_shortlisted": "On the shortlist. Nobody is asked before you ask.",
    "seeking.candidate_struck": "Taken off the shortlist.",
    "seeking.mentor_assigned": "Introduced; both get a letter.",
    "outreach.invitation_sent": (
        "Asked! You hear from us as soon as there is an answer; "
        "if there is silence, we ask once more for you."
    ),
    "outreach.invitation_withdrawn": "Taken back, with thanks.",
    "pause.paused": "The search rests, and nothing is sent meanwhile.",
    "pause.resumed": "The search goes on.",
}


_AT_ONCE: Final = 10
"""People of the shortlist on one page."""

_OF_CARDS: Final = 40_000
"""Bytes of HTML that they may take; the directory has to have room beside them."""

_CARD: Final = 4_500
"""Bytes of HTML around what is told of somebody there, with all forms, at the most."""

_OF_REFERENCES: Final = 8_000
"""Bytes of HTML that what others say of one person may take."""

_NONE: Final = Some[Mapping[str, Any]]((), 0, 0)


@dataclass(frozen=True)
class Listed:
    """Somebody on the shortlist: who, what may be known of them, and the last ask to them.

    ``known`` and ``references``, as many as have room, are there of those who are shown.
    """

    candidate: Candidate
    name: str
    known: Mapping[str, Any] = field(default_factory=dict)
    references: Some[Mapping[str, Any]] = _NONE
    invitation: Invitation | None = None
    referred_by: Sequence[str] = ()

    @property
    def is_asked(self) -> bool:
        """Say whether their answer is awaited."""
        return self.invitation is not None and self.invitation.is_open


Step = Literal["describe", "find", "ask", "wait", "over"]
"""The one thing to do now in a search."""


async def _search(services: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    if way.viewer is None or way.viewer.part not in SEEKERS:
        raise not_found("page")
    candidates = way.mentorship.candidates.values()
    listed = [_listed(way, each) for each in candidates if not each.struck]
    free = [each for each in listed if each.invitation is None]
    hold = await _hold(services, way, [*free, *listed])
    found = await _directory(services, way, numbers["query"])
    happened = await history(services, way)
    mentee = way.name(way.mentorship.mentee)
    is_own = way.viewer.part is Part.MENTEE
    return {
        "title": "Your search for a mentor" if is_own else f"{mentee}'s search for a mentor",
        "listed": listed,
        "some": await _some(services, way, listed, numbers["query"]),
        "first": next(iter(free), None),
        "hold": hold,
        "step": _step(way, free, listed, hold),
        "found": found,
        "on_list": {each.candidate.person for each in listed},
        "happened": [each for each in happened if each.type.startswith(_OF_THE_SEARCH)][:_HISTORY],
    }


def _step(way: Way, free: Sequence[Listed], listed: Sequence[Listed], hold: str | None) -> Step:
    seen = way.mentorship
    if seen.stage not in WITHOUT_MENTOR:
        return "over"
    if hold is not None or any(each.is_asked for each in listed):
        return "wait"
    if free:
        return "ask"
    need = seen.need
    return "find" if need.direction or need.hopes or need.support or listed else "describe"


def _listed(way: Way, candidate: Candidate) -> Listed:
    asked = [
        each for each in way.mentorship.invitations.values() if each.candidate == candidate.number
    ]
    return Listed(
        candidate,
        candidate.name or way.name(candidate.person),
        invitation=asked[-1] if asked else None,
        referred_by=[way.name(each) for each in candidate.referred_by],
    )


async def _some(
    services: Services, way: Way, listed: Sequence[Listed], query: QueryParams
) -> Some[Listed]:
    """Return those of the shortlist who have room: who can be asked first, but who is asked now."""
    others = [each for each in listed if not each.is_asked]
    others.sort(key=lambda each: each.invitation is not None)
    begin = number_of(query.get("from", "")) or 0
    begin = begin if begin < len(others) else 0
    told = [await _told(services, way, each) for each in others[begin : begin + _AT_ONCE]]
    shown = some_of(told, _weight, room=_OF_CARDS).shown
    return Some(shown, begin, len(others) - begin - len(shown))


async def _told(services: Services, way: Way, listed: Listed) -> Listed:
    known = await _known(services, way, listed.candidate)
    references = some_of(
        known.get("references", ()), lambda each: weight_of(each["text"]), room=_OF_REFERENCES
    )
    return replace(listed, known=known, references=references)


def _weight(listed: Listed) -> int:
    profile = listed.known.get("mentor_profile") or {}
    said = [f"{profile}", *(each["text"] for each in listed.references.shown)]
    return _CARD + sum(map(weight_of, [*said, listed.candidate.note or ""]))


async def _known(services: Services, way: Way, candidate: Candidate) -> Mapping[str, Any]:
    if candidate.person is None:
        return {}
    person: Person | None = await services.records.state("person", candidate.person)
    if person is None:
        return {}
    relation = relation_to_person(way.person, person)
    return view_person(person, relation, by=way.person, at=way.at) or {}


async def _hold(services: Services, way: Way, listed: Sequence[Listed]) -> str | None:
    """Return by which rule nobody can be asked just now; None: one can."""
    if not listed or "invite" not in way.offers:
        return None
    body = {"candidate": listed[0].candidate.number, "ask": "?"}
    preview = await rehearse(
        services, way.actor, way.target, "invite", body, command_id=services.new_id()
    )
    receipt = preview.receipt
    return receipt.code if receipt.code in _HOLDS else None


@dataclass(frozen=True)
class Directory:
    """What was looked for among the mentors of the program, and who was found."""

    words: str
    support: Sequence[str]
    rows: Sequence[MentorFound]
    more: str | None
    after: str | None = None

    @property
    def address(self) -> str:
        """Return the address of this very list, without a place in it."""
        query = {"find": "yes", "words": self.words, "support": self.support}
        here = query if self.after is None else {**query, "after": self.after}
        return f"?{urlencode(here, doseq=True)}"

    @property
    def is_asked(self) -> bool:
        """Say whether anything was looked for at all."""
        return bool(self.words or self.support)


async def _directory(services: Services, way: Way, query: QueryParams) -> Directory | None:
    if way.mentorship.stage not in WITHOUT_MENTOR or "find" not in query:
        return None
    known = [each for each in query.getlist("support") if each in set(Support)]
    words = query.get("words", "")[:200].strip()
    wanted = FindMentors(
        way.mentorship.program, words=words or None, support=frozenset(map(Support, known))
    )
    after = query.get("after") or None
    page: Rows[MentorFound]
    try:
        page = await services.records.find_mentors(wanted, at=way.at, limit=_FOUND, cursor=after)
    except BrokenCursor:
        after = None
        page = await services.records.find_mentors(wanted, at=way.at, limit=_FOUND)
    rows = [each for each in page.rows if each.id != way.mentorship.mentee]
    return Directory(words, known, rows, page.next, after)


PAGES: Final = (
    Page(
        path="/search",
        template="search.html",
        title="The search for a mentor",
        commands=frozenset(
            {
                "describe_need",
                "shortlist",
                "strike",
                "invite",
                "withdraw_invitation",
                "assign_mentor",
                "pause",
                "resume",
            }
        ),
        purposes=frozenset({Purpose.SEARCH}),
        facts=_search,
        said=_SAID,
        refused={"date_past": "Please choose a day after today."},
    ),
)
