"""A new XLSX file: readable by this account of the machine only, and under its name once it is whole."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError


@contextmanager
def written(path: Path, options: Mapping[str, Any]) -> Iterator[xlsxwriter.Workbook]:
    """The workbook to fill, kept as `path` at the end of the block; where that fails there is nothing new. Raises OSError.

    It is packed in memory: of a full disk the library makes an error of its own, and leaves an archive that complains once more.
    """
    partial, packed = path.with_name(f"{path.name}.partial"), BytesIO()
    try:
        partial.touch(mode=0o600)  # what cannot be written is told before all is read
        book = xlsxwriter.Workbook(packed, dict(options))
        yield book
        try:
            book.close()
        except FileCreateError as wrong:  # no room for the library's own files beside
            raise OSError(errno.ENOSPC, str(wrong)) from wrong
        partial.write_bytes(packed.getbuffer())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
