"""The key tables inside the clerk's page: `python -m tui.keying.cheatsheet docs/keying.md` writes them anew.

The words around them are written by hand; a test holds the tables to the table of actions.
"""

from __future__ import annotations

import sys
from pathlib import Path

from registers.catalogue import Language, label
from tui.actions import of_group
from tui.keying.draft import Source
from tui.keys import shown

_BEGIN = "<!-- {language}: made by `python -m tui.keying.cheatsheet docs/keying.md` -->"
_END = "<!-- /{language} -->"
_LETTERED = (Source.CARRIED, Source.CONSTANT, Source.DERIVED, Source.REPEATED, Source.LINKED)


def renewed(page: str) -> str:
    """`page` with its generated parts as the tables say now. Raises ValueError where a marker is missing."""
    for language in Language:
        begin, end = _BEGIN.format(language=language), _END.format(language=language)
        before, found, rest = page.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ValueError(f"the page has no part for {language}")
        page = f"{before}{begin}\n\n{_tables(language)}\n{end}{after}"
    return page


def _tables(language: Language) -> str:
    keys = [
        f"| {' '.join(f'`{shown(key)}`' for key in action.keys)} | {action.label.within(language)} "
        f"| {action.help.within(language)} |"
        for action in of_group("keying")
    ]
    letters = [label(f"keying.why_{name}").within(language) for name in (*_LETTERED, "passed")]
    lines = ["| | | |", "|---|---|---|", *keys, "", *(f"- {line}" for line in letters), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
