"""A made-up register, of boats and who rows them: keying knows fields and types, so any book will do.

Also the notation of the keying tests. Keys are written as they are pressed: `nong thi<enter>0987<tab>`. A position is seen as
one line a field that says something, the cursor as `|`, a selected value in `⟦ ⟧`, where it came from and its mark behind it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from registers.catalogue import Label
from registers.checks import About
from registers.form import Carry, Field, FieldType, Form, Need, Printed
from registers.kinds import Layout, Level
from registers.position import Position
from registers.text import fold
from registers.value import Value, Values
from tui.keying.draft import Source
from tui.keying.effects import Effect
from tui.keying.memory import Lesson, Memory
from tui.keying.page import BookFacts
from tui.keying.ports import Composer, Suggester, Suggestion
from tui.keying.press import Press, act, typed
from tui.keying.sheet import Sheet
from tui.keying.state import FormState

R, C, O = Need.REQUIRED, Need.CONDITIONAL, Need.OPTIONAL  # noqa: E741  the letters of the field tables


def _field(name: str, kind: FieldType, need: Need = O, *, block: str = "head", **more: object) -> Field:
    printed = more.pop("printed", Printed.ALWAYS)
    role = block if block in ("rower", "mate") else ""
    return Field(name, Label(name, name), kind, need, printed, block, role, **more)  # type: ignore[arg-type]


BOATS = Form(
    kind="BOAT",
    layout=Layout.C1,
    title=Label("Sổ đăng ký thuyền", "Register of boats"),
    fields=(
        _field("entry_no", FieldType.ENTRY_NO, R, carry=Carry.INCREMENT),
        _field("book_no", FieldType.BOOK_NO, R, carry=Carry.BOOK),
        _field("registration_date", FieldType.DATE, R, carry=Carry.LAST),
        _field("rower", FieldType.NAME, R, block="rower", part="full_name"),
        _field("born", FieldType.PDATE, R, block="rower", part="birth_date"),
        _field("born_in_words", FieldType.WORDS, block="rower", carry=Carry.DERIVE, derive="words_of:born"),
        _field("sex", FieldType.CODE, R, block="rower", part="sex", codes="sex"),
        _field("nickname", FieldType.TEXT, block="rower", printed=Printed.SOMETIMES),
        _field("mate", FieldType.NAME, C, block="mate", part="full_name"),
        _field("mate_nation", FieldType.NATION, C, block="mate", part="nationality", carry=Carry.LAST),
        _field("signer", FieldType.NAME, R, block="signing", carry=Carry.LAST),
        _field("relation", FieldType.LIST, block="signing", codes="relation"),
        _field("notes", FieldType.TEXT, block="notes"),
        _field("page_no", FieldType.INT, block="head", printed=Printed.NEVER, carry=Carry.SKIP),
    ),
)
RAFTS = Form(
    kind="RAFT",
    layout=Layout.C1,
    title=Label("Sổ đăng ký bè", "Register of rafts"),
    fields=(
        _field("entry_no", FieldType.ENTRY_NO, R, carry=Carry.INCREMENT),
        _field("wood", FieldType.TEXT, O, block="raft"),
        _field("notes", FieldType.TEXT, block="notes"),
    ),
)
BOOK = BookFacts("01-BOAT", "01693", "UBND xã Vĩnh Quang", Level.COMMUNE, "BOAT", Layout.C1, "01/2007", 2007, 2008)
ABOUT = About(
    office="01693",
    level=Level.COMMUNE,
    kind="BOAT",
    layout=Layout.C1,
    year=2007,
    number=45,
    suffix="",
    book_years=(2007, 2008),
    today=datetime.date(2026, 11, 22),
)
PREVIOUS: Values = {
    name: Value(text, text)
    for name, text in {
        "registration_date": "05/03/2007",
        "rower": "Hoàng Văn Pá",
        "born": "1980",
        "sex": "Nam",
        "mate": "Lý Thị Mỷ",
        "mate_nation": "Việt Nam",
        "signer": "Đàm Văn Nguyên",
    }.items()
}


def sheet(
    *,
    previous: Values | None = None,
    memory: Memory | None = None,
    forms: Iterable[Form] = (BOATS,),
    position: Position | None = None,
) -> Sheet:
    """Number 45/2007 of the book of boats, laid out for keying."""
    return Sheet(
        BOOK,
        {str(form.kind): form for form in forms},
        position or Position(2007, 45),
        ABOUT,
        memory or Memory(),
        previous or {},
        "BOAT" if previous else "",
    )


def habits(runs: Mapping[str, int], blank: Iterable[str] = ()) -> Memory:
    """A book in which the values of `PREVIOUS` stood so many times running, and some fields were left empty three times."""
    lessons = {name: Lesson(PREVIOUS[name].as_written, run) for name, run in runs.items()}
    return Memory(lessons | {name: Lesson(blank=3) for name in blank})


class Knows:
    """A suggester that knows exactly so much: the suggestions of each field, those that begin with what is typed."""

    def __init__(self, known: Mapping[str, Sequence[Suggestion]]) -> None:
        self.known = known
        self.opened: list[str] = []

    def open(self, form: Form, book: str, year: int) -> None:
        """Note what was opened."""
        self.opened.append(f"{form.kind} {book} {year}")

    def suggest(self, field: Field, typed: str, known: Mapping[str, Value], /) -> Sequence[Suggestion]:
        """What begins so."""
        del known
        return [one for one in self.known.get(field.name, ()) if fold(one.text).startswith(fold(typed))]

    def learn_entry(self, form: Form, values: Mapping[str, Value], book: str) -> None:
        """It knows enough."""


_KEYS = re.compile(r"<(?P<action>[a-z_]+)>|(?P<letter>.)", re.DOTALL)
_SHORT = {
    "enter": "accept",
    "tab": "take",
    "back": "step_back",
    "bs": "erase",
    "del": "erase_right",
    "home": "start",
    "next": "next_suggestion",
}


def presses(keys: str) -> list[Press]:
    """The keys of the notation."""
    return [
        act(_SHORT.get(found["action"], found["action"])) if found["action"] else typed(found["letter"])
        for found in _KEYS.finditer(keys)
    ]


def keyed(
    keys: str,
    *,
    on: Sheet | None = None,
    composer: Composer | None = None,
    suggester: Suggester | None = None,
    heads_down: bool = True,
) -> FormState:
    """A position after `keys`."""
    state = FormState(on or sheet(), composer=composer, suggester=suggester, heads_down=heads_down)
    effects_of(state, keys)
    return state


def effects_of(state: FormState, keys: str) -> list[Effect]:
    """Press `keys`; everything they want done."""
    return [effect for press in presses(keys) for effect in state.handle(press)]


_SHOWN_SOURCE = {
    Source.TYPED: "",
    Source.SUGGESTED: " (taken)",
    Source.REPEATED: " (repeated)",
    Source.LINKED: " (linked)",
    Source.CONSTANT: " (constant)",
    Source.CARRIED: " (carried)",
    Source.DERIVED: " (derived)",
}


def seen(state: FormState) -> str:
    """The fields that say something (but constants of the book), one a line, and where the cursor is."""
    state.settle()
    lines = []
    for field in state.page.form.fields:
        cell, here = state.cell(field.name), field.name == state.draft.at
        if not here and (cell.empty or cell.source is Source.CONSTANT):
            continue
        text = cell.text
        if here and state.draft.fresh:
            text = f"⟦{text}⟧"
        elif here:
            text = f"{text[: state.draft.cursor]}|{text[state.draft.cursor :]}"
        mark = f" [{cell.mark}]" if cell.mark else ""
        lines.append(f"{field.name}: {text}{_SHOWN_SOURCE[cell.source] if not cell.empty else ''}{mark}")
    return "\n".join(lines)
