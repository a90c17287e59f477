"""Showing pages: as they are, after something was done, and with a form that was not taken."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from fastapi.responses import Response

from domain.envelopes import Outcome, Receipt
from web.callers import COOKIE
from web.pages.forms import Filled, number_of, words_of
from web.pages.mentorships.telling import Told, history
from web.pages.render import rendered
from web.pages.visits import Visit

MISSED: Final = 8
"""Changes that are told; whoever was away for longer looks at the page itself."""


async def looked_at(visit: Visit) -> Response:
    """Return the page that somebody looks at, with what they have just done."""
    done = await _done(visit)
    if not visit.way.is_usable:
        return await over(visit, done)
    version = number_of(visit.request.query_params.get("since", ""))
    missed = await meanwhile_of(visit, version, but=done)
    return await shown(visit, done=done, meanwhile=missed)


async def over(
    visit: Visit, done: Receipt | None, *, typed: Mapping[str, Sequence[str]] | None = None
) -> Response:
    """Return the page of a link by which nothing can be done any more, or has just been done.

    ``typed`` is what somebody sent by it in vain; they can copy it from there.
    """
    way = visit.way
    refusal = None if way.following is None else way.following.refusal
    facts = {
        "way": way,
        "title": "Thank you" if done is not None else "This link is over",
        "said": None if done is None else _said(visit, done),
        "refusal": refusal,
        "words": words_of(typed or {}),
        "same": f"{way.home}{_path_of(visit)}",
        "onward": await _onward(visit),
    }
    status = HTTPStatus.OK if done is not None else HTTPStatus.GONE
    return rendered(visit.request, "link_over.html", facts, status=status)


async def _onward(visit: Visit) -> str | None:
    """Return where the link's person goes on whose own browser this is; None elsewhere."""
    way, found = visit.way, visit.services
    token = visit.request.cookies.get(COOKIE)
    session = None if not token else await found.records.session_of(token, at=found.now())
    if session is None or session.person != way.person.id:
        return None
    if way.target[0] == "person":
        return way.home
    return None if way.viewer is None else f"{way.home}/overview"


def _path_of(visit: Visit) -> str:
    """Return the path of the page after its base, the same on every way."""
    here: str = visit.request.scope["path"]
    return here.removeprefix(f"{visit.services.prefix}{visit.way.base}")


async def _done(visit: Visit) -> Receipt | None:
    """Return the receipt of what was just done, which the address names."""
    try:
        ident = UUID(visit.request.query_params.get("done", ""))
    except ValueError:
        return None
    receipt = await visit.services.records.receipt(ident)
    category, stream = visit.way.target
    is_here = receipt is not None and receipt.stream == f"{category}/{stream}"
    return receipt if is_here else None


def _said(visit: Visit, receipt: Receipt) -> str:
    """Return in a sentence what a command came to."""
    match receipt.outcome:
        case Outcome.NOTHING_CHANGED:
            return "It was so already; nothing had to be changed."
        case Outcome.PARKED:
            return "We have it, and somebody has to look at it first. You need not do anything."
    told = (visit.page.said[each] for each in receipt.events if each in visit.page.said)
    return next(told, "Done, and recorded.")


async def shown(
    visit: Visit,
    *,
    failing: tuple[str, Filled] | None = None,
    done: Receipt | None = None,
    meanwhile: Iterable[Told] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    """Return a page as it is now.

    Args:
        visit: whose.
        failing: the form that was not taken, with what was typed, by its name.
        done: the receipt of what was just done.
        meanwhile: what others did since the page was looked at before.
        status: of the answer.
    """
    page, way, found = visit.page, visit.way, visit.services
    placed = set[str]()

    def form(key: str) -> Filled:
        placed.add(key)
        if failing is not None and failing[0] == key:
            return failing[1]
        return Filled(found.new_id())

    facts = {
        "way": way,
        "seen": way.seen,
        "page": page,
        "title": page.title,
        "today": way.today,
        "opens": visit.opens,
        "form": form,
        "failing": None if failing is None else failing[1],
        "said": None if done is None else _said(visit, done),
        "meanwhile": list(meanwhile),
        **await page.facts(found, way, visit.numbers),
    }
    answer = rendered(visit.request, page.template, facts, status=status)
    if failing is None or failing[0] in placed:
        return answer
    # The form is not on the page any more, so what was typed is shown beside it.
    left: dict[str, Any] = {**facts, "left": words_of(failing[1].typed)}
    return rendered(visit.request, page.template, left, status=status)


async def meanwhile_of(visit: Visit, since: int | None, *, but: Receipt | None) -> Sequence[Told]:
    """Return what others did since the version that a page was made of, the latest of it."""
    way = visit.way
    if since is None or way.seen is None or since >= way.version:
        return ()
    own = None if but is None else but.command_id
    told = await history(visit.services, way)
    missed = [each for each in told if each.version > since and each.command_id != own]
    return missed[:MISSED][::-1]
