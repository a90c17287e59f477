"""What became of a roster, row by row, for the command line and for a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from interchange.roster.problems import Problem
from records.imports import Import

Outcome = Literal["registered", "changed", "unchanged"]
"""What an import does with a person; of an import that is not recorded, what it would do."""


@dataclass(frozen=True)
class Entered:
    """A row that can be used, with what it changes in words.

    ``person`` is the id that the person has, or will have once this import is recorded; None where
    whoever imports is told nothing of them.
    """

    row: int
    email: str
    person: UUID | None
    outcome: Outcome
    changes: Sequence[str]


@dataclass(frozen=True)
class Report:
    """What became of a roster.

    ``recorded`` says whether anything was written: never in a rehearsal, nor when there are
    problems, unless the bad rows were to be skipped. ``how`` tells how the file was read,
    ``columns`` what each heading was taken for, and ``ignored`` the columns that were not read.

    Of an import that is sent again, ``before`` is what it did. Then it counts as recorded, nothing
    was written now, and people and problems tell what the file would do as things are now.
    """

    recorded: bool
    rehearsal: bool
    rows: int
    how: str
    columns: Mapping[str, str]
    ignored: Sequence[str]
    people: Sequence[Entered]
    problems: Sequence[Problem]
    before: Import | None = None

    @property
    def bad_rows(self) -> int:
        """Return how many rows have a problem."""
        return len({each.row for each in self.problems})

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many people were registered, changed and unchanged, and how many rows bad.

        Of an import that is sent again, they are those of when it was recorded.
        """
        if self.before is not None:
            return self.before.counts
        found = Counter(each.outcome for each in self.people)
        outcomes: Sequence[Outcome] = ("registered", "changed", "unchanged")
        return {**{each: found[each] for each in outcomes}, "bad": self.bad_rows}

    def document(self) -> Mapping[str, Any]:
        """Return all of it for programs."""
        return {
            "recorded": self.recorded,
            "recorded_before": None if self.before is None else self.before.at,
            "dry_run": self.rehearsal,
            "rows": self.rows,
            "counts": self.counts,
            "how": self.how,
            "columns": self.columns,
            "ignored": self.ignored,
            "people": self.people,
            "problems": [{**vars(each), "sentence": each.sentence} for each in self.problems],
        }
