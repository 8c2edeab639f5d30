"""How a book is called on screens, by what stands on its cover, and the persons of its pages, by their roles."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from registers.catalogue import Label, Language, label
from registers.form import load
from registers.kinds import MIXED, Layout, RegisterKind

if TYPE_CHECKING:
    from storage.books import BookRow


def kind_name(kind: str, language: Language | None = None) -> str:
    """The register's name, of a combined book too; a kind this program does not know is its code."""
    if kind == MIXED:
        name = label("queue.mixed")
    elif kind in tuple(RegisterKind):
        name = RegisterKind(kind).label
    else:
        return kind
    return name.within(language) if language else str(name)


def years(book: BookRow) -> str:
    """`2007`, or `1998–2001`."""
    return str(book.year_from) if book.year_from == book.year_to else f"{book.year_from}–{book.year_to}"


def volume(book: BookRow) -> str:
    """The number on the cover, without a year that is told already: `01` of `01/2007`."""
    number, _, year = book.book_no.partition("/")
    return number if year == str(book.year_from) else book.book_no


def book_name(book: BookRow) -> str:
    """Kind, volume and years in one line."""
    return f"{kind_name(book.kind)} · {volume(book)} · {years(book)}"


@cache
def role_label(kind: str, role: str) -> Label:
    """What the forms of `kind` call the person in `role`; a role no form knows is its name."""
    forms = (load(kind, layout) for layout in Layout)
    return next((known.label for form in forms for known in form.roles if known.name == role), Label(role, role))
