"""Taking forms: read, asked who may, given, and led on; or shown again with all that was typed."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from fastapi.responses import RedirectResponse, Response

from domain.envelopes import Outcome, Receipt
from domain.links.permits import completed
from web.api.acting import decided, permitted
from web.callers import Caller
from web.giving import NotRecordedYet
from web.pages import forms
from web.pages.forms import Filled, Sent
from web.pages.kept import SECOND_FACTOR, kept
from web.pages.render import rendered
from web.pages.shown import meanwhile_of, over, shown
from web.pages.visits import Visit
from web.pages.way import give_on
from web.problems import Problem, status_of
from web.tokens import is_ours

_STALE: Final = (
    "This can no longer be done here, because things have changed meanwhile; "
    "look at the page as it is now."
)
_LOST: Final = (
    "You were signed in anew meanwhile, or this page was open for a long time. "
    "What you typed is still here: please send it once more."
)


async def taken(visit: Visit) -> Response:
    """Take the form that somebody sends from a page."""
    sent = forms.read(await visit.request.form(max_fields=500, max_files=0))
    if not is_ours(sent.token, visit.way.form_token):
        return await _again(visit, sent, _LOST, status=HTTPStatus.FORBIDDEN)
    if not visit.way.is_usable:
        return await _repeated(visit, sent)
    if sent.command not in visit.page.commands & visit.way.offers:
        _note(visit, sent, refused="not_offered")
        return await _again(visit, sent, _STALE, status=HTTPStatus.CONFLICT)
    return await _given(visit, sent)


async def _repeated(visit: Visit, sent: Sent) -> Response:
    """Send the same act again by a link that has served: it has the same receipt."""
    if sent.command not in visit.page.commands:
        return await over(visit, None, typed=sent.typed)
    body = forms.body_of(sent.typed)
    command_id = sent.command_id or visit.services.new_id()
    receipt = await give_on(visit.services, visit.way, sent.command, body, command_id=command_id)
    if receipt.outcome is Outcome.REFUSED:
        return await over(visit, None, typed=sent.typed)
    return _onwards(visit, sent, receipt)


async def _given(visit: Visit, sent: Sent) -> Response:
    way, found = visit.way, visit.services
    body = forms.body_of(sent.typed)
    if _needs_proof(visit, sent):
        return kept(visit.request, sent, SECOND_FACTOR, status=HTTPStatus.FORBIDDEN, way=way)
    if problems := _problems(visit, sent, body):
        return await _again(
            visit, sent, None, problems=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    try:
        receipt = await give_on(
            found, way, sent.command, body, command_id=sent.command_id or found.new_id()
        )
    except NotRecordedYet as later:
        facts = {"way": way, "title": "On its way", "sentence": later.sentence}
        return rendered(visit.request, "on_its_way.html", facts, status=HTTPStatus.ACCEPTED)
    is_refused = receipt.outcome is Outcome.REFUSED
    status = status_of(receipt.code or "")
    is_forbidden = is_refused and status == HTTPStatus.FORBIDDEN
    _note(visit, sent, refused=receipt.code if is_forbidden else None)
    if is_refused:
        said = visit.page.refused.get(receipt.code or "", receipt.sentence)
        sentence = said or "This is not possible."
        day = _day_of(sent, receipt)
        if day is not None:
            return await _again(visit, sent, None, problems={day: sentence}, status=status)
        return await _again(visit, sent, sentence, status=status)
    return _onwards(visit, sent, receipt)


def _day_of(sent: Sent, receipt: Receipt) -> str | None:
    """Return in which field stands the day that a command was refused for, if it was for one."""
    if receipt.code not in {"date_past", "date_ahead"}:
        return None
    days = {receipt.facts.get(name) for name in ("date", "until")}
    fields = (name for name, values in sent.typed.items() if days.intersection(values))
    return next((name.partition(":")[0] for name in fields), None)


def _needs_proof(visit: Visit, sent: Sent) -> bool:
    """Say whether this asks for the second factor, and log it; the pair is never asked."""
    session = visit.way.session
    if session is None:
        return False
    try:
        permitted(
            visit.services,
            Caller(visit.way.person, session=session),
            sent.command,
            role=visit.way.actor.role,
            stream=_stream(visit),
        )
    except Problem:
        return True
    return False


def _note(visit: Visit, sent: Sent, *, refused: str | None) -> None:
    caller = Caller(visit.way.person, session=visit.way.session)
    # What no page of ours sends is anybody's text, and has no place in a log.
    asked = sent.command if sent.command in visit.page.commands else "another_command"
    decided(caller, asked, stream=_stream(visit), refused=refused)


def _stream(visit: Visit) -> str:
    return "/".join(map(str, visit.way.target))


def _problems(visit: Visit, sent: Sent, body: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what is wrong with a form, by field."""
    missing = [each for each in visit.page.asked.get(sent.form, ()) if each not in body]
    if missing:
        return dict.fromkeys(missing, forms.MISSING)
    return forms.problems_of(visit.way.target[0], sent.command, _numbered(visit, sent, body))


def _numbered(visit: Visit, sent: Sent, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields with the link's own number, as the records will put it in."""
    following = visit.way.following
    return body if following is None else completed(following.link, sent.command, body)


def _onwards(visit: Visit, sent: Sent, receipt: Receipt) -> Response:
    path = visit.page.after.get(sent.command)
    here = visit.request.scope["path"].removeprefix(visit.services.prefix)
    goal = here if path is None else f"{visit.way.base}{path}"
    query = {"done": str(receipt.command_id), "since": sent.version}
    told = [(name, value) for name, value in query.items() if value is not None]
    asked = visit.request.query_params.multi_items() if path is None else []
    stays = [(name, value) for name, value in asked if name not in query]
    address = visit.services.url(f"{goal}?{urlencode([*told, *stays])}")
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


async def _again(
    visit: Visit,
    sent: Sent,
    sentence: str | None,
    *,
    status: int,
    problems: Mapping[str, str] | None = None,
) -> Response:
    """Show the page once more, with all that was typed, and what is wrong with it."""
    general = sentence or "Please look at what is marked; nothing was sent yet."
    filled = Filled(
        command_id=visit.services.new_id(),
        sentence=general,
        typed=sent.typed,
        problems=problems or {},
        is_fresh=False,
    )
    missed = await meanwhile_of(visit, sent.version, but=None)
    return await shown(visit, failing=(sent.form, filled), meanwhile=missed, status=status)
