"""How much a request may bring: what is more is refused before it is read."""

from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

USUAL_BYTES: Final = 512 * 1024
"""Bytes of a request's body; a command's fields are at most 128 KiB, and a form escapes them."""


_DIGITS: Final = 18
"""Digits of the longest size that is read; what is said with more is larger than anything."""


class TooLarge(HTTPException):
    """The body is larger than what may be sent there."""

    def __init__(self, limit: int) -> None:
        sentence = f"The request is too large: send at most {limit // 1024} KiB."
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)


class Sizes:
    """Refuses bodies that are too large, by what they say they are and by what really comes.

    Args:
        app: what answers.
        usual: bytes that a body may have.
        larger: bytes by the end of the path, where it may have more.
    """

    def __init__(self, app: ASGIApp, *, usual: int, larger: dict[str, int]) -> None:
        self._app = app
        self._usual = usual
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose body is not too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        is_refused = _says(scope) > limit
        taken = 0

        async def received() -> Message:
            nonlocal taken
            if is_refused:
                raise TooLarge(limit)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise TooLarge(limit)
            return message

        await self._app(scope, received, send)

    def _limit(self, path: str) -> int:
        found = (limit for end, limit in self._larger.items() if path.endswith(end))
        return next(found, self._usual)


def _says(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return _number(value)
    return 0


def _number(value: bytes) -> int:
    if not value.isdigit():
        return 0
    return int(value) if len(value) <= _DIGITS else 10**_DIGITS
