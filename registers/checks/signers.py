"""V23: who signed, and whether such an official sits at this level."""

from __future__ import annotations

from collections.abc import Iterator

from registers.catalogue import label
from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity, named
from registers.kinds import Level
from registers.text import fold

NAME, TITLE = "signer_name", "signer_title"
LEVEL_OF_TITLE = {
    fold(start): level
    for level, starts in {
        Level.PROVINCE: ("Giám đốc Sở", "Phó Giám đốc Sở", "Chủ tịch UBND tỉnh", "Phó Chủ tịch UBND tỉnh"),
        Level.DISTRICT: ("Trưởng phòng", "Phó Trưởng phòng", "Chủ tịch UBND huyện", "Phó Chủ tịch UBND huyện"),
        Level.COMMUNE: ("Trưởng công an xã", "Trưởng ban Tư pháp", "Ủy viên thư ký"),
    }.items()
    for start in starts
}
"""How a title begins, folded, and the one level that has it. A plain "Chủ tịch" may sit anywhere."""


def signer_known(entry: Entry) -> Iterator[Flag]:
    """V23: silent on names while the office's signers are not known yet."""
    name, title = entry.text(NAME), entry.text(TITLE)
    level = _level_of(title)
    if level is not None and level is not entry.about.level:
        yield Flag(
            "V23", Severity.I, (TITLE,), {"title": title, **named("level", label(f"checks.level_{level}"))}, "level"
        )
    known = entry.about.known_signers
    if not name or not known:
        return
    titles = {theirs for signer, theirs in known if signer.casefold() == name.casefold()}
    if not titles:
        yield Flag("V23", Severity.I, (NAME,), {"name": name}, "name")
    elif title and title not in titles and titles != {""}:
        before = ", ".join(sorted(titles - {""}))
        yield Flag("V23", Severity.I, (TITLE, NAME), {"name": name, "title": title, "titles": before}, "title")


def _level_of(title: str) -> Level | None:
    folded = fold(title)
    return next((level for start, level in LEVEL_OF_TITLE.items() if folded.startswith(start)), None)
