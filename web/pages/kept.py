"""What was typed is kept while its writer has to go elsewhere first."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from web.pages.forms import Sent, words_of
from web.pages.render import rendered
from web.pages.way import Way
from web.services import services


@dataclass(frozen=True)
class Errand:
    """What has to be done before a form is taken, in words; ``path`` None: nothing but to wait.

    ``is_same`` says that the form is still one of the page's, so that it is sent as it was.
    """

    title: str
    lead: str
    path: str | None = None
    words: str = ""
    is_same: bool = False


_STILL_HERE: Final = "What you typed is still on this page."

SIGN_IN: Final = Errand(
    title="Please sign in again",
    lead=f"You were signed out meanwhile. {_STILL_HERE}",
    path="/sign-in",
    words="Sign in again",
)
SECOND_FACTOR: Final = Errand(
    title="Please show that it is you",
    lead=f"This is grave, so it needs your passkey first. {_STILL_HERE}",
    path="/second-factor",
    words="Show your passkey",
    is_same=True,
)


def waiting(sentence: str) -> Errand:
    """Return what is told while something does not answer, or is asked too often."""
    return Errand(title="Not just now", lead=f"{sentence} {_STILL_HERE}", is_same=True)


def kept(
    request: Request, sent: Sent, errand: Errand, *, status: int, way: Way | None = None
) -> HTMLResponse:
    """Return the page that keeps a form, and sends it once more after the errand."""
    here = request.scope["path"].removeprefix(services(request).prefix)
    facts = {
        "way": way,
        "title": errand.title,
        "errand": errand,
        "sent": sent,
        "here": here,
        "words": words_of(sent.typed),
    }
    return rendered(request, "kept.html", facts, status=status)
