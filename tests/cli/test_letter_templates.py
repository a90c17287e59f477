from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from letters.preview import known
from letters.samples import kinds
from tests.cli.terminal import Cli

PNG = b"\x89PNG\r\n\x1a\n"
PROGRAM = "5f0f9d0e-1111-4222-8333-444455556666"
SIGNED = '{% extends "mentorship/thanks.jinja" %}{% block subject %}Merci, {{ to }}{% endblock %}'


@pytest.fixture
def cli(cli_on: Callable[[Path], Cli], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run commands where no server runs and a program has templates of its own."""
    folder = tmp_path / "letters"
    (folder / PROGRAM).mkdir(parents=True)
    (folder / PROGRAM / "thanks.jinja").write_text(SIGNED)
    (folder / "logo.png").write_bytes(PNG)
    monkeypatch.setenv("MENTORSHIP_LETTERS_DIR", str(folder))
    return cli_on(tmp_path / "home")


def test_a_kind_is_shown_as_it_would_be_sent(cli: Cli) -> None:
    usual = cli("letters", "preview", "thanks")
    assert usual.code == 0
    assert usual.out.startswith("Subject: Ada says thank you\n\nDear Ben,\n\n")
    own = cli("letters", "preview", "thanks", "--program", PROGRAM, "--json").json
    assert [each["subject"] for each in own] == ["Merci, Ben"]
    assert "things wait for you" in cli("letters", "preview", "gathered").out
    sign_in = cli("letters", "preview", "sign_in").out
    assert sign_in.startswith("Subject: Your link to sign in to ")
    assert "\nSign in:\nhttps://" in sign_in


def test_all_kinds_are_written_as_text_as_a_page_and_as_a_message(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = cli("letters", "preview", "all", "--out", str(out))
    assert ran.code == 0
    assert ran.out.startswith(f"{3 * len(known())} files are in ")
    assert {each.name for each in out.iterdir()} == {
        f"{kind}.{suffix}" for kind in known() for suffix in ("txt", "html", "eml")
    }
    mail = message_from_bytes((out / "gathered.eml").read_bytes(), policy=policy.default)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = (out / "thanks.html").read_text()
    assert 'src="data:image/png;base64,' in page
    assert "cid:" not in page


def test_a_broken_template_is_named_with_its_line(cli: Cli, tmp_path: Path) -> None:
    assert cli("letters", "check").code == 0
    assert cli("letters", "check", "--json").json["kinds"] == len(kinds())
    broken = tmp_path / "letters" / "thanks.jinja"
    broken.write_text("\n" + SIGNED.replace("{{ to }}", "\n{{ nobody }}"))
    for words in (("check",), ("check", str(tmp_path / "letters")), ("preview", "thanks")):
        ran = cli("letters", *words)
        assert ran.code == 1
        assert f"{broken}, line 3, fails in a sample letter of the kind thanks" in ran.error
    facts = cli("letters", "check", "--json").json["error"]["facts"]
    assert (facts["file"], facts["line"]) == (str(broken), 3)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("thank",), "There is no kind of letter 'thank'; did you mean 'thanks'?"),
        (("9",), "There is no kind of letter '9'; there are acceptance, "),
        (("thanks", "--program", "Residency"), "'Residency' is no program's id; 'mentorship pro"),
        (("thanks", "--out", "/dev/null/x"), "Nothing can be written in /dev/null/x: "),
    ],
)
def test_a_typing_slip_is_named(cli: Cli, words: tuple[str, ...], sentence: str) -> None:
    ran = cli("letters", "preview", *words)
    assert ran.code == 2
    assert ran.error.startswith(sentence)
