"""`mentorship calendar`: a person's meetings and days as a file for calendar programs."""

from pathlib import Path

import pytest

from tests.cli.office import Office
from tests.letters.calendar.program import read

pytestmark = pytest.mark.xdist_group("cli")


def titles(content: str) -> set[str]:
    return {each.summary.value for each in read(content).contents.get("vevent", ())}


def test_a_calendar_holds_what_is_arranged_and_what_is_due(
    own_office: Office, tmp_path: Path
) -> None:
    ident = own_office.invited()
    asked = own_office.cli("calendar", own_office.mentor)
    assert asked.code == 0, asked.error
    assert titles(asked.out) == {"Last day to answer the invitation (Maya Okafor)"}
    own_office.done(ident, "accept", by=own_office.mentor)
    own_office.done(ident, "transition", "to=GOALS", "why=They met", by=own_office.coordinator)
    own_office.done(
        ident,
        "schedule_meeting",
        "recurrence=first Friday of each month",
        "time=16:30",
        "minutes=45",
        by=own_office.mentee,
    )
    out = tmp_path / "maya.ics"
    written = own_office.cli("calendar", own_office.mentee, "--out", str(out))
    assert (written.code, out.exists()) == (0, True)
    shown = out.read_bytes().decode()
    assert "Mentoring: Maya Okafor and Ruth Abara" in titles(shown)
    assert "The agreed end (Maya Okafor and Ruth Abara)" in titles(shown)
    (series,) = (each for each in read(shown).vevent_list if "rrule" in each.contents)
    assert series.rrule.value.startswith("FREQ=MONTHLY;UNTIL=")
    assert (series.dtend.value - series.dtstart.value).total_seconds() == 45 * 60
    document = own_office.cli("calendar", own_office.coordinator, "--json").json
    assert titles(document["calendar"]) == set()
    assert document["out"] is None


def test_what_cannot_be_found_or_written_is_told(office: Office, tmp_path: Path) -> None:
    nobody = office.cli("calendar", "nobody@example.com")
    assert (nobody.code, "Nobody is registered" in nobody.error) == (2, True)
    folder = office.cli("calendar", office.mentee, "--out", str(tmp_path / "no" / "x.ics"))
    assert folder.code == 2
    assert "cannot be written" in folder.error
