"""A mail in words: what its templates print, laid out as text and as HTML.

Each kind of letter has one template, ``templates/<kind>.jinja``, with the blocks ``subject``,
``body``, ``otherwise`` (what happens if nothing is done), ``why`` (why the letter came) and
``action`` (the words of its button; usually the domain's). It is plain text and sees the letter's
facts and, by these names, its circumstances:

``program``, ``to``, ``mentee``, ``mentor``, ``pair``
    names, with words that can stand for a missing one
``other``
    the one of the pair to whom the letter does not go
``mentor_known``
    whether there is a mentor
``home_zone``
    the recipient's time zone
``action``
    the words of the button, or nothing

``_mail.jinja`` puts letters into a mail, and ``_mail.html.jinja`` lays the mail out as HTML.
``_sign_in.jinja`` is a mail by itself, which brings a link to sign in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from jinja2 import TemplateError, TemplateNotFound

from domain.access.limits import SIGN_IN
from domain.links.actions import Action, action_of
from domain.links.purposes import Purpose
from letters import words
from letters.environments import HtmlEnvironment, TemplateLacks, TextEnvironment, bounded
from letters.errors import LetterNotWritten
from letters.letter import Letter, Mail, SignInLetter
from letters.overrides import SUFFIX, Loader, Overrides, ours, read
from letters.passages import NEXT_PART, LaidOut, Passage, Shown, as_text, passages
from letters.rehearsal import rehearse

SUBJECT_LIMIT = 150
"""Characters of a subject; mail programs show fewer."""

FAULTS = (
    TemplateError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What a template can fail with."""

_MATTERS = ("invitation", "candidate", "goal", "task", "meeting", "check_in")
"""Facts that number a matter of the mentorship; the small print names them."""

LOGO_ID = "logo@mentorship"

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # RFC 5646, as far as mail needs it
_NEWS = "Open the mentorship"  # on the button of a letter that asks nothing of its reader


@dataclass(frozen=True)
class Written:
    """A mail in words: a subject of one line, and the same letter as text and as HTML.

    The HTML shows ``logo``, a PNG picture, by the content id ``LOGO_ID``.
    """

    language: str
    subject: str
    text: str
    html: str
    logo: bytes | None = None


@dataclass(frozen=True)
class LetterParts(Shown):
    """A letter in words, before it is put into a mail; ``asks`` something of its reader or not."""

    subject: str
    body: LaidOut
    action: str
    otherwise: LaidOut
    why: str
    link: str | None
    asks: bool
    about: Sequence[tuple[str, object]]


@dataclass(frozen=True)
class _Group(Shown):
    """The letters of a mail that are about one mentorship."""

    title: str
    mentorship: UUID | None
    letters: Sequence[LetterParts]

    @property
    def about(self) -> Sequence[tuple[str, object]]:
        return list(dict.fromkeys(each for letter in self.letters for each in letter.about))


class Writer:
    """Puts mails in words, in the templates of one program or of the house."""

    def __init__(self, overrides: Overrides) -> None:
        """Use the nearest template of each name."""
        self.overrides = overrides
        self.texts = TextEnvironment(Loader(overrides))
        self.pages = HtmlEnvironment(Loader(overrides))

    def write(self, mail: Mail) -> Written:
        """Put a mail in words.

        Raises:
            LetterNotWritten: there is no template for a letter's kind, or a fact is missing.
        """
        limit = words.TEXTS_LIMIT // len(mail.letters)
        parts = [self._parts(letter, limit=limit) for letter in mail.letters]
        first = mail.letters[0]
        with _named(first), bounded():
            return self._written("_mail.jinja", _seen_by_mail(mail, parts))

    def write_sign_in(self, letter: SignInLetter) -> Written:
        """Put the letter that brings a link to sign in in words; raises ``LetterNotWritten``."""
        with _named(letter), bounded():
            return self._written(f"{letter.kind}{SUFFIX}", _seen_by_sign_in(letter))

    def _written(self, template: str, seen: Mapping[str, Any]) -> Written:
        printed = self.texts.get_template(template).render(seen)
        language, subject, text = str(printed).split(NEXT_PART, 2)
        if not _LANGUAGE.fullmatch(language):
            raise TemplateLacks(template, lacks="language tag, such as en,")
        said = words.shortened(words.in_a_sentence(subject), SUBJECT_LIMIT)
        found = passages(text)
        page = self._page(found, program=seen["program"], subject=said, language=language)
        return Written(language, said, as_text(found) + "\n", page, self.overrides.any_logo)

    def _parts(self, letter: Letter, *, limit: int) -> LetterParts:
        action = action_of(letter.kind, letter.facts)
        with _named(letter), bounded():
            template = self.texts.get_template(f"{letter.kind}.jinja")
            printed = template.render(_seen_by_letter(letter, action=action, limit=limit))
            subject, body, label, otherwise, why = str(printed).split(NEXT_PART)
            for lacks, part in (("subject", subject), ("body", body), ("why", why)):
                if not part.strip():
                    raise TemplateLacks(f"{letter.kind}{SUFFIX}", lacks=f"block {lacks}")
        return LetterParts(
            subject=words.shortened(words.in_a_sentence(subject), SUBJECT_LIMIT),
            body=LaidOut(body),
            action=words.in_a_sentence(label) or _NEWS,
            otherwise=LaidOut(otherwise),
            why=words.in_a_sentence(why),
            link=letter.link,
            asks=action is not None and action.purpose is not Purpose.MENTORSHIP,
            about=_about(letter),
        )

    def _page(self, found: Sequence[Passage], *, program: str, subject: str, language: str) -> str:
        template = self.pages.get_template("_mail.html.jinja")
        return str(
            template.render(
                language=language,
                subject=subject,
                program=program,
                logo=LOGO_ID if self.overrides.any_logo else None,
                passages=found,
            )
        )


class Templates:
    """The templates as they were when they were loaded: ours, the house's, and each program's."""

    def __init__(self, house: Writer, programs: Mapping[UUID, Writer]) -> None:
        """Keep the writer for each program, and the one for all others."""
        self._house = house
        self._programs = programs

    @classmethod
    def load(cls, directory: Path | None = None) -> Self:
        """Return the templates, each tried with sample letters of all its kinds.

        Args:
            directory: what overrides them: ``<kind>.jinja`` and ``logo.png`` in it for all
                programs, or in its folder ``<program id>`` for that program.

        Raises:
            TemplateBroken: one of them cannot be used, with file and line.
        """
        house, programs = (ours(), {}) if directory is None else read(directory)
        usual = Writer(house)
        writers = {program: Writer(found) for program, found in programs.items()}
        _rehearse_ours()
        for each in (usual, *writers.values()) if directory else ():
            rehearse(each)
        return cls(usual, writers)

    def write(self, mail: Mail) -> Written:
        """Put a mail in words, in the templates of the program in whose name it comes.

        Raises:
            LetterNotWritten: there is no template for a letter's kind, or a fact is missing.
        """
        program = mail.letterhead.program_id
        writer = self._house if program is None else self._programs.get(program, self._house)
        return writer.write(mail)

    def write_sign_in(self, letter: SignInLetter) -> Written:
        """Put the letter that brings a link to sign in in words, in the templates of the house."""
        return self._house.write_sign_in(letter)


@cache
def _rehearse_ours() -> None:
    rehearse(Writer(ours()))


@contextmanager
def _named(letter: Letter | SignInLetter) -> Iterator[None]:
    """Name the letter that a fault of its template belongs to."""
    try:
        yield
    except TemplateNotFound as missing:
        own = missing.name == f"{letter.kind}{SUFFIX}"
        problem = "there is no template for it" if own else f"there is no template {missing.name}"
        raise LetterNotWritten(letter.id, kind=letter.kind, problem=problem) from missing
    except FAULTS as failed:
        problem = str(failed).rstrip(".")
        raise LetterNotWritten(letter.id, kind=letter.kind, problem=problem) from failed


def _seen_by_letter(letter: Letter, *, action: Action | None, limit: int) -> dict[str, Any]:
    mentee, mentor = _pair(letter)
    return words.bounded(letter.facts, limit=limit) | {
        "program": words.name(letter.program),
        "to": words.name(letter.to_name),
        "mentee": mentee,
        "mentor": mentor,
        "pair": f"{mentee} and {mentor}",
        "other": mentor if letter.to_name == letter.mentee_name else mentee,
        "mentor_known": letter.mentor_name is not None,
        "home_zone": letter.zone,
        "action": action.label if action else None,
    }


def _seen_by_mail(mail: Mail, parts: Sequence[LetterParts]) -> dict[str, Any]:
    program = words.name(mail.letterhead.program)
    signature = words.bounded({"": mail.letterhead.signature or program})[""]
    programs = list(dict.fromkeys(words.name(each.program) for each in mail.letters))
    groups: dict[tuple[UUID | None, str], list[LetterParts]] = {}
    for letter, part in zip(mail.letters, parts, strict=True):
        title = _title(letter, named=len(programs) > 1)
        groups.setdefault((letter.mentorship, title), []).append(part)
    return {
        "to": words.name(mail.letters[0].to_name),
        "program": program,
        "programs": programs,
        "signature": signature,
        "is_reminder": mail.is_reminder,
        "letters": parts,
        "groups": [_Group(title, about, found) for (about, title), found in groups.items()],
        "preferences_link": mail.preferences_link,
        "unsubscribe_link": mail.unsubscribe_link,
    }


def _seen_by_sign_in(letter: SignInLetter) -> dict[str, Any]:
    program = words.name(letter.program)
    names = {"to": words.name(letter.to_name), "program": program, "signature": program}
    return {**names, "link": letter.link, "minutes": SIGN_IN // timedelta(minutes=1)}


def _pair(letter: Letter) -> tuple[str, str]:
    return (
        words.name(letter.mentee_name or "the mentee"),
        words.name(letter.mentor_name or "the mentor"),
    )


def _title(letter: Letter, *, named: bool) -> str:
    """Return over what a mentorship's letters stand where a mail has several."""
    others = [letter.mentee_name, letter.mentor_name]
    known = [words.name(each) for each in others if each and each != letter.to_name]
    title = " and ".join(known) or "Your mentorship"
    return f"{title} ({words.name(letter.program)})" if named else title


def _about(letter: Letter) -> Sequence[tuple[str, object]]:
    numbered = [(each.replace("_", "-"), letter.facts.get(each)) for each in _MATTERS]
    return [(matter, number) for matter, number in numbered if isinstance(number, int)]
