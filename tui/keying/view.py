"""What the clerk sees: the page as lines of inked text, and where the cursor stands. Draws a `FormState`, changes nothing.

A line is: number, label, value, a letter for where the value came from, a sign where a rule has something to say. Nothing
hangs on colour: the field under the cursor has a bold label and an underlined value, a selected value is reversed, and
letters and signs stand for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from registers.catalogue import label, say
from registers.checks import Flag, Severity
from registers.dates import with_slashes
from registers.form import Field
from registers.value import Mark
from tui.ink import Ink, Line, Span
from tui.keying import boxes, layout
from tui.keying.draft import Cell, Source
from tui.keying.flagbox import FlagBox
from tui.keying.offered import Offered
from tui.keying.offering import WITHOUT_DIGITS, in_sight
from tui.keying.ports import Suggestion
from tui.keying.state import FormState
from tui.paint import cut, drawable, ends, fit, width, wrapped

_NUMBER = 3
_SIGNS = 3
_LABELS = (24, 34)
"""Cells of the labels: never less, never more."""

_VALUE = 70
"""Cells of a value that are enough for a line of a page. On a screen with more, what a value reads as has its own column."""

_LETTERS = {
    Source.CARRIED: "keying.letter_carried",
    Source.CONSTANT: "keying.letter_constant",
    Source.DERIVED: "keying.letter_derived",
    Source.REPEATED: "keying.letter_repeated",
    Source.LINKED: "keying.letter_linked",
}
_SIGN: Mapping[Severity, Span] = {
    Severity.E: ("!", Ink.BAD),
    Severity.W: ("?", Ink.WARN),
    Severity.I: ("·", Ink.DIM),
}
_GRAVEST = (Severity.E, Severity.W, Severity.I)
_INFO_LINES = 1


@dataclass(frozen=True, slots=True)
class View:
    """The picture: its lines, and column and line of the cursor, None where there is none."""

    lines: list[Line]
    cursor: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Columns:
    """Cells of each column; `reads` is the room for what a value reads as, 0 on narrow screens."""

    label: int
    value: int
    reads: int

    @classmethod
    def of(cls, cells: int) -> _Columns:
        label_cells = max(_LABELS[0], min(_LABELS[1], cells // 4))
        rest = max(8, cells - _NUMBER - label_cells - 1 - _SIGNS)
        value = rest if rest <= _VALUE else min(_VALUE, rest * 2 // 3)
        return cls(label_cells, value, rest - value)

    @property
    def start(self) -> int:
        """The column values start in."""
        return _NUMBER + self.label + 1


def room_for_suggestions(cells: int) -> int:
    """Cells of the line under a field in which suggestions stand, on a screen of so many."""
    return cells - _Columns.of(cells).start


def view(state: FormState, cells: int, height: int, *, held: Offered | None = None) -> View:
    """The picture of `state` in so many cells and lines; with `held` in place of suggestions that take a moment to find."""
    columns = _Columns.of(cells)
    room = max(1, height - _INFO_LINES)
    shown_flags = state.shown_flags
    flags = _by_field(state, shown_flags)
    said = layout.said(state.sheet.comments, cells)
    # One line below the field under the cursor is kept free, so that what is offered covers no other field.
    page_lines = layout.rows(state.page, state.draft, said) if state.draft.at else []
    rows = layout.in_sight(page_lines, state.draft.at, max(1, room - 1))
    lines: list[Line] = []
    cursor = None
    for row in rows:
        if row.said:
            lines.append([(fit(row.said, cells), Ink.WARN)])
        elif row.field is None:
            lines.append([(fit(f"{'':{_NUMBER}}{state.page.form.blocks[row.block]}", cells), Ink.HEAD)])
        elif row.field.name == state.draft.at:
            column, line = _row_under_cursor(state, row.field, columns, flags.get(row.field.name))
            cursor = (column, len(lines))
            lines.append(line)
        else:
            lines.append(_row(state, row.field, columns, flags.get(row.field.name)))
    if cursor is not None and len(lines) < room:
        lines.insert(cursor[1] + 1 + len(said.get(state.draft.at, ())), ())
    lines += [()] * (room - len(lines))
    if state.panel is not None:
        cursor = boxes.draw(state.panel, lines, cells, under=cursor[1] if cursor else 0)
    offered: Sequence[Suggestion] = ()
    pick = -1
    if state.panel is None and cursor is not None and state.settled:
        offered, pick = (state.suggestions, state.pick) if held is None else held
        whole = state.page.form[state.draft.at].type not in WITHOUT_DIGITS
        _draw_suggestions(
            offered,
            pick,
            lines,
            cursor[1],
            len(said.get(state.draft.at, ())),
            columns,
            cells,
            whole=whole,
            numbered=state.numbered,
        )
    in_use = bool(lines[-1]) and (bool(offered) or (cursor is not None and cursor[1] == len(lines) - 1))
    info = _info(state, shown_flags, offered[pick] if pick >= 0 else None, cells, most=1 if in_use else 2)
    lines[len(lines) - len(info) + 1 :] = info  # what to do is said in full; a line of the page is given up for it
    return View(lines, cursor)


# ---- rows


def _row(state: FormState, field: Field, columns: _Columns, flag: Flag | None) -> Line:
    cell = state.cell(field.name)
    return _drawn_row(
        state.page.number(field.name),
        _label(state, field, columns.label),
        cell.text,
        _beside(state, field, cell),
        _letter(state, field, cell),
        _sign(state, field, flag),
        Ink.PLAIN if field.name in state.draft.cells else Ink.DIM,
        columns,
    )


@lru_cache(maxsize=1024)
def _drawn_row(
    number: int, name: str, text: str, said: str, letter: str, sign: Severity | None, ink: Ink, columns: _Columns
) -> Line:
    """A row nobody is typing in. Kept, because a key changes one row and measuring Vietnamese takes its time."""
    if columns.reads:
        value: Line = [(fit(text, columns.value), ink), (fit(said, columns.reads), Ink.DIM)]
    else:
        text = drawable(text)
        room = columns.value - width(text) - 1
        value = [(fit(text, columns.value), ink)]
        if said and room >= width(said):
            value = [(f"{text} ", ink), (cut(said, room), Ink.DIM)]
    return (
        (f"{number:2} ", Ink.DIM),
        (fit(name, columns.label) + " ", Ink.LABEL),
        *value,
        *_signs(letter, sign),
    )


def _row_under_cursor(state: FormState, field: Field, columns: _Columns, flag: Flag | None) -> tuple[int, Line]:
    """The row being typed in, and the column of the cursor: a long text is shown around it, a selected one from its beginning.

    A selected value is compared with the page, and places differ in their first words.
    """
    draft, cell = state.draft, state.cell(field.name)
    before, after = drawable(cell.text[: draft.cursor]), drawable(cell.text[draft.cursor :])
    room = columns.value + columns.reads
    if draft.fresh and width(before + after) >= room:
        before, after = fit(before + after, room - 1), ""
    elif width(before) >= room:
        before = "…" + _last_cells(before, room - 2)
    text = cut(before + after, room)
    shown: Line = [(text, Ink.FIELD)]
    if draft.fresh:
        selected = min(width(before + after), room)
        shown = [(cut(text, selected), Ink.CHOSEN), (" " * (room - selected), Ink.FIELD)]
    elif cell.mark and room - width(before + after) > len(_mark(cell.mark)) + 1:
        kept = room - len(_mark(cell.mark))
        shown = [(cut(text, kept), Ink.FIELD), (_mark(cell.mark), Ink.WARN)]
    line: Line = [
        (f"{state.page.number(field.name):2} ", Ink.STRONG),
        (fit(_label(state, field, columns.label), columns.label) + " ", Ink.STRONG),
        *shown,
        *_signs(_letter(state, field, cell), flag.severity if flag else None),
    ]
    return columns.start + width(before), line


def _label(state: FormState, field: Field, cells: int) -> str:
    """What the field is called; of a long name both ends, where no other of its block has the same ones.

    `Chữ ký, điểm chỉ của chồng` and `… của vợ` differ in the last word only.
    """
    name = str(field.label)
    if width(name) <= cells:
        return name
    short = ends(name, cells)
    others = (str(one.label) for one in state.page.form.fields if one.block == field.block and one is not field)
    return name if any(width(one) > cells and ends(one, cells) == short for one in others) else short


def _last_cells(text: str, cells: int) -> str:
    """The end of `text` that fits into `cells` cells."""
    at = len(text)
    while at and width(text[at - 1]) <= cells:
        at -= 1
        cells -= width(text[at])
    return text[at:]


def _beside(state: FormState, field: Field, cell: Cell) -> str:
    """What the value reads as, or its mark, beside it."""
    if cell.mark:
        return _mark(cell.mark)
    value = state.values.get(field.name)
    if value is None or value.as_written != cell.text:
        return ""
    if value.mark:
        return _mark(value.mark)
    tells = _tells_more(field, cell.text, value.normalised)
    return say("keying.reads_as", text=with_slashes(value.normalised)) if tells else ""


def _tells_more(field: Field, written: str, stored: str) -> bool:
    """False where the stored form says what the field shows anyway."""
    return bool(stored) and not field.codes and stored.replace(".", "/") != written and stored != written


def _mark(mark: Mark) -> str:
    return f"[{mark.label}]"


def _letter(state: FormState, field: Field, cell: Cell) -> str:
    if cell.empty:
        passed = state.memory.passed_by(field) and field.name not in state.draft.path
        return say("keying.letter_passed") if passed else " "
    key = _LETTERS.get(cell.source)
    return say(key) if key else " "


def _signs(letter: str, sign: Severity | None) -> list[Span]:
    return [(f" {letter}", Ink.DIM), _SIGN[sign] if sign else (" ", Ink.PLAIN)]


def _sign(state: FormState, field: Field, flag: Flag | None) -> Severity | None:
    """How grave the flag of a field is; a reading in doubt has the least of signs, its words stand below once the clerk goes there."""
    if flag is not None:
        return flag.severity
    return Severity.I if state.doubt(field.name) is not None else None


def _by_field(state: FormState, flags: Sequence[Flag]) -> dict[str, Flag]:
    """The gravest flag of each field; one that was explained is no sign any more."""
    found: dict[str, Flag] = {}
    for flag in sorted(flags, key=lambda flag: _GRAVEST.index(flag.severity), reverse=True):
        if not flag.explained(state.draft.overrides):
            found |= dict.fromkeys(flag.fields, flag)
    return found


# ---- suggestions and the line below


def _draw_suggestions(
    offered: Sequence[Suggestion],
    pick: int,
    lines: list[Line],
    under: int,
    said: int,
    columns: _Columns,
    cells: int,
    *,
    whole: bool,
    numbered: bool,
) -> None:
    """The list below the field and the `said` lines about it; above where the field is too low on the screen.

    Side by side in one line, in as many as they take where they are the `whole` of a list with a key each, or one a line
    where each has a note that tells it from the others.
    """
    if not offered:
        return
    drawn = (
        _listed(offered, pick, columns.start, cells)
        if whole and any(one.key for one in offered)
        else _offered(offered, pick, columns.start, cells, numbered=numbered)
    )
    first, above = under + 1 + said, under
    below = len(lines) - first
    if len(drawn) <= below or below >= above:
        lines[first : first + len(drawn)] = drawn[:below]
    else:
        drawn = drawn[:above]
        lines[under - len(drawn) : under] = drawn


def _noted(one: Suggestion, start: int, cells: int, *, picked: bool) -> Line:
    """A suggestion with what tells it from others of the name, in a line of its own."""
    key = f"{one.key} " if one.key else ""
    text = fit(one.text, min(width(one.text), max(1, cells - start - width(key))))
    room = max(0, cells - start - width(key) - width(text) - 2)
    return [
        (" " * start, Ink.PLAIN),
        *([(key, Ink.KEY)] if key else []),
        (text, Ink.CHOSEN if picked else Ink.PLAIN),
        ("  ", Ink.PLAIN),
        (fit(one.note, room), Ink.DIM),
    ]


def _listed(offered: Sequence[Suggestion], pick: int, start: int, cells: int) -> list[Line]:
    """Every item with its key, in full: one that is not seen cannot be chosen. What is longer than a line goes on below."""
    lines: list[list[Span]] = []
    room = 0
    for at, one in enumerate(offered):
        key = f"{one.key} " if one.key else ""
        text, ink = drawable(one.text), Ink.CHOSEN if at == pick else Ink.PLAIN
        longest = max(1, cells - start - width(key))
        first, *more = wrapped(text, longest) if width(text) > longest else (text,)
        if not lines or more or width(key) + width(first) > room:
            lines.append([(" " * start, Ink.PLAIN)])
            room = cells - start
        first = fit(first, min(width(first), longest))
        lines[-1] += [(key, Ink.KEY), (first, ink), ("  ", Ink.PLAIN)]
        room -= width(key) + width(first) + 2
        for text in more:
            lines.append([(" " * (start + width(key)), Ink.PLAIN), (fit(text, min(width(text), longest)), ink)])
            room = 0
    return list(lines)


def _offered(offered: Sequence[Suggestion], pick: int, start: int, cells: int, *, numbered: bool) -> list[Line]:
    """Those in sight: with their notes a line each; one longer than a line, or lookalikes, on as many as they take; else side by side."""
    room = cells - start
    seen = in_sight(offered, pick, room, numbered=numbered)
    shown = offered[seen.start : seen.stop]
    if any(one.note for one in offered):
        return [_noted(one, start, cells, picked=at == pick) for at, one in zip(seen, shown, strict=True)]
    if sum(width(one.text) + (4 if one.key else 2) for one in shown) - 2 > room:
        return _listed(shown, pick - seen.start if pick >= 0 else -1, start, cells)
    line: list[Span] = [(" " * start, Ink.PLAIN)]
    for at, one in zip(seen, shown, strict=True):
        key = f"{one.key} " if one.key else ""
        text, ink = drawable(one.text), Ink.CHOSEN if at == pick else Ink.PLAIN
        line += [*([(key, Ink.KEY)] if key else []), (text, ink), ("  ", Ink.PLAIN)]
        room -= width(key) + width(text) + 2
    if seen.stop < len(offered) and room > 0:
        line.append(("…", Ink.DIM))
    return [line]


def _info(state: FormState, flags: Sequence[Flag], chosen: Suggestion | None, cells: int, *, most: int) -> list[Line]:
    """What is to be known of the field under the cursor: a flag, a doubtful reading, why it is filled in."""
    field = state.field
    if field is None or isinstance(state.panel, FlagBox):
        return [()]
    flag = next((flag for flag in flags if field.name in flag.fields), None)
    if flag is not None:
        first, *more = _in_lines(str(flag.message), cells - 2, most)
        return [[_SIGN[flag.severity], (f" {first}", Ink.PLAIN)], *([(f"  {text}", Ink.PLAIN)] for text in more)]
    note = state.doubt(field.name)
    if note is not None:
        return [[(text, Ink.PLAIN)] for text in _in_lines(str(note), cells, most)]
    cell = state.cell(field.name)
    if not cell.empty and cell.source in _LETTERS:
        return [[(fit(_why(cell.source), cells), Ink.DIM)]]
    if chosen is not None:
        return [[(fit(chosen.note or _why(chosen.why), cells), Ink.DIM)]]
    return [()]


def _in_lines(text: str, cells: int, most: int) -> list[str]:
    """`text` in `most` lines, cut at the end of the last one."""
    lines = wrapped(text, max(8, cells)) or [""]
    return lines if len(lines) <= most else [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), cells)]


def _why(name: str) -> str:
    """The reason called `name` in words; nothing where a suggester has reasons nobody put into words."""
    try:
        return str(label(f"keying.why_{name}"))
    except KeyError:
        return ""
