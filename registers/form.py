"""A form: kind × layout → ordered fields. The data is TOML, one file a kind, under `registers/forms/`.

Code that uses forms knows "field, type, role, carry", never "birth". `load` gives one form, `all_forms` all of them;
`registers.formfile` reads the files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import StrEnum
from functools import cache
from pathlib import Path

from registers.catalogue import Label
from registers.errors import HotichError
from registers.kinds import Layout, RegisterKind


class FieldType(StrEnum):
    """What a field holds, hence how it is typed, normalised, suggested and shown."""

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
    """Whether a page must give the field."""

    REQUIRED = "R"  # a value, or a mark that says why there is none
    CONDITIONAL = "C"
    OPTIONAL = "O"


class Printed(StrEnum):
    """Whether the layout's page has the field."""

    ALWAYS = "always"  # ●
    SOMETIMES = "sometimes"  # ◐: in some books, or written by hand
    NEVER = "never"  # –: not printed; kept for values read from notes


class Carry(StrEnum):
    """Where a field's value comes from before the clerk types."""

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
    whose: Label | None = None  # the person it speaks of, in words ("mẹ")
    paper: str = ""  # the field with the number of the paper it tells of (that field too), "" for what is of no paper

    @property
    def full_label(self) -> Label:
        """The label with the person it speaks of, unmistakable outside its block: `Dân tộc (mẹ)`."""
        if self.whose is None:
            return self.label
        return Label(f"{self.label.vi} ({self.whose.vi})", f"{self.label.en} ({self.whose.en})")

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
    main: bool = False  # the person the event is about
    sex_of: tuple[tuple[str, str, str], ...] = ()  # (field, its code, the sex that follows)
    same_as: tuple[
        tuple[str, frozenset[str]], ...
    ] = ()  # roles this one often repeats, with the relations that say so (none: any may)
    named_in: str = ""  # the text field that names the person, for one who has no field
    after: tuple[tuple[str, str], ...] = ()  # (words before the name in that text, the sex they tell)


@dataclass(frozen=True, slots=True)
class Kin:
    """A kinship an entry of this kind states: `subject` is `relation` of `object` (roles), e.g. mother, mother_of, child.

    `when` are (field, word) pairs: the kinship is stated only where each field's value has that word.
    """

    subject: str
    relation: str
    object: str
    when: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """What a declarant who is `word` ("ông nội") is to the main person, or to the role `of` where the page names it."""

    word: str
    relation: str
    forward: bool = True  # the declarant is the subject; False: the other person is
    of: str = ""
    sex: str = ""  # the declarant's sex, where the word tells


RELATION = "relation"
"""The code list of what one person is to another; a field of it relates the person it speaks of."""

ROW, UNIT = "row", "unit:"
"""Sources of a workbook's column that are no field: the row's number, the unit code of a place."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The columns of a Ministry's workbook of one kind, in order.

    `sources` gives each column a field's name, `unit:` and a field's name for the unit code of a place, or `row` for the
    number of the row; `none` what a column holds where the source has nothing.
    """

    columns: tuple[str, ...]
    sources: Mapping[str, str]
    none: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one kind on one layout, in page order.

    Fields the page does not print (read from notes, or wanted by the Ministry's workbook) stand at the end.
    """

    kind: RegisterKind | str
    layout: Layout
    title: Label
    fields: tuple[Field, ...]
    roles: tuple[Role, ...] = ()
    kin: tuple[Kin, ...] = ()
    blocks: Mapping[str, Label] = dataclass_field(default_factory=dict, compare=False)  # headings, in page order
    relations: tuple[Relation, ...] = ()
    workbooks: Mapping[str, Workbook] = dataclass_field(default_factory=dict, compare=False)  # the Ministry's, by name
    index: dict[str, int] = dataclass_field(init=False, repr=False, compare=False)
    _told: dict[str, tuple[str, ...]] = dataclass_field(init=False, repr=False, compare=False)
    _parts: dict[tuple[str, str], Field] = dataclass_field(init=False, repr=False, compare=False)
    _papers: dict[str, tuple[Field, ...]] = dataclass_field(init=False, repr=False, compare=False)
    _nothing: dict[str, str] = dataclass_field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        told = {role.name: tuple(f.name for f in self.of_role(role.name) if f.codes == RELATION) for role in self.roles}
        object.__setattr__(self, "_told", told)
        object.__setattr__(self, "_parts", {(f.role, f.part): f for f in self.fields if f.role})
        papers = {f.paper: tuple(one for one in self.fields if one.paper == f.paper) for f in self.fields if f.paper}
        object.__setattr__(self, "_papers", papers)
        nothing = {
            book.sources[column]: code
            for book in self.workbooks.values()
            for column, code in book.none.items()
            if column in book.sources
        }
        object.__setattr__(self, "_nothing", nothing)
        object.__setattr__(self, "index", {f.name: i for i, f in enumerate(self.fields)})

    def __getitem__(self, name: str) -> Field:
        return self.fields[self.index[name]]

    def __contains__(self, name: str) -> bool:
        return name in self.index

    def of_role(self, role: str) -> tuple[Field, ...]:
        """The fields that speak of `role`, in page order."""
        return tuple(f for f in self.fields if f.role == role)

    def relation_fields(self, role: str) -> tuple[str, ...]:
        """The fields in which `role` says what it is to others; a requester may be asked twice, of either party."""
        return self._told.get(role, ())

    def part(self, role: str, part: str) -> Field | None:
        """The field that holds `part` of `role`, e.g. ("mother", "full_name"); None where the form has none."""
        return self._parts.get((role, part))

    def nothing(self, field: Field) -> str:
        """The code of a list that says no more than an empty `field` does ("no information"); "" where there is none.

        Where the page must say something, that it does not is an answer.
        """
        return self._nothing.get(field.name, "") if field.codes and not field.required else ""

    def of_paper(self, number: str) -> tuple[Field, ...]:
        """What the page tells of the paper whose number the field `number` holds, in page order, with that field."""
        return self._papers.get(number, ())


def only(form: Form, names: Collection[str]) -> Form:
    """The form with no other fields than `names`, in page order."""
    return replace(form, fields=tuple(field for field in form.fields if field.name in names))


class UnknownForm(HotichError):
    """There is no form for this kind on this layout."""

    key = "forms.unknown_form"


class FormError(HotichError):
    """A form's file is wrong. `file`, `block`, `field` say where, `problem` what, `found` what stood there."""

    key = "forms.wrong"


@cache
def load(kind: str, layout: str) -> Form:
    """The form of `kind` on `layout`. Raises UnknownForm; FormError where its file is wrong."""
    # Imported here because the reader needs the classes above.
    from registers.formfile import read_builtin

    if kind not in set(RegisterKind) or layout not in set(Layout):
        raise UnknownForm(kind=kind or "?", layout=layout)
    return read_builtin(RegisterKind(kind))[Layout(layout)]


@cache
def all_forms() -> tuple[Form, ...]:
    """Every built-in form, by the plan's order of kinds, then by layout."""
    return tuple(load(kind, layout) for kind in RegisterKind for layout in Layout)


def load_folder(path: Path) -> dict[tuple[str, Layout], Form]:
    """The forms of a folder of kind files (with the built-in blocks), by kind and layout. Raises FormError."""
    from registers.formfile import read_folder

    return read_folder(path)


@cache
def kinds_in_book(kind: str, layout: str) -> tuple[str, ...]:
    """The kinds an entry of a book may have: its own, or those of the combined book where `kind` is empty (layout C2)."""
    from registers.formfile import combined

    return (kind,) if kind else tuple(k for k in RegisterKind if Layout(layout) in combined(k))
