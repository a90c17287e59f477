"""The headers that every answer carries, whatever it is."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.guard.secrets_in_paths import carries_token

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, and nothing inline: what somebody wrote can never become a script."""

_ALWAYS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}

_TWO_YEARS: Final = 2 * 365 * 24 * 60 * 60
_NOT_KEPT: Final = "no-store"


class Headers:
    """Adds the headers; an answer says for itself only how long it may be kept.

    Args:
        app: what answers.
        is_enciphered: people come by https, and shall come by nothing else.
    """

    def __init__(self, app: ASGIApp, *, is_enciphered: bool) -> None:
        self._app = app
        self._added = dict(_ALWAYS)
        if is_enciphered:
            self._added["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._added)
                headers["Referrer-Policy"] = _referrer_policy(scope["path"])
                headers.setdefault("Cache-Control", _NOT_KEPT)
            await send(message)

        await self._app(scope, receive, sent)


def _referrer_policy(path: str) -> str:
    # Where nothing is to be kept secret, browsers without Sec-Fetch-Site say by it where a form
    # comes from: with `no-referrer` they would say that it comes from nowhere.
    return "no-referrer" if carries_token(path) else "same-origin"
