"""Speaking with an OpenID Connect provider: where to send somebody, and who came back.

The code flow with PKCE (RFC 7636); the token that says who it is must be signed by the provider,
for us, just now, and for this very asking. Imported when somebody signs in so, because few
installations have a provider.
"""

from collections.abc import Mapping
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from records.access.identities import OidcState
from web.services import OpenIdProvider, Services

BACK: Final = "/sign-in-with-provider"
"""Where the provider leads back to."""

_ANSWERS_WITHIN: Final = 10.0
_SIGNED_BY: Final = ["RS256", "ES256", "PS256", "EdDSA"]
_LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ from ours."""

_WRONG: Final = (httpx2.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError)


class ProviderError(Exception):
    """The provider does not answer, or not as it should; ``reason`` is the kind of error."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self.reason = type(error).__name__


class _OtherIssuerError(ValueError):
    """The provider calls itself otherwise than the settings do."""


async def address_of(
    found: Services, provider: OpenIdProvider, *, state: str, nonce: str, verifier: str
) -> str:
    """Return the provider's address at which somebody signs in.

    Raises:
        ProviderError: it does not say where.
    """
    try:
        async with _client(found, provider) as client:
            endpoints = await _endpoints(client, provider)
            address, _ = client.create_authorization_url(
                endpoints["authorization_endpoint"],
                state=state,
                code_verifier=verifier,
                nonce=nonce,
            )
    except _WRONG as error:
        raise ProviderError(error) from error
    return str(address)


async def claims_of(
    found: Services, provider: OpenIdProvider, asked: OidcState, *, code: str
) -> Mapping[str, Any]:
    """Return what the provider says of whoever came back with a code.

    Raises:
        ProviderError: it says nothing, or what it says is not for us, or not for this asking.
    """
    try:
        return await _claims(found, provider, asked, code=code)
    except _WRONG as error:
        raise ProviderError(error) from error


async def _claims(
    found: Services, provider: OpenIdProvider, asked: OidcState, *, code: str
) -> Mapping[str, Any]:
    async with _client(found, provider) as client:
        endpoints = await _endpoints(client, provider)
        tokens = await client.fetch_token(
            endpoints["token_endpoint"],
            code=code,
            code_verifier=asked.verifier,
            grant_type="authorization_code",
        )
        keys = (await _open(client, endpoints["jwks_uri"])).json()
        more = await _more(client, endpoints)
    token = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=_SIGNED_BY)
    rules = jwt.JWTClaimsRegistry(
        now=int(found.now().timestamp()),
        leeway=_LEEWAY,
        iss={"essential": True, "value": endpoints["issuer"]},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": asked.nonce},
    )
    rules.validate(token.claims)
    about = more if more.get("sub") == token.claims["sub"] else {}
    return {**about, **token.claims}


async def _more(client: AsyncOAuth2Client, endpoints: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what the provider tells of somebody beside the token: for many, the address."""
    address = endpoints.get("userinfo_endpoint")
    if address is None:
        return {}
    answer = await client.get(address)
    return dict(answer.json()) if answer.is_success else {}


def _client(found: Services, provider: OpenIdProvider) -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        scope="openid email",
        redirect_uri=f"{found.public_url}{BACK}",
        code_challenge_method="S256",
        timeout=_ANSWERS_WITHIN,
    )


async def _endpoints(client: AsyncOAuth2Client, provider: OpenIdProvider) -> Mapping[str, str]:
    issuer = provider.issuer.rstrip("/")
    answer = await _open(client, f"{issuer}/.well-known/openid-configuration")
    endpoints: Mapping[str, str] = answer.json()
    if endpoints["issuer"].rstrip("/") != issuer:
        raise _OtherIssuerError
    return endpoints


async def _open(client: AsyncOAuth2Client, address: str) -> httpx2.Response:
    """Return what anybody may read at the provider."""
    answer: httpx2.Response = await client.request("GET", address, withhold_token=True)
    return answer.raise_for_status()
