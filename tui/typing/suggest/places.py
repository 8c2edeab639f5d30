"""Place lines put together from parts keyed before: a hamlet here, the commune it was last in, the district of the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import lru_cache

from registers.facilities import AT_HOME, at_home, is_in_no_commune
from registers.kinds import Level
from registers.places import read_place
from registers.text import capitalise_first, lower_first
from registers.units import gazetteer, units_at
from tui.typing.suggest.letters import Typed, plain, typed
from tui.typing.suggest.memory import Count, Key, Memory
from tui.typing.suggest.shown import text_fit

_HEADS, _TAILS, _WORDS = "place/head", "place/tail", "place/word"
_TAILS_TRIED = 12
# Parts put together are less likely than lines keyed whole, units nobody keyed yet less, hamlets nobody keyed least.
_TOGETHER, _UNIT, _HOME, _NEW_HEAD = 1e-3, 1e-4, 5e-5, 1e-5


def facts(line: str) -> Iterator[tuple[Key, str]]:
    """What a place line teaches: its first part, and what stands behind it, of this part and of any."""
    head, comma, tail = line.partition(", ")
    yield Key(_HEADS), head
    for word in head.split():
        yield Key(_WORDS, plain(word)), word
    if comma:
        yield Key(_TAILS), tail
        yield Key(_TAILS, head), tail


def put_together(memory: Memory, begun: Typed, day: datetime.date, office: str = "") -> dict[str, float]:
    """Lines that `begun` can be, with small chances that order them; nothing where nothing is typed.

    `office` is the code of the unit whose books are keyed: its own lines are the likeliest where nothing was keyed yet.
    """
    if not begun.plain:
        return {}
    recalled = memory.recall([Key(_HEADS), Key(_TAILS)])
    heads, tails = recalled.get(Key(_HEADS), ()), _shares(recalled.get(Key(_TAILS), ()))
    own = _own_line(office, day)
    if own:
        tails.setdefault(own, 0.1)
    head, comma, rest = begun.text.partition(",")
    if comma:
        return _behind_head(
            memory, at_home(head) or _restored(memory, head, heads), typed(rest.strip()), tails, day, office
        )
    lines: dict[str, float] = {}
    likely = list(tails.items())[:_TAILS_TRIED]
    for count in heads:
        fit = text_fit(begun, count.value)
        if fit:
            for tail, share in likely:
                lines[f"{count.value}, {renewed(tail, day)}"] = _TOGETHER * fit * share
    for line, share in _units(begun, day, tails):
        lines.setdefault(capitalise_first(line), _UNIT * share)
    if len(begun.plain) > 3 and begun.unfinished and (at_home(begun.text) or not text_fit(begun, AT_HOME)):
        new = _restored(memory, begun.text, ())
        for tail, share in likely:
            line = _written_out(f"{new}, {renewed(tail, day)}", day, office)
            if not is_in_no_commune(line.partition(", ")[0]):
                lines.setdefault(line, _NEW_HEAD * share)
    return lines


def home(begun: Typed) -> dict[str, float]:
    """`Tại nhà` as it is, where that is what `begun` can be: pages of births and deaths often say no more."""
    return {AT_HOME: _HOME} if begun.plain and text_fit(begun, AT_HOME) else {}


@lru_cache(maxsize=4096)
def _written_out(line: str, day: datetime.date, office: str) -> str:
    """A line nobody keyed yet as it will be stored: `nặm tậu, xã …` → `Xóm Nặm Tậu, xã …`."""
    place = read_place(line, day=day, office=office)
    return place.text if place.units else line


def committees(day: datetime.date) -> list[str]:
    """The people's committees of the communes of the day: `UBND xã Hồng Việt`."""
    return [f"UBND {unit}" for unit, _ in _communes(day.year, day.month)]


def _behind_head(
    memory: Memory, head: str, rest: Typed, tails: dict[str, float], day: datetime.date, office: str
) -> dict[str, float]:
    lines: dict[str, float] = {}
    own = _shares(memory.recall([Key(_TAILS, head)]).get(Key(_TAILS, head), ()))
    for tail, share in [*tails.items(), *((tail, 1 + share) for tail, share in own.items())]:
        fit = text_fit(rest, tail) if rest.plain else 1.0
        if fit:
            lines[f"{head}, {renewed(tail, day)}"] = _TOGETHER * fit * share
    for line, chance in put_together(
        memory, rest, day, office
    ).items():  # "Tại nhà, xóm …": a whole line behind the head
        lines.setdefault(f"{head}, {lower_first(line)}", chance / 10)
    return lines


def _own_line(office: str, day: datetime.date) -> str:
    """The office's own commune written out, "" for an office of another level."""
    known = gazetteer()
    unit = known.unit(office, day) if office else None
    return known.written_out(unit, day) if unit is not None and unit.level is Level.COMMUNE else ""


@lru_cache(maxsize=16384)
def renewed(line: str, day: datetime.date) -> str:
    """`line` with its district and province called as they were on `day`; its commune stays as it is."""
    known = gazetteer()
    units = read_place(line, day=day, office="").units
    if not units:
        return line
    lowest = known.unit(units[0].code, day)
    if lowest is None or lowest.full != units[0].full:
        return line
    old = ", ".join(unit.full for unit in units)
    return line[: -len(old)] + known.written_out(lowest, day) if line.endswith(old) else line


def _units(begun: Typed, day: datetime.date, tails: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Communes of the day, written out, that `begun` can be, with the share of the lines keyed before in their district."""
    for unit, line in _communes(day.year, day.month):
        fit = text_fit(begun, unit)
        if fit:
            above = line[len(unit) :]
            yield line, fit * (0.01 + sum(share for tail, share in tails.items() if tail.endswith(above)))


@lru_cache(maxsize=8)
def _communes(year: int, month: int) -> tuple[tuple[str, str], ...]:
    day = datetime.date(year, month, 1)
    known = gazetteer()
    return tuple((unit.full, known.written_out(unit, day)) for unit in units_at(day) if unit.level is Level.COMMUNE)


def _restored(memory: Memory, head: str, heads: Sequence[Count]) -> str:
    """A first part typed without marks as it was keyed before; else each word of it as it was keyed most."""
    wanted = typed(head)
    known = [count for count in heads if len(count.value) >= len(head) and text_fit(wanted, count.value)]
    if known:
        return max(known, key=lambda count: (count.times, count.last)).value
    words = [_word(memory, word) if word == plain(word) else word for word in head.split(" ")]
    return capitalise_first(" ".join(words))


def _word(memory: Memory, word: str) -> str:
    key = Key(_WORDS, word)
    counts = memory.recall([key]).get(key, ()) if word else ()
    return max(counts, key=lambda count: (count.times, count.last)).value if counts else word


def _shares(counts: Sequence[Count]) -> dict[str, float]:
    total = sum(count.times for count in counts) or 1
    ordered = sorted(counts, key=lambda count: (-count.times, -count.last))
    return {count.value: count.times / total for count in ordered}
