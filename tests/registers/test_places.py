"""Place lines: written any way, stored in full in the units of their day, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.kinds import Level
from registers.places import hamlet_key, read_place, with_hamlet_marks
from registers.text import strip_marks
from registers.units import HOME_PROVINCE, Unit, gazetteer, initials_of, units_at

IN_1977, IN_1998, IN_2008, IN_2017, IN_2021, IN_2026 = (date(y, 6, 1) for y in (1977, 1998, 2008, 2017, 2021, 2026))
HONG_VIET, VINH_QUANG, DUC_HANH = "01687", "01693", "01291"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Nà Kinh, X. Hồng Việt, H. Hòa An, T. Cao Bằng", "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("x. Nà Kinh, x. Hồng Việt, h. Hòa An, t. Cao Bằng", "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        (
            "xóm Nà Vường xã Hồng Việt huyện Hoà An tỉnh Cao Bằng",
            "Xóm Nà Vường, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
        ),
        ("Nà Kinh-Hồng Việt-HA-CB", "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Hồng Việt, HA-CB", "Xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("X.Phúc Sen H.Quảng Uyên T.Cao Bằng", "Xã Phúc Sen, huyện Quảng Uyên, tỉnh Cao Bằng"),
        (
            "Tại nhà, xóm Lũng Nọi, Phúc Sen, Q.Uyên, CB",
            "Tại nhà, xóm Lũng Nọi, xã Phúc Sen, huyện Quảng Uyên, tỉnh Cao Bằng",
        ),
        ("Bản Giốc, Đàm Thuỷ, T.Khánh, CB", "Xóm Bản Giốc, xã Đàm Thủy, huyện Trùng Khánh, tỉnh Cao Bằng"),
        ("tổ 5 - P. Sông Hiến - TX Cao Bằng - CB", "Tổ 5, phường Sông Hiến, thị xã Cao Bằng, tỉnh Cao Bằng"),
        (
            "Tổ 5, phường Sông Hiến, TP Cao Bằng",
            "Tổ 5, phường Sông Hiến, thành phố Cao Bằng, tỉnh Cao Bằng",
        ),  # the page wins
        (
            "Số nhà 12, tổ 3, P Hợp Giang, TX Cao Bằng",
            "Số nhà 12, tổ 3, phường Hợp Giang, thị xã Cao Bằng, tỉnh Cao Bằng",
        ),
        ("TT. Đông Khê, Thạch An, CB", "Thị trấn Đông Khê, huyện Thạch An, tỉnh Cao Bằng"),
        ("Khu A, tt Tà Lùng", "Khu A, thị trấn Tà Lùng, huyện Phục Hòa, tỉnh Cao Bằng"),
        ("Sỹ Hai, Hà Quảng, CB", "Xã Sĩ Hai, huyện Hà Quảng, tỉnh Cao Bằng"),
        ("Triệu ẩu, Phục Hoà, CB", "Xã Triệu Ẩu, huyện Phục Hòa, tỉnh Cao Bằng"),
        ("HONG VIET, HOA AN, CAO BANG", "Xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Tinh Tuc, Nguyen Binh, Cao Bang", "Thị trấn Tĩnh Túc, huyện Nguyên Bình, tỉnh Cao Bằng"),
        ("Đức Xuân, Thạch An, Cao Bằng", "Xã Đức Xuân, huyện Thạch An, tỉnh Cao Bằng"),
        ("Xã Đề Thám, TX Cao Bằng", "Xã Đề Thám, thị xã Cao Bằng, tỉnh Cao Bằng"),  # a ward since 2010
        ("xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng, Việt Nam", "Xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Hồng Việt", "Xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("HTX Nà Vài, xã Hồng Việt", "Hợp tác xã Nà Vài, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Cao Bằng", "Tỉnh Cao Bằng"),
        ("Bảo Lâm, Cao Bằng", "Huyện Bảo Lâm, tỉnh Cao Bằng"),
    ],
)
def test_lines_of_the_province(written: str, stored: str) -> None:
    assert read_place(written, day=IN_2008, office=HONG_VIET).text == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Trạm y tế xã Nam Cao, huyện Bảo Lâm", "Trạm y tế xã Nam Cao, huyện Bảo Lâm, tỉnh Cao Bằng"),
        ("TYT xã Hồng Việt", "Trạm y tế xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Trạm y tế Hồng Việt", "Trạm y tế xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Trạm y tế xã", "Trạm y tế xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Trạm y tế thị trấn", "Trạm y tế thị trấn Nước Hai, huyện Hòa An, tỉnh Cao Bằng"),
        ("tram y te thi tran", "Trạm y tế thị trấn Nước Hai, huyện Hòa An, tỉnh Cao Bằng"),
        ("BV thị xã", "Bệnh viện đa khoa thị xã Cao Bằng, tỉnh Cao Bằng"),
        ("Trạm y tế phường", "Trạm y tế phường"),
        ("BV huyện", "Bệnh viện đa khoa huyện Hòa An, tỉnh Cao Bằng"),
        ("Bệnh viện huyện Bảo Lạc", "Bệnh viện đa khoa huyện Bảo Lạc, tỉnh Cao Bằng"),
        ("BV tỉnh CB", "Bệnh viện đa khoa tỉnh Cao Bằng"),
        ("BVĐK tỉnh", "Bệnh viện đa khoa tỉnh Cao Bằng"),
        ("TTYT huyện Hòa An", "Trung tâm y tế huyện Hòa An, tỉnh Cao Bằng"),
        ("NHS thị xã Cao Bằng", "Nhà hộ sinh thị xã Cao Bằng, tỉnh Cao Bằng"),
        ("Bệnh viện Bạch Mai, Hà Nội", "Bệnh viện Bạch Mai, thành phố Hà Nội"),
        ("Bệnh viện Phụ sản Trung ương", "Bệnh viện Phụ sản Trung ương"),
        ("tại nhà riêng", "Tại nhà"),
        ("Tại nhà", "Tại nhà"),
        ("o nha rieng", "Tại nhà"),
    ],
)
def test_facilities_and_homes(written: str, stored: str) -> None:
    assert read_place(written, day=IN_2008, office=HONG_VIET).text == stored


@pytest.mark.parametrize(
    ("written", "day", "office", "stored"),
    [
        ("Vĩnh Quang, Cao Bằng, Cao Bằng", IN_2008, VINH_QUANG, "Xã Vĩnh Quang, thị xã Cao Bằng, tỉnh Cao Bằng"),
        ("Vĩnh Quang, Cao Bằng, Cao Bằng", IN_2017, VINH_QUANG, "Xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"),
        ("Đức Hạnh-BL-CB", IN_1998, DUC_HANH, "Xã Đức Hạnh, huyện Bảo Lạc, tỉnh Cao Bằng"),
        ("Đức Hạnh-BL-CB", IN_2008, DUC_HANH, "Xã Đức Hạnh, huyện Bảo Lâm, tỉnh Cao Bằng"),
        ("Đức Hạnh-BL-CL", IN_1977, DUC_HANH, "Xã Đức Hạnh, huyện Bảo Lạc, tỉnh Cao Lạng"),
        ("Đức Hạnh, Bảo Lâm, CB", IN_1998, DUC_HANH, "Xã Đức Hạnh, huyện Bảo Lâm, tỉnh Cao Bằng"),
        ("Mỹ Hưng-QH-CB", IN_1998, "01651", "Xã Mỹ Hưng, huyện Quảng Hòa, tỉnh Cao Bằng"),
        ("Mỹ Hưng-PH-CB", IN_2008, "01651", "Xã Mỹ Hưng, huyện Phục Hòa, tỉnh Cao Bằng"),
        ("Quốc Toản, Trà Lĩnh, CB", IN_2021, "01474", "Xã Quốc Toản, huyện Trà Lĩnh, tỉnh Cao Bằng"),
        ("Quốc Toản, Quảng Hòa, CB", IN_2021, "01474", "Xã Quốc Toản, huyện Quảng Hòa, tỉnh Cao Bằng"),
        ("Nà Kinh, Nam Quang, Cao Bằng", IN_2026, "01297", "Xóm Nà Kinh, xã Nam Quang, tỉnh Cao Bằng"),
        ("xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng", IN_2026, "01297", "Xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"),
        ("Chợ Rã, Cao Bằng", date(1980, 1, 1), DUC_HANH, "Huyện Chợ Rã, tỉnh Cao Bằng"),
    ],
)
def test_units_are_those_of_the_day_unless_the_page_names_others(
    written: str, day: date, office: str, stored: str
) -> None:
    assert read_place(written, day=day, office=office).text == stored


@pytest.mark.parametrize(
    ("written", "stored", "note"),
    [
        (
            "Vĩnh Quang, CB",
            "Vĩnh Quang, tỉnh Cao Bằng",
            "place_ambiguous",
        ),  # two of them, neither in the office's district
        ("BL-CB", "BL, tỉnh Cao Bằng", "place_ambiguous"),
        ("Đức Xuân, CB", "Xã Đức Xuân, huyện Hòa An, tỉnh Cao Bằng", "place_near"),
        ("xã Vĩnh Quang, huyện Hòa An", "Xã Vĩnh Quang, huyện Hòa An, tỉnh Cao Bằng", "place_not_there"),
        ("Xóm 5", "Xóm 5", "place_unknown"),
        ("Nà Kinh", "Nà Kinh", "place_unknown"),
        ("Trên đường đi bệnh viện", "Trên đường đi bệnh viện", "place_unknown"),
        ("Hồng Viet Q, Hoa Bin, CB", "Hồng Viet Q, Hoa Bin, tỉnh Cao Bằng", "place_unknown"),
    ],
)
def test_what_is_open_is_kept_and_noted(written: str, stored: str, note: str) -> None:
    read = read_place(written, day=IN_2008, office=HONG_VIET)
    assert read.text == stored
    assert [n.name for n in read.notes if not n.sure] == [note]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (
            "thôn Đồng Tâm, X. Hữu Liên, H. Hữu Lũng, T. Lạng Sơn",
            "Thôn Đồng Tâm, xã Hữu Liên, huyện Hữu Lũng, tỉnh Lạng Sơn",
        ),
        ("Hữu Lũng - LS", "Hữu Lũng, tỉnh Lạng Sơn"),
        ("P. Bến Nghé, Q.1, TP HCM", "Phường Bến Nghé, quận 1, thành phố Hồ Chí Minh"),
        ("Hà Nội", "Thành phố Hà Nội"),
        ("Bắc Cạn", "Tỉnh Bắc Cạn"),
        ("Na Rì, Bắc Thái", "Na Rì, tỉnh Bắc Thái"),
        ("Bà Rịa - Vũng Tàu", "Tỉnh Bà Rịa - Vũng Tàu"),
    ],
)
def test_other_provinces(written: str, stored: str) -> None:
    assert read_place(written, day=IN_2008, office=HONG_VIET).text == stored


@pytest.mark.parametrize(
    "written",
    [
        "Huyện Tịnh Tây, tỉnh Quảng Tây, Trung Quốc",
        "Thành phố Seoul, Hàn Quốc",
        "Bang California, Hoa Kỳ",
        "Quảng Tây, Trung Quốc",
        "Thành phố Đài Trung, Đài Loan",
    ],
)
def test_foreign_places_stay_as_written(written: str) -> None:
    read = read_place(written, day=IN_2008, office=HONG_VIET)
    assert read.text == written
    assert read.foreign
    assert not read.notes


def test_the_page_speaks_of_the_commune_near_it() -> None:
    other = gazetteer().unit("01296", IN_2008)
    read = read_place("Trạm y tế xã", day=IN_2008, office="042", near=other)
    assert read.text == "Trạm y tế xã Nam Cao, huyện Bảo Lâm, tỉnh Cao Bằng"
    alone = read_place("Trạm y tế xã", day=IN_2008, office="042")
    assert (alone.text, alone.notes[0].name) == ("Trạm y tế xã", "facility_unit_unknown")


def test_a_kind_of_unit_that_several_have_stays_open() -> None:
    in_nguyen_binh = "01741"  # a district with two towns
    read = read_place("Trạm y tế thị trấn", day=IN_2008, office=in_nguyen_binh)
    assert (read.text, read.notes[0].name) == ("Trạm y tế thị trấn", "facility_unit_unknown")


def test_known_hamlets_bring_back_marks() -> None:
    read = read_place("Na Loa, Hong Viet, Hoa An, Cao Bang", day=IN_2008, office=HONG_VIET)
    assert read.text == "Xóm Na Loa, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
    assert "hamlet_unmarked" in [note.name for note in read.notes]
    restored = with_hamlet_marks(read, {hamlet_key(HONG_VIET, "Nà Lòa"): "Nà Lòa"})
    assert restored.text == "Xóm Nà Lòa, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
    assert "hamlet_unmarked" not in [note.name for note in restored.notes]
    assert with_hamlet_marks(read, {hamlet_key(VINH_QUANG, "Nà Lòa"): "Nà Lòa"}) == read


COMMUNES = [
    (unit, day)
    for day in (IN_1977, IN_1998, IN_2008, IN_2017, IN_2021)
    for unit in units_at(day)
    if unit.level is Level.COMMUNE and gazetteer().above(unit, day)[-1].code == HOME_PROVINCE
]


@given(st.sampled_from(COMMUNES), st.sampled_from(["", "xóm Nà Kinh, ", "Xóm Bản Tậu, ", "tổ 4, "]))
def test_a_stored_line_reads_as_itself(commune: tuple[Unit, date], below: str) -> None:
    unit, day = commune
    stored = below + gazetteer().written_out(unit, day)
    stored = stored[0].upper() + stored[1:]
    read = read_place(stored, day=day, office=unit.code)
    assert read.text == stored
    assert read.commune is not None
    assert read.commune.code == unit.code
    assert not read.notes


@given(st.sampled_from(COMMUNES))
def test_every_commune_is_known_by_its_bare_its_unmarked_and_its_short_line(commune: tuple[Unit, date]) -> None:
    unit, day = commune
    district, province = gazetteer().above(unit, day)
    stored = f"Tổ 3, {gazetteer().written_out(unit, day)}"
    bare = f"tổ 3, {unit.name}, {district.name}, {province.name}"
    short = f"tổ 3-{unit.name}-{initials_of(district.name)}-{initials_of(province.name)}"
    for line in (bare, strip_marks(bare), bare.upper(), short):
        assert read_place(line, day=day, office=unit.code).text == stored


@given(st.text(max_size=40))
def test_nothing_typed_breaks_it(text: str) -> None:
    read_place(text, day=IN_2008, office=HONG_VIET)


@pytest.mark.parametrize("phrase", ["Tại nơi cư trú", "Ở rẫy", "Trên đường đi chợ", "Dọc đường 4A"])
def test_a_phrase_that_says_where_is_no_hamlet(phrase: str) -> None:
    line = read_place(f"{phrase}, xã Vĩnh Quang", day=date(2014, 1, 1), office="01693").text
    assert line == f"{phrase}, xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
    for hamlet in ("Trên", "Trong"):  # these are names
        line = read_place(f"{hamlet}, xã Vĩnh Quang", day=date(2014, 1, 1), office="01693").text
        assert line.startswith(f"Xóm {hamlet}, xã")
