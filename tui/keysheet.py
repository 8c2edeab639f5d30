"""The page of all keys, made from the table of actions: `python -m tui.keysheet docs/keys.md`. A test holds it up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from registers.catalogue import Language, say
from tui.actions import ACTIONS
from tui.keys import shown

_KEYMAP = """\
[queue]
ledger = ["f6", "alt+l"]
"""


def sheet() -> str:
    """The page, in both languages."""
    parts = [_page(language) for language in Language]
    return "\n".join(
        ["<!-- Made by `python -m tui.keysheet docs/keys.md`; change the texts in the catalogue. -->", *parts]
    )


def _page(language: Language) -> str:
    lines = [f"# {say('shell.keysheet_title', language)}", "", say("shell.keysheet_about", language), ""]
    lines += ["```toml", *_KEYMAP.splitlines(), "```"]
    group = ""
    for action in ACTIONS:
        if action.group != group:
            group = action.group
            heads = [say(f"shell.keysheet_{head}", language) for head in ("keys", "action", "name")]
            lines += [
                "",
                f"## {say(f'actions.group_{group}', language)}",
                "",
                f"| {' | '.join(heads)} |",
                "|---|---|---|",
            ]
        keys = " · ".join(f"`{shown(key)}`" for key in action.keys)
        lines.append(
            f"| {keys} | **{action.label.within(language)}** — {action.help.within(language)} | `{action.id}` |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(sheet(), encoding="utf-8")
