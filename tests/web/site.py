"""The web service in a test: real records, a real Temporal, a worker at work, and a mail server."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from ipaddress import IPv4Address
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import httpx2
import uvicorn
from starlette.types import ASGIApp

from domain.envelopes import Actor, Receipt, Role, opened_by
from domain.links.purposes import Purpose
from letters.post import Postman
from letters.render import Templates
from letters.route import Route
from records.links import NewLink, digest_of
from records.store import Records
from runtime.clock import now as real_now
from runtime.embedded.ports import LOOPBACK, free_port
from runtime.ids import new_id
from runtime.tokens import new_key, new_token
from tests.conftest import MailServer
from tests.records.desk import Desk, envelope
from tests.workflows.real import CIPHER, Cast, real_activities, real_records
from tests.workflows.world import LONG, World
from web.app import create_app
from web.callers import COOKIE
from web.errands import Errands
from web.services import Services

BROWSER = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a form that it sends from our own page."""

_MACHINES, _NUMBERS = IPv4Address("10.0.0.1"), count()


@dataclass
class Site:
    """The service as its people and programs meet it; ``cast`` are the people of one program."""

    services: Services
    app: ASGIApp
    world: World
    smtp: MailServer
    cast: Cast
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def records(self) -> Records:
        return self.services.records

    @property
    def url(self) -> str:
        return self.services.public_url

    def client(self, **headers: str) -> httpx2.AsyncClient:
        """Return somebody's browser or program, on a machine of its own, with no cookies yet."""
        machine = (f"{_MACHINES + next(_NUMBERS)}", 50_000)
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, raise_app_exceptions=False, client=machine),
            base_url=self.url,
            headers=headers,
        )

    async def signed_in(self, person: Actor) -> httpx2.AsyncClient:
        """Return the browser of somebody who is signed in."""
        token = new_token()
        assert person.person is not None
        at = self.services.now()
        session = await self.records.begin_session(
            person.person, token=token, how="letter", agent="test", at=at
        )
        assert session is not None
        client = self.client(**BROWSER)
        client.cookies.set(COOKIE, token, domain=urlsplit(self.url).hostname or "")
        return client

    async def keyed(
        self,
        person: Actor | None,
        *scopes: str,
        program: UUID | None = None,
        days: int = 30,
    ) -> httpx2.AsyncClient:
        """Return a program that has a key of somebody's, or of the operator's."""
        token, at = new_key(), self.services.now()
        key = await self.records.make_key(
            token=token,
            name="test",
            person=None if person is None else person.person,
            program=program,
            scopes=frozenset(scopes),
            made_by=None,
            at=at,
            expires_at=at + timedelta(days=days),
        )
        assert key is not None
        return self.client(Authorization=f"Bearer {token}")

    async def link(
        self,
        purpose: Purpose,
        person: Actor,
        *,
        mentorship: UUID | None = None,
        subject: int | None = None,
        lasts: timedelta = timedelta(days=30),
    ) -> str:
        """Make a letter's link and return its path."""
        token, at = new_token(), self.services.now()
        assert person.person is not None
        link = NewLink(
            digest_of(token),
            person.person,
            person.role,
            purpose,
            mentorship=mentorship,
            subject=subject,
            expires_at=at + lasts,
        )
        await self.records.make_links([link], at=at)
        return f"/l/{token}"

    async def email_of(self, person: Actor) -> str:
        """Return somebody's address."""
        found = await self.records.state("person", person.person or UUID(int=0))
        return str(found.email)

    def letters_to(self, email: str) -> list[EmailMessage]:
        """Return what has arrived for an address."""
        return [each for each in self.smtp.letters() if email in str(each["To"])]

    async def open(self) -> UUID:
        """Open a mentorship of the cast's mentee, told to the records and not by way of Temporal.

        Its workflow begins with the first command that comes over the web.
        """
        body: dict[str, Any] = {
            "program": str(self.cast.program),
            "mentee": str(self.cast.mentee.person),
        }
        opening = envelope("open_mentorship", by=self.cast.mentee, **body)
        ident = opened_by(opening.id)
        await Desk(self.records).handle(ident, opening, at=self.services.now())
        return ident

    async def do(self, mentorship: UUID, kind: str, *, by: Actor, **body: Any) -> Receipt:
        """Give a command beside the web, straight to the records."""
        at = self.services.now()
        return await Desk(self.records).do(mentorship, kind, by=by, at=at, **body)

    async def with_new_cast(self) -> "Site":
        """Return the same service, with a program that no other test knows."""
        return replace(self, cast=await Cast.register(self.records))


@asynccontextmanager
async def running_site(
    world: World,
    database_url: str,
    smtp: MailServer,
    *,
    now: Callable[[], datetime] = real_now,
    public_url: str = "https://mentorship.example.org",
) -> AsyncIterator[Site]:
    """Run the service, and a worker for it, while the block lasts."""
    route = Route.parse(smtp.url, mail_from="Mentorship <mentorship@example.org>")
    templates = Templates.load()
    async with (
        real_records(database_url) as records,
        Postman(route, templates) as postman,
        Errands(within=LONG.total_seconds()) as errands,
    ):
        services = Services(
            records=records,
            temporal=world.client,
            task_queue=world.queue,
            seal=CIPHER.seal,
            public_url=public_url,
            now=now,
            new_id=new_id,
            new_token=new_token,
            post=postman.send_message,
            sender=route.sender,
            templates=templates,
            errands=errands,
            patience=LONG,
        )
        cast = await Cast.register(records)
        async with world.working(real_activities(world, records, smtp.url, public_url=public_url)):
            yield Site(services, create_app(services), world, smtp, cast)


@asynccontextmanager
async def listening(app: ASGIApp, port: int) -> AsyncIterator[str]:
    """Serve an application on a port of this machine, for browsers, while the block lasts."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((LOOPBACK, port))
        serving = asyncio.ensure_future(server.serve(sockets=[place]))
        try:
            yield f"http://localhost:{port}"
        finally:
            server.should_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await serving


def a_port() -> int:
    """Return a port for ``listening``."""
    return free_port()


async def sent_form(
    client: httpx2.AsyncClient, path: str, form: str, **typed: Any
) -> httpx2.Response:
    """Open a page, fill one of its forms in, and send it, as a browser does without a script."""
    page = await client.get(path, follow_redirects=True)
    fields = {**hidden_fields(page.text, form), **typed}
    return await client.post(
        page.url, content=urlencode(fields, doseq=True), headers={**BROWSER, **_FORM}
    )


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def hidden_fields(page: str, form: str) -> dict[str, str]:
    """Return what a page's form carries beside what people type."""
    from html import unescape  # noqa: PLC0415 - one use
    from re import DOTALL, findall, search  # noqa: PLC0415 - one use

    ident = form.replace(".", "-").replace(":", "-")
    found = search(rf'<form [^>]*id="form-{ident}".*?</form>', page, DOTALL)
    assert found is not None, f"the page has no form {form!r}"
    hidden = findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', found[0])
    return {name: unescape(value) for name, value in hidden}


ROLES = (Role.MENTEE, Role.MENTOR, Role.COORDINATOR)
