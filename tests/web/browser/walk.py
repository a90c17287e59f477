"""Walking through the pages: wherever the links of one lead, as somebody does who is curious."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from tests.web.browser.person import Person

_NOT_A_PAGE: Final = re.compile(r"\.(json|ics)$")
_NUMBER: Final = re.compile(r"[0-9a-f-]{36}|\d+")


async def walk(person: Person, *others: str) -> None:
    """Sign in, and look at everything to which links lead, one of a kind, and at ``others``."""
    await person.sign_in()
    ahead = [f"{person.url}/mentorships", *(f"{person.url}{each}" for each in others)]
    known, kinds = set(ahead), set[str]()
    while ahead:
        address = ahead.pop(0)
        kind = _NUMBER.sub("n", urlsplit(address).path)
        if kind in kinds:
            continue
        kinds.add(kind)
        await person.open(address)
        new = [each for each in await _links(person) if each not in known]
        known.update(new)
        ahead += new


async def _links(person: Person) -> Sequence[str]:
    found: list[str] = await person.page.evaluate(
        "[...document.links].map(each => each.href.split(/[?#]/)[0])"
    )
    here = (each for each in found if each.startswith(f"{person.url}/"))
    return [each for each in dict.fromkeys(here) if not _NOT_A_PAGE.search(each)]


async def send_wrongly(person: Person, path: str, form: str) -> None:
    """Send a form as it is, with nothing typed, to see what the page says."""
    await person.open(f"{person.url}{path}")
    async with person.page.expect_navigation():
        await person.page.evaluate("it => document.getElementById(it).submit()", f"form-{form}")
    await person.looked()
    assert await person.page.locator(".notice.bad").count() == 1, path
