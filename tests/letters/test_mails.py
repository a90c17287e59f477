"""A mail says the same as text and as HTML, alone or gathered, and nobody's words are markup."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from domain.links.actions import KINDS
from letters.letter import Letter, Letterhead, Mail
from letters.overrides import Overrides, Source, ours
from letters.render import Writer, Written
from letters.samples import (
    LINK,
    PREFERENCES_LINK,
    UNSUBSCRIBE_LINK,
    a_letter,
    gathered,
    mail_of,
    together,
)
from tests.letters.samples import samples, write, writer

LETTERS = list(samples())
ODD = "<script>alert(1)</script> & \"<img src='https://evil.example'>\" {{ program }} <!-- "


class Reader(HTMLParser):
    """Reads what a person sees of a page, its links, and whatever it would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: dict[str, str] = {}
        self.fetched: list[str] = []
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in {"meta", "br", "img"}:
            self._inside.append(tag)
        if tag == "a":
            self._link = given["href"] or ""
        self.fetched += [value or "" for name, value in attrs if name in {"src", "srcset"}]
        self.fetched += [tag] if tag in {"link", "script", "iframe", "object", "form"} else []

    def handle_endtag(self, tag: str) -> None:
        assert self._inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"head", "style", "title"} & set(self._inside) and data.strip():
            self.said.append(" ".join(data.split()))
            if self._inside[-1] == "a":
                self.links[self.said[-1]] = self._link


def words_of(text: str) -> list[str]:
    """Return the words of a text without the marks of its layout."""
    unmarked = re.sub(r"^(> ?|- |[=-]+$|    )", "", text, flags=re.MULTILINE)
    said = re.sub(r":\nhttps?://\S+", "", unmarked).split()
    return [each for each in said if each != "-"]  # an item's mark, which quoted lines may bear


def words_of_page(page: Reader, written: Written) -> list[str]:
    program, *said = page.said  # above the letter stands whose it is
    assert program in written.text
    words = " ".join(each for each in said if not each.startswith("http")).split()
    return [each for each in words if each != "-"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_text_and_html_say_the_same(kind: str) -> None:
    for letter in (each for each in LETTERS if each.kind == kind):
        written = write(letter)
        page = Reader(written.html)
        assert words_of_page(page, written) == words_of(written.text)
        acts = letter.mentorship is not None
        assert (LINK in page.links.values()) == (LINK in page.said) == acts
        assert set(page.links.values()) <= {LINK, PREFERENCES_LINK}
        assert page.fetched == []


def test_reminders_are_gathered_under_the_pair_that_they_are_about() -> None:
    written = writer().write(gathered())
    assert written.subject == "3 things wait for you in Residency"
    assert Reader(written.html).links["Get no more reminders"] == UNSUBSCRIBE_LINK
    lines = written.text.split("\n")
    titles = [above for above, below in pairwise(lines) if set(below) == {"="}]
    assert titles == ["Ben", "Dan"]
    assert written.text.count("Dear Ada,") == written.text.count("With kind regards,") == 1
    assert written.text.count(f"\n{LINK}\n") == 3
    assert written.text.count(PREFERENCES_LINK) == 1
    small = " ".join(written.text.split()).partition("Reference: ")[2]
    one, other = (gathered().letters[number].mentorship for number in (0, 1))
    assert small == f"mentorship {one}, task 1, meeting 1; mentorship {other}, check-in 1."
    assert words_of(written.text) == words_of_page(Reader(written.html), written)


def test_what_happened_at_once_is_told_in_one_letter_with_the_one_thing_to_do() -> None:
    written = writer().write(together())
    assert written.subject == "Your mentorship with Ben is coming to a close"
    text = " ".join(written.text.split())
    assert "Cancelled: your meeting with Ben on Friday 6 November 2026 =====" in text
    asked = "You can also reply to this letter. If you do nothing, the mentorship ends by itself"
    assert text.count(asked) == text.count("Say thank you:") == text.count(LINK) == 1
    assert "There is nothing you need to do" not in text
    assert words_of(written.text) == words_of_page(Reader(written.html), written)


def test_news_that_ask_nothing_share_one_way_to_the_mentorship() -> None:
    kinds = ("paused", "paused_meeting_cancelled")
    news = mail_of(*(next(each for each in LETTERS if each.kind == kind) for kind in kinds))
    text = writer().write(news.model_copy(update={"is_reminder": False})).text
    assert text.count(LINK) == text.count("There is nothing you need to do") == 1
    assert text.count("You receive this letter because") == 1


def test_reminders_of_two_programs_name_none_in_the_subject() -> None:
    one, *others = gathered().letters
    elsewhere = one.model_copy(update={"program": "Fellowship"})
    written = writer().write(mail_of(elsewhere, *others))
    assert written.subject == "3 things wait for you"
    assert "Ben (Fellowship)" in written.text


def test_a_hundred_reminders_make_no_monster() -> None:
    huge = a_letter("thanks", facts={"text": "<" * 50_000})
    written = writer().write(mail_of(*[huge] * 100))
    assert len(written.text) + len(written.html) < 2_000_000


def test_without_links_a_letter_says_how_to_answer() -> None:
    invitation = next(each for each in LETTERS if each.kind == "invitation")
    text = " ".join(write(invitation, linked=False).text.split())
    assert "Answer the invitation: reply to this letter, or tell your coordinator." in text
    assert "You can also reply to this letter." in write(invitation).text


def test_a_program_signs_as_it_likes() -> None:
    head = Letterhead(program="Residency", signature="Cleo Okafor\nResidency office, room 4")
    mail = mail_of(a_letter()).model_copy(update={"letterhead": head})
    written = writer().write(mail)
    assert "\nWith kind regards,\nCleo Okafor\nResidency office, room 4\n\n---" in written.text
    assert "Cleo Okafor<br>" in written.html


@pytest.mark.parametrize("kind", ["invitation_declined", "thanks", "meeting_cancelled"])
def test_nobodys_words_are_markup(kind: str) -> None:
    def odd(letter: Letter) -> Mail:
        facts = {
            name: ODD
            if isinstance(each, str) and name in {"text", "reason", "why", "name", "about"}
            else each
            for name, each in letter.facts.items()
        }
        named = {"to_name": ODD, "mentee_name": ODD, "mentor_name": ODD, "program": ODD}
        head = Letterhead(program=ODD, signature=ODD)
        mail = mail_of(letter.model_copy(update={"facts": facts, **named}))
        return mail.model_copy(update={"letterhead": head})

    for letter in (each for each in LETTERS if each.kind == kind):
        page = Reader(writer().write(odd(letter)).html)
        assert page.fetched == []
        assert any("<script>alert(1)</script>" in each for each in page.said)
        assert any("{{ program }}" in each for each in page.said)


def test_a_translation_says_its_language() -> None:
    french = '{% extends "mentorship/_mail.jinja" %}{% block language %}fr-CA{% endblock %}'
    source = {"_mail.jinja": Source(french, ours().templates["_mail.jinja"].file)}
    written = Writer(Overrides(source, behind=ours())).write(mail_of(a_letter()))
    assert written.language == "fr-CA"
    assert '<html lang="fr-CA">' in written.html
