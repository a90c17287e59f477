"""Many people at once from a spreadsheet, and everything about one of them."""

from pathlib import Path

import pytest

from cli.personal import Personal, tell_person
from domain.people.preferences import Preferences
from interchange.roster.columns import COLUMNS, column_headed
from tests.cli.office import Office
from tests.cli.terminal import Cli
from tests.domain.cast import a_person, on
from tests.interchange.roster.files import csv_of, xlsx_of

pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture
def labs(cli: Cli, tmp_path: Path) -> str:
    """A program of the test's own, whose people nobody else counts."""
    name = f"Labs {tmp_path.name}"
    assert cli("do", "new", "create_program", f"name={name}", "zone=UTC").code == 0
    return name


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Two good rows and a bad one; each test has its own addresses."""
    file = tmp_path / "roster.csv"
    mark = tmp_path.name.replace("_", "-")
    rows = [
        ("Full name", "E-mail", "Role", "Max mentees", "Shoe size"),
        ("Ada Lovelace", f"ada-{mark}@example.org", "mentor", 3, 38),
        ("Zoë Müller", f"zoe-{mark}@example.org", "mentee", "", 37),
        ("Grace Hopper", f"grace-{mark}@", "mentr", 99, ""),
    ]
    file.write_bytes(csv_of(rows, separator=";").encode("cp1252"))
    return file


def test_a_bad_row_stops_an_import_and_every_problem_is_told(
    cli: Cli, labs: str, roster: Path
) -> None:
    before = cli("people", "--json").json
    ran = cli("people", "import", str(roster), "--program", labs)
    assert ran.code == 1
    assert "Read 3 rows from text in cp1252, cells separated by semicolons." in ran.out
    assert "'Shoe size'" in ran.out
    for words in ("is not an address", "did you mean mentor?", "write a number from 0 to 50"):
        assert words in " ".join(ran.out.split())
    assert "Nothing is recorded, because 1 of 3 rows cannot be used" in ran.out
    assert cli("people", "--json").json == before


def test_the_good_rows_are_recorded_once_however_often_they_are_imported(
    cli: Cli, labs: str, roster: Path
) -> None:
    words = ("people", "import", str(roster), "--program", labs, "--skip-bad")
    rehearsed = cli(*words, "--dry-run")
    assert rehearsed.code == 0
    assert "registered; mentor in" in rehearsed.out
    assert "Nothing is recorded: this would be 2 registered, 0 changed" in rehearsed.out
    first = cli(*words)
    assert first.code == 0
    assert "2 registered, 0 changed, 0 unchanged; 1 skipped." in first.out
    again = cli(*words, "--json").json
    assert again["counts"] == {"registered": 0, "changed": 0, "unchanged": 2, "bad": 1}
    assert {each["column"] for each in again["problems"]} == {"E-mail", "Role", "Max mentees"}
    assert {each["row"] for each in again["problems"]} == {4}


def test_a_spreadsheets_sheet_is_imported_with_one_role_for_all(
    cli: Cli, labs: str, tmp_path: Path
) -> None:
    file, address = tmp_path / "people.xlsx", f"{tmp_path.name.replace('_', '-')}@example.org"
    people = [("Name", "Email", "Max mentees"), ("Mary Somerville", address, 2)]
    file.write_bytes(xlsx_of(("Notes", [("Dear office",)]), ("People", people)))
    words = ("people", "import", str(file), "--program", labs)
    assert "No column is headed email" in cli(*words, "--sheet", "Notes").error
    assert "has no column role" in cli(*words, "--sheet", "People").error
    done = cli(*words, "--sheet", "People", "--role", "mentor", "--json").json
    assert (done["recorded"], done["counts"]["registered"]) == (True, 1)
    shown = cli("person", address, "--json").json
    assert (shown["name"], shown["capacity"], shown["load"]) == ("Mary Somerville", 2, 0)
    assert [each["role"] for each in shown["roles"]] == ["mentor"]


def test_what_cannot_be_read_is_said_in_one_sentence(cli: Cli, labs: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    for words, sentence in (
        ((str(empty),), "The file is empty"),
        ((str(tmp_path / "none.csv"),), "cannot be read (No such file or directory)"),
        ((str(tmp_path),), "cannot be read (Is a directory)"),
        ((str(empty), "--program", f"{labs}x"), f"did you mean '{labs}'?"),
    ):
        ran = cli("people", "import", *words)
        assert ran.code == 2
        assert sentence in ran.error
    told = cli("people", "import", str(empty), "--json")
    assert told.code == 2
    assert told.json["error"]["kind"] == "unreadable_file"


def test_only_as_many_people_are_listed_as_are_asked_for(office: Office) -> None:
    ran = office.cli("people", "--limit", "2")
    assert "These are the first 2" in ran.out
    assert len(office.cli("people", "--limit", "2", "--json").json) == 2


def test_the_help_of_an_import_tells_every_column(cli: Cli) -> None:
    told = cli("people", "import", "--help")
    assert told.code == 0
    for column in COLUMNS:
        assert column.name in told.out


def test_no_heading_means_two_columns() -> None:
    for column in COLUMNS:
        for heading in (column.name, column.name.upper().replace(" ", "_"), *column.headings):
            assert column_headed(heading) is column


def test_an_example_of_every_column_can_be_read() -> None:
    for column in COLUMNS:
        assert column.read(column.example)


def test_a_person_is_shown_with_profile_roles_load_references_and_mentorships(
    own_office: Office,
) -> None:
    office = own_office
    mentorship = office.accepted()
    place = f"person/{office.mentor}"
    office.done(place, "set_capacity", "capacity=2")
    office.done(place, "change_profile", "mentor_profile.support=career")
    office.done(place, "add_reference", "text=Asks well", by=office.coordinator)
    office.done(place, "set_away", "until=2999-01-31")
    shown = office.cli("person", office.mentor)
    assert shown.code == 0
    for words in (
        f"mentor in {office.program}",
        "1 of 2 taken",
        "career",
        "through Thu 31 Jan 2999",
        "Asks well",
        "Tom Whitlock",
        mentorship[:8],
        "Maya Okafor",
    ):
        assert words in shown.out
    document = office.cli("person", office.mentor, "--json").json
    assert document["load"] == 1
    assert [each["id"] for each in document["mentorships"]] == [mentorship]
    by_id = office.cli("person", document["id"], "--json").json
    assert by_id == document
    # Of who was erased or merged, only that is shown.
    mentee, other = (
        office.cli("person", each, "--json").json["id"]
        for each in (office.mentee, office.other_mentor)
    )
    office.done(f"person/{office.mentee}", "erase_person")
    office.done(f"person/{office.other_mentor}", "merge_into", f"other={office.mentor}")
    erased = office.cli("person", mentee)
    assert "all that was personal is gone" in erased.out
    assert "Maya" not in erased.out
    assert "merged into Ruth Abara" in office.cli("person", other).out
    document = office.cli("person", other, "--json").json
    assert (document["email"], document["roles"]) == (None, [])
    assert "Nobody is registered as" in office.cli("person", office.other_mentor).error


def test_a_person_is_shown_with_what_they_chose_about_reminders(own_office: Office) -> None:
    office, place = own_office, f"person/{own_office.mentor}"
    assert "reminders" not in office.cli("person", office.mentor).out
    wish = ("reminders=weekly", "hour=18", "quiet_from=21", "weekly_reminders=2")
    refused = office.do(place, "set_preferences", "hour=23", by=office.mentor)
    assert (refused.code, "choose an hour from 7 to 19" in refused.error) == (1, True)
    office.done(place, "set_preferences", *wish, by=office.mentor)
    shown = office.cli("person", office.mentor)
    assert "weekly, at 18:00, at most 2 a week" in shown.out
    office.done(place, "unsubscribe", by=office.mentor)
    shown = office.cli("person", office.mentor)
    assert "none: unsubscribed" in shown.out
    assert "quiet hours  from 21:00" in shown.out
    office.done(place, "set_preferences", "quiet_from=none", "quiet_to=none", by=office.coordinator)
    document = office.cli("person", office.mentor, "--json").json
    assert document["preferences"] == {
        "reminders": "weekly",
        "hour": 18,
        "quiet_from": None,
        "quiet_to": None,
        "weekly_reminders": 2,
    }
    assert (document["subscribed"], document["address_failing_since"]) == (False, None)
    assert office.do(place, "resubscribe").code == 1


PREFERRED = ("reminders", "quiet hours")
CHOICES: list[tuple[Preferences, dict[str, str]]] = [
    (Preferences(), {}),
    (
        Preferences(reminders="at_once", quiet_from=9, quiet_to=9),
        {"reminders": "at once", "quiet hours": "none"},
    ),
    (Preferences(quiet_from=22, quiet_to=0), {"quiet hours": "from 22:00 to 0:00"}),
    (Preferences(quiet_to=0), {"quiet hours": "to 0:00"}),
]


def test_a_failing_address_and_every_choice_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    for chosen, told in CHOICES:
        state = a_person("Ada", preferences=chosen, address_failing_since=on("2026-03-04"))
        tell_person(Personal(state, programs={}, names={}, mentorships=()))
        lines = capsys.readouterr().out.splitlines()
        assert any("refused at this address since Wed 4 Mar 2026, 09:00" in each for each in lines)
        found = {
            name: each.removeprefix(name).strip()
            for each in lines
            for name in PREFERRED
            if each.startswith(name)
        }
        assert found == told
