"""kill -9 while keying: after each restart at most the last key is missing, nothing else, and the clerk is in the same field.

The clerk types letters and Enters into the fields of births, waiting for each to be painted but for the last one, which is sent
and then the program killed at a random moment: before it was read, while it was kept, while it was painted, or after.
"""

from __future__ import annotations

import random
import string
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.clerk import Clerk
from bench.office import PASSWORD, ScratchOffice
from bench.terminal import Terminal
from bench.warm import Warm, warm
from registers.form import FieldType, load
from registers.kinds import Layout
from registers.workflow import Role
from storage import accounts
from storage.engine import Store
from storage.home import Home
from storage.inventory import import_inventory
from storage.permissions import OPERATOR

COLUMNS, ROWS = 120, 60
_BOOK = "01693-KS-2007-01"
_INVENTORY = (
    "book_id,office_code,office_name,level,kind,layout,book_no,year_from,year_to,opened,closed,first_no,last_no,entries\n"
    f"{_BOOK},01693,,commune,KS,C1,01/2007,2007,2007,02.01.2007,31.12.2007,1,500,500\n"
)
_LONGEST_PAUSE = 0.004
"""Seconds after the last key within which the kill falls: reading, keeping and painting a key take less."""

_PER_LIFE = 8
"""Keys typed between two kills, at most."""

_PER_FIELD = 12
"""Letters of one field, at most: no value is cut on the screen."""


def make_office(folder: Path) -> ScratchOffice:
    """An office with one long book of births."""
    home = Home(folder)
    home.make()
    (folder / "inventory.csv").write_text(_INVENTORY, encoding="utf-8")
    store = Store.open(home.store_url)
    report = import_inventory(store, folder / "inventory.csv", by=OPERATOR, today=store.today())
    assert not report.refused, report.refused
    accounts.add(store, "lan", Role.CLERK, PASSWORD, by=OPERATOR)
    signed_in = accounts.sign_in(store, "lan", PASSWORD)
    accounts.save_settings(store, signed_in.account_id, {"method": "none"})
    store.close()
    return ScratchOffice(home, {"HOTICH_HOME": str(folder), "HOTICH_LANG": "vi"})


class _Hand:
    """What was typed so far, and what of it the screen must show after a restart."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.typed: dict[int, str] = {}
        self.stood: dict[int, str] = {}  # what the form had filled in before the first letter replaced it
        self.at = 0
        self.lost_max = 0
        self.lost_else = 0
        form = load("KS", Layout.C1)
        free = (
            FieldType.NAME,
            FieldType.PLACE,
            FieldType.TEXT,
        )  # in fields with a list a letter may stand for a whole word
        self.free = {n for n, field in enumerate(form.fields, 1) if field.type in free}
        self.last = next(n for n, field in enumerate(form.fields, 1) if field.block == "notes")

    def next_key(self) -> str:
        """A letter, or Enter where this field takes none or has enough."""
        text = self.typed.get(self.at, "")
        if self.at == self.last:
            return self.random.choice(string.ascii_lowercase)
        if self.at not in self.free or len(text) >= _PER_FIELD or (text and self.random.random() < 0.15):
            return "\r"
        return self.random.choice(string.ascii_lowercase)

    def look(self, clerk: Clerk, pending: str) -> None:
        """Compare the screen of a new life with what was typed; `pending` is the key that may be missing."""
        shown = clerk.shown()
        for n, text in self.typed.items():
            now = shown.get(n, text if n not in shown else "").lower()
            if now == text:
                continue
            without_last = text[:-1] or self.stood.get(n, "")
            lost_last = n == self.at and pending not in ("", "\r") and now == without_last
            self.lost_max = max(self.lost_max, int(lost_last))
            self.lost_else += not lost_last
            self.typed[n] = text[:-1] if lost_last else now
        number = clerk.number or 0
        kept_unseen = pending == "\r" and number > self.at  # Enter was kept, and the kill came before it was painted
        self.lost_else += number != self.at and not kept_unseen
        self.arrive(clerk)

    def begin_again(self, clerk: Clerk) -> None:
        """The next position."""
        self.typed, self.stood = {}, {}
        self.arrive(clerk)

    def arrive(self, clerk: Clerk) -> None:
        """Stand where the screen's cursor stands."""
        self.at = clerk.number or 0
        if not self.typed.get(self.at):
            self.typed.pop(self.at, None)
            self.stood[self.at] = clerk.under_cursor.lower()


def run_kills(kills: int, seed: int) -> dict[str, Any]:
    """Kill the program `kills` times while it is typed at."""
    hand = _Hand(seed)
    with tempfile.TemporaryDirectory() as folder, warm() as parent:
        office = make_office(Path(folder) / "home")
        pending = ""
        for _ in range(kills):
            with _life(parent, office) as terminal:
                clerk = Clerk(terminal)
                _sit_down(clerk)
                if not hand.at:
                    hand.begin_again(clerk)
                hand.look(clerk, pending)
                if hand.at == hand.last and len(hand.typed.get(hand.last, "")) >= _PER_FIELD:
                    _end_position(clerk, hand)
                pending = _type_and_die(terminal, clerk, hand)
        with _life(parent, office) as terminal:
            clerk = Clerk(terminal)
            _sit_down(clerk)
            hand.look(clerk, pending)
    return {"kills": kills, "keys_lost_max": hand.lost_max, "entries_lost": hand.lost_else}


def _life(parent: Warm, office: ScratchOffice) -> Terminal:
    return parent.start(office.environment, columns=COLUMNS, rows=ROWS)


def _sit_down(clerk: Clerk) -> None:
    clerk.sign_in("lan", PASSWORD)
    clerk.open_first_book()
    clerk.terminal.wait(lambda: clerk.number is not None)


def _type_and_die(terminal: Terminal, clerk: Clerk, hand: _Hand) -> str:
    """Type some keys, each waited for but the last, and kill the program; the key that nobody waited for."""
    count = hand.random.randint(1, _PER_LIFE)
    key = ""
    for n in range(count):
        key = hand.next_key()
        was = hand.at
        if key != "\r":
            hand.typed[was] = hand.typed.get(was, "") + key
        terminal.type(key)
        if n == count - 1:
            break
        _wait_for(terminal, clerk, hand, key, was)
    pause = hand.random.random() * _LONGEST_PAUSE
    if key == "\r":
        # Where Enter leads is the program's to say: ask it in this life if it is quick enough, else in the next.
        hand.at = _after_enter(terminal, clerk, hand.at, pause)
    else:
        time.sleep(pause)
    terminal.kill()
    return key


def _wait_for(terminal: Terminal, clerk: Clerk, hand: _Hand, key: str, was: int) -> None:
    if key == "\r":
        terminal.wait(lambda: clerk.number is not None and clerk.number != was)
        hand.arrive(clerk)
        return
    terminal.wait(lambda: clerk.number == was and clerk.under_cursor.lower() == hand.typed[was])


def _end_position(clerk: Clerk, hand: _Hand) -> None:
    """Enter on the full last field, every flag answered: the position is stored and the next one stands there."""
    position = clerk.position
    assert position is not None
    clerk.terminal.press("enter")
    clerk.finish(position)
    clerk.terminal.wait(lambda: clerk.number is not None)
    hand.begin_again(clerk)


def _after_enter(terminal: Terminal, clerk: Clerk, was: int, pause: float) -> int:
    """The field the form showed within `pause` seconds after Enter, else the one it stood in."""
    end = time.perf_counter() + pause
    while time.perf_counter() < end:
        terminal.read(max(0.0, end - time.perf_counter()))
        if clerk.number not in (None, was):
            break
    return clerk.number or was
