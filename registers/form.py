"""A form: kind × layout → ordered fields. The data is TOML, one file a kind, under `registers/forms/`.

Code that uses forms knows "field, type, role, carry", never "birth".
"""

from __future__ import annotations

from dataclasses import dataclass, field as dataclass_field
from enum import StrEnum

from registers.catalogue import Label
from registers.kinds import Layout, RegisterKind


class FieldType(StrEnum):
    """What a field holds, hence how it is typed, normalised, suggested and shown (registers.md §2.0)."""

    NAME = "name"  # one string: họ, chữ đệm, tên
    DATE = "date"  # full date expected, partial tolerated with a flag
    PDATE = "pdate"  # dd.mm.yyyy, mm.yyyy or yyyy
    AGE_OR_YEAR = "age_or_year"  # layouts A, B print "Tuổi"; stored as a year
    WORDS = "words"  # a date in words, derived from its figures
    PLACE = "place"
    ETHNIC = "ethnic"
    NATION = "nation"
    CODE = "code"  # a short list, `Field.codes` names it
    ID_KIND = "id_kind"  # code list of identity papers
    ID_NO = "id_no"
    TIME = "time"
    INT = "int"
    TEXT = "text"
    LIST = "list"  # free text with a pick list, `Field.codes` names it (titles, relations)
    AUTHORITY = "authority"
    ENTRY_NO = "entry_no"
    BOOK_NO = "book_no"


class Need(StrEnum):
    """Requirement of registers.md §2.0."""

    REQUIRED = "R"  # a value, or a mark that says why there is none
    CONDITIONAL = "C"
    OPTIONAL = "O"


class Printed(StrEnum):
    """Whether the layout's page has the field."""

    ALWAYS = "always"  # ●
    SOMETIMES = "sometimes"  # ◐: in some books, or written by hand
    NEVER = "never"  # –: not printed; kept for values read from notes


class Carry(StrEnum):
    """Where a field's value comes from before the clerk types (keying.md, What saves keys, 3)."""

    NONE = "none"
    BOOK = "book"  # constant of the book: known from the inventory or the first entry
    LAST = "last"  # the previous entry's value, offered
    INCREMENT = "increment"  # the previous number plus one
    DERIVE = "derive"  # computed from other fields by `Field.derive`
    SKIP = "skip"  # skipped unless asked for


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: Label
    type: FieldType
    need: Need
    printed: Printed
    block: str  # the block of the page it stands in: head, a person's role, declarant, signing, foreign, notes …
    role: str = ""  # the person it speaks of ("mother"), or "" for the event itself
    part: str = ""  # which part of that person ("full_name", "birth_date", "residence" …)
    codes: str = ""  # code list for CODE, ID_KIND and LIST
    carry: Carry = Carry.NONE
    derive: str = ""  # rule name for Carry.DERIVE, with its sources, e.g. "words_of:child_birth_date"
    ministry: str = ""  # column of the ministry's workbook, "" where it has none

    @property
    def required(self) -> bool:
        """True where leaving the field without value and mark is flagged."""
        return self.need is Need.REQUIRED


@dataclass(frozen=True, slots=True)
class Role:
    """A person an entry speaks of; the roles' sexes and kinships are data of the form."""

    name: str
    label: Label
    sex: str = ""  # "1", "2" or "" where the page tells


@dataclass(frozen=True, slots=True)
class Kin:
    """A kinship an entry of this kind states: `subject` is `relation` of `object` (roles), e.g. mother, mother_of, child."""

    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one kind on one layout, in page order."""

    kind: RegisterKind | str
    layout: Layout
    title: Label
    fields: tuple[Field, ...]
    roles: tuple[Role, ...] = ()
    kin: tuple[Kin, ...] = ()
    index: dict[str, int] = dataclass_field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {f.name: i for i, f in enumerate(self.fields)})

    def __getitem__(self, name: str) -> Field:
        return self.fields[self.index[name]]

    def __contains__(self, name: str) -> bool:
        return name in self.index

    def of_role(self, role: str) -> tuple[Field, ...]:
        """The fields that speak of `role`, in page order."""
        return tuple(f for f in self.fields if f.role == role)
