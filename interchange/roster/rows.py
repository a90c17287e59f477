"""From a sheet's rows to people whom the rules can know, and to all that is wrong with the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.envelopes import Role
from interchange.roster.cells import Held, Wrong
from interchange.roster.errors import NoRole
from interchange.roster.headings import Headings
from interchange.roster.problems import Problem, problem
from interchange.roster.programs import Programs
from interchange.roster.table import Line, letter_of
from records.queries import ProgramRow


@dataclass(frozen=True)
class ForAll:
    """What holds where a row does not say: the program, and the role in it."""

    program: ProgramRow | None = None
    role: Role | None = None


@dataclass(frozen=True)
class Row:
    """One person of a roster; ``values`` are by column and hold only what the row says.

    ``grants`` are the roles, each with its program.
    """

    number: int
    email: str
    name: str | None
    values: Mapping[str, Any]
    grants: Sequence[tuple[ProgramRow, Role]] = ()
    is_administrator: bool = False


@dataclass
class Rows:
    """The rows that can be used, and all that is wrong with the others."""

    good: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_rows(headings: Headings, *, programs: Programs, for_all: ForAll) -> Rows:
    """Return the people of a sheet and every problem there is; a row with one is left out.

    Raises:
        NoRole: people are to be in a program, and nothing anywhere says as what.
    """
    if for_all.program is not None and for_all.role is None and not headings.has("role"):
        raise NoRole
    rows, seen = Rows(), dict[str, int]()
    for line in headings.people:
        reading = _Reading(headings, line, programs, for_all)
        row = reading.row()
        first = seen.setdefault(str(reading.values["email"]), line.number) if row else line.number
        if row is not None and first != line.number:
            reading.tell(
                "email",
                wrong=f"is on row {first} already",
                right="keep one row for each person",
            )
        rows.problems += reading.problems
        if row is not None and not reading.problems:
            rows.good.append(row)
    return rows


@dataclass
class _Reading:
    """One row while it is read, with what is found wrong with it."""

    headings: Headings
    line: Line
    programs: Programs
    for_all: ForAll
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def row(self) -> Row | None:
        """Return what the row says of a person; None if it does not say of whom."""
        for place, text in self._filled():
            column = self.headings.columns[place]
            if column.name != "program":
                self._read(column.name, text, lambda text, column=column: column.read(text))
        self._look_for_more_cells()
        programs, held = self._programs(), self._held()
        self._look_for_roles(programs, held)
        grants = list(self._grants(programs, held))
        if "email" not in self.values:
            if not any(each.column == self.headings.heading_of("email") for each in self.problems):
                self.tell("email", wrong="is missing", right="write the person's address")
            return None
        return Row(
            number=self.line.number,
            email=self.values["email"],
            name=self._name(),
            values=self.values,
            grants=list(dict.fromkeys(grants)),
            is_administrator=any(each.role is Role.ADMINISTRATOR for each in held),
        )

    def tell(self, name: str, *, wrong: str, right: str) -> None:
        """Note what is wrong with the cell in a column."""
        heading = self.headings.heading_of(name)
        told = problem(self.line.number, heading, self._text(name), wrong=wrong, right=right)
        self.problems.append(told)

    def _filled(self) -> Iterator[tuple[int, str]]:
        for place, text in enumerate(self.line.cells):
            if text and place in self.headings.columns:
                yield place, text

    def _text(self, name: str) -> str:
        found = (
            text for place, text in self._filled() if self.headings.columns[place].name == name
        )
        return next(found, "")

    def _read(self, name: str, text: str, read: Any) -> None:
        try:
            self.values[name] = read(text)
        except Wrong as wrong:
            self.tell(name, wrong=wrong.wrong, right=wrong.right)

    def _look_for_more_cells(self) -> None:
        wide = len(self.headings.written)
        for place in range(wide, len(self.line.cells)):
            if self.line.cells[place]:
                told = problem(
                    self.line.number,
                    f"column {letter_of(place)}",
                    self.line.cells[place],
                    wrong="stands beyond the last heading",
                    right="put a cell that holds the separator in quote marks, or empty this one",
                )
                self.problems.append(told)
                return

    def _programs(self) -> Sequence[ProgramRow]:
        text = self._text("program")
        if not text:
            return [self.for_all.program] if self.for_all.program else []
        self._read("program", text, self.programs.read)
        found: Sequence[ProgramRow] = self.values.pop("program", ())
        return found

    def _held(self) -> Sequence[Held]:
        default = [Held(self.for_all.role)] if self.for_all.role and not self._text("role") else []
        held: Sequence[Held] = self.values.pop("role", default)
        return held

    def _look_for_roles(self, programs: Sequence[ProgramRow], held: Sequence[Held]) -> None:
        homeless = any(each.role is not Role.ADMINISTRATOR and not each.program for each in held)
        if homeless and not programs and not self._text("program"):
            right = "write the program, or give one for all"
            self.tell("program", wrong="is missing for the role", right=right)
        if programs and not held and not self._text("role"):
            right = "write mentee, mentor or coordinator, or give one role for all"
            self.tell("role", wrong="is missing", right=right)

    def _grants(
        self, programs: Sequence[ProgramRow], held: Sequence[Held]
    ) -> Iterator[tuple[ProgramRow, Role]]:
        for each in held:
            if each.role is Role.ADMINISTRATOR:
                continue
            if each.program is None:
                yield from ((program, each.role) for program in programs)
                continue
            try:
                yield self.programs.find(each.program), each.role
            except Wrong as wrong:
                told = f"names {each.program!r}, which {wrong.wrong}"
                self.tell("role", wrong=told, right=wrong.right)

    def _name(self) -> str | None:
        name: str | None = self.values.get("name")
        parts = [self.values.get("first name"), self.values.get("last name")]
        return name or " ".join(filter(None, parts)) or None
