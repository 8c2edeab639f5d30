"""Which fields are worth keying a second time: chosen by the risk measured in sorts of fields, not by guess.

A slip leaves an odd text behind, so the text most entries of a book have in a field is hardly ever a slip; one slip leaves a
familiar text all the same: copying the entry before. Measured on 393,183 fields with 2,512 slips, made by the generator of the
sample books (seeds 11, 12, 13, 21, 22) and the sample itself: of fields that say what nine in ten of the book say, 0 of 59,391
were wrong; of those that say what half the book says and the entry before does not, 1 of 10,861; of all others, 78 in 10,000.
The rule was fixed on these; `bench second-keying` was then run on books of other seeds and communes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registers.catalogue import Label, label
from registers.form import FieldType, Form, Printed


class Scope(StrEnum):
    """Which fields of an entry are keyed a second time."""

    ALL = "all"
    KEY_FIELDS = "key_fields"  # names, dates, numbers
    ADAPTIVE = "adaptive"  # those whose text is odd in its book, and spot checks of the others

    @property
    def label(self) -> Label:
        """The scope in words."""
        return label(f"rekeying.scope_{self.value}")


KEY_TYPES = frozenset(
    {FieldType.NAME, FieldType.DATE, FieldType.PDATE, FieldType.AGE_OR_YEAR, FieldType.ID_NO, FieldType.INT}
)


def fields_for(form: Form, scope: Scope) -> tuple[str, ...]:
    """The fields a second keying of that scope may ask for, in page order; derived ones are nobody's typing."""
    asked = [field for field in form.fields if field.printed is not Printed.NEVER and not field.derive]
    asked = [field for field in asked if field.type is not FieldType.ENTRY_NO]  # by it the keyer finds the page
    return tuple(field.name for field in asked if scope is not Scope.KEY_FIELDS or field.type in KEY_TYPES)


class Sort(StrEnum):
    """How usual a field's text is in its book."""

    USUAL = "usual"  # nearly every other entry says the same
    COMMON = "common"  # most others do, and the entry before does not
    ODD = "odd"


USUAL_SHARE, USUAL_LEAST = 0.9, 4
COMMON_SHARE, COMMON_LEAST = 0.5, 10
"""Share of the other entries with the same text, and how many they must be at least."""

SHORTEST = 3
"""Letters below which a text is always keyed again: one digit costs less than it may save, and looks like any other."""

SPOT = 0.02
"""Share of fields of a trusted sort that is keyed again all the same, so that it is noticed when the sort earns no trust."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One field's text among those of its book: entries that fill the field, those with this very text, and the entry before."""

    text: str
    same: int  # other entries with this text in the field
    others: int  # other entries with any text in it
    repeats: bool  # the entry before has this text

    @property
    def sort(self) -> Sort:
        """The sort of field this is."""
        if len(self.text) < SHORTEST:
            return Sort.ODD
        share = self.same / self.others if self.others else 0.0
        if self.same >= USUAL_LEAST and share >= USUAL_SHARE:
            return Sort.USUAL
        if self.same >= COMMON_LEAST and share >= COMMON_SHARE and not self.repeats:
            return Sort.COMMON
        return Sort.ODD


def worth_keying_again(standing: Standing, *, distrusted: bool, spot: float) -> bool:
    """Whether the field is keyed a second time. `distrusted` once an error was found in its sort; `spot` is drawn from [0, 1)."""
    return standing.sort is Sort.ODD or distrusted or spot < SPOT
