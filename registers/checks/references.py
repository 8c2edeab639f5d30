"""V25: an entry that ends, changes or annuls another names it by number, date and authority; this office should have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity, inside, named
from registers.kinds import RegisterKind
from registers.text import fold


@dataclass(frozen=True, slots=True)
class Reference:
    """The fields that name an earlier entry, and of which kind it is. `document` holds the kind where the page tells it."""

    number: str
    date: str
    authority: str
    kind: str = ""
    document: str = ""


REFERENCES = {
    "CDGH": Reference("original_entry_no", "original_entry_date", "original_authority", kind="GH"),
    "LH": Reference("marriage_entry_no", "marriage_date", "marriage_authority", kind="KH"),
    "TDCC": Reference("target_entry_no", "target_date", "target_authority", document="target_document_kind"),
}
"""An acknowledgement (CMC) names the child, not the number of its birth: it has nothing to look up."""

KIND_OF_DOCUMENT = {
    "khai sinh": "KS",
    "kết hôn": "KH",
    "chứng tử": "KT",
    "khai tử": "KT",
    "nhận cha": "CMC",
    "giám hộ": "GH",
    "con nuôi": "NCN",
}
"""Words of a document's name, and the register it came from."""


def original_exists(entry: Entry) -> Iterator[Flag]:
    """V25: asked only of originals of this same office; another office's are not in this store."""
    reference, known = REFERENCES.get(entry.kind), entry.about.known_entries
    if reference is None or known is None:
        return
    number, date = entry.text(reference.number), entry.text(reference.date)
    kind = reference.kind or _kind_of(entry.text(reference.document))
    if not kind or not number or not date or not _this_office(entry, reference):
        return
    if not known(kind, number, date):
        params = {"number": number, "date": date, **named("kind", inside(RegisterKind(kind).label))}
        yield Flag("V25", Severity.I, (reference.number, reference.date, reference.authority), params)


def _kind_of(document: str) -> str:
    folded = fold(document)
    return next((kind for words, kind in KIND_OF_DOCUMENT.items() if fold(words) in folded), "")


def _this_office(entry: Entry, reference: Reference) -> bool:
    """True where the page names this office, in short or in full, or names none."""
    authority, own = fold(entry.text(reference.authority)), fold(entry.about.office_name)
    if not authority or not own:
        return not authority
    return own.startswith(authority) or authority.startswith(own)
