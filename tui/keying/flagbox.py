"""The box that shows what the rules found: one flag at a time is the one the next key is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from registers.checks import Flag, Severity


@dataclass(frozen=True, slots=True)
class FlagBox:
    """Flags to look at, the gravest first; `then` is what goes on once each has its answer."""

    flags: tuple[Flag, ...]
    then: Callable[[], None]
    at: int = 0

    @property
    def flag(self) -> Flag:
        """The flag the next key is about."""
        return self.flags[self.at]

    @property
    def blocks(self) -> bool:
        """True where that flag must be mended or given a reason."""
        return self.flag.severity is Severity.E

    def moved(self, step: int) -> FlagBox:
        """With another flag chosen."""
        return replace(self, at=max(0, min(self.at + step, len(self.flags) - 1)))

    def without(self, gone: Callable[[Flag], bool]) -> FlagBox | None:
        """Without the flags that have their answer; None where none is left."""
        left = tuple(flag for flag in self.flags if not gone(flag))
        return replace(self, flags=left, at=min(self.at, len(left) - 1)) if left else None
