"""Offices whose outbox is full, for tests and benches of the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from registers.kinds import Layout, Level, PositionState
from registers.position import Position
from registers.units import official_name
from registers.value import Value
from registers.workflow import Act, Role
from storage import accounts, shelf
from storage.engine import Store
from storage.entries import Saved, save_many, step_in
from storage.permissions import OPERATOR
from storage.shelf import BookRow
from storage.surroundings import Stated

OFFICE = "01693"
OTHER_OFFICE = "01291"
PASSWORD = "mật khẩu dài"
_LAST_DAY = date(2025, 6, 30)  # of the communes as the books know them
_AT_ONCE = 500
_MIDDLE = [
    "Thị",
    "Ngọc",
    "Thu",
    "Minh",
    "Thanh",
    "Bích",
    "Hồng",
    "Kim",
    "Mỹ",
    "Phương",
    "Quỳnh",
    "Tuyết",
    "Vân",
    "Xuân",
    "Yến",
    "Ánh",
    "Diệu",
    "Hải",
    "Lệ",
]
_GIVEN = [
    "Hiền",
    "Hoa",
    "Lan",
    "Mai",
    "Nga",
    "Thu",
    "Hạnh",
    "Huệ",
    "Liên",
    "Loan",
    "Nhung",
    "Oanh",
    "Sen",
    "Thảo",
    "Trang",
    "Tâm",
    "Uyên",
]


def birth_book(office: str = OFFICE, entries: int = 1_000) -> BookRow:
    """The book of births of 2007 of an office, with so many numbers."""
    return BookRow(
        id=f"{office}-KS-2007-01",
        office=office,
        office_name=official_name(office, _LAST_DAY),
        level=Level.COMMUNE,
        kind="KS",
        layout=Layout.C1,
        book_no="01/2007",
        year_from=2007,
        year_to=2007,
        opened="02.01.2007",
        closed="31.12.2007",
        first_no=1,
        last_no=entries,
        entries=entries,
        pages=entries,
    )


def office_with(store: Store, entries: int, *, office: str = OFFICE) -> str:
    """Put a book of births on the shelf of `store`, hire a clerk, and let the clerk key all `entries`; the account's id."""
    book = birth_book(office, entries)
    with store.write() as session:
        shelf.add(session, [book])
    clerk = accounts.add(store, f"lan-{office}", Role.CLERK, PASSWORD, by=OPERATOR).account_id
    key(store, book.id, clerk, range(1, entries + 1))
    return clerk


def key(store: Store, book_id: str, clerk: str, numbers: Sequence[int]) -> list[str]:
    """Key the births of these numbers; their entries' ids."""
    ids = []
    for start in range(0, len(numbers), _AT_ONCE):
        stated = [_birth(number) for number in numbers[start : start + _AT_ONCE]]
        for one in save_many(store, book_id, stated, account_id=clerk):
            assert isinstance(one, Saved), one
            ids.append(one.entry_id)
    return ids


def approve(store: Store, office: str, entries: Sequence[str]) -> None:
    """Let a supervisor of the office approve keyed entries; each gets its second revision."""
    boss = accounts.add(store, f"minh-{office}", Role.SUPERVISOR, PASSWORD, by=OPERATOR).account_id
    for start in range(0, len(entries), _AT_ONCE):
        with store.write() as session:
            for entry in entries[start : start + _AT_ONCE]:
                step_in(session, entry, Act.APPROVE, base_revision=1, account_id=boss)


def _birth(number: int) -> Stated:
    facts = {
        "entry_no": str(number),
        "registration_date": "12.03.2007",
        "child_full_name": f"Nông {_MIDDLE[number % len(_MIDDLE)]} {_GIVEN[number % len(_GIVEN)]}",
        "child_birth_date": f"{1 + number % 27:02d}.{1 + number % 12:02d}.2006",
        "child_sex": "2",
        "child_ethnicity": "Tày",
        "child_nationality": "Việt Nam",
        "mother_full_name": "Hoàng Thị Lan",
        "mother_birth_year": "1985",
        "father_full_name": "Nông Văn Bảo",
        "father_birth_year": "1983",
    }
    values = {name: Value(text, text) for name, text in facts.items()}
    return Stated(Position(2007, number, ""), "KS", PositionState.NORMAL, values, number)
