"""From inked text to what the terminal gets: the one place where everything drawn is cleaned, measured and cut.

Text is never parsed as markup. Strips are Textual's drawn lines; columns are terminal cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import dropwhile, groupby, pairwise

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from registers.text import clean
from tui.ink import Ink, Line, Span, theme

_WORTH_ERASING = 4
"""Blanks from which on erasing to the end of the line is shorter than writing them."""

_WORTH_SKIPPING = 12
"""Blanks from which on erasing them and stepping over is shorter than writing them."""

_WORTH_MOVING = 8
"""Cells that stay from which on stepping over them is shorter than writing them again."""

_RUN = re.compile(r"[^ \n]+")


def drawable(text: str) -> str:
    """`text` with nothing in it a terminal would obey: what `registers.text.clean` drops is dropped, columns are kept.

    A mark without a letter before it is dropped too: it would land on whatever stands to the left.
    """
    if text.isascii() and text.isprintable():
        return text
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        text = _RUN.sub(lambda run: clean(run.group()), text).replace("\n", " ")
    return "".join(dropwhile(_is_mark, text)) if text and _is_mark(text[0]) else text


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """Terminal cells `text` takes once drawn. Kept: most of a screen is measured again at every key."""
    return cell_len(drawable(text))


@lru_cache(maxsize=4096)
def fit(text: str, cells: int) -> str:
    """`text` in exactly `cells` cells: padded on the right, or cut with an ellipsis."""
    text = drawable(text)
    if cell_len(text) <= cells:
        return set_cell_size(text, cells)
    return set_cell_size(text, cells - 1) + "…" if cells > 0 else ""


def ends(text: str, cells: int) -> str:
    """Whole words of the beginning and of the end of `text`, an ellipsis between, in at most `cells` cells.

    Where one word is too long for that, the text itself: `fit` cuts it.
    """
    words = drawable(text).split()
    head, tail = words[:1], words[-1:]
    if not words or cell_len(f"{head[0]}…{tail[0]}") > cells or cell_len(" ".join(words)) <= cells:
        return text
    left, right_ = 1, len(words) - 1
    while left < right_:  # the beginning says what it is, so it grows first
        grown = [(left + 1, right_), (left, right_ - 1)]
        fits = [pair for pair in grown if cell_len(_joined(words, *pair)) <= cells and pair[0] < pair[1]]
        if not fits:
            break
        balanced = min(
            fits, key=lambda pair: abs(cell_len(" ".join(words[: pair[0]])) - cell_len(" ".join(words[pair[1] :])))
        )
        left, right_ = balanced
    return _joined(words, left, right_)


def _joined(words: Sequence[str], left: int, right_: int) -> str:
    return f"{' '.join(words[:left])}…{' '.join(words[right_:])}"


def cut(text: str, cells: int) -> str:
    """`text` in exactly `cells` cells: padded on the right, or cut without a sign."""
    return set_cell_size(drawable(text), cells)


def column(text: str, cells: int) -> str:
    """`text` as a column of `cells` cells, the last one left free."""
    return f"{fit(text, cells - 1)} " if cells > 0 else ""


def right(text: str, cells: int) -> str:
    """`text` in exactly `cells` cells, padded on the left."""
    text = drawable(text)
    return " " * (cells - cell_len(text)) + text if cell_len(text) <= cells else fit(text, cells)


def wrapped(text: str, cells: int) -> list[str]:
    """`text` broken at spaces into lines of at most `cells` cells."""
    lines: list[str] = []
    for word in drawable(text).split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= cells:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@cache
def styles(name: str) -> dict[Ink, Style]:
    """The theme's inks as styles."""
    return {ink: Style.parse(words) for ink, words in theme(name).styles.items()}


def strip(line: Line, cells: int, theme_name: str) -> Strip:
    """`line` drawn in exactly `cells` cells in the inks of a theme; room that is left is filled up in the plain ink."""
    return _strip(tuple(line), cells, theme_name)


@lru_cache(maxsize=1024)
def _strip(line: tuple[Span, ...], cells: int, theme_name: str) -> Strip:
    # A key changes one line or two of the screen: the others come from here.
    inks = styles(theme_name)
    segments = [Segment(drawable(text), inks[ink]) for text, ink in line if text]
    drawn = Strip(segments)
    if drawn.cell_length > cells:
        return drawn.crop(0, cells)
    return Strip([*segments, Segment(" " * (cells - drawn.cell_length), inks[Ink.PLAIN])], cells)


def changed(before: Strip, now: Strip) -> list[tuple[int, int]]:
    """The runs of cells in which two strips of one width differ, from and until; those a few cells apart are one."""
    if before is now or before == now:
        return []
    old, new = _cells(before), _cells(now)
    if len(old) != len(new):
        return [(0, now.cell_length)]
    runs: list[tuple[int, int]] = []
    for at in (at for at, (a, b) in enumerate(zip(old, new, strict=True)) if a != b):
        if runs and at - runs[-1][1] < _WORTH_MOVING:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


_Cell = tuple[str, Style | None]
_BARE: _Cell = (" ", None)


def _cells(drawn: Strip) -> Sequence[_Cell]:
    """One item a cell: the character (with its combining marks) in it; a wide one's second cell is empty.

    A blank looks alike in every style that fills nothing: none has one then.
    """
    return _cells_of(tuple(drawn))


@lru_cache(maxsize=512)
def _cells_of(drawn: tuple[Segment, ...]) -> Sequence[_Cell]:
    # Kept, because a line is taken apart for what it is now, and once more when it is what stood there before.
    cells: list[_Cell] = []
    for text, ink, _ in drawn:
        blank = (" ", ink) if _fills(ink) else _BARE
        for character, size in zip(text, map(_size, text), strict=True):
            if size == 1:
                cells.append(blank if character == " " else (character, ink))
            elif size == 0 and cells:
                cells[-1] = (cells[-1][0] + character, cells[-1][1])
            elif size:
                cells += [(character, ink), *[("", ink)] * (size - 1)]
    return cells


_size = cache(cell_len)
"""Cells of one character."""


def _fills(ink: Style | None) -> bool:
    """True for a style that shows on a blank."""
    return ink is not None and bool(ink.reverse or ink.underline or ink.strike or ink.bgcolor)


def difference(before: Sequence[Strip], now: Sequence[Strip], console: Console) -> str:
    """What to write to a terminal that shows `before` so that it shows `now`: only the cells that changed.

    Where the two are not of one size, what the terminal shows is taken as unknown and all is written.
    """
    known = [drawn.cell_length for drawn in before] == [drawn.cell_length for drawn in now]
    written = []
    for y, new in enumerate(now):
        runs = changed(before[y], new) if known else [(0, new.cell_length)]
        if runs:
            written.append(f"\x1b[{y + 1};{runs[0][0] + 1}H{_runs(new, runs, console)}")
    return "".join(written)


def _runs(drawn: Strip, runs: Sequence[tuple[int, int]], console: Console) -> str:
    """The cells of each run, and steps over what stands there already between them."""
    cells = _cells(drawn)
    written = ""
    for (first, end), (following, _) in pairwise(runs):
        written += f"{_written(cells[first:end], console)}\x1b[{following - end}C"
    return written + _ending(drawn, *runs[-1], console)


def _ending(drawn: Strip, first: int, end: int, console: Console) -> str:
    """The cells from `first` to `end`; where nothing but plain blanks follows, one short sequence blanks the line's rest."""
    cells = _cells(drawn)
    inked = next((at for at in range(len(cells), first, -1) if cells[at - 1] != _BARE), first)
    if end - inked >= _WORTH_ERASING:
        return f"{_written(cells[first:inked], console)}\x1b[K"
    return _written(cells[first:end], console)


def _written(cells: Sequence[_Cell], console: Console) -> str:
    """What writes cells in a row, each letter with its own marks: `Strip.crop` cuts between the two."""
    written: list[str] = []
    kept: list[Segment] = []
    for (bare, style), run in groupby(cells, key=lambda cell: (cell == _BARE, cell[1])):
        text = "".join(text for text, _ in run)
        if bare and len(text) >= _WORTH_SKIPPING:
            written += [Strip(kept).simplify().render(console), f"\x1b[{len(text)}X\x1b[{len(text)}C"]
            kept = []
        else:
            before = kept[-1].style if bare and kept else style
            kept.append(Segment(text, style if _fills(before) else before))  # no change of styles between two words
    return "".join([*written, Strip(kept).simplify().render(console)])
