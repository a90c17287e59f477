"""The log: no token comes into it, and nobody's text begins a line of it."""

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from domain.links.purposes import Purpose
from runtime.logging import configure_logging
from runtime.tokens import new_key, new_token
from tests.web.crowd import MENTEE, Crowd
from tests.web.site import BROWSER, hidden_fields
from web.callers import COOKIE
from web.signing_in import cookies
from web.tokens import form_token


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    tests_own = [logging.getLogger(name) for name in ("httpx2", "mail.log")]  # client, mail server
    handlers, levels = root.handlers[:], [each.level for each in (root, *tests_own)]
    for each in tests_own:
        each.setLevel(logging.WARNING)
    yield
    root.handlers[:] = handlers
    for each, level in zip((root, *tests_own), levels, strict=True):
        each.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.usefixtures("logging_as_before")
@pytest.mark.parametrize("form", ["json", "console"])
async def test_no_token_comes_into_the_log(
    crowd: Crowd, capsys: pytest.CaptureFixture[str], form: Literal["json", "console"]
) -> None:
    configure_logging(form=form, level="debug")
    secrets = [new_token() for _ in range(4)]
    token, browser, unknown, forged = secrets
    person = await crowd.site.records.state("person", crowd.ident(MENTEE))
    link = await crowd.link()
    calendar = await crowd.site.link(Purpose.CALENDAR, crowd.people[MENTEE])
    async with crowd.stranger() as client, await crowd.site.keyed(None, "read") as keyed:
        client.cookies.set(cookies.BROWSER, browser, domain="mentorship.example.org")
        await crowd.site.records.ask_to_sign_in(
            person.email, token=token, browser=browser, at=crowd.now
        )
        await client.get(f"/sign-in/{token}")
        await client.post(f"/sign-in/{token}", data={"_token": "forged"})
        await client.post(f"/sign-in/{token}", data={"_token": form_token(token)})
        session = client.cookies[COOKIE]
        await client.get("/mentorships", params={"next": link})
        page = await client.get(f"{link}/preferences", follow_redirects=True)
        assert page.status_code == 404, "that purpose has no such page"
        page = await client.get(link, follow_redirects=True)
        fields = hidden_fields(page.text, "note")
        done = await client.post(page.url, data={**fields, "text": "Remember the Quetzalcoatlus"})
        assert done.status_code == 303
        await client.post(page.url, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
        await client.get(f"/calendar/{calendar.removeprefix('/l/')}.ics")
        for path in ("/l/{}", "/l/{}/overview", "/calendar/{}.ics", "/sign-in/{}", "/x/l/{}/y"):
            await client.get(path.format(unknown))
            await client.post(path.format(unknown), headers=BROWSER)
        await keyed.get("/api/v1/me")
        key = keyed.headers["Authorization"].removeprefix("Bearer ")
        await client.get("/api/v1/me", headers={"Authorization": f"Bearer {forged}"})
        await client.get("/api/v1/me", headers={"Authorization": f"Bearer {new_key()}"})
        await client.post("/sign-in", data={"email": person.email})
    written = capsys.readouterr().err
    for event in ("request.answered", "sign_in.done", "sign_in.refused"):
        assert event in written
    assert "/l/…" in written
    assert "Quetzalcoatlus" not in written
    assert person.email not in written
    for secret in (*secrets, session, key, link.rpartition("/")[2], calendar.rpartition("/")[2],
                   fields["_token"]):  # fmt: skip
        assert secret not in written


@pytest.mark.usefixtures("logging_as_before")
@pytest.mark.parametrize("form", ["json", "console"])
async def test_nobody_s_text_begins_a_line_of_the_log(
    crowd: Crowd, capsys: pytest.CaptureFixture[str], form: Literal["json", "console"]
) -> None:
    configure_logging(form=form, level="debug")
    async with crowd.stranger() as nobody:
        for path in ("/x%0a2026-01-01 [error] forged", "/%1b[31mforged", "/%0d%C2%85forged%00"):
            await nobody.get(path)
    mentee = await crowd.browser("another mentee")
    page = (await mentee.get("/me/sessions")).text
    token = page.partition('name="_token" value="')[2].partition('"')[0]
    for which in ("\n2026 [error] forged", "\x1b[31mforged"):
        await mentee.post("/me/sessions", data={"_token": token, "session": which})
    written = capsys.readouterr().err
    lines = [each for each in written.split("\n") if each]
    assert all("request.answered" in each or "session.ended" in each for each in lines), lines
    assert written.count("forged") == 3
    assert "\x1b" not in written
    if form == "json":
        assert all(json.loads(each)["event"] for each in lines)
