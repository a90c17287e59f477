"""Pages of a list that stay the same while rows come, go and change.

A cursor is the place of the last row in the order of its list, not a number of rows, so nothing is
shown twice or left out because of what happens to other rows.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter, ValidationError

Row = TypeVar("Row")
Place = TypeVar("Place", bound=tuple[object, ...])


Instant = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(3100, 1, 1, tzinfo=UTC)),
]
"""An instant that PostgreSQL and Python can both say; a cursor may come from anybody."""

Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""A text that PostgreSQL takes."""


class BrokenCursor(ValueError):
    """A cursor is none that this list gave."""

    def __init__(self) -> None:
        super().__init__(
            "The cursor does not belong to this list in this order: "
            "give the one that came with the page before, or none for the first page."
        )


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list; ``next`` is the cursor of the page after, None at the end."""

    rows: Sequence[Row]
    next: str | None


@dataclass(frozen=True)
class Order(Generic[Place]):
    """An order of a list: its name, and what the place of a row in it consists of."""

    name: str
    place: TypeAdapter[Place]

    def cursor(self, place: Place) -> str:
        """Return the cursor of a place."""
        content = self.place.dump_json(place)
        return base64.urlsafe_b64encode(self._mark + content).decode().rstrip("=")

    def place_of(self, cursor: str) -> Place:
        """Return the place of a cursor.

        Raises:
            BrokenCursor: it is of another list or order, or of nobody's making.
        """
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            content = base64.b64decode(padded, altchars=b"-_", validate=True)
            if not content.startswith(self._mark):
                raise BrokenCursor
            return self.place.validate_json(content.removeprefix(self._mark), strict=True)
        except (UnicodeEncodeError, binascii.Error, ValidationError) as error:
            raise BrokenCursor from error

    def page(self, rows: Sequence[Row], *, limit: int, place: Callable[[Row], Place]) -> Page[Row]:
        """Return a page of at most ``limit`` rows; one more tells that there is a next one."""
        shown = rows[:limit]
        more = len(rows) > limit and shown
        return Page(shown, self.cursor(place(shown[-1])) if more else None)

    @property
    def _mark(self) -> bytes:
        return f"{self.name} ".encode()
