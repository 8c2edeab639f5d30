"""Counters for operators, in Prometheus' text format."""

from __future__ import annotations

from collections import Counter
from threading import Lock


class Metrics:
    """Named counters, each by one label value."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def count(self, name: str, of: str, more: int = 1) -> None:
        """So many more of `name` with the label `of`."""
        with self._lock:
            self._counts[name, of] += more

    def text(self) -> str:
        """All counters, a line each."""
        with self._lock:
            found = sorted(self._counts.items())
        lines = []
        for name in dict.fromkeys(name for (name, _), _ in found):
            lines.append(f"# TYPE hotich_{name}_total counter")
            lines += [f'hotich_{name}_total{{of="{of}"}} {count}' for (named, of), count in found if named == name]
        return "\n".join(lines) + "\n"
