"""What the keys do while the form asks in a box: the bottom line names these, not those of the field behind it."""

from __future__ import annotations

from registers.catalogue import label
from tui.actions import of_group
from tui.foot import Hint
from tui.keying.flagbox import FlagBox
from tui.keying.panel import Panel
from tui.keymap import Keymap

_ACTIONS = {action.name: action for action in of_group("keying")}
_HELP = ("help", "actions.keying_help")
_CLOSE = ("cancel", "actions.keying_cancel")


def hints(box: Panel | FlagBox, keymap: Keymap) -> tuple[Hint, ...]:
    """The keys of `box`, in the order they are shown."""
    keys = ((keymap.written(_ACTIONS[name].id), name, text) for name, text in _keys(box))
    return tuple(Hint(key, label(text), to_all=name == "help") for key, name, text in keys if key)


def _keys(box: Panel | FlagBox) -> list[tuple[str, str]]:
    """Names of actions, and the texts that say what they do in `box`."""
    if isinstance(box, FlagBox):
        answers = [("accept", "keying.box_mend")]
        if not box.blocks:
            answers = [("accept", "keying.box_pass"), ("take", "keying.box_mend")]
        if len(box.flags) > 1:
            answers += [("up", "keying.box_flag_before"), ("down", "keying.box_flag_after")]
        return [*answers, _CLOSE, _HELP]
    if box.name == "kind":  # no box to close: nothing can be keyed before it is answered
        others = [(name, f"actions.keying_{name}") for name in ("position", "menu", "back")]
        return [("accept", "keying.box_choose"), ("down", "keying.box_down"), *others, _HELP]
    if box.free:
        return [("accept", "keying.box_done"), _CLOSE, _HELP]
    return [("accept", "keying.box_choose"), ("up", "keying.box_up"), ("down", "keying.box_down"), _CLOSE, _HELP]
