"""The table of registers.md §7, row by row: what an earlier page told of a person is offered on the later one, and why.

Earlier pages are kept in a real store, the later one is keyed in the core of the keying screen with what the store knows.
Each case names its row as the table has it: what is filled, and from which register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from registers.kinds import Layout, Level, PositionState
from registers.position import Position
from registers.value import Value
from registers.workflow import Role
from storage import accounts, entries, positions, shelf
from storage.acquaintances import people_around
from storage.engine import Store
from storage.gathering import gather
from storage.judging import EntryBlocked
from storage.permissions import OPERATOR
from tests.tui.conftest import OFFICE, PASSWORD, Clock
from tui.keying.learning import OfficeSuggester
from tui.keying.ports import Suggestion
from tui.keying.press import act, typed
from tui.keying.sitting import Sitting
from tui.keying.state import FormState
from tui.typing.macros import Macros
from tui.typing.persons import BookPlace, PersonSuggester, links_of, read_ref

HOME = "Xóm Nà Kinh, xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
YEARS = (1985, 1990, 2009, 2010, 2012, 2014, 2018)


@dataclass(frozen=True)
class Case:
    """`row` of the table; the later page is `kind` of `year`, its fields `before` are keyed, then `letters` at the field `at`."""

    row: str
    source: str
    kind: str
    year: int
    at: str
    letters: str
    offered: str
    why: str = ""  # said beside the name
    fills: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()  # roles tied to earlier pages
    before: Mapping[str, str] = field(default_factory=dict)
    paper: Mapping[str, str] = field(default_factory=dict)  # what Tab then fills in where the paper stands


def couple(wife: str, born: str, husband: str, his: str) -> dict[str, str]:
    """A marriage with the data such pages are rich in."""
    return {
        "wife_full_name": wife, "wife_birth_date": born, "wife_ethnicity": "Nùng", "wife_residence": HOME,
        "husband_full_name": husband, "husband_birth_date": his, "husband_ethnicity": "Tày", "husband_residence": HOME,
        "husband_id_kind": "1", "husband_id_no": f"08{abs(hash_of(husband)) % 10_000_000:07}", "husband_id_date": "11.05.2006",
    }  # fmt: skip


def hash_of(text: str) -> int:
    """A number that is the same every time."""
    return sum(ord(letter) * (at + 31) ** 2 for at, letter in enumerate(text))


def family(child: str, born: str, mother: str, hers: str, father: str = "", his: str = "") -> dict[str, str]:
    """A birth; without a father where none is recognised."""
    his_block = {
        "father_full_name": father,
        "father_birth_year": his,
        "father_ethnicity": "Tày",
        "father_residence": HOME,
    }
    return {
        "child_full_name": child, "child_birth_date": born, "child_sex": "2" if "Thị" in child else "1", "child_ethnicity": "Tày",
        "mother_full_name": mother, "mother_birth_year": hers, "mother_ethnicity": "Nùng", "mother_residence": HOME,
        **(his_block if father else {}),
    }  # fmt: skip


def person(name: str, born: str, **more: str) -> dict[str, str]:
    """The subject of a certificate."""
    return {"person_full_name": name, "person_birth_date": born, "person_residence": HOME, **more}


EARLIER: list[tuple[str, int, dict[str, str]]] = [
    ("KH", 2010, couple("Lương Thị Loan", "06.06.1987", "Hoàng Văn Thái", "27.12.1985")),
    ("KS", 2012, family("Nông Thị Hiền", "01.02.2012", "Hoàng Thị Mỷ", "1982", "Nông Văn Pá", "1980")),
    ("KS", 1990, family("Đàm Thị Hoa", "05.03.1990", "Bế Thị Lan", "1965", "Đàm Văn Sơn", "1963")),
    ("HN", 2012, person("Lục Văn Nam", "01.02.1988", person_sex="1", person_id_kind="1", person_id_no="083111222", person_id_date="02.03.2007")),
    ("KS", 2009, family("Lý Thị Sua", "03.04.2009", "Lý Thị Máy", "1989")),
    ("KH", 2009, couple("Triệu Mùi Ghển", "09.09.1986", "Bàn Phụ Phin", "08.08.1984")),
    ("KS", 2009, family("Sầm Văn Bảo", "07.07.2009", "Vi Thị Nga", "1985", "Sầm Văn Quyết", "1983")),
    ("KH", 2010, couple("Chu Thị Hằng", "02.02.1988", "Mã Văn Long", "01.01.1986")),
    ("LH", 2012, {**person("Hứa Thị Nhung", "04.05.1985"), "ex_spouse_full_name": "Phùng Văn Tá", "ex_spouse_birth_date": "06.07.1983"}),
    ("KT", 2012, {"deceased_full_name": "Dương Văn Phấu", "deceased_birth_date": "01.01.1950", "deceased_residence": HOME,
                  "death_date": "10.01.2012", "declarant_name": "Dương Thị Pà", "declarant_id_no": "083555666"}),
    ("KS", 1985, family("Ngô Văn Chứ", "02.02.1985", "Giàng Thị Dợ", "1960", "Ngô A Sính", "1958")),
    ("HN", 2014, person("Thào Seo Lầu", "03.03.1991", person_sex="1")),
    ("KH", 2010, couple("Hà Thị Thơm", "12.12.1986", "Tô Văn Giáp", "11.11.1984")),
    ("KS", 2010, family("Vương Thị Sảo", "09.09.2010", "Vàng Thị Xúa", "1984", "Vương A Sì", "1982")),
    ("KT", 2014, {"deceased_full_name": "Vương A Sì", "deceased_birth_date": "1982", "deceased_residence": HOME,
                  "death_date": "01.05.2014", "declarant_name": "Vương Văn Dình", "declarant_id_no": "083777888"}),
    ("GH", 2014, {"guardian_full_name": "Lầu Thị Và", "guardian_birth_date": "05.05.1970", "guardian_residence": HOME,
                  "ward_full_name": "Lầu A Say", "ward_birth_date": "06.06.2008", "ward_residence": HOME}),
]  # fmt: skip
"""Kind, year and words of each earlier page; their numbers in the books follow from the order."""

OWN_NAME = "UBND xã Hoàng Tung"
"""What the unit of the office's code was called on the days of the earlier pages."""

COUPLE = "KS mother_*, father_*"
CASES = [
    Case(COUPLE, "KH", "KS", 2014, "mother_full_name", "luong th l", "Lương Thị Loan", "Hoàng Văn Thái", {"father_full_name": "Hoàng Văn Thái", "father_residence": HOME}, ("father", "mother"), {"child_full_name": "Hoàng Thị Mai"}),
    Case(COUPLE, "KH, from the husband's side", "KS", 2014, "father_full_name", "hoang v th", "Hoàng Văn Thái", "Lương Thị Loan", {"mother_full_name": "Lương Thị Loan"}, ("father", "mother")),
    Case(COUPLE, "an earlier KS of the same couple", "KS", 2014, "mother_full_name", "hoang th m", "Hoàng Thị Mỷ", "Nông Văn Pá", {"father_full_name": "Nông Văn Pá", "mother_residence": HOME}, ("father", "mother")),
    Case("KS declarant_*", "the father just filled", "KS", 2014, "declarant_name", "", "Nông Văn Pá", "vừa ghi ở trang này", before={"father_full_name": "Nông Văn Pá", "father_birth_year": "1980"}),
    Case("KH husband_*, wife_*", "own KS", "KH", 2012, "wife_full_name", "dam th h", "Đàm Thị Hoa", "", {"wife_birth_date": "05/03/1990"}, ("wife",)),
    Case("KH husband_*, wife_*", "HN", "KH", 2012, "husband_full_name", "luc v n", "Lục Văn Nam", "", {"husband_birth_date": "01/02/1988"}, ("husband",), paper={"husband_id_kind": "Giấy CMND", "husband_id_no": "083111222", "husband_id_date": "02/03/2007"}),
    Case("CMC child_*", "KS of the child, parent empty", "CMC", 2010, "child_full_name", "ly th s", "Lý Thị Sua", "", {"child_birth_date": "03/04/2009"}, ("child",)),
    Case("CMC parent_*", "KH", "CMC", 2010, "parent_full_name", "ban ph p", "Bàn Phụ Phin", "", {"parent_birth_date": "08/08/1984", "parent_residence": HOME}, ("parent",)),
    Case("CMC parent_*", "KS, as parent of siblings", "CMC", 2010, "parent_full_name", "sam v q", "Sầm Văn Quyết", "", {"parent_birth_date": "1983"}, ("parent",)),
    Case("HN person_*", "KS", "HN", 2014, "person_full_name", "dam th h", "Đàm Thị Hoa", "", {"person_birth_date": "05/03/1990"}, ("person",)),
    Case("HN person_*", "KH", "HN", 2014, "person_full_name", "chu th h", "Chu Thị Hằng", "", {"person_birth_date": "02/02/1988"}, ("person",)),
    Case("HN person_*", "LH", "HN", 2014, "person_full_name", "hua th n", "Hứa Thị Nhung", "", {"person_birth_date": "04/05/1985"}, ("person",)),
    Case("HN person_*", "KT, the spouse dead", "HN", 2014, "person_full_name", "duong th p", "Dương Thị Pà", "", {}, ("person",)),
    Case("KT deceased_*", "KH, as spouse", "KT", 2018, "deceased_full_name", "ma v l", "Mã Văn Long", "", {"deceased_birth_date": "01/01/1986", "deceased_residence": HOME}, ("deceased",)),
    Case("KT deceased_*", "KS, as parent", "KT", 2018, "deceased_full_name", "ngo a s", "Ngô A Sính", "", {"deceased_birth_date": "1958"}, ("deceased",)),
    Case("KT deceased_*", "KS, as child", "KT", 2018, "deceased_full_name", "ngo v ch", "Ngô Văn Chứ", "", {"deceased_birth_date": "02/02/1985"}, ("deceased",)),
    Case("KT deceased_*", "HN", "KT", 2018, "deceased_full_name", "thao s l", "Thào Seo Lầu", "", {"deceased_birth_date": "03/03/1991"}, ("deceased",)),
    Case("KT declarant_*", "the spouse of the linked person", "KT", 2018, "declarant_name", "", "Chu Thị Hằng", "vợ/chồng của Mã Văn Long", links=("declarant",), before={"deceased_full_name": "Mã Văn Long", "deceased_birth_date": "01011986", "deceased_residence": HOME}),
    Case("KT declarant_*", "the child of the linked person", "KT", 2018, "declarant_name", "", "Ngô Văn Chứ", "con của Ngô A Sính", links=("declarant",), before={"deceased_full_name": "Ngô A Sính", "deceased_birth_date": "1958", "deceased_residence": HOME}),
    Case("GH ward_*", "KS", "GH", 2018, "ward_full_name", "vuong th s", "Vương Thị Sảo", "", {"ward_birth_date": "09/09/2010"}, ("ward",)),
    Case("GH guardian_*", "KH", "GH", 2018, "guardian_full_name", "to v g", "Tô Văn Giáp", "", {"guardian_birth_date": "11/11/1984"}, ("guardian",)),
    Case("GH guardian_*", "KT, the parents dead", "GH", 2018, "guardian_full_name", "vuong v d", "Vương Văn Dình", "", {}, ("guardian",)),
    Case("CDGH ward_*, guardian_*", "the GH entry by number", "CDGH", 2018, "guardian_full_name", "", "Lầu Thị Và", "dẫn chiếu", {"ward_full_name": "Lầu A Say", "ward_birth_date": "06/06/2008"}, ("guardian", "ward"), {"original_entry_no": "1/2014", "original_entry_date": "15062014"}),
    Case("LH both ex-spouses", "KH by number and date", "LH", 2018, "person_full_name", "", "Hà Thị Thơm", "dẫn chiếu", {"ex_spouse_full_name": "Tô Văn Giáp"}, ("ex_spouse", "person"), {"marriage_entry_no": "3/2010", "marriage_date": "15062010"}),
    Case("CDGH ward_*, guardian_*", "the GH entry, its number, day and authority filled in", "CDGH", 2018, "guardian_full_name", "lau th v", "Lầu Thị Và", "", {"ward_full_name": "Lầu A Say", "original_entry_no": "1", "original_entry_date": "15/06/2014", "original_authority": OWN_NAME}, ("guardian", "ward")),
    Case("LH the marriage reference", "KH of the couple, its number, day and authority", "LH", 2018, "person_full_name", "ha th th", "Hà Thị Thơm", "", {"ex_spouse_full_name": "Tô Văn Giáp", "marriage_entry_no": "3", "marriage_date": "15/06/2010", "marriage_authority": OWN_NAME}, ("ex_spouse", "person")),
    Case("TDCC person_*", "the entry by number and date", "TDCC", 2018, "person_full_name", "", "Nông Thị Hiền", "dẫn chiếu", {"person_birth_date": "01/02/2012"}, ("person",), {"target_entry_no": "1/2012", "target_date": "15062012"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An office with all earlier pages."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('prefill') / 'store.db'}", clock=Clock())
    accounts.add(store, "lan", Role.CLERK, PASSWORD, by=OPERATOR)
    kinds = {(kind, year) for kind, year, _ in EARLIER} | {(case.kind, case.year) for case in CASES}
    with store.write() as session:
        shelf.add(session, [_book(kind, year) for kind, year in sorted(kinds)])
    lan = accounts.sign_in(store, "lan", PASSWORD).account_id
    numbers: dict[tuple[str, int], int] = {}
    for kind, year, words in EARLIER:
        numbers[kind, year] = number = numbers.get((kind, year), 0) + 1
        _key(store, lan, kind, Position(year, number), {"registration_date": f"15.06.{year}"} | words)
    gather(store)
    yield store
    store.close()


def _book(kind: str, year: int) -> shelf.BookRow:
    return shelf.BookRow(
        id=f"{kind}-{year}", office=OFFICE[0], office_name=OFFICE[1], level=Level.COMMUNE, kind=kind,
        layout=Layout.D if year > 2015 else Layout.C1, book_no=f"01/{year}", year_from=year, year_to=year,
        first_no=1, last_no=50, entries=50,
    )  # fmt: skip


def _key(store: Store, account: str, kind: str, position: Position, words: Mapping[str, str]) -> None:
    claim = positions.claim(store, f"{kind}-{position.year}", position, account)
    values = {name: Value(text, text) for name, text in words.items()}
    reasons: dict[str, str] = {}
    while True:
        try:
            entries.save(
                store, claim, kind=kind, position_state=PositionState.NORMAL, values=values, page_no=None,
                account_id=account, overrides=reasons,
            )  # fmt: skip
        except EntryBlocked as blocked:
            reasons |= {flag.rule: "sổ ghi như vậy" for flag in blocked.blocking}
        else:
            return


@pytest.fixture(scope="module")
def office(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PersonSuggester]:
    """What the office learned, and whom it knows before it."""
    learned = OfficeSuggester(store, tmp_path_factory.mktemp("learned"))
    learned.take_up(learned.catch_up())
    suggester = PersonSuggester(learned)
    for case in CASES:
        learned.sit_down(OFFICE[0], f"{case.kind}-{case.year}", Macros())
        book = f"{case.kind}-{case.year}"
        suggester.meet(people_around(store, OFFICE[0]), book, BookPlace(OFFICE[0], case.year))
    yield suggester
    learned.close()


def at_the_field(store: Store, office: PersonSuggester, tmp_path: Path, case: Case) -> FormState:
    """The later page, keyed up to the letters of the case."""
    book = f"{case.kind}-{case.year}"
    lan = accounts.list_all(store)[0].account_id
    sitting = Sitting(store, tmp_path, lan, book)
    laid = sitting.at(Position(case.year, 40))
    state = FormState(laid.sheet, suggester=office)
    for name, text in {"registration_date": f"2012{case.year}", **case.before}.items():
        state.jump(name)
        for letter in text:
            state.handle(typed(letter))
        state.handle(act("accept"))
    state.jump(case.at)
    for letter in case.letters:
        state.handle(typed(letter))
    state.settle()
    return state


def offer(state: FormState, name: str) -> Suggestion:
    """The known person called `name` among the suggestions; nobody else stands before him but one kinsman."""
    known = [one for one in state.suggestions if one.fill is not None]
    assert name in [one.text for one in known[:2]], [(one.text, one.note) for one in state.suggestions]
    return next(one for one in known if one.text == name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} | {case.source}")
def test_the_row_is_offered_with_its_reason_taken_with_one_key_and_undone_with_one(
    store: Store, office: PersonSuggester, tmp_path: Path, case: Case
) -> None:
    state = at_the_field(store, office, tmp_path, case)
    offered = offer(state, case.offered)
    assert case.why in offered.note
    assert offered.fill is not None
    before = state.draft.cells
    if state.suggestion is not offered:  # Tab takes what is chosen
        while state.suggestion is not offered:
            state.handle(act("next_suggestion"))
    state.handle(act("take"))
    assert {name: state.draft.cells[name].text for name in case.fills} == case.fills
    assert sorted(read_ref(offered.fill.ref)) == sorted(case.links)
    if case.paper:
        state.jump(next(iter(case.paper)))
        state.handle(act("take"))
        assert {name: state.draft.cells[name].text for name in case.paper} == case.paper
        assert sorted(links_of(state.page.form, state.draft.cells)) == sorted(case.links)
    while state.draft.cells != before:
        assert state.handle(act("undo")), "undone to what stood before"


def test_every_row_of_the_table_has_its_case() -> None:
    rows = ("KS mother", "KS declarant", "KH ", "CMC child", "CMC parent", "HN person", "KT deceased", "KT declarant",
            "GH ward", "GH guardian", "CDGH ", "LH ", "TDCC ")  # fmt: skip
    assert all(any(case.row.startswith(row) for case in CASES) for row in rows)


def test_of_whom_only_the_year_is_known_it_completes_the_day(
    store: Store, office: PersonSuggester, tmp_path: Path
) -> None:
    named = {"person_full_name": "Bế Thị Lan"}  # a mother born 1965
    for letters, says in (("", "1965"), ("0511", "05/11/1965"), ("5/11", "05/11/1965"), ("3113", None)):
        state = at_the_field(
            store, office, tmp_path, Case("", "", "HN", 2014, "person_birth_date", letters, "", before=named)
        )
        assert [one.text for one in state.suggestions if one.why == "person"][:1] == ([says] if says else [])


STATED = [
    ("KS alone", "Đàm Thị Hoa", "05031990", "Hiện tại chưa đăng ký kết hôn với ai", "1"),
    ("KH", "Chu Thị Hằng", "02021988", "Hiện tại đang có chồng là Mã Văn Long", "2"),
    ("LH", "Hứa Thị Nhung", "04051985", "Đã ly hôn, hiện tại chưa đăng ký kết hôn với ai", "3"),
    ("KT, the spouse dead", "Vàng Thị Xúa", "1984", "Có chồng đã chết, hiện tại chưa đăng ký kết hôn với ai", "4"),
]


@pytest.mark.parametrize(
    ("source", "name", "born", "says", "code"), STATED, ids=[f"HN marital text | {row[0]}" for row in STATED]
)
def test_what_other_pages_tell_of_a_marriage_is_offered_in_words(
    store: Store, office: PersonSuggester, tmp_path: Path, source: str, name: str, born: str, says: str, code: str
) -> None:
    before = {"person_full_name": name, "person_birth_date": born, "person_sex": "2", "person_residence": HOME}
    state = at_the_field(
        store, office, tmp_path, Case("", source, "HN", 2014, "marital_status_text", "", "", before=before)
    )
    assert state.suggestions[0].text == says
    state.handle(act("take"))
    state.settle()
    assert state.values["marital_status"].normalised == code
    alone = at_the_field(
        store,
        office,
        tmp_path,
        Case("", source, "HN", 2014, "marital_status_text", "", "", before={"person_full_name": name}),
    )
    assert all(one.why == "code" for one in alone.suggestions), "a name alone is nobody known"


def test_a_name_stands_alone_before_a_grown_person_who_bears_it(
    store: Store, office: PersonSuggester, tmp_path: Path
) -> None:
    office.meet(people_around(store, OFFICE[0]), "KS-1985", BookPlace(OFFICE[0], 1985))
    for year, alone in ((2014, True), (1985, False)):  # 28 years old: most children of the name are others
        state = at_the_field(store, office, tmp_path, Case("", "", "KS", year, "child_full_name", "hoang v th", ""))
        offered = [bool(one.fill) for one in state.suggestions if one.text == "Hoàng Văn Thái"]
        assert offered == ([False, True] if alone else [True])


def test_the_birth_of_a_grown_person_of_the_name_brings_what_is_known_of_him(
    store: Store, office: PersonSuggester, tmp_path: Path
) -> None:
    office.meet(people_around(store, OFFICE[0]), "KS-2014", BookPlace(OFFICE[0], 2014))
    named = {"child_full_name": "Hoàng Văn Thái"}
    state = at_the_field(store, office, tmp_path, Case("", "", "KS", 2014, "child_birth_date", "", "", before=named))
    (offered,) = [one for one in state.suggestions if one.text == "27/12/1985"]
    assert offered.fill is not None
    while state.suggestion is not offered:
        state.handle(act("next_suggestion"))
    state.handle(act("take"))
    assert {name: state.cell(name).text for name in ("child_sex", "child_ethnicity")} == {
        "child_sex": "Nam",
        "child_ethnicity": "Tày",
    }


def test_a_childs_surname_is_that_of_its_father(store: Store, office: PersonSuggester, tmp_path: Path) -> None:
    father = {"father_full_name": "Sùng A Sình", "father_ethnicity": "Mông"}
    for before in (father, {}):
        case = Case("KS child surname", "the father's", "KS", 2014, "child_full_name", "s", "", before=before)
        state = at_the_field(store, office, tmp_path, case)
        assert (state.suggestions[0].text.split()[0] == "Sùng") is bool(before)
        assert "child_full_name" not in state.draft.cells or state.cell("child_full_name").text == "S"  # suggested only


SUGGESTED = [("child_ethnicity", "Mông"), ("child_nationality", "Trung Quốc"), ("child_native_place", "Xóm Lũng Rằng")]


@pytest.mark.parametrize(("at", "text"), SUGGESTED, ids=[f"KS {at} | the father's" for at, _ in SUGGESTED])
def test_what_a_child_has_of_its_father_is_suggested_only(
    store: Store, office: PersonSuggester, tmp_path: Path, at: str, text: str
) -> None:
    father = {
        "father_full_name": "Lý A Sình",
        "father_ethnicity": "Mông",
        "father_nationality": "Trung Quốc",
        "father_residence": "Xóm Lũng Rằng",
    }
    state = at_the_field(store, office, tmp_path, Case("", "", "KS", 2014, at, "", "", before=father))
    assert text in [one.text for one in state.suggestions]
    assert at not in state.draft.cells
