"""Somebody who looks over people's shoulders: at each page, whatever it is about."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from playwright.async_api import ConsoleMessage, Page, Request

HEAVIEST: Final = 100 * 1024
"""Bytes of a page with all that it loads."""

NOWHERE: Final = "/nowhere"
"""An address at which there is nothing."""

_FORESEEN: Final = re.compile(r"responded with a status of (409|410|422)")
"""What a browser says of a page that says no: a form with mistakes, or a link that has served."""

_MEASURED: Final = """() => ({
    wide: document.documentElement.scrollWidth,
    window: window.innerWidth,
    bytes: performance.getEntries().reduce((sum, each) => sum + (each.decodedBodySize ?? 0), 0),
    headings: [...document.querySelectorAll('h1, h2, h3, h4')].map(each => +each.tagName[1]),
    shape: [
        location.pathname.replace(/[/](l|mentorships|me|sign-in)[/][^/]+/, ''),
        ...[...document.querySelectorAll('main form, main table, .notice, .wrong, .tag')]
            .map(each => each.tagName === 'FORM' && each.id || each.className || each.tagName),
    ].map(each => each.replace(/[0-9a-f-]{36}|[0-9]+/g, 'n')),
})"""


@dataclass(frozen=True)
class Shown:
    """A page as somebody saw it."""

    url: str
    html: str


@dataclass
class Onlooker:
    """What was seen by whomever; ``wrong`` is what was wrong with a page.

    ``gallery`` has one page of each shape: the same address, forms, notices.
    """

    url: str
    wrong: list[str] = field(default_factory=list)
    seen: int = 0
    gallery: dict[str, Shown] = field(default_factory=dict)

    def watch(self, page: Page) -> None:
        """Hear what a page's browser complains of, and whom it calls."""
        page.on("console", self._complained)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", self._called)

    async def look(self, page: Page) -> None:
        """Look at a page that has just been opened: its width, its weight, its headings."""
        self.seen += 1
        found = await page.evaluate(_MEASURED)
        if found["wide"] > found["window"]:
            self.wrong.append(f"{page.url} is wider than its window: {found['wide']}")
        if found["bytes"] > HEAVIEST:
            self.wrong.append(f"{page.url} is too heavy: {found['bytes']}")
        if not _in_order(found["headings"]):
            self.wrong.append(f"{page.url} skips a heading: {found['headings']}")
        shape = " ".join(dict.fromkeys(found["shape"]))
        if shape not in self.gallery:
            self.gallery[shape] = Shown(page.url, await page.content())

    def _complained(self, message: ConsoleMessage) -> None:
        nowhere = str(message.location["url"]).endswith(NOWHERE)
        if message.type in {"error", "warning"} and not (nowhere or _FORESEEN.search(message.text)):
            self.wrong.append(f"{message.location}: {message.text}")

    def _called(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.wrong.append(f"asks elsewhere: {request.url}")


def _in_order(headings: list[int]) -> bool:
    """Say whether a page has one head, and no heading skips a level."""
    steps = pairwise(headings)
    return headings[:1] == [1] and headings.count(1) == 1 and all(b - a <= 1 for a, b in steps)
