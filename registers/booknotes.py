"""What the notes of an inventory row admit about a book's numbering.

Notes are free text between semicolons; these say something the ledger can use, everything else stays a remark:
`khuyết số 45/2008`, `khuyết số 45-47/2008`, `trùng số 17/2008 (bis)`, `đánh số lại từ 01 mỗi năm`,
`ghi tiếp số của quyển 01/2008`, `mất một số trang`. Marks and case do not matter, so that old sheets are read too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from registers.position import Position
from registers.text import clean, strip_marks

_LONGEST_GAP = 1000  # a longer one is a slip of the keyboard, not a declaration

_NUMBERS = r"(?P<numbers>\d{1,6}(?:\s*(?:-|–|,|den|va)\s*\d{1,6})*)\s*(?:(?:/|nam)\s*(?P<year>\d{4}))?"
_GAP = re.compile(rf"(?:khuyet|bo trong|nhay|thieu)\s+(?:cac\s+)?so\s+{_NUMBERS}")
_REPEAT = re.compile(rf"(?:trung|lap)\s+(?:cac\s+)?so\s+{_NUMBERS}\s*(?:\(?(?P<suffix>[a-z]{{1,4}})\)?)?")
_RESTART = re.compile(r"danh so lai")
_CONTINUE = re.compile(r"ghi tiep so(?: cua)? quyen\s+(?P<book>.+)")
_LOST = re.compile(r"mat (?:mot so )?(?:\d+ )?trang")
_SPAN = re.compile(r"(\d+)(?:\s*(?:-|–|den)\s*(\d+))?")
_FORMER = "truoc"


@dataclass(frozen=True, slots=True)
class BookNotes:
    """The notes, understood. `remarks` are the parts that say nothing about the numbering, as written."""

    gaps: frozenset[Position] = frozenset()  # numbers the book never used
    repeats: frozenset[Position] = (
        frozenset()
    )  # numbers used twice: the second use, with its suffix ("" where not said)
    restarts: bool = False  # numbers begin again at 1 each year
    continues: bool = False  # the first number follows the last of an earlier book of the year
    earlier_book: str = ""  # that book's number, where it is named
    lost_pages: bool = False
    remarks: tuple[str, ...] = ()


def read_notes(notes: str, year: int) -> BookNotes:
    """The meaning of a book's notes. `year` is the year of numbers that are declared without one."""
    gaps: set[Position] = set()
    repeats: set[Position] = set()
    remarks: list[str] = []
    restarts = continues = lost_pages = False
    earlier_book = ""
    for remark in filter(None, map(clean, notes.split(";"))):
        plain = strip_marks(remark).lower()
        if gap := _GAP.fullmatch(plain):
            gaps |= {Position(int(gap["year"] or year), number) for number in _numbers(gap["numbers"])}
        elif repeat := _REPEAT.fullmatch(plain):
            suffix = repeat["suffix"] or ""
            repeats |= {Position(int(repeat["year"] or year), n, suffix) for n in _numbers(repeat["numbers"])}
        elif _RESTART.match(plain):
            restarts = True
        elif earlier := _CONTINUE.fullmatch(plain):
            continues = True
            earlier_book = "" if earlier["book"] == _FORMER else remark.split()[-1]
        elif _LOST.match(plain):
            lost_pages = True
        else:
            remarks.append(remark)
    return BookNotes(frozenset(gaps), frozenset(repeats), restarts, continues, earlier_book, lost_pages, tuple(remarks))


def _numbers(text: str) -> set[int]:
    """The numbers of `45`, `45-47`, `45, 47 và 50`."""
    found: set[int] = set()
    for span in _SPAN.finditer(text):
        first, last = int(span[1]), int(span[2] or span[1])
        found.update(range(first, min(last, first + _LONGEST_GAP) + 1))
    return found
