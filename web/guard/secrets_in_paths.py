"""Paths that carry a token: not to be logged, and not to be told to other sites."""

import re
from typing import Final

_SECRET: Final = re.compile(r"/(l|calendar|sign-in)/+(?!with-provider$)[^/]+")


def carries_token(path: str) -> bool:
    """Say whether a token stands in a path."""
    return _SECRET.search(path) is not None


def shown(path: str) -> str:
    """Return a path as it may be logged: a token in it is left out."""
    return _SECRET.sub(r"/\1/…", path)
