"""`python -m registers.checks` prints the rules as the page `docs/checks.md`."""

from __future__ import annotations

import sys

from registers.checks.docs import as_markdown

sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
sys.stdout.write(as_markdown())
