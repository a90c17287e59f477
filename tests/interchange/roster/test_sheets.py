"""From any file that an office may have to rows, or to one sentence."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interchange.roster import errors, sheets
from interchange.roster.errors import RosterError
from interchange.roster.headings import read_headings
from interchange.roster.sheets import read_sheet
from interchange.roster.workbooks import read_workbook
from tests.interchange.roster.files import ROWS, csv_of, ods_of, xlsx_of

AS_READ = [list(row) for row in ROWS]


def cells(data: bytes, **options: str) -> list[list[str]]:
    return [list(line.cells) for line in read_sheet(data, **options).lines]


def refusal_of(data: bytes, *, encoding: str | None = None) -> str:
    """Return what is said of a file; of one that can be read, only the end of a sentence."""
    try:
        read_headings(read_sheet(data, encoding=encoding).lines)
    except RosterError as refused:
        return str(refused)
    return "."


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_and_the_ends_of_lines_are_found_out(separator: str, end: str) -> None:
    rows = [*ROWS, ("Lovelace, Ada", "ada@example.org", "mentor; mentee", "a|b\tc")]
    data = csv_of(rows, separator=separator, end=end).encode()
    assert cells(data) == [list(row) for row in rows]


@pytest.mark.parametrize(
    ("written_in", "read_in"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac-roman"),
    ],
)
def test_every_usual_encoding_is_found_out_and_told(written_in: str, read_in: str) -> None:
    read = read_sheet(csv_of().encode(written_in))
    assert [list(line.cells) for line in read.lines] == AS_READ
    assert f"text in {read_in}," in read.how


def test_an_encoding_that_is_named_is_believed() -> None:
    data = csv_of().replace("Müller", "Kovač").replace("ñ", "n").encode("iso-8859-2")
    assert cells(data, encoding="iso-8859-2")[1][0] == "Zoë Kovač"
    assert cells(csv_of().encode("utf-8-sig"), encoding="UTF8") == AS_READ


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13", "a\0b", ""])
def test_an_encoding_that_nobody_knows_is_refused(encoding: str) -> None:
    with pytest.raises(errors.UnknownEncoding, match="usual ones are utf-8"):
        read_sheet(csv_of().encode(), encoding=encoding)


def test_a_file_that_is_not_in_the_encoding_named_is_refused_with_the_line() -> None:
    with pytest.raises(errors.WrongEncoding, match=r"^Line 2 of the file is not utf-8:"):
        read_sheet(csv_of().encode("cp1252"), encoding="utf-8")


def test_rows_have_the_numbers_that_a_spreadsheet_program_shows() -> None:
    text = 'sep=;\nname;email\n\n"Ada\nLovelace";ada@example.org\n ; \nGrace;grace@example.org\n'
    lines = read_sheet(text.encode()).lines
    assert [(line.number, line.cells[0]) for line in lines] == [
        (1, "name"),
        (3, "Ada\nLovelace"),
        (5, "Grace"),
    ]


def test_what_copying_leaves_around_a_cell_is_taken_off() -> None:
    assert cells("email\n\u00a0\u200bada@example.org\ufeff \n".encode())[1] == ["ada@example.org"]


def test_numbers_and_days_of_a_spreadsheet_read_as_they_show() -> None:
    rows = [("email", "n", "d", "t", "b"), ("a@b.org", 3.0, date(2027, 3, 1), 2.5, True)]
    blank: list[list[str]] = [[], []]
    data = xlsx_of(("People", [*rows, *blank, ("c@d.org", 7, datetime(2027, 1, 2, 3, 4), 1, "")]))  # noqa: DTZ001 - spreadsheets know no zones
    assert cells(data) == [
        ["email", "n", "d", "t", "b"],
        ["a@b.org", "3", "2027-03-01", "2.5", "TRUE"],
        ["c@d.org", "7", "2027-01-02T03:04:00", "1", ""],
    ]
    assert [line.number for line in read_sheet(data).lines] == [1, 2, 5]


def test_the_first_sheet_that_holds_something_is_read_unless_one_is_named() -> None:
    data = xlsx_of(("Empty", []), ("People", ROWS), ("Old", [("email",), ("old@example.org",)]))
    assert cells(data) == AS_READ
    assert read_sheet(data).how == "the sheet 'People' of a spreadsheet"
    assert cells(data, sheet="Old")[1] == ["old@example.org"]
    with pytest.raises(errors.UnknownSheet, match="it has 'Empty', 'People', 'Old'"):
        read_sheet(data, sheet="people")


def test_an_opendocument_sheet_is_read_however_far_it_could_go() -> None:
    assert cells(ods_of([[str(cell) for cell in row] for row in ROWS])) == AS_READ


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty: give one with headings"),
        (b"\r\n , ,\r\n", "The file is empty: give one with headings"),
        (xlsx_of(("Sheet", [])), "The file is empty: give one with headings"),
        (b"%PDF-1.7 name,email", "The file is a PDF document, not a table: save it as CSV"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><table>", "The file is a web page, not a table"),
        (b"\x1f\x8b\x08\0name", "The file is a compressed file, not a table"),
        (b"name\0\1\2,email", "The file is binary data, not a table"),
        (b'name,email\n"Ada,ada@example.org\n', "The quote marks in or after row 2 do not pair"),
        (b'name,email\nA,b\n"A"da,x\n', "The quote marks in or after row 3 do not pair"),
        (csv_of().encode()[:0] + b"PK\3\4 cut off", "cannot be opened as one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "cannot be opened as one"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "The spreadsheet has a password: save it without one.",
        ),
    ],
    ids=[  # the bytes of a workbook name the second in which it was made
        *("nothing", "blanks", "an empty sheet", "PDF", "HTML", "gzip", "binary"),
        *("an open quote", "text after a quote", "half a workbook", "half an old one", "locked"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(RosterError) as refused:
        read_sheet(data)
    assert sentence in str(refused.value)
    assert str(refused.value).count(". ") == 0


def test_a_zip_file_of_something_else_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("letter.txt", "Dear office")
    with pytest.raises(errors.BrokenSpreadsheet):
        read_sheet(written.getvalue())


def test_a_binary_excel_file_is_refused_because_its_extent_cannot_be_checked() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("xl/worksheets/sheet1.bin", "")
    with pytest.raises(errors.NotATable, match="a binary Excel spreadsheet"):
        read_sheet(written.getvalue())


def test_a_stray_cell_that_would_take_all_memory_is_named() -> None:
    rows = [*ROWS, *[[] for _ in range(9)]]
    data = xlsx_of(("People", rows))
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(written, "w") as far:
        for name in packed.namelist():
            content = packed.read(name)
            if name == "xl/worksheets/sheet1.xml":
                cell = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", cell)
            far.writestr(name, content)
    with pytest.raises(errors.StrayCell, match="as far as cell XFD1048576: delete"):
        read_sheet(written.getvalue())


def test_files_and_rosters_larger_than_the_limits_are_refused_with_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(errors.FileTooLarge, match="larger than 20 MiB"):
        read_sheet(b"x" * (sheets.BYTES + 1))
    with pytest.raises(errors.TooManyRows, match="more than 50000 rows"):
        read_sheet(b"email\n" * (sheets.ROWS + 1))
    monkeypatch.setattr("interchange.roster.workbooks._UNPACKED", 1_000)
    with pytest.raises(errors.FileTooLarge):
        read_workbook(xlsx_of(("People", ROWS)), sheet=None)


def test_a_sheet_of_a_text_file_is_refused() -> None:
    with pytest.raises(errors.SheetOfText):
        read_sheet(csv_of().encode(), sheet="People")


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "utf-7", "idna", "zz"]))
@example(b"PK\3\4" + b"\xff" * 60, None)
@example(b"email\n" + b"x" * 140_000, None)
@example(b"\xff\xfe\x00", None)
def test_whatever_the_bytes_only_a_sentence_is_raised(data: bytes, encoding: str | None) -> None:
    assert refusal_of(data, encoding=encoding).endswith(".")


@given(st.text(max_size=200))
def test_whatever_the_text_only_a_sentence_is_raised(text: str) -> None:
    data = f"email;name\n{text}".encode(errors="surrogatepass")
    assert refusal_of(data).endswith(".")


@given(st.data())
def test_a_spreadsheet_with_any_bytes_changed_only_raises_a_sentence(data: st.DataObject) -> None:
    whole = bytearray(_WORKBOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert refusal_of(bytes(whole)).endswith(".")


_WORKBOOK = xlsx_of(("People", ROWS))
