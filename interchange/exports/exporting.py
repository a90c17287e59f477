"""The export itself: pages of bytes, from the records to whoever takes them."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from interchange.exports.columns import COLUMNS, What
from interchange.exports.events import Teller
from interchange.exports.mentorships import mentorship_record
from interchange.exports.people import person_record
from interchange.exports.written import Format, heading, written
from records.exports import Extent, Snapshot
from records.store import Records

Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """What to export, and how it is written.

    Without ``sealed`` an export holds nothing that the program keeps from one of a pair: see
    ``domain.mentorship.unsealed``. ``bom`` begins CSV with the mark by which Excel knows UTF-8.
    """

    what: What
    extent: Extent = field(default_factory=Extent)
    written_as: Format = Format.CSV
    sealed: bool = False
    bom: bool = True


@dataclass(frozen=True)
class Page:
    """Some lines of an export: how many records they are, and the bytes to write."""

    records: int
    content: bytes


async def export(records: Records, wanted: Wanted) -> AsyncGenerator[Page]:
    """Yield an export page by page, as everything was at the moment of the first one.

    However much there is, one page is held at a time. Close the iterator if it is not read to its
    end (``contextlib.aclosing``): it holds a connection.

    Raises:
        Unavailable: PostgreSQL is away, or no moment without appends in flight was found.
        UnreadableEvent, UnknownVersion: an event is not of a shape that this release knows.
    """
    columns = COLUMNS[wanted.what]
    async with records.snapshot() as taken_from:
        yield Page(0, heading(columns, written_as=wanted.written_as, bom=wanted.bom))
        async with aclosing(_pages(taken_from, wanted)) as pages:
            async for page in pages:
                yield Page(len(page), written(page, columns, written_as=wanted.written_as))


def _pages(taken_from: Snapshot, wanted: Wanted) -> AsyncGenerator[Lines]:
    match wanted.what:
        case "people":
            return _people(taken_from, wanted)
        case "mentorships":
            return _mentorships(taken_from, wanted)
        case "events":
            return _events(taken_from, wanted)


async def _people(taken_from: Snapshot, wanted: Wanted) -> AsyncGenerator[Lines]:
    programs = await taken_from.programs()
    alone_in = wanted.extent.program if wanted.extent.program_alone else None
    async for page in taken_from.people(wanted.extent):
        yield [person_record(each, programs, alone_in=alone_in) for each in page]


async def _mentorships(taken_from: Snapshot, wanted: Wanted) -> AsyncGenerator[Lines]:
    async for page in taken_from.mentorships(wanted.extent):
        yield [mentorship_record(each, sealed=wanted.sealed) for each in page]


async def _events(taken_from: Snapshot, wanted: Wanted) -> AsyncGenerator[Lines]:
    erased = await taken_from.erased()
    addresses = await taken_from.addresses_of(erased)
    teller = Teller(taken_from.mentor_at, erased, addresses, sealed=wanted.sealed)
    async for page in taken_from.events(wanted.extent):
        told = [await teller.record(each) for each in page]
        yield [each for each in told if each is not None]
