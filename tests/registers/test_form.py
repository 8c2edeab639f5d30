"""Forms: what each layout prints, in which order, and that a wrong form file is refused by file, block and field."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from registers.codes import list_names
from registers.derived import derive
from registers.errors import HotichError
from registers.form import (
    Carry,
    FieldType,
    Form,
    FormError,
    Need,
    Printed,
    UnknownForm,
    all_forms,
    kinds_in_book,
    load,
    load_folder,
)
from registers.kinds import Layout, RegisterKind

FICTIONAL = Path(__file__).parent / "fictional"
FORMS = pytest.mark.parametrize("form", all_forms(), ids=lambda form: f"{form.kind}-{form.layout}")


def _first(form: Form, *names: str) -> str:
    return min(names, key=form.index.__getitem__)


def test_every_kind_has_a_form_on_every_layout() -> None:
    assert [(form.kind, form.layout) for form in all_forms()] == [
        (k, layout) for k in RegisterKind for layout in Layout
    ]


@pytest.mark.parametrize(
    ("kind", "layouts", "first", "second"),
    [
        ("KH", "A B C1 C2", "husband_full_name", "wife_full_name"),
        ("KH", "D E", "wife_full_name", "husband_full_name"),
        ("KS", "A B D E", "mother_full_name", "father_full_name"),
        ("KS", "C1 C2", "father_full_name", "mother_full_name"),
        ("CMC", "B C1 C2 D E", "parent_full_name", "child_full_name"),
        ("NCN", "D", "adoptee_sex", "adoptee_birth_date"),
        ("KT", "A B C1 C2 D E", "deceased_full_name", "death_date"),
    ],
)
def test_the_layout_decides_who_comes_first(kind: str, layouts: str, first: str, second: str) -> None:
    for layout in layouts.split():
        assert _first(load(kind, layout), first, second) == first


@pytest.mark.parametrize(
    ("kind", "field", "page"),
    [
        ("KH", "wife_birth_date", "◐●●●●●"),
        ("KH", "wife_native_place", "◐◐––––"),
        ("KH", "husband_marriage_ordinal", "–◐◐◐––"),
        ("KH", "husband_occupation", "●●––––"),
        ("KH", "relationship_date", "–◐◐◐●●"),
        ("KH", "registration_kind", "–◐◐●●●"),
        ("KH", "foreign_country", "––◐◐●●"),
        ("KS", "child_nationality", "◐●●●●●"),
        ("KS", "child_personal_no", "––––●●"),
        ("KS", "child_birth_order", "◐◐––––"),
        ("KS", "declarant_relation", "◐●●●–◐"),
        ("KS", "declarant_residence", "●●●●––"),
        ("KS", "declarant_id_date", "–◐◐◐●●"),
        ("KS", "birth_case", "–◐◐◐●●"),
        ("CMC", "decision_no", "–●●●––"),
        ("CMC", "parent_native_place", "–◐◐◐–◐"),
        ("HN", "stay_place", "––◐◐●●"),
        ("KT", "deceased_id_no", "–◐●●●●"),
        ("KT", "death_date_words", "◐●●●◐◐"),
        ("KT", "child_death_class", "–––◐●●"),
        ("GH", "decision_no", "–●●●––"),
        ("CDGH", "guardian_residence", "––––––"),
        ("TDCC", "change_reason", "–●●●◐◐"),
        ("NCN", "declarant_name", "––––––"),
        ("LH", "signer_name", "◐●●●●●"),
    ],
)
def test_what_each_layout_prints(kind: str, field: str, page: str) -> None:
    marks = {Printed.ALWAYS: "●", Printed.SOMETIMES: "◐", Printed.NEVER: "–"}
    forms = [load(kind, layout) for layout in Layout]
    assert "".join(marks[form[field].printed] if field in form else "–" for form in forms) == page


@pytest.mark.parametrize(
    ("kind", "field", "layouts", "type_"),
    [
        ("KS", "mother_birth_year", "A B", FieldType.AGE_OR_YEAR),
        ("KS", "mother_birth_year", "C1 C2 D E", FieldType.PDATE),
        ("KH", "wife_birth_date", "A", FieldType.AGE_OR_YEAR),
        ("KH", "wife_birth_date", "B C1 D", FieldType.PDATE),
        ("KT", "deceased_birth_date", "A B", FieldType.AGE_OR_YEAR),
        ("KT", "deceased_birth_date", "C1 D", FieldType.PDATE),
    ],
)
def test_old_pages_print_an_age_instead_of_a_date(kind: str, field: str, layouts: str, type_: FieldType) -> None:
    for layout in layouts.split():
        assert load(kind, layout)[field].type is type_


@pytest.mark.parametrize(
    ("kind", "field", "layout", "words"),
    [
        ("KS", "mother_birth_year", "A", "Tuổi"),
        ("KS", "mother_birth_year", "D", "Năm sinh"),
        ("KS", "mother_residence", "C1", "Nơi thường trú/tạm trú"),
        ("KS", "mother_residence", "D", "Nơi cư trú"),
        ("KT", "deceased_residence", "C2", "Nơi thường trú/tạm trú cuối cùng"),
        ("KH", "wife_id_no", "B", "Số CMND"),
        ("HN", "registration_date", "D", "Ngày cấp"),
        ("KS", "child_full_name", "C1", "Họ và tên"),
        ("KS", "child_full_name", "D", "Họ, chữ đệm, tên"),
    ],
)
def test_labels_use_the_wording_of_the_page(kind: str, field: str, layout: str, words: str) -> None:
    assert load(kind, layout)[field].label.vi == words


@FORMS
def test_labels_are_complete_and_unmistakable(form: Form) -> None:
    labels = [field.full_label for field in form.fields]
    for written in [form.title, *form.blocks.values(), *labels]:
        assert written.vi.strip()
        assert written.en.strip()
        assert unicodedata.is_normalized("NFC", written.vi)
    assert len({label.vi for label in labels}) == len(labels)
    assert len({label.en for label in labels}) == len(labels)


@FORMS
def test_fields_hang_together(form: Form) -> None:
    roles = {role.name for role in form.roles}
    printed = [field.printed is not Printed.NEVER for field in form.fields]
    assert printed == sorted(printed, reverse=True), "fields the page does not print stand at the end"
    for field in form.fields:
        assert not field.codes or field.codes in list_names()
        assert not field.role or (field.role in roles and field.part)
        assert field.block in form.blocks
        assert (field.carry is Carry.DERIVE) == bool(field.derive)
        assert field.printed is not Printed.NEVER or field.need is Need.OPTIONAL


@FORMS
def test_pages_of_before_2006_require_nothing(form: Form) -> None:
    loose = form.layout in (Layout.A, Layout.B)
    assert ("other_columns" in form) is loose
    assert any(field.required for field in form.fields) is not loose


@FORMS
def test_the_head_carries_itself(form: Form) -> None:
    carried = {
        name: form[name].carry for name in ("entry_no", "book_no", "registration_date", "registration_authority")
    }
    assert carried == {
        "entry_no": Carry.INCREMENT,
        "book_no": Carry.BOOK,
        "registration_date": Carry.LAST,
        "registration_authority": Carry.BOOK,
    }
    assert form["page_no"].carry is (Carry.INCREMENT if form.layout in (Layout.D, Layout.E) else Carry.SKIP)
    assert form["signer_name"].carry is form["signer_title"].carry is form["registrar_name"].carry is Carry.LAST


def test_need_follows_what_the_page_prints() -> None:
    assert load("KS", "D")["child_native_place"].need is Need.REQUIRED
    assert load("KS", "C1")["child_native_place"].need is Need.OPTIONAL
    assert load("KH", "C1")["registration_kind"].need is Need.CONDITIONAL  # printed in some books only
    assert load("KH", "C2")["registration_kind"].need is Need.REQUIRED
    assert load("KS", "D")["father_full_name"].need is Need.CONDITIONAL


def test_a_field_knows_its_person() -> None:
    form = load("KS", "D")
    assert [field.name for field in form.of_role("mother")][:3] == [
        "mother_full_name",
        "mother_birth_year",
        "mother_ethnicity",
    ]
    assert form.part("mother", "birth_date") is form["mother_birth_year"]
    assert form.part("declarant", "full_name") is form["declarant_name"]
    assert form.part("mother", "sex") is None
    assert str(form["mother_ethnicity"].full_label) == "Dân tộc (mẹ)"


def test_what_derived_fields_are_read_from() -> None:
    derived = {field.name: field.derive for field in load("KH", "D").fields if field.carry is Carry.DERIVE}
    assert derived == {
        name: f"{name}_in:notes"
        for name in ("marriage_status", "annul_note_date", "annul_basis", "recognise_note_date", "recognise_basis")
    }
    assert load("KS", "D")["child_birth_date_words"].derive == "words_of:child_birth_date"
    assert load("HN", "D")["marital_status"].derive == "marital_status_of:marital_status_text"
    assert load("TDCC", "D")["changed_field"].derive == "changed_field_of:change_from,change_to"


@FORMS
def test_every_rule_a_form_names_is_written(form: Form) -> None:
    for field in form.fields:
        if field.derive:
            assert isinstance(derive(field.derive, {}), str)


@pytest.mark.parametrize(("kind", "layout"), [("XX", "A"), ("KS", "F"), ("", "C2")])
def test_an_unknown_form_is_refused(kind: str, layout: str) -> None:
    with pytest.raises(UnknownForm) as refused:
        load(kind, layout)
    assert "hotich forms list" in str(refused.value)


def test_a_combined_book_chooses_the_kind_per_entry() -> None:
    assert kinds_in_book("KS", "C2") == ("KS",)
    assert kinds_in_book("", "C2") == ("CMC", "GH", "CDGH", "TDCC", "NCN")
    assert kinds_in_book("", "D") == ()


def _sample_entries(folder: Path) -> Iterator[tuple[str, str, list[str], set[str]]]:
    """(kind, layout, fields written on the page in its order, fields a careful clerk stores) of each sample entry."""
    with (folder / "inventory.csv").open(encoding="utf-8", newline="") as file:
        books = {row["book_id"]: row for row in csv.DictReader(file)}
    for path in sorted((folder / "entries").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            book = books[entry["book_id"]]
            assert entry["kind"] in kinds_in_book(book["kind"], book["layout"])
            yield entry["kind"], book["layout"], list(entry["values"]), set(entry["truth"])


def test_every_field_of_the_sample_books_stands_in_its_form_in_page_order(sample_books: Path) -> None:
    seen = set()
    for kind, layout, written, stored in _sample_entries(sample_books):
        form = load(kind, layout)
        unknown = (set(written) | stored) - set(form.index)
        assert not unknown, f"{kind} {layout}: {unknown}"
        assert written == sorted(written, key=form.index.__getitem__), f"{kind} {layout}"
        assert all(form[name].printed is not Printed.NEVER for name in written), f"{kind} {layout}"
        seen.add((kind, layout))
    assert len(seen) > 30


def test_a_kind_nobody_thought_of_is_read_from_its_folder() -> None:
    forms = load_folder(FICTIONAL)
    assert set(forms) == {("SoThu", layout) for layout in Layout}
    form = forms["SoThu", Layout.C1]
    assert str(form.title) == "Sổ thử"
    assert _first(form, "giver_full_name", "taker_full_name") == "giver_full_name"
    assert _first(forms["SoThu", Layout.D], "giver_full_name", "taker_full_name") == "taker_full_name"
    assert "gift_name" not in form
    assert forms["SoThu", Layout.C2]["gift_name"].need is Need.CONDITIONAL
    assert forms["SoThu", Layout.D]["gift_name"].need is Need.REQUIRED
    assert forms["SoThu", Layout.A]["giver_birth_year"].type is FieldType.AGE_OR_YEAR
    assert forms["SoThu", Layout.A]["helper_birth_year"].type is FieldType.AGE_OR_YEAR
    assert (form["giver_full_name"].need, form["helper_full_name"].need) == (Need.REQUIRED, Need.CONDITIONAL)
    assert [field.name for field in form.fields][-3:] == ["page_no", "registration_authority", "gift_count"]


WRONG: Iterable[tuple[str, str, str, tuple[str, ...]]] = [
    ("not TOML", "kind =", "kind = =", ("sothu.toml", "không đọc được")),
    ("no title", "title =", "titel =", ("titel", "mục không có trong quy ước")),
    ("no kind", 'kind = "SoThu"', "", ("thiếu mục", "kind")),
    ("type", 'type = "int"', 'type = "number"', ("gift", "gift_count", "number")),
    ("need", 'need = "R", page = "●●●●●●", codes', 'need = "X", page = "●●●●●●", codes', ("gift_kind", "X")),
    ("five marks", 'page = "–––◐●●"', 'page = "–––◐●"', ("gift_name", "sáu dấu", "–––◐●")),
    ("strange mark", 'page = "–––◐●●"', 'page = "---◐●●"', ("gift_name", "sáu dấu")),
    ("no label", 'vi = "Tên vật", ', "", ("gift_name", "thiếu mục", "vi")),
    ("label is no text", 'vi = "Tên vật"', "vi = 5", ("gift_name", "5")),
    ("misspelt item", "derive =", "derived =", ("gift_count", "derived")),
    ("misspelt block item", "main = true", "mian = true", ("taker", "mian")),
    ("code without list", ' codes = "sex",', "", ("gift_kind", "danh mục")),
    ("source of a rule", "count_in:gift_name", "count_in:gift_weight", ("gift_count", "gift_weight")),
    ("rule without source", 'derive = "count_in:gift_name", ', "", ("gift_count", "suy ra")),
    ("shared block", 'use = "signing"', 'use = "signatures"', ("signatures", "không có khối")),
    ("shared field", '"ethnicity", ', '"ethnic", ', ("giver", "ethnic", "không có trường này")),
    ("order leaves one out", "head giver helper taker gift", "head giver helper gift", ("taker", "thứ tự trang")),
    ("like nothing", 'like = "giver"', 'like = "taken"', ("taken", "không có khối")),
    ("layout twice", '"D E"', '"C2 D E"', ("C2 D E", "lặp lại")),
    ("unknown layout", '"D E"', '"D F"', ("D F",)),
    ("layout left out", '"D E"', '"D"', ("order: E",)),
    ("unknown layout in a field", '"A" = { type', '"Z" = { type', ("giver_birth_year", "Z")),
    ("what may differ", '"A" = { type = "age_or_year"', '"A" = { page = "●"', ("giver_birth_year", "page")),
    ("field twice", 'name = "gift_count"', 'name = "gift_kind"', ("gift_kind", "lặp lại")),
    ("kin of nobody", 'subject = "witness"', 'subject = "judge"', ("kin", "judge")),
    ("condition on nothing", "when = { notes", "when = { note", ("kin", "note")),
    ("named nowhere", 'named_in = "notes"', 'named_in = "remarks"', ("witness", "remarks")),
    ("sex from nowhere", "sex_of = { gift_kind", "sex_of = { gift_sort", ("giver", "gift_sort")),
    ("a column from nowhere", "nnHoTen nnNoi", "nnHoTen nnTuoi", ("workbook", "nnTuoi")),
    ("block left out", '[[block]]\nuse = "notes"', "", ("thứ tự trang", "notes")),
]


@pytest.mark.parametrize(("was", "now", "named"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_form_file_is_refused_with_its_place(
    was: str, now: str, named: tuple[str, ...], tmp_path: Path
) -> None:
    good = (FICTIONAL / "sothu.toml").read_text(encoding="utf-8")
    assert was in good
    (tmp_path / "sothu.toml").write_text(good.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        load_folder(tmp_path)
    assert isinstance(refused.value, HotichError)
    for words in ("sothu.toml", *named):
        assert words in str(refused.value)


def test_a_folder_may_bring_its_own_blocks(tmp_path: Path) -> None:
    (tmp_path / "sothu.toml").write_text((FICTIONAL / "sothu.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "blocks.toml").write_text('loose = "A X"\n', encoding="utf-8")
    with pytest.raises(FormError, match="A X"):
        load_folder(tmp_path)
    (tmp_path / "blocks.toml").write_text('loose = "A"\n', encoding="utf-8")
    with pytest.raises(FormError, match="head"):
        load_folder(tmp_path)


def test_what_is_told_of_a_paper_is_one_group_by_the_field_of_its_number() -> None:
    death = load("KT", "D")
    notice = ["notice_kind", "notice_no", "notice_date", "notice_issuer"]
    assert [field.name for field in death.of_paper("notice_no")] == notice
    parts = ["id_kind", "id_other", "id_no", "id_date", "id_place"]
    assert [field.name for field in death.of_paper("deceased_id_no")] == [f"deceased_{part}" for part in parts]
    assert death.of_paper("death_cause") == ()
