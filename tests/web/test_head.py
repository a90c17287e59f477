"""Pages answer HEAD as they answer GET, without a body; nothing changes by it."""

import httpx2

from domain.links.purposes import Purpose
from tests.web.site import Site, a_port, listening
from tests.web.stories import asking
from web.pages.render import static_name


async def test_a_page_is_asked_for_without_its_body_wherever_it_is_asked_for(site: Site) -> None:
    mentor, mentorship = site.cast.mentor, await asking(site)
    link = await site.link(Purpose.ANSWER_INVITATION, mentor, mentorship=mentorship, subject=1)
    async with await site.signed_in(mentor) as browser:
        cookie = "; ".join(f"{each.name}={each.value}" for each in browser.cookies.jar)
    before = await site.records.history("mentorship", mentorship)
    paths = {
        "/": 303,
        "/mentorships": 200,
        f"/mentorships/{mentorship}/overview": 200,
        "/me": 200,
        "/sign-in": 200,
        link: 303,
        f"{link}/invitations/1": 200,
        f"/static/{static_name('style.css')}": 200,
        "/static/none.css": 404,
        "/mentorships/x/overview": 404,
    }
    async with (
        listening(site.app, port=a_port()) as address,
        httpx2.AsyncClient(base_url=address, headers={"Cookie": cookie}) as client,
    ):
        for path, status in paths.items():
            asked, whole = await client.head(path), await client.get(path)
            assert (asked.status_code, asked.content) == (status, b""), path
            assert whole.status_code == status, path
            for name in ("content-type", "cache-control", "location"):
                assert asked.headers.get(name) == whole.headers.get(name), (path, name)
        back = await client.head("/sign-in-with-provider?state=x&code=y")
        assert back.status_code == 405, "coming back from a provider is done once"
    assert await site.records.history("mentorship", mentorship) == before
