"""The letters of whole stories: every mail in its order, as its recipient reads it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.driver import Letter as Raised
from domain.driver import World
from domain.links.actions import action_of
from domain.model import PersonId
from domain.people.state import Person
from domain.post_office import Carried, PostOffice, Sent
from domain.stories import quiet, resident
from domain.stories.script import Step, play
from letters.letter import Letter, Letterhead, Mail
from letters.render import Written
from letters.words import day
from tests.docs.letters.written import as_block, writer
from tests.docs.reference.markdown import code, headed, table

OPENED: Final = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("America/Denver")).astimezone(UTC)
"""Day 0 of the stories: Monday 2 March 2026, 09:00 in Denver."""

_HOW_SHOWN: Final = """\
Each stands under the date and hour on its recipient's clock. The mails here are as plain text; \
[the page of all kinds](../reference/letters.md) shows how they look in a mail program. Addresses \
that hold a secret are shortened."""

_ADDRESS: Final = "https://mentoring.example.org"
_Steps = Callable[[datetime], Sequence[Step]]


@dataclass(frozen=True)
class Story:
    """A story with how its page begins."""

    title: str
    about: str
    setup: _Steps
    steps: _Steps


STORIES: Final = MappingProxyType(
    {
        "case-1": Story(
            "The letters of the resident",
            "Maya, a first-year resident in Denver, looks for a mentor, finds Dr. Abara, works "
            "with her for twenty months with a leave in between, and ends it when she has what "
            "she came for. These are all letters that the story brings.",
            resident.setup,
            resident.steps,
        ),
        "case-6": Story(
            "The letters of a pair that went quiet",
            "Nora, a fellow in Denver, and Dr. Weber in Berlin agree on much and then log "
            "nothing, until the coordinator is asked to have a look. These are all letters that "
            "the story brings.",
            quiet.setup,
            quiet.steps,
        ),
    }
)
"""What each page of letters tells."""


def told(story: Story) -> PostOffice:
    """Return the world in which a story was told, with all its post."""
    office = PostOffice(World(now=OPENED))
    for _ in play((*story.setup(OPENED), *story.steps(OPENED)), office):
        pass
    return office


def letters_of(story: Story) -> str:
    """Return the page of a story's letters."""
    office = told(story)
    mails = [_Shown(number, each, office.world) for number, each in enumerate(office.sent, start=1)]
    parts = [
        "<!-- Written from the code by `python -m tests.docs.write_letters`. -->",
        f"# {story.title}",
        f"{story.about} {_HOW_SHOWN}",
        headed(2, "In numbers"),
        table(("to", "notices", "mails", "of them reminders", "dropped"), _numbers(office)),
        headed(2, "Dropped"),
        _dropped(office),
        headed(2, "At a glance"),
        table(("when", "to", "subject"), [_line(each) for each in mails]),
        headed(2, "In their order"),
        *(_mail(each) for each in mails),
    ]
    return "\n\n".join(parts) + "\n"


def _numbers(office: PostOffice) -> Iterable[Sequence[str]]:
    raised = Counter(each.notice.to for each in office.world.letters)
    dropped = Counter(each.letter.notice.to for each in office.dropped)
    rows = [
        (office.world.people[to].name, count, _sent_to(office, to), dropped[to])
        for to, count in raised.most_common()
    ]
    for name, count, sent, lost in rows:
        reminders = sum(each.is_reminder for each in sent)
        yield name, str(count), str(len(sent)), str(reminders), str(lost)
    all_reminders = sum(each.is_reminder for each in office.sent)
    totals = (raised.total(), len(office.sent), all_reminders, dropped.total())
    yield "**all**", *(f"**{each}**" for each in totals)


def _sent_to(office: PostOffice, person: PersonId) -> list[Sent]:
    return [each for each in office.sent if each.to == person]


def _dropped(office: PostOffice) -> str:
    if not office.dropped:
        return "No letter had lost its sense by the time at which it could leave."
    people = office.world.people
    rows = [
        (
            _when(each.at, people[each.letter.notice.to]),
            people[each.letter.notice.to].name,
            code(each.letter.notice.kind),
            str(each.why),
        )
        for each in office.dropped
    ]
    return table(("when", "to", "letter", "why"), rows)


@dataclass(frozen=True)
class _Shown:
    """A mail of the story, by its number."""

    number: int
    sent: Sent
    world: World

    @property
    def to(self) -> Person:
        return self.world.people[self.sent.to]

    @cached_property
    def written(self) -> Written:
        return writer().write(_as_mail(self.sent, self.world, self.to))


def _line(shown: _Shown) -> Sequence[str]:
    linked = f"[{shown.written.subject}](#mail-{shown.number})"
    return _when(shown.sent.at, shown.to), shown.to.name, linked


def _mail(shown: _Shown) -> str:
    to = shown.to
    title = headed(3, f"{_when(shown.sent.at, to)}, to {to.name}", f"mail-{shown.number}")
    kinds = "; ".join(_kind(each, to) for each in shown.sent.letters)
    return f"{title}\n\n{kinds}.\n\n{as_block(shown.written)}"


def _kind(carried: Carried, to: Person) -> str:
    raised = carried.letter
    linked = f"[`{raised.notice.kind}`](../reference/letters.md#{raised.notice.kind})"
    if carried.waited is None:
        return linked
    return f"{linked}, written on {_when(raised.at, to)} ({carried.waited})"


def _when(at: datetime, to: Person) -> str:
    there = at.astimezone(ZoneInfo(to.zone))
    return f"{day(there.date().isoformat())}, {there:%H:%M}"


def _as_mail(sent: Sent, world: World, to: Person) -> Mail:
    found = tuple(_letter(each, world, to) for each in sent.letters)
    link = f"{_ADDRESS}/l/..."
    program = next(iter(world.programs.values()))
    return Mail(
        id=sent.id,
        letterhead=Letterhead(program=program.name, program_id=program.id),
        letters=found,
        is_reminder=sent.is_reminder,
        preferences_link=link,
        unsubscribe_link=link if sent.is_reminder else None,
    )


def _letter(carried: Carried, world: World, to: Person) -> Letter:
    raised = carried.letter
    about = raised.mentorship
    mentee = None if about is None else world.mentorships[about].mentee
    program = next(iter(world.programs.values()))
    return Letter(
        id=carried.id,
        kind=raised.notice.kind,
        to_name=to.name,
        to_email=to.email,
        language=to.language,
        zone=to.zone,
        mentorship=about,
        program=program.name,
        mentee_name=_name(mentee, world),
        mentor_name=_name(raised.mentor, world),
        facts=raised.notice.facts,
        raised_at=raised.at,
        link=_link(raised),
    )


def _link(raised: Raised) -> str:
    acts = action_of(raised.notice.kind, raised.notice.facts) is not None
    return f"{_ADDRESS}/l/..." if acts else f"{_ADDRESS}/mentorships/{raised.mentorship}"


def _name(person: UUID | None, world: World) -> str | None:
    return None if person is None else world.people[person].name
