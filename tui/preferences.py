"""What an account chooses for itself: one table of settings, kept in the store with the account. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registers.catalogue import Label, Language, label
from tui.ink import DEFAULT, theme, theme_names


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice: its text is `shell.setting_<name>`, that of each value `shell.setting_<name>_<value>`."""

    name: str
    values: tuple[str, ...]
    default: str

    @property
    def label(self) -> Label:
        """What is chosen."""
        return label(f"shell.setting_{self.name}")

    @property
    def help(self) -> Label:
        """One sentence about it."""
        return label(f"shell.setting_{self.name}_help")

    def value_label(self, value: str) -> Label:
        """A value in words; a theme carries its own name."""
        return theme(value).label if self.name == "theme" else label(f"shell.setting_{self.name}_{value}")


SETTINGS = (
    Setting("language", tuple(Language), Language.VI),
    Setting("method", ("telex", "vni", "viqr", "none"), "telex"),
    Setting("profile", ("heads_down", "correction"), "heads_down"),
    Setting("theme", theme_names(), DEFAULT),
)
"""Every setting of an account, in the order the screen shows them."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices in force. What an older or newer program stored and this one does not know is the default here."""

    language: str = Language.VI
    method: str = "telex"  # the input method: telex, vni, viqr or none
    profile: str = "heads_down"  # how keying treats flags: collected to the end, or a stop at each (correction)
    theme: str = DEFAULT

    @classmethod
    def of(cls, stored: Mapping[str, object]) -> Preferences:
        """Read the settings an account has in the store."""
        known = {s.name: str(stored[s.name]) for s in SETTINGS if stored.get(s.name) in s.values}
        return cls(**known)
