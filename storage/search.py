"""Finding persons by name as people type it: without tones or capitals, beginnings of words, in any order.

Names are few and mentions many, so the search runs over the dictionary of distinct names (`table name`), where each stands
once from each of its words on; every step is a range of an index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from registers.position import Position
from registers.text import fold
from registers.workflow import EntryState
from storage.engine import Store
from storage.tables import Entry, Mention, Name

MOST_NAMES = 200
"""Distinct names one search looks mentions up of."""

_COUNTED = 500  # starts of names counted to find the rarest word; more is "many"
_LAST = "\U0010ffff"
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


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
    query = (
        select(Mention, Entry)
        .join(Entry, (col(Entry.office) == Mention.office) & (col(Entry.id) == Mention.entry_id))
        .where(Entry.state != EntryState.WITHDRAWN)
    )
    if asked.year:
        query = query.where(col(Mention.birth).endswith(asked.year, autoescape=True))
    hits: list[Hit] = []
    for name in names:
        of_name = query.where(Mention.folded == name).order_by(
            col(Mention.birth), col(Mention.entry_id), col(Mention.role)
        )
        rows = session.exec(of_name if asked.place else of_name.limit(limit - len(hits)))
        hits += [_hit(mention, entry) for mention, entry in rows if asked.place in fold(mention.residence)]
        if len(hits) >= limit:
            break
    return hits[:limit]


def _hit(mention: Mention, entry: Entry) -> Hit:
    return Hit(
        entry_id=entry.id,
        book_id=entry.book_id,
        kind=entry.kind,
        position=Position(entry.year, entry.number, entry.suffix),
        role=mention.role,
        full_name=mention.full_name,
        birth=mention.birth,
        residence=mention.residence,
        sex=mention.sex,
    )
