"""Why a file cannot be read as a roster; what is wrong with one of its rows is a `Problem`."""

from collections.abc import Sequence


class RosterError(Exception):
    """A file of which no row could be read: ``str(error)`` is one sentence for a person."""

    kind = "unreadable_file"


class EmptyFile(RosterError):
    """There is nothing in the file."""

    def __init__(self) -> None:
        super().__init__(
            "The file is empty: give one with headings in its first row and people below."
        )


class NoPeople(RosterError):
    """There are headings and nothing below them."""

    def __init__(self) -> None:
        super().__init__("The file has headings and nobody below them: add a row for each person.")


class NotATable(RosterError):
    """The file is something else than its name may say."""

    def __init__(self, *, found: str) -> None:
        self.found = found
        super().__init__(
            f"The file is {found}, not a table: save it as CSV, or as an Excel or "
            "OpenDocument spreadsheet."
        )


class FileTooLarge(RosterError):
    """The file has more bytes than are read."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"The file is larger than {limit // 1024**2} MiB: "
            "leave out what is not about people, or divide it."
        )


class TooManyRows(RosterError):
    """There are more rows than are imported at once."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        super().__init__(f"The file has more than {limit} rows: divide it.")


class StrayCell(RosterError):
    """A cell far away from all others makes the sheet too large to be read."""

    def __init__(self, cell: str) -> None:
        self.cell = cell
        super().__init__(
            f"The sheet reaches as far as cell {cell}: delete what is there, "
            "or copy the people into a new sheet."
        )


class BrokenSpreadsheet(RosterError):
    """The file looks like a spreadsheet and cannot be opened as one."""

    def __init__(self) -> None:
        super().__init__(
            "The file looks like a spreadsheet and cannot be opened as one: "
            "open it in a spreadsheet program and save it again, or as CSV."
        )


class PasswordProtected(RosterError):
    """The spreadsheet is enciphered."""

    def __init__(self) -> None:
        super().__init__("The spreadsheet has a password: save it without one.")


class UnknownSheet(RosterError):
    """The spreadsheet has no sheet of the name that was asked for."""

    def __init__(self, name: str, *, sheets: Sequence[str]) -> None:
        self.name = name
        self.sheets = sheets
        known = ", ".join(map(repr, sheets)) or "none"
        super().__init__(f"There is no sheet {name[:60]!r} in the file; it has {known}.")


class SheetOfText(RosterError):
    """A sheet was asked for of a file that has none."""

    def __init__(self) -> None:
        super().__init__("The file is plain text and has no sheets: leave the sheet out.")


class UnknownEncoding(RosterError):
    """Nobody knows an encoding of that name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is no encoding {name[:40]!r}; usual ones are utf-8, utf-16, windows-1252, "
            "iso-8859-1 and macintosh."
        )


class WrongEncoding(RosterError):
    """The bytes of the file make no text in the encoding that was named."""

    def __init__(self, name: str, *, line: int) -> None:
        self.name = name
        self.line = line
        super().__init__(
            f"Line {line} of the file is not {name}: name another encoding, or none to have it "
            "found out."
        )


class BrokenQuotes(RosterError):
    """The quote marks of a CSV file do not pair."""

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__(
            f"The quote marks in or after row {row} do not pair: a cell with a quote mark "
            'inside is written "like ""this"" one".'
        )


class NoEmailColumn(RosterError):
    """No column holds addresses, by which people are known."""

    def __init__(self, *, found: Sequence[str], wanted: Sequence[str]) -> None:
        self.found = found
        self.wanted = wanted
        headings = ", ".join(repr(each) for each in found) or "none"
        super().__init__(
            f"No column is headed email; the headings found are {headings}, and those wanted are "
            f"{', '.join(wanted)}."
        )


class TwoColumns(RosterError):
    """Two columns hold the same thing."""

    def __init__(self, field: str, *, headings: Sequence[str], found: Sequence[str]) -> None:
        self.field = field
        self.headings = headings
        self.found = found
        both = " and ".join(repr(each) for each in headings)
        every = ", ".join(repr(each) for each in found)
        super().__init__(
            f"The columns {both} both mean {field}: keep one of them (the headings found are "
            f"{every})."
        )


class NoRole(RosterError):
    """A program is given, and nothing says what people are in it."""

    def __init__(self) -> None:
        super().__init__(
            "The file has no column role, and none is given for all: say what the people are in "
            "the program (mentee, mentor or coordinator)."
        )
