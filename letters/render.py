"""A letter in words: one template for each kind, in ``templates/<kind>.txt``.

A template's first line is the subject, the rest is the body. It sees the letter's facts and, by
these names, its circumstances:

``program``, ``mentee``, ``mentor``, ``pair``
    names, with words that can stand for a missing one
``other``
    the one of the pair to whom the letter does not go
``mentor_known``
    whether there is a mentor
``home_zone``
    the recipient's time zone

The language is English; a translation would be chosen here, by ``letter.language``.
"""

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, TemplateNotFound

from domain.recurrence import in_words
from letters import words
from letters.errors import LetterNotWritten
from letters.letter import Letter

LANGUAGE = "en"

_SUBJECT = "Subject: "
_SUBJECT_LIMIT = 150
_RULE = "-" * 40
_MATTERS = ("invitation", "candidate", "goal", "task", "meeting", "check_in")
"""Facts that number a matter of the mentorship; the footer of each letter names them."""


@dataclass(frozen=True)
class Written:
    """A letter in words: a subject of one line, and a text."""

    subject: str
    text: str


def write(letter: Letter) -> Written:
    """Write a letter in words.

    Raises:
        LetterNotWritten: there is no template for its kind, or a fact is missing.
    """
    try:
        raw = ENVIRONMENT.get_template(f"{letter.kind}.txt").render(_seen_by_template(letter))
        footer = ENVIRONMENT.get_template("_footer.txt").render(_seen_by_footer(letter))
    except TemplateNotFound:
        problem = "there is no template for it"
        raise LetterNotWritten(letter.id, kind=letter.kind, problem=problem) from None
    except (TemplateError, ValueError, TypeError, KeyError, AttributeError) as failed:
        problem = str(failed).rstrip(".")
        raise LetterNotWritten(letter.id, kind=letter.kind, problem=problem) from failed
    subject, _, body = raw.partition("\n")
    return Written(_subject(subject), _text(letter, body=body, footer=footer))


def _subject(line: str) -> str:
    return words.shortened(words.in_a_sentence(line.removeprefix(_SUBJECT)), _SUBJECT_LIMIT)


def _text(letter: Letter, *, body: str, footer: str) -> str:
    greeting = words.fill(f"Dear {words.in_a_sentence(letter.to_name)},")
    regards = f"With kind regards,\n{words.fill(words.in_a_sentence(letter.program))}"
    parts = (greeting, words.fill(body), regards, _RULE, words.fill(footer))
    return "\n\n".join(parts) + "\n"


def _seen_by_template(letter: Letter) -> dict[str, Any]:
    mentee = letter.mentee_name or "the mentee"
    mentor = letter.mentor_name or "the mentor"
    return letter.facts | {
        "program": letter.program,
        "mentee": mentee,
        "mentor": mentor,
        "pair": f"{mentee} and {mentor}",
        "other": mentor if letter.to_name == letter.mentee_name else mentee,
        "mentor_known": letter.mentor_name is not None,
        "home_zone": letter.zone,
    }


def _seen_by_footer(letter: Letter) -> dict[str, Any]:
    numbered = [(each.replace("_", "-"), letter.facts.get(each)) for each in _MATTERS]
    return {
        "program": letter.program,
        "mentorship": letter.mentorship,
        "about_what": [(matter, number) for matter, number in numbered if number is not None],
    }


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("letters"),
        undefined=StrictUndefined,
        finalize=words.in_a_sentence,
        autoescape=False,  # noqa: S701 - the letters are plain text, where nothing is markup
        trim_blocks=True,
        lstrip_blocks=True,
    )
    said = (words.quoted, words.brief, words.day, words.days, words.stage_words, words.meeting_time)
    environment.filters |= {each.__name__: each for each in said}
    environment.filters["in_words"] = in_words
    return environment


ENVIRONMENT = _environment()
"""Where templates are found, and the words that they can use."""
