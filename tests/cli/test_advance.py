"""What takes longer than a moment says how far it is; what does not is silent."""

import pytest

from cli import advance
from cli.advance import advancing


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be words from the beginning, and for every number."""
    monkeypatch.setattr(advance, "SILENT_FOR", -1.0)
    monkeypatch.setattr(advance, "BETWEEN_LINES", -1.0)


def test_what_is_done_within_a_moment_needs_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    with advancing("Checking", "events", quiet=False) as told:
        told(10)
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("hurried")
def test_without_a_terminal_lines_say_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with advancing("Checking", "events", quiet=False, total=20_000) as told:
        told(10_000)
    assert capsys.readouterr() == ("", "Checking … 10,000 of 20,000 events\n")
    with advancing("Dumping", "bytes", quiet=False) as told:
        told(10)
        told(20, 40)
    assert capsys.readouterr() == ("", "Dumping … 10 bytes\nDumping … 20 of 40 bytes\n")


@pytest.mark.usefixtures("hurried")
def test_on_a_terminal_a_bar_moves_and_goes_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with advancing("Restoring", "mentorships", quiet=False, total=10) as told:
        told(3)
    out, err = capsys.readouterr()
    assert out == ""
    assert "3 of 10" in err
    assert "mentorships" in err
    with advancing("Restoring", "mentorships", quiet=True, total=10) as told:
        told(3)
    assert capsys.readouterr() == ("", "")
