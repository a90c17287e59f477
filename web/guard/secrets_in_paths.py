"""Paths that carry a token: not to be logged, and not to be told to other sites."""

import re
from typing import Final

_SECRET: Final = re.compile(r"/(l|calendar|sign-in)/+(?!with-provider$)[^/]+(.*)", re.DOTALL)

_PAGE: Final = re.compile(r"(/([a-z-]{1,20}|[0-9]{1,9}))*")
"""What may follow a token: the words and numbers of our pages, which no token looks like."""


def carries_token(path: str) -> bool:
    """Say whether a token stands in a path."""
    return _SECRET.search(path) is not None


def shown(path: str) -> str:
    """Return a path as it may be logged: without a token, and what follows it only as of a page."""
    return _SECRET.sub(_without_token, path)


def _without_token(found: re.Match[str]) -> str:
    place, rest = found.groups()
    return f"/{place}/…{rest if _PAGE.fullmatch(rest) else '/…'}"
