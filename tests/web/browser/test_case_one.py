"""Case 1, lived by two people who have their letters, a browser and a keyboard, and no mouse."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import Browser

from domain.driver import World as PureWorld
from domain.mentorship.closing import EndMentorship
from domain.mentorship.outreach import Accept
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.redefinition import ProposeRedefinition
from domain.mentorship.stages import Stage
from domain.post_office import PostOffice
from domain.stories import resident
from domain.stories.script import Step, play
from runtime.embedded.mail import mail_server
from tests.conftest import MailServer
from tests.databases import Server, Template
from tests.web.browser.judge import judged
from tests.web.browser.onlooker import NOWHERE
from tests.web.browser.theatre import MARKS, Theatre, theatre
from tests.web.browser.walk import send_wrongly, walk

pytestmark = [*MARKS, pytest.mark.long]

AFTERWARDS = timedelta(days=8)
"""Long enough for the last reminder: no budget is for more than seven days."""

A_WHILE = timedelta(minutes=1)
"""Somebody who types needs less, and no two things in the story are nearer to each other."""

OF_ONES_OWN_ACCORD = {"open_mentorship": 1, "end_mentorship": 1}
"""What nobody gets a letter for, so that they sign in to do it."""

SENT_WRONGLY = {
    Stage.EXPECTATIONS: (("/expectations", "submit_expectations"),),
    Stage.REDEFINITION: (
        ("/goals", "set_goal"),
        ("/tasks", "assign_task"),
        ("/meetings", "schedule_once"),
    ),
}
"""By stage, pages with forms that cannot be sent empty."""

A_GALLERY = 40
"""Shapes of pages that are seen at least."""

LOOKED_ROUND = (Accept, ProposeRedefinition)
"""After these both look at everything that there is."""

GLANCED = (PauseMentorship, EndMentorship)
"""After these both look at what is different now."""


@dataclass
class Lived:
    """The house after the story was played in it, and what the rules alone foretold."""

    house: Theatre
    told: PureWorld


@pytest.fixture(scope="module")
async def lived(
    chromium: Browser,
    postgres: str,
    migrated_template: Template,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Lived]:
    """The whole story, played once."""
    maildir = tmp_path_factory.mktemp("case-one") / "mail"
    async with (
        Server(postgres).database(like=migrated_template) as url,
        mail_server(maildir, port=0) as smtp,
        theatre(chromium, url, MailServer(smtp, maildir)) as house,
    ):
        opened = await house.skipping.monday_morning(resident.ZONE)
        story = (*resident.setup(opened), *resident.steps(opened))
        for step in story:
            await house.play(step)
            if isinstance(step.command, LOOKED_ROUND):
                await look_round(house)
            if isinstance(step.command, GLANCED):
                await glance(house)
        await house.pass_time(until=house.clock() + AFTERWARDS)
        await glance(house)
        yield Lived(house, foretold(story))


async def look_round(house: Theatre) -> None:
    """Let the two look at all pages, and send forms with nothing in them."""
    (mentorship,) = house.opened.values()
    state = await house.records.state("mentorship", mentorship)
    for ident in filter(None, (state.mentee, state.mentor)):
        await walk(house.people[ident], "/me", "/me/become-a-mentor", "/me/erase", NOWHERE)
        for path, form in SENT_WRONGLY[state.stage]:
            await send_wrongly(house.people[ident], f"/mentorships/{mentorship}{path}", form)


async def glance(house: Theatre) -> None:
    """Let the mentee look at the pages that are different once it rests, ends or has ended."""
    (mentorship,) = house.opened.values()
    state = await house.records.state("mentorship", mentorship)
    mentee = house.people[state.mentee]
    await mentee.sign_in()
    for path in ("/overview", "/pause", "/end", "/closing", "/agreement"):
        await mentee.open(f"{mentee.url}/mentorships/{mentorship}{path}")


def foretold(story: Sequence[Step]) -> PureWorld:
    """Return the world in which the pure rules alone played the story."""
    office = PostOffice(PureWorld(now=story[0].at))
    for _ in play(story, office):
        pass
    office.pass_time(until=office.world.now + AFTERWARDS)
    return office.world


async def test_all_is_recorded_as_foretold_and_nothing_twice(lived: Lived) -> None:
    ident, opened = the_two_ids(lived)
    recorded = await lived.house.records.history("mentorship", opened)
    expected = [each for each in lived.told.history if each.stream == ident]
    assert [each.type for each in recorded] == [each.event.type for each in expected]
    for real, pure in zip(recorded, expected, strict=True):
        assert timedelta(0) <= real.at - pure.stamp.at < A_WHILE, (real.type, real.at)
    assert [problem async for problem in lived.house.records.verify()] == []


async def test_every_letter_that_was_foretold_came(lived: Lived) -> None:
    ident, opened = the_two_ids(lived)
    raised = (each.notice.kind for each in lived.told.letters if each.mentorship == ident)
    ledger = await lived.house.records.letters_of(opened)
    assert Counter(line.kind for line in ledger) == Counter(raised)


async def test_letters_offer_all_but_what_people_begin_of_their_own_accord(lived: Lived) -> None:
    signed_in = [each.unoffered for each in lived.house.people.values()]
    assert sum(signed_in, Counter()) == OF_ONES_OWN_ACCORD


async def test_everybody_can_read_every_page_on_every_screen(
    lived: Lived, chromium: Browser
) -> None:
    shown = lived.house.onlooker.gallery.values()
    assert len(shown) > A_GALLERY
    assert await judged(chromium, shown) == []
    assert lived.house.onlooker.wrong == []


def the_two_ids(lived: Lived) -> tuple[UUID, UUID]:
    """Return the id that the mentorship has in the story, and the one that it got."""
    ((told, opened),) = lived.house.opened.items()
    return told, opened
