"""Giving commands: what is recorded, what is refused, and what is not understood."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from runtime.clock import now
from runtime.ids import new_id
from tests.cli.office import Office
from tests.cli.terminal import Cli

pytestmark = pytest.mark.xdist_group("cli")


def test_a_mentorship_is_lived_by_hand_from_its_opening_to_the_mentors_yes(
    own_office: Office,
) -> None:
    ident = own_office.invited()
    accepted = own_office.done(ident, "accept", by=own_office.mentor)
    assert accepted["receipt"]["outcome"] == "recorded"
    assert accepted["receipt"]["events"] == ["outreach.invitation_accepted"]
    assert accepted["standing"]["stage"] == "EXPECTATIONS"


def test_a_receipt_says_what_was_recorded_and_what_waits(office: Office) -> None:
    told = office.do(office.mentorship(), "describe_need", "direction=Open", by=office.mentee)
    assert told.code == 0
    assert "✓ recorded as version 2: need described" in told.out
    assert "now in SEEKING; next, seeking nudge after " in told.out


def test_what_is_opened_is_told_with_its_id(office: Office) -> None:
    told = office.cli("open", "--program", office.program, "--mentee", office.mentee)
    assert told.code == 0
    [line] = [each for each in told.out.splitlines() if each.startswith("mentorship ")]
    assert office.cli("show", line.split()[1]).code == 0


def test_nested_fields_are_given_with_dots(own_office: Office) -> None:
    ident = own_office.accepted()
    own_office.done(ident, "waive_expectations", "why=Known for years", by=own_office.coordinator)
    own_office.done(
        ident,
        "propose_agreement",
        "terms.purpose=Learn to ask",
        "terms.ends_on=2999-01-01",
        "terms.meet=first Friday of each month",
        by=own_office.mentee,
    )
    own_office.done(ident, "sign_agreement", "version=1", by=own_office.mentor)
    ends_on = (now() + timedelta(days=60)).date()
    own_office.done(
        ident,
        "set_goal",
        "what=A draft",
        "measure=Three pages",
        "achievable=Yes",
        "reason=A start",
        f"by={ends_on}",
        by=own_office.mentee,
    )
    shown = own_office.cli("show", ident, "--json").json["state"]
    assert shown["stage"] == "GOALS"
    assert shown["agreements"]["1"]["terms"]["meet"] == "FREQ=MONTHLY;BYDAY=1FR"
    assert shown["goals"]["1"]["smart"]["what"] == "A draft"


def test_a_list_is_given_by_repeating_its_key(office: Office) -> None:
    ident = office.mentorship()
    office.done(
        ident,
        "describe_need",
        "hopes=A publication",
        "hopes=Advice, with a comma",
        "support=research",
        "support=career",
        by=office.mentee,
    )
    need = office.cli("show", ident, "--json").json["state"]["need"]
    assert need["hopes"] == ["A publication", "Advice, with a comma"]
    assert need["support"] == ["research", "career"]


def test_a_policy_is_changed_by_the_name_of_a_number(own_office: Office) -> None:
    told = own_office.done(
        f"program/{own_office.program}", "set_policy", "changes.reply_by_days=10"
    )
    assert told["receipt"]["events"] == ["program.policy_changed"]


def test_the_same_command_with_the_same_id_acts_once(office: Office) -> None:
    ident, chosen = office.mentorship(), str(new_id())
    first = office.done(ident, "note", "text=Once", "--id", chosen)
    second = office.done(ident, "note", "text=Once", "--id", chosen)
    assert first["receipt"] == second["receipt"]
    events = office.cli("history", ident, "--json").json
    assert [event["type"] for event in events].count("notes.note_written") <= 1
    assert len(events) == second["receipt"]["version"]


def test_an_id_used_for_something_else_is_refused(office: Office) -> None:
    ident, chosen = office.mentorship(), str(new_id())
    office.done(ident, "note", "text=One", "--id", chosen)
    told = office.do(ident, "note", "text=Another", "--id", chosen)
    assert told.code == 1
    assert told.error == "This id belongs to another command; give each command an id of its own."


def test_a_receipt_is_found_again_by_the_commands_id(office: Office) -> None:
    ident, chosen = office.mentorship(), str(new_id())
    given = office.done(ident, "note", "text=Kept", "--id", chosen)
    assert office.cli("receipt", chosen, "--json").json["receipt"] == given["receipt"]


def test_a_refusal_is_found_again_by_the_commands_id(office: Office) -> None:
    chosen = str(new_id())
    assert office.do(office.mentorship(), "accept", "--id", chosen, by=office.mentor).code == 1
    assert office.cli("receipt", chosen, "--json").json["receipt"]["code"] == "not_your_part"


def test_a_command_that_never_arrived_has_no_receipt(cli: Cli) -> None:
    told = cli("receipt", str(new_id()))
    assert told.code == 2
    assert "it never arrived, or is on its way" in told.error


def test_a_dry_run_shows_events_letters_and_deadlines_and_records_nothing(office: Office) -> None:
    ident = office.mentorship()
    office.done(ident, "shortlist", f"person={office.mentor}", by=office.mentee)
    words = ("invite", "candidate=1", "ask=A project", "--dry-run")
    told = office.do(ident, *words, by=office.mentee).out
    assert "invitation sent" in told
    assert "invitation to Ruth Abara" in told
    assert "reply due" in told
    shown = office.done(ident, *words, by=office.mentee)
    assert [event["type"] for event in shown["events"]] == ["outreach.invitation_sent"]
    assert shown["letters"][0]["kind"] == "invitation"
    assert "reply_due" in {each["kind"] for each in shown["deadlines"]}
    assert len(office.cli("history", ident, "--json").json) == 2


def test_the_opening_is_rehearsed_in_the_programs_zone_and_told_in_words(office: Office) -> None:
    words = ("open", "--program", office.program, "--mentee", office.mentee)
    rehearsed = office.cli(*words, "--dry-run").out
    assert re.search(
        r"deadlines afterwards\n  after \w{3} \d+ \w{3} \d{4}  seeking nudge", rehearsed
    )
    assert re.search(r"nudge after \w{3} \d+ \w{3} \d{4}\n", rehearsed)
    assert re.search(r"next, seeking nudge after \w{3} \d+ \w{3} \d{4}\n", office.cli(*words).out)


def test_of_the_others_wish_to_end_neither_receipt_nor_dry_run_tells(own_office: Office) -> None:
    ident = own_office.accepted()
    for stage in ("GOALS", "CHECK_IN"):
        own_office.done(ident, "transition", f"to={stage}", "why=x", by=own_office.coordinator)
    words = ("submit_reflection", "done=A draft", "next=A paper")
    own_office.done(ident, *words, "wish=end", by=own_office.mentee)
    rehearsed = own_office.do(
        ident, *words, "wish=go_on", "--dry-run", "--json", by=own_office.mentor
    )
    given = own_office.do(ident, *words, "wish=go_on", "--json", by=own_office.mentor)
    for told in (rehearsed, given):
        assert told.code == 0
        assert "end_" not in told.out.replace("end_notice", "")
    whole = own_office.done(ident, "note", "text=x", by=own_office.coordinator)
    assert "end_confirmation" in {each["kind"] for each in whole["standing"]["deadlines"]}


def test_a_dry_run_of_something_forbidden_says_why(office: Office) -> None:
    told = office.do(office.mentorship(), "accept", "--dry-run", by=office.mentor)
    assert told.code == 1
    assert told.error == "Only the invited mentor of this mentorship can accept."


def test_somebody_elses_part_is_refused(office: Office) -> None:
    told = office.do(office.invited(), "accept", by=office.other_mentor)
    assert told.code == 1
    assert told.error == "Only the invited mentor of this mentorship can accept."


def test_a_command_in_the_wrong_stage_is_refused_with_the_right_ones(office: Office) -> None:
    told = office.do(office.invited(), "sign_agreement", "version=1", by=office.coordinator)
    assert told.code == 1
    assert "Only the mentee or the mentor" in told.error
    told = office.do(office.mentorship(), "achieve_goal", "goal=1", by=office.mentee)
    assert told.code == 1
    assert "SEEKING" in told.error
    assert "it is possible in GOALS" in told.error


def test_a_past_date_is_refused(office: Office) -> None:
    told = office.do(office.mentorship(), "pause", "until=2020-02-02", by=office.mentee)
    assert told.code == 1
    assert "2020" in told.error or "past" in told.error


def test_a_text_of_two_megabytes_is_too_long(office: Office, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("a" * 2_000_000)
    ident = office.mentorship()
    told = office.do(ident, "note", f"text=@{tmp_path / 'long.txt'}")
    assert told.code == 2
    assert told.error == "text: is too long; use at most 10000 characters."
    assert len(office.cli("history", ident, "--json").json) == 1


def test_a_bad_time_zone_is_named_with_a_right_one(cli: Cli) -> None:
    told = cli("do", "new", "create_program", "name=Nowhere", "zone=Mars/Olympus")
    assert told.code == 2
    assert told.error == (
        "zone: is not a time zone; use a name such as America/Denver or Europe/Berlin."
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["invite", "candidat=1"], "candidat: is not a field here; did you mean candidate?"),
        (["invite", "ask=Please"], "candidate: is missing."),
        (["invite", "candidate=one", "ask=Please"], "candidate: should be a whole number"),
        (["invite", "1"], "'1' is no field; write key=value (candidate=…, ask=…)."),
        (["inviet"], "There is no command 'inviet'; did you mean invite?"),
        (["pause", "until=tomorrow"], "until: should be a date such as 2026-12-31"),
        (["note", "text=@nowhere.txt"], "text: nowhere.txt cannot be read"),
        (["propose_agreement", "terms={"], "terms: should be JSON"),
        (["register_person"], "register_person is a command of a person; give it as"),
        (["shortlist", "person=nobody@example.org"], "Nobody is registered as nobody@example.org"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_would_be_right(
    office: Office, words: list[str], sentence: str
) -> None:
    told = office.do(office.mentorship(), *words)
    assert told.code == 2
    assert told.error.startswith(sentence)


def test_an_unknown_mentorship_is_told(cli: Cli) -> None:
    told = cli("do", str(new_id()), "note", "text=Hello")
    assert told.code == 2
    assert re.fullmatch(
        r"There is no mentorship \S+; 'mentorship list --all' shows all there are\.", told.error
    )


def test_an_id_may_be_cut_short_but_not_too_short(office: Office) -> None:
    ident = office.mentorship()
    assert office.cli("show", ident[:8], "--json").json["id"] == ident
    told = office.cli("show", ident[:3])
    assert told.code == 2
    assert "at least its first 4 characters" in told.error


def test_a_program_that_is_misspelt_is_suggested(office: Office) -> None:
    told = office.cli("open", "--program", f"residenzy {office.number}", "--mentee", office.mentee)
    assert told.code == 2
    assert "did you mean 'Residency" in told.error


def test_a_person_that_is_misspelt_is_suggested(office: Office) -> None:
    address = office.mentee.replace("maya", "mayaa")
    told = office.cli("open", "--program", office.program, "--mentee", address)
    assert told.code == 2
    assert f"did you mean {office.mentee}?" in told.error


def test_a_role_can_be_chosen_and_needs_a_person(office: Office) -> None:
    ident = office.mentorship()
    told = office.do(ident, "note", "text=Hello", "--role", "coordinator")
    assert told.code == 2
    assert told.error == "Nobody is named to act as coordinator; say who with --as ADDRESS."


def test_a_coordinator_moves_a_mentorship_with_a_reason(own_office: Office) -> None:
    ident = own_office.accepted()
    told = own_office.cli(
        "transition", ident, "goals", "--why", "Stuck", "--as", own_office.coordinator
    )
    assert told.code == 0
    moved = own_office.cli("history", ident, "--json").json[-1]
    assert (moved["data"]["before"], moved["data"]["to"]) == ("EXPECTATIONS", "GOALS")
    assert moved["data"]["why"] == "Stuck"


def test_a_move_that_is_not_possible_is_refused_with_what_is(office: Office) -> None:
    told = office.cli("transition", office.mentorship(), "GOALS", "--why", "Hurry")
    assert told.code == 1
    assert told.error == (
        "SEEKING cannot become GOALS: there is no mentor yet; use `assign_mentor`."
    )
