"""Later events read from the notes of a page: divorce, annulment, recognition, missing, capacity, declared dead.

The ministry's workbook has columns of their own for them (registers.md §2.1, §2.2, §2.5), though the page has only its notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from registers.dates import parse_date
from registers.text import clean, fold

# The first that fits a sentence counts. Patterns are of folded text; "cancel" ones undo the event of the same stem.
_EVENTS = (
    ("capacity", True, r"huy .*(?:han che|mat) nang luc"),
    ("missing", True, r"huy .*mat tich"),
    ("declared_dead", True, r"huy .*(?:tuyen bo|quyet dinh).*(?:da )?chet"),
    ("capacity", False, r"(?:han che|mat) nang luc"),
    ("missing", False, r"mat tich"),
    ("declared_dead", False, r"tuyen bo .*chet|tuyen bo chet"),
    ("annul", False, r"huy (?:viec )?(?:dang ki )?ket hon|huy hon nhan|ket hon trai phap luat"),
    ("recognise", False, r"cong nhan (?:viec )?(?:dang ki )?(?:ket hon|quan he (?:hon nhan|vo chong))"),
    ("divorce", False, r"l[iy] hon"),
)
_PATTERNS = tuple((stem, cancels, re.compile(pattern)) for stem, cancels, pattern in _EVENTS)
_SENTENCES = re.compile(r"\s*[;\n]\s*|(?<=[^\d\s]{2})\.\s+(?=(?:Ngày|ngày|Đã|Ghi|Theo)\s)")
_DATED = re.compile(r"^(?:ngay|n\.|ghi chu ngay)\s*\d", re.IGNORECASE)
_CHANGE = re.compile(r"\btừ\s.*$", re.IGNORECASE)
_CHANGED = re.compile(r"\btừ\s+([\d./-]+)\s+thành\s+([\d./-]+)", re.IGNORECASE)
_BASIS = re.compile(r"\b(?:theo|căn cứ|can cu)\s+(?P<basis>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarginNote:
    """One later event of a page. `date` is the day it was noted, normalised, or "" where the note has none."""

    event: str  # divorce, annul, recognise, missing, capacity, declared_dead
    cancels: bool
    date: str
    basis: str


@lru_cache(maxsize=4096)
def read_margin_notes(text: str) -> tuple[MarginNote, ...]:
    """The later events `text` speaks of, in its order; what is no such event (corrections, twins) gives none."""
    found = (_read_one(sentence) for sentence in _SENTENCES.split(clean(text)) if sentence)
    return tuple(note for note in found if note is not None)


def _read_one(sentence: str) -> MarginNote | None:
    plain = fold(sentence)
    basis = _BASIS.search(sentence)
    said = plain[: basis.start()] if basis is not None else plain
    # what stands behind "theo" is the paper the note rests on; it does not name the event
    event = next(((stem, cancels) for stem, cancels, pattern in _PATTERNS if pattern.search(said)), None)
    if event is None:
        return None
    day = parse_date(sentence[: basis.start()] if basis else sentence, pivot=None).date if _DATED.match(plain) else None
    return MarginNote(*event, day.normalised if day else "", basis["basis"].strip(" .") if basis else "")


@lru_cache(maxsize=4096)
def noted_days(text: str) -> tuple[date, ...]:
    """The days notes were written on, whatever they are about: `Ngày 09/4/2010 cải chính …`. Only whole dates."""
    said = (sentence for sentence in _SENTENCES.split(clean(text)) if _DATED.match(fold(sentence)))
    days = (parse_date(_BASIS.sub("", _CHANGE.sub("", sentence)), pivot=None).date for sentence in said)
    return tuple(day.earliest() for day in days if day is not None and day.full and day.exists)


@lru_cache(maxsize=4096)
def changed_dates(text: str) -> tuple[str, ...]:
    """The dates notes say were changed, and into what, normalised: `ngày sinh từ 07.12.2007 thành 28.12.2007`."""
    changes = (change for sentence in _SENTENCES.split(clean(text)) for change in _CHANGED.findall(sentence))
    dates = (parse_date(part, pivot=None).date for change in changes for part in change)
    return tuple(day.normalised for day in dates if day is not None and day.full)


_STATUS = {
    "divorce": "Đã ly hôn",
    "annul": "Đã hủy việc kết hôn",
    "recognise": "Đã được công nhận việc kết hôn",
}


def marriage_status(text: str) -> str:
    """The marriage status the notes leave (the latest noted event), "" where they speak of none."""
    events = [note.event for note in read_margin_notes(text) if note.event in _STATUS]
    return _STATUS[events[-1]] if events else ""


def noted(event: str, item: str, text: str) -> str:
    """One item of an event in the notes: `state` (1 declared, 2 cancelled), `note_date`, `basis`, `cancel_date`, `cancel_basis`.

    Of several notes of one event the last counts. Raises KeyError for another item.
    """
    notes = [note for note in read_margin_notes(text) if note.event == event]
    if item == "state":
        return ("2" if notes[-1].cancels else "1") if notes else ""
    cancels, attribute = {
        "note_date": (False, "date"),
        "date": (False, "date"),
        "basis": (False, "basis"),
        "cancel_date": (True, "date"),
        "cancel_basis": (True, "basis"),
    }[item]
    values = [str(getattr(note, attribute)) for note in notes if note.cancels is cancels]
    return values[-1] if values else ""
