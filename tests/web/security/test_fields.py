"""What is hidden from somebody leaves by no route: every page and every answer is searched."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest

from domain.envelopes import Role
from domain.links.purposes import Purpose
from tests.web.crowd import Crowd, routes
from tests.web.security.planted import Planted, plant

NOT_READ = ("/api/v1/openapi.json", "/static/", "/sign-in", "/signed-out", "/second-factor")
"""What is the same for everybody."""

AT_ONCE = 3
"""Requests: no more exports are given at the same time."""

STREAMED = "/api/v1/events"

PARTIES = {
    "mentee": ("search", "answers", "reflections", "closing"),
    "asked": ("search",),
    "declined": ("search",),
    "listed": ("search",),
    "answering": ("answers",),
    "reflecting": ("reflections",),
    "ending": ("closing",),
    "coordinator": ("search", "answers", "reflections", "closing"),
    "administrator": ("search", "answers", "reflections", "closing"),
}
"""Who looks at which mentorships; to those that are not theirs nobody comes, see test_reach.py."""

OF_MENTORS = (
    Purpose.ANSWER_INVITATION,
    Purpose.EXPECTATIONS,
    Purpose.AGREEMENT,
    Purpose.CHECK_IN,
    Purpose.MENTORSHIP,
    Purpose.CLOSING,
    Purpose.SEARCH,
)
"""What letters let mentors do; and what they let only the mentee do."""

OUTSIDE = ("another mentor", "a coordinator elsewhere")


def paths(
    planted: Planted, looked_at: tuple[str, ...], *, with_pages: bool = True
) -> Iterator[str]:
    """Yield the address of everything that can be read about these mentorships and their people.

    To an administrator the pages show what they show to a coordinator.
    """
    crowd = planted.crowd
    people = [planted.ident("mentee"), planted.ident("declined")]
    found: Mapping[str, list[Any]] = {
        "mentorship": [planted.mentorships[each] for each in looked_at],
        "person": people,
        "program": [crowd.program],
        "what": ["people", "mentorships", "events"],
    }
    for route, methods in routes(crowd.app).items():
        is_the_same = route.startswith(NOT_READ) or route == STREAMED or "{token}" in route
        is_page = not route.startswith("/api/")
        if "GET" in methods and not is_the_same and (with_pages or not is_page):
            yield from _filled(route, found)


def _filled(route: str, found: Mapping[str, list[Any]]) -> Iterator[str]:
    name = next((each for each in found if f"{{{each}}}" in route), None)
    if name is not None:
        for value in found[name]:
            yield from _filled(route.replace(f"{{{name}}}", str(value)), found)
        return
    number = route.partition("{")[2].partition("}")[0]
    if number and ":int" not in number:
        return
    for each in ("1", "2", "3") if "invitations" in route and number else ("1",):
        yield route.replace(f"{{{number}}}", each) if number else route


async def read(client: httpx2.AsyncClient, path: str, crowd: Crowd) -> str:
    in_program = "/exports/" in path or path.endswith(("/people", "/parked"))
    query = {"program": str(crowd.program)} if in_program else {}
    answer = await client.get(path, params=query, follow_redirects=False)
    assert answer.status_code < 500, (path, answer.text)
    assert answer.status_code != 422, (path, answer.text)
    return answer.text


@pytest.mark.long
async def test_what_is_hidden_from_somebody_leaves_by_no_route(crowd: Crowd) -> None:
    planted = await plant(crowd)
    for name, looked_at in PARTIES.items():
        async with await crowd.site.signed_in(planted.people[name]) as client:
            if name in {"coordinator", "administrator"}:
                await crowd.prove(client)
            found = await everything(
                client, paths(planted, looked_at, with_pages=name != "administrator"), crowd
            )
            found |= await by_links(planted, name, looked_at)
        for marker, readers in planted.open_to.items():
            places = [path for path, text in found.items() if marker in text]
            if name not in readers:
                assert not places, (name, marker, places)
            else:
                assert places, (name, marker)
        _no_address_of_others(planted, name, found)
    for name in OUTSIDE:
        client = await crowd.browser(name)
        found = await everything(client, paths(planted, ()), crowd)
        for marker in planted.open_to:
            places = [path for path, text in found.items() if marker in text]
            assert not places, (name, marker, places)


async def by_links(planted: Planted, name: str, looked_at: tuple[str, ...]) -> dict[str, str]:
    """Return the pages to which letters' links lead a mentor, in the mentorship that is theirs."""
    person, found = planted.people[name], dict[str, str]()
    if person.role is not Role.MENTOR:
        return found
    (mentorship,) = (planted.mentorships[each] for each in looked_at)
    async with planted.crowd.stranger() as client:
        for purpose in OF_MENTORS:
            subject = 3 if purpose is Purpose.ANSWER_INVITATION else 1
            link = await planted.crowd.site.link(
                purpose, person, mentorship=mentorship, subject=subject
            )
            answer = await client.get(link, follow_redirects=True)
            assert answer.status_code < 500, (name, purpose)
            found[f"link for {purpose} {subject}"] = answer.text
    return found


def _no_address_of_others(planted: Planted, name: str, found: Mapping[str, str]) -> None:
    """Assert that mentors read no address of another mentor, nor of somebody who only asks them."""
    if name in {"mentee", "coordinator", "administrator"}:
        return
    has_mentee = name in {"answering", "reflecting", "ending"}
    for other in set(planted.people) - {name, "coordinator", "administrator"}:
        if other != "mentee" or not has_mentee:
            address = f"planted-{other}@"
            places = [path for path, text in found.items() if address in text]
            assert not places, (name, other, places)


async def everything(
    client: httpx2.AsyncClient, addresses: Iterator[str], crowd: Crowd
) -> dict[str, str]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(path: str) -> tuple[str, str]:
        async with turns:
            return path, await read(client, path, crowd)

    return dict(await asyncio.gather(*map(one, addresses)))
