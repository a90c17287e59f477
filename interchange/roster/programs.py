"""The programs that a roster may name."""

from collections.abc import Sequence
from difflib import get_close_matches

from interchange.roster.cells import Wrong, several
from records.queries import ProgramRow


class Programs:
    """Finds programs by name or id among those there are."""

    def __init__(self, rows: Sequence[ProgramRow]) -> None:
        self._rows = rows

    def read(self, written: str) -> Sequence[ProgramRow]:
        """Return the programs that a cell names; raises ``Wrong``.

        A name that itself has a semicolon is found whole.
        """
        if self._matching(written):
            return [self.find(written)]
        found = {row.id: row for row in map(self.find, several(written))}
        return list(found.values())

    def find(self, written: str) -> ProgramRow:
        """Return the one program of this name or id; raises ``Wrong``."""
        found = self._matching(written)
        if len(found) > 1:
            ids = ", ".join(str(row.id) for row in found)
            raise Wrong(wrong=f"is the name of {len(found)} programs", right=f"write an id: {ids}")
        if not found:
            raise Wrong(wrong="is not a program here", right=self._right(written))
        return found[0]

    def _matching(self, written: str) -> Sequence[ProgramRow]:
        exact = [row for row in self._rows if written in {row.name, str(row.id)}]
        return exact or [row for row in self._rows if _plain(row.name) == _plain(written)]

    def _right(self, written: str) -> str:
        names = {_plain(row.name): row.name for row in self._rows}
        near = get_close_matches(_plain(written), names, n=1)
        if near:
            return f"did you mean {names[near[0]]}?"
        return "write the name of a program, or create it first"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
