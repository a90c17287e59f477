"""Judging pages that somebody saw: can everybody read them, on each screen?"""

from collections.abc import Iterable
from typing import Final, Literal

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, Route

from tests.web.browser.onlooker import Shown

LEVELS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

NARROW, WIDE = 320, 1280

OF_LOOKS: Final = (
    "color-contrast",
    "target-size",
    "link-in-text-block",
    "scrollable-region-focusable",
)
"""Rules whose answer depends on the screen; the others need to be asked on one alone."""

WIDTHS: Final = (NARROW, 768, WIDE)

_UNFOLD: Final = "document.querySelectorAll('details').forEach(each => { each.open = true; })"


_ASKED: Final = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
    .then(found => found.violations.map(each => [each.id, each.nodes[0].html.slice(0, 200)]))"""


async def judged(chromium: Browser, pages: Iterable[Shown]) -> list[tuple[str, ...]]:
    """Return what is wrong with pages: what axe finds, and where one is wider than the screen.

    All rules are asked on a narrow screen in light; those of looks also on a wide one in dark.
    """
    context = await chromium.new_context(reduced_motion="reduce")
    await context.add_init_script(Axe().axe_script)
    page = await context.new_page()
    found: list[tuple[str, ...]] = []
    for each in pages:
        await _set(page, NARROW, "light")
        await _show(page, each)
        broken = [(NARROW, one) for one in await page.evaluate(_ASKED, list(LEVELS))]
        wide = await _too_wide(page)
        await _set(page, WIDE, "dark")
        broken += [(WIDE, one) for one in await page.evaluate(_ASKED, list(OF_LOOKS))]
        found += [(each.url, str(width), *one) for width, one in broken]
        found += [(each.url, str(width), "wider than the screen") for width in wide]
    await context.close()
    return found


async def _set(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme=scheme)


async def _show(page: Page, shown: Shown) -> None:
    """Show a page as it was, with all that is folded in it unfolded."""

    async def answer(route: Route) -> None:
        await route.fulfill(body=shown.html, content_type="text/html; charset=utf-8")

    await page.route(shown.url, answer)
    await page.goto(shown.url)
    await page.unroute(shown.url)
    await page.evaluate(_UNFOLD)


async def _too_wide(page: Page) -> list[int]:
    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found
