"""Rows of the Ministry's workbooks: the right columns, in order, and nothing made up where the page says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from registers.form import Form, all_forms, load, load_folder
from registers.kinds import Layout
from registers.ministry import WORKBOOK_2024, NoWorkbook, columns, row
from registers.value import Mark, Value, Values

FICTIONAL = Path(__file__).parent / "fictional"
BOOK = {
    "book_no": "01/2008",
    "registration_authority": "UBND xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
    "page_no": "7",
}
WITH_WORKBOOK = ("KH", "KS", "CMC", "HN", "KT")


def stored(**values: str) -> dict[str, Value]:
    return {name: Value(text, text) for name, text in values.items()}


def cells(form: Form, values: Values) -> dict[str, str]:
    return dict(zip(columns(form), row(form, values, BOOK), strict=True))


@pytest.mark.parametrize(
    ("kind", "count", "beginning", "end"),
    [
        ("KH", 44, "so quyenSo trangSo ngayDangKy loaiDangKy noiDangKy", "qgNuocNgoaiDaDangKy"),
        ("KS", 60, "so quyenSo trangSo ngayDangKy loaiDangKy noiDangKy", "qgNuocNgoaiDaDangKy"),
        ("CMC", 50, "so quyenSo trangSo quyetDinhSo ngayDangKy loaiDangKy loaiXacNhan", "qgNuocNgoaiDaDangKy"),
        ("HN", 35, "so quyenSo trangSo ngayDangKy noiCap nguoiKy", "nycNoiCapGiayToTuyThan"),
        ("KT", 48, "so quyenSo trangSo ngayDangKy loaiDangKy noiDangKy", "qgNuocNgoaiDaDangKy"),
    ],
)
def test_the_workbook_of_2019(kind: str, count: int, beginning: str, end: str) -> None:
    for layout in Layout:  # the workbook is the kind's: what a layout does not print is empty, not absent
        names = columns(load(kind, layout))
        assert len(names) == len(set(names)) == count
        assert " ".join(names).startswith(beginning)
        assert names[-1] == end


def test_the_workbook_puts_the_husband_first_whatever_the_page_does() -> None:
    names = columns(load("KH", "D"))
    assert names.index("chongHoTen") < names.index("voHoTen")


def test_the_births_of_2024_are_the_older_ones_with_ten_columns_more() -> None:
    old, new = columns(load("KS", "D")), columns(load("KS", "D"), WORKBOOK_2024)
    assert len(new) == 70
    assert [name for name in new if name in old] == list(old)
    assert {name: new[new.index(name) - 1] for name in new if name not in old and name != "STT"} == {
        "nksSoDinhDanh": "ghiChu",
        "nksQuocTichStr": "nksQuocTich",
        "nksQuocTichKhacStr": "nksQuocTichKhac",
        "meSoDinhDanhCaNhan": "nksHanCheNangLucHanhViNgayCanCuHuyTuyenBo",
        "meQuocTichStr": "meQuocTich",
        "meQuocTichKhacStr": "meQuocTichKhac",
        "chaSoDinhDanhCaNhan": "meSoGiayToTuyThan",
        "chaQuocTichStr": "chaQuocTich",
        "chaQuocTichKhacStr": "chaQuocTichKhac",
    }


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: f"{form.kind}-{form.layout}")
def test_a_column_is_named_by_a_form_only_where_a_workbook_has_it(form: Form) -> None:
    named = {field.ministry for field in form.fields if field.ministry}
    published = {column for book in form.workbooks.values() for column in book.columns}
    assert named <= published


def test_a_birth() -> None:
    values = stored(
        entry_no="5bis",
        registration_date="17.03.2008",
        child_full_name="Nông Văn An",
        child_birth_date="03.2008",
        child_sex="1",
        child_ethnicity="Nùng (Nùng An)",
        child_nationality="Việt Nam",
        child_birth_place="Trạm y tế xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
        mother_full_name="Hoàng Thị Hiền",
        mother_birth_year="1985",
        mother_residence_kind="1",
        notes="Đã cấp lại",
    )
    found = cells(load("KS", "C1"), values)
    assert {name: text for name, text in found.items() if text not in ("", "0")} == {
        "so": "5bis",
        "quyenSo": "01/2008",
        "trangSo": "7",
        "ngayDangKy": "17.03.2008",
        "noiDangKy": BOOK["registration_authority"],
        "ghiChu": "Đã cấp lại",
        "nksHoTen": "Nông Văn An",
        "nksGioiTinh": "1",
        "nksNgaySinh": "03.2008",
        "nksNoiSinh": "Trạm y tế xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
        "nksDanToc": "Nùng (Nùng An)",
        "nksQuocTich": "Việt Nam",
        "meHoTen": "Hoàng Thị Hiền",
        "meNgaySinh": "1985",
        "meLoaiCuTru": "1",
    }
    assert {name for name, text in found.items() if text == "0"} == {
        "loaiDangKy",
        "nksLoaiKhaiSinh",
        "meLoaiGiayToTuyThan",
        "chaLoaiCuTru",
        "chaLoaiGiayToTuyThan",
        "nycLoaiGiayToTuyThan",
    }


def test_what_the_page_says_wins_over_the_book() -> None:
    found = cells(load("KS", "D"), stored(page_no="9", book_no="02/2008"))
    assert (found["trangSo"], found["quyenSo"]) == ("9", "02/2008")


def test_an_unreadable_value_leaves_its_cell_empty() -> None:
    values = {"child_full_name": Value("Nông …", "", Mark.ILLEGIBLE), "child_nationality": Value("", "", Mark.UNKNOWN)}
    found = cells(load("KS", "D"), values)
    assert (found["nksHoTen"], found["nksQuocTich"]) == ("", "")


def test_the_workbook_of_2024_knows_its_own_code_for_unknown_and_numbers_its_rows() -> None:
    form = load("KS", "A")
    names = columns(form, WORKBOOK_2024)
    found = dict(
        zip(names, row(form, stored(child_nationality="Lào"), BOOK, workbook=WORKBOOK_2024, row_no=3), strict=True)
    )
    assert (found["STT"], found["loaiDangKy"], found["nksGioiTinh"]) == ("3", "6", "0")
    assert found["nksQuocTich"] == found["nksQuocTichStr"] == "Lào"


def test_the_unit_of_a_place_is_asked_of_whoever_knows() -> None:
    form, place = load("KS", "D"), "Xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
    asked: list[str] = []

    def unit_of(text: str) -> str:
        asked.append(text)
        return "01666"

    names = columns(form)
    with_place = row(form, stored(child_birth_place=place), BOOK, unit_of=unit_of)
    without = row(form, {}, BOOK, unit_of=unit_of)
    at = names.index("nksNoiSinhDVHC")
    assert (with_place[at], without[at], asked) == ("01666", "", [place])


def test_kinds_without_a_published_workbook_are_refused() -> None:
    for form in all_forms():
        if form.kind not in WITH_WORKBOOK:
            with pytest.raises(NoWorkbook, match=str(form.kind)):
                columns(form)
    with pytest.raises(NoWorkbook):
        row(load("KH", "D"), {}, BOOK, workbook=WORKBOOK_2024)


def test_a_kind_nobody_thought_of_has_a_workbook_too() -> None:
    form = load_folder(FICTIONAL)["SoThu", Layout.B]  # does not print gift_name
    found = row(
        form, stored(giver_full_name="Lý A Súa", giver_residence="Xã Hồng Việt"), BOOK, row_no=2, unit_of=len_of
    )
    assert dict(zip(columns(form), found, strict=True)) == {
        "hang": "2",
        "so": "",
        "quyenSo": "01/2008",
        "ngayDangKy": "",
        "noiDangKy": BOOK["registration_authority"],
        "loaiVat": "0",
        "tenVat": "",
        "ncHoTen": "Lý A Súa",
        "ncNgaySinh": "",
        "nnHoTen": "",
        "nnNoi": "12",
        "ghiChu": "",
    }


def len_of(place: str) -> str:
    return str(len(place))
