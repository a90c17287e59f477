"""The weight of pages: also a pair that has written very much reads it in pages of bounded size."""

import re
from collections.abc import Sequence
from uuid import UUID

import httpx2
import pytest

from domain.acting import viewer_of
from domain.envelopes import Actor, CommandEnvelope
from records.seeing import seen_by
from runtime.ids import new_id
from tests.records.desk import Desk
from tests.web.crowd import SMART
from tests.web.lived import Lived
from tests.web.site import Site
from tests.web.test_invitations import let_pass
from web.pages.weights import ROOM, cut, some_of, weight_of

HEAVIEST = 88 * 1024
"""Bytes of HTML: 100 KB, without what a page has of style, script and mark."""

NOTES, GOALS, TASKS, MEETINGS, ACCOMPLISHED = 12, 5, 60, 90, 8
_ONE = re.compile(r"/(goals|tasks|meetings)/([2-9]|[0-9]{2,})$")


def long(about: str, number: int, length: int) -> str:
    """Return a text of some length, of which every other character grows on a page."""
    begin = f"{about} no. {number}. "
    return begin + ('a"b &c< ' * length)[: length - len(begin)]


def test_the_part_of_a_list_that_has_room_is_shown_and_one_at_least() -> None:
    texts = ["a" * 40, "b" * 40, "c" * 200]
    first = some_of(texts, weight_of, room=100)
    assert (first.shown, first.left, first.next) == (texts[:2], 1, 2)
    second = some_of(texts, weight_of, room=100, begin=first.next)
    assert (second.shown, second.left) == (texts[2:], 0)
    assert some_of(texts, weight_of, room=100, begin=99) == first
    assert some_of([], weight_of).shown == []
    assert weight_of("&" * 10_000) <= ROOM


def test_of_a_long_text_its_beginning_is_shown() -> None:
    assert cut("short") == "short"
    assert cut("word " * 100) == "word " * 58 + "word…"
    assert len(cut("x" * 10_000)) == 300


@pytest.mark.long
async def test_no_page_of_a_pair_that_wrote_much_is_heavy_and_all_of_it_is_there(
    site: Site,
) -> None:
    mentorship = await crowded(site)
    base = f"/mentorships/{mentorship}"
    read = await walked(site, site.cast.mentee, base, ["/mentorships", f"{base}/search"])
    await walked(site, site.cast.mentor, base, [f"{base}/invitations/1"])
    for kind, many in (("goals", GOALS), ("tasks", TASKS), ("meetings", MEETINGS)):
        lists = [text for path, text in read.items() if path.split("?")[0] == f"{base}/{kind}"]
        assert len(lists) > 1, kind
        for number in range(1, many + 1):
            holding = [text for text in lists if f'/{kind}/{number}"' in text]
            assert len(holding) == 1, (kind, number)
    history = [text for path, text in read.items() if path.startswith(f"{base}/history")]
    for number in range(1, NOTES + 1):
        assert sum(each.count(f"Note no. {number}.") for each in history) == 1
    state = await site.records.state("mentorship", mentorship)
    person = await site.records.state("person", site.cast.mentee.person or UUID(int=0))
    viewer = viewer_of(state, person)
    assert viewer is not None
    seen = seen_by(await site.records.history("mentorship", mentorship), viewer)
    assert sum(each.count("<li><p>") for each in history) == len(seen)


async def walked(site: Site, who: Actor, base: str, starts: Sequence[str]) -> dict[str, str]:
    """Read every page of a mentorship to which a link leads; of goals and so on only the first."""
    read: dict[str, str] = {}
    waiting = [f"{base}/overview", *starts]
    async with await site.signed_in(who) as browser:
        while waiting:
            path = waiting.pop()
            if path in read or _ONE.search(path):
                continue
            read[path] = text = await _read(browser, path)
            waiting += re.findall(rf'href="({re.escape(base)}/[^"#]*)"', text)
    return read


async def _read(browser: httpx2.AsyncClient, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, path
    assert len(answer.content) <= HEAVIEST, (path, len(answer.content))
    return answer.text


async def crowded(site: Site) -> UUID:
    """A pair at work that has written very much, with a check-in open."""
    lived, by = Lived(site), site.cast.mentee
    mentorship = await lived.begin(days_ago=6)
    for number in range(1, NOTES + 1):
        await lived.do("note", by=by, days_ago=5, text=long("Note", number, 10_000))
    for number in range(1, GOALS + 1):
        goal = {**SMART, "what": long("Goal", number, 8_000), "by": lived.day(-90).isoformat()}
        command = CommandEnvelope(id=new_id(), actor=by, type="set_goal", body=goal)
        await Desk(site.records).handle(mentorship, command, at=lived.ago(5))
    for number in range(1, TASKS + 1):
        await lived.assign(
            long("Task", number, 500), owner="mentor", until=lived.day(-number), days_ago=5
        )
    for number in range(1, MEETINGS + 1):
        when = {"on": lived.day(-number).isoformat(), "time": "10:00"}
        about = long("Meeting", number, 1_000)
        await lived.do("schedule_meeting", by=by, days_ago=5, about=about, **when)
    for number in range(1, ACCOMPLISHED + 1):
        what = long("Accomplished", number, 9_000)
        await lived.do("note_accomplishment", by=by, days_ago=5, what=what)
        await lived.do("complete_task", by=by, days_ago=5, task=number)
    await let_pass(site, mentorship, "check_in_opens:first_review")
    return mentorship
