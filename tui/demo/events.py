"""What the pages of each kind say of an event: every field a page of that kind may print, as an official writes it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from registers.dates import PartialDate
from registers.words import date_words
from tui.demo.people import MAN, WOMAN, Commune, Couple, Person

Written = dict[str, str]

_COMMUNE = "xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
_ISSUER = "Công an tỉnh Cao Bằng"
_BIRTH_PLACES = ("Trạm y tế xã Hồng Việt", "Bệnh viện đa khoa huyện Hòa An", "Bệnh viện đa khoa tỉnh Cao Bằng")
_SEX = {MAN: "Nam", WOMAN: "Nữ"}


class Events:
    """Makes the events of one commune, so that those who marry in one book are parents in another."""

    def __init__(self, random: Random, commune: Commune) -> None:
        self._random = random
        self._commune = commune
        self._couples: list[Couple] = []

    def of(self, kind: str, day: date) -> Written:
        """What is written of an event of `kind`, registered on `day`."""
        makers = {
            "KH": self._marriage,
            "KS": self._birth,
            "KT": self._death,
            "HN": self._certificate,
            "CMC": self._acknowledgement,
            "GH": self._guardianship,
            "TDCC": self._change,
        }
        return makers[kind](day)

    def _marriage(self, day: date) -> Written:
        couple = self._commune.couple(day)
        self._couples.append(couple)
        return (
            _person("husband", couple.man, day)
            | _person("wife", couple.woman, day)
            | {"husband_marriage_ordinal": "1", "wife_marriage_ordinal": "1", "husband_signed": "đã ký"}
            | {"wife_signed": "đã ký", "relationship_date": _day(day), "registration_kind": "kết hôn lần đầu"}
        )

    def _birth(self, day: date) -> Written:
        parents = self._married(day)
        late = self._random.random() < 0.3
        born = day - timedelta(days=self._random.randint(70, 300) if late else self._random.randint(5, 50))
        child = self._commune.child(parents, born)
        declarant = self._random.choice((("mother", "mẹ"), ("father", "cha")))
        who = parents.woman if declarant[0] == "mother" else parents.man
        return (
            _person("child", child, day)
            | _person("mother", parents.woman, day)
            | _person("father", parents.man, day)
            | _declarant(who, declarant[1])
            | {
                "child_birth_date_words": date_words(PartialDate(born.year, born.month, born.day)),
                "child_birth_place": self._random.choice(_BIRTH_PLACES),
                "child_native_place": _COMMUNE,
                "child_birth_order": "1",
                "registration_kind": "quá hạn" if late else "đúng hạn",
                "birth_case": "đã xác định cả cha và mẹ",
            }
        )

    def _death(self, day: date) -> Written:
        dead = self._commune.old(day)
        died = day - timedelta(days=self._random.randint(1, 12))
        relative = self._commune.grown(MAN, dead.group, day, 40)
        return (
            _person("deceased", dead, day)
            | _declarant(relative, "con")
            | {
                "death_date": _day(died),
                "death_date_words": date_words(PartialDate(died.year, died.month, died.day)),
                "death_time": f"{self._random.randint(0, 23)} giờ {self._random.choice(('', '30 phút'))}".strip(),
                "death_place": f"Tại nhà, xóm {dead.hamlet}, {_COMMUNE}",
                "death_cause": self._random.choice(("Già yếu", "Bệnh", "Ốm chết")),
                "registration_kind": "đúng hạn",
            }
        )

    def _certificate(self, day: date) -> Written:
        person = self._commune.couple(day).man if self._random.random() < 0.6 else self._commune.couple(day).woman
        return (
            _person("person", person, day)
            | _declarant(person, "bản thân")
            | {
                "marital_status_text": "Hiện tại chưa đăng ký kết hôn với ai",
                "purpose_text": self._random.choice(("Để đăng ký kết hôn", "Bổ túc hồ sơ vay vốn")),
            }
        )

    def _acknowledgement(self, day: date) -> Written:
        couple = self._married(day)
        child = self._commune.child(couple, day - timedelta(days=self._random.randint(400, 2000)))
        return (
            _person("parent", couple.man, day)
            | _person("child", child, day)
            | {
                "requester_name": couple.man.name,
                "acknowledgement_kind": "cha nhận con",
                "decision_no": f"0{self._random.randint(1, 9)}/QĐ-UBND",
                "registration_kind": "đăng ký mới",
                "requester_rel_to_acknowledged": "cha",
                "requester_rel_to_acknowledger": "bản thân",
            }
        )

    def _guardianship(self, day: date) -> Written:
        couple = self._married(day)
        ward = self._commune.child(couple, day - timedelta(days=self._random.randint(1000, 4000)))
        guardian = self._commune.grown(WOMAN, ward.group, day, 55)
        return (
            _person("guardian", guardian, day)
            | _person("ward", ward, day)
            | _declarant(guardian, "bà nội")
            | {
                "guardianship_reason": "Cha mẹ đã chết",
                "guardianship_kind": "giám hộ đương nhiên",
                "decision_no": f"0{self._random.randint(1, 9)}/QĐ-UBND",
                "decision_date": _day(day),
            }
        )

    def _change(self, day: date) -> Written:
        person = self._commune.grown(WOMAN, "Tày", day, self._random.randint(18, 40))
        right = person.born.year
        return (
            _person("person", person, day)
            | _declarant(person, "bản thân")
            | {
                "target_document_kind": "Giấy khai sinh",
                "target_entry_no": f"{self._random.randint(1, 60)}/{right}",
                "target_date": _day(person.born + timedelta(days=20)),
                "target_authority": f"UBND {_COMMUNE}",
                "change_kind": "cải chính",
                "change_from": f"Năm sinh {right - 1}",
                "change_to": f"Năm sinh {right}",
                "change_reason": "Ghi sai năm sinh",
                "change_basis": f"Quyết định số 0{self._random.randint(1, 9)}/QĐ-UBND ngày {_day(day)}",
            }
        )

    def _married(self, day: date) -> Couple:
        """A couple that married before `day`, now and then one whose marriage is in no book here."""
        known = [couple for couple in self._couples if timedelta(300) < day - couple.day < timedelta(3650)]
        if known and self._random.random() < 0.8:
            return self._random.choice(known).at_home
        return self._commune.couple(day - timedelta(days=self._random.randint(400, 2500))).at_home


def _person(role: str, person: Person, day: date) -> Written:
    """Everything a page may say of a person in a role, whatever the layout calls it."""
    home = f"Xóm {person.hamlet}, {_COMMUNE}"
    said = {
        "full_name": person.name,
        "birth_date": _day(person.born),
        "birth_year": str(person.born.year),
        "age": str(day.year - person.born.year),
        "sex": _SEX[person.sex],
        "ethnicity": person.group,
        "nationality": "Việt Nam",
        "occupation": "Làm ruộng",
        "native_place": _COMMUNE,
        "residence": home,
        "residence_kind": "thường trú",
    }
    if person.id_no:
        said |= {"id_kind": "Giấy CMND", "id_no": person.id_no}
        said |= {"id_date": _day(person.id_date), "id_place": _ISSUER}
    return {f"{role}_{part}": text for part, text in said.items()}


def _declarant(person: Person, relation: str) -> Written:
    said = {"declarant_name": person.name, "declarant_relation": relation}
    said["declarant_residence"] = f"Xóm {person.hamlet}, {_COMMUNE}"
    if person.id_no:
        said |= {"declarant_id_kind": "Giấy CMND", "declarant_id_no": person.id_no}
        said |= {"declarant_id_date": _day(person.id_date), "declarant_id_place": _ISSUER}
    return said


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"
