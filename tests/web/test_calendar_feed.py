"""The calendar feed: made by its owner, read by whoever has its address, stopped for good."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

import icalendar

from tests.web.lived import Lived
from tests.web.site import Site
from tests.web.test_oneself import token_in


async def test_a_calendar_is_read_by_its_address_until_its_owner_makes_another(
    site: Site,
) -> None:
    lived, cast = Lived(site), site.cast
    await lived.begin(days_ago=6)
    day = lived.day(-3)
    await lived.do("schedule_meeting", by=cast.mentee, days_ago=5, on=day.isoformat(), time="10:00")
    async with await site.signed_in(cast.mentor) as browser, site.client() as program:
        page = (await browser.get("/me/calendar")).text
        assert "Make an address" in page
        form = {"_token": token_in(page), "do": "make"}
        assert (await browser.post("/me/calendar", data={"do": "make"})).status_code == 403
        made = await browser.post("/me/calendar", data=form)
        address = _address(made.text)
        assert address not in (await browser.get("/me/calendar")).text, "it is shown once"
        first = await program.get(address)
        assert first.headers["content-type"] == "text/calendar; charset=utf-8"
        assert "private" in first.headers["cache-control"]
        events = icalendar.Calendar.from_ical(first.text).walk("VEVENT")
        assert day in {_day(each) for each in events}
        same = await program.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        await lived.do("note", by=cast.mentee, days_ago=0, text="Nothing for a calendar")
        assert (await program.head(address)).status_code == 200
        other = _address((await browser.post("/me/calendar", data=form)).text)
        old = await program.get(address)
        assert (old.status_code, old.headers["content-type"]) == (410, "text/plain; charset=utf-8")
        assert (await program.get(other)).status_code == 200
        await browser.post("/me/calendar", data={**form, "do": "stop"})
        assert (await program.get(other)).status_code == 410
        assert (await program.get("/calendar/nobodys.ics")).status_code == 404
        token = urlsplit(other).path.rpartition("/")[2].removesuffix(".ics")
        assert (await program.get(f"/l/{token}")).status_code == 404, "no page opens by it"


def _address(page: str) -> str:
    found = re.search(r'id="address" value="([^"]+)"', page)
    assert found is not None
    assert f'href="webcal:{found[1].partition(":")[2]}"' in page
    return found[1]


def _day(event: icalendar.Component) -> date:
    start: date = event.decoded("DTSTART")
    return start.date() if isinstance(start, datetime) else start
