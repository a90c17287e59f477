"""The demonstration, played to its end on real servers."""

import json
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from runtime.embedded.mail import letters
from runtime.embedded.publication import running_stack
from tests.cli.terminal import WITHIN, command, environment, in_a_process

pytestmark = [pytest.mark.xdist_group("cli-demo"), pytest.mark.long]


def test_the_demonstration_plays_to_its_end_and_every_record_verifies(home: Path) -> None:
    told = in_a_process(home, "demo", "--json")
    assert told.code == 0, (told.err, told.out[-500:])
    events = [json.loads(line) for line in told.out.splitlines()]
    assert all(
        event.keys() == {"at", "stream", "version", "type", "stage", "actor", "data"}
        for event in events
    )
    mentorships = [event for event in events if event["stream"].startswith("mentorship/")]
    first, second = dict.fromkeys(event["stream"] for event in mentorships)
    mentorship = [event for event in mentorships if event["stream"] == first]
    quiet = [event["type"] for event in mentorships if event["stream"] == second]
    assert "goals.went_quiet" in quiet
    assert [event["version"] for event in mentorship] == list(range(1, len(mentorship) + 1))
    assert mentorship[0]["type"] == "seeking.mentorship_opened"
    assert mentorship[-1]["type"] == "ended.record_closed"
    assert mentorship[-1]["stage"] == "ENDED"
    stages = {event["stage"] for event in mentorship}
    assert stages == {
        "SEEKING",
        "OUTREACH",
        "EXPECTATIONS",
        "GOALS",
        "CHECK_IN",
        "REDEFINITION",
        "CLOSING",
        "ENDED",
    }
    kinds = Counter(event["type"] for event in mentorship)
    assert kinds["outreach.invitation_followed_up"] == 1
    assert kinds["outreach.invitation_lapsed"] == 1
    times = [event["at"] for event in mentorship]
    assert times == sorted(times)
    arrived = letters(home / "demo" / "mail")
    assert sum("maya.okafor@" in mail["To"] for mail in arrived) > 25
    assert sum("nora.lindqvist@" in mail["To"] for mail in arrived) > 5


def test_a_demonstration_that_is_interrupted_leaves_nothing_running(home: Path) -> None:
    process = subprocess.Popen(
        command("demo"),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert "The resident" in process.stdout.readline() + process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=WITHIN)
    assert process.returncode == 130
    assert running_stack(home / "demo") is None
