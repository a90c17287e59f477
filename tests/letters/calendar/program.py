"""A small calendar program: it reads messages with a parser that is not the one that wrote them.

It does what RFC 5546 asks of the recipient of an invitation: the newest message of a UID, by its
SEQUENCE, says all there is; a cancellation takes the entry away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import vobject  # type: ignore[import-untyped]
from dateutil import tz

from letters.letter import CalendarPart


def read(content: str) -> Any:
    """Parse a calendar object, with the zones that it describes itself and no others."""
    # Otherwise it would ask a list of zones of its own, or remember those of an earlier object.
    if "VTIMEZONE" in content:
        zones = tz.tzical(StringIO(content.replace("\r\n", "\n")))
        for zone in zones.keys():  # noqa: SIM118 - it is no mapping
            vobject.icalendar.registerTzid(zone, zones.get(zone))
    assert content.endswith("\r\n")
    lines = content.split("\r\n")
    assert not [line for line in lines if "\n" in line or len(line.encode()) > 75]
    return vobject.readOne(content)


@dataclass
class CalendarProgram:
    """The entries by UID, each with the sequence of the message that it came by."""

    entries: dict[str, list[Any]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)

    def receive(self, part: CalendarPart) -> None:
        """Do what a message says, unless a newer one has come already."""
        found = read(part.content)
        assert found.method.value == part.method
        events = found.vevent_list
        (uid,) = {each.uid.value for each in events}
        (sequence,) = {int(each.sequence.value) for each in events}
        if sequence < self.sequences.get(uid, 0):
            return
        self.sequences[uid] = sequence
        self.entries[uid] = [] if part.method == "CANCEL" else events

    def meetings(self, *, until: datetime) -> set[datetime]:
        """Return the instants of all meetings up to one."""
        shown: set[datetime] = set()
        for events in self.entries.values():
            shown |= {each for each in instants(events, until=until) if each <= until}
        return shown


def instants(events: Iterable[Any], *, until: datetime) -> set[datetime]:
    """Return when the events of one UID begin, each meeting that was moved at its own time."""
    found: set[datetime] = set()
    moved: dict[datetime, datetime] = {}
    for each in events:
        start = each.dtstart.value
        if "recurrence-id" in each.contents:
            moved[_utc(each.recurrence_id.value)] = _utc(start)
        elif each.rruleset is None:
            found.add(_utc(start))
        else:
            until_there = until.astimezone(start.tzinfo)
            found |= {_utc(at) for at in each.rruleset.between(start, until_there, inc=True)}
    assert all(slot in found or slot > until for slot in moved), "a change of no occurrence"
    return (found - set(moved)) | set(moved.values())


def _utc(at: datetime) -> datetime:
    if tz.datetime_exists(at):
        return at.astimezone(UTC)
    # RFC 5545, 3.3.5: a time that is skipped is read with the offset from before the gap.
    before = (at - timedelta(days=1)).utcoffset() or timedelta(0)
    return (at.replace(tzinfo=None) - before).replace(tzinfo=UTC)
