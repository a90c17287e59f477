"""My mentorships: all mentors of a mentee, all mentees of a mentor, and what waits in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.acting import actor_in, viewer_of
from domain.envelopes import Outcome, Receipt, Role
from domain.mentorship.seen import as_seen
from domain.mentorship.stages import Part, Stage
from domain.mentorship.state import Mentorship
from domain.people.state import Person
from records.mentorship_lists import MyMentorship
from records.queries import ProgramRow
from web.callers import SignInNeeded, session_of
from web.giving import NotRecordedYet, give
from web.guard.origin import check_origin
from web.pages import forms
from web.pages.forms import Filled, Sent
from web.pages.mentorships.waiting import Matter, matters, mine_and_others
from web.pages.render import rendered
from web.pages.way import Way, oneself
from web.pages.weights import some_of, weight_of
from web.problems import not_found, status_of
from web.services import Services, services
from web.tokens import is_ours

router = APIRouter(include_in_schema=False)

OPENING: Final = "open_mentorship"
_SEE_OTHER: Final = HTTPStatus.SEE_OTHER
_LOST: Final = "You were signed in anew meanwhile; please send this once more."
_NOT_HERE: Final = "You can look for a mentor in a program of which you are a mentee; ask yours."
_LINE: Final = 200
"""Bytes of HTML around one thing that waits, at the most."""

_LIST: Final = 3 * 1024
"""Bytes that those of one mentorship may take; the others are on its own page."""

_STAFF: Final = frozenset({Role.COORDINATOR})


@dataclass(frozen=True)
class Mine:
    """One mentorship as somebody in it lists it: who the others are, and what waits for whom."""

    part: Part
    ident: UUID
    stage: Stage
    who: str
    program: str | None
    mine: Sequence[Matter]
    others: Sequence[tuple[str, Matter]]
    rests_until: date | None = None

    @property
    def base(self) -> str:
        """Return where its pages begin."""
        return f"/mentorships/{self.ident}"

    @property
    def order(self) -> tuple[bool, bool, date, UUID]:
        """Return its place in a list: what waits for its reader first, and by its date."""
        by = self.mine[0].by if self.mine else None
        return not self.mine, by is None, by.date if by else date.max, self.ident


@router.get("/")
async def begin(request: Request) -> Response:
    """Lead whoever comes to the front door to their mentorships, or to sign in."""
    try:
        await session_of(request)
    except SignInNeeded:
        return RedirectResponse(services(request).url("/sign-in"), status_code=_SEE_OTHER)
    return RedirectResponse(services(request).url("/mentorships"), status_code=_SEE_OTHER)


@router.get("/mentorships")
async def look(request: Request) -> Response:
    """Show all mentorships of whoever is signed in."""
    session = await session_of(request)
    way = await oneself(services(request), session)
    return await _shown(request, way)


@router.post("/mentorships")
async def look_for_a_mentor(request: Request) -> Response:
    """Open a mentorship of whoever is signed in: their search begins."""
    found = services(request)
    check_origin(request, origin=found.origin)
    session = await session_of(request)
    way = await oneself(found, session)
    sent = forms.read(await request.form(max_fields=500, max_files=0))
    if not is_ours(sent.token, way.form_token):
        return await _again(request, way, sent, _LOST, status=HTTPStatus.FORBIDDEN)
    return await _opened(request, way, sent)


@router.get("/mentorships/{mentorship}")
async def head_of(request: Request, mentorship: str) -> Response:
    """Lead to the head of a mentorship."""
    try:
        ident = UUID(mentorship)
    except ValueError:
        raise not_found("mentorship") from None
    address = services(request).url(f"/mentorships/{ident}/overview")
    return RedirectResponse(address, status_code=_SEE_OTHER)


# ---------------------------------------------------------------- opening one


async def _opened(request: Request, way: Way, sent: Sent) -> Response:
    found, body = services(request), _body(way, sent)
    problems = forms.problems_of("mentorship", OPENING, body)
    if sent.command != OPENING or problems:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return await _again(request, way, sent, "Please choose one of these.", status=status)
    actor = actor_in(way.person, None, program=UUID(body["program"]), wished=Role.MENTEE)
    if actor is None:
        return await _again(request, way, sent, _NOT_HERE, status=HTTPStatus.FORBIDDEN)
    command_id = sent.command_id or found.new_id()
    try:
        receipt = await give(
            found, actor, ("mentorship", None), OPENING, body, command_id=command_id
        )
    except NotRecordedYet as later:
        facts = {"way": way, "title": "On its way", "sentence": later.sentence}
        return rendered(request, "on_its_way.html", facts, status=HTTPStatus.ACCEPTED)
    if receipt.outcome is Outcome.REFUSED:
        sentence = receipt.sentence or _NOT_HERE
        return await _again(request, way, sent, sentence, status=status_of(receipt.code or ""))
    return _onwards(found, receipt)


def _body(way: Way, sent: Sent) -> dict[str, Any]:
    return {**forms.body_of(sent.typed), "mentee": str(way.person.id)}


def _onwards(found: Services, receipt: Receipt) -> Response:
    ident = receipt.stream.partition("/")[2]
    address = f"/mentorships/{ident}/search?done={receipt.command_id}"
    return RedirectResponse(found.url(address), status_code=_SEE_OTHER)


async def _again(request: Request, way: Way, sent: Sent, sentence: str, *, status: int) -> Response:
    filled = Filled(
        command_id=services(request).new_id(), sentence=sentence, typed=sent.typed, is_fresh=False
    )
    return await _shown(request, way, failing=(sent.form, filled), status=status)


# ---------------------------------------------------------------- the list


async def _shown(
    request: Request,
    way: Way,
    *,
    failing: tuple[str, Filled] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    found = services(request)

    def form(key: str) -> Filled:
        is_failing = failing is not None and failing[0] == key
        return failing[1] if failing and is_failing else Filled(found.new_id())

    rows = await found.records.mentorships_of(way.person.id)
    facts = {
        "way": way,
        "title": "My mentorships",
        "today": way.today,
        "form": form,
        "failing": None if failing is None else failing[1],
        "is_staff": _is_staff(way.person),
        "programs": await _programs(found, way.person, rows),
        **await _listed(found, way, rows),
    }
    return rendered(request, "my_mentorships.html", facts, status=status)


async def _listed(
    found: Services, way: Way, rows: Sequence[MyMentorship]
) -> Mapping[str, Sequence[Any]]:
    ended = [each for each in rows if each.row.stage == Stage.ENDED]
    under_way = [
        one
        for each in rows
        if each.row.stage != Stage.ENDED and (one := await _mine(found, way, each)) is not None
    ]
    ordered = sorted(under_way, key=lambda one: one.order)
    return {
        "invited": [each for each in ordered if each.part is Part.INVITED],
        "mentors": [each for each in ordered if each.part is Part.MENTEE],
        "mentees": [each for each in ordered if each.part is Part.MENTOR],
        "ended": [(each.row, _who(each)) for each in ended],
    }


async def _mine(found: Services, way: Way, listed: MyMentorship) -> Mine | None:
    """Return one mentorship as this person may see it; None: it has just ceased to be theirs."""
    row = listed.row
    state: Mentorship | None = await found.records.state("mentorship", row.id)
    viewer = None if state is None else viewer_of(state, way.person)
    if state is None or viewer is None:
        return None
    seen = as_seen(state, viewer)
    mine, others = mine_and_others(matters(seen, at=way.at), way.person.id)
    names = await found.records.names({who for who, _ in others})
    rests = seen.pause is not None and seen.stage is not Stage.CLOSING
    return Mine(
        part=viewer.part,
        ident=row.id,
        stage=seen.stage,
        who=_who(listed),
        program=row.program_name,
        mine=some_of(mine, _weight, room=_LIST).shown,
        others=some_of(
            [(names.get(who, "somebody"), each) for who, each in others],
            lambda each: _weight(each[1]),
            room=_LIST,
        ).shown,
        rests_until=seen.pause.until.date if rests and seen.pause is not None else None,
    )


def _weight(matter: Matter) -> int:
    return _LINE + weight_of(f"{matter.label}{matter.noun}")


def _who(listed: MyMentorship) -> str:
    row = listed.row
    if listed.part == "mentee":
        return row.mentor_name or "A mentor to be found"
    return row.mentee_name or "Somebody"


def _is_staff(person: Person) -> bool:
    return person.administrator or any(held & _STAFF for held in person.roles.values())


async def _programs(
    found: Services, person: Person, rows: Sequence[MyMentorship]
) -> Sequence[tuple[ProgramRow, Sequence[tuple[str, str]]]]:
    """Return the programs in which this person can look for a mentor, with what it may continue."""
    held = [ident for ident, roles in person.roles.items() if Role.MENTEE in roles]
    programs = await found.records.programs(among=held) if held else []
    return [(each, _earlier(each, rows)) for each in programs if not each.closed]


def _earlier(program: ProgramRow, rows: Sequence[MyMentorship]) -> Sequence[tuple[str, str]]:
    """Return the mentorships after which another one may follow."""
    return [
        (str(each.row.id), f"The one with {each.row.mentor_name}")
        for each in rows
        if each.part == "mentee"
        and each.row.program == program.id
        and each.row.stage in {Stage.CLOSING, Stage.ENDED}
        and each.row.mentor_name
    ]
