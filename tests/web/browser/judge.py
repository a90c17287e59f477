"""Judging pages that somebody saw: can everybody read them, on each screen?"""

from collections.abc import Iterable
from itertools import product
from typing import Final, Literal

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, Route

from tests.web.browser.onlooker import Shown

LEVELS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

WIDTHS: Final = (320, 768, 1280)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")

OF_LOOKS: Final = (
    "color-contrast",
    "target-size",
    "link-in-text-block",
    "scrollable-region-focusable",
)
"""Rules whose answer depends on the screen; the others need to be asked on one alone."""

_UNFOLD: Final = "document.querySelectorAll('details').forEach(each => { each.open = true; })"

_ASKED: Final = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
    return found.violations.map(each => `${each.id} ${each.nodes[0].html.slice(0, 200)}`);
}"""


async def judged(chromium: Browser, pages: Iterable[Shown]) -> list[str]:
    """Return what is wrong with pages: what axe finds, and where one is wider than the screen.

    Rules of looks are asked on each screen, in light and in dark; the others once.
    """
    context = await chromium.new_context(reduced_motion="reduce")
    await context.add_init_script(Axe().axe_script)
    page = await context.new_page()
    found: list[str] = []
    for each in pages:
        await _set(page, WIDTHS[0], SCHEMES[0])
        await _show(page, each)
        rules: tuple[str, ...] = LEVELS
        for scheme, width in product(SCHEMES, WIDTHS):
            await _set(page, width, scheme)
            where = f"{each.url} {width} {scheme}"
            found += [f"{where}: {one}" for one in await page.evaluate(_ASKED, list(rules))]
            if await page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{where}: wider than the screen")
            rules = OF_LOOKS
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
