"""What wordings say: marital status, changed items, later events in the notes, titles, issuers."""

from __future__ import annotations

import pytest

from registers.issuers import read_issuer
from registers.marginnotes import (
    MarginNote,
    changed_dates,
    marriage_status,
    noted,
    noted_days,
    read_margin_notes,
)
from registers.statements import changed_field, marital_status
from registers.titles import read_title


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hiện tại chưa đăng ký kết hôn với ai", "1"),
        ("Chưa kết hôn với ai", "1"),
        ("Độc thân", "1"),
        ("Hiện tại đang có vợ là bà Nông Thị Hoa", "2"),
        ("Đã kết hôn với ông Hoàng Văn Bảo", "2"),
        (
            "Đã đăng ký kết hôn với bà Lý Thị Mai, nhưng đã ly hôn theo Quyết định số 3/2014/QĐST-HNGĐ, hiện tại chưa kết hôn với ai",
            "3",
        ),
        ("Đã li hôn", "3"),
        ("Đã có chồng là ông Đàm Văn Sơn (đã chết), hiện tại chưa kết hôn với ai", "4"),
        ("Vợ đã chết năm 2010, chưa kết hôn với ai", "4"),
        ("Đã ly hôn bà A, hiện tại đang có vợ là bà B", "2"),
        ("Từ ngày 1/1/2005 đến ngày 3/4/2010 không đăng ký kết hôn với ai; hiện tại đang có vợ là bà Hoa", "5"),
        ("CHUA DANG KY KET HON VOI AI", "1"),
        ("Xác nhận nơi cư trú", ""),
        ("", ""),
    ],
)
def test_marital_status_of_a_certificate(text: str, code: str) -> None:
    assert marital_status(text) == code


@pytest.mark.parametrize(
    ("before", "after", "item"),
    [
        ("Nông Thị Hoa", "Nông Thị Lan", "tên"),
        ("Nông Thị Lan", "Hoàng Thị Lan", "họ"),
        ("Nông Quang Huy", "Nguyễn Quang Huy", "họ"),  # "Nguyễn Quang" is not "nguyên quán"
        ("Nông Ngọc Lan", "Nông Thị Lan", "chữ đệm"),
        ("Nông Thị Lan", "Nông Lan", "chữ đệm"),
        ("Nông Thị Lan", "Hoàng Văn Nam", "khác"),
        ("01.02.1990", "02.02.1990", "ngày sinh"),
        ("1990", "1991", "ngày sinh"),
        ("năm sinh cha 1975", "năm sinh cha 1977", "thông tin cha/mẹ"),
        ("họ tên mẹ Nông Thị Hoa", "họ tên mẹ Nông Thị Hòa", "thông tin cha/mẹ"),
        ("Kinh", "Tày", "dân tộc"),
        ("Nam", "Nữ", "giới tính"),
        ("(để trống)", "Xã Đức Hạnh, huyện Bảo Lâm, tỉnh Cao Bằng", "quê quán"),
        ("Việt Nam", "Trung Quốc", "quốc tịch"),
        ("nơi sinh: Hòa An", "nơi sinh: Hà Quảng", "nơi sinh"),
        ("", "Nông Thị Lan", ""),
        ("", "", ""),
        ("Nông Thị Lan", "02.02.1990", ""),
    ],
)
def test_which_item_a_correction_changes(before: str, after: str, item: str) -> None:
    assert changed_field(before, after) == item


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Đã ly hôn theo Quyết định số 21/2013/QĐST-HNGĐ ngày 04/7/2013 của TAND huyện Trùng Khánh", [("divorce", False, "", "Quyết định số 21/2013/QĐST-HNGĐ ngày 04/7/2013 của TAND huyện Trùng Khánh")]),
        ("Ngày 16/02/1980 hủy việc kết hôn theo Quyết định số 21/QĐ-TA", [("annul", False, "16.02.1980", "Quyết định số 21/QĐ-TA")]),
        ("Ngày 28/07/2019 công nhận việc kết hôn theo Quyết định số 11/QĐ-TA.", [("recognise", False, "28.07.2019", "Quyết định số 11/QĐ-TA")]),
        ("Ngày 1/2/2013 tuyên bố mất tích theo QĐ 1/QĐST; Ngày 5/6/2015 hủy tuyên bố mất tích theo QĐ 9/QĐST", [("missing", False, "01.02.2013", "QĐ 1/QĐST"), ("missing", True, "05.06.2015", "QĐ 9/QĐST")]),
        ("Ngày 25/10/2019 tuyên bố hạn chế năng lực hành vi theo Quyết định số 48/QĐST-DS", [("capacity", False, "25.10.2019", "Quyết định số 48/QĐST-DS")]),
        ("Ngày 3/4/2012 ghi chú tuyên bố chết theo Quyết định số 4/QĐST-DS", [("declared_dead", False, "03.04.2012", "Quyết định số 4/QĐST-DS")]),
        ("Ngày 21/9/2007 cải chính ngày sinh từ 21.05.1995 thành 03.06.1995 theo số 5", []),
        ("Sinh đôi", []),
        ("", []),
    ],
)  # fmt: skip
def test_later_events_in_the_notes(text: str, notes: list[tuple[str, bool, str, str]]) -> None:
    assert read_margin_notes(text) == tuple(MarginNote(*note) for note in notes)


def test_the_last_note_of_an_event_counts() -> None:
    text = "Ngày 1/2/2013 tuyên bố mất tích theo QĐ 1; Ngày 5/6/2015 hủy tuyên bố mất tích theo QĐ 9"
    told = [noted("missing", item, text) for item in ("state", "note_date", "basis", "cancel_date", "cancel_basis")]
    assert told == ["2", "01.02.2013", "QĐ 1", "05.06.2015", "QĐ 9"]
    assert noted("capacity", "state", text) == ""


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Đã ly hôn theo QĐ 1", "Đã ly hôn"),
        (
            "Ngày 1/1/2000 hủy việc kết hôn theo QĐ 1; ngày 2/2/2002 công nhận việc kết hôn theo QĐ 2",
            "Đã được công nhận việc kết hôn",
        ),
        ("Cải chính năm sinh vợ", ""),
    ],
)
def test_marriage_status(text: str, status: str) -> None:
    assert marriage_status(text) == status


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Chủ tịch", "Chủ tịch"),
        ("TM. UBND, Chủ tịch", "Chủ tịch"),
        ("TM. UBND xã Hồng Việt, KT. Chủ tịch, Phó Chủ tịch", "Phó Chủ tịch"),
        ("KT. Chủ tịch Phó Chủ tịch", "Phó Chủ tịch"),
        ("KT.CT, PCT", "Phó Chủ tịch"),
        ("PCT", "Phó Chủ tịch"),
        ("Phó Chủ tịch UBND xã Hồng Việt", "Phó Chủ tịch"),
        ("TL. Chủ tịch, Trưởng phòng Tư pháp", "Trưởng phòng Tư pháp"),
        ("Q. Chủ tịch", "Quyền Chủ tịch"),
        ("UVTK", "Ủy viên thư ký UBND"),
        ("PGĐ Sở Tư pháp", "Phó Giám đốc Sở Tư pháp"),
        ("Chủ tịch UBND huyện", "Chủ tịch UBND huyện"),
        ("Bí thư đảng ủy", None),
    ],
)
def test_the_title_that_signs(line: str, title: str | None) -> None:
    assert read_title(line) == title


@pytest.mark.parametrize(
    ("written", "issuer"),
    [
        ("CA Cao Bằng", "Công an tỉnh Cao Bằng"),
        ("CA tỉnh CB", "Công an tỉnh CB"),
        ("CA CB", "Công an tỉnh Cao Bằng"),
        ("C.A. tỉnh Cao Bằng", "Công an tỉnh Cao Bằng"),
        ("CA Hà Nội", "Công an thành phố Hà Nội"),
        ("CA H. Hòa An", "Công an huyện Hòa An"),
        ("Cục CS ĐKQL cư trú và DLQG về dân cư", "Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư"),
        ("Bộ Tư lệnh Biên phòng", "Bộ Tư lệnh Biên phòng"),
        ("Cao Bằng", "Cao Bằng"),
    ],
)
def test_issuers_are_written_out(written: str, issuer: str) -> None:
    assert read_issuer(written) == issuer


@pytest.mark.parametrize(
    ("text", "days", "changed"),
    [
        ("Ngày 09/4/2010 cải chính năm sinh mẹ từ 1975 thành 1976 theo QĐ số 02/QĐ-UBND ngày 08/4/2010", ["2010-04-09"], ()),
        ("Ngày 27/4/2017 cải chính ngày sinh từ 07.01.2007 thành 28.01.2007 theo số 1", ["2017-04-27"], ("07.01.2007", "28.01.2007")),
        ("Ngày 17/5/2013 ghi chú việc cha nhận con: Đàm Minh Ích, sổ nhận cha mẹ con số 3", ["2013-05-17"], ()),
        ("Ngày 27/7/2006 thay đổi họ từ Nông thành Hoàng; Ngày 1/1/2008 bổ sung quê quán", ["2006-07-27", "2008-01-01"], ()),
        ("Tháng 4/2017 cải chính; Ngày 30/2/2017 bổ sung", [], ()),
        ("Đã ly hôn theo Quyết định số 53/2018/QĐST-HNGĐ ngày 11/12/2018 của TAND", [], ()),
        ("", [], ()),
    ],
)  # fmt: skip
def test_the_days_of_notes_and_the_dates_they_change(text: str, days: list[str], changed: tuple[str, ...]) -> None:
    assert [day.isoformat() for day in noted_days(text)] == days
    assert changed_dates(text) == changed
