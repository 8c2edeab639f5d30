"""Finding persons by name as people type it: without tones or capitals, beginnings of words, in any order.

Names are few and mentions many, so the search runs over the dictionary of distinct names (`table name`), where each stands
once from each of its words on; every step is a range of an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from registers.position import Position
from registers.text import fold
from registers.workflow import EntryState
from storage.bulk import one_of
from storage.engine import Store
from storage.tables import Entry, Mention, Name, core

MOST_NAMES = 200
"""Distinct names one search looks mentions up of."""

_TOGETHER = 50  # names looked up at once
_COUNTED = 500  # starts of names counted to find the rarest word; more is "many"
_LAST = "\U0010ffff"
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_e, _m = core(Entry).c, core(Mention).c
_NAMED = (
    core_select(
        _m.entry_id, _m.role, _m.full_name, _m.birth, _m.residence, _m.sex,
        _e.book_id, _e.kind, _e.year, _e.number, _e.suffix,
    )
    .join_from(core(Mention), core(Entry), (_e.office == _m.office) & (_e.id == _m.entry_id))
    .where(_e.state != EntryState.WITHDRAWN)
    .order_by(_m.folded, _m.birth, _m.entry_id, _m.role)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """A person in a role on an entry; `birth` is `dd.mm.yyyy|mm.yyyy|yyyy` or ""."""

    entry_id: str
    book_id: str
    kind: str
    position: Position
    role: str
    full_name: str
    birth: str
    residence: str
    sex: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search text asks for: words of a name, a year of birth, words of a place."""

    words: tuple[str, ...]
    year: str
    place: str


def read_search(text: str) -> Asked:
    """`nong thi hien 1987, hong viet`: words of the name, a year of birth, and after a comma words of the residence."""
    name, _, place = text.partition(",")
    words = fold(name).split()
    year = next((word for word in words if _YEAR.fullmatch(word)), "")
    return Asked(tuple(word for word in words if word != year), year, fold(place))


def entries_by_name(store: Store, text: str, *, limit: int = 50) -> list[Hit]:
    """Persons whose names have the words of `text` (as beginnings, in any order), best first: whole names before others.

    `text` as `read_search` reads it. Nothing typed finds nothing.
    """
    asked = read_search(text)
    if not asked.words:
        return []
    with store.read() as session:
        names = names_like(session, asked.words, limit=MOST_NAMES)
        return _mentions(session, names, asked, limit)


def names_like(session: Session, words: Sequence[str], *, limit: int) -> list[str]:
    """Distinct folded names that have every one of `words` (folded) as the beginning of a word of theirs.

    Names that are just `words` come first, then those that begin with them, then by the alphabet.
    """
    whole = " ".join(words)
    rarest = min(words, key=lambda word: (_how_many(session, word), -len(word)))
    found = dict.fromkeys(_starting(session, whole, (), limit))  # all words together, in the order typed
    if len(words) > 1 and len(found) < limit:
        others = [word for word in words if word != rarest]
        found |= dict.fromkeys(_starting(session, rarest, others, limit))
    return sorted(found, key=lambda name: (name != whole, not name.startswith(whole), name))[:limit]


def _how_many(session: Session, word: str) -> int:
    some = select(Name.start).where(_range(word)).limit(_COUNTED).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def _starting(session: Session, start: str, others: Sequence[str], limit: int) -> list[str]:
    query = select(Name.folded).where(_range(start)).distinct().order_by(col(Name.folded)).limit(limit)
    for word in others:
        beginning = col(Name.folded).startswith(word, autoescape=True)
        inside = col(Name.folded).contains(f" {word}", autoescape=True)
        query = query.where(beginning | inside)
    return list(session.exec(query))


def _range(start: str) -> ColumnElement[bool]:
    return (col(Name.start) >= start) & (col(Name.start) < start + _LAST)


def _mentions(session: Session, names: Sequence[str], asked: Asked, limit: int) -> list[Hit]:
    query = _NAMED.where(_m.birth.endswith(asked.year, autoescape=True)) if asked.year else _NAMED
    hits: list[Hit] = []
    for some in _ascending(names):
        of_names = query.where(one_of(session, _m.folded, some))
        with session.execute(of_names if asked.place else of_names.limit(limit - len(hits))) as rows:
            there = (_hit(row) for row in rows if asked.place in fold(row.residence))
            hits += islice(there, limit - len(hits))  # of a place those behind are not even read
        if len(hits) >= limit:
            break
    return hits


def _ascending(names: Sequence[str]) -> Iterator[list[str]]:
    """The names in their order, in parts that the index has in the same order: one statement each, and not one a name."""
    part: list[str] = []
    for name in names:
        if part and (name < part[-1] or len(part) == _TOGETHER):
            yield part
            part = []
        part.append(name)
    if part:
        yield part


def _hit(row: Any) -> Hit:
    return Hit(
        entry_id=row.entry_id,
        book_id=row.book_id,
        kind=row.kind,
        position=Position(row.year, row.number, row.suffix),
        role=row.role,
        full_name=row.full_name,
        birth=row.birth,
        residence=row.residence,
        sex=row.sex,
    )
