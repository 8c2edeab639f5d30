"""What each action does to the position being keyed: walking, taking, repeating, undoing. Questions have a room of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from registers.catalogue import say
from tui.keying import choices, edit, repeat, route
from tui.keying.draft import Draft, Source
from tui.keying.effects import Leave, NextMethod, Prefer, TakeUp
from tui.keying.offering import WITHOUT_DIGITS
from tui.keying.page import Page
from tui.keying.ports import Suggestion
from tui.keying.press import Press
from tui.typing.suggest.pieces import next_piece

if TYPE_CHECKING:
    from tui.keying.state import FormState

_TAKE, _HIDE, _PIECE, _REFUSE = "take:", "hide:", "piece:", "refuse"
_OVER_TYPING = (_TAKE, _PIECE, _REFUSE)
"""Steps behind which, once they are taken back, stands what was being typed."""

Way = Callable[[Page, Draft], Draft | None]


def letters(state: FormState, press: Press) -> None:
    """Letters typed into the field; where they settle which item of a list is meant, the cursor goes on by itself."""
    field = state.field
    if field is None:
        return
    if press.text.isdecimal() and field.type in WITHOUT_DIGITS and not (press.literal or state.as_typed):
        state.settle()
        numbered = next((one for one in state.suggestions if one.key == press.text), None)
        if numbered is not None:
            _put_in(state, numbered)
            return
    new = edit.typed(
        state.page, state.draft, press.text, state.composer, literal=press.literal, as_typed=state.as_typed
    )
    state.change(new, f"type:{field.name}")
    state.picked, state.touched = None, True
    if choices.is_chosen(field):
        settled = choices.settled(field, state.cell(field.name).text)
        if settled is not None:
            state.change(edit.put(state.page, state.draft, settled, Source.TYPED), f"type:{field.name}")
            state.go_on(f"type:{field.name}")


def edited(state: FormState, action: str) -> None:
    """One of the editing keys."""
    if state.field is None:
        return
    if action == "as_typed":
        state.as_typed = not state.as_typed
    if action == "right" and state.draft.cursor == len(state.cell(state.draft.at).text) and _take_piece(state):
        return
    state.change(edit.edited(state.page, state.draft, action, state.composer), f"type:{state.draft.at}")
    state.picked, state.touched = None, True


def _take(state: FormState) -> None:
    state.settle()  # what Tab takes is what the screen would show, also when keys come faster than it is painted
    taken = state.suggestion
    if taken is not None:
        _put_in(state, taken)
    else:
        state.go_on()


def _put_in(state: FormState, taken: Suggestion) -> None:
    draft = edit.put(state.page, state.draft, taken.text, Source.SUGGESTED)
    if taken.fill is not None:
        draft = repeat.filled(state.page, draft, taken.fill)
    who = taken.fill.ref if taken.fill is not None and state.page.form[draft.at].part == edit.NAME else ""
    step = f"{_TAKE}{draft.at}"
    state.change(state.let_go(draft, who), step)
    state.go_on(step)


def _take_piece(state: FormState) -> bool:
    """The next word of the suggestion (the next part of a place, the whole of a phrase), typing goes on behind it."""
    state.settle()
    field, offered = state.field, state.suggestion
    if field is None or offered is None or choices.is_chosen(field):
        return False
    typed = state.cell(field.name).text
    piece = next_piece(field, typed, offered.text)
    if piece == typed:
        return False
    before = edit.name_before(state.page, state.draft, whole=False)
    state.change(edit.put(state.page, state.draft, piece, Source.TYPED, before), f"{_PIECE}{field.name}")
    state.picked, state.touched = None, True
    state.composer.reset()
    return True


def _pick(state: FormState, step: int) -> None:
    offered = len(state.suggestions)
    if offered:
        state.picked = (state.pick + step) % offered if state.pick >= 0 or step > 0 else offered - 1


def _refuse(state: FormState) -> None:
    """The known person offered is somebody else: he is not offered here again and will not be joined to this page."""
    state.settle()
    chosen = state.suggestion
    known = [
        one for one in ([chosen] if chosen is not None else []) + [*state.suggestions] if one.fill and one.fill.person
    ]
    if not known or known[0].fill is None:
        state.message = say("keying.nobody_to_refuse")
        return
    refused = (*state.draft.refused, known[0].fill.person)
    state.change(replace(state.draft, refused=refused), _REFUSE)
    state.picked = None
    state.message = say("keying.refused", name=known[0].text, undo=state.named("undo"))


def _walk(state: FormState, way: Way) -> None:
    def onward() -> None:
        state.settle()  # a field that follows from others is looked at as it is now
        if not state.move(way):
            state.message = say("keying.no_way")

    if state.draft.at and state.leave(onward):
        onward()


def _repeat(state: FormState, repeated: Way) -> None:
    draft = repeated(state.page, state.draft) if state.draft.at else None
    if draft is None:
        state.message = say("keying.nothing_before")
        return
    step = f"repeat:{draft.at}"
    state.change(state.let_go(draft), step)
    state.go_on(step)


def _repeat_block(state: FormState) -> None:
    """The block of the entry before; that its person is another one is said, for then little of it comes."""
    another = bool(state.draft.at) and repeat.names_another(state.page, state.draft)
    _repeat(state, repeat.block_repeated)
    if another:
        nothing = state.message == say("keying.nothing_before")
        state.message = say("keying.repeated_nothing_of_another" if nothing else "keying.repeated_of_another")


def _note(state: FormState) -> None:
    note = next((field.name for field in state.page.form.fields if field.block == "notes"), "")
    state.jump(note, comes_back=True)


def _hide(state: FormState) -> None:
    field = state.field
    if field is None or not state.page.is_printed(field.name):
        return
    step = f"{_HIDE}{field.name}"
    state.remember(state.memory.with_hidden(field.name, hidden=True))
    state.change(state.draft.with_cell(field.name, None), step)
    if not state.move(route.forward, step):
        state.move(route.back, step)
    state.message = say("keying.hidden", field=field.full_label)


def _undo(state: FormState) -> None:
    record = state.history.undo()
    if record is None:
        state.tell(TakeUp())
        return
    undone = state.history.undone
    if undone.startswith(_HIDE):
        state.remember(state.memory.with_hidden(undone.removeprefix(_HIDE), hidden=False))
    state.restored(record)
    state.touched = undone.startswith(_OVER_TYPING)  # what was typed there before is still to be completed


def _redo(state: FormState) -> None:
    again = state.history.undone
    record = state.history.redo()
    if record is None:
        return
    if again.startswith(_HIDE):
        state.remember(state.memory.with_hidden(again.removeprefix(_HIDE), hidden=True))
    state.restored(record)


def _finish(state: FormState) -> None:
    """End the position. In second keying every field is to be read from the page: it leads to the first nobody went through."""
    if repeat.let_go(state.page, state.draft, state.draft) is not state.draft:
        state.go_on()  # what goes with the name is asked before the page is ended
        return
    if not state.draft.at or not state.leave(state.finish):
        return
    left = route.unwalked(state.page, state.draft) if state.sheet.beside is not None else []
    if not left:
        state.finish()
        return
    state.move(lambda page, draft: route.jump(page, draft, left[0], comes_back=False))
    state.message = say("rekeying.not_read", count=len(left))


def _profile(state: FormState) -> None:
    state.heads_down = not state.heads_down
    state.message = say("keying.heads_down" if state.heads_down else "keying.correction")
    state.tell(Prefer(state.heads_down))


DEEDS: Mapping[str, Callable[[FormState], None]] = {
    "accept": lambda state: state.go_on(),
    "take": _take,
    "up": lambda state: _walk(state, route.up),
    "down": lambda state: _walk(state, route.forward),
    "step_back": lambda state: _walk(state, route.back),
    "furthest": lambda state: _walk(state, route.furthest),
    "next_suggestion": lambda state: _pick(state, 1),
    "previous_suggestion": lambda state: _pick(state, -1),
    "repeat": lambda state: _repeat(state, repeat.field_repeated),
    "repeat_block": _repeat_block,
    "refuse": _refuse,
    "note": _note,
    "hide": _hide,
    "undo": _undo,
    "redo": _redo,
    "finish": _finish,
    "profile": _profile,
    "method": lambda state: state.tell(NextMethod()),
    "back": lambda state: state.tell(Leave()),
}
"""What the form does under its own power, by the name of the action."""
