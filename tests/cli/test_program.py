"""Programs: created, shown with every number, and changed as a whole or not at all."""

from pathlib import Path
from typing import Any

import pytest

from cli.reach import REACH
from domain.policy import Policy
from tests.cli.office import Office
from tests.cli.terminal import Cli

pytestmark = pytest.mark.xdist_group("cli")


def shown(cli: Cli, name: str) -> dict[str, Any]:
    document: dict[str, Any] = cli("program", "show", name, "--json").json
    return document


def number(document: dict[str, Any], field: str) -> dict[str, Any]:
    [found] = [each for each in document["policy"] if each["field"] == field]
    return dict(found)


def test_from_when_on_every_number_counts_is_said() -> None:
    assert list(REACH) == list(Policy.model_fields)


def test_a_program_is_created_with_its_own_numbers_and_shown_with_all(cli: Cli) -> None:
    words = ("Fellowship", "--zone", "Europe/Berlin", "reply_by_days=10", "quiet-days=60")
    rehearsed = cli("program", "create", *words, "--dry-run", "--json")
    assert rehearsed.json["dry_run"]
    made = cli("program", "create", *words, "--json").json["receipt"]
    document = shown(cli, "Fellowship")
    assert f"program/{document['id']}" == made["stream"]
    assert (document["zone"], document["closed"], document["template"]) == (
        "Europe/Berlin",
        False,
        None,
    )
    assert [each["field"] for each in document["policy"]] == list(Policy.model_fields)
    assert number(document, "reply_by_days") == {
        "field": "reply_by_days",
        "value": 10,
        "default": 14,
        "changed": True,
        "bounds": "a whole number from 1 to 90",
        "about": "Days a mentor has to reply to one ask",
        "counts_from": "the next invitation",
    }
    told = cli("program", "show", "Fellowship").out
    assert "*  reply_by_days" in told
    assert "   follow_ups" in told
    assert "none open" in told
    again = cli("program", "create", *words, "--id", made["command_id"], "--json")
    assert again.json["receipt"] == made
    taken = cli("program", "create", *words)
    assert taken.code == 1
    assert f"There is a program 'Fellowship' already ({document['id']})" in taken.error


def test_a_change_says_what_was_what_is_and_whom_it_reaches(own_office: Office) -> None:
    cli, name = own_office.cli, own_office.program
    own_office.accepted()
    own_office.invited()
    words = (name, "reply_by_days=10", "check_in_open_days=20")
    rehearsed = cli("program", "set", *words, "--dry-run", "--json").json
    assert rehearsed["dry_run"]
    assert number(shown(cli, name), "reply_by_days")["value"] == 14
    told = cli("program", "set", *words)
    assert told.code == 0
    assert " ".join(told.out.split()).count("reply_by_days 14 10 the next invitation") == 1
    assert "It reaches 2 of 2 open mentorships (1 in OUTREACH, 1 in EXPECTATIONS)" in " ".join(
        told.out.split()
    )
    assert number(shown(cli, name), "check_in_open_days")["value"] == 20
    only_search = cli("program", "set", name, "follow_ups=3", "--json").json
    assert only_search["changes"] == [
        {"field": "follow_ups", "before": 1, "after": 3, "counts_from": "the next invitation"}
    ]
    assert only_search["reaches"] == {"OUTREACH": 1}
    assert "nothing changed" in cli("program", "set", name, "follow_ups=3").out
    assert shown(cli, name)["mentorships"] == {"OUTREACH": 1, "EXPECTATIONS": 1}
    assert shown(cli, name)["roles"] == {"mentee": 1, "mentor": 2, "coordinator": 1}


def test_the_letterhead_is_set_shown_and_taken_back(own_office: Office, tmp_path: Path) -> None:
    cli, name = own_office.cli, own_office.program
    assert shown(cli, name)["letterhead"] == {"reply_to": None, "signature": None}
    file = tmp_path / "signature.txt"
    file.write_text("Tom Whitlock\nRoom 4\n", encoding="utf-8")
    words = ("program", "set", name, "--reply-to", "Office@Example.org", "--signature", f"@{file}")
    rehearsed = cli(*words, "--dry-run")
    assert "This would change" in rehearsed.out
    told = cli(*words, "--as", own_office.coordinator)
    assert told.code == 0
    assert "reply_to — office@example.org the next letter" in " ".join(told.out.split())
    assert "Letters that have left stay as they are." in told.out
    assert shown(cli, name)["letterhead"] == {
        "reply_to": "office@example.org",
        "signature": "Tom Whitlock\nRoom 4",
    }
    screen = cli("program", "show", name).out
    assert "office@example.org" in screen
    assert "Room 4" in screen
    back = cli("program", "set", name, "--reply-to", "", "--json").json
    assert back["changes"] == [
        {
            "field": "reply_to",
            "before": "office@example.org",
            "after": None,
            "counts_from": "the next letter",
        }
    ]
    assert back["reaches"] == {}
    both = cli("program", "set", name, "follow_ups=2", "--reply-to", "office@example.org")
    assert both.error.startswith("Numbers and the letterhead are two changes")
    wrong = cli("program", "set", name, "--reply-to", "office")
    assert (wrong.code, "reply_to" in wrong.error) == (2, True)


REFUSED = [
    (["reply_by_days=0", "quiet_days=60"], 1, "reply_by_days must be a whole number from 1 to"),
    (["next_candidate=soon"], 1, "next_candidate must be manual or automatic."),
    (["check_in_open_days=7"], 1, "check_in_reminder_days (7) must be less than"),
    (["reminder_hour=21"], 1, "reminder_hour (21) must be from quiet_to_hour (7) on and before"),
    (["reply_days=3"], 2, "reply_days: is no field of the policy; did you mean reply_by_days?"),
    (["colour=red"], 2, "colour: is no field of the policy; 'mentorship program show NAME'"),
    (["quiet_days=60", "quiet-days=70"], 2, "quiet_days: is given twice; give it once."),
    (["sixty"], 2, "'sixty' is no number of the policy; write field=value."),
]


def test_what_is_out_of_bounds_or_unknown_changes_nothing(office: Office) -> None:
    cli = office.cli
    before = shown(cli, office.program)
    for words, code, sentence in REFUSED:
        told = cli("program", "set", office.program, *words)
        assert told.code == code
        assert told.error.startswith(sentence)
        made = cli("program", "create", "Never", "--zone", "UTC", *words)
        assert (made.code, made.error) == (code, told.error)
    assert cli("program", "set", office.program).error.startswith("Nothing to change is given")
    assert shown(cli, office.program) == before
    assert cli("program", "show", "Never").code == 2


def test_a_mentee_changes_no_number_and_a_coordinator_does(own_office: Office) -> None:
    words = ("program", "set", own_office.program, "quiet_days=60")
    assert own_office.cli(*words, "--as", own_office.mentee).code == 1
    assert own_office.cli(*words, "--as", own_office.coordinator).code == 0


def test_programs_whose_names_differ_in_case_alone_are_told_apart_by_the_exact_name(
    cli: Cli,
) -> None:
    for name, zone in (("Tandem", "UTC"), ("TANDEM", "Europe/Berlin")):
        assert cli("program", "create", name, "--zone", zone).code == 0
    assert shown(cli, "Tandem")["zone"] == "UTC"
    assert shown(cli, "TANDEM")["zone"] == "Europe/Berlin"
    told = cli("program", "show", "tandem")
    assert told.code == 2
    assert told.error.startswith("2 programs are called 'tandem'; give the id: ")
    assert "is 'TANDEM'" in told.error
