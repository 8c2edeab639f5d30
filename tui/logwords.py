"""What a line of the log says, in words: for the screen and for the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from registers.catalogue import Label, label
from registers.workflow import Act
from tui.days import shown_day

_ENTRY = "entry."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HIDDEN = ("sha256", "previous")
"""Details that are only digits to whoever reads; `hotich audit log --json` has them."""


def act(name: str) -> Label:
    """The act in words; an act this version does not know is called as it is kept."""
    if name.startswith(_ENTRY) and name.removeprefix(_ENTRY) in set(Act):
        return Act(name.removeprefix(_ENTRY)).label
    try:
        return label(f"log.{name.replace('.', '_')}")
    except KeyError:
        return Label(name, name)


def detail(kept: Mapping[str, Any]) -> str:
    """The details of a line, one after the other."""
    return " · ".join(
        f"{_name(name)}: {_said(value)}" for name, value in kept.items() if name not in HIDDEN and value != ""
    )


def _name(kept: str) -> str:
    """A detail's name in words; one this version does not know is called as it is kept."""
    try:
        return str(label(f"log.detail_{kept}"))
    except KeyError:
        return kept


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_said(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    text = str(value)
    try:
        return shown_day(text) if _DAY.fullmatch(text) else text
    except ValueError:  # digits that look like one
        return text
