"""What the keying core asks of others: who suggests, who composes letters. Also what stands in where nobody does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Protocol

from registers.form import Field, Form
from registers.value import Value


@dataclass(frozen=True, slots=True)
class Fill:
    """What one taken proposal puts into many fields: as written, by field name; `ref` names what it was taken from.

    `person` names the one offered alone, without whoever comes in with him: that is who is refused. What is put into a
    field of `surely` was seen before it was taken (a paper's number): that is put in even where the last pages had nothing.
    With `told` the line below says just what is put in.
    """

    values: Mapping[str, str]
    ref: str = ""
    person: str = ""
    surely: frozenset[str] = frozenset()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing the field may hold.

    `text` is what taking it puts in; `why` is a catalogue key suffix (`keying.why_<why>`). `key` is the one key that takes
    it at once, "" where only Tab does. `fill` goes into the other fields of the block, for a person known already; `note`
    tells that person from others of the name.
    """

    text: str
    why: str
    key: str = ""
    fill: Fill | None = dataclass_field(default=None, hash=False)
    note: str = ""


class Suggester(Protocol):
    """Offers what a field may hold and learns from what was kept."""

    def open(self, form: Form, book: str, year: int) -> None:
        """The page keyed from now on is one of `form` in the book of that id, its number one of `year`."""
        ...

    def suggest(self, field: Field, typed: str, known: Mapping[str, Value], /) -> Sequence[Suggestion]:
        """Candidates for `field` with `typed` in it, the best first; `known` is the entry so far."""
        ...

    def learn_entry(self, form: Form, values: Mapping[str, Value], book: str) -> None:
        """Take note of an entry that was saved."""
        ...


class Composer(Protocol):
    """Types letters with marks (Telex and the like)."""

    @property
    def leaves_digits(self) -> bool:
        """True where a digit can mark no letter, here or in an input method outside."""
        ...

    def press(self, before: str, key: str) -> str:
        """The text left of the cursor after `key` was typed behind `before`."""
        ...

    def as_typed(self, before: str) -> str:
        """The last word of `before` as its keys read, and literal from there on; once more: composed again."""
        ...

    def reset(self) -> None:
        """Forget the word: the cursor went elsewhere."""
        ...


class NoSuggestions:
    """A suggester that knows nothing."""

    def open(self, form: Form, book: str, year: int) -> None:
        """All books are the same to it."""

    def suggest(self, field: Field, typed: str, known: Mapping[str, Value], /) -> Sequence[Suggestion]:
        """Nothing."""
        del field, typed, known
        return ()

    def learn_entry(self, form: Form, values: Mapping[str, Value], book: str) -> None:
        """Nothing is kept."""


class PlainLetters:
    """A composer that types every key as it is."""

    leaves_digits = False

    def press(self, before: str, key: str) -> str:
        """`before` with `key` behind it."""
        return before + key

    def as_typed(self, before: str) -> str:
        """`before`: it is as typed already."""
        return before

    def reset(self) -> None:
        """There is nothing to forget."""
