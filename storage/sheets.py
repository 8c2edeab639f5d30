"""Sheets people bring: CSV or XLSX from any spreadsheet, any decade. What can be mended is mended and said; the rest is refused.

Nothing is guessed that a person must confirm: text from before Unicode is recognised and named, and converted only when
`encoding` says so.
"""

from __future__ import annotations

import codecs
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from registers.errors import HotichError
from registers.legacy import Encoding, convert, recognise
from registers.text import clean
from storage.csvtext import QuoteOutOfPlace, RawRow, read_rows

_HEAD = 256 * 1024  # bytes looked at to tell what a file is
_PEEK = 200  # rows looked at for the same
_CHUNK = 64 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class SheetRefused(HotichError):
    """The file as a whole cannot be used; nothing of it was stored."""

    key: ClassVar[str] = "inventory.sheet_refused"


class FileMissing(SheetRefused):
    """Values: `path`."""

    key = "inventory.file_missing"


class FileEmpty(SheetRefused):
    key = "inventory.file_empty"


class NoRows(SheetRefused):
    """A header and nothing under it."""

    key = "inventory.no_rows"


class ZipNotText(SheetRefused):
    """A workbook under another name than .xlsx."""

    key = "inventory.zip_not_text"


class OldWorkbook(SheetRefused):
    """A workbook of before 2007 (.xls)."""

    key = "inventory.old_workbook"


class BrokenWorkbook(SheetRefused):
    key = "inventory.broken_workbook"


class HugeWorkbook(SheetRefused):
    key = "inventory.huge_workbook"


class NulBytes(SheetRefused):
    key = "inventory.nul_bytes"


class CutText(SheetRefused):
    """The file ends inside a character."""

    key = "inventory.cut_text"


class LegacyText(SheetRefused):
    """Values: `encoding`, one of the legacy encodings."""

    key = "inventory.legacy_text"


class UnknownText(SheetRefused):
    """Neither UTF-8 nor an encoding that is recognised."""

    key = "inventory.unknown_text"


class OtherEncoding(SheetRefused):
    """The file is not written in the `encoding` the user named."""

    key = "inventory.other_encoding"


class QuotesUnbalanced(SheetRefused):
    """Values: `row`, counted from 1 after the header."""

    key = "inventory.quotes_unbalanced"


@dataclass(frozen=True)
class Sheet:
    """A header and the rows under it."""

    header: tuple[str, ...]  # lower case, trimmed, cut at the first line end (some workbooks put a hint below)
    rows: Iterator[RawRow]  # numbered from 1, blank ones left out; reading them may still raise SheetRefused
    mended: list[str] = field(
        default_factory=list
    )  # keys of what was mended in the file as a whole; complete after the last row


def open_sheet(path: Path, encoding: Encoding | None = None) -> Sheet:
    """The sheet in `path`, streamed. `encoding` is what a person confirmed; None trusts only Unicode.

    Raises SheetRefused.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as wrong:
        raise FileMissing(path=path) from wrong
    if not head:
        raise FileEmpty
    mended: list[str] = []
    if path.suffix.lower() == ".xlsx":
        records = _workbook_rows(path)
    elif head.startswith(_ZIP):
        raise ZipNotText
    elif head.startswith(_OLE):
        raise OldWorkbook
    else:
        records = _text_rows(path, head, mended)
    return _sheet(records, encoding, mended)


def _sheet(records: Iterator[RawRow], encoding: Encoding | None, mended: list[str]) -> Sheet:
    filled = (record for record in records if not record.blank)
    first = list(itertools.islice(filled, _PEEK))
    if len(first) < 2:
        raise NoRows
    records = itertools.chain(first, filled)
    written = _legacy_of(first, encoding)
    if written:
        mended.append(str(written))
        records = (replace(r, cells=tuple(convert(cell, written) for cell in r.cells)) for r in records)
    top = next(records)
    header = _header(top)
    under = (replace(record, number=record.number - top.number) for record in records)
    return Sheet(header, under, mended)


def _header(row: RawRow) -> tuple[str, ...]:
    names = [mend(cell.strip().partition("\n")[0]).casefold() for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _legacy_of(rows: Iterable[RawRow], confirmed: Encoding | None) -> Encoding | None:
    """The legacy encoding the cells are in and a person confirmed; None for Unicode.

    Bytes that were no UTF-8 arrive here as Latin-1 letters; so does old text that a spreadsheet saved as Unicode.
    """
    text = " ".join(cell for row in rows for cell in row.cells)
    found = recognise(text)
    if confirmed is None or not confirmed.legacy:
        if found:
            raise LegacyText(encoding=found)
        return None
    if found is not confirmed and not text.isascii():
        raise OtherEncoding(encoding=confirmed)
    return confirmed


def _workbook_rows(path: Path) -> Iterator[RawRow]:
    from storage import workbook  # calamine is loaded for workbooks only

    try:
        yield from workbook.read_rows(path)
    except workbook.WorkbookBroken as wrong:
        raise BrokenWorkbook from wrong
    except workbook.WorkbookTooLarge as wrong:
        raise HugeWorkbook from wrong


def _text_rows(path: Path, head: bytes, mended: list[str]) -> Iterator[RawRow]:
    decode, codec = _decoding(head, mended)
    delimiter = _delimiter(codec.decode(head, "ignore")[0])
    if delimiter != ",":
        mended.append("semicolons" if delimiter == ";" else "tabs")
    ends: set[str] = set()
    try:
        yield from read_rows(_watched(_chunks(path, decode), ends), delimiter)
    except QuoteOutOfPlace as wrong:
        raise QuotesUnbalanced(row=wrong.row) from wrong
    if len(ends) > 1:
        mended.append("line_ends")


_Decoder = Callable[[], codecs.IncrementalDecoder]


def _decoding(head: bytes, mended: list[str]) -> tuple[_Decoder, codecs.CodecInfo]:
    """How to decode a file that begins with `head`."""
    if head.startswith(_UTF16):
        mended.append("utf16")
        name = "utf-16"
    elif head.startswith(codecs.BOM_UTF8):
        mended.append("bom")
        name = "utf-8-sig"
    elif recognise(head.decode("latin-1")) and not _is_utf8(head):
        name = "latin-1"
    else:
        name = "utf-8"
    codec = codecs.lookup(name)
    return lambda: codec.incrementaldecoder("strict"), codec


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.lookup("utf-8").incrementaldecoder("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path, decoder: _Decoder) -> Iterator[str]:
    decode = decoder().decode
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield _without_nul(decode(chunk))
    except UnicodeDecodeError as wrong:
        raise UnknownText from wrong
    try:
        yield decode(b"", True)
    except UnicodeDecodeError as wrong:
        raise CutText from wrong


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise NulBytes
    return text


def _watched(chunks: Iterable[str], ends: set[str]) -> Iterator[str]:
    """`chunks`, with the kinds of line end met in them put into `ends`."""
    held = ""  # a CR at the end of a chunk may be half of a CRLF
    for chunk in chunks:
        seen = held + chunk
        held = "\r" if seen.endswith("\r") else ""
        ends.update(re.findall(r"\r\n|\r|\n", seen.removesuffix(held)))
        yield chunk
    ends.update(held)


def _delimiter(text: str) -> str:
    line = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").splitlines()[0] if text.strip() else "")
    return max(",;\t", key=line.count)  # the comma wins a tie


_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)|\x1b.?|\x9b[0-?]*[ -/]*[@-~]", re.DOTALL
)


def mend(cell: str) -> str:
    """`cell` as one line of clean text: escape sequences gone with their parameters, the rest as `registers.text.clean` does."""
    return clean(_ESCAPES.sub("", cell)).replace("\n", " ").strip()


def visible(text: str, limit: int = 120) -> str:
    """`text` for a report: characters that act on a terminal or cannot be seen are named (`<U+001B>`), a long text is cut."""
    shown = "".join(
        c if c.isprintable() and not unicodedata.combining(c) else f"<U+{ord(c):04X}>" for c in text[:limit]
    )
    return shown + "…" if len(text) > limit else shown
