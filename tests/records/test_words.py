"""What is found by words, however they were typed."""

from typing import TypeAlias

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.words import Field, any_of, document, nearly, telling, words_of

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("José  Ångström-Łukasz", ["jose", "angstrom", "lukasz"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("Ærø İstanbul \N{LATIN SMALL LETTER DOTLESS I}spanak", ["aero", "istanbul", "ispanak"]),
        ("e\u0301cole, l'hôpital (x-ray)", ["ecole", "l", "hopital", "x", "ray"]),
        ("under_scores and 3.5 mg", ["under", "scores", "and", "3", "5", "mg"]),
        ("!!! ...", []),
    ],
)
def test_accents_case_and_signs_do_not_count(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_without_a_word_there_is_nothing_to_look_for() -> None:
    assert nearly(None) is nearly(" - ") is any_of(["", "!"], among=[Field.SITE]) is None
    assert telling("") == ([], [])


async def finds(owner: Owner, said: str, asked: str) -> bool:
    query = "select $1::text::tsvector @@ $2::text::tsquery"
    return bool(await owner.fetchval(query, document([(Field.NAME, said)]), nearly(asked)))


FOUND = (
    *("cardiology", "CARDIO", "hear", "cardiology heart"),  # whole, or as it begins
    *("cardilogy", "carddiology", "cardiolagy", "cadriology"),  # missing, too many, wrong, swapped
)
NOT_FOUND = (
    *("ology", "crdlgy"),
    "cardiology liver",  # all of the words
    "he",  # two letters are no beginning
)


async def test_a_word_is_found_with_one_typing_error(owner: Owner) -> None:
    asked = (*FOUND, *NOT_FOUND)
    found = [each for each in asked if await finds(owner, "Cardiology of the Heart", each)]
    assert found == list(FOUND)


async def test_a_word_is_found_in_its_place_alone(owner: Owner) -> None:
    said = document([(Field.NAME, "Denver Smith"), (Field.SITE, "North")])
    query = "select $1::text::tsvector @@ $2::text::tsquery"
    for field, asked, is_found in (
        (Field.NAME, "Denvr", True),
        (Field.SITE, "Denver", False),
        (Field.SITE, "nroth", True),
        (Field.NAME, "north", False),
    ):
        assert await owner.fetchval(query, said, nearly(asked, among=[field])) is is_found
    both = any_of(["liver", "nort"], among=[Field.SITE])
    assert await owner.fetchval(query, said, both) is True


async def test_any_text_can_be_kept_and_looked_for(owner: Owner) -> None:
    texts = [
        "'",
        "\\",
        "a'b:*&|!()<->",
        "ab" * 3000,
        "日本語の名前",
        "नमस्ते",
        "😀 x",
        "\u200b",
        "a " * 2000,
    ]
    for text in texts:
        if nearly(text) is not None:
            assert await finds(owner, text, text), text


@given(st.text())
def test_whatever_is_typed_becomes_words_of_letters_and_digits(text: str) -> None:
    assert all(word.isalnum() and len(word) <= 32 for word in words_of(text))
