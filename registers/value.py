"""One field's value: what the page says, what it means, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registers.catalogue import Label


class Mark(StrEnum):
    """How the page presents a value (registers.md §6.4 rule 11): the reasons for "no value" are never mixed up."""

    NONE = ""
    BLANK = "blank"  # the field is printed, nothing is written in it
    UNKNOWN = "unknown"  # the page says "không rõ"
    ILLEGIBLE = "illegible"  # written, cannot be read (wholly or in part)
    DOUBTFUL = "doubtful"  # read, but not surely; also a date that does not exist
    TORN = "torn"  # that part of the page is gone
    STRUCK = "struck"  # the first writing was struck through; the value is the corrected one

    @property
    def label(self) -> Label:
        """The mark in words."""
        return _LABELS[self]


_LABELS = {
    Mark.NONE: Label("", ""),
    Mark.BLANK: Label("trống", "blank"),
    Mark.UNKNOWN: Label("ghi không rõ", "written as unknown"),
    Mark.ILLEGIBLE: Label("không đọc được", "illegible"),
    Mark.DOUBTFUL: Label("nghi ngờ", "doubtful"),
    Mark.TORN: Label("rách", "torn"),
    Mark.STRUCK: Label("gạch sửa", "struck and corrected"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """`as_written` is NFC text of the page as keyed; `normalised` is the stored form of registers.md §3.1."""

    as_written: str = ""
    normalised: str = ""
    mark: Mark = Mark.NONE

    @property
    def empty(self) -> bool:
        """True where neither text nor a mark was keyed."""
        return not self.as_written and not self.mark


Values = Mapping[str, Value]
"""The values of one entry by field name; an absent field is one the page does not have."""
