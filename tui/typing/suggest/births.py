"""Which births a page can tell of: none after the day it was written, a grown person's well before, a parent's before his child's."""

from __future__ import annotations

from registers.checks.parents import BY_ADOPTION, BY_BLOOD, YOUNGEST_PARENT
from registers.dates import PartialDate
from registers.form import Field, Form
from tui.typing.suggest.clues import BIRTH_PART, Known

_PARENTAGE = BY_ADOPTION | BY_BLOOD.keys()
_MARRIED = frozenset({"spouse_of", "ex_spouse_of", "widowed_of"})
_CARES = frozenset({"guardian_of"})


def possible(form: Form, field: Field, value: str, values: Known, written: PartialDate | None) -> bool:
    """True where `value` (normalised) may be the birth that `field` tells of, on a page `written` on that day, or in that year.

    Nobody is born after it; who is married, a guardian or a parent, `YOUNGEST_PARENT` years before it at the least, a parent
    as long before the birth of his child, too.
    """
    born = PartialDate.from_normalised(value) if field.part == BIRTH_PART else None
    if born is None:
        return True
    children = [kin.object for kin in form.kin if kin.subject == field.role and kin.relation in _PARENTAGE]
    births = [part.name for child in children if (part := form.part(child, BIRTH_PART)) is not None]
    later = [date for name in births if (date := PartialDate.from_normalised(values.get(name, ""))) is not None]
    if children or _is_grown(form, field.role):
        return all(date.year - born.year >= YOUNGEST_PARENT for date in [*later, *([written] if written else [])])
    return written is None or born.earliest() <= written.latest()


def _is_grown(form: Form, role: str) -> bool:
    """True for who is, or was, married on such a page, or cares for somebody."""
    return any(
        (kin.relation in _MARRIED and role in (kin.subject, kin.object))
        or (kin.relation in _CARES and role == kin.subject)
        for kin in form.kin
    )
