"""V12, V18, V20, R3: what is said of one person: sex, ethnicity with nationality, residence with its kind, a name of letters."""

from __future__ import annotations

from collections.abc import Iterator

from registers.checks.entry import Entry
from registers.checks.flag import Flag, Severity, inside, named
from registers.codes import code_list, match
from registers.form import FieldType, Role
from registers.kinds import Layout
from registers.text import clean, fold

SEX_OF_MIDDLE_NAME = {"văn": "1", "thị": "2"}
VIETNAM = "Việt Nam"
NOT_FOREIGN = frozenset({VIETNAM, "Không quốc tịch", "Không rõ"})
FOREIGNER = "Người nước ngoài"
OF_NO_GROUP = frozenset({"Khác", FOREIGNER, "Không rõ"})
"""What the list of groups has for somebody who belongs to none of Vietnam's."""

_OLD_PAGES = (Layout.A, Layout.B, Layout.C1, Layout.C2)
_CHINESE = "Hoa"  # older pages write it for a citizen of China, which the list then offered


def sex_and_name(entry: Entry) -> Iterator[Flag]:
    """V12: a role has the sex the law gives it, and `Văn` and `Thị` tell a man's and a woman's name, though not always."""
    for role in entry.form.roles:
        name, sex_field = entry.part(role.name, "full_name"), entry.part(role.name, "sex")
        sex = entry.sex(role)
        if role.sex and sex and sex != role.sex:
            yield _of_sex("role", role, role.sex, (sex_field, name), entry.text(name))
        likely = _sex_of_name(entry.text(name))
        if likely and sex in ("1", "2") and likely != sex:
            fields = (name, sex_field) if sex_field else (name,)
            yield _of_sex("name", role, sex, fields, entry.text(name))


def _of_sex(case: str, role: Role, sex: str, fields: tuple[str, ...], name: str) -> Flag:
    params = {"name": name, **named("who", role.label), **named("sex", inside(code_list("sex")[sex].label))}
    return Flag("V12", Severity.I, fields, params, case)


def _sex_of_name(name: str) -> str:
    """The sex the middle name tells; "" where it tells none. Surname and given name are left out: both may be `Văn`."""
    middle = clean(name).lower().split(" ")[1:-1]
    return next((SEX_OF_MIDDLE_NAME[syllable] for syllable in middle if syllable in SEX_OF_MIDDLE_NAME), "")


def foreign_ethnicity(entry: Entry) -> Iterator[Flag]:
    """V18: a foreigner belongs to none of Vietnam's groups. Pages of before 2016 also name a people of his own, or `Hoa`."""
    for role in entry.form.roles:
        nation, group = entry.part(role.name, "nationality"), entry.part(role.name, "ethnicity")
        nationality, ethnicity = entry.text(nation), entry.text(group)
        if not nationality or not ethnicity:
            continue
        params = {"nationality": nationality, "ethnicity": ethnicity, **named("who", role.label)}
        foreign = (match("nation", nationality) or nationality) not in NOT_FOREIGN
        if foreign and not _fits_foreigner(entry, ethnicity):
            yield Flag("V18", Severity.W, (group, nation), params, "foreign")
        elif (match("nation", nationality) or nationality) == VIETNAM and fold(ethnicity) == fold(FOREIGNER):
            yield Flag("V18", Severity.W, (group, nation), params, "vietnamese")


def _fits_foreigner(entry: Entry, ethnicity: str) -> bool:
    known = match("ethnic", ethnicity)
    if known in OF_NO_GROUP:
        return True
    return entry.form.layout in _OLD_PAGES and (known is None or known == _CHINESE)


def residence_kind(entry: Entry) -> Iterator[Flag]:
    """V20: a residence has a kind, and no residence has none."""
    for role in entry.form.roles:
        place, kind = entry.part(role.name, "residence"), entry.part(role.name, "residence_kind")
        code = entry.text(kind)
        if not place or not code:
            continue
        if code == "0" and entry.text(place):
            yield Flag("V20", Severity.I, (kind, place), named("who", role.label), "filled")
        elif code in ("1", "2") and entry.blank(place):
            yield Flag("V20", Severity.I, (place, kind), named("who", role.label), "empty")


def name_of_letters(entry: Entry) -> Iterator[Flag]:
    """R3: a name has letters and no digits; a year or a number there was meant for another field."""
    for field in entry.form.fields:
        text = entry.text(field.name) if field.type is FieldType.NAME else ""
        if text and (any(c.isdigit() for c in text) or not any(c.isalpha() for c in text)):
            yield Flag("R3", Severity.W, (field.name,), {**named("field", field.full_label), "text": text})
