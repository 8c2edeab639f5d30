"""What today's rules would store otherwise, and what kind of change each proposal is."""

from __future__ import annotations

import pytest

from registers.form import load
from registers.kinds import Layout, Level
from registers.normalise import normalise_entry
from registers.reading import Context
from registers.standardise import Change, proposals
from registers.value import Mark, Value

KS = load("KS", "C1")
CONTEXT = Context("01696", Level.COMMUNE, "KS", Layout.C1, 2007)


def test_what_the_rules_wrote_today_proposes_nothing() -> None:
    written = {
        "registration_date": "12/01/07", "child_full_name": "NÔNG thị hoà", "child_birth_date": "5/1/07", "child_sex": "Nữ",
        "child_ethnicity": "tày", "father_residence": "x. Hồng Việt, h. Hoà An, CB", "mother_full_name": "?", "notes": "…",
    }  # fmt: skip
    values = normalise_entry(KS, written, {}, CONTEXT)
    assert proposals(KS, values, CONTEXT) == []


@pytest.mark.parametrize(
    ("field", "written", "stored", "becomes", "change"),
    [
        ("child_full_name", "Nông Thị Hoà", "Nông Thị Hoà", "Nông Thị Hòa", Change.TONE),
        ("child_full_name", "NÔNG THỊ HIỀN", "NÔNG THỊ HIỀN", "Nông Thị Hiền", Change.CAPITALS),
        ("mother_full_name", "Ng. Thị Hoa", "Ng. Thị Hoa", "Nguyễn Thị Hoa", Change.ABBREVIATION),
        (
            "father_residence", "x. Hồng Việt, h. Hòa An, t. Cao Bằng", "x. Hồng Việt, h. Hòa An, t. Cao Bằng",
            "Xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng", Change.ABBREVIATION,
        ),
        (
            "father_residence", "Nà Kinh, Hồng Việt, Hòa An, Cao Bằng", "Xóm Nà Kính, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng",
            "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng", Change.PLACE,
        ),
        ("child_ethnicity", "Thổ Tày", "Thổ Tày", None, None),
        ("child_ethnicity", "tày", "tày", "Tày", Change.ETHNIC),
        ("child_birth_date", "5/1/07", "5/1/07", "05.01.2007", Change.DATE),
        ("child_sex", "Nữ", "1", "2", Change.CODE),
    ],
)  # fmt: skip
def test_each_kind_of_change(field: str, written: str, stored: str, becomes: str | None, change: Change | None) -> None:
    values = {"registration_date": Value("12/01/2007", "12.01.2007"), field: Value(written, stored)}
    found = [(one.field, one.becomes.normalised, one.change) for one in proposals(KS, values, CONTEXT)]
    assert found == ([(field, becomes, change)] if becomes else [])


def test_a_doubt_is_proposed_to_be_lifted_only_where_the_text_reads_surely_and_only_singly() -> None:
    sure = Value("05/01/2007", "05.01.2007", Mark.DOUBTFUL)
    impossible = Value("30/02/2007", "30.02.2007", Mark.DOUBTFUL)
    (one,) = proposals(KS, {"child_birth_date": sure, "father_birth_year": impossible}, CONTEXT)
    assert (one.field, one.change, one.was) == ("child_birth_date", Change.DOUBT, sure)
    assert one.becomes == Value("05/01/2007", "05.01.2007")
    assert [change for change in Change if change.singly] == [Change.DOUBT]


def test_the_pages_words_and_marks_are_never_touched() -> None:
    values = {
        "child_full_name": Value("nông thị hoà", "nông thị hoà", Mark.STRUCK),
        "child_birth_date_words": Value("", "ngày mồng năm tháng một"),
        "father_full_name": Value("", "", Mark.BLANK),
    }
    (one,) = proposals(KS, values, CONTEXT)
    assert one.becomes == Value("nông thị hoà", "Nông Thị Hòa", Mark.STRUCK)
