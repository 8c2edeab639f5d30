"""Who issued an identity paper, written out: `CA Cao Bằng` → `Công an tỉnh Cao Bằng`."""

from __future__ import annotations

import re
from functools import lru_cache

from registers.kinds import Level
from registers.placelines import cut
from registers.text import agrees, clean
from registers.units import gazetteer

_POLICE = re.compile(r"(?:c\.?a\.?|công an|cong an)(?=[\s.])[\s.]*(?P<where>.+)", re.IGNORECASE)
_PROVINCE_INITIALS = {"CB": "Cao Bằng", "LS": "Lạng Sơn", "HN": "Hà Nội", "TN": "Thái Nguyên", "BK": "Bắc Kạn"}
_OFFICES = {
    "Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư": r"cục (?:cảnh sát|cs) đkql cư trú(?: và dlqg về dân cư)?|cục cs đkqlct và dlqg về dc",
    "Cục Cảnh sát quản lý hành chính về trật tự xã hội": r"cục (?:cảnh sát|cs) ?qlhc về ttxh|cục csqlhc(?: về ttxh)?",
    "Cục Quản lý xuất nhập cảnh": r"cục (?:qlxnc|ql xnc|xnc)|cục quản lý xnc",
}
_KNOWN = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _OFFICES.items())


@lru_cache(maxsize=16384)
def read_issuer(text: str) -> str:
    """The issuing authority with its short forms written out; anything else as written."""
    written = clean(text)
    for name, pattern in _KNOWN:
        if pattern.fullmatch(written):
            return name
    match = _POLICE.fullmatch(written)
    if match is None:
        return written
    where = _PROVINCE_INITIALS.get(match["where"], match["where"])
    segments = cut(where)
    if len(segments) == 1 and segments[0].kind in ("", "tỉnh"):
        provinces = [
            u
            for u in gazetteer().named(segments[0].name)
            if u.level is Level.PROVINCE and agrees(segments[0].name, u.name)
        ]
        if provinces:
            return f"Công an {provinces[0].full}"
    return "Công an " + ", ".join(segment.expanded for segment in segments)
