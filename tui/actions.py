"""The one table of everything a key can do. Key lines, help, the palette and the keymap file all come from it.

A group is a set of actions that are live together; a scope names the groups a screen listens to, the nearest first.
Texts are `actions.<group>_<name>` and `actions.<group>_<name>_help` in the catalogue. Each action has one key at least
that is no function key, because thin clients keep those for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from registers.catalogue import Label, label


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key can do: `keys` are the defaults, the first is the one shown; `shown` puts it in the bottom line."""

    group: str
    name: str
    keys: tuple[str, ...]
    shown: bool = False

    @property
    def id(self) -> str:
        """`group.name`, as the keymap file and the palette write it."""
        return f"{self.group}.{self.name}"

    @property
    def label(self) -> Label:
        """Two or three words for key lines and the palette."""
        return label(f"actions.{self.group}_{self.name}")

    @property
    def help(self) -> Label:
        """One sentence for the help screen."""
        return label(f"actions.{self.group}_{self.name}_help")


EVERYWHERE = (
    Action("everywhere", "help", ("f1", "ctrl+g"), shown=True),
    Action("everywhere", "palette", ("f10", "ctrl+p"), shown=True),
    Action("everywhere", "language", ("f9", "ctrl+t")),
    Action("everywhere", "redraw", ("f5", "ctrl+r")),
    Action("everywhere", "back", ("escape", "ctrl+b"), shown=True),
    Action("everywhere", "leave", ("ctrl+x",)),
)

LINE = (
    Action("line", "erase", ("backspace",)),
    Action("line", "erase_right", ("delete", "ctrl+d")),
    Action("line", "erase_word", ("ctrl+w",)),
    Action("line", "clear", ("ctrl+u",)),
    Action("line", "left", ("left",)),
    Action("line", "right", ("right",)),
    Action("line", "start", ("ctrl+a",)),
    Action("line", "end", ("ctrl+e",)),
)

LIST = (
    Action("list", "up", ("up",)),
    Action("list", "down", ("down",)),
    Action("list", "page_up", ("pageup", "ctrl+y")),
    Action("list", "page_down", ("pagedown", "ctrl+v")),
    Action("list", "first", ("home", "alt+a")),
    Action("list", "last", ("end", "alt+e")),
)

SIGN_IN = (
    Action("sign_in", "next", ("tab", "down"), shown=True),
    Action("sign_in", "previous", ("shift+tab", "up")),
    Action("sign_in", "take", ("enter",), shown=True),
)

QUEUE = (
    Action("queue", "open", ("enter",), shown=True),
    Action("queue", "ledger", ("f6", "ctrl+l"), shown=True),
    Action("queue", "search", ("f3", "ctrl+f"), shown=True),
    Action("queue", "settings", ("f8", "ctrl+o"), shown=True),
    Action("queue", "pin", ("f7", "ctrl+k")),
)

LEDGER = (
    Action("ledger", "open", ("enter",), shown=True),
    Action("ledger", "only_open", ("f3", "ctrl+f"), shown=True),
    Action("ledger", "explain", ("f4", "ctrl+n"), shown=True),
    Action("ledger", "close", ("f7", "ctrl+k"), shown=True),
)

SEARCH = (Action("search", "open", ("enter",), shown=True),)

SETTINGS = (
    Action("settings", "next_value", ("right", "enter", "space"), shown=True),
    Action("settings", "previous_value", ("left",)),
)

PALETTE = (Action("palette", "run", ("enter",), shown=True),)

ASK = (Action("ask", "take", ("enter",), shown=True),)

ACTIONS: tuple[Action, ...] = (*EVERYWHERE, *LINE, *LIST, *SIGN_IN, *QUEUE, *LEDGER, *SEARCH, *SETTINGS, *PALETTE, *ASK)
"""Every action of every group, in the order help shows them."""

SCOPES: dict[str, tuple[str, ...]] = {
    "sign_in": ("sign_in", "line", "everywhere"),
    "queue": ("queue", "list", "line", "everywhere"),
    "ledger": ("ledger", "list", "line", "everywhere"),
    "search": ("search", "list", "line", "everywhere"),
    "settings": ("settings", "list", "everywhere"),
    "palette": ("palette", "list", "line", "everywhere"),
    "help": ("list", "everywhere"),
    "ask": ("ask", "list", "line", "everywhere"),
}
"""What each screen listens to. Within one scope a key means one thing; the keymap refuses anything else."""


def of_group(group: str) -> tuple[Action, ...]:
    """The actions of `group`, in table order."""
    return tuple(action for action in ACTIONS if action.group == group)


def of_scope(scope: str) -> tuple[Action, ...]:
    """The actions a screen with `scope` listens to, nearest group first."""
    return tuple(action for group in SCOPES[scope] for action in of_group(group))
