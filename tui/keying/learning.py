"""What an office learns from its entries, between the store, the file that keeps it, and the suggestions of one session.

Every session learns what is new in the store, its own entry or another clerk's: the first one to come adds it to the file
(`storage.learned`), and all read it from there. So a new session knows at once what the office knows, and holds little of it
itself: the names keyed since the name book was frozen, and how far clues are trusted.
"""

from __future__ import annotations

import mmap
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from registers.form import Field, Form
from registers.value import Value
from storage.engine import Store
from storage.keyed import Keyed, is_line, keyed_after, near_the_end
from storage.learned import Learned, NameKept, Pen
from tui.keying.ports import Suggestion
from tui.typing.macros import Macros
from tui.typing.suggest import lessons
from tui.typing.suggest.expect import Expectations
from tui.typing.suggest.memory import Count, Key
from tui.typing.suggest.name_book import NameBook, NameRow, freeze
from tui.typing.suggest.name_words import NameWords
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.suggester import LearningSuggester
from tui.typing.suggest.trust import Trust

WINDOW = 20_000
"""Entries that count; a sighting fades to nothing long before (`expect`), and the file stays small."""

SLICE = 25
"""Entries learned in one unit of adding."""

JUDGED = 300
"""Of a great many entries only so many, the last ones, are judged clue by clue: older trials would fade anyway (`trust`)."""

FRESH = 2_000
"""Names held in each session until they are frozen into the book all sessions of the host share."""


@dataclass(frozen=True, slots=True)
class News:
    """What a session takes up in one go, between two keys."""

    trust: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    names: Sequence[NameKept] = ()
    clock: int = 0
    model: NameModel | None = None  # where a new name book was frozen


class FileMemory:
    """The facts of the file, as the suggestions ask for them. `clock` is how many entries it is taken to hold."""

    def __init__(self, kept: Learned, clock: int) -> None:
        self._kept = kept
        self._clock = clock

    def clock(self) -> int:
        """Entries recorded so far."""
        return self._clock

    def now_at(self, clock: int) -> None:
        """So many entries are recorded by now."""
        self._clock = clock

    def recall(self, keys: Sequence[Key]) -> Mapping[Key, Sequence[Count]]:
        """The values under each of `keys`."""
        return {key: counts for key, counts in _counts(keys, self._kept).items() if counts}

    def record(self, facts: Iterable[tuple[Key, str]]) -> None:
        """Nothing: what a session keyed comes into the file with what all others keyed."""


class PenMemory:
    """The same while the file is added to."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._asked: dict[Key, list[Count]] = {}  # of this entry: what mother and father have in common is asked twice

    def clock(self) -> int:
        """Entries recorded so far."""
        return self._pen.clock

    def recall(self, keys: Sequence[Key]) -> Mapping[Key, Sequence[Count]]:
        """The values under each of `keys`."""
        self._asked |= _counts([key for key in keys if key not in self._asked], self._pen)
        return {key: counts for key in keys if (counts := self._asked.get(key))}

    def record(self, facts: Iterable[tuple[Key, str]]) -> None:
        """Count one entry's facts."""
        self._asked = {}
        self._pen.count(facts)


class OfficeSuggester:
    """Suggests from everything kept in the office's store. `catch_up` is for a thread; everything else is quick."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._learned = learned = Learned.open(folder)
        head = learned.head()
        if not is_line(store, head.cursor, head.hash):
            learned.begin_anew()
            head = learned.head()
        self._memory = FileMemory(learned, head.clock)
        self._frozen = head.frozen
        self._named = head.names
        self._inner = LearningSuggester(self._memory, _names(learned, head.frozen))
        self._inner.trusting(learned.trust_since(-1))
        self._trust = Trust()  # the thread's own: it judges while keys ask the other one
        self._judged = -1
        self._told = head.clock
        self._turn = Lock()

    # ---- as a suggester

    def sit_down(self, office: str, book: str, macros: Macros) -> None:
        """A clerk with these abbreviations opens `book`, one of `office`."""
        self._inner.office, self._inner.macros = office, macros
        self._inner.names.near(book, ((one.name, one.sex) for one in self._learned.names_of(book)))

    def open(self, form: Form, book: str, year: int) -> None:
        """The page keyed from now on is one of `form` in the book of that id, its number one of `year`."""
        self._inner.open(form, book, year)

    def suggest(self, field: Field, typed: str, known: Mapping[str, Value], /) -> Sequence[Suggestion]:
        """What the field may hold, the best first."""
        return self._inner.suggest(field, typed, known)

    def learn_entry(self, form: Form, values: Mapping[str, Value], book: str) -> None:
        """Nothing: the entry is in the store, and is learned from there (`catch_up`)."""

    # ---- learning

    def catch_up(self) -> News:
        """Learn what the store has beyond the file, then say what this session lacks of the file. May take long."""
        with self._turn:
            left = True
            while left:
                left = self._learn_some()
            head = self._learned.head()
            if head.frozen != self._frozen:
                self._frozen = head.frozen
                model: NameModel | None = _names(self._learned, head.frozen)
                names: Sequence[NameKept] = ()
            else:
                model, names = None, self._learned.names_after(self._named)
            trust = self._learned.trust_since(self._told)
            self._named, self._told = head.names, head.clock
            if head.names - head.frozen > FRESH:
                _freeze_aside(self._learned.folder)
            return News(trust, names, head.clock, model)

    def take_up(self, news: News) -> None:
        """Know what was learned meanwhile."""
        if news.model is not None:
            self._inner.names = news.model
        for one in news.names:
            self._inner.names.learn(one.name, one.book, role=one.role, sex=one.sex)
        self._inner.trusting(news.trust)
        self._memory.now_at(news.clock)

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._learned.close()

    def _learn_some(self) -> bool:
        """Learn a slice of what is new; False where nothing is left."""
        with self._learned.adding() as pen:
            self._trust.load(pen.trust_since(self._judged))
            after = pen.cursor or near_the_end(self._store, WINDOW)
            some = keyed_after(self._store, after, most=SLICE)
            many = len(some.entries) == SLICE and near_the_end(self._store, JUDGED) > some.seq
            expectations = Expectations(PenMemory(pen), self._trust)
            for entry in some.entries:
                _teach(pen, expectations, entry, judged=not many)
            pen.trust(self._trust.changed())
            pen.learned_upto(some.seq, some.hash)
            self._judged = pen.clock
        return len(some.entries) == SLICE


def freeze_names(folder: Path) -> None:
    """Freeze every name learned into a name book all sessions of the host map, and forget facts that are too old."""
    learned = Learned.open(folder)
    try:
        head = learned.head()
        words = NameWords([])
        rows = (NameRow(one.name, one.role, one.times, one.sex, head.names - one.at) for one in learned.every_name())
        learned.freeze(freeze(rows, words.sex_of), head.names)
        learned.forget_before(head.clock - WINDOW)
    finally:
        learned.close()


def _freeze_aside(folder: Path) -> None:
    """In a process of its own: of a million names it takes half a minute, and keys go before."""
    command = [sys.executable, "-m", "tui.keying.freezing", str(folder)]
    nothing = subprocess.DEVNULL
    subprocess.Popen(  # noqa: S603  this very program
        command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
    )


def _teach(pen: Pen, expectations: Expectations, entry: Keyed, *, judged: bool) -> None:
    kept = lessons.kept_of(entry.form, entry.values)
    lessons.learn(expectations, entry.form, kept, entry.book_id, judged=judged)
    for name, role, sex in lessons.names_in(entry.form, kept):
        pen.name(name, role, sex, entry.book_id)


def _names(learned: Learned, frozen: int) -> NameModel:
    model = NameModel(_mapped(learned.frozen_book(frozen)) if frozen else None)
    names = learned.head().names
    for one in learned.names_after(frozen):
        model.hold(NameRow(one.name, one.role, one.times, one.sex, names - one.at))
    for role, counts in learned.habits().items():
        came_from = {last: times for last, times in counts.items() if last}
        model.known.load({role: came_from}, {role: counts[""]}, {role: sum(came_from.values())})
    return model


def _mapped(path: Path) -> NameBook:
    with path.open("rb") as file:
        return NameBook(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))


def _counts(keys: Sequence[Key], kept: Learned | Pen) -> dict[Key, list[Count]]:
    found = kept.recall(keys)
    return {key: [Count(*row) for row in found.get(key, ())] for key in keys}
