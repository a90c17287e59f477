"""The questions about expectations: each answers alone, then both answers lie side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from domain.links.purposes import Purpose
from domain.mentorship.matters import Answers
from domain.mentorship.stages import Side, Stage
from web.pages.differences import is_alike
from web.pages.mentorships.parties import names_now, parties
from web.pages.mentorships.terms import Names
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_SAID: Final = {
    "expectations.expectations_submitted": "Thank you, your answers are in.",
    "expectations.expectations_waived": (
        "The two can go on without both answers; they are told by letter."
    ),
}


def _labels(other: str | None) -> Mapping[str, str]:
    """Return what the fields of the forms ask, of one about the other."""
    return {
        "goals": "What are your own goals in this mentorship?",
        "outcome": "What should have come of it when it ends?",
        "i_expect": f"What do you expect of {other}?",
        "you_expect": f"What do you think {other} expects of you?",
        "how_often": "How often would you like to meet?",
        "why": "Why?",
    }


@dataclass(frozen=True)
class Answer:
    """What one of the two wrote about a matter; ``caption`` says as what."""

    caption: str
    text: str


@dataclass(frozen=True)
class Compared:
    """One matter, with both answers to it side by side; ``about`` names it within a sentence."""

    title: str
    about: str
    answers: Sequence[Answer]

    @property
    def is_alike(self) -> bool:
        """Say whether both wrote the same."""
        one, other = self.answers
        return is_alike(one.text, other.text)


@dataclass(frozen=True)
class _Spoken:
    """One of the two as sentences speak of them: by name, or as the reader."""

    name: str
    is_reader: bool

    @property
    def object(self) -> str:
        return "you" if self.is_reader else self.name

    @property
    def caption(self) -> str:
        return "You" if self.is_reader else self.name

    def expects(self) -> str:
        return "expect" if self.is_reader else "expects"

    def thinks_that(self, other: Self) -> str:
        verb = "think" if self.is_reader else "thinks"
        return f"{self.caption} {verb} that {other.object} {other.expects()}"


def compared(
    mentee: Answers, mentor: Answers, names: Names, reader: Side | None = None
) -> Sequence[Compared]:
    """Return both answers, matter by matter: a wish lies beside what the other took it to be."""
    one, other = (_Spoken(names[side], side is reader) for side in (Side.MENTEE, Side.MENTOR))

    def both(title: str, about: str, first: str, second: str) -> Compared:
        return _asked(title, about, (one.caption, first), (other.caption, second))

    return (
        both("Goals", "your goals", mentee.goals, mentor.goals),
        both("The outcome", "the outcome", mentee.outcome, mentor.outcome),
        _asked(
            f"What is expected of {other.object}",
            f"what is expected of {other.object}",
            (f"{one.caption} {one.expects()}", mentee.i_expect),
            (other.thinks_that(one), mentor.you_expect),
        ),
        _asked(
            f"What is expected of {one.object}",
            f"what is expected of {one.object}",
            (one.thinks_that(other), mentee.you_expect),
            (f"{other.caption} {other.expects()}", mentor.i_expect),
        ),
        both("How often to meet", "how often to meet", mentee.how_often, mentor.how_often),
    )


def _asked(title: str, about: str, *answers: tuple[str, str]) -> Compared:
    return Compared(title, about, [Answer(caption, text) for caption, text in answers])


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


async def _expectations(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    found = parties(way)
    state = way.mentorship
    own = None if way.viewer is None else way.viewer.side
    mentee, mentor = state.answers.get(Side.MENTEE), state.answers.get(Side.MENTOR)
    matters: Sequence[Compared] = ()
    if state.revealed and mentee is not None and mentor is not None:
        matters = compared(mentee, mentor, names_now(way), own)
    return {
        "parties": found,
        "answered": [each for each in found if each.side in state.answers],
        "own": None if own is None else state.answers.get(own),
        "matters": matters,
        "alike": _listed([each.about for each in matters if each.is_alike]),
        "apart": _listed([each.about for each in matters if not each.is_alike]),
        "labels": _labels(way.other),
        "is_open": state.stage is Stage.EXPECTATIONS,
    }


PAGES: Final = (
    Page(
        path="/expectations",
        template="expectations.html",
        title="What you expect of each other",
        commands=frozenset({"submit_expectations", "waive_expectations"}),
        purposes=frozenset({Purpose.EXPECTATIONS}),
        facts=_expectations,
        said=_SAID,
    ),
)
