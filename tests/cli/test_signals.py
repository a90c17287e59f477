"""Case 7: the administrator's hand, by Temporal's own command."""

import json
import subprocess

import pytest

from runtime.embedded.binaries import temporal_binary
from tests.cli.office import Office
from tests.cli.terminal import WITHIN, Up, wait_for

pytestmark = pytest.mark.xdist_group("cli")


def signal(stack: Up, mentorship: str, text: str, *, name: str = "transition") -> None:
    """Send a signal as an administrator would, by the official command."""
    assert stack.stack.temporal_address is not None
    words = ("workflow", "signal", "--workflow-id", f"mentorship/{mentorship}", "--name", name)
    subprocess.run(
        [temporal_binary(), "--address", stack.stack.temporal_address, *words, "--input", text],
        check=True,
        capture_output=True,
        timeout=WITHIN,
    )


def test_a_stuck_mentorship_is_moved_by_a_signal_with_a_reason(
    own_office: Office, stack: Up
) -> None:
    ident = own_office.accepted()
    why = "They meet every week and never sign."
    signal(stack, ident, json.dumps({"to": "GOALS", "why": why, "by": own_office.coordinator}))

    def moved() -> str:
        told = own_office.cli("history", ident)
        assert "stage moved" in told.out
        return " ".join(told.out.split())

    told = wait_for(moved)
    assert why in told
    assert "Tom Whitlock" in told
    assert own_office.cli("show", ident, "--json").json["stage"] == "GOALS"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"to": "GOALS"}', "why: Field required"),
        ('["GOALS"]', "the input"),
        ("17", "the input"),
        ('{"to": "GOALS", "why": "x", "by": "y", "when": "now"}', "when: "),
    ],
)
def test_a_malformed_signal_is_recorded_and_shown_and_harms_nothing(
    office: Office, stack: Up, text: str, problem: str
) -> None:
    ident = office.mentorship()
    signal(stack, ident, text)

    def shown() -> str:
        told = office.cli("show", ident, "--json").json["refused"]
        assert told
        sentence: str = told[0]["sentence"]
        return sentence

    assert problem in wait_for(shown)
    assert "was not understood" in " ".join(office.cli("show", ident).out.split())
    office.done(ident, "describe_need", "direction=Still here", by=office.mentee)


def test_a_signal_by_somebody_who_is_no_coordinator_is_refused(office: Office, stack: Up) -> None:
    ident = office.mentorship()
    signal(stack, ident, json.dumps({"to": "ENDED", "why": "No", "by": office.mentee}))

    def refused() -> None:
        told = office.cli("show", ident, "--json").json["refused"]
        assert [each["code"] for each in told] == ["not_your_part"]

    wait_for(refused)
    assert office.cli("show", ident, "--json").json["stage"] == "SEEKING"
