"""A person who has a browser and a mailbox, and nothing else to live a mentorship with."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from playwright.async_api import ElementHandle, Page, expect

from domain.envelopes import Actor, Category
from tests.eventually import eventually
from tests.web.browser.keyboard import Keyboard, said_in_fields
from tests.web.browser.letters import Letters
from tests.web.browser.onlooker import Onlooker

PLACES: Final[Mapping[str, str]] = {
    "describe_need": "/search",
    "shortlist": "/search",
    "strike": "/search",
    "invite": "/search",
    "withdraw_invitation": "/search",
    "submit_expectations": "/expectations",
    "propose_agreement": "/agreement",
    "sign_agreement": "/agreement",
    "request_changes": "/agreement",
    "set_goal": "/goals",
    "achieve_goal": "/goals/{goal}",
    "assign_task": "/tasks",
    "complete_task": "/tasks/{task}",
    "schedule_meeting": "/meetings",
    "log_meeting": "/meetings",
    "share_agenda": "/meetings/{meeting}",
    "share_material": "/meetings/{meeting}",
    "hold_meeting": "/meetings/{meeting}",
    "miss_meeting": "/meetings/{meeting}",
    "submit_reflection": "/check-ins",
    "propose_redefinition": "/redefinition",
    "pause": "/pause",
    "resume": "/pause",
    "end_mentorship": "/end",
    "thank": "/closing",
    "reflect_on_closing": "/closing",
    "note_accomplishment": "/overview",
}
"""Where one looks for a form that the page of a letter does not have."""

PATIENCE: Final = 2.0
"""Seconds for which a letter that is on its way is awaited."""

HOPS: Final = 4
"""Links that are followed at most from the page on which somebody arrives."""

_FORM: Final = """([command, fields]) => {
    const bare = name => name.split(':')[0];
    const fits = form => {
        const own = [...form.elements].filter(each => each.name && !each.name.startsWith('_'));
        const names = new Set(own.map(each => bare(each.name)));
        return own.every(each => each.type !== 'hidden' || each.name.includes(':')
                || !fields[bare(each.name)] || fields[bare(each.name)] === each.value)
            && Object.keys(fields).every(each => !fields[each].length || names.has(each));
    };
    return [...document.forms].find(form =>
        form.elements._command?.value === command && fits(form)) ?? null;
}"""


@dataclass
class Person:
    """Somebody of a story. What a page said when something was done is kept in ``told``.

    ``unoffered`` counts what no letter offered, for which they signed in instead.
    """

    actor: Actor
    name: str
    address: str
    page: Page
    url: str
    letters: Letters
    now: Callable[[], datetime]
    onlooker: Onlooker
    told: list[str] = field(default_factory=list)
    unoffered: Counter[str] = field(default_factory=Counter)

    @property
    def keyboard(self) -> Keyboard:
        """Return their keys."""
        return Keyboard(self.page)

    async def do(
        self, type_: str, body: Mapping[str, Any], *, of: UUID, category: Category = "mentorship"
    ) -> None:
        """Do something by the newest letter that lets one do it, or else after signing in.

        ``of`` is the mentorship that it is about, or the person.
        """
        form = await self._by_letter(type_, body, (category, of))
        if form is None:
            self.unoffered[type_] += 1
            await self.sign_in()
            await self._follow(f"/mentorships/{of}/overview")
            form = await self._look_for(type_, body)
        assert form is not None, f"{type_} is nowhere on {self.page.url}"
        await self.send(form, body)

    async def open_mentorship(self, **body: Any) -> UUID:
        """Begin to look for a mentor, signed in; return what was opened."""
        self.unoffered["open_mentorship"] += 1
        await self.sign_in()
        form = await self._form("open_mentorship", body)
        assert form is not None, f"nothing can be opened on {self.page.url}"
        await self.send(form, body)
        return UUID(self.page.url.partition("/mentorships/")[2][:36])

    async def send(self, form: ElementHandle, body: Mapping[str, Any]) -> None:
        """Fill a form in, press its button, and read what the page says then."""
        await self.keyboard.fill(form, said_in_fields(body))
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")
        await self.looked()
        await expect(self.page.locator(".notice.bad")).to_have_count(0)
        self.told.append(await self.page.locator(".notice.good").inner_text())

    async def sign_in(self) -> None:
        """Come to the front door, and sign in by a letter where that is asked for."""
        await self.open(f"{self.url}/")
        if "/sign-in" not in self.page.url:
            return
        earlier = len(self.letters.sign_ins(self.address))
        field_ = await self.page.wait_for_selector("#email")
        assert field_ is not None
        await self.keyboard.reach(field_)
        await self.page.keyboard.type(self.address)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")
        await self.looked()
        await self.open(await self.letters.to_sign_in(self.address, earlier=earlier))
        button = await self.page.wait_for_selector("main button")
        assert button is not None
        async with self.page.expect_navigation():
            await self.keyboard.press(button)
        await self.looked()

    async def open(self, address: str) -> None:
        """Open an address: that of a letter's link, or one that they know."""
        await self.page.goto(address)
        await self.looked()

    async def open_newest_letter(self) -> None:
        """Follow the link of the newest letter that has one."""
        await self.open(self.letters.pages(self.address)[-1])

    def newest_letter(self) -> str:
        """Return what the newest letter says."""
        return self.letters.texts(self.address)[-1]

    async def text(self) -> str:
        """Return what they read on the page."""
        return await self.page.locator("main").inner_text()

    async def _by_letter(
        self, type_: str, body: Mapping[str, Any], stream: tuple[Category, UUID]
    ) -> ElementHandle | None:
        with contextlib.suppress(AssertionError):
            await eventually(partial(self._offering, type_, body, stream), within=PATIENCE)
        async for link in self._links(type_, body, stream):
            await self.open(link)
            if (form := await self._look_for(type_, body)) is not None:
                return form
        return None

    async def _offering(
        self, type_: str, body: Mapping[str, Any], stream: tuple[Category, UUID]
    ) -> None:
        assert await anext(self._links(type_, body, stream), None) is not None

    def _links(
        self, type_: str, body: Mapping[str, Any], stream: tuple[Category, UUID]
    ) -> AsyncIterator[str]:
        return self.letters.links_for(self.address, type_, dict(body), stream=stream, at=self.now())

    async def _look_for(self, type_: str, body: Mapping[str, Any]) -> ElementHandle | None:
        """Go from page to page until there is the form."""
        for _ in range(HOPS):
            if (form := await self._form(type_, body)) is not None:
                return form
            if type_ == "shortlist" and self.page.url.endswith("/search"):
                await self._search(body)
            elif not await self._nearer(type_, body):
                return None
        return None

    async def _nearer(self, type_: str, body: Mapping[str, Any]) -> bool:
        place = PLACES.get(type_, "").format_map(body)
        for path in (place, place.rpartition("/")[0], "/overview"):
            if path and not self.page.url.endswith(path) and await self._follow(path):
                return True
        return False

    async def _follow(self, path: str) -> bool:
        """Press the link to a path, if the page has one."""
        link = await self.page.query_selector(f'main a[href$="{path}"]')
        if link is None:
            return False
        async with self.page.expect_navigation():
            await self.keyboard.press(link)
        await self.looked()
        return True

    async def _search(self, body: Mapping[str, Any]) -> None:
        """Look for somebody by name among the mentors of the program."""
        names = await self.letters.records.names({UUID(body["person"])})
        words = await self.page.wait_for_selector("#words")
        assert words is not None
        await self.keyboard.reach(words)
        await self.page.keyboard.type(names[UUID(body["person"])])
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")
        await self.looked()

    async def _form(self, type_: str, body: Mapping[str, Any]) -> ElementHandle | None:
        found = await self.page.evaluate_handle(_FORM, [type_, said_in_fields(body)])
        return found.as_element()

    async def looked(self) -> None:
        """Let the onlooker look at what is there now."""
        await self.onlooker.look(self.page)
