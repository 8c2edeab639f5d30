"""A small office for tests: books of one commune, a few accounts, and births to key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from registers.kinds import Layout, Level, PositionState
from registers.value import Value
from registers.workflow import Role
from storage import actions, entries, passwords, positions, shelf
from storage.engine import Store
from storage.entries import Saved
from storage.permissions import OPERATOR
from storage.positions import Claim
from storage.shelf import BookRow
from storage.tables import Account

PASSWORD = "mật khẩu dài"
NAMES = ("Nông Thị Hiền", "Hoàng Văn Páo", "Lý A Sùng", "Đàm Thị Mỷ", "Bế Ích Quân")
"""Children to key births of."""

NAME = "UBND xã Vĩnh Quang, thành phố Cao Bằng, tỉnh Cao Bằng"
BIRTHS = BookRow(
    id="01693-KS-2016-01",
    office="01693",
    office_name=NAME,
    level=Level.COMMUNE,
    kind="KS",
    layout=Layout.D,
    book_no="01/2016",
    year_from=2016,
    year_to=2016,
    opened="04.01.2016",
    closed="30.12.2016",
    first_no=1,
    last_no=40,
    entries=40,
    pages=100,
)
COMBINED = BookRow(
    id="01693-VHTK-2010-01",
    office="01693",
    office_name=NAME,
    level=Level.COMMUNE,
    kind="",
    layout=Layout.C2,
    book_no="01/2010",
    year_from=2010,
    year_to=2015,
    opened="10.05.2010",
    closed="31.12.2015",
    first_no=1,
    last_no=7,
    entries=26,
)
MARRIAGES = BookRow(
    id="01693-KH-2016-01",
    office="01693",
    office_name=NAME,
    level=Level.COMMUNE,
    kind="KH",
    layout=Layout.D,
    book_no="01/2016",
    year_from=2016,
    year_to=2016,
    first_no=1,
    last_no=3,
    entries=3,
)


def found(store: Store, *books: BookRow) -> None:
    """Put books on the shelf."""
    with store.write() as session:
        shelf.add(session, books or (BIRTHS,))


@cache
def _hash() -> str:
    return passwords.hashed(PASSWORD)


def hire(store: Store, name: str, role: Role = Role.CLERK) -> str:
    """A new account's id. Its password is hashed once a session: hashing is slow by design, and not what is tested."""
    account = Account(
        id=store.new_id(), name=name, folded=name.casefold(), role=role, password=_hash(), created_at=store.now()
    )
    with store.write() as session:
        session.add(account)
        actions.record(session, OPERATOR, "account.add", account.id)
    return account.id


def birth(child: str = "Nông Thị Hiền", born: str = "02.03.2016", **more: str) -> dict[str, Value]:
    """The values of a birth on layout D, as a clerk's keying leaves them; `more` are other fields' normalised texts."""
    texts = {
        "registration_date": "10.03.2016",
        "child_full_name": child,
        "child_birth_date": born,
        "child_sex": "2",
        "child_ethnicity": "Tày",
        "child_nationality": "Việt Nam",
        "mother_full_name": "Hoàng Thị Lan",
        "mother_birth_year": "1990",
        "father_full_name": "Nông Văn Bảo",
        "father_birth_year": "1988",
        "signer_name": "Nguyễn Văn Thượng",
        "signer_title": "Chủ tịch",
    } | more
    return {name: Value(text, text) for name, text in texts.items()}


def key(
    store: Store,
    account_id: str,
    values: Mapping[str, Value] | None = None,
    *,
    book: BookRow = BIRTHS,
    kind: str = "KS",
) -> Saved:
    """Key the book's next position."""
    claim = positions.claim_next(store, book.id, account_id)
    return save(store, claim, birth() if values is None else values, kind=kind)


def save(store: Store, claim: Claim, values: Mapping[str, Value], *, kind: str = "KS") -> Saved:
    """Save a claimed position as a normal one, under the page of its number."""
    return entries.save(
        store,
        claim,
        kind=kind,
        position_state=PositionState.NORMAL,
        values=values,
        page_no=claim.position.number,
        account_id=claim.account_id,
    )
