"""The persons an entry speaks of and what they are to each other, read from the form's data: no kind is known by name.

An entry is a page; a *person* is a cluster of mentions found elsewhere. So nothing here decides who somebody is, except
within one page: whoever declares a birth and is its mother by name and relation is one person, not two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from registers.catalogue import Label
from registers.dates import PartialDate
from registers.form import Form, Kin, Relation, Role
from registers.text import fold
from registers.value import Value, Values

_MAN, _WOMAN = "1", "2"


@dataclass(frozen=True, slots=True)
class MentionFacts:
    """A person in a role of one entry, with the stored values the page gives; "" where it gives none.

    `same_as` is another role of the same entry that is the same person.
    """

    role: str
    full_name: str
    folded: str
    sex: str = ""
    birth: PartialDate | None = None
    ethnicity: str = ""
    nationality: str = ""
    residence: str = ""
    id_no: str = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class RelationName:
    """What the subject of a relation is called beside the other's name, and what the other end is then."""

    label: Label
    inverse: str


RELATIONS: Mapping[str, RelationName] = {
    "father_of": RelationName(Label("cha", "father"), "child_of"),
    "mother_of": RelationName(Label("mẹ", "mother"), "child_of"),
    "parent_of": RelationName(Label("cha/mẹ", "parent"), "child_of"),
    "child_of": RelationName(Label("con", "child"), "parent_of"),
    "spouse_of": RelationName(Label("vợ/chồng", "spouse"), "spouse_of"),
    "ex_spouse_of": RelationName(Label("vợ/chồng cũ", "former spouse"), "ex_spouse_of"),
    "widowed_of": RelationName(Label("vợ/chồng góa", "widow or widower"), "late_spouse_of"),
    "late_spouse_of": RelationName(Label("vợ/chồng đã chết", "late spouse"), "widowed_of"),
    "guardian_of": RelationName(Label("người giám hộ", "guardian"), "ward_of"),
    "ward_of": RelationName(Label("người được giám hộ", "ward"), "guardian_of"),
    "former_guardian_of": RelationName(Label("từng giám hộ", "former guardian"), "former_ward_of"),
    "former_ward_of": RelationName(Label("từng được giám hộ", "former ward"), "former_guardian_of"),
    "adoptive_father_of": RelationName(Label("cha nuôi", "adoptive father"), "adopted_child_of"),
    "adoptive_mother_of": RelationName(Label("mẹ nuôi", "adoptive mother"), "adopted_child_of"),
    "adoptive_parent_of": RelationName(Label("cha/mẹ nuôi", "adoptive parent"), "adopted_child_of"),
    "adopted_child_of": RelationName(Label("con nuôi", "adopted child"), "adoptive_parent_of"),
}
"""Every relation a form may state, and those that follow from looking the other way."""

# A relation told apart by the subject's sex.
_BY_SEX = {("parent_of", _MAN): "father_of", ("parent_of", _WOMAN): "mother_of"}
_PARENTAGE = frozenset({"father_of", "mother_of", "parent_of"})


def inverse(kin: Kin) -> Kin:
    """The same kinship seen from the other end: mother, mother_of, child → child, child_of, mother."""
    return replace(kin, subject=kin.object, relation=RELATIONS[kin.relation].inverse, object=kin.subject)


def mentions(form: Form, values: Values) -> list[MentionFacts]:
    """The persons the entry names, in the form's order of roles; a role without a readable name is nobody."""
    same = same_persons(form, values)
    found = [person for role in form.roles if (person := _mention(form, role, values)) is not None]
    # A page that asks nobody's sex may still tell it of a parent who declares as "cha".
    told = {same[person.role]: person.sex for person in found if person.role in same}
    return [
        replace(person, same_as=same.get(person.role, ""), sex=person.sex or told.get(person.role, ""))
        for person in found
    ]


def kinships(form: Form, values: Values, named: Sequence[MentionFacts] | None = None) -> list[Kin]:
    """What the entry states: kinships of its kind, then those its declarant's relation adds. Each once, a couple man first.

    Roles that are one person (`same_persons`) are named by the role they repeat. `named` are the entry's `mentions`, for a
    caller who has them.
    """
    people = {person.role: person for person in (mentions(form, values) if named is None else named)}
    stated = [kin for kin in form.kin if kin.subject in people and kin.object in people and is_stated(kin, values)]
    stated += _declared(form, values, people, stated)
    resolved = (_resolved(kin, people) for kin in stated)
    return list(dict.fromkeys(kin for kin in resolved if kin.subject != kin.object))


def is_stated(kin: Kin, values: Values) -> bool:
    """True where the values say what the form makes the kinship depend on: a giver is a father only as `cha`."""
    return all(_says(values, *condition) for condition in kin.when)


def same_persons(form: Form, values: Values) -> dict[str, str]:
    """Roles that repeat another role of the page, e.g. {"declarant": "mother"}.

    The two names must agree. Where the page prints the relation it must fit (a mother's namesake aunt is not the mother) and
    a missing tone mark is forgiven; where it does not, the names must be equal to the letter.
    """
    found: dict[str, str] = {}
    for role in form.roles:
        name = _stored(form, role.name, "full_name", values)
        if not name or not role.same_as:
            continue
        relation = _relation_words(form, role, values)
        for other, words in role.same_as:
            known = _stored(form, other, "full_name", values)
            if not known or (relation and words and not relation & words):
                continue
            if known == name or (relation & words and fold(known) == fold(name)):
                found[role.name] = other
                break
    return found


def _mention(form: Form, role: Role, values: Values) -> MentionFacts | None:
    if role.named_in:
        name, sex = _named_in_text(role, _text(values, role.named_in))
        return MentionFacts(role.name, name, fold(name), sex) if name else None
    name = _stored(form, role.name, "full_name", values)
    if not name:
        return None
    return MentionFacts(
        role=role.name,
        full_name=name,
        folded=fold(name),
        sex=_sex(form, role, values),
        birth=PartialDate.from_normalised(_stored(form, role.name, "birth_date", values)),
        ethnicity=_stored(form, role.name, "ethnicity", values),
        nationality=_stored(form, role.name, "nationality", values),
        residence=_stored(form, role.name, "residence", values),
        # A number of any paper serves: both name one person in the whole country.
        id_no=_stored(form, role.name, "personal_no", values) or _stored(form, role.name, "id_no", values),
    )


def _sex(form: Form, role: Role, values: Values) -> str:
    if role.sex:
        return role.sex
    written = _stored(form, role.name, "sex", values)
    if written:
        return written
    for field, code, sex in role.sex_of:
        if _text(values, field) == code:
            return sex
    words = _relation_words(form, role, values)
    return next((relation.sex for relation in form.relations if relation.word in words and relation.sex), "")


def _declared(form: Form, values: Values, people: Mapping[str, MentionFacts], stated: Iterable[Kin]) -> Iterable[Kin]:
    """What the relation a declarant gives adds: a declarant who is "con" of the dead is the dead one's child."""
    parents = {kin.object for kin in stated if kin.relation in _PARENTAGE}
    mains = [role.name for role in form.roles if role.main and role.name in people]
    for role in form.roles:
        if role.name not in people or people[role.name].same_as:
            continue
        words = _relation_words(form, role, values)
        for relation in (relation for relation in form.relations if relation.word in words):
            target = _target(relation, mains, people)
            if target is None:
                continue
            if relation.forward:
                # A page that names its own parents is not contradicted by a declarant who calls himself the father.
                if not (relation.relation in _PARENTAGE and target in parents and not relation.of):
                    yield Kin(role.name, relation.relation, target)
            else:
                yield Kin(target, relation.relation, role.name)


def _target(relation: Relation, mains: list[str], people: Mapping[str, MentionFacts]) -> str | None:
    if relation.of:
        return relation.of if relation.of in people else None
    return mains[0] if mains else None


def _resolved(kin: Kin, people: Mapping[str, MentionFacts]) -> Kin:
    subject, object_ = (people[people[end].same_as or end] for end in (kin.subject, kin.object))
    relation = _BY_SEX.get((kin.relation, subject.sex), kin.relation)
    if relation == "spouse_of" and (subject.sex == _WOMAN or object_.sex == _MAN):
        subject, object_ = object_, subject
    return Kin(subject.role, relation, object_.role)


def _stored(form: Form, role: str, part: str, values: Values) -> str:
    field = form.part(role, part)
    return _text(values, field.name) if field is not None else ""


def _text(values: Values, name: str) -> str:
    value: Value | None = values.get(name)
    return value.normalised if value is not None else ""


def _relation_words(form: Form, role: Role, values: Values) -> frozenset[str]:
    """What the role says it is to others."""
    return frozenset(word for name in form.relation_fields(role.name) if (word := _text(values, name).lower()))


_WORD = re.compile(r"[^\W\d_]+")


def _says(values: Values, field: str, word: str) -> bool:
    """True where the field's value holds the word or words: `cha` is in `Cha, mẹ đẻ`, code `2` in `2`."""
    text = _text(values, field).lower()
    return text == word or re.search(rf"\b{re.escape(word)}\b", text) is not None


@cache
def _before_name(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(words)}\s+", re.IGNORECASE)


def _named_in_text(role: Role, text: str) -> tuple[str, str]:
    """The name in the text after one of the role's phrases, with the sex the phrase tells; the longest phrase decides."""
    for words, sex in sorted(role.after, key=lambda item: -len(item[0])):
        found = _before_name(words).search(text)
        if found is None:
            continue
        name: list[str] = []
        for word in text[found.end() :].split():
            letters = _WORD.match(word)
            if letters is None or not word[0].isupper():
                break
            name.append(word.rstrip(",.;:()"))
            if word != name[-1]:
                break
        if name:
            return " ".join(name), sex
    return "", ""
