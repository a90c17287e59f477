from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.dates import local_instant
from domain.mentorship.appointments import Appointment, Moved
from domain.mentorship.work import When
from domain.recurrence import occurrence_after
from letters.calendar import Address, invitation
from letters.letter import CalendarPart
from tests.letters.calendar.program import CalendarProgram, instants, read

STAMP = datetime(2026, 4, 28, 18, 20, tzinfo=UTC)
PROGRAM = Address("Residency, second year", "letters@example.org")
ADA = Address("Ada Lindqvist", "ada@example.net")
FIRST_FRIDAY = "FREQ=MONTHLY;BYDAY=1FR"


def when(day: str, clock: str = "16:30", zone: str = "America/Denver") -> When:
    on, at = date.fromisoformat(day), time.fromisoformat(clock)
    return When(date=on, time=at, zone=zone, at=local_instant(on, at, zone))


ONCE = Appointment("meeting-1-x", 0, when("2026-05-01"), 45, about="The draft, pages 2; 3\nand 4")
SERIES = Appointment("meeting-2-x", 3, when("2026-05-01"), 60, rule=FIRST_FRIDAY)


def part(
    appointment: Appointment,
    to: Address = ADA,
    *,
    by: Address = PROGRAM,
    names: tuple[str, str] = ("Ada", "Ben"),
) -> CalendarPart:
    return invitation(appointment, organizer=by, attendee=to, with_name=names, stamp=STAMP)


def series(rule: str, start: str, clock: str, zone: str) -> Appointment:
    day = date.fromisoformat(start)
    first = occurrence_after(rule, day, day).isoformat()
    return Appointment("meeting-1-x", 0, when(first, clock, zone), 60, rule=rule)


def test_an_invitation_says_when_with_whom_and_about_what() -> None:
    sent = part(ONCE)
    assert sent.method == "REQUEST"
    event = read(sent.content).vevent
    assert event.uid.value == "meeting-1-x@example.org"
    assert (event.sequence.value, event.status.value) == ("0", "CONFIRMED")
    assert event.dtstart.value.isoformat() == "2026-05-01T16:30:00-06:00"
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=45)
    assert event.dtstamp.value == STAMP
    assert event.summary.value == "Mentoring: Ada and Ben"
    assert event.description.value == ONCE.about
    assert event.organizer.value == "mailto:letters@example.org"
    assert event.organizer.params["CN"] == ["Residency, second year"]


def test_nobody_but_the_recipient_stands_in_an_invitation() -> None:
    event = read(part(ONCE).content).vevent
    (attendee,) = event.attendee_list
    assert attendee.value == "mailto:ada@example.net"
    assert attendee.params["RSVP"] == ["FALSE"]


def test_the_same_appointment_has_the_same_key_for_both() -> None:
    to_ben = part(ONCE, Address("Ben", "ben@example.com"))
    assert read(to_ben.content).vevent.uid.value == read(part(ONCE).content).vevent.uid.value


def test_what_was_cancelled_as_a_whole_is_called_off() -> None:
    program = CalendarProgram()
    for each in (SERIES, replace(SERIES, sequence=4, cancelled=True)):
        program.receive(part(each))
    assert program.meetings(until=datetime(2028, 1, 1, tzinfo=UTC)) == set()
    off = part(replace(SERIES, cancelled=True))
    assert off.method == "CANCEL"
    assert read(off.content).vevent.status.value == "CANCELLED"


def test_an_older_message_that_comes_late_changes_nothing() -> None:
    program = CalendarProgram()
    moved = replace(ONCE, sequence=1, first=when("2026-05-08"))
    for each in (moved, ONCE):
        program.receive(part(each))
    assert program.meetings(until=datetime(2028, 1, 1, tzinfo=UTC)) == {moved.first.at}


def test_a_series_leaves_out_what_was_called_off_and_shows_what_was_moved() -> None:
    changed = replace(
        SERIES,
        until=date(2026, 10, 2),
        excluded=(when("2026-06-05"), when("2026-09-04")),
        moved=(Moved(when("2026-07-03"), when("2026-07-08", "09:00")),),
    )
    found = read(part(changed).content)
    shown = instants(found.vevent_list, until=datetime(2030, 1, 1, tzinfo=UTC))
    expected = ("2026-05-01", "2026-08-07", "2026-10-02")
    assert shown == {when("2026-07-08", "09:00").at, *(when(each).at for each in expected)}
    assert len(found.vevent_list) == 2


RULES = (
    FIRST_FRIDAY,
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
)
CLOCKS = (
    ("America/Denver", "02:30"),  # skipped in March, and 01:30 comes twice in November
    ("America/Denver", "01:30"),
    ("Europe/Berlin", "16:30"),
    ("Europe/Dublin", "00:15"),
    ("America/Santiago", "00:00"),  # a midnight that September skips
    ("Asia/Jerusalem", "02:15"),
    ("Australia/Lord_Howe", "02:00"),  # clocks move by half an hour
    ("Asia/Kathmandu", "09:45"),
    ("Africa/Casablanca", "18:00"),
    ("UTC", "12:00"),
)


@pytest.mark.parametrize(
    ("rule", "zone", "clock"),
    [
        *(("FREQ=WEEKLY;BYDAY=SU", *each) for each in CLOCKS),
        *((each, "America/Denver", "16:30") for each in RULES),
    ],
)
def test_another_parser_finds_the_very_instants_of_the_domain(
    rule: str, zone: str, clock: str
) -> None:
    appointment = series(rule, "2026-01-07", clock, zone)
    end = date(2027, 4, 30)
    day, expected = date(2026, 1, 7), set[datetime]()
    while (day := occurrence_after(rule, date(2026, 1, 7), day)) <= end:
        expected.add(local_instant(day, time.fromisoformat(clock), zone))
    bounded = replace(appointment, until=end)
    for each, until in ((appointment, end), (bounded, date(2035, 1, 1))):
        found = read(part(each).content)
        horizon = local_instant(until, time(23, 59), zone)
        assert instants(found.vevent_list, until=horizon) == expected


def test_an_end_includes_the_occurrence_of_its_day() -> None:
    bounded = replace(SERIES, until=date(2026, 6, 5))
    found = instants(
        read(part(bounded).content).vevent_list, until=datetime(2030, 1, 1, tzinfo=UTC)
    )
    assert found == {when("2026-05-01").at, when("2026-06-05").at}


def test_a_meeting_lasts_as_long_when_clocks_change_meanwhile() -> None:
    night = Appointment("meeting-1-x", 0, when("2026-03-07", "23:30"), 240)
    event = read(part(night).content).vevent
    assert event.dtend.value.isoformat() == "2026-03-08T04:30:00-06:00"


def test_a_time_that_the_day_skips_is_shown_as_clocks_show_it() -> None:
    skipped = Appointment("meeting-1-x", 0, when("2026-03-08", "02:30"), 60)
    event = read(part(skipped).content).vevent
    assert event.dtstart.value.isoformat() == "2026-03-08T03:30:00-06:00"


@pytest.mark.parametrize(
    "name",
    ['Ada "The Count" Lindqvist', "Ada;Lindqvist:,", "Åda Lindqvist 日本", "Ada\r\nATTENDEE:x", ""],
)
def test_no_name_breaks_out_of_its_line(name: str) -> None:
    ada = Address(name, "ada@example.net")
    content = part(ONCE, ada, by=Address(name, PROGRAM.email), names=(name, "Ben")).content
    event = read(content).vevent
    assert len(event.attendee_list) == 1
    assert event.attendee.value == "mailto:ada@example.net"
    assert "Ben" in event.summary.value
    assert "\nATTENDEE:x" not in content


@pytest.mark.parametrize(
    "email", ["a\r\nX-EVIL:1@example.net", 'a"b:;@example.net', "ä@exämple.de"]
)
def test_no_address_breaks_out_of_its_line(email: str) -> None:
    content = part(ONCE, Address("", email)).content
    event = read(content).vevent
    assert "x-evil" not in event.contents
    assert event.attendee.value.startswith("mailto:")


def test_what_no_text_may_be_is_shortened_and_cleaned() -> None:
    monster = replace(ONCE, about="\x00BEGIN:VEVENT\r\n\ud800" + "x" * 10_000_000)
    event = read(part(monster).content).vevent
    assert event.description.value.startswith("BEGIN:VEVENT\nxxx")
    assert len(event.description.value) <= 10_000


def test_the_same_message_is_written_the_same_way_each_time() -> None:
    assert part(SERIES).content == part(SERIES).content
