"""How letters look: in headless Chromium, on a phone and at a desk, in light and in dark."""

import re
from collections.abc import AsyncIterator
from functools import cache
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, Request

from letters.render import Templates
from letters.samples import gathered, mail_of, samples, sign_in, together
from tests.browser import browser, needs_browser

pytestmark = [needs_browser, pytest.mark.xdist_group("browser")]

NARROW, PHONE, DESK = 320, 375, 1024
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOKED_AT = (
    "invitation",
    "agreement_proposed",
    "check_in_opened",
    "meeting_scheduled",
    "expectations_revealed",
    "coordinator_asked",
)
"""Kinds that between them show everything that a letter is made of."""


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    page = await chromium.new_page()
    yield page
    await page.close()


@cache
def pages() -> dict[str, str]:
    """Return the HTML of a mail of each kind, of those with several letters, and of sign_in."""
    of_kinds = {each.kind: mail_of(each) for each in samples()}
    mails = {**of_kinds, "gathered": gathered(), "together": together()}
    templates = Templates.load()
    written = {kind: templates.write(mail).html for kind, mail in mails.items()}
    return {**written, "sign_in": templates.write_sign_in(sign_in()).html}


@pytest.mark.long
async def test_no_letter_is_wider_than_the_screen_and_none_fetches_anything(page: Page) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - not a builtin
    wide = []
    for kind, html in pages().items():
        await page.set_content(html)
        for width in (NARROW, DESK):
            await page.set_viewport_size({"width": width, "height": 800})
            if await page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((kind, width))
    assert wide == []
    assert asked == []


@pytest.mark.long
@pytest.mark.parametrize("scheme", SCHEMES)
async def test_everybody_can_read_a_letter(page: Page, scheme: Scheme) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": PHONE, "height": 800})
    found = []
    for kind in (*LOOKED_AT, "gathered", "sign_in"):
        await page.set_content(pages()[kind])
        broken = (await Axe().run(page, options=WCAG)).response["violations"]
        found += [(kind, each["id"], each["nodes"][0]["html"]) for each in broken]
    assert found == []


@pytest.mark.long
async def test_on_a_dark_screen_letters_are_light_on_dark(page: Page) -> None:
    await page.set_content(pages()["invitation"])
    found = []
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        found.append(
            await page.locator("main p").first.evaluate("it => getComputedStyle(it).color")
        )
    on_light, on_dark = (sum(map(int, re.findall(r"\d+", each)[:3])) for each in found)
    assert on_light < 3 * 80 < 3 * 180 < on_dark
