"""What keying at an office taught the suggestions: one file for all sessions of a host, beside the store, not in it.

Everything in it follows from the entries, so it is never backed up or moved: a file that is missing, broken or of another
store is begun anew. A key press reads it (a few lookups by key, from the page cache, whatever store the office has); who
saved an entry adds to it behind the screen. `cursor` is the line of the log up to which entries are learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from storage.sqlite import library, make_file

VERSION = 1
"""Of the file's layout; a file of another one is begun anew."""

RECALLED = 200
"""Values of one key given at most: the latest ones."""

_PATIENCE_MS = 10_000
_SCHEMA = """
CREATE TABLE slot (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE fact (
    slot INTEGER NOT NULL, given TEXT NOT NULL, value TEXT NOT NULL, times INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (slot, given, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_fact_last ON fact (slot, given, last);
CREATE TABLE trust (level TEXT PRIMARY KEY, hits REAL NOT NULL, trials REAL NOT NULL, changed INTEGER NOT NULL) STRICT;
CREATE INDEX ix_trust_changed ON trust (changed);
CREATE TABLE name (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, times INTEGER NOT NULL, at INTEGER NOT NULL, sex TEXT NOT NULL,
    book TEXT NOT NULL
) STRICT;
CREATE INDEX ix_name_at ON name (at);
CREATE INDEX ix_name_book ON name (book);
CREATE TABLE habit (
    role TEXT NOT NULL, last TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (role, last)
) STRICT, WITHOUT ROWID;
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL, hash TEXT NOT NULL, clock INTEGER NOT NULL,
    names INTEGER NOT NULL, frozen INTEGER NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0, '', 0, 0, 0);
"""
_RECALL = "SELECT value, times, last FROM fact WHERE slot = ? AND given = ? ORDER BY last DESC LIMIT ?"
_COUNT = (
    "INSERT INTO fact VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET times = times + excluded.times, last = excluded.last"
)
_NAME = (
    "INSERT INTO name VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO UPDATE SET role = excluded.role, times = times + 1, "
    "at = excluded.at, sex = CASE excluded.sex WHEN '' THEN sex ELSE excluded.sex END, book = excluded.book"
)
_HABIT = "INSERT INTO habit VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
_TRUST = (
    "INSERT INTO trust VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET hits = excluded.hits, trials = excluded.trials, changed = excluded.changed"
)

FactKey = tuple[str, str]
"""What is counted, and under which condition."""


class Head(NamedTuple):
    """How far the file is: the last line of the log learned with its hash, entries and names learned, names frozen."""

    cursor: int
    hash: str
    clock: int
    names: int
    frozen: int


class NameKept(NamedTuple):
    """A name: the field it was last keyed in, how often, when (in names keyed), the sex where known, the book."""

    name: str
    role: str
    times: int
    at: int
    sex: str
    book: str


class Learned:
    """The file, open in one session: a connection to read with while keys come, another to add with behind them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "facts.db"
        self._reader = self._connect()
        self._writer = self._connect()
        self._slots = _Slots()
        try:
            self._make()
        except BaseException:
            self.close()
            raise
        self._reader.execute("PRAGMA query_only = 1")

    @classmethod
    def open(cls, folder: Path) -> Learned:
        """The file in `folder`, begun where there is none, anew where it cannot be used. Raises OSError, the library's Error."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(2):
            try:
                return cls(folder)
            except (library().DatabaseError, _OtherVersion):
                for path in folder.glob("facts.db*"):
                    path.unlink(missing_ok=True)
        return cls(folder)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
        self._writer.close()

    # ---- reading, while keys come

    def head(self) -> Head:
        """How far it is."""
        return _head(self._reader)

    def recall(self, keys: Sequence[FactKey]) -> dict[FactKey, list[tuple[str, int, int]]]:
        """(value, times, last) under each of `keys`, the latest `RECALLED` of each, the latest one last."""
        return _recalled(self._reader, self._slots, keys)

    def trust_since(self, clock: int) -> dict[str, tuple[float, float]]:
        """Hits and trials of what was judged after entry number `clock`, by level."""
        return _trust_since(self._reader, clock)

    def names_after(self, at: int) -> list[NameKept]:
        """Names keyed after name number `at`, in the order of their last keying."""
        rows = self._reader.execute("SELECT name, role, times, at, sex, book FROM name WHERE at > ? ORDER BY at", (at,))
        return [NameKept(*row) for row in rows]

    def names_of(self, book: str) -> list[NameKept]:
        """Names last keyed in `book`, in that order."""
        query = "SELECT name, role, times, at, sex, book FROM name WHERE book = ? ORDER BY at"
        return [NameKept(*row) for row in self._reader.execute(query, (book,))]

    def every_name(self) -> Iterator[NameKept]:
        """Every name, in no order, a few in memory at a time."""
        for row in self._reader.execute("SELECT name, role, times, at, sex, book FROM name"):
            yield NameKept(*row)

    def habits(self) -> dict[str, dict[str, int]]:
        """Of each role: how often a name was keyed in it (under ""), and how often one last keyed in which role."""
        found: dict[str, dict[str, int]] = {}
        for role, last, times in self._reader.execute("SELECT role, last, times FROM habit"):
            found.setdefault(role, {})[last] = times
        return found

    def frozen_book(self, frozen: int) -> Path:
        """Where the name book of the names up to number `frozen` lies."""
        return self.folder / f"names-{frozen}.book"

    # ---- adding, behind the screen

    @contextmanager
    def adding(self) -> Iterator[Pen]:
        """One unit of adding; other sessions wait for their turn meanwhile. Nothing of it is kept where the block raises."""
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            pen = Pen(self._writer, self._slots)
            yield pen
            pen.put()
        except BaseException:
            self._slots.forget()  # some may have been this unit's
            with suppress(library().Error):  # where the disk is full SQLite has ended it already
                self._writer.execute("ROLLBACK")
            raise
        self._writer.execute("COMMIT")

    def begin_anew(self) -> None:
        """Forget everything: it was learned of another store, or of what a restored one has no more."""
        with self.adding() as pen:
            pen.forget_all()

    def freeze(self, book: bytes, upto: int) -> None:
        """Keep `book`, the name book of the names up to number `upto`, and let older ones go."""
        path = self.frozen_book(upto)
        part = path.with_suffix(".part")
        make_file(part)
        part.write_bytes(book)
        part.replace(path)
        self._writer.execute("UPDATE head SET frozen = ?", (upto,))
        for old in self.folder.glob("names-*.book"):
            if old != path:
                old.unlink(missing_ok=True)

    def forget_before(self, clock: int) -> int:
        """Drop facts not met since entry number `clock`, a slot at a time; how many went."""
        slots = [slot for (slot,) in self._reader.execute("SELECT id FROM slot").fetchall()]
        drop = "DELETE FROM fact WHERE slot = ? AND last < ?"
        return sum(self._writer.execute(drop, (slot, clock)).rowcount for slot in slots)

    # ---- inside

    def _connect(self) -> Any:
        if not self.path.exists():
            make_file(self.path)
        connection = library().connect(str(self.path), check_same_thread=False, isolation_level=None)
        for setting in (
            f"busy_timeout = {_PATIENCE_MS}",
            "journal_mode = WAL",
            "synchronous = NORMAL",  # a power cut may lose the last entries' lessons: they are learned again
            "cache_size = -1024",  # what is read often stays in the machine's page cache, once for all sessions
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {setting}")
        return connection

    def _make(self) -> None:
        version = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise _OtherVersion
        if not version:
            self._writer.execute("BEGIN IMMEDIATE")
            if not self._writer.execute("PRAGMA user_version").fetchone()[0]:  # another session may have been first
                for statement in _SCHEMA.strip().split(";\n"):
                    self._writer.execute(statement)
                self._writer.execute(f"PRAGMA user_version = {VERSION}")
            self._writer.execute("COMMIT")


class Pen:
    """One unit of adding. What it recalls is what stands there with what was added so far."""

    def __init__(self, connection: Any, slots: _Slots) -> None:
        self._connection = connection
        self._slots = slots
        self.cursor, self.hash, self.clock, self.names, self._frozen = _head(connection)
        self._facts: dict[tuple[int, str, str], tuple[int, int]] = {}

    def recall(self, keys: Sequence[FactKey]) -> dict[FactKey, list[tuple[str, int, int]]]:
        """As `Learned.recall`."""
        self._put_facts()
        return _recalled(self._connection, self._slots, keys)

    def count(self, facts: Iterable[tuple[FactKey, str]]) -> None:
        """Count one entry's facts."""
        self.clock += 1
        for (slot_name, given), value in facts:
            slot = self._slots.of(self._connection, slot_name)
            times, _ = self._facts.get((slot, given, value), (0, 0))
            self._facts[slot, given, value] = (times + 1, self.clock)

    def name(self, name: str, role: str, sex: str, book: str) -> None:
        """Take note of a name keyed in the field `role`."""
        self.names += 1
        before = self._connection.execute("SELECT role FROM name WHERE name = ?", (name,)).fetchone()
        for last in ("", *(before or ())):
            self._connection.execute(_HABIT, (role, last))
        self._connection.execute(_NAME, (name, role, self.names, sex, book))

    def trust(self, levels: Mapping[str, tuple[float, float]]) -> None:
        """Keep what was judged anew."""
        rows = [(level, hits, trials, self.clock) for level, (hits, trials) in levels.items()]
        self._connection.executemany(_TRUST, rows)

    def trust_since(self, clock: int) -> dict[str, tuple[float, float]]:
        """As `Learned.trust_since`."""
        return _trust_since(self._connection, clock)

    def learned_upto(self, seq: int, line_hash: str) -> None:
        """Every entry up to line `seq` of the log is learned."""
        self.cursor, self.hash = seq, line_hash

    def forget_all(self) -> None:
        """Begin anew."""
        for statement in ("DELETE FROM fact", "DELETE FROM trust", "DELETE FROM name", "DELETE FROM habit"):
            self._connection.execute(statement)
        self.cursor, self.hash, self.clock, self.names, self._frozen = 0, "", 0, 0, 0

    def put(self) -> None:
        """Write what was held back until now."""
        self._put_facts()
        self._connection.execute(
            "UPDATE head SET cursor = ?, hash = ?, clock = ?, names = ?, frozen = ?",
            (self.cursor, self.hash, self.clock, self.names, self._frozen),
        )

    def _put_facts(self) -> None:
        if self._facts:
            rows = [(*key, times, last) for key, (times, last) in self._facts.items()]
            self._connection.executemany(_COUNT, rows)
            self._facts = {}


class _Slots:
    """The numbers of slots, by name."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def find(self, connection: Any, name: str) -> int:
        """The slot's number, 0 where nothing was ever counted in it."""
        known = self._known.get(name, 0)
        if not known:
            row = connection.execute("SELECT id FROM slot WHERE name = ?", (name,)).fetchone()
            if row is not None:
                known = self._known[name] = row[0]
        return known

    def of(self, connection: Any, name: str) -> int:
        """The slot's number; it gets one now where it has none."""
        known = self.find(connection, name)
        if not known:
            known = self._known[name] = connection.execute("INSERT INTO slot (name) VALUES (?)", (name,)).lastrowid
        return known

    def forget(self) -> None:
        """Some numbers were given in a unit that came to nothing."""
        self._known.clear()


class _OtherVersion(Exception):
    """The file was written by another version of the program."""


def _recalled(connection: Any, slots: _Slots, keys: Sequence[FactKey]) -> dict[FactKey, list[tuple[str, int, int]]]:
    found = {}
    for key in keys:
        slot = slots.find(connection, key[0])
        rows = connection.execute(_RECALL, (slot, key[1], RECALLED)).fetchall() if slot else None
        if rows:
            rows.reverse()
            found[key] = rows
    return found


def _trust_since(connection: Any, clock: int) -> dict[str, tuple[float, float]]:
    rows = connection.execute("SELECT level, hits, trials FROM trust WHERE changed > ?", (clock,))
    return {level: (hits, trials) for level, hits, trials in rows}


def _head(connection: Any) -> Head:
    return Head(*connection.execute("SELECT cursor, hash, clock, names, frozen FROM head").fetchone())
