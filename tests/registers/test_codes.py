"""Code lists: every item is reachable, traps of the province hold, nothing with other marks is taken for an item."""

from __future__ import annotations

import pytest

from registers.codes import Code, branch_of, code_list, list_names, match
from registers.form import FieldType, all_forms, load
from registers.kinds import RegisterKind
from registers.statements import marital_status

ITEMS = [(name, item) for name in list_names() for item in code_list(name)]


@pytest.mark.parametrize(("name", "item"), ITEMS, ids=[f"{name}-{item.code}" for name, item in ITEMS])
def test_every_item_is_found_by_its_code_and_label(name: str, item: Code) -> None:
    if (name, item.code) == ("ethnic", "Thổ"):  # a name that means Tày in the books of Cao Bằng
        assert match(name, item.number) == item.code
        return
    assert match(name, item.code) == item.code
    assert match(name, item.label.vi.upper()) == item.code
    assert item.label.en


@pytest.mark.parametrize("name", list_names())
def test_short_forms_and_codes_name_one_item(name: str) -> None:
    items = code_list(name).items
    for keys in ([item.code for item in items], [item.short for item in items if item.short]):
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("name", "item"), ITEMS, ids=[f"{name}-{item.code}" for name, item in ITEMS])
def test_short_forms_lead_to_their_item(name: str, item: Code) -> None:
    if item.short:
        assert match(name, item.short) == item.code


def test_every_list_a_form_names_is_there() -> None:
    named = {field.codes for form in all_forms() for field in form.fields if field.codes}
    assert named <= set(list_names())
    assert {FieldType.CODE, FieldType.ID_KIND, FieldType.LIST} >= {
        f.type for form in all_forms() for f in form.fields if f.codes
    }


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Tày", "Tày"), ("Tay", "Tày"), ("Thổ", "Tày"), ("Ngạn", "Tày (Ngạn)"), ("nung", "Nùng"), ("Nùng Cháo", "Nùng (Nùng Cháo)"),
        ("Nùng An", "Nùng (Nùng An)"), ("Nùng Phàn Sinh", "Nùng (Phàn Sinh)"), ("Phàn Sinh", "Nùng (Phàn Sinh)"),
        ("H'Mông", "Mông"), ("H’Mông", "Mông"), ("HMông", "Mông"), ("Hmông", "Mông"), ("H.Mông", "Mông"), ("Mèo", "Mông"),
        ("Mông Hoa", "Mông (Mông Hoa)"), ("Mán Trắng", "Mông (Mán Trắng)"), ("Mán", "Dao"), ("Giao", "Dao"), ("Dao đỏ", "Dao (Dao Đỏ)"),
        ("Dao Quần trắng", "Dao (Quần Trắng)"), ("DAO TIỀN", "Dao (Dao Tiền)"), ("Sán Chỉ", "Sán Chay (Sán Chỉ)"),
        ("Cao Lan", "Sán Chay (Cao Lan)"), ("Mán Cao Lan", "Sán Chay (Mán Cao Lan)"), ("LôLô", "Lô Lô"), ("Hoa", "Hoa"), ("Hán", "Hoa"), ("Việt", "Kinh"),
        ("Nùng (Nùng Cháo)", "Nùng (Nùng Cháo)"), ("Người nước ngoài", "Người nước ngoài"),
    ],
)  # fmt: skip
def test_ethnic_groups_as_the_books_of_the_province_write_them(written: str, stored: str) -> None:
    assert match("ethnic", written) == stored


@pytest.mark.parametrize(
    "written", ["Nông", "Chu", "Lê", "Giang", "Trại", "Cao", "Nùng phàn sình", "Tầy Nùng", "", "?"]
)
def test_surnames_and_doubtful_words_are_no_ethnic_group(written: str) -> None:
    assert match("ethnic", written) is None


def test_all_54_groups_have_their_national_number() -> None:
    numbers = {item.number for item in code_list("ethnic") if item.number}
    assert numbers == {f"{n:02}" for n in range(1, 57)}


@pytest.mark.parametrize(("stored", "parts"), [("Nùng (Nùng Cháo)", ("Nùng", "Nùng Cháo")), ("Tày", ("Tày", ""))])
def test_a_branch_stands_in_brackets(stored: str, parts: tuple[str, str]) -> None:
    assert branch_of(stored) == parts


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("nation", "VN", "Việt Nam"), ("nation", "Việt nam", "Việt Nam"), ("nation", "VNDCCH", "Việt Nam"), ("nation", "TQ", "Trung Quốc"),
        ("nation", "Đài Loan", "Đài Loan (Trung Quốc)"), ("nation", "Mỹ", "Hoa Kỳ"), ("nation", "Thụy Sỹ", "Thụy Sĩ"),
        ("id_kind", "CMT", "1"), ("id_kind", "Giấy CM quân đội", "5"), ("id_kind", "HC", "2"), ("id_kind", "Sổ hộ khẩu", "8"), ("id_kind", "CCCD", "4"),
        ("sex", "NỮ", "2"), ("sex", "nu", "2"), ("residence_kind", "HKTT", "1"), ("birth_registration", "quá hạn", "4"),
        ("birth_registration", "qua han", "4"), ("purpose_kind", "Kết hôn trong nước với người Việt Nam", "1"),
        ("notice_kind", "GBT", "1"), ("signature", "điểm chỉ", "1"), ("relation", "Bố đẻ", "cha"), ("relation", "Tự khai", "bản thân"),
        ("relation", "Trưởng xóm", "cán bộ thôn/xóm"), ("document_kind", "GKS", "Giấy khai sinh"), ("signer_title", "P.CT", "Phó Chủ tịch"),
        ("signer_title", "Chủ tịch UBND xã", "Chủ tịch"),
    ],
)  # fmt: skip
def test_what_pages_say_for_a_code(name: str, written: str, code: str) -> None:
    assert match(name, written) == code


@pytest.mark.parametrize(
    ("name", "written"),
    [("relation", "bà"), ("relation", "bá"), ("sex", "9"), ("birth_registration", "7"), ("signer_title", "Bí thư")],
)
def test_other_marks_and_numbers_are_no_item(name: str, written: str) -> None:
    assert match(name, written) is None


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        match("colours", "đỏ")
    with pytest.raises(KeyError):
        code_list("sex")["7"]


def test_every_wording_to_pick_from_has_a_short_form_of_a_few_keys() -> None:
    picked = {field.codes for kind in RegisterKind for field in load(kind, "D").fields if field.type is FieldType.LIST}
    assert {"marital_text", "marriage_status", "relation"} <= picked
    for name in picked:
        assert all(1 <= len(item.short) <= 4 for item in code_list(name)), name


@pytest.mark.parametrize("item", code_list("marital_text").items, ids=lambda item: item.short)
def test_the_wordings_of_a_marital_status_say_one_and_are_typed_with_two_keys(item: Code) -> None:
    said = {"hc": "1", "kh": "1", "cd": "1", "lh": "3", "ly": "3", "vc": "4", "cc": "4", "v": "2", "cg": "2"}
    assert marital_status(item.label.vi) == said[item.short]
