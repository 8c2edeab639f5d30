"""Days as people type and read them in Vietnam, and as the store keeps them. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from registers.errors import HotichError

_TYPED = re.compile(r"(\d{1,2})[/.\- ]?(\d{1,2})[/.\- ]?(\d{4})")
_KEPT = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class NoDay(HotichError):
    """Values: `text`, which is no day of the calendar."""

    key: ClassVar[str] = "form.no_day"


def read_day(text: str) -> str:
    """`22/11/2026`, `22.11.2026`, `22112026` or `2026-11-22` as `2026-11-22`; "" stays. Raises NoDay."""
    typed, kept = _TYPED.fullmatch(text), _KEPT.fullmatch(text)
    if not text:
        return ""
    try:
        if kept:
            return date(int(kept[1]), int(kept[2]), int(kept[3])).isoformat()
        if typed:
            return date(int(typed[3]), int(typed[2]), int(typed[1])).isoformat()
    except ValueError:
        pass
    raise NoDay(text=text)


def shown_day(kept: str) -> str:
    """`22/11/2026` for `2026-11-22`; "" stays."""
    return f"{date.fromisoformat(kept):%d/%m/%Y}" if kept else ""
