"""What is wrong with a row, for the person who mends the spreadsheet."""

from dataclasses import dataclass

SHOWN = 60
"""Characters of a cell that are shown again."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a row: where, what stands there, and what would be right.

    ``row`` is the number that a spreadsheet program shows; ``column`` is the heading as it is
    written in the file; ``value`` is the beginning of what stands in the cell.
    """

    row: int
    column: str
    value: str
    wrong: str
    right: str

    @property
    def sentence(self) -> str:
        """Return all of it in one sentence."""
        value = f"{self.value!r} " if self.value else ""
        end = "" if self.right.endswith("?") else "."
        return f"Row {self.row}, {self.column}: {value}{self.wrong}; {self.right}{end}"


def problem(row: int, column: str, value: str, *, wrong: str, right: str) -> Problem:
    """Return a problem that shows no more of a cell than a line has room for."""
    shown = "".join(each if each.isprintable() else " " for each in value[: SHOWN + 1])
    value = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
    return Problem(row, column, value, wrong, right)
