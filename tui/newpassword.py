"""A new password, typed twice: the lines a form asks for it with, and what is refused."""

from __future__ import annotations

from typing import ClassVar

from registers.catalogue import label
from registers.errors import HotichError
from tui.screens.form import Blank


class PasswordsDiffer(HotichError):
    """The new password was typed in two ways."""

    key: ClassVar[str] = "accounts.passwords_differ"


def blanks(name: str = "accounts.password") -> list[Blank]:
    """The two lines of a new password, the first called as the text `name` says."""
    wrong = ("storage.weak_password", PasswordsDiffer.key)
    once = Blank(label(name), label("accounts.password_hint"), secret=True, wrong=wrong)
    return [once, Blank(label("accounts.password_again"), secret=True)]


def typed_twice(first: str, again: str) -> str:
    """What was typed in both lines. Raises PasswordsDiffer."""
    if first != again:
        raise PasswordsDiffer
    return first
