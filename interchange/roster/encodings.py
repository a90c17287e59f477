"""From bytes to text, in any encoding that spreadsheet programs write."""

import codecs

from charset_normalizer import from_bytes

from interchange.roster.errors import NotATable, UnknownEncoding, WrongEncoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's does, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_OLDER = ("cp1252", "latin_1", "mac_roman")
"""What is looked for where the bytes are no UTF-8; few, because short files fit many."""

_GUESSED_ON = 256 * 1024
"""Bytes that a guess is made on."""


def text_of(data: bytes, *, encoding: str | None) -> tuple[str, str]:
    """Return the text of a file, and the encoding it was read in.

    Args:
        data: the file.
        encoding: what somebody says it is; None finds it out.

    Raises:
        UnknownEncoding: there is none of that name.
        WrongEncoding: the file is not in the encoding that was named.
        NotATable: the bytes are no text.
    """
    if encoding is not None:
        return _named(data, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decoded(data, marked), marked.removesuffix("-sig")
    if b"\0" in data:
        return _wide(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _older(data)


def _named(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        known = codecs.lookup(encoding).name
        "".encode(known)  # some codecs turn bytes to bytes
    except (LookupError, UnicodeError, ValueError) as error:
        raise UnknownEncoding(encoding) from error
    if known == "utf-8":
        known = "utf-8-sig"  # drops a mark where there is one
    return _decoded(data, known), known.removesuffix("-sig")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        place = getattr(error, "start", 0)
        line = data.count(b"\n", 0, place) + 1
        raise WrongEncoding(encoding.removesuffix("-sig"), line=line) from error


def _wide(data: bytes) -> tuple[str, str]:
    """Read UTF-16 without a mark: of most letters in it one byte of two is zero."""
    high, low = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if low > high else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotATable(found="binary data") from error
    if "\0" in text:
        raise NotATable(found="binary data")
    return text, encoding


def _older(data: bytes) -> tuple[str, str]:
    best = from_bytes(data[:_GUESSED_ON], cp_isolation=list(_OLDER)).best()
    for encoding in ([best.encoding] if best else []) + list(_OLDER):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, codecs.lookup(encoding).name
    raise NotATable(found="binary data")
