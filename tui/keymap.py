"""Which key does what: the defaults of the action table, over them the user's own file.

The file is TOML, one table a group, one line an action; a line replaces all keys of that action, an empty list takes them away:

    [queue]
    ledger = ["f6", "ctrl+l"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from registers.errors import HotichError
from tui.actions import ACTIONS, SCOPES, Action, of_group
from tui.keys import Key, shown, types_text, usable

Keys = Mapping[str, tuple[str, ...]]
"""Keys by action id."""


class KeymapUnreadable(HotichError):
    """The file is no TOML; `line` is where its reader stopped."""

    key: ClassVar[str] = "shell.keymap_unreadable"


class UnknownAction(HotichError):
    """The file names an action that does not exist."""

    key: ClassVar[str] = "shell.keymap_unknown_action"


class UnknownKey(HotichError):
    """The file names a key no terminal sends everywhere, or a character that people type there."""

    key: ClassVar[str] = "shell.keymap_unknown_key"


class KeyConflict(HotichError):
    """One key would do two things on one screen."""

    key: ClassVar[str] = "shell.keymap_conflict"


class Keymap:
    """Keys to actions, by scope. Made once at the start; raises the errors above where the file is wrong."""

    def __init__(self, own: Keys | None = None) -> None:
        self.keys: dict[str, tuple[str, ...]] = {action.id: action.keys for action in ACTIONS} | dict(own or {})
        self._found = {scope: self._of_scope(scope, groups) for scope, groups in SCOPES.items()}

    def action(self, scope: str, key: Key) -> Action | None:
        """What `key` does on a screen that listens to `scope`; None where it does nothing or types its text."""
        return self._found[scope].get(key.name)

    def keys_of(self, action: Action) -> tuple[str, ...]:
        """The keys of `action`; empty where the user took them away."""
        return self.keys[action.id]

    def shown(self, action: Action) -> str:
        """The name of the key to show for `action`, "" where it has none."""
        keys = self.keys[action.id]
        return keys[0] if keys else ""

    def written(self, action_id: str) -> str:
        """The key of the action called `group.name` as screens write it (`^B`), "" where it has none."""
        keys = self.keys[action_id]
        return shown(keys[0]) if keys else ""

    def _of_scope(self, scope: str, groups: Iterable[str]) -> dict[str, Action]:
        found: dict[str, Action] = {}
        for action in (action for group in groups for action in of_group(group)):
            for key in self.keys[action.id]:
                if key in found:
                    raise KeyConflict(key=key, one=found[key].id, other=action.id, screen=scope)
                found[key] = action
        return found


def load(path: Path) -> Keymap:
    """The keymap with the user's file at `path` over the defaults; the defaults alone where there is none."""
    return Keymap(_own_keys(path)) if path.is_file() else Keymap()


def _own_keys(path: Path) -> dict[str, tuple[str, ...]]:
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KeymapUnreadable(file=path.name, reason=str(error)) from error
    known = {action.id: action for action in ACTIONS}
    own = {}
    for group, lines in table.items():
        for name, keys in lines.items() if isinstance(lines, dict) else [("", None)]:
            action = known.get(f"{group}.{name}")
            if action is None:
                wrong = f"{group}.{name}".rstrip(".")
                raise UnknownAction(file=path.name, action=wrong, near=", ".join(_nearest(wrong, known)))
            own[action.id] = _checked(path.name, action, keys)
    return own


def _nearest(wrong: str, known: Iterable[str]) -> list[str]:
    """The names most like a wrong one; those of its group where none is."""
    from difflib import get_close_matches

    names = list(known)
    group = [name for name in names if name.startswith(wrong.partition(".")[0] + ".")]
    return get_close_matches(wrong, names, n=3) or group or sorted({name.partition(".")[0] for name in names})


def _checked(file: str, action: Action, keys: Any) -> tuple[str, ...]:
    if not isinstance(keys, list):
        raise UnknownKey(file=file, action=action.id, key=str(keys))
    for key in keys:
        free = isinstance(key, str) and usable(key) and (key in action.keys or not types_text(key))
        if not free:
            raise UnknownKey(file=file, action=action.id, key=str(key))
    return tuple(keys)
