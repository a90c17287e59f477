"""Signing in with an OpenID Connect provider, where the installation has one; off by default.

Begun in one browser, and ended there. Whose account it is, the provider says once, by an address
that it has verified; from then on by the account itself.
"""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError

from domain.model import Line
from web.guard.origin import check_origin
from web.pages.render import rendered
from web.problems import Problem, not_found, unavailable
from web.services import OpenIdProvider, Services, services
from web.signing_in import cookies
from web.signing_in.by_letter import agent_of, welcomed

router = APIRouter(include_in_schema=False)

_LINE: Final[TypeAdapter[str]] = TypeAdapter(Line)

log = structlog.get_logger(__name__)


class Why(StrEnum):
    """Why somebody who comes back from the provider is not signed in."""

    NOT_BEGUN_HERE = "This did not begin in this browser, or took too long"
    NOT_SAID = "The provider did not say who you are"
    UNKNOWN = "Nobody is registered here with that account's address"


class NotSignedIn(Problem):
    """The provider's answer signs nobody in."""

    def __init__(self, why: Why) -> None:
        sentence = f"{why}; sign in by letter instead, or try again."
        super().__init__(HTTPStatus.FORBIDDEN, "not_signed_in", sentence)


@router.post("/sign-in/with-provider")
async def begin(request: Request) -> Response:
    """Show the page that leads on to the provider at once.

    It is no redirect, because browsers follow those of a form to our own pages only (the
    ``form-action`` of our content security policy), and a provider may lead on to others.
    """
    from web.signing_in import open_id  # noqa: PLC0415 - few have a provider; see there

    found = services(request)
    check_origin(request, origin=found.origin)
    provider = _provider(found)
    browser = request.cookies.get(cookies.BROWSER) or found.new_token()
    state, nonce, verifier = found.new_token(), found.new_token(), found.new_token()
    try:
        address = await open_id.address_of(
            found, provider, state=state, nonce=nonce, verifier=verifier
        )
    except open_id.ProviderError as error:
        log.warning("sign_in.provider_away", reason=error.reason)
        sentence = "Your organisation's sign-in does not answer; sign in by letter instead."
        raise unavailable(sentence) from error
    await found.records.keep_oidc_state(
        state, browser=browser, nonce=nonce, verifier=verifier, at=found.now()
    )
    facts = {"way": None, "title": f"On to {provider.name}", "address": address}
    answer = rendered(request, "provider.html", facts)
    cookies.keep_browser(answer, browser)
    return answer


@router.get("/sign-in-with-provider")
async def back(request: Request) -> Response:
    """Take what the provider says of whoever comes back from it, and sign them in."""
    found = services(request)
    person = await _person(found, await _claims(request, found))
    secret, agent = found.new_token(), agent_of(request)
    begun = None
    if person is not None:
        begun = await found.records.begin_session(
            person, token=secret, how="oidc", agent=agent, at=found.now()
        )
    if begun is None:
        raise NotSignedIn(Why.UNKNOWN)
    log.info("sign_in.done", person=str(person), session=str(begun.id), how="oidc")
    return await welcomed(request, secret)


async def _claims(request: Request, found: Services) -> Mapping[str, Any]:
    from web.signing_in import open_id  # noqa: PLC0415 - few have a provider; see there

    provider, said = _provider(found), request.query_params
    browser = request.cookies.get(cookies.BROWSER, "")
    asked = await found.records.take_oidc_state(
        said.get("state", ""), browser=browser, at=found.now()
    )
    if asked is None:
        raise NotSignedIn(Why.NOT_BEGUN_HERE)
    try:
        return await open_id.claims_of(found, provider, asked, code=said.get("code", ""))
    except open_id.ProviderError as error:
        log.warning("sign_in.provider_refused", reason=error.reason)
        raise NotSignedIn(Why.NOT_SAID) from error


async def _person(found: Services, said: Mapping[str, Any]) -> UUID | None:
    """Return whose account it is, and remember it when it is seen for the first time."""
    issuer, subject = str(said["iss"]), str(said["sub"])
    if not (_can_be_kept(issuer) and _can_be_kept(subject)):
        return None
    known = await found.records.identity(issuer, subject)
    if known is not None:
        return known
    if said.get("email_verified") is not True or not isinstance(said.get("email"), str):
        return None
    person = await found.records.person_by_email(said["email"])
    if person is None:
        return None
    return await found.records.keep_identity(issuer, subject, person=person, at=found.now())


def _can_be_kept(text: str) -> bool:
    try:
        return _LINE.validate_python(text) == text
    except ValidationError:
        return False


def _provider(found: Services) -> OpenIdProvider:
    if found.open_id is None:
        raise not_found("page")
    return found.open_id
