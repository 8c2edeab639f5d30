"""The one hierarchy of errors a person meets. Each says, in the current language, what happened and what to do next."""

from __future__ import annotations

from typing import Any, ClassVar

from registers.catalogue import Language, say


class HotichError(Exception):
    """An error with a message for people.

    A subclass names its text by `key` (`errors.<name>` in the catalogue) and is raised with the values the text needs.
    `exit_code` is what a command ends with (1 done in part, 2 refused, 3 not signed in or not allowed).
    """

    key: ClassVar[str] = "errors.unexpected"
    exit_code: ClassVar[int] = 2

    def __init__(self, **values: Any) -> None:
        super().__init__(self.key)
        self.values = values

    def __str__(self) -> str:
        return say(self.key, **self.values)

    def within(self, lang: Language) -> str:
        """The message in `lang`, whatever the switch says."""
        return say(self.key, lang, **self.values)
