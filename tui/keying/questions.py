"""Every question the form asks in a box, and what follows from each answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from registers.catalogue import say
from registers.checks import Flag
from registers.kinds import PositionState
from registers.position import Position
from registers.text import capitalise_first
from tui.keying import marks, route
from tui.keying.effects import GoTo, Renumber
from tui.keying.flagbox import FlagBox
from tui.keying.panel import Answer, Item, Panel, numbered, pressed
from tui.keying.press import Press

if TYPE_CHECKING:
    from tui.keying.state import FormState

REASONS = tuple(f"keying.reason_{n}" for n in range(1, 9))
"""Why a value stands though a rule speaks against it, under the digits 1 to 8; 9 asks for other words."""

STATE_REASONS = tuple(f"keying.state_reason_{n}" for n in range(1, 7))
"""Why a position holds no ordinary entry."""

SUFFIXES = ("bis", "ter", "a", "b", "c", "d")
"""What offices write behind a number they gave twice."""

OTHER = "9"
"""The digit of "another reason", which is then typed."""

WITHOUT_KIND = frozenset({"position", "menu", "undo", "redo", "method", "profile", "back"})
"""Actions that do something before the kind of a combined book's entry is known."""

_OWN_WORDS = "own_words"


def kind(state: FormState) -> Panel:
    """Which kind of event this entry of a combined book is; the last one stands chosen."""
    forms = state.sheet.forms
    before = list(forms).index(state.sheet.previous_kind) if state.sheet.previous_kind in forms else 0
    return numbered("kind", say("keying.ask_kind"), [(str(f.title), name) for name, f in forms.items()], at=before)


def _goto(state: FormState) -> Panel:
    return Panel("goto", say("keying.ask_field", last=len(state.page.form.fields)), free=True)


def _position(state: FormState) -> Panel:
    del state
    states = [(str(one.label), one.value) for one in PositionState if one is not PositionState.NORMAL]
    more = [(say(f"keying.position_{name}"), name) for name in ("suffix", "renumber", "number", "next_year")]
    items = numbered("position", say("keying.ask_position"), [*states, *more]).items
    normal = Item("0", str(PositionState.NORMAL.label), PositionState.NORMAL.value)
    return Panel("position", say("keying.ask_position"), (*items, normal))


def _hidden(state: FormState) -> Panel | None:
    form = state.page.form
    hidden = [(str(form[name].full_label), name) for name in form.index if name in state.memory.hidden]
    if not hidden:
        state.message = say("keying.nothing_hidden")
        return None
    return numbered("hidden", say("keying.ask_hidden"), hidden)


def _menu(state: FormState) -> Panel:
    """Every command; before the kind is known those that need none."""
    kindless = not state.draft.kind
    lines = [line for line in state.menu if not kindless or line[2] in WITHOUT_KIND]
    return Panel("menu", say("keying.ask_menu"), tuple(Item(key, text, action) for key, text, action in lines))


ASKED: Mapping[str, Callable[[FormState], Panel | None]] = {
    "goto": _goto,
    "position": _position,
    "show_hidden": _hidden,
    "menu": _menu,
}
"""The actions that ask."""


# ---- answers


def panel_key(state: FormState, panel: Panel, press: Press) -> None:
    """A key while a question is open."""
    if panel.name == "goto" and press.text and not press.text.isdecimal():
        return
    if panel.name == "kind" and press.action in WITHOUT_KIND:
        state.panel = None  # a lost page has no kind, another number may be wanted, the entry before taken up
        state.do(press.action)
        _ask_kind(state)
        return
    found = pressed(panel, press, state.composer)
    if isinstance(found, Panel) and _is_full_number(state, found):
        found = Answer("goto", found.typed)
        state.by_number = True
    if isinstance(found, Panel):
        state.panel = found
        return
    state.panel = None
    state.composer.reset()
    name, _, detail = found.name.partition(":")
    if found.value is not None:
        _ANSWERED[name](state, detail, found.value)
    _ask_kind(state)


def _ask_kind(state: FormState) -> None:
    """Ask for the kind as long as there is none and nothing else is asked: nothing can be keyed without it."""
    if not state.draft.kind and state.panel is None and not state.waiting:
        state.panel = kind(state)


def _is_full_number(state: FormState, panel: Panel) -> bool:
    """True where no field has a longer number: Enter would only cost a key."""
    if panel.name != "goto" or not panel.typed:
        return False
    last = len(state.page.form.fields)
    return int(panel.typed) * 10 > last or len(panel.typed) == len(str(last))


def _kind_chosen(state: FormState, detail: str, name: str) -> None:
    del detail
    state.choose_kind(name)


def _field_chosen(state: FormState, detail: str, number: str) -> None:
    del detail
    fields = state.page.form.fields
    if not 1 <= int(number) <= len(fields):
        state.message = say("keying.no_such_field", number=number, last=len(fields))
        return
    state.jump(fields[int(number) - 1].name)


def _position_chosen(state: FormState, detail: str, choice: str) -> None:
    del detail
    now = state.draft.position
    match choice:
        case "suffix":
            state.panel = numbered("suffix", say("keying.ask_suffix", number=now.number), [(s, s) for s in SUFFIXES])
        case "renumber" | "number":
            state.panel = Panel(choice, say(f"keying.ask_{choice}", position=now), free=True)
        case "next_year":
            state.tell(GoTo(Position(now.year + 1, 1)))
        case PositionState.NORMAL.value:
            state.change(replace(state.draft, state=PositionState.NORMAL, reason=""), "position")
        case _:
            reasons = [(say(key), say(key)) for key in STATE_REASONS]
            other = Item(OTHER, say("keying.reason_other"), _OWN_WORDS)
            title = say("keying.ask_state_reason", state=capitalise_first(str(PositionState(choice).label)))
            state.panel = Panel(f"state:{choice}", title, (*numbered("", "", reasons).items, other))


def _state_explained(state: FormState, choice: str, reason: str) -> None:
    if reason == _OWN_WORDS:
        state.panel = Panel(f"state:{choice}", say("keying.ask_own_words"), free=True, words=True)
        return
    if state.keyed and not PositionState(choice).has_values:
        state.panel = _without_values(state, choice, reason)
        return
    _set(state, choice, reason)


def _without_values(state: FormState, choice: str, reason: str) -> Panel:
    """Once more where values stand: two digits pressed by habit would empty an entry. No digit answers, Enter keeps it."""
    new = PositionState(choice).label
    title = say("keying.ask_without_values", state=new, count=state.keyed)
    keep = Item(say("keying.key_no"), say("keying.values_kept"), "")
    empty = Item(say("keying.key_yes"), say("keying.values_dropped", state=new), reason)
    return Panel(f"emptied:{choice}", title, (keep, empty))


def _emptied(state: FormState, choice: str, reason: str) -> None:
    if reason:
        _set(state, choice, reason)


def _set(state: FormState, choice: str, reason: str) -> None:
    state.change(replace(state.draft, state=PositionState(choice), reason=reason), "position")
    if not state.draft.state.has_values:
        state.finish()
        return
    state.message = say("keying.state_set", state=state.draft.state.label, finish=state.named("finish"))


def _suffix_chosen(state: FormState, detail: str, suffix: str) -> None:
    del detail
    state.tell(Renumber(replace(state.draft.position, suffix=suffix)))


def _number_typed(state: FormState, effect: Callable[[Position], Renumber | GoTo], text: str) -> None:
    try:
        position = Position.parse(text, state.draft.position.year)
    except ValueError:
        state.message = say("keying.no_number", text=text)
        return
    if position != state.draft.position:
        state.tell(effect(position))


def _shown_again(state: FormState, detail: str, name: str) -> None:
    del detail
    state.show_again(name)


def _reason_typed(state: FormState, flag: str, reason: str) -> None:
    state.override(flag, reason)
    if state.then is not None:
        state.then()


_ANSWERED: Mapping[str, Callable[[FormState, str, str], None]] = {
    "kind": _kind_chosen,
    "goto": _field_chosen,
    "position": _position_chosen,
    "state": _state_explained,
    "emptied": _emptied,
    "suffix": _suffix_chosen,
    "renumber": lambda state, _, text: _number_typed(state, Renumber, text),
    "number": lambda state, _, text: _number_typed(state, GoTo, text),
    "hidden": _shown_again,
    "menu": lambda state, _, action: state.do(action),
    "flag": _reason_typed,
}


# ---- flags


def flag_key(state: FormState, box: FlagBox, press: Press) -> None:
    """A key while flags are shown: a digit gives the reason the value stands, Enter mends an error or lets a warning pass."""
    flag = box.flag
    if press.text:
        _reason_given(state, box, press.text)
        return
    match press.action:
        case "accept" if not box.blocks:
            state.ending.passed.add(flag)
            _next(state, box, lambda one: one == flag)
        case "accept" | "take" | "goto":
            _mend(state, flag)
        case "up" | "previous_suggestion":
            state.panel = box.moved(-1)
        case "down" | "next_suggestion":
            state.panel = box.moved(1)
        case action if action in marks.MARKS and flag.fields and flag.fields[0] in state.page.form:
            state.mark(flag.fields[0], action)
            _next(state, box, lambda one: one == flag)
        case "cancel" | "back" | "step_back" | "undo" | "erase":
            state.panel = None


def _reason_given(state: FormState, box: FlagBox, digit: str) -> None:
    key = box.flag.key
    if digit == OTHER:
        state.then = box.then
        state.panel = Panel(f"flag:{key}", say("keying.ask_own_words"), free=True, words=True)
    elif digit.isdecimal() and 1 <= int(digit) <= len(REASONS):
        state.override(key, say(REASONS[int(digit) - 1]))
        _next(state, box, lambda one: one.key == key)


def _next(state: FormState, box: FlagBox, gone: Callable[[Flag], bool]) -> None:
    """Show the flags that are left, or go on where none is."""
    state.panel = box.without(gone)
    if state.panel is None:
        box.then()


def _mend(state: FormState, flag: Flag) -> None:
    state.panel = None
    name = next((name for name in flag.fields if name in state.page.form), "")
    if name:
        state.change(route.jump(state.page, state.draft, name, comes_back=True), "walk")
