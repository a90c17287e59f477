"""The cookies of signing in: who is signed in, which browser asked, and where to go on."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import Response

from domain.access.limits import SESSION_LONGEST, SIGN_IN
from web.callers import COOKIE

BROWSER: Final = "__Host-mentorship-browser"
"""Says which browser asked for a letter: its link works in that one."""

GOAL: Final = "__Host-mentorship-goal"
"""Says which page somebody wanted before they had to sign in."""

_A_WHILE: Final = SIGN_IN + timedelta(minutes=5)
_LONGEST_GOAL: Final = 500


def keep_session(response: Response, token: str) -> None:
    """Let a browser carry a session; it ends here long before, or later, than in the browser."""
    _keep(response, COOKIE, token, lasts=SESSION_LONGEST)


def forget_session(response: Response) -> None:
    """Let a browser carry no session any more."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def keep_browser(response: Response, token: str) -> None:
    """Let the browser that asks for a letter be known again."""
    _keep(response, BROWSER, token, lasts=_A_WHILE)


def keep_goal(response: Response, path: str | None) -> None:
    """Let a browser know where to go on after signing in; what is no page of ours is not kept."""
    if is_ours(path):
        _keep(response, GOAL, quote(path or ""), lasts=_A_WHILE)


def goal_of(request: Request) -> str:
    """Return the path to go on to after signing in."""
    path = unquote(request.cookies.get(GOAL, ""))
    return path if is_ours(path) else "/mentorships"


def forget_goal(response: Response) -> None:
    """Forget where to go on, once somebody is there."""
    response.delete_cookie(GOAL, path="/", secure=True, httponly=True, samesite="lax")


def is_ours(path: str | None) -> bool:
    """Say whether a path leads to a page of ours, and nowhere else."""
    if not path or len(path) > _LONGEST_GOAL or not path.startswith("/"):
        return False
    return path.isascii() and path.isprintable() and not path.startswith("//") and "\\" not in path


def _keep(response: Response, name: str, value: str, *, lasts: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
