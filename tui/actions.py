"""The one table of everything a key can do. Key lines, help, the palette and the keymap file all come from it.

A group is a set of actions that are live together; a scope names the groups a screen listens to, the nearest first.
Texts are `actions.<group>_<name>` and `actions.<group>_<name>_help` in the catalogue. Each action has one key at least
that is no function key, because thin clients keep those for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

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
    Action("everywhere", "leave", ("ctrl+x",), shown=True),
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

WORDS = (Action("words", "method", ("alt+v",)),)

SIGN_IN = (
    Action("sign_in", "next", ("tab", "down"), shown=True),
    Action("sign_in", "previous", ("shift+tab", "up")),
    Action("sign_in", "take", ("enter",), shown=True),
)

QUEUE = (
    Action("queue", "open", ("enter",), shown=True),
    Action("queue", "ledger", ("f6", "ctrl+l"), shown=True),
    Action("queue", "search", ("f3", "ctrl+f"), shown=True),
    Action("queue", "settings", ("f8", "ctrl+o")),
    Action("queue", "pin", ("f7", "ctrl+k")),
    Action("queue", "outbox", ("f12", "alt+o")),
    Action("queue", "mirror", ("alt+i",)),
    Action("queue", "macros", ("alt+m",)),
    Action("queue", "review", ("f2", "ctrl+n"), shown=True),
    Action("queue", "rekeying", ("alt+n",)),
    Action("queue", "lots", ("f11", "alt+k")),
    Action("queue", "plants", ("alt+j",)),
    Action("queue", "accounts", ("alt+u",)),
    Action("queue", "log", ("alt+y",)),
)

LEDGER = (
    Action("ledger", "open", ("enter",), shown=True),
    Action("ledger", "only_open", ("f3", "ctrl+f"), shown=True),
    Action("ledger", "explain", ("f4", "ctrl+n"), shown=True),
    Action("ledger", "standardise", ("f12", "alt+c")),
    Action("ledger", "close", ("f7", "ctrl+k"), shown=True),
    Action("ledger", "carried", ("f11", "alt+i")),
)

CARRIED = (Action("carried", "open", ("enter",), shown=True),)

REVIEW = (
    Action("review", "open", ("enter",), shown=True),
    Action("review", "approve", ("f7", "ctrl+k"), shown=True),
    Action("review", "return", ("f4", "ctrl+n"), shown=True),
    Action("review", "select", ("f2", "ctrl+l"), shown=True),
    Action("review", "order", ("f3", "ctrl+f")),
    Action("review", "approve_all", ("f8", "ctrl+o")),
    Action("review", "standardise", ("f12", "alt+c")),
)

COMPARE = (
    Action("compare", "approve", ("f7", "ctrl+k"), shown=True),
    Action("compare", "comment", ("enter", "f2", "ctrl+l"), shown=True),
    Action("compare", "return", ("f4", "ctrl+n"), shown=True),
    Action("compare", "next", ("tab", "f6"), shown=True),
    Action("compare", "changes", ("f3", "ctrl+f")),
    Action("compare", "withdraw", ("f8", "ctrl+o")),
)

REKEYING = (
    Action("rekeying", "open", ("enter",), shown=True),
    Action("rekeying", "give", ("f7", "ctrl+k"), shown=True),
    Action("rekeying", "take_back", ("f4", "ctrl+n"), shown=True),
)

LOTS = (
    Action("lots", "open", ("enter",), shown=True),
    Action("lots", "draw", ("f7", "ctrl+k"), shown=True),
    Action("lots", "limit", ("f3", "ctrl+f"), shown=True),
)

PLANTS = (
    Action("plants", "plant", ("f7", "ctrl+k"), shown=True),
    Action("plants", "withdraw", ("f4", "ctrl+n"), shown=True),
)

ACCOUNTS = (
    Action("accounts", "books", ("enter",), shown=True),
    Action("accounts", "add", ("f7", "ctrl+k"), shown=True),
    Action("accounts", "lock", ("f4", "ctrl+n"), shown=True),
    Action("accounts", "dates", ("f6", "ctrl+l")),
    Action("accounts", "password", ("f8", "ctrl+o"), shown=True),
    Action("accounts", "remove", ("f12", "alt+x")),
)

ACCOUNT_BOOKS = (
    Action("account_books", "give", ("enter",), shown=True),
    Action("account_books", "only_mine", ("f3", "ctrl+f"), shown=True),
)

LOG = (
    Action("log", "about", ("enter",), shown=True),
    Action("log", "by", ("f3", "ctrl+f"), shown=True),
    Action("log", "older", ("f6", "ctrl+l"), shown=True),
)

FORM = (
    Action("form", "take", ("enter",), shown=True),
    Action("form", "next", ("tab", "down"), shown=True),
    Action("form", "previous", ("shift+tab", "up")),
)

LOT = (
    Action("lot", "open", ("enter",), shown=True),
    Action("lot", "decide", ("f7", "ctrl+k"), shown=True),
)

LOT_ENTRY = (
    Action("lot_entry", "good", ("f7", "ctrl+k"), shown=True),
    Action("lot_entry", "comment", ("enter", "f2", "ctrl+l"), shown=True),
    Action("lot_entry", "faulty", ("f4", "ctrl+n"), shown=True),
    Action("lot_entry", "next", ("tab", "f6"), shown=True),
    Action("lot_entry", "changes", ("f3", "ctrl+f")),
)

STANDARDISE = (
    Action("standardise", "accept", ("enter",), shown=True),
    Action("standardise", "accept_kind", ("f8", "ctrl+o"), shown=True),
    Action("standardise", "refuse", ("f4", "ctrl+n"), shown=True),
    Action("standardise", "next_kind", ("tab", "f6"), shown=True),
)

OUTBOX = (
    Action("outbox", "open", ("enter",), shown=True),
    Action("outbox", "push", ("f6", "ctrl+l"), shown=True),
    Action("outbox", "again", ("f7", "ctrl+k"), shown=True),
)

SEARCH = (
    Action("search", "open", ("enter",), shown=True),
    Action("search", "person", ("f6", "ctrl+l"), shown=True),
)

PERSON = (
    Action("person", "open", ("enter",), shown=True),
    Action("person", "refuse", ("f7", "ctrl+k"), shown=True),
    Action("person", "undo", ("ctrl+z",), shown=True),
)

MACROS = (
    Action("macros", "keep", ("enter",), shown=True),
    Action("macros", "remove", ("f7", "ctrl+k"), shown=True),
    Action("macros", "undo", ("ctrl+z",), shown=True),
)

SETTINGS = (
    Action("settings", "next_value", ("right", "enter", "space"), shown=True),
    Action("settings", "previous_value", ("left",)),
    Action("settings", "password", ("f8", "ctrl+o"), shown=True),
)

PALETTE = (Action("palette", "run", ("enter",), shown=True),)

ASK = (
    Action("ask", "take", ("enter",), shown=True),
    Action("ask", "write", ("tab",), shown=True),
)

# The form takes every key for itself: it has its own help keys, and Escape only closes a box (terminals delay it).
KEYING = (
    Action("keying", "accept", ("enter",), shown=True),
    Action("keying", "take", ("tab",), shown=True),
    Action("keying", "repeat", ("f2", "ctrl+r"), shown=True),
    Action("keying", "blank", ("f5", "ctrl+o"), shown=True),
    Action("keying", "position", ("f9", "ctrl+e"), shown=True),
    Action("keying", "menu", ("f10", "ctrl+p"), shown=True),
    Action("keying", "help", ("f1", "alt+h"), shown=True),
    Action("keying", "undo", ("ctrl+z",), shown=True),
    Action("keying", "repeat_block", ("f3", "ctrl+l"), shown=True),
    Action("keying", "illegible", ("f7", "alt+x"), shown=True),
    Action("keying", "unknown", ("f6", "ctrl+k")),
    Action("keying", "doubtful", ("f8", "ctrl+d")),
    Action("keying", "torn", ("ctrl+t",)),
    Action("keying", "struck", ("ctrl+w",)),
    Action("keying", "note", ("f4", "ctrl+n"), shown=True),
    Action("keying", "goto", ("ctrl+g",)),
    Action("keying", "up", ("up",)),
    Action("keying", "down", ("down",)),
    Action("keying", "step_back", ("shift+tab",)),
    Action("keying", "furthest", ("f11", "alt+e")),
    Action("keying", "next_suggestion", ("pagedown", "alt+n")),
    Action("keying", "previous_suggestion", ("pageup", "alt+p")),
    Action("keying", "refuse", ("alt+k",)),
    Action("keying", "redo", ("ctrl+y",)),
    Action("keying", "finish", ("ctrl+f",)),
    Action("keying", "as_typed", ("ctrl+v",)),
    Action("keying", "method", ("alt+v",)),
    Action("keying", "hide", ("f12", "ctrl+a")),
    Action("keying", "show_hidden", ("alt+a",)),
    Action("keying", "profile", ("alt+s",)),
    Action("keying", "left", ("left",)),
    Action("keying", "right", ("right",)),
    Action("keying", "start", ("home",)),
    Action("keying", "end", ("end",)),
    Action("keying", "erase", ("backspace",)),
    Action("keying", "erase_right", ("delete",)),
    Action("keying", "clear", ("ctrl+u",)),
    Action("keying", "cancel", ("escape",)),
    Action("keying", "mirror", ("alt+i",)),
    Action("keying", "language", ("alt+t",)),
    Action("keying", "redraw", ("alt+r",)),
    Action("keying", "back", ("ctrl+b",)),
    Action("keying", "leave", ("ctrl+x",)),
)

ACTIONS: tuple[Action, ...] = (
    *EVERYWHERE,
    *LINE,
    *LIST,
    *WORDS,
    *SIGN_IN,
    *QUEUE,
    *LEDGER,
    *CARRIED,
    *REVIEW,
    *COMPARE,
    *REKEYING,
    *LOTS,
    *PLANTS,
    *ACCOUNTS,
    *ACCOUNT_BOOKS,
    *LOG,
    *FORM,
    *LOT,
    *LOT_ENTRY,
    *STANDARDISE,
    *OUTBOX,
    *SEARCH,
    *PERSON,
    *MACROS,
    *SETTINGS,
    *PALETTE,
    *ASK,
    *KEYING,
)
"""Every action of every group, in the order help shows them."""

SCOPES: dict[str, tuple[str, ...]] = {
    "sign_in": ("sign_in", "line", "everywhere"),
    "queue": ("queue", "list", "line", "everywhere"),
    "ledger": ("ledger", "list", "line", "everywhere"),
    "carried": ("carried", "list", "line", "everywhere"),
    "review": ("review", "list", "line", "everywhere"),
    "standardise": ("standardise", "list", "line", "everywhere"),
    "compare": ("compare", "list", "line", "everywhere"),
    "rekeying": ("rekeying", "list", "line", "everywhere"),
    "lots": ("lots", "list", "line", "everywhere"),
    "plants": ("plants", "list", "line", "everywhere"),
    "accounts": ("accounts", "list", "line", "everywhere"),
    "account_books": ("account_books", "list", "line", "everywhere"),
    "log": ("log", "list", "line", "everywhere"),
    "form": ("form", "line", "everywhere"),
    "lot": ("lot", "list", "line", "everywhere"),
    "lot_entry": ("lot_entry", "list", "line", "everywhere"),
    "outbox": ("outbox", "list", "line", "everywhere"),
    "search": ("search", "list", "line", "everywhere"),
    "person": ("person", "list", "line", "everywhere"),
    "mirror": ("list", "everywhere"),
    "macros": ("macros", "words", "list", "line", "everywhere"),
    "settings": ("settings", "list", "everywhere"),
    "palette": ("palette", "list", "line", "everywhere"),
    "help": ("list", "everywhere"),
    "keying": ("keying",),
    "ask": ("ask", "words", "list", "line", "everywhere"),
}
"""What each screen listens to. Within one scope a key means one thing; the keymap refuses anything else."""


def of_group(group: str) -> tuple[Action, ...]:
    """The actions of `group`, in table order."""
    return tuple(action for action in ACTIONS if action.group == group)


@cache
def of_scope(scope: str) -> tuple[Action, ...]:
    """The actions a screen with `scope` listens to, nearest group first."""
    return tuple(action for group in SCOPES[scope] for action in of_group(group))
