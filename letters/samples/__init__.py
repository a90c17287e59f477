"""Sample letters: of every kind, as the domain itself would raise them.

Each is there in every way in which its kind can differ, with every fact that may lack. Templates
are tried with them when they are loaded, and shown with them to whoever writes templates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from domain.context import Context
from domain.envelopes import Actor
from domain.mentorship import MENTORSHIP
from domain.mentorship.evolve import Event
from domain.mentorship.state import Mentorship
from domain.notices import Notice
from domain.people.letters import former_address
from letters.letter import Letter, Letterhead, Mail, SignInLetter
from letters.samples.cast import ACTORS, AT, PEOPLE, PROGRAM, ZONE, ident
from letters.samples.events import told_of
from letters.samples.state import SEALED, state

LINK = "https://mentorship.example.org/l/sample-of-a-link-which-opens-nothing-at-all"
PREFERENCES_LINK = "https://mentorship.example.org/l/sample-of-a-link-to-your-preferences"
UNSUBSCRIBE_LINK = "https://mentorship.example.org/l/sample-of-a-link-that-ends-reminders"

SIGN_IN_LINK = "https://mentorship.example.org/sign-in/Sample-of-a-Link-which-signs-Nobody-in"
"""With large letters, as real ones have, so that a template that changes them does not pass."""


_OF_A_PAIR = ("goals.", "check_in.", "redefinition.", "expectations.", "closing.")
_TOGETHER = 3


@cache
def samples() -> Sequence[Letter]:
    """Return letters of every kind, of every event that may raise one."""
    return tuple(_of_mentorships()) + tuple(_of_people())


def kinds() -> frozenset[str]:
    """Return the kinds of letter that there are samples of: all."""
    return frozenset(each.kind for each in samples())


def mail_of(*letters: Letter, linked: bool = True) -> Mail:
    """Return the mail in which letters leave; several leave as reminders, see also `together`.

    Args:
        letters: at least one.
        linked: whether there are links, as in letters from a worker whose address is known.
    """
    if linked:
        letters = tuple(
            each.model_copy(update={"link": LINK}) if each.mentorship else each for each in letters
        )
    several = len(letters) > 1
    former = former_address(letters[0].facts) is not None
    return Mail(
        id=ident("gathered") if several else letters[0].id,
        letterhead=Letterhead(program=letters[0].program, program_id=PROGRAM.id),
        letters=letters,
        is_reminder=several,
        preferences_link=PREFERENCES_LINK if linked and not former else None,
        unsubscribe_link=UNSUBSCRIBE_LINK if linked and several else None,
    )


def gathered() -> Mail:
    """Return a mail with reminders of several mentorships."""
    first = [
        next(each for each in samples() if each.kind == kind)
        for kind in ("task_overdue", "check_in_reminder", "agenda_due")
    ]
    other = {"mentorship": ident("another"), "mentor_name": "Dan"}
    return mail_of(first[0], first[1].model_copy(update=other), *first[2:])


def together() -> Mail:
    """Return a mail that tells what happened to a mentorship at one instant."""
    news = [
        next(each for each in samples() if each.kind == kind)
        for kind in ("closing_opened", "meeting_cancelled")
    ]
    why = {"because": "closing", "why": None}
    cancelled = news[1].model_copy(update={"facts": news[1].facts | why})
    mail = mail_of(news[0], cancelled)
    return mail.model_copy(update={"is_reminder": False, "unsubscribe_link": None})


def sign_in() -> SignInLetter:
    """Return the letter that brings a link to sign in."""
    return SignInLetter(
        id=ident("sign in"),
        to_name="Ada",
        to_email="ada@example.org",
        link=SIGN_IN_LINK,
        program=PROGRAM.name,
    )


def notices(event: Event, at: Mentorship, by: Actor) -> list[Notice]:
    """Return who the domain tells what of an event."""
    context = Context(
        at=AT,
        actor=by,
        command_id=ident("command"),
        program=PROGRAM,
        people=PEOPLE,
        coordinators=(ident("Cleo"),),
    )
    return list(MENTORSHIP.notices(event, at, context))


def a_letter(kind: str = "stayed_as_we_are", **fields: Any) -> Letter:
    """Return a letter, to Ada unless it is said otherwise."""
    usual = {
        "id": ident("letter"),
        "to_name": "Ada",
        "to_email": "ada@example.org",
        "language": "en",
        "zone": ZONE,
        "mentorship": ident("mentorship"),
        "program": PROGRAM.name,
        "mentee_name": "Ada",
        "mentor_name": "Ben",
        "facts": {},
        "raised_at": AT,
    }
    return Letter(kind=kind, **{**usual, **fields})


def _of_mentorships() -> Iterator[Letter]:
    paired = state()
    alone = replace(paired, mentor=None)
    undated = replace(paired, deadlines={})
    asked = {number: replace(each, by_program=True) for number, each in paired.invitations.items()}
    by_program = replace(paired, invitations=asked)
    for at in (paired, alone, undated, by_program):
        for event, by in told_of():
            if at is alone and event.type.startswith(_OF_A_PAIR):
                continue
            if at is undated and not event.type.startswith("expectations."):
                continue
            if at is by_program and event.type != "outreach.invitation_sent":
                continue
            yield from (_letter(each, at) for each in notices(event, at, ACTORS[by]))


def _letter(notice: Notice, at: Mentorship) -> Letter:
    """Return the letter that the records make of a notice."""
    to = PEOPLE[notice.to]
    mentor = None if at.mentor is None else PEOPLE[at.mentor].name
    return a_letter(
        notice.kind,
        id=ident(f"{notice.kind} {notice.to}"),
        to_name=to.name,
        to_email=to.email,
        zone=to.zone,
        mentor_name=mentor,
        facts=notice.facts,
    )


def _of_people() -> Iterator[Letter]:
    """Yield letters about a person and no mentorship."""
    for by_oneself in (True, False):
        yield a_letter(
            "address_changed",
            mentorship=None,
            mentee_name=None,
            mentor_name=None,
            facts={
                "former_name": "Ada",
                "former_email": "ada@example.org",
                "by_oneself": by_oneself,
            },
        )
    yield a_letter(
        "address_failing",
        to_name="Cleo",
        to_email="cleo@example.org",
        mentorship=None,
        mentee_name=None,
        mentor_name=None,
        facts={
            "name": "Ada",
            "email": "ada@example.org",
            "answer": "550 5.1.1 No such user here",
        },
    )


__all__ = [
    "AT",
    "SEALED",
    "a_letter",
    "gathered",
    "kinds",
    "mail_of",
    "notices",
    "samples",
    "sign_in",
    "together",
]
