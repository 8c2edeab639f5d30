"""A simulated clerk: has the open book on the desk, sees only the screen, presses only real keys.

Which field the cursor stands in is read from the screen (the number at the start of its row), and so is what the form has
filled in by itself; what does not say the same as the paper is keyed. A code is picked by the digit of the list under the
field. Everything else is typed as the paper has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.paper import PaperBook, PaperEntry
from bench.terminal import KEYS, Ended, Terminal
from registers.catalogue import Language, say
from registers.codes import code_list, match
from registers.dates import parse_date
from registers.form import Field, FieldType, Form, Printed, kinds_in_book, load
from registers.kinds import Layout, PositionState
from registers.text import fold

_ROW = re.compile(r"^ ?(\d{1,3}) ")
_BEHIND = re.compile(r"→|\s{2,}\[")
_POSITION = re.compile(r"· số (\S+/\d{4})")
_CODED = frozenset({FieldType.CODE, FieldType.ID_KIND})
_MARK_KEYS = {"illegible": "f7", "torn": "ctrl+t", "doubtful": "ctrl+d", "struck": "ctrl+w"}
_STATE_DIGITS = {
    state: str(n) for n, state in enumerate((s for s in PositionState if s is not PositionState.NORMAL), 1)
}
_TO_NUMBER = str(len(_STATE_DIGITS) + 3)  # "another number of this book" in the box of positions
_FLAG_BOX = say("keying.ask_flags", Language.VI)
_QUEUE = say("shell.heading_queue", Language.VI)
_KIND_BOX = say("keying.ask_kind", Language.VI)
_VALUE_CELLS = 70

COLUMNS, ROWS = 150, 50
"""The clerk's terminal: wide enough that a value is never cut beside what it reads as."""


@dataclass
class Tally:
    """What was pressed and met."""

    keys: int = 0
    entries: int = 0
    flags: int = 0
    seen: dict[str, str] = field(default_factory=dict)


class Clerk:
    """Keys whole books at `terminal`, where the program already stands on its keying screen."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.tally = Tally()
        self._shown: dict[int, str] = {}
        self._start = 3 + max(24, min(34, terminal.screen.columns // 4)) + 1  # number, label, space

    # --- whole jobs

    def sign_in(self, name: str, password: str) -> None:
        """From the sign-in screen to the queue and into the book that stands chosen there."""
        self.terminal.wait(say("shell.heading_sign_in", Language.VI))
        self.terminal.type(f"{name}\t{password}\r")
        self.terminal.wait(_QUEUE)

    def open_first_book(self) -> None:
        """Enter on the queue: the next book, its first missing position."""
        self.terminal.press("enter")
        self.terminal.wait(lambda: self.position is not None)

    def key_book(self, book: PaperBook) -> None:
        """Key every position of `book`, in the order of its pages."""
        layout = Layout(book.row["layout"])
        forms = {str(kind): load(str(kind), layout) for kind in kinds_in_book(book.row["kind"], layout)}
        for entry in book.entries:
            self.key_entry(entry, forms, mixed=not book.row["kind"])

    def key_what_comes(self, book: PaperBook) -> None:
        """Key each position the program leads to, until it says that none is left."""
        layout = Layout(book.row["layout"])
        forms = {str(kind): load(str(kind), layout) for kind in kinds_in_book(book.row["kind"], layout)}
        on_paper = {str(entry.position): entry for entry in book.entries}
        while (position := self._position_or_end()) is not None:
            self.key_entry(on_paper[position], forms)

    def _position_or_end(self) -> str | None:
        self.terminal.wait(lambda: self.position is not None or self._asked(_QUEUE))
        return self.position

    def key_entry(self, entry: PaperEntry, forms: Mapping[str, Form], *, mixed: bool = False) -> None:
        """Key one position, from wherever the form stands; it is stored when this returns."""
        self._stand_at(entry, mixed=mixed)
        if mixed:
            self._choose_kind(entry, forms)
        if entry.state is not PositionState.NORMAL:
            self._press("ctrl+e")
            self._type(_STATE_DIGITS[entry.state])
            self._type("1")  # the reason: as the page says
        if entry.state.has_values:
            self._key_fields(entry, forms[entry.kind])
        self.finish(str(entry.position))
        self.tally.entries += 1

    # --- the screen

    @property
    def position(self) -> str | None:
        """The position the heading names."""
        found = _POSITION.search(self.terminal.line(0))
        return found[1] if found else None

    @property
    def number(self) -> int | None:
        """The number of the field the cursor stands in."""
        row = _ROW.match(self.terminal.line(self.terminal.cursor[0]))
        return int(row[1]) if row else None

    def shown(self) -> dict[int, str]:
        """What every field in sight shows, by its number."""
        found = {}
        for line in self.terminal.lines[1:]:
            row = _ROW.match(line)
            if row is not None:
                found[int(row[1])] = self._value(line)
        return found

    @property
    def under_cursor(self) -> str:
        """What the field under the cursor shows."""
        return self._value(self.terminal.line(self.terminal.cursor[0]))

    def _value(self, line: str) -> str:
        """The value of a row, without what it reads as and the mark that stands behind it."""
        return _BEHIND.split(line[self._start : self._start + _VALUE_CELLS].strip(), maxsplit=1)[0].rstrip()

    def _look(self) -> None:
        """Remember what every field in sight shows."""
        self._shown |= self.shown()

    def _asked(self, title: str) -> bool:
        return title in self.terminal.text

    def _until_at(self, number: int | None) -> None:
        self.terminal.wait(lambda: self.number == number)

    def _until_left(self, number: int) -> None:
        self.terminal.wait(lambda: self.number is not None and self.number != number)

    def _until_changed(self, before: str) -> None:
        self.terminal.wait(lambda: self.terminal.text != before)

    # --- keys

    def _press(self, *names: str) -> None:
        self.tally.keys += len(names)
        self.terminal.write(b"".join(KEYS[name] for name in names))

    def _type(self, text: str) -> None:
        self.tally.keys += len(text)
        self.terminal.type(text)

    # --- one position

    def _stand_at(self, entry: PaperEntry, *, mixed: bool) -> None:
        wanted = str(entry.position)
        self.terminal.wait(lambda: self.position is not None)
        if self.position != wanted:
            if mixed and self._asked(_KIND_BOX):
                self._type("1")  # another number is asked for from inside a form
                self.terminal.wait(lambda: not self._asked(_KIND_BOX))
            self._press("ctrl+e")
            self._type(_TO_NUMBER)
            self._type(wanted)
            self._press("enter")
            self.terminal.wait(lambda: self.position == wanted)
        self._shown = {}

    def _choose_kind(self, entry: PaperEntry, forms: Mapping[str, Form]) -> None:
        self.terminal.wait(_KIND_BOX)
        self._type(str(list(forms).index(entry.kind) + 1))
        self.terminal.wait(lambda: not self._asked(_KIND_BOX) and self.number is not None)

    def _key_fields(self, entry: PaperEntry, form: Form) -> None:
        """Walk down the page. From the notes on, where Enter may end the position, nothing is left behind unlooked at."""
        notes = next(n for n, one in enumerate(form.fields, 1) if one.block == "notes")
        done: set[int] = set()
        while True:
            number = self._next_field(done)
            self._look()
            done.add(number)
            one = form.fields[number - 1]
            if number < notes:
                self._key(entry, one, number)
                self._until_left(number)
                continue
            further = self._further(entry, form, number)
            if further is None:
                self._compare(entry, form, done)
                self._key(entry, one, number)
                return
            self._key(entry, one, number, leave=False)
            self._go_to(further, form)

    def _next_field(self, done: set[int]) -> int:
        self.terminal.wait(lambda: self.number is not None and self.number not in done)
        assert self.number is not None
        return self.number

    def _further(self, entry: PaperEntry, form: Form, number: int) -> int | None:
        """The next field of the page, below the notes, that the paper has something for."""
        below = range(number + 1, len(form.fields) + 1)
        return next(
            (n for n in below if entry.values.get(form.fields[n - 1].name) and _printed(form.fields[n - 1])), None
        )

    def _go_to(self, number: int, form: Form) -> None:
        self._press("ctrl+g")
        self._type(str(number))
        if number * 10 <= len(form.fields):
            self._press("enter")
        self._until_at(number)

    def _compare(self, entry: PaperEntry, form: Form, done: set[int]) -> None:
        """Go to every field the cursor passed by whose row does not say what the paper says."""
        for n, one in enumerate(form.fields, 1):
            written = entry.values.get(one.name, "")
            if n in done or not _printed(one) or (n not in self._shown and not written):
                continue
            if n in self._shown and (self._shown[n] == written or _means_the_same(one, self._shown[n], written, entry)):
                continue
            here = self.number
            self._go_to(n, form)
            done.add(n)
            self._key(entry, one, n)
            self._until_at(here)

    def _key(self, entry: PaperEntry, one: Field, number: int, *, leave: bool = True) -> None:
        """Key one field and, with `leave`, go on from it (a mark and a settled code go on by themselves)."""
        shown = self._shown.get(number, "")
        written, mark = entry.values.get(one.name), entry.marks.get(one.name, "")
        if mark:
            if written and written != "…":
                self._type(written)
            self._press(_MARK_KEYS[mark])
            return
        if written is None:
            if shown:
                self._press("ctrl+u")
        elif not written:
            self._press("ctrl+o")
            return
        elif shown != written:
            code = match(one.codes, written) if one.type in _CODED and one.codes else None
            self._type(code or written)
            if code is not None and not any(
                item.code.startswith(code) and item.code != code for item in code_list(one.codes)
            ):
                return
        if leave:
            self._press("enter")

    def finish(self, wanted: str) -> None:
        """Give the page as the reason for each flag, until position `wanted` has made room for the next."""
        while True:
            self.terminal.wait(lambda: self.position != wanted or self._asked(_FLAG_BOX))
            if self.position != wanted:
                return
            self.tally.flags += 1
            before = self.terminal.text
            self._type("1")
            self._until_changed(before)


def _printed(one: Field) -> bool:
    return one.printed is not Printed.NEVER


def _means_the_same(one: Field, shown: str, written: str, entry: PaperEntry) -> bool:
    """What a person sees at once: `01` is 1, `1/2017` its number, VN is Việt Nam, `5/3/99` a day however it is written."""
    if one.type is FieldType.ENTRY_NO:
        return written.lstrip("0").split("/")[0].split()[0] == shown
    if one.type in (FieldType.DATE, FieldType.PDATE):
        first, second = (parse_date(text, pivot=entry.position.year).date for text in (shown, written))
        return first is not None and first == second
    if one.codes and match(one.codes, written) is not None:
        return match(one.codes, written) == match(one.codes, shown)
    return fold(shown) == fold(written) and shown.lower() == written.lower()


__all__ = ["COLUMNS", "ROWS", "Clerk", "Ended", "Tally"]
