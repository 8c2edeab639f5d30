"""The line above a signature: the title alone, without for whom and instead of whom it signs (registers.md §5.9).

`TM. UBND, KT. Chủ tịch, Phó Chủ tịch` is signed by the vice chairman.
"""

from __future__ import annotations

import re
from functools import lru_cache

from registers.codes import match
from registers.text import capitalise_first, classic_tones, clean

# TM. on behalf of, KT. in place of, TL. by order of, TUQ. authorised by; with what follows up to the next part of the line
_FOR = re.compile(r"(?<!\w)(?:T/?M|K/?T|T/?L|T/?U/?Q|U/?Q)\s*[.:]\s*", re.IGNORECASE)
_PARTS = re.compile(r"\s*[,;\n]\s*|\s+[-–]\s+")
_UNIT_OF_TITLE = re.compile(r"\s*(?:UBND|Ủy ban nhân dân|UBHC)?\s*(?:xã|phường|thị trấn)\b.*$", re.IGNORECASE)
_LONGEST_FIRST = ("phó chủ tịch", "pct", "quyền chủ tịch", "phó trưởng phòng", "phó giám đốc", "chủ tịch")


@lru_cache(maxsize=16384)
def read_title(text: str) -> str | None:
    """The signer's title as in the list `signer_title`, None where the line holds none that is known."""
    parts = [part for part in _PARTS.split(clean(text)) if part]
    signed = [part for part in parts if not _FOR.match(part)]
    known = next((title for part in reversed(signed) if (title := _known(part)) is not None), None)
    if known is not None:
        return known
    for part in reversed(parts):  # "KT. Chủ tịch Phó Chủ tịch" without a comma: the last title of the line signs
        bare = _FOR.sub(" ", part).strip()
        for size in range(1, len(bare.split())):
            title = _known(" ".join(bare.split()[size:]))
            if title is not None and title != "Chủ tịch":
                return title
    last = _FOR.sub("", parts[-1]) if parts else ""
    return _known(last)


def _known(part: str) -> str | None:
    return match("signer_title", part) or match("signer_title", _UNIT_OF_TITLE.sub("", part) or part)


def written_title(text: str) -> str:
    """A title no list has, kept with its first letter capital and one tone placement."""
    return capitalise_first(classic_tones(clean(text)))
