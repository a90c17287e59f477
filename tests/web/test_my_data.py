"""One's own data, part by part: nothing left out, nothing twice, and no page too heavy."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from html import unescape
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest

from domain.envelopes import Actor, CommandEnvelope, Outcome, Role, opened_by
from domain.model import TEXT_LIMIT
from runtime.ids import new_id
from tests.records.desk import Desk, a_person, envelope
from tests.web.lived import Lived
from tests.web.site import Site
from web.pages.oneself.sheets import sheets
from web.pages.weights import ROOM

HEAVIEST: Final = 80 * 1024
"""Bytes of a page's HTML; style sheet, script and sign take about 11 kB more."""

QUOTES: Final = '"' * TEXT_LIMIT
"""The text that grows most on a page: each of its characters becomes five."""

HERE: Final = "/me/my-data"


async def leafed(browser: httpx2.AsyncClient, path: str) -> AsyncIterator[str]:
    """Yield the pages of a part, as somebody sees them who goes on to the next one each time."""
    step: str | None = ""
    titles = set()
    while step is not None:
        answer = await browser.get(f"{path}{step}")
        assert answer.status_code == 200
        assert len(answer.content) <= HEAVIEST, (path, step)
        title = re.search("<title>(.*?)</title>", answer.text)
        assert title is not None
        assert title[1] not in titles, "each page has a title of its own"
        titles.add(title[1])
        yield answer.text
        found = re.search(r'href="(\?page=\d+)" rel="next"', answer.text)
        step = None if found is None else found[1]


async def whole(browser: httpx2.AsyncClient, path: str) -> tuple[int, str]:
    """Return how many pages a part has, and all that they say."""
    pages = [each async for each in leafed(browser, path)]
    return len(pages), unescape("".join(pages))


def events_on(pages: str) -> list[int]:
    return [int(each) for each in re.findall(r'<li id="event-(\d+)">', pages)]


def versions(history: list[dict[str, Any]]) -> list[int]:
    return [each["version"] for each in history]


async def test_all_that_happened_is_on_the_pages_once(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    ident = await lived.begin(days_ago=9)
    heavy = dict.fromkeys(("what", "measure", "achievable", "reason"), QUOTES)
    for number in range(4):
        body = {**heavy, "by": lived.day(-90 - number).isoformat()}
        goal = CommandEnvelope(id=new_id(), actor=cast.mentee, type="set_goal", body=body)
        receipt = await Desk(site.records).handle(ident, goal, at=lived.ago(8))
        assert receipt.outcome is Outcome.RECORDED, receipt
    for number in range(60):
        text = f"Note {number:03}: " + "&" * 900 + "\n\n" + "and\n" * 100 + "end"
        await lived.do("note", by=cast.mentor, days_ago=7, text=text)
    async with await site.signed_in(cast.mentee) as browser:
        data = (await browser.get(f"{HERE}.json")).json()
        (told,) = data["mentorships"]
        count, said = await whole(browser, f"{HERE}/mentorships/{ident}/history")
        assert count >= 4 * 4, "four texts, a page for each"
        assert events_on(said) == versions(told["history"])
        assert said.count(QUOTES) == json.dumps(told["history"]).count(r"\"" * TEXT_LIMIT)
        for number in range(60):
            assert said.count(f"Note {number:03}: ") == 1
        assert "; continued" in said
        count, said = await whole(browser, f"{HERE}/mentorships/{ident}")
        assert count >= 4 * 4
        assert said.count(QUOTES) == json.dumps(told["now"]).count(r"\"" * TEXT_LIMIT)
        assert "Purpose" in said
        _, said = await whole(browser, f"{HERE}/changes")
        assert events_on(said) == versions(data["history"])
        _, said = await whole(browser, f"{HERE}/letters")
        assert said.count("<dt>Raised at</dt>") == len(data["letters"])


async def test_every_part_says_what_it_is_and_leads_back(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    ident = await lived.meet(days_ago=6)
    async with await site.signed_in(cast.mentee) as browser:
        data = (await browser.get(f"{HERE}.json")).json()
        mentor = data["names"][str(cast.mentor.person)]
        seen = {}
        ahead = [HERE]
        while ahead:
            path = ahead.pop()
            answer = await browser.get(path)
            assert answer.status_code == 200, path
            head = re.search("<h1>(.*?)</h1>", answer.text)
            assert head is not None
            assert f"<title>{head[1]}</title>" in answer.text
            seen[path] = head[1]
            found = set(re.findall(rf'href="({HERE}(?:/[^"]*)?)"', answer.text))
            assert path == HERE or found, "each has a way back"
            ahead += [each for each in found if each not in {*seen, *ahead}]
        assert len(seen) == len(set(seen.values())) == 8
        assert mentor in seen[f"{HERE}/mentorships/{ident}"]
        about = (await browser.get(f"{HERE}/about")).text
        assert data["about_you"]["email"] in about
        assert '<nav aria-label="Pages"' not in about, "there is one page"
        assert "Where you are signed in" in (await browser.get(f"{HERE}/ways-in")).text
        letters = (await browser.get(f"{HERE}/letters")).text
        assert str(ident) not in letters, "a mentorship is called by whose it is"
    async with await site.signed_in(cast.coordinator) as browser:
        assert "Nothing is recorded here." in (await browser.get(f"{HERE}/mentorships")).text


async def test_numbers_that_no_page_has_show_the_first_one(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    ident = await lived.meet(days_ago=6)
    for _ in range(2):
        await lived.do("note", by=cast.mentor, days_ago=5, text=QUOTES)
    path = f"{HERE}/mentorships/{ident}/history"
    async with await site.signed_in(cast.mentee) as browser:
        for wrong in ("0", "-1", "9", "1e3", "", "two", "9" * 5000, "\u0663", "1\u0000"):
            answer = await browser.get(path, params={"page": wrong})
            assert answer.status_code == 200, wrong
            assert ", page 1 of 2</title>" in answer.text, wrong
        assert ", page 2 of 2" in (await browser.get(f"{path}?page=2")).text
        assert ", page 2 of 2" in (await browser.get(f"{path}?page=1&page=2")).text


async def test_a_mentorship_of_others_is_answered_like_none(site: Site) -> None:
    ident = await Lived(site).meet(days_ago=6)
    other = (await site.with_new_cast()).cast
    for person in (other.mentee, other.mentor, site.cast.coordinator):
        async with await site.signed_in(person) as browser:
            for rest in ("", "/history"):
                answers = [
                    await browser.get(f"{HERE}/mentorships/{each}{rest}")
                    for each in (ident, new_id(), "nobodys", f"{ident}".upper())
                ]
                assert {each.status_code for each in answers} == {404}
                assert len({each.text for each in answers}) == 1


async def test_whoever_was_asked_in_vain_does_not_read_who_became_the_mentor(site: Site) -> None:
    lived, cast, desk = Lived(site), site.cast, Desk(site.records)
    asked = cast.mentor.person
    assert asked is not None
    ident = await lived.ask(days_ago=6)
    await lived.do("decline", by=cast.mentor, days_ago=5, invitation=1)
    chosen = await a_person(desk, f"Chosen-{ident.hex[-8:]}", (cast.program, Role.MENTOR))
    await lived.do("assign_mentor", by=cast.coordinator, days_ago=5, mentor=str(chosen))
    # The same one is known to them as their own mentor.
    role: dict[str, Any] = {"program": str(cast.program), "role": Role.MENTEE}
    await desk.do(asked, "grant_role", category="person", at=lived.ago(5), **role)
    own = await opened(desk, cast.program, Actor(role=Role.MENTEE, person=asked), lived.ago(5))
    by, at = cast.coordinator, lived.ago(5)
    await desk.do(own, "assign_mentor", by=by, at=at, mentor=str(chosen))
    async with await site.signed_in(cast.mentor) as browser:
        page = (await browser.get(f"{HERE}/mentorships")).text
        assert page.count("Your part:") == 2
        assert "Your part: invited" in page
        assert page.count("Chosen-") == 1


async def opened(desk: Desk, program: UUID, mentee: Actor, at: datetime) -> UUID:
    body: dict[str, Any] = {"program": str(program), "mentee": str(mentee.person)}
    opening = envelope("open_mentorship", by=mentee, **body)
    receipt = await desk.handle(opened_by(opening.id), opening, at=at)
    assert receipt.outcome is Outcome.RECORDED, receipt
    return opened_by(opening.id)


def test_a_record_falls_into_sheets_of_bounded_weight_and_keeps_its_shape() -> None:
    assert sheets({}) == [{}]
    small = {"name": "Ada", "held": [1, {"of": ["two"]}]}
    assert sheets(small) == [small]
    long = "x" * 40_000
    record = {"first": long, "texts": [{"a": long, "b": "y"}, {"a": long}], "last": "z"}
    assert sheets(record) == [
        {"first": long},
        {"texts": [{"a": long, "b": "y"}]},
        {"texts": [{"a": long}], "last": "z"},
    ]
    many = sheets([f"{number:04}" for number in range(5000)])
    assert [int(each) for sheet in many for each in sheet] == list(range(5000))
    assert all(len(sheet) * 44 <= ROOM for sheet in many)


@pytest.mark.parametrize("text", ['"' * TEXT_LIMIT, "\n\n&" * 3300, "\U0001f600" * TEXT_LIMIT])
def test_the_longest_text_has_a_page_of_its_own(text: str) -> None:
    assert sheets([text, text]) == [[text], [text]]
