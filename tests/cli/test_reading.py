"""Reading: lists, one mentorship, its history, what comes next, its letters."""

import pytest

from tests.cli.office import Office
from tests.cli.terminal import Cli, wait_for

pytestmark = pytest.mark.xdist_group("cli")


def test_a_list_shows_the_mentee_the_stage_and_what_is_due(office: Office) -> None:
    ident = office.mentorship()
    listed = office.cli("list", "--program", office.program)
    assert listed.code == 0
    line = next(line for line in listed.out.splitlines() if line.startswith(ident[:8]))
    assert "SEEKING" in line
    assert "Maya Okafor" in line
    assert "seeking nudge" in line


def test_a_list_is_filtered_by_stage_person_and_attention(own_office: Office) -> None:
    seeking, asked = own_office.mentorship(), own_office.invited()

    def ids(*words: str) -> set[str]:
        found = own_office.cli("list", "--program", own_office.program, *words, "--json").json
        return {row["id"] for row in found}

    assert ids() == {seeking, asked}
    assert ids("--stage", "outreach") == {asked}
    assert ids("--person", own_office.mentee) == {seeking, asked}
    assert ids("--person", own_office.mentor) == set()
    assert ids("--attention") == set()
    own_office.done(seeking, "raise_concern", "text=Something is wrong", by=own_office.mentee)
    assert ids("--attention") == {seeking}


def test_what_needs_a_look_comes_first_in_a_list(own_office: Office) -> None:
    own_office.mentorship()
    second = own_office.mentorship()
    own_office.done(second, "raise_concern", "text=Something is wrong", by=own_office.mentee)
    rows = own_office.cli("list", "--program", own_office.program, "--json").json
    assert rows[0]["id"] == second


def test_an_unknown_stage_is_told_with_the_stages_there_are(cli: Cli) -> None:
    told = cli("list", "--stage", "dating")
    assert told.code == 2
    assert "There is no stage 'dating'; the stages are SEEKING, OUTREACH" in told.error


def test_a_mentorship_is_shown_with_its_people_and_what_it_waits_for(office: Office) -> None:
    shown = office.cli("show", office.invited()).out
    assert "Maya Okafor" in shown
    assert "OUTREACH" in shown
    assert "Ruth Abara" in shown
    assert "asked, may reply through" in shown
    assert "waits for" in shown


def test_what_was_refused_is_shown(office: Office) -> None:
    ident = office.mentorship()
    office.do(ident, "accept", by=office.mentor)
    assert "Only the invited mentor" in office.cli("show", ident).out
    refused = office.cli("show", ident, "--json").json["refused"]
    assert [each["code"] for each in refused] == ["not_your_part"]


def test_a_history_says_when_what_and_who(office: Office) -> None:
    told = office.cli("history", office.invited()).out
    assert "Maya Okafor (mentee)" in told
    assert "administrator" in told
    assert "invitation sent — " in told
    assert "“A project of yours”" in told
    assert "Times are those of America/Denver." in told


def test_a_persons_and_a_programs_history_are_told_too(office: Office) -> None:
    person = office.cli("history", f"person/{office.mentee}", "--json").json
    program = office.cli("history", f"program/{office.program}", "--json").json
    assert [each["type"] for each in person] == ["person.registered", "person.role_granted"]
    assert [each["type"] for each in program] == ["program.created"]


def test_letters_are_listed_until_they_are_sent(office: Office) -> None:
    ident = office.invited()

    def all_sent() -> None:
        letters = office.cli("letters", ident, "--json").json
        assert [each["kind"] for each in letters][-1:] == ["invitation"]
        assert all(each["sent_at"] for each in letters)

    wait_for(all_sent)
    shown = office.cli("letters", ident).out
    assert "Ruth Abara" in shown
    assert "sent on " in shown
    to_mentor = office.cli("letters", "--person", office.mentor, "--json").json
    assert [each for each in to_mentor if each["mentorship"] == ident] == [
        each for each in office.cli("letters", ident, "--json").json if each["name"] == "Ruth Abara"
    ]
    shown = office.cli("letters", "--person", office.mentor).out
    assert ident[:8] in shown
    assert "Times are those of Europe/Berlin." in shown


@pytest.mark.parametrize("words", [(), ("abcd", "--person", "ruth1@example.org")])
def test_letters_are_asked_for_in_one_way(cli: Cli, words: tuple[str, ...]) -> None:
    told = cli("letters", *words)
    assert told.code == 2
    assert "either the ID of a mentorship or --person" in told.error


def test_letters_of_nobody_are_none(own_office: Office) -> None:
    assert (
        "No letters were written to this person yet."
        in own_office.cli("letters", "--person", own_office.other_mentor).out
    )
    told = own_office.cli("letters", "--person", "nobody@example.org", "--json")
    assert (told.code, told.json["error"]["kind"]) == (2, "unknown")


def test_people_and_programs_are_listed(office: Office) -> None:
    people = office.cli("people", "--program", office.program, "--json").json
    assert {each["email"] for each in people} == {
        office.mentee,
        office.mentor,
        office.other_mentor,
        office.coordinator,
    }
    assert office.mentor in office.cli("people").out
    assert office.program in {each["name"] for each in office.cli("programs", "--json").json}
    assert office.program in office.cli("programs").out


def test_every_record_verifies(office: Office) -> None:
    office.mentorship()
    assert office.cli("records", "verify", "--json").json["problems"] == []
    assert "are as they were recorded" in office.cli("records", "verify").out


def test_what_comes_next_is_told_with_its_day_and_its_rule(office: Office) -> None:
    ident = office.invited()
    told = office.cli("next", ident)
    assert told.code == 0
    assert "If the mentor has not replied to invitation 1 by then" in told.out
    assert "by policy reply_by_days, follow_ups" in told.out
    assert "America/Denver" in told.out
    first = office.cli("next", ident, "--json").json[0]
    assert first["when"]["zone"] == "America/Denver"
    assert first["rule"] == "policy reply_by_days, follow_ups"


def test_a_history_with_somebodys_eyes_leaves_out_what_is_not_theirs(own_office: Office) -> None:
    ident = own_office.accepted()
    own_office.done(ident, "raise_concern", "text=He shouts", by=own_office.mentee)

    def types(*words: str) -> list[str]:
        return [each["type"] for each in own_office.cli("history", ident, *words, "--json").json]

    assert "concerns.concern_raised" in types()
    assert "concerns.concern_raised" in types("--as", own_office.mentee)
    assert "concerns.concern_raised" not in types("--as", own_office.mentor)
    assert "He shouts" not in own_office.cli("history", ident, "--as", own_office.mentor).out


def test_a_mentorship_is_shown_with_somebodys_eyes(own_office: Office) -> None:
    ident = own_office.mentorship()
    for number, mentor in enumerate((own_office.other_mentor, own_office.mentor), start=1):
        own_office.done(ident, "shortlist", f"person={mentor}", "note=QUAIL", by=own_office.mentee)
        own_office.done(ident, "invite", f"candidate={number}", "ask=x", by=own_office.mentee)
        if number == 1:
            own_office.done(ident, "decline", by=mentor)
    asked = own_office.cli("show", ident, "--as", own_office.mentor).out
    assert "Ruth Abara" in asked
    assert "may reply through" in asked
    for word in ("QUAIL", "Henrik Sandvik", "shortlist"):
        assert word not in asked
    own_office.done(ident, "raise_concern", "text=He shouts", by=own_office.mentee)
    own_office.do(ident, "accept", by=own_office.mentee)
    assert "needs a look" in own_office.cli("show", ident).out
    theirs = own_office.cli("show", ident, "--as", own_office.mentor, "--json").json
    assert (theirs["attention"], theirs["refused"]) == ([], [])
    assert set(theirs["names"].values()) == {"Maya Okafor", "Ruth Abara"}
    mine = own_office.cli("show", ident, "--as", own_office.mentee)
    assert "QUAIL" in mine.out
    assert "refused lately" in mine.out
    assert "needs a look" not in mine.out
    assert own_office.cli("show", ident, "--as", own_office.coordinator).code == 0


def test_a_history_is_not_for_somebody_without_a_part(office: Office) -> None:
    told = office.cli("history", office.mentorship(), "--as", office.other_mentor)
    assert told.code == 1
    assert "has no part in this mentorship" in told.error
