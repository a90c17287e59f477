"""Access at the command line: people are let in and put out, keys are made and revoked."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest

from cli.session import session
from domain.links.addresses import token_in
from records.access.sessions import Session
from runtime.clock import now
from runtime.tokens import KEY_PREFIX, new_token
from tests.cli.office import Office

pytestmark = pytest.mark.xdist_group("cli")


def signed_in_by(link: str) -> Any:
    """Press the button of the page that a link to sign in leads to."""

    async def press() -> Any:
        async with session() as found:
            return await found.records.sign_in_by(
                token_in(link), browser=None, session=new_token(), agent="A browser", at=now()
            )

    return asyncio.run(press())


def test_an_operator_lets_a_person_in_and_puts_them_out(office: Office) -> None:
    cli, mentor = office.cli, office.mentor
    made = cli("access", "link", mentor, "--json").json
    assert urlsplit(made["link"]).path.rpartition("/")[0].endswith("/sign-in")
    begun = signed_in_by(made["link"])
    assert isinstance(begun, Session)
    assert str(begun.person) == made["person"]
    assert signed_in_by(made["link"]).code == "sign_in_used"

    told = cli("access", "sessions", mentor)
    assert "an operator's link" in told.out
    assert "A browser" in told.out
    (listed,) = cli("access", "sessions", mentor, "--json").json
    assert (listed["id"], listed["how"]) == (str(begun.id), "operator")
    assert "token" not in listed
    assert cli("access", "end", mentor).out == "✓ ended 1 session.\n"
    assert "nothing changed" in cli("access", "end", mentor).out
    assert "signed in nowhere" in cli("access", "sessions", mentor).out
    assert "no passkey left" in cli("access", "forget-passkeys", mentor).out

    shown = cli("access", "link", mentor)
    assert "/sign-in/" in shown.out.splitlines()[0]
    assert "Good once, for 10 minutes, for Ruth Abara." in shown.out
    assert "Nobody is registered as nobody@" in cli("access", "link", "nobody@example.org").error


def test_a_key_is_shown_once_and_revoked_by_the_beginning_of_its_id(office: Office) -> None:
    cli = office.cli
    wanted = ("--as", office.coordinator, "--name", "Timetable", "--program", office.program)
    made = cli("access", "make-key", *wanted, "--scope", "read", "--scope", "act", "--json").json
    assert made["key"].startswith(KEY_PREFIX)
    assert (made["scopes"], made["good"]) == (["act", "read"], True)
    operators = cli("access", "make-key", "--as", "operator", "--name", "Ops", "--scope", "read")
    assert operators.out.startswith(KEY_PREFIX)
    assert "not shown again" in operators.out

    (listed,) = cli("access", "keys", office.coordinator, "--json").json
    assert listed == {name: each for name, each in made.items() if name != "key"}
    every = cli("access", "keys").out
    assert "the operator" in every
    assert made["key"] not in every
    assert cli("access", "revoke-key", made["id"][:13]).out == "✓ revoked 1 key.\n"
    assert "nothing changed" in cli("access", "revoke-key", made["id"]).out
    (revoked,) = cli("access", "keys", office.coordinator, "--json").json
    assert revoked["good"] is False
    assert "revoked " in cli("access", "keys", office.coordinator).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("make-key", "--as", "operator", "--name", "x", "--scope", "fly"), "'fly'"),
        (("make-key", "--as", "operator", "--name", "x"), "--scope"),
        (("make-key", "--as", "operator", "--name", "a\nb", "--scope", "read"), "one line"),
        (
            ("make-key", "--as", "operator", "--name", "x", "--scope", "read", "--days", "400"),
            "less than or equal to 366",
        ),
        (("revoke-key", "00000000"), "There is no key 00000000; 'mentorship access keys'"),
        (("revoke-key", "0"), "give more of the id"),
    ],
)
def test_what_cannot_be_understood_is_said_in_a_sentence(
    office: Office, words: tuple[str, ...], said: str
) -> None:
    ran = office.cli("access", *words)
    assert ran.code == 2
    assert said in ran.error
