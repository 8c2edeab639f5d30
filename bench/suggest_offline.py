"""How many keys the suggestions save: a simulated clerk keys paper books through the suggester alone, without a screen.

    python -m bench suggest-offline --books ../shared/books/sample [--take words] [--json]

Each office's books are keyed in the plan's order (phase, kind, year), learning from nothing. The clerk's policy is fixed:

- he types names and wordings in small letters without marks, a place likewise without the kind words of its parts (`na kinh,
  vinh quang`), free text as it shall stand, in Telex, a date in digits (its year with two where nothing else is known);
- after each key, and before the first, he takes the first suggestion with one key (Tab) where it is the value he wants;
- with `--take words` he also takes the next piece of it (a word of a name, a part of a place, a phrase) with one key where
  that piece is right and at least two letters long;
- with `--take list` he also takes one of the next three suggestions, for as many keys more as it stands below the first;
- a wording of a list that is not suggested first is typed by its short form;
- what is typed to its end and no suggestion restores is cleared and typed in full in Telex, a capital counting two, in the
  page's own words where they are shorter.

Fields the form fills by itself (derived, counted on, constant in the book, the same three times running) cost nothing; an
empty field costs one key; a code costs one. *Plain keying* is every printed field in Telex with capitals and a Tab, codes as
one digit and a Tab. A suggestion is right when it is the stored value the page means.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registers.codes import code_list
from registers.form import Carry, Field, FieldType, Form, Printed, load
from registers.kinds import RegisterKind
from registers.value import Mark, Value
from tui.typing.spelling import keys_of
from tui.typing.suggest.letters import plain
from tui.typing.suggest.memory import HeldMemory
from tui.typing.suggest.names import NameModel
from tui.typing.suggest.pieces import next_piece
from tui.typing.suggest.shown import shown, without_kind_words
from tui.typing.suggest.suggester import LearningSuggester
from tui.typing.telex import TELEX

_LESSONS = 3  # entries in a row after which the form fills a value in and passes by
_RETURN = 2  # keys to go back to a field that was passed by
_DATES = (FieldType.DATE, FieldType.PDATE)
_CODES = (FieldType.CODE, FieldType.ID_KIND)
_DIGITS = {1: 2, 2: 4, 3: 6}  # parts of a date → digits typed
_FIRST_YEARS = (2016, 2006, 1999)  # of the plan's phases, in their order


@dataclass
class Tally:
    """Keys and what they were spent on."""

    keys: float = 0
    plain: float = 0
    times: int = 0
    first_right: int = 0
    letters: int = 0
    retyped: int = 0


@dataclass
class Book:
    """One paper book: its inventory line and its entries."""

    id: str
    layout: str
    kind: str
    year: int
    office: str
    entries: list[dict[str, Any]]


@dataclass
class Habits:
    """What the form does by itself in one book."""

    value: dict[str, str] = field(default_factory=dict)
    run: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    blank: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Clerk:
    """Keys one office's books."""

    def __init__(self, office: str, take: str, seconds: list[float]) -> None:
        self.suggester = LearningSuggester(HeldMemory(), NameModel(), office)
        self.take = take
        self.seconds = seconds

    def key(self, one: Field, want: str, written: str, known: dict[str, Value], year: int, tally: Tally) -> int:
        """Keys spent on one field that must be typed or taken."""
        if one.type in _CODES:
            return 1
        goal = shown(one, want, year) or want
        short = _short(one, want)
        typed, spent, letters = "", 0, _letters(one, want, goal)
        while True:
            offered = self._offered(one, typed, known)
            if not typed:
                tally.first_right += offered[:1] == [goal]
            if offered[:1] == [goal]:
                return spent + 1
            if short and not typed:
                return len(short) + 1
            if "list" in self.take and goal in offered[1:4] and len(letters) > offered.index(goal) + 1:
                return spent + 1 + offered.index(goal)
            piece = next_piece(one, typed, offered[0]) if "words" in self.take and offered else ""
            if len(piece) > len(typed) + 1 and goal.startswith(piece):
                typed, spent, letters = piece, spent + 1, _letters(one, want, goal[len(piece) :])
            elif (
                one.type is FieldType.PLACE
                and letters[:1] in (",", "")
                and (right := _right_part(typed, goal, offered))
            ):
                tally.retyped += 1
                spent += 1 + telex_keys(right[len(typed.rpartition(", ")[0]) :])
                typed, letters = right, _letters(one, want, goal[len(right) :])
            elif letters:
                typed, letters, spent = typed + letters[0], letters[1:], spent + _cost(letters[0])
            elif typed == goal or _reads_right(one, typed, goal):
                return spent + 1
            elif goal in offered:
                return spent + 1 + offered.index(goal)
            else:
                tally.retyped += 1
                return spent + 1 + min(telex_keys(goal), telex_keys(written)) + 1

    def _offered(self, one: Field, typed: str, known: dict[str, Value]) -> list[str]:
        start = time.process_time()
        offered = self.suggester.suggest(one, typed, known)
        self.seconds.append(time.process_time() - start)
        return [each.text for each in offered]


def telex_keys(text: str) -> int:
    """Keys to type `text` in full; a Shift chord counts two."""
    return sum(2 if key.isupper() else 1 for key in keys_of(text, TELEX))


def arguments(parser: argparse.ArgumentParser) -> None:
    """What this bench takes."""
    parser.add_argument("--books", type=Path, required=True, help="folder of paper books (inventory.csv, entries/)")
    parser.add_argument(
        "--take", default="words", choices=("first", "words", "list", "words+list"), help="what is taken"
    )
    parser.add_argument("--office", default="", help="only the books of this office code")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Key every book of a folder of paper books and report what it cost."""
    by_kind: dict[str, Tally] = defaultdict(Tally)
    by_field: dict[tuple[str, str], Tally] = defaultdict(Tally)
    by_type: dict[str, Tally] = defaultdict(Tally)
    names = {"new": Tally(), "all": Tally()}
    seconds: list[float] = []
    for office in _offices(args.books, args.office):
        clerk = Clerk(office[0].office, args.take, seconds)
        seen: set[str] = set()
        for book in office:
            habits = Habits()
            for entry in book.entries:
                form = load(entry["kind"], book.layout)
                spent = _key_entry(clerk, form, book, entry, habits, by_field, by_type, names, seen)
                for kind in (entry["kind"], "all"):
                    by_kind[kind].keys += spent.keys
                    by_kind[kind].plain += spent.plain
                    by_kind[kind].times += 1
    seconds.sort()
    return {
        "kinds": {
            kind: {"n": t.times, "keys_each": round(t.keys / t.times, 1), "ratio": round(t.keys / t.plain, 4)}
            for kind, t in by_kind.items()
        },
        "types": {kind: _rates(tally) for kind, tally in by_type.items()},
        "fields": {f"{kind}.{name}": _rates(tally) for (kind, name), tally in by_field.items()},
        "names": {which: _rates(tally) for which, tally in names.items()},
        "suggest_cpu_ms": {p: round(seconds[int(len(seconds) * p / 1000)] * 1e3, 2) for p in (500, 950, 990, 999)},
    }


def _key_entry(
    clerk: Clerk,
    form: Form,
    book: Book,
    entry: dict[str, Any],
    habits: Habits,
    by_field: dict[tuple[str, str], Tally],
    by_type: dict[str, Tally],
    names: dict[str, Tally],
    seen: set[str],
) -> Tally:
    whole = Tally()
    known: dict[str, Value] = {}
    clerk.suggester.open(form, book.id, entry["year"])
    for one in form.fields:
        truth = entry["truth"].get(one.name, "")
        if one.printed is not Printed.NEVER:
            written = entry["values"].get(one.name, "")
            plainly = 2 if one.type in _CODES else telex_keys(written) + 1
            tally = Tally()
            keys = _field_keys(clerk, one, truth, written, known, entry["year"], habits, tally)
            whole.keys += keys
            whole.plain += plainly
            for bucket in (by_field[form.kind, one.name], by_type[one.type]):
                _add(bucket, tally, keys, plainly, truth)
            if one.type is FieldType.NAME and truth:
                _add(names["all"], tally, keys, plainly, truth)
                if truth not in seen:
                    _add(names["new"], tally, keys, plainly, truth)
        if truth:
            known[one.name] = Value(entry["values"].get(one.name, truth), truth, Mark.NONE)
            habits.run[one.name] = habits.run[one.name] + 1 if habits.value.get(one.name) == truth else 1
            habits.value[one.name] = truth
            habits.blank[one.name] = 0
        else:
            habits.blank[one.name] += 1
        if one.type is FieldType.NAME and truth:
            seen.add(truth)
    clerk.suggester.learn_entry(form, known, book.id)
    return whole


def _field_keys(
    clerk: Clerk, one: Field, truth: str, written: str, known: dict[str, Value], year: int, habits: Habits, tally: Tally
) -> int:
    if one.carry in (Carry.BOOK, Carry.INCREMENT, Carry.DERIVE):
        return 0
    passed_by = one.printed is Printed.SOMETIMES and habits.blank[one.name] >= _LESSONS
    if not truth:
        return 0 if passed_by or one.carry is Carry.SKIP else 1
    if one.carry is Carry.SKIP or passed_by:
        return _RETURN + clerk.key(one, truth, written, known, year, tally)
    if one.carry is Carry.LAST and habits.value.get(one.name):
        filled = habits.run[one.name] >= _LESSONS
        if habits.value[one.name] == truth:
            tally.first_right += 1
            return 0 if filled else 1
        return (_RETURN if filled else 0) + clerk.key(one, truth, written, known, year, tally)
    return clerk.key(one, truth, written, known, year, tally)


def _letters(one: Field, want: str, rest: str) -> str:
    """What the clerk still types where `rest` of the value is missing."""
    if one.type in _DATES:
        return want.replace(".", "") if "." in want else want[2:]
    if one.type is FieldType.PLACE:
        return ", ".join(plain(_own_name(part)) for part in rest.split(", "))
    return rest if _in_full(one, want) else plain(rest)


def _in_full(one: Field, want: str) -> bool:
    free = one.type is FieldType.LIST and (not one.codes or want not in code_list(one.codes))
    return free or one.type in (FieldType.TEXT, FieldType.AUTHORITY)


def _right_part(typed: str, goal: str, offered: list[str]) -> str:
    """The place line up to the part just typed, where that part stands wrong and no suggestion puts it right; else ""."""
    right = ", ".join(goal.split(", ")[: typed.count(", ") + 1])
    return right if typed != right and not any(line.startswith(right) for line in offered) else ""


def _cost(letter: str) -> int:
    """Keys of one letter; a marked one takes a second key."""
    return telex_keys(letter) if letter != " " else 1


def _short(one: Field, want: str) -> str:
    """The short form a listed value may be typed by, "" where it has none."""
    if one.type is not FieldType.LIST or not one.codes or want not in code_list(one.codes):
        return ""
    return code_list(one.codes)[want].short


def _own_name(part: str) -> str:
    """A part of a place line without its kind word: `xã Vĩnh Quang` → `Vĩnh Quang`; `Tổ 5` stays."""
    bare = without_kind_words(part)
    return part if bare[:1].isdecimal() else bare


def _reads_right(one: Field, typed: str, goal: str) -> bool:
    """True where what was typed means the value without help: capitals of names, short dates."""
    if one.type in _DATES:
        return True
    return typed == goal.lower() if one.type is FieldType.NAME else typed.lower() == goal.lower() and goal.isascii()


def _offices(books: Path, only: str) -> Iterator[list[Book]]:
    with (books / "inventory.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    offices: dict[str, list[Book]] = defaultdict(list)
    for row in rows:
        if only not in ("", row["office_code"]):
            continue
        lines_of = (books / "entries" / f"{row['book_id']}.jsonl").read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines_of]
        readable = [entry for entry in entries if entry["state"] not in ("blank_page", "missing_page")]
        offices[row["office_code"]].append(
            Book(row["book_id"], row["layout"], row["kind"], int(row["year_from"]), row["office_code"], readable)
        )
    kinds = [kind.value for kind in RegisterKind]
    for office in offices.values():
        yield sorted(
            office, key=lambda b: (_phase(b.year), kinds.index(b.kind) if b.kind in kinds else 10, b.year, b.id)
        )


def _phase(year: int) -> int:
    return next((i for i, first in enumerate(_FIRST_YEARS) if year >= first), len(_FIRST_YEARS))


def _add(bucket: Tally, tally: Tally, keys: float, plainly: float, truth: str) -> None:
    bucket.keys += keys
    bucket.plain += plainly
    bucket.times += bool(truth)
    bucket.first_right += tally.first_right
    bucket.letters += len(truth)
    bucket.retyped += tally.retyped


def _rates(tally: Tally) -> dict[str, float]:
    return {
        "n": tally.times,
        "keys_each": round(tally.keys / max(1, tally.times), 2),
        "ratio": round(tally.keys / max(1, tally.plain), 4),
        "keys_per_letter": round(tally.keys / max(1, tally.letters), 3),
        "first_right": round(tally.first_right / max(1, tally.times), 3),
        "retyped": tally.retyped,
        "keys": round(tally.keys),
    }
