"""The second factor: passkeys of WebAuthn, added by oneself, asked for before grave things."""

import json
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from domain.refusals import Refusal
from records.access.passkeys import Passkey
from records.access.sessions import Session
from web.callers import session_of
from web.guard.origin import check_origin
from web.pages.render import rendered
from web.pages.way import oneself
from web.problems import Problem, answered, problem_of
from web.services import Services, services
from web.signing_in import cookies
from web.signing_in.credentials import UNREADABLE, described, name_of, transports_of
from web.signing_in.proof import is_fresh, is_proved
from web.signing_in.rates import PROVED_PER_PERSON, count
from web.signing_in.sessions import own_form
from web.tokens import form_token, is_ours

router = APIRouter(include_in_schema=False)

_NOT_TAKEN: Final = "The passkey was not taken; try again, or use another one."

log = structlog.get_logger(__name__)


# ---------------------------------------------------------------- pages


@router.get("/me/passkeys")
async def listed(request: Request) -> Response:
    """Show somebody's passkeys, and let them add one soon after they have signed in."""
    found = services(request)
    session = await session_of(request)
    facts = {
        "way": await oneself(found, session),
        "title": "Your passkeys",
        "passkeys": await found.records.passkeys(session.person),
        "may_add": await _may_add(found, session),
    }
    return rendered(request, "passkeys.html", facts)


@router.get("/second-factor")
async def asked(request: Request, next: str | None = None) -> Response:  # noqa: A002 - in the address
    """Show the page that asks for a passkey, and leads back to what it was asked for."""
    found = services(request)
    session = await session_of(request)
    facts = {
        "way": await oneself(found, session),
        "title": "Show that it is you",
        "passkeys": await found.records.passkeys(session.person),
        "is_proved": is_proved(session, at=found.now()),
        "goal": next if cookies.is_ours(next) else "/mentorships",
    }
    return rendered(request, "second_factor.html", facts)


@router.post("/me/passkeys/forget")
async def forget(request: Request) -> Response:
    """Forget one of one's own passkeys; that needs the second factor, too."""
    found = services(request)
    session, form = await own_form(request)
    if not is_proved(session, at=found.now()):
        return RedirectResponse(
            found.url("/second-factor?next=/me/passkeys"), status_code=HTTPStatus.SEE_OTHER
        )
    await found.records.forget_passkey(_ident(form.get("passkey", "")), of=session.person)
    log.info("passkey.forgotten", person=str(session.person))
    return RedirectResponse(found.url("/me/passkeys"), status_code=HTTPStatus.SEE_OTHER)


# ---------------------------------------------------------------- what the script asks and brings


@router.post("/me/passkeys/options")
async def options_to_add(request: Request) -> Response:
    """Return what a browser needs to make a passkey."""
    found = services(request)
    session, _ = await _asked_by_script(request)
    if not await _may_add(found, session):
        return answered(_too_late())
    person = (await oneself(found, session)).person
    known = await found.records.passkeys(session.person)
    options = generate_registration_options(
        rp_id=_site(found),
        rp_name="Mentorship",
        user_id=session.person.bytes,
        user_name=person.email,
        user_display_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[described(each) for each in known],
    )
    challenge = options.challenge
    await found.records.keep_challenge(session.id, challenge, purpose="add", at=found.now())
    return Response(options_to_json(options), media_type="application/json")


@router.post("/me/passkeys")
async def add(request: Request) -> Response:
    """Keep a passkey that a browser has made."""
    found = services(request)
    session, body = await _asked_by_script(request)
    challenge = await found.records.take_challenge(session.id, purpose="add", at=found.now())
    if challenge is None or not await _may_add(found, session):
        return answered(_too_late())
    credential = body.get("credential")
    try:
        made = verify_registration_response(
            credential=credential if isinstance(credential, dict) else {},
            expected_challenge=challenge,
            expected_rp_id=_site(found),
            expected_origin=found.origin,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        return _not_taken(session, error)
    kept = await found.records.add_passkey(
        session.person,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=transports_of(credential),
        name=name_of(body),
        at=found.now(),
    )
    if isinstance(kept, Refusal):
        return answered(problem_of(kept))
    log.info("passkey.added", person=str(session.person))
    return await _proved(found, session)


@router.post("/second-factor/options")
async def options_to_prove(request: Request) -> Response:
    """Return what a browser needs to ask for one of somebody's passkeys."""
    found = services(request)
    session, _ = await _asked_by_script(request)
    known = await found.records.passkeys(session.person)
    options = generate_authentication_options(
        rp_id=_site(found),
        allow_credentials=[described(each) for each in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    challenge = options.challenge
    await found.records.keep_challenge(session.id, challenge, purpose="prove", at=found.now())
    return Response(options_to_json(options), media_type="application/json")


@router.post("/second-factor")
async def prove(request: Request) -> Response:
    """Take a passkey's answer as the second factor; the session gets a new token by it."""
    found = services(request)
    session, body = await _asked_by_script(request)
    await count(found, "second-factor", str(session.person), PROVED_PER_PERSON)
    challenge = await found.records.take_challenge(session.id, purpose="prove", at=found.now())
    credential = body.get("credential")
    given = credential if isinstance(credential, dict) else {}
    passkey = await _passkey(found, session, given)
    if challenge is None or passkey is None:
        return _not_taken(session, KeyError())
    try:
        shown = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=_site(found),
            expected_origin=found.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        return _not_taken(session, error)
    number, at = shown.new_sign_count, found.now()
    if not await found.records.passkey_used(passkey.credential_id, sign_count=number, at=at):
        return _not_taken(session, ValueError())
    log.info("second_factor.given", person=str(session.person), session=str(session.id))
    return await _proved(found, session)


async def _proved(found: Services, session: Session) -> Response:
    secret = found.new_token()
    if await found.records.prove_session(session.id, token=secret, at=found.now()) is None:
        return answered(_too_late())
    answer = JSONResponse({"done": True})
    cookies.keep_session(answer, secret)
    return answer


async def _asked_by_script(request: Request) -> tuple[Session, dict[str, Any]]:
    found = services(request)
    check_origin(request, origin=found.origin)
    session = await session_of(request)
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        body = None
    ours = form_token(session.form_secret)
    if not isinstance(body, dict) or not is_ours(str(body.get("token", "")), ours):
        sentence = "This page was open for too long; load it again."
        raise Problem(HTTPStatus.FORBIDDEN, "foreign_form", sentence)
    return session, body


async def _passkey(found: Services, session: Session, given: dict[str, Any]) -> Passkey | None:
    try:
        ident = base64url_to_bytes(str(given.get("id", "")))
    except ValueError:
        return None
    known = await found.records.passkeys(session.person)
    return next((each for each in known if each.credential_id == ident), None)


async def _may_add(found: Services, session: Session) -> bool:
    """Say whether a passkey may be added: the first one by who has just signed in, others by proof.

    So a session that was left open gives nobody a second factor.
    """
    at = found.now()
    if is_proved(session, at=at):
        return True
    return is_fresh(session, at=at) and not await found.records.passkeys(session.person)


def _too_late() -> Problem:
    sentence = "That took too long; sign in again, or show a passkey that you have, and try again."
    return Problem(HTTPStatus.CONFLICT, "too_late", sentence)


def _not_taken(session: Session, error: Exception) -> Response:
    log.warning("second_factor.refused", person=str(session.person), error=type(error).__name__)
    return answered(Problem(HTTPStatus.FORBIDDEN, "passkey_not_taken", _NOT_TAKEN))


def _site(found: Services) -> str:
    return urlsplit(found.public_url).hostname or "localhost"


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody's
