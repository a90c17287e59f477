"""A link that lasts has one address at a time: a newer one takes the place of the older."""

import asyncio
from datetime import timedelta
from uuid import UUID

from domain.envelopes import Role
from domain.links.condition import Revoked, Usable
from domain.links.purposes import Purpose
from records.links import NewLink, digest_of
from runtime.tokens import new_token
from tests.records.desk import START, Desk, a_person

WHY = "its owner made another one"
LATER = START + timedelta(hours=1)


async def test_of_addresses_made_at_once_one_is_good_and_others_of_its_owner_stay(
    desk: Desk,
) -> None:
    records = desk.records
    ann, noor = await a_person(desk, "Ann"), await a_person(desk, "Noor")
    tokens = [new_token() for _ in range(6)]
    kept, others = new_token(), new_token()
    lasting = START + timedelta(days=1)
    reading = NewLink(digest_of(kept), ann, Role.MENTEE, Purpose.PREFERENCES, expires_at=lasting)
    await records.make_links([reading], at=START)
    await records.replace_link(_calendar(others, noor), at=START, why=WHY)
    assert await records.lasting_link(ann, Purpose.CALENDAR) is None
    made = (records.replace_link(_calendar(each, ann), at=LATER, why=WHY) for each in tokens)
    await asyncio.gather(*made)
    found = [await records.follow(each, at=LATER) for each in tokens]
    conditions = [each.condition for each in found if each is not None]
    assert len(conditions) == len(tokens)
    assert [each for each in conditions if each == Usable()] == [Usable()]
    assert conditions.count(Revoked(LATER, WHY)) == len(tokens) - 1
    assert await records.lasting_link(ann, Purpose.CALENDAR) == LATER
    for other in (kept, others):
        stays = await records.follow(other, at=LATER)
        assert stays is not None
        assert stays.condition == Usable()
    await records.revoke_links_for(ann, Purpose.CALENDAR, at=LATER, why=WHY)
    assert await records.lasting_link(ann, Purpose.CALENDAR) is None


def _calendar(token: str, person: UUID) -> NewLink:
    return NewLink(digest_of(token), person, Role.MENTEE, Purpose.CALENDAR)
