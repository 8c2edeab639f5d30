"""Fields with a list: what a few keys mean in it. The data are the code lists of `registers.codes`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from registers.codes import Code, CodeList, code_list
from registers.form import Field, FieldType
from registers.text import fold
from tui.keying.ports import Suggestion

_CHOSEN = frozenset({FieldType.CODE, FieldType.ID_KIND})
"""Types that hold one item of their list and nothing else."""

OFFERED = 9
"""Items a list under the field shows at most."""


def is_chosen(field: Field) -> bool:
    """True where the field holds one item of a list, so that the key that settles which one also goes on."""
    return field.type in _CHOSEN and bool(field.codes)


def is_listed(field: Field) -> bool:
    """True where the field has a list, be it only to pick from."""
    return field.type is FieldType.LIST and bool(field.codes)


def settled(field: Field, typed: str) -> str | None:
    """The text of the one item `typed` can still become, None where it can become none or several."""
    items = code_list(field.codes)
    number = [item for item in items if item.code == typed]
    if number and not any(item.code.startswith(typed) and item.code != typed for item in items):
        return number[0].label.vi
    can = _candidates(field.codes, typed)
    return can[0].label.vi if len(can) == 1 else None


def short_for(field: Field, typed: str) -> str | None:
    """The text of the item whose code or short form `typed` is exactly; None where it is neither."""
    wanted = typed.lower()
    for item in code_list(field.codes):
        if wanted and wanted in (item.code.lower(), item.short.lower()):
            return item.label.vi
    return None


def is_item(field: Field, text: str) -> bool:
    """True where the field holds one item of its list and `text` is one, written out."""
    return is_chosen(field) and any(item.label.vi == text for item in code_list(field.codes))


def begins_item(field: Field, text: str) -> bool:
    """True where `text` is the beginning of an item's wording."""
    return any(fold(item.label.vi).startswith(fold(text)) for item in code_list(field.codes))


def offers(field: Field, typed: str) -> Sequence[Suggestion]:
    """The items `typed` can become; the key beside each takes it at once where the field takes single keys."""
    single = is_chosen(field)
    can = _candidates(field.codes, typed)[:OFFERED]
    return [
        Suggestion(item.label.vi, "code", key=item.code if single and len(item.code) == 1 else item.short)
        for item in can
    ]


@lru_cache(maxsize=4096)
def _candidates(name: str, typed: str) -> list[Code]:
    """Items of the list that `typed` may be the beginning of, those named so before those only called so."""
    items: CodeList = code_list(name)
    wanted = fold(typed)
    if not wanted:
        return list(items)
    exact = [item for item in items if typed.lower() in (item.code.lower(), item.short.lower())]
    named = [item for item in items if fold(item.label.vi).startswith(wanted) and item not in exact]
    called = [
        item
        for item in items
        if item not in exact and item not in named and any(fold(alias).startswith(wanted) for alias in item.aliases)
    ]
    return [*exact, *named, *called]
