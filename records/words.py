"""What is found by words: a text as PostgreSQL's full text search takes it.

A word is kept with all that is left of it when one letter is taken away. Two words share one of
these when a letter is missing, too many, wrong, or swapped with its neighbour, so an index finds
what was meant without knowing any language. Accents and case do not count. Where a word stands is
said by a letter before it, so that the index alone answers.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
"""Letters that Unicode does not take apart, as they are typed where keyboards lack them."""

_LONGEST: Final = 32
"""Letters of a word that count."""

_FORGIVEN: Final = 4
"""Letters from which on a word may have a typing error; in shorter ones each letter tells."""

_BEGUN: Final = 3
"""Letters from which on the beginning of a word finds it."""

_MOST: Final = 400
"""Words that are kept of one person."""

_ASKED: Final = 8
"""Words that are looked for; further ones are left out."""


class Field(StrEnum):
    """Where a word stands."""

    NAME = "N"
    DISCIPLINE = "D"
    SITE = "S"
    OTHER = "O"


WEIGHTS: Final[Mapping[Field, int]] = {
    Field.NAME: 10,
    Field.DISCIPLINE: 8,
    Field.SITE: 4,
    Field.OTHER: 1,
}
"""How much a word tells that is found there as it was typed."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters without accents, in order."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return [word[:_LONGEST] for word in _WORD.findall(bare.casefold().translate(_PLAIN))]


def document(texts: Iterable[tuple[Field, str]]) -> str:
    """Return what is found by the words of texts, as the text of a ``tsvector``."""
    words = [(field, word) for field, text in texts for word in words_of(text)]
    keys = {f"{field}{key}" for field, word in words[:_MOST] for key in (word, *_near(word))}
    return " ".join(f"'{key}'" for key in sorted(keys))


def nearly(text: str | None, *, among: Sequence[Field] = tuple(Field)) -> str | None:
    """Return a ``tsquery`` for texts with all of these words, each with one typing error or none.

    A word also finds those that begin with it. Without a word there is nothing to look for: None.
    """
    return " & ".join(f"({_forgiving(word, among)})" for word in _asked(text)) or None


def any_of(texts: Iterable[str], *, among: Sequence[Field]) -> str | None:
    """Return a ``tsquery`` as ``nearly`` does, for any of some texts."""
    queries = (nearly(text, among=among) for text in texts)
    return " | ".join(f"({query})" for query in queries if query) or None


def telling(text: str | None) -> tuple[list[str], list[int]]:
    """Return a ``tsquery`` for each of these words in each place, and how much it tells there."""
    queries = [
        (_exact(word, field), weight) for word in _asked(text) for field, weight in WEIGHTS.items()
    ]
    return [query for query, _ in queries], [weight for _, weight in queries]


def _asked(text: str | None) -> list[str]:
    return list(dict.fromkeys(words_of(text or "")))[:_ASKED]


def _exact(word: str, field: Field) -> str:
    begun = ":*" if len(word) >= _BEGUN else ""
    return f"'{field}{word}'{begun}"


def _forgiving(word: str, among: Sequence[Field]) -> str:
    exact = [_exact(word, field) for field in among]
    near = [f"'{field}{key}'" for field in among for key in _near(word)]
    return " | ".join(exact + near)


def _near(word: str) -> Iterator[str]:
    """Yield the word, and what is left of it without each of its letters, marked as such."""
    if len(word) >= _FORGIVEN:
        yield from sorted({f"~{word}", *(f"~{word[:n]}{word[n + 1 :]}" for n in range(len(word)))})
