"""The kinds of value that commands, events and states are made of."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)

PersonId = UUID
ProgramId = UUID
MentorshipId = UUID

TEXT_LIMIT = 10_000
"""Characters in one free text: about four printed pages, more than any letter should carry."""

ITEM_LIMIT = 1_000
"""Characters of one text in a list, so that a full list fits into one command."""

LINE_LIMIT = 200
"""Characters in one line, such as a name or a title."""


class Value(BaseModel):
    """An immutable value; a field that it does not know is an error, so a typing slip is found."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Partial(Value):
    """A change in parts: a field that is given replaces, a field left out stays as it was."""

    @model_serializer(mode="wrap")
    def _only_given(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written = self.model_fields_set | {"type"}
        return {name: each for name, each in write(self).items() if name in written}

    @property
    def given(self) -> dict[str, Any]:
        """Return the fields that were given, with their values."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"type"}}


@dataclass(frozen=True)
class Personal:
    """Marks a field as personal text, with whose it is.

    ``whose`` is ``mentee``, ``mentor``, ``actor`` (who gave the command), ``person`` (the person
    of the stream) or ``candidate`` (a named person who may not be registered). It is the one mark
    by which personal fields are found, because they will be enciphered per person.
    """

    whose: Literal["mentee", "mentor", "actor", "person", "candidate"]


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's control characters (Cc) but for tab and new line, and halves of pairs (Cs)."""


def _storable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as web forms and some files end lines
    if (found := _CONTROL.search(text)) is not None:
        message = f"contains the control character U+{ord(found[0]):04X}; use plain text"
        raise ValueError(message)
    return text


def _single(text: str) -> str:
    if len(text.splitlines()) > 1 or "\t" in text:
        message = "has several lines; use one"
        raise ValueError(message)
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT),
    AfterValidator(_storable),
]
"""Free text of 1 to ``TEXT_LIMIT`` characters, without control characters."""

Item = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=ITEM_LIMIT),
    AfterValidator(_storable),
]
"""Free text of 1 to ``ITEM_LIMIT`` characters, for texts of which there are many."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LINE_LIMIT),
    AfterValidator(_storable),
    AfterValidator(_single),
]
"""One line of 1 to ``LINE_LIMIT`` characters."""

Email = Annotated[EmailStr, StringConstraints(max_length=254, to_lower=True)]
"""An address for letters; compared without regard to case."""

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
"""A calendar day, read in the program's time zone.

Its bounds keep every instant and month reckoned from it within what a calendar can say.
"""
