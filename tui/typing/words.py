"""What the screens say of typing."""

from __future__ import annotations

from registers.catalogue import say
from tui.typing.method import NONE


def method_label(name: str) -> str:
    """The input method called `name` as the bar names it."""
    return say("keying.method_none") if name == NONE.name else say(f"shell.setting_method_{name}")
