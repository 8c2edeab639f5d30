"""Administrative units through time: the three states of Cao Bằng, codes used again, units before 2004, imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from registers.kinds import Level
from registers.places import read_place
from registers.text import classic_tones
from registers.units import (
    COLUMNS,
    HOME_PROVINCE,
    Gazetteer,
    UnitTableError,
    facts,
    find_units,
    forget_imported,
    gazetteer,
    import_units,
    official_name,
    read_table,
    unit,
    units_at,
)

IN_1977, IN_1999, IN_2019, IN_2020, IN_2025 = (date(y, 6, 1) for y in (1977, 1999, 2019, 2020, 2025))
AFTER = date(2025, 7, 1)
HEADER = ",".join(COLUMNS)


@pytest.fixture
def _imports() -> Iterator[None]:
    yield
    forget_imported()


def _of_home(day: date) -> Counter[Level]:
    known = gazetteer()
    home = (u for u in units_at(day) if HOME_PROVINCE in (u.code, *(above.code for above in known.above(u, day))))
    return Counter(u.level for u in home)


@pytest.mark.parametrize(
    ("day", "districts", "communes"),
    [(IN_2019, 13, 199), (date(2019, 12, 31), 13, 199), (IN_2020, 10, 161), (IN_2025, 10, 161), (AFTER, 0, 56)],
)
def test_states_have_as_many_units_as_the_law_says(day: date, districts: int, communes: int) -> None:
    assert _of_home(day) == Counter({Level.DISTRICT: districts, Level.COMMUNE: communes, Level.PROVINCE: 1})


def test_districts_of_2019_have_their_communes() -> None:
    expected = {"040": 11, "042": 14, "043": 17, "044": 11, "045": 19, "046": 10, "047": 20, "048": 14, "049": 17, "050": 9, "051": 21, "052": 20, "053": 16}  # fmt: skip
    assert Counter(u.parent for u in units_at(IN_2019) if u.level is Level.COMMUNE) == expected


def test_a_unit_is_its_code_and_its_start() -> None:
    keys = [(u.code, u.valid_from) for u in gazetteer().units]
    assert len(set(keys)) == len(keys)
    for code in {u.code for u in gazetteer().units}:
        states = gazetteer().states(code)
        for earlier, later in pairwise(states):
            assert earlier.valid_to is not None
            assert earlier.valid_to <= later.valid_from


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("01402", "Vân An", "Cải Viên"), ("01429", "Sĩ Hai", "Hồng Sỹ"), ("01438", "Phù Ngọc", "Ngọc Đào"),
        ("01447", "Hùng Quốc", "Trà Lĩnh"), ("01468", "Lưu Ngọc", "Quang Vinh"), ("01525", "Thông Hòe", "Đoài Dương"),
        ("01564", "Việt Chu", "Thống Nhất"), ("01630", "Triệu Ẩu", "Bế Văn Đàn"), ("01699", "Trương Vương", "Nguyễn Huệ"),
        ("01762", "Minh Thanh", "Vũ Minh"),
    ],
)  # fmt: skip
def test_codes_used_again_in_2020(code: str, before: str, after: str) -> None:
    old, new = unit(code, IN_2019), unit(code, IN_2020)
    assert old is not None
    assert new is not None
    assert (old.name, new.name) == (before, after)


def test_38_codes_ended_in_2020_and_names_carry_one_tone_placement() -> None:
    was, now = ({u.code for u in units_at(day) if u.level is Level.COMMUNE} for day in (IN_2019, IN_2020))
    assert len(was - now) == 38
    assert not now - was
    assert not [u.name for u in gazetteer().units if u.name != classic_tones(u.name)]
    assert "Triệu Ẩu" in {u.name for u in units_at(IN_2019)}


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("01693", IN_2019, "UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"),
        ("01693", IN_1999, "UBND xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng"),
        ("01291", IN_1999, "UBND xã Đức Hạnh, huyện Bảo Lạc, tỉnh Cao Bằng"),
        ("01291", IN_1977, "UBND xã Đức Hạnh, huyện Bảo Lạc, tỉnh Cao Lạng"),
        ("01651", IN_1999, "UBND xã Mỹ Hưng, huyện Quảng Hòa, tỉnh Cao Bằng"),
        ("01651", IN_2019, "UBND xã Mỹ Hưng, huyện Phục Hòa, tỉnh Cao Bằng"),
        ("01651", IN_2020, "UBND xã Mỹ Hưng, huyện Quảng Hòa, tỉnh Cao Bằng"),
        ("01297", AFTER, "UBND xã Nam Quang, tỉnh Cao Bằng"),
        ("051", IN_2019, "UBND huyện Hòa An, tỉnh Cao Bằng"),
        ("04", IN_2019, "Sở Tư pháp tỉnh Cao Bằng"),
    ],
)
def test_offices_are_called_as_on_their_day(code: str, day: date, name: str) -> None:
    assert official_name(code, day) == name


def test_an_office_that_never_was_has_no_name() -> None:
    with pytest.raises(KeyError):
        official_name("99999", IN_2019)


def test_names_are_found_folded_and_told_apart_by_district() -> None:
    assert {u.code for u in find_units("vinh quang", IN_2019)} == {"01300", "01693"}
    assert [u.code for u in find_units("xa vinh quang", IN_2019, within="042")] == ["01300"]
    assert [u.code for u in find_units("hong si", IN_2020)] == ["01429"]
    assert not find_units("vinh quang", IN_2019, within="051")


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("hung dao", 3),
        ("thai hoc", 2),
        ("phan thanh", 2),
        ("ngoc dong", 2),
        ("quang trung", 2),
        ("duc xuan", 2),
        ("duc long", 2),
    ],
)
def test_names_that_repeat_in_the_province(name: str, times: int) -> None:
    assert len([u for u in find_units(name, IN_2019, within=HOME_PROVINCE) if u.level is Level.COMMUNE]) == times


def test_neighbouring_provinces_and_old_ones_are_known() -> None:
    assert {u.full for u in units_at(IN_2019) if u.level is Level.PROVINCE} >= {
        "tỉnh Bắc Kạn",
        "thành phố Hà Nội",
        "tỉnh Lạng Sơn",
    }
    assert sum(u.level is Level.PROVINCE for u in units_at(IN_2019)) == 63
    assert sum(u.level is Level.PROVINCE for u in units_at(AFTER)) == 34
    assert find_units("bac thai", IN_1977)
    assert [u.full for u in find_units("ngan son", date(1985, 1, 1), within=HOME_PROVINCE)] == ["huyện Ngân Sơn"]


def test_facts_tell_what_the_states_cannot() -> None:
    assert [f.text.vi for f in facts("048", IN_1977)] == [
        "huyện Hạ Lang đã nhập vào Trùng Khánh và Quảng Hòa, lập lại năm 1981"
    ]
    assert not facts("048", IN_1999)
    assert facts("042", IN_1999)


def test_a_period_is_read_alike_on_all_its_days() -> None:
    known = gazetteer()
    for day in (IN_1977, IN_1999, IN_2019, IN_2020, AFTER):
        assert known.at(day) == known.at(known.period(day))


@pytest.mark.usefixtures("_imports")
def test_imported_units_are_known_at_once() -> None:
    line = "thôn Đồng Tâm, Hữu Liên, Hữu Lũng, LS"
    assert read_place(line, day=IN_2019, office="01693").text == "Thôn Đồng Tâm, Hữu Liên, Hữu Lũng, tỉnh Lạng Sơn"
    import_units(f"{HEADER}\n192,huyện,Hữu Lũng,district,20,,2025-07-01\n06460,xã,Hữu Liên,commune,192,,2025-07-01\n")
    assert official_name("06460", IN_2019) == "UBND xã Hữu Liên, huyện Hữu Lũng, tỉnh Lạng Sơn"
    read = read_place(line, day=IN_2019, office="01693")
    assert read.text == "Thôn Đồng Tâm, xã Hữu Liên, huyện Hữu Lũng, tỉnh Lạng Sơn"
    forget_imported()
    assert unit("06460", IN_2019) is None


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("code,name\n1,2\n", 1),
        (f"{HEADER}\n01,tỉnh,Một,province,,,\n02,tỉnh,Hai,kingdom,,,\n", 3),
        (f"{HEADER}\n01,tỉnh,Một,province,,1.1.2020,\n", 2),
        (f"{HEADER}\n01,tỉnh,,province,,,\n", 2),
        (f"{HEADER}\n01,tỉnh\n", 2),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(rows: str, line: int) -> None:
    with pytest.raises(UnitTableError) as refused:
        read_table(rows)
    assert refused.value.values["line"] == line
    assert f"dòng {line}" in str(refused.value)


def test_a_row_known_already_is_replaced() -> None:
    known = Gazetteer(read_table(f"{HEADER}\n01,tỉnh,Một,province,,,\n"))
    assert [u.name for u in known.extended(read_table(f"{HEADER}\n01,tỉnh,Hai,province,,,\n")).units] == ["Hai"]
