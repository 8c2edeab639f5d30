"""An XLSX workbook read without trusting it: sizes are checked before anything is unpacked into memory.

The reader of the cells (calamine) lays a sheet out as a full rectangle, so two cells far apart would claim gigabytes; and a
workbook is a ZIP, whose few kilobytes may unpack to anything. Both are measured first, in a stream.
"""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from storage.csvtext import CELL_LIMIT, WIDTH_LIMIT, RawRow

UNPACKED_LIMIT = 256 * 1024 * 1024
"""Bytes all parts of a workbook may unpack to."""

AREA_LIMIT = 8_000_000
"""Cells of the rectangle around all cells of a sheet: 250,000 rows of 32 columns."""

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{1,9})["']""")  # of cells (r="AB12") and rows (r="12")
_TAIL = 64  # bytes kept between chunks, so that a reference cut in two is still seen
_CHUNK = 1 << 18


class WorkbookBroken(ValueError):
    """Not a workbook that can be read."""


class WorkbookTooLarge(ValueError):
    """It would unpack to more than an honest inventory or register needs."""


def read_rows(path: Path) -> Iterator[RawRow]:
    """The rows of the first sheet as text, counted from 0 (the first row that is not empty: the header).

    Numbers lose an empty fraction, dates become `dd.mm.yyyy`: what the cell shows, as far as the file tells.
    Raises WorkbookBroken, WorkbookTooLarge.
    """
    _measure(path)
    begun, number = False, -1
    for cells in _first_sheet(path).iter_rows():
        texts = tuple(_as_text(cell)[: CELL_LIMIT + 1] for cell in cells[:WIDTH_LIMIT])
        begun = begun or any(texts)
        if not begun:
            continue
        number += 1
        yield RawRow(number, texts, len(cells))


def _first_sheet(path: Path) -> CalamineSheet:
    try:
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError, IndexError) as wrong:
        raise WorkbookBroken(path.name) from wrong


def _measure(path: Path) -> None:
    """Unpack every part once, keeping nothing: its true size, its checksum, and how far its cells reach."""
    left = UNPACKED_LIMIT
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                declared, part.file_size = part.file_size, 1 << 62  # read to the true end
                reach = _Reach()
                with archive.open(part) as stream:
                    while chunk := stream.read(_CHUNK):
                        left -= len(chunk)
                        declared -= len(chunk)
                        if left < 0:
                            raise WorkbookTooLarge(path.name)
                        reach.see(chunk)
                if reach.area > AREA_LIMIT:
                    raise WorkbookTooLarge(path.name)
                if declared:
                    raise WorkbookBroken(path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as wrong:
        raise WorkbookBroken(path.name) from wrong


class _Reach:
    """How far right and down the cells named in a part lie."""

    def __init__(self) -> None:
        self._tail = b""
        self._right = self._down = 0

    def see(self, chunk: bytes) -> None:
        text = self._tail + chunk
        for letters, digits in _REFERENCE.findall(text):
            self._right = max(self._right, _column(letters), 1)
            self._down = max(self._down, int(digits))
        self._tail = text[-_TAIL:]

    @property
    def area(self) -> int:
        return self._right * self._down


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _as_text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.date):  # a datetime too: a register dates by the day
        return f"{cell.day:02}.{cell.month:02}.{cell.year:04}"
    return str(cell)
