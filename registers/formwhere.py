"""The place in a form file that is being read, so that every wrong item is refused by file, block and field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from registers.catalogue import Label, label
from registers.form import FormError

Table = Mapping[str, Any]
_Enum = TypeVar("_Enum", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Where:
    """The place in a form file that is being read."""

    file: str
    block: str = "–"
    field: str = "–"

    def refuse(self, problem: str, found: object) -> NoReturn:
        """Raise the error of this place; `problem` is a name in the catalogue area `forms`."""
        raise FormError(
            file=self.file, block=self.block, field=self.field, problem=label(f"forms.{problem}"), found=found
        )

    def known(self, table: Table, keys: frozenset[str]) -> None:
        """Refuse what is no table, and an item nobody reads: it is a misspelt one."""
        self.table(table)
        unknown = sorted(set(table) - keys)
        if unknown:
            self.refuse("unknown_key", ", ".join(unknown))

    def table(self, value: object) -> None:
        """Refuse what is no table of items."""
        if not isinstance(value, Mapping):
            self.refuse("bad_value", value)

    def need(self, table: Table, key: str) -> Any:
        """The item `key`, refused where it is missing."""
        if key not in table:
            self.refuse("missing_key", key)
        return table[key]

    def tables(self, table: Table, key: str, *, optional: bool = False) -> list[Table]:
        """The item `key`, which must be a list of tables."""
        value = table.get(key, []) if optional else self.need(table, key)
        if not isinstance(value, list):
            self.refuse("bad_value", value)
        for item in value:
            self.table(item)
        return value

    def text(self, table: Table, key: str) -> str:
        """The item `key`, which must be text."""
        value = self.need(table, key)
        if not isinstance(value, str):
            self.refuse("bad_value", value)
        return value

    def one_of(self, options: type[_Enum], text: object) -> _Enum:
        """The member of `options` that `text` names."""
        try:
            return options(str(text))
        except ValueError:
            self.refuse("bad_value", text)

    def label(self, table: Table) -> Label:
        """The `vi` and `en` of a table."""
        self.table(table)
        return Label(self.text(table, "vi"), self.text(table, "en"))
