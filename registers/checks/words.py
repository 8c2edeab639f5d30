"""V21: a date in words says what its figures say."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity, named
from registers.dates import PartialDate
from registers.form import Field, FieldType
from registers.words import parse_date_words

_SUFFIX = "_words"


def words_agree(entry: Entry) -> Iterator[Flag]:
    """Parts only one of the two gives are no disagreement; words that cannot be read say nothing."""
    for field in entry.form.fields:
        if field.type is not FieldType.WORDS:
            continue
        text = entry.text(field.name)
        words = parse_date_words(text) if text else None
        source = _figures_of(field)
        figures = entry.raw_date(source)
        if figures is None or words is None or _agree(figures, words):
            continue
        params = {**named("field", field.full_label), "words": words.normalised, "figures": figures.normalised}
        yield Flag("V21", Severity.W, (field.name, source), params)


def _figures_of(words: Field) -> str:
    """The field whose figures the words repeat: what they are derived from, else what their name says."""
    rule, _, source = words.derive.partition(":")
    return source if rule == "words_of" and source else words.name.removesuffix(_SUFFIX)


def _agree(a: PartialDate, b: PartialDate) -> bool:
    return all(x is None or y is None or x == y for x, y in ((a.year, b.year), (a.month, b.month), (a.day, b.day)))
