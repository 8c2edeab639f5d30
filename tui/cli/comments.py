"""Comments at fields as a command line gives them: FIELD=TEXT."""

from __future__ import annotations

from typing import ClassVar

from registers.errors import HotichError


class BadComment(HotichError):
    """A comment is not FIELD=TEXT."""

    key: ClassVar[str] = "review.cli_bad_comment"


def comments_in(given: list[str] | None) -> dict[str, str]:
    """The text at each field that FIELD=TEXT names. Raises BadComment."""
    return dict(map(_comment, given or ()))


def _comment(text: str) -> tuple[str, str]:
    field, equals, words = text.partition("=")
    if not equals or not field.strip() or not words.strip():
        raise BadComment(text=text)
    return field.strip(), words.strip()
