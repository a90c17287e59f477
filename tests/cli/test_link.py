"""A letter's link at the command line: looked at, acted by, and taken back."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from cli.session import session
from domain.envelopes import Role
from domain.links.addresses import address_of
from domain.links.purposes import Purpose
from records.links import NewLink, digest_of
from runtime.clock import now
from runtime.tokens import new_token
from tests.cli.office import Office

pytestmark = pytest.mark.xdist_group("cli")


def a_link(office: Office, mentorship: str | None, purpose: Purpose, **fields: Any) -> str:
    """Keep a link of the mentor as if a letter had brought it, and return its address."""
    token = new_token()
    person = UUID(office.cli("person", office.mentor, "--json").json["id"])
    about = None if mentorship is None else UUID(mentorship)
    usual = {"mentorship": about, "expires_at": now() + timedelta(days=14)}
    link = NewLink(digest_of(token), person, Role.MENTOR, purpose, **{**usual, **fields})

    async def keep() -> None:
        async with session() as found:
            await found.records.make_links([link], at=now() - timedelta(days=1))

    asyncio.run(keep())
    return address_of("https://mentoring.example", token)


def test_an_invitation_is_answered_by_its_link_once_and_for_all(own_office: Office) -> None:
    cli, ident = own_office.cli, own_office.invited()
    link = a_link(own_office, ident, Purpose.ANSWER_INVITATION, subject=1)
    token = link.rpartition("/")[2]

    shown = cli("link", "show", link)
    assert shown.code == 0
    for words in ("✓ usable", "Ruth Abara (mentor)", "answer invitation (1)", "reply later"):
        assert words in shown.out
    document = cli("link", "show", "--json", "--", token).json
    assert document["offers"] == ["accept", "decline", "reply_later"]
    assert (document["condition"], document["mentorship"]) == ("usable", ident)

    denied = cli("link", "do", link, "end_mentorship")
    assert denied.code == 1
    assert denied.error.startswith("This link lets you accept, decline or reply later, and nothing")
    other = cli("link", "do", link, "accept", "invitation=2", "--json")
    assert (other.code, other.json["error"]["kind"]) == (1, "link_not_for_this")

    rehearsed = cli("link", "do", link, "accept", "--dry-run")
    assert rehearsed.code == 0
    assert "This would happen" in rehearsed.out
    assert cli("link", "show", link, "--json").json == document

    first = cli("link", "do", link, "accept", "--json")
    assert first.code == 0
    assert first.json["receipt"]["events"] == ["outreach.invitation_accepted"]
    assert first.json["standing"]["stage"] == "EXPECTATIONS"
    again = cli("link", "do", link, "accept", "--json")
    assert again.json["receipt"] == first.json["receipt"]
    assert cli("link", "do", link, "accept", "--dry-run").out.startswith("This command was given")
    changed = cli("link", "do", link, "decline")
    assert changed.code == 1
    assert "This link was used on " in changed.error
    assert cli("link", "show", link, "--json").json["condition"] == "used"

    receipt = first.json["receipt"]["command_id"]
    for command, about in (("history", ident), ("receipt", receipt), ("letters", ident)):
        assert token not in cli(command, about, "--json").out


def test_links_that_are_of_no_use_say_so_in_one_sentence(office: Office) -> None:
    cli, ident = office.cli, office.invited()
    unknown = cli("link", "show", address_of("https://mentoring.example", new_token()))
    assert unknown.code == 2
    assert unknown.error == "This link is not known here; copy the whole of it from the letter."

    expired = a_link(office, ident, Purpose.MENTORSHIP, expires_at=now() - timedelta(hours=1))
    settled = a_link(office, ident, Purpose.CLOSING)
    for link, condition, words in (
        (expired, "expired", "use the link of a later letter"),
        (settled, "settled", "You have no part in this matter any more; there is nothing left"),
    ):
        refused = cli("link", "do", link, "thank", "text=Thanks")
        assert refused.code == 1
        assert words in refused.error
        shown = cli("link", "show", link)
        assert (shown.code, f"✗ {condition}" in shown.out) == (0, True)
        assert cli("link", "show", link, "--json").json["offers"] == []


def test_a_link_about_letters_acts_at_once_until_it_is_revoked(office: Office) -> None:
    cli = office.cli
    link = a_link(office, None, Purpose.PREFERENCES)
    done = cli("link", "do", link, "unsubscribe", "--json")
    assert done.code == 0
    assert done.json["receipt"]["outcome"] == "recorded"
    assert cli("link", "do", link, "set-preferences", "colour=red").code == 2
    assert cli("link", "do", link, "resubscribe").code == 0

    feed = a_link(office, None, Purpose.CALENDAR, expires_at=None)
    assert "until    it is revoked" in cli("link", "show", feed).out
    taken = cli("link", "revoke", feed, "--why", "the phone was lost")
    assert taken.out == "✓ revoked 1 link.\n"
    assert "(the phone was lost)" in cli("link", "show", feed).out
    every = cli("link", "revoke", office.mentor, "--why", "moved", "--json")
    assert every.json["revoked"] >= 1
    assert "nothing changed" in cli("link", "revoke", link, "--why", "moved").out
    assert cli("link", "do", link, "unsubscribe").code == 1
    assert cli("link", "revoke", "nobody@example.org", "--why", "moved").code == 2
    assert "one line" in cli("link", "revoke", feed, "--why", "two\nlines").error
