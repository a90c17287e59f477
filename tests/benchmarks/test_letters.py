"""The ways of letters are the service's own, and what is handed over bare is what it sent."""

from activities.links import LinkMaker
from benchmarks.letters_inbox import Inbox
from benchmarks.letters_parts import PARTS, Line, Stopwatch, means
from benchmarks.letters_ways import Bare, Desk
from benchmarks.work import found_office
from letters.connections import Connections
from letters.render import Templates
from letters.route import Route
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.database import connect_pool
from runtime.tokens import new_token
from tests.conftest import MailServer


async def test_a_delivery_in_parts_is_a_delivery_and_can_be_repeated_without_the_service(
    database_url: str, smtp: MailServer
) -> None:
    cipher = Cipher([Cipher.generate_key()])
    route = Route.parse(smtp.url, mail_from="Mentorship <letters@example.org>")
    connections, watch = Connections(route, limit=1, answer_within=5), Stopwatch()
    async with connect_pool(database_url, init=as_service) as pool:
        records = Records(pool, opener=cipher.open)
        desk = Desk(await found_office(records, cipher), pool, Inbox(smtp.maildir))
        links = LinkMaker(records, new_token=new_token, public_url="https://mentors.example.org")
        line = Line(records, links, Templates.load(), route, connections)
        searches = await desk.raised(3)
        for each in searches:
            await line.deliver(each.mentee, watch)
        await desk.until_sent(searches)
        await connections.close()
        ledger = [line for each in searches for line in await records.letters_to(each.mentee)]
        assert len(await desk.taken(searches)) == len(ledger) == len(searches)
    assert [line.kind for line in ledger] == ["search_opened"] * 3
    assert {line.message_id for line in ledger} == desk.inbox.arrivals().keys()
    assert means(watch).keys() == set(PARTS)
    sent = set(desk.inbox.mails())
    await _sent_again(desk.inbox, smtp.url)
    assert set(desk.inbox.mails()) == sent
    assert len(sent) == 3


async def _sent_again(inbox: Inbox, url: str) -> None:
    bare = Bare(url, inbox.mails(), connections=2)
    inbox.empty()
    letters = await bare.prepare(3)
    await bare.send(letters)
    assert len(await bare.taken(letters)) == len(letters) == 3
    for each in bare.clients:
        await each.quit()
